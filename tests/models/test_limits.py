"""What Discord would refuse of a message, and how it is said."""

from typing import Any

import pytest

from app.models.attachment import Attachment
from app.models.button import LinkButton
from app.models.component import ActionRow, Container, Section
from app.models.display import FileComponent, MediaGallery, TextDisplay, Thumbnail
from app.models.embed import Embed, EmbedField, EmbedFooter, EmbedMedia
from app.models.file import File
from app.models.limits import find_fault
from app.models.mention import AllowedMentions
from app.models.poll import Poll, PollAnswer, PollMedia
from app.models.response import Reply, Unset, Update

HALF = "\ud83d"
LINK = LinkButton("https://example.com", "Go")
PNG = "https://example.com/a.png"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(Reply("x" * 2000), id="longest content"),
        pytest.param(Reply("ünï 🎲", ephemeral=True, silent=True, suppress_embeds=True), id="flags"),
        pytest.param(Reply(embeds=[Embed(title="x" * 256)] * 10), id="ten embeds"),
        pytest.param(Reply(embeds=[Embed(description="x" * 3000)] * 2), id="6,000 characters"),
        pytest.param(Reply(embeds=[Embed(fields=[EmbedField("x" * 256, "x")] * 20)]), id="many fields"),
        pytest.param(Reply(embeds=[Embed(title="t", url=PNG, color=0xFFFFFF, image=PNG)]), id="addresses"),
        pytest.param(Reply(files=[File(str(n), b"") for n in range(10)]), id="ten files"),
        pytest.param(Reply(files=[File("a b.png", b"")], embeds=[Embed(image="attachment://a b.png")]), id="picture"),
        pytest.param(Reply("x", components=[ActionRow(*[LINK] * 5)] * 5), id="25 buttons"),
        pytest.param(Reply(components=[TextDisplay("x" * 4000)]), id="longest text display"),
        pytest.param(Reply(components=[TextDisplay("x")] * 40), id="40 components"),
        pytest.param(Reply(components=[Section("a", "b", "c", accessory=Thumbnail(PNG))]), id="section"),
        pytest.param(Reply(components=[MediaGallery(*[PNG] * 10)]), id="gallery"),
        pytest.param(Reply(poll=Poll("x" * 300, ["y" * 55] * 10, duration=768)), id="poll"),
        pytest.param(Reply("x", allowed_mentions=AllowedMentions(users=range(100), roles=range(100))), id="mentions"),
        pytest.param(Reply("x", allowed_mentions=AllowedMentions(users=[1] * 101)), id="one mention often"),
        pytest.param(Update(), id="update of nothing"),
        pytest.param(Update(None, embeds=()), id="update that clears some"),
        pytest.param(Update(embeds=[Embed(image="attachment://old.png")]), id="picture of the old message"),
        pytest.param(
            Update(attachments=[Attachment(filename="a.png")], embeds=[Embed(image="attachment://a.png")]),
            id="picture that stays",
        ),
    ],
)
def test_what_discord_takes_has_no_fault(message: Reply | Update) -> None:
    assert find_fault(message) == ""


OF_COMPONENTS = "cannot be given to a message that is made of components: change these (components=[…]), or send "


@pytest.mark.parametrize(
    ("update", "fault"),
    [
        (Update(), ""),
        (Update(None, embeds=()), ""),
        (Update(""), ""),
        (Update(components=[ActionRow(LINK)] * 20), ""),
        (Update(components=[TextDisplay("x")]), ""),
        (Update(files=[File("a", b"")]), ""),
        (Update("x"), f"content {OF_COMPONENTS}a new message"),
        (Update("x", components=[ActionRow(LINK)]), f"content {OF_COMPONENTS}a new message"),
        (Update("x", components=[TextDisplay("x")]), "content cannot stand beside components that make up the whole"),
        (Update(embeds=[Embed(title="x")]), f"embeds {OF_COMPONENTS}a new message"),
        (Update(components=[ActionRow(LINK)] * 21), "components has 42 components, with those within others"),
        (Update(components=None), "nothing is left of the message: it is made of components, and needs some"),
        (Update(None, components=()), "nothing is left of the message: it is made of components, and needs some"),
    ],
)
def test_a_message_of_components_is_changed_by_components(update: Update, fault: str) -> None:
    said = find_fault(update, was_v2=True)

    assert said.startswith(fault) if fault else said == ""


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Reply(), "the message is empty: it needs content, embeds, components, files or a poll"),
        (Reply(" \n"), "the message is empty"),
        (Reply("x" * 2001), "content has 2,001 characters, Discord accepts at most 2,000"),
        (Reply("ü" * 2001), "content has 2,001 characters"),
        (Reply("x" + HALF), "content holds half of a surrogate pair"),
        (Update("x" * 2001), "content has 2,001 characters"),
        (
            Update("", embeds=(), components=None, attachments=()),
            "nothing is left of the message: it needs content, embeds, components or attachments",
        ),
    ],
    ids=["empty", "blank", "long", "long, not ASCII", "half a character", "long update", "nothing left"],
)
def test_content_has_a_limit_and_something_must_be_there(message: Reply | Update, fault: str) -> None:
    assert find_fault(message).startswith(fault)


