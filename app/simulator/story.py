"""
Finds what led to an interaction: the command at the beginning, and every click and form since.

A bot may remember what was done with the other subcommands of a group, and how often
a command was used; so these belong to the story, too.
"""

from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.python_text import without_numbers
from app.simulator.recording import read_number
from app.simulator.registration import SUB_COMMAND, SUB_COMMAND_GROUP
from app.simulator.rules import APPLICATION_COMMAND, AUTOCOMPLETE
from app.simulator.world import Json

_POSTING = ("/messages", "/threads")
"""How the paths end by which messages are sent; that of a thread opens with one that has its id."""
_REMEMBERED = 20
"""Earlier uses of a group's commands that are told."""
_COOLING = 60.0
"""Seconds for which an earlier use of the same command may be why one was refused."""


class Story:
    """What the interactions of a Discord have to do with each other."""

    def __init__(self, discord: Discord) -> None:
        self._known = {one.id: one for one in discord.interactions.values()}
        self._posted = {
            call.made_id: call.interaction_id
            for call in discord.requests
            if call.made_id is not None and call.interaction_id is not None and call.path.endswith(_POSTING)
        }

    def steps(self, last: Interaction) -> list[Interaction]:
        """List what was done up to an interaction, which comes last.

        Raises:
            LookupError: If it is not known how its message came to be.
        """
        beginning = self.beginning(last)
        if beginning is None:
            raise LookupError("it is not known any more how the message came to be; a test cannot begin with it")
        beginnings = {beginning.id, *self._remembered(beginning), *self._target(beginning)}
        found = [last]
        for one in self._known.values():
            if one.id < last.id and one.type != AUTOCOMPLETE and _counts(one):
                first = self.beginning(one)
                if first is not None and first.id in beginnings:
                    found.append(one)
        return self._telling(self._doable(sorted(found, key=lambda one: one.id), last), last)

    def beginning(self, interaction: Interaction) -> Interaction | None:
        """Find the command that something began with; None if it is not known."""
        seen: set[int] = set()
        while interaction.type not in (APPLICATION_COMMAND, AUTOCOMPLETE):
            before = interaction.opener or self.maker(interaction.source)
            if before is None or before.id in seen:
                return None
            seen.add(before.id)
            interaction = before
        return interaction

    def maker(self, message: Json | None) -> Interaction | None:
        """Find the interaction that a message answers, or whose handler has sent it."""
        metadata = (message or {}).get("interaction_metadata") or {}
        made_by = read_number(metadata.get("id"))
        return self._known.get(made_by or self._posted.get(read_number((message or {}).get("id")), 0))

    def is_posted(self, message: Json | None) -> bool:
        """Tell whether a handler has sent a message with the bot's own voice, so that it answers no interaction."""
        return self.maker(message) is not None and not (message or {}).get("interaction_metadata")

    def _doable(self, steps: list[Interaction], last: Interaction) -> list[Interaction]:
        """Leave out what no user can do: to send a form twice, which is done by sending something again."""
        needed = self._way_to(last)
        sent = {one.opener.id for one in steps if one.id in needed and one.opener is not None}
        kept: dict[int, Interaction] = {}
        left_out: set[int] = set()
        for one in steps:
            before = one.opener or self.maker(one.source)
            is_again = one.opener is not None and one.opener.id in sent and one.id not in needed
            if one.is_stale or is_again or (before is not None and before.id in left_out):
                left_out.add(one.id)
                continue
            if one.opener is not None and one.state != "failed":
                sent.add(one.opener.id)
            kept[one.id] = one
        return list(kept.values())

    def _telling(self, steps: list[Interaction], last: Interaction) -> list[Interaction]:
        """Leave out what has led to nothing: forms that were never sent, and what was refused."""
        needed: set[int] = set()
        kept: list[Interaction] = []
        for one in reversed(steps):
            is_needed = one is last or one.id in needed
            if is_needed or (one.modal is None and not self._is_refused(one)):
                kept.append(one)
                needed |= self._way_to(one)
        return kept[::-1]

    def _is_refused(self, step: Interaction) -> bool:
        """Tell whether what was done here was done again, and answered otherwise: to all, or later."""
        if not step.is_ephemeral or step.followups:
            return False
        same = [one for one in self._known.values() if one is not step and _aim(one) == _aim(step)]
        return any(
            _look(one) != _look(step) and (one.id > step.id or not one.is_ephemeral)
            for one in same
            if one.state == "answered"
        )

    def _way_to(self, last: Interaction) -> set[int]:
        """List what an interaction cannot do without."""
        way = {last.id}
        while (before := self._before(last)) is not None and before.id not in way:
            way.add(before.id)
            last = before
        return way

    def _before(self, interaction: Interaction) -> Interaction | None:
        """Find what something was done on: a form's opener, or what made the message."""
        return interaction.opener or self.maker(interaction.source or target_message(interaction))

    def _remembered(self, beginning: Interaction) -> list[int]:
        """List earlier commands that the bot may remember: of the same group, or the same where it was refused."""
        mine = [
            one
            for one in self._known.values()
            if one.id < beginning.id
            and one.type == APPLICATION_COMMAND
            and (one.payload.get("data") or {}).get("name") == beginning.payload["data"]["name"]
            and _counts(one)
        ]
        if is_of_group(beginning):
            return [one.id for one in mine[-_REMEMBERED:]]
        recent = [one for one in mine if beginning.created_at - one.created_at <= _COOLING]
        is_refused = beginning.is_ephemeral and any(_look(one) != _look(beginning) for one in recent)
        return [one.id for one in recent] if is_refused else []

    def _target(self, beginning: Interaction) -> list[int]:
        """Find what made the message that a command of the menu of messages was used on."""
        maker = self.maker(target_message(beginning))
        first = None if maker is None else self.beginning(maker)
        return [] if first is None else [first.id]


