"""Keywords that there are not, and what is said of them."""

import copy
import pickle
from collections.abc import Callable
from typing import TypedDict

import pytest

from app.models.keywords import refuse_unknown
from app.models.response import EditFields, MessageFields, Reply, Update, make_reply, make_update


@pytest.mark.parametrize(
    ("word", "phrase"),
    [
        ("view", "await view.send(ctx, …)"),
        ("embed", "embeds=[…]"),
        ("file", "files=[…]"),
        ("attachments", "files=[…]"),
        ("text", "content=…"),
        ("hidden", "ephemeral=True"),
        ("flags", "ephemeral=…, silent=… or suppress_embeds=…"),
        ("delete_after", "await ctx.delete() when its time is over"),
    ],
)
@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda **fields: Reply("x", **fields), "Reply"),
        (lambda **fields: make_reply("x", fields), "a message"),
        (lambda **fields: make_reply(Reply("x"), fields), "a message"),
    ],
    ids=["Reply", "respond", "respond with a Reply"],
)
def test_a_keyword_of_other_libraries_is_answered_with_ours(
    make: Callable[..., object], what: str, word: str, phrase: str
) -> None:
    with pytest.raises(TypeError) as caught:
        make(**{word: None})

    taken = "content, embeds, components, files, allowed_mentions, ephemeral, silent, suppress_embeds, poll"
    assert str(caught.value) == f"{what} takes no {word}; it takes {taken}. Write {phrase}"


@pytest.mark.parametrize(
    ("make", "what"),
    [(lambda **fields: Update(**fields), "Update"), (lambda **fields: make_update("x", fields), "an edit")],
    ids=["Update", "edit"],
)
def test_an_edit_shows_a_view_as_it_is_now(make: Callable[..., object], what: str) -> None:
    with pytest.raises(TypeError) as caught:
        make(view=None, embed=None)

    assert str(caught.value).startswith(f"{what} takes no embed, view; it takes content, embeds")
    assert str(caught.value).endswith(
        "attachments, allowed_mentions. Write embeds=[…], components=view.components(), with the view that was sent"
    )


def test_of_a_keyword_that_nobody_has_nothing_more_is_said() -> None:
    with pytest.raises(TypeError, match=r"^Reply takes no colour, shape; it takes content, .*, poll$"):
        Reply("x", colour=1, shape=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"^Update takes no ephemeral; it takes content, .*, allowed_mentions$"):
        Update("x", ephemeral=True)  # type: ignore[call-arg]


def test_only_what_a_method_has_is_recommended() -> None:
    class Paint(TypedDict, total=False):
        red: int

    with pytest.raises(TypeError, match=r"^rest\.paint\(\) takes no embed; it takes red$"):
        refuse_unknown("rest.paint()", {"embed": 1}, Paint)
    with pytest.raises(TypeError, match=r"it takes embeds, .*\. Write embeds=\[…\]$"):
        refuse_unknown("rest.messages.create()", {"embed": 1}, MessageFields)


def test_other_mistakes_are_told_as_ever() -> None:
    with pytest.raises(TypeError, match="content"):
        Reply("x", content="y")  # type: ignore[misc]


def test_whatever_is_recommended_is_there() -> None:
    shared = {"embeds", "files", "components"}

    assert {*shared, "ephemeral", "suppress_embeds", "silent"} <= set(MessageFields.__annotations__)
    assert shared <= set(EditFields.__annotations__)


def test_what_is_made_so_is_a_model_as_any_other() -> None:
    reply = Reply("x", ephemeral=True)

    assert copy.copy(reply) == pickle.loads(pickle.dumps(reply)) == reply == Reply(content="x", ephemeral=True)
    assert reply.replace(content="y").content == "y"
