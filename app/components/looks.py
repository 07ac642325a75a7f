"""How a component looks that a handler builds: refused at its declaration, where Discord would refuse it later."""

from collections.abc import Mapping
from typing import Any, TypeVar

from app.errors import DefinitionError
from app.models.button import Button
from app.models.component import ActionRow
from app.models.limits import find_fault
from app.models.ranges import most
from app.models.response import Reply
from app.models.select import Select, SelectOption, StringSelect

C = TypeVar("C", Button, Select)


def check_looks(where: str, kind: type[C], looks: Mapping[str, Any]) -> C:
    """Make a component without state.

    Args:
        where: `file:line` of the handler.
        kind: The class of component.
        looks: Its fields.

    Raises:
        DefinitionError: If Discord would refuse it.
    """
    try:
        made = kind(**looks, custom_id="x")
    except (TypeError, ValueError) as error:
        raise DefinitionError(where, str(error)) from error
    tried: Button | Select = made
    if isinstance(tried, StringSelect) and not tried.options:
        # They may be given with each menu; then they are checked with the message.
        tried = tried.replace(
            options=tuple(SelectOption(str(number)) for number in range(most(StringSelect, "options")))
        )
    fault = find_fault(Reply(components=[ActionRow(tried)]))
    if fault:
        place = "components[0].components[0]"
        raise DefinitionError(where, fault.replace(f"{place}.", "").replace(place, f"the {kind.__name__}"))
    return made
