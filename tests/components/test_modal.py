"""Forms as their handlers declare and build them."""

from typing import Annotated, Any

import pytest

from app.components.form import Form
from app.components.modal import modal
from app.context.modal import ModalContext
from app.errors import CustomIdTooLong, DefinitionError
from app.models.component import Label
from app.models.modal import Modal
from app.models.response import Update
from app.testing import TestBot, virtual_time
from tests.components.used import entered, source_of, use
from tests.given import given_bot


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Feedback(Form):
    text: Annotated[str, Label("What?")]


class Bare(Form):
    pass


@modal(title="Feedback", spill=True, expires=60)
async def feedback(ctx: ModalContext, form: Feedback, ticket: int, *, note: str = "") -> Update:
    return Update(f"{form.text} on {ticket}{note}")


async def test_a_handler_is_still_a_function() -> None:
    ctx = TestBot(None).context(ModalContext)

    assert await feedback(ctx, Feedback(text="x"), ticket=3) == Update("x on 3")


async def test_state_travels_with_the_form() -> None:
    bot = given_bot()
    bot.bot.add(feedback)
    begun = await use(bot, feedback.modal(7, note="!").custom_id, fields=[entered("text", "It works")])

    assert source_of(begun)["content"] == "It works on 7!"


async def test_state_that_does_not_fit_is_kept_in_the_store() -> None:
    bot = given_bot()
    bot.bot.add(feedback)
    with pytest.raises(CustomIdTooLong, match=r"await feedback\.stored_modal\(ctx, …\) keeps it in the store"):
        feedback.modal(7, note="x" * 100)
    made = await feedback.stored_modal(bot.context(ModalContext), 7, note="x" * 100)
    begun = await use(bot, made.custom_id, fields=[entered("text", "a")])

    assert source_of(begun)["content"] == f"a on 7{'x' * 100}"


def test_a_form_is_built_with_its_title_and_what_it_begins_with() -> None:
    given_bot().bot.add(feedback)
    made = feedback.modal(ticket=1).replace(title="Another").prefill(text="so far")
    field: Any = made.components[0]

    assert (made.title, field.component.value) == ("Another", "so far")
    assert feedback.modal(ticket=1).title == "Feedback"


@pytest.mark.parametrize(
    "declare",
    [lambda: modal(fitting), lambda: modal(), lambda: given_bot().bot.modal(fitting)],  # type: ignore[call-overload]
    ids=["bare", "without anything", "on a bot"],
)
def test_a_form_without_a_title_is_told_how_to_say_it(declare: Any) -> None:
    with pytest.raises(DefinitionError, match=r"test_modal\.py:\d+: a form has a title: write @modal\(title=\"…\"\)"):
        declare()


def no_form(ctx: ModalContext) -> None: ...
def bare_form(ctx: ModalContext, form) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001
def text_form(ctx: ModalContext, form: str) -> None: ...
def instance(ctx: ModalContext, form: Form) -> None: ...
def empty(ctx: ModalContext, form: Bare) -> None: ...
def another(ctx: ModalContext, form: Feedback) -> Modal | None: ...
def fitting(ctx: ModalContext, form: Feedback) -> None: ...


@pytest.mark.parametrize(
    ("handler", "title", "why"),
    [
        (no_form, "T", "modal no_form: behind the context it takes the form: form: Feedback"),
        (bare_form, "T", "behind the context it takes the form"),
        (text_form, "T", "behind the context it takes the form"),
        (instance, "T", "has no fields"),
        (empty, "T", "has no fields"),
        (another, "T", "a form cannot open another one"),
        (fitting, "", "title"),
        (fitting, "x" * 46, "title has 46 characters"),
    ],
)
def test_what_cannot_work_is_refused_where_it_stands(handler: Any, title: str, why: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        modal(title=title)(handler)

    assert why in str(caught.value)
