"""What a user sees after a step, and what he can do with it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from app.components.reopening import edit_again
from app.models.attachment import Attachment
from app.models.base import Snowflake, convert
from app.models.button import Button, LinkButton, PremiumButton
from app.models.component import MessageComponent, make_component
from app.models.embed import Embed
from app.models.message import Message
from app.models.poll import Poll
from app.models.select import Select
from app.parameters.option import Choice
from app.simulator.as_test_seen import answer_of
from app.simulator.component_views import shown_text
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.rules import DEFERRED_UPDATE_MESSAGE, EPHEMERAL, LAUNCH_ACTIVITY
from app.testing.shown import ShownModal, find_button, find_menu, menu_values
from app.testing.snapshot import draw_message, draw_modal

Json = dict[str, Any]


class DidNotRespond(AssertionError):
    """The user saw "The application did not respond"; the message says why, and what happened when.

    Attributes:
        interaction: Discord's record of it: the HTTP `status` and `answer` of the bot, the `timeline`.
    """

    def __init__(self, what: str, interaction: Interaction) -> None:
        """Tell of a step.

        Args:
            what: What the user did.
            interaction: What came of it.
        """
        story = "".join(f"\n  {seconds:8.3f} s  {text}" for seconds, text in interaction.timeline)
        super().__init__(f"{what}: {interaction.failure}{story}")
        self.interaction = interaction

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        return str(self.interaction.failure)


class Person(Protocol):
    """Who uses what a result shows: an actor."""

    @property
    def id(self) -> Snowflake:
        """The id of the user."""

    async def use_button(self, message: Json, button: Json) -> "Result":
        """Click a button of a message, and wait until the bot is done with it."""

    async def use_menu(self, message: Json, menu: Json, values: Sequence[object]) -> "Result":
        """Choose in a menu of a message, and wait until the bot is done with it."""

    async def send_form(self, opened: Interaction, values: Mapping[str, object]) -> "Result":
        """Send a form that was opened for this person, and wait until the bot is done with it."""


class Result:
    """What a user sees after a step; follows the edits that come later."""

    def __init__(
        self, read: Callable[[], Json | None], interaction: Interaction, person: Person, discord: Discord
    ) -> None:
        self._read = read
        self._interaction = interaction
        self._person = person
        self._discord = discord

    @property
    def content(self) -> str:
        """The message's text, that of its text displays too; empty if there is none."""
        return shown_text(self._message)

    @property
    def ephemeral(self) -> bool:
        """Whether only the user who did it sees the message."""
        return bool(self._message.get("flags", 0) & EPHEMERAL)

    @property
    def launched(self) -> bool:
        """Whether the application's Activity was opened for the user, by the bot or by Discord itself."""
        return self._interaction.callback_type == LAUNCH_ACTIVITY

    @property
    def choices(self) -> Sequence[Choice]:
        """What was suggested to who typed into an option; of a replay, since `Actor.autocomplete` returns it."""
        return [Choice(choice["name"], choice["value"]) for choice in self._interaction.choices or ()]

    @property
    def modal(self) -> ShownModal | None:
        """The form that was opened for the user."""
        modal = self._interaction.modal
        return None if modal is None else ShownModal(modal)

    @property
    def message(self) -> Message | None:
        """The message itself, as the bot would see it; None if there is none."""
        if not self._message:
            return None
        guild_id = self._interaction.payload.get("guild_id")
        return convert(self._message, Message).within(None if guild_id is None else Snowflake(guild_id))

    @property
    def embeds(self) -> Sequence[Embed]:
        """The message's embeds."""
        return convert(self._message.get("embeds", []), tuple[Embed, ...])

    @property
    def attachments(self) -> Sequence[Attachment]:
        """The message's files; `TestBot.read` gives their content."""
        return convert(self._message.get("attachments", []), tuple[Attachment, ...])

    @property
    def components(self) -> Sequence[MessageComponent]:
        """The message's components."""
        return convert(self._message.get("components", []), tuple[MessageComponent, ...])

    def button(self, label: str, /, *, index: int = 0) -> Button | LinkButton | PremiumButton:
        """Return a button of the message, found as for `click`.

        Raises:
            LookupError: If there is no such button; names those there are.
        """
        found = make_component(find_button(self._message, label, index))
        assert isinstance(found, Button | LinkButton | PremiumButton)
        return found

    def menu(self, placeholder: str | None = None, /) -> Select:
        """Return the select menu of the message, or that of several which says this while nothing is chosen.

        Raises:
            LookupError: If there is none, or several that could be meant; names those there are.
        """
        found = make_component(find_menu(self._message, placeholder))
        assert isinstance(found, Select)
        return found

    @property
    def edited(self) -> bool:
        """Whether the message was changed since it came; to take the place of "thinking" is no change."""
        return self._message.get("edited_timestamp") is not None

    @property
    def history(self) -> Sequence[str]:
        """What the message said before each change that an interaction made to it, oldest first."""
        message_id = int(self._message.get("id", 0))
        edits = [
            (interaction.created + edit.seconds, edit.content)
            for interaction in self._discord.interactions.values()
            for edit in interaction.edits
            if edit.message_id == message_id
        ]
        return [content for _, content in sorted(edits, key=lambda edit: edit[0])]

    @property
    def poll(self) -> Poll | None:
        """The message's poll."""
        poll = self._message.get("poll")
        return None if poll is None else convert(poll, Poll)

    @property
    def followups(self) -> Sequence["Result"]:
        """The messages that came after the answer, oldest first."""
        return [
            Result(lambda message=message: message, self._interaction, self._person, self._discord)  # type: ignore[misc]
            for message in self._interaction.followups
            if message is not self._message
        ]

    def texts(self) -> list[str]:
        """Return the text of the answer and of every followup, in the order a user reads them."""
        return [text for text in (self.content, *(followup.content for followup in self.followups)) if text]

    def snapshot(self) -> str:
        """Draw what the user sees, as text that is the same in every run: names stand in place of ids.

        Buttons are `[Label]`, menus `(Placeholder ▾)` and what they offer, what is
        boxed on the screen (embeds, containers) has a line at its left, and what a
        form requires is marked by `*`. See the package for examples.
        """
        shown = draw_modal(self._interaction.modal, self._discord.world) if self._interaction.modal else []
        if self.launched:
            shown.append("The Activity was opened.")
        if self.choices:
            shown.append(f"Suggested: {', '.join(choice.name for choice in self.choices)}")
        for message in (self._message, *(followup._message for followup in self.followups)):
            if message:
                shown += draw_message(message, self._discord.world)
        return "\n".join(shown or ["Nothing is shown."])

    async def click(self, label: str, /, *, index: int = 0, by: Person | None = None) -> "Result":
        """Click a button of the message, and wait until the bot is done with it.

        Args:
            label: Its label or emoji.
            index: Which of the buttons that are called so.
            by: Who clicks; who did the step before unless given.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
            LookupError: If there is no such button; names those there are.
            ValueError: If Discord's client would not let a user click it.
        """
        button = find_button(self._message, label, index)
        return await (by or self._person).use_button(self._message, button)

    async def select(self, *values: object, placeholder: str | None = None, by: Person | None = None) -> "Result":
        """Choose in a menu of the message, and wait until the bot is done with it.

        Args:
            values: Options by label or value; users, roles and channels as
                actors, models, objects of the simulated world or ids.
            placeholder: Which of several menus it is.
            by: Who chooses; who did the step before unless given.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
            LookupError: If there is no such menu, or an id belongs to nothing.
            ValueError: If Discord's client would not let a user choose this.
        """
        menu = find_menu(self._message, placeholder)
        return await (by or self._person).use_menu(self._message, menu, menu_values(menu, values))

    async def submit(
        self, named: Mapping[str, object] | None = None, /, *, by: Person | None = None, **fields: object
    ) -> "Result":
        """Fill in the form that was opened, send it, and wait until the bot is done with it.

        Args:
            named: Values of fields that no keyword can name: `submit({"by": "Ida"})`.
            by: Nobody but who opened it can send it.
            fields: Values by field: text, numbers, dates; options by label or
                value; people and the like as for `select`; files as `File` or
                (filename, bytes). What is not given stays as it was opened.

        Raises:
            DidNotRespond: If there was no answer that Discord took.
            LookupError: If an id belongs to nothing.
            ValueError: If there is no form, or Discord's client would not send it so.
        """
        if by is not None and by.id != self._person.id:
            raise ValueError("a form can be sent by nobody but who opened it")
        modal = self.modal
        if modal is None:
            raise ValueError(f"no form was opened; this is {self!r}")
        return await (by or self._person).send_form(self._interaction, modal.fill({**(named or {}), **fields}))

    def __str__(self) -> str:
        return self.snapshot()

    def __repr__(self) -> str:
        modal = self.modal
        seen = "an Activity" if self.launched else repr(self.content) if modal is None else f"the form {modal.title!r}"
        return f"<Result {seen}{' (ephemeral)' if self.ephemeral else ''}>"

    @property
    def _message(self) -> Json:
        return self._read() or {}


def find_answer(interaction: Interaction, known: Mapping[str, Interaction]) -> Json | None:
    """Return the message that answers an interaction.

    A public "thinking" gives way to a message that only the user sees; the
    message that carries a component stays the answer if nothing new was sent,
    or if it was changed. A form that was sent again, below its refusal, belongs
    to what it was opened from first.

    Args:
        interaction: What was answered.
        known: All interactions, by token.
    """
    is_silent = interaction.original is None and not interaction.followups
    if is_silent and interaction.callback_type == DEFERRED_UPDATE_MESSAGE:
        return _first_source(interaction, known)
    return answer_of(interaction)


def _first_source(interaction: Interaction, known: Mapping[str, Interaction]) -> Json | None:
    """Return the message that a form was opened from before it was refused."""
    by_id = {one.id: one for one in known.values()}
    message = interaction.source
    while message is not None and f"{edit_again.name}:" in str(message["components"]):
        made_by = by_id.get(int(message["interaction_metadata"]["id"]))
        message = None if made_by is None else made_by.source
    return message