def is_of_group(interaction: Interaction) -> bool:
    """Tell whether a command is one of a group's."""
    data = interaction.payload["data"]
    return bool(command_path(data)[0] != data["name"])


def command_path(data: Json) -> tuple[str, list[Json]]:
    """Give what was invoked, with its group and subcommand, and the options of that."""
    names, options = [str(data["name"])], data.get("options") or []
    # A recording may hold anything below its first level.
    while isinstance(options, list) and options and isinstance(first := options[0], dict):
        if first.get("type") not in (SUB_COMMAND, SUB_COMMAND_GROUP):
            break
        names.append(str(first.get("name")))
        options = first.get("options") or []
    return " ".join(names), options


def target_message(interaction: Interaction) -> Json | None:
    """Give the message that a command of the menu of messages was used on."""
    data = interaction.payload.get("data") or {}
    messages = (data.get("resolved") or {}).get("messages")
    found = messages.get(str(data.get("target_id"))) if isinstance(messages, dict) else None
    return found if isinstance(found, dict) else None


def _aim(interaction: Interaction) -> tuple[object, ...]:
    """Give what was wanted, whoever did it."""
    data, source = interaction.payload.get("data") or {}, interaction.source
    wanted = [data.get(key) for key in ("name", "options", "target_id", "custom_id", "values", "components")]
    return (interaction.type, None if source is None else source["id"], *wanted)


def _look(interaction: Interaction) -> tuple[bool, str]:
    """Give what can be told of an answer at first sight."""
    return interaction.is_ephemeral, without_numbers(interaction.content or "")


def _counts(interaction: Interaction) -> bool:
    """Tell whether it reached the bot, and was something that a user can do."""
    is_lost = interaction.rule is not None and interaction.rule.key == "unreachable"
    return not is_lost and interaction.trial not in ("signature", "custom_id", "unknown_custom_id")
