"""The context of a form that was sent."""

from app.context.component import UpdatingContext
from app.models.message import Message


class ModalContext(UpdatingContext):
    """What the handler of a form is given; it cannot answer with another form."""

    @property
    def message(self) -> Message | None:
        """The message that carries the component which opened the form; None if a command did."""
        return self._interaction.message
