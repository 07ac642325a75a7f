"""Forms that tests of components use."""

from typing import Annotated

from app.components.form import Form
from app.models.component import Label


class Age(Form):
    """Asks for a number."""

    age: Annotated[int, Label("Age")]