@pytest.mark.parametrize(
    ("embed", "fault"),
    [
        (Embed(), "embeds[0] is empty"),
        (Embed(color=5), "embeds[0] is empty"),
        (Embed(title="x" * 257), "embeds[0].title has 257 characters, Discord accepts at most 256"),
        (Embed(description="x" * 4097), "embeds[0].description has 4,097 characters, Discord accepts at most 4,096"),
        (Embed(footer="x" * 2049), "embeds[0].footer.text has 2,049 characters, Discord accepts at most 2,048"),
        (Embed(footer=EmbedFooter(icon_url=PNG)), "embeds[0].footer.text is empty"),
        (Embed(author="x" * 257), "embeds[0].author.name has 257 characters, Discord accepts at most 256"),
        (Embed(author=" "), "embeds[0].author.name is empty"),
        (Embed(fields=[EmbedField("a", "b")] * 26), "embeds[0].fields has 26 items, Discord accepts at most 25"),
        (Embed(fields=[EmbedField("a", "b"), EmbedField("", "b")]), "embeds[0].fields[1].name is empty"),
        (Embed(fields=[EmbedField("a", " ")]), "embeds[0].fields[0].value is empty"),
        (
            Embed(fields=[EmbedField("a", "b" * 1025)]),
            "embeds[0].fields[0].value has 1,025 characters, Discord accepts at most 1,024",
        ),
        (Embed(title="t", color=0x1000000), "embeds[0].color is 16,777,216, Discord accepts 0 to 16,777,215"),
        (Embed(title="t", color=-1), "embeds[0].color is -1"),
        (Embed(title="t", url="example.com"), "embeds[0].url must begin with http:// or https://"),
        (Embed(title="t", url="attachment://a"), "embeds[0].url must begin with http:// or https://"),
        (Embed(title="t", url="https://a b"), "embeds[0].url is not a well-formed address"),
        (Embed(title="t", url="https://"), "embeds[0].url is not a well-formed address"),
        (Embed(image="ftp://x"), "embeds[0].image.url must begin with http:// or https:// or attachment://"),
        (Embed(image=EmbedMedia()), "embeds[0].image.url is missing"),
        (Embed(thumbnail="attachment://a.png"), "embeds[0].thumbnail.url is 'attachment://a.png', but no such file"),
        (Embed(title="x" + HALF), "embeds[0] holds half of a surrogate pair"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_embeds_have_limits(embed: Embed, fault: str) -> None:
    assert find_fault(Reply(embeds=[embed])).startswith(fault)
    assert find_fault(Update(embeds=[embed], files=[])).startswith(fault)


def test_the_embeds_of_a_message_have_limits_together() -> None:
    assert find_fault(Reply(embeds=[Embed(title="x")] * 11)) == "embeds has 11 items, Discord accepts at most 10"
    assert (
        find_fault(Reply(embeds=[Embed(description="x" * 3000), Embed(fields=[EmbedField("x", "x" * 1000)] * 3)]))
        == "embeds has 6,003 characters in all, Discord accepts at most 6,000"
    )


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"content": 5}, "content is of type int; it takes str"),
        ({"content": Unset.token}, "content is of type Unset; it takes str"),
        ({"content": str}, "content is the class str; it takes an object: str(…)"),
        ({"ephemeral": "yes"}, "ephemeral is of type str; it takes bool"),
        ({"embeds": None}, "embeds is None; it takes a list of Embed"),
        ({"embeds": "x"}, "embeds is of type str; it takes a list of Embed"),
        ({"embeds": Embed(title="x")}, "embeds is of type Embed; it takes a list of them"),
        ({"embeds": [Embed]}, "embeds[0] is the class Embed; it takes an object: Embed(…)"),
        ({"embeds": ["x"]}, "embeds[0] is of type str; it takes Embed"),
        ({"embeds": [Embed(title=5)]}, "embeds[0].title: expected `str | null`, got `int`"),  # type: ignore[arg-type]
        ({"embeds": [Embed(title=object())]}, "embeds[0] cannot become JSON: no encoder"),  # type: ignore[arg-type]
        ({"embeds": [Embed(color="red")]}, "embeds[0].color: expected `int | null`, got `str`"),  # type: ignore[arg-type]
        ({"components": LINK}, "components is of type LinkButton; it takes a list of them"),
        ({"components": [{"type": 1}]}, "components[0] is of type dict; it takes Component"),
        ({"components": [ActionRow({1})]}, "components[0].components[0]: expected a component, got list"),  # type: ignore[arg-type]
        ({"files": "a.png"}, "files is of type str; it takes a list of File"),
        ({"files": [b"x"]}, "files[0] is of type bytes; it takes File"),
        ({"files": [File(5, b"")]}, "files[0].name is of type int; it takes str"),  # type: ignore[arg-type]
        ({"files": [File("a", b"", spoiler=1)]}, "files[0].spoiler is of type int; it takes bool"),  # type: ignore[arg-type]
        ({"poll": "Pizza?"}, "poll is of type str; it takes Poll"),
        ({"poll": Poll("x", ["y"], duration="1")}, "poll.duration: expected `int | null`, got `str`"),  # type: ignore[arg-type]
        ({"allowed_mentions": True}, "allowed_mentions is of type bool; it takes AllowedMentions"),
        (
            {"content": "x", "allowed_mentions": AllowedMentions(everyone="no")},  # type: ignore[arg-type]
            "allowed_mentions.everyone is of type str; it takes bool",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_value_of_the_wrong_type_is_named(fields: dict[str, Any], fault: str) -> None:
    assert find_fault(Reply(**fields)).startswith(fault)


@pytest.mark.parametrize(
    ("poll", "fault"),
    [
        (Poll("", ["y"]), "poll.question.text is empty"),
        (Poll(" ", ["y"]), "poll.question.text is empty"),
        (Poll("x" * 301, ["y"]), "poll.question.text has 301 characters, Discord accepts at most 300"),
        (Poll("x", []), "poll.answers is empty"),
        (Poll("x", ["y"] * 11), "poll.answers has 11 items, Discord accepts at most 10"),
        (Poll("x", ["y", "z" * 56]), "poll.answers[1].poll_media.text has 56 characters, Discord accepts at most 55"),
        (Poll("x", [PollAnswer(PollMedia(emoji="🍕"))]), "poll.answers[0].poll_media.text is empty"),
        (Poll("x", ["y"], duration=0), "poll.duration is 0, Discord accepts 1 to 768"),
        (Poll("x", ["y"], duration=769), "poll.duration is 769, Discord accepts 1 to 768"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_polls_have_limits(poll: Poll, fault: str) -> None:
    assert find_fault(Reply(poll=poll)) == fault


def test_nobody_could_vote_in_a_poll_that_one_user_sees() -> None:
    assert find_fault(Reply(poll=Poll("x", ["y"]), ephemeral=True)) == "poll cannot be ephemeral: nobody could vote"


@pytest.mark.parametrize("kind", ["users", "roles"])
def test_a_message_lists_at_most_100_mentions(kind: str) -> None:
    listed: dict[str, Any] = {kind: range(101)}

    fault = find_fault(Reply("x", allowed_mentions=AllowedMentions(**listed)))

    assert fault == f"allowed_mentions.{kind} has 101 items, Discord accepts at most 100"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"content": "x"}, "content"),
        ({"embeds": [Embed(title="x")]}, "embeds"),
        ({"poll": Poll("x", ["y"])}, "poll"),
    ],
)
def test_components_that_are_the_message_leave_no_room_beside_them(fields: dict[str, Any], name: str) -> None:
    fault = f"{name} cannot stand beside components that make up the whole message"

    assert find_fault(Reply(components=[Container("x")], **fields)) == fault
    if name != "poll":
        assert find_fault(Update(components=[Container("x")], **fields)) == fault


@pytest.mark.parametrize(
    "component",
    [
        Section("x", accessory=Thumbnail("attachment://b.png")),
        MediaGallery("attachment://b.png"),
        FileComponent("attachment://b.png"),
    ],
)
def test_a_component_shows_only_files_that_are_sent(component: Any) -> None:
    fault = find_fault(Reply(components=[component], files=[File("a.png", b"")]))

    assert fault.endswith("url is 'attachment://b.png', but no such file is sent")
    assert find_fault(Reply(components=[component], files=[File("b.png", b"")])) == ""
    assert find_fault(Update(components=[component])) == ""
    assert find_fault(Update(components=[component], attachments=[])) == fault
