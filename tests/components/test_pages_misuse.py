"""What cannot be a page, and how the author hears of it: before anything is sent."""

from collections.abc import Sequence
from typing import Any

import pytest

from app.components.pages import Page, Pages
from app.context.command import CommandContext
from app.errors import AnswerInvalid
from app.models.button import Button
from app.models.component import ActionRow
from app.models.display import TextDisplay
from app.models.embed import Embed
from app.models.file import File
from app.models.poll import Poll
from app.models.response import Reply
from app.testing import TestBot

ROW = ActionRow(Button(custom_id="x", label="X"))
V2 = Reply(components=[TextDisplay("Whole.")])


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        pytest.param([], "takes a list of one or more pages", id="none"),
        pytest.param("One.", "takes a list of one or more pages, .* and not 'One.'", id="a text"),
        pytest.param(["One.", 2], "page 2 of Pages is a text, embeds or a Reply, and not 2", id="a number"),
        pytest.param([[]], "page 1 of Pages is a text, embeds or a Reply", id="no embeds"),
        pytest.param([["One."]], "page 1 of Pages is a text, embeds or a Reply", id="a list of texts"),
        pytest.param(["One.", Reply("Two.", files=[File("a.txt", b"a")])], "page 2 of Pages has files", id="files"),
        pytest.param([Reply(poll=Poll("Which?", ["a", "b"]))], "page 1 of Pages has poll", id="a poll"),
        pytest.param(["One.", V2], "some are made up of components and others are text", id="both kinds"),
    ],
)
def test_what_is_no_page_is_refused(pages: Any, why: str) -> None:
    with pytest.raises(AnswerInvalid, match=why):
        Pages(pages)


@pytest.mark.parametrize("expires", [0, -1.0, float("inf"), float("nan")])
def test_a_time_that_is_none_is_refused(expires: float) -> None:
    with pytest.raises(AnswerInvalid, match="Pages are kept for a number of seconds above 0"):
        Pages(["One.", "Two."], expires=expires)


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        pytest.param(["One.", "x" * 2001], "page 2 of Pages cannot be sent: content ", id="too long"),
        pytest.param(["One.", "Two.", Embed()], "page 3 of Pages cannot be sent: embeds", id="an empty embed"),
        pytest.param(
            [Reply("One.", components=[ROW]), Reply("Two.", components=[ROW] * 2)],
            "page 2 of Pages cannot be sent: components",
            id="one custom_id twice",
        ),
        pytest.param(
            [Reply("One.", components=[ActionRow(Button(custom_id=f"{n}", label="X")) for n in range(5)]), "Two."],
            "page 1 of Pages cannot be sent: components",
            id="no row free",
        ),
    ],
)
async def test_a_page_that_discord_would_refuse_is_named_before_the_first_is_sent(
    pages: Sequence[Page], why: str
) -> None:
    with pytest.raises(AnswerInvalid, match=why):
        await Pages(pages).reply(TestBot(None).context(CommandContext))
