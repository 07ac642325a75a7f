"""Forms that are sent: what Discord says of them, and the context in which they are read."""

import functools
import types
from collections.abc import Mapping
from typing import Any, TypeVar

import orjson

from app.components.form import Form, FormPlan, read_form
from app.context.delivery import Delivery
from app.context.modal import ModalContext
from app.context.responder import Responder
from app.models.component import ModalComponent
from app.models.interaction import Interaction, decode_interaction
from app.testing import TestBot
from tests.given import given_bot

F = TypeVar("F", bound=Form)
Json = dict[str, Any]

ADA, BEN, CID, STAFF, BOTS, STAGE, PICTURE, NOTES = (str(number) for number in range(101, 109))
RESOLVED: Json = {
    "users": {ADA: {"id": ADA, "username": "ada"}, BEN: {"id": BEN, "username": "ben"}},
    "members": {ADA: {"roles": [], "nick": "Ada"}},
    "roles": {STAFF: {"id": STAFF, "name": "Staff"}},
    "channels": {BOTS: {"id": BOTS, "type": 0, "name": "bots"}, STAGE: {"id": STAGE, "type": 13, "name": "stage"}},
    "attachments": {
        PICTURE: {"id": PICTURE, "filename": "a.png", "url": "https://cdn.test/a.png", "size": 5},
        NOTES: {"id": NOTES, "filename": "b.txt", "url": "https://cdn.test/b.txt", "size": 5},
    },
}
"""Ada is in the server, Ben is not, and nobody knows of Cid."""


def form_of(annotation: Any, **default: Any) -> type[Form]:
    """Make a form with one field, `it`, and perhaps its `default`."""
    given = {"it": default["default"]} if default else {}
    return types.new_class(
        "One", (Form,), exec_body=lambda body: body.update(given, __annotations__={"it": annotation})
    )


def field(kind: int, custom_id: str, value: object) -> Json:
    """Return a label with what was entered below it, as Discord sends it back."""
    key = "value" if kind in {4, 21, 23} else "values"
    return {"type": 18, "id": 1, "component": {"type": kind, "id": 2, "custom_id": custom_id, key: value}}


def sent(components: list[Json], resolved: Json | None = None) -> Interaction:
    """Return the submission of a form with these components."""
    data = {"custom_id": "form:1", "components": components, "resolved": RESOLVED if resolved is None else resolved}
    user = {"user": {"id": BEN, "username": "ben"}}
    return decode_interaction(orjson.dumps({"type": 5, "id": "5", "token": "t", "version": 1, "data": data} | user))


def filled(form: type[Form], entered: Mapping[str, object]) -> Interaction:
    """Return the submission of a form in which these fields have been filled in, and the others not been there."""
    kinds = {name: int(one.type) for name, one in asked(form).items()}
    return sent([field(kinds[name], name, value) for name, value in entered.items()])


def asked(form: type[Form]) -> dict[str, Any]:
    """Return the components that ask for the fields of a form, by name."""
    return {one.component.custom_id: one.component for one in labels(read_form(form).components)}


def labels(components: tuple[ModalComponent, ...]) -> list[Any]:
    """Return those that hold a field."""
    return [one for one in components if hasattr(one, "component")]


@functools.cache
def _bot() -> TestBot:
    # Nothing here answers, so that one will do for all, and for thousands of random forms.
    return given_bot()


def context_of(interaction: Interaction) -> ModalContext:
    """Return the context in which a handler would be given this."""
    bot = _bot()
    delivery = Delivery(holds_back=False)
    responder = Responder(bot.clock.now(), delivery.accept, interaction)
    return ModalContext(bot.bot, interaction, bot.bot.lifetime(), responder, delivery, "the form")


async def read(form: type[F], **entered: object) -> F:
    """Send a form that is filled in so, and read it."""
    plan: FormPlan[F] = read_form(form)
    return await plan.read(context_of(filled(form, entered)))
