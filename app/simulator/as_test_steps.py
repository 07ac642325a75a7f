"""Writes one step of a user as a call of the testing kit."""

from collections.abc import Sequence
from typing import NamedTuple

from app.simulator.as_test_people import People
from app.simulator.as_test_seen import answer_of, label_of
from app.simulator.as_test_timing import Timing
from app.simulator.component_fields import (
    BUTTON,
    CHANNEL_SELECT,
    CHECKBOX,
    FILE_UPLOAD,
    ROLE_SELECT,
    SELECTS,
    STRING_SELECT,
    TEXT_INPUT,
    USER_SELECT,
)
from app.simulator.component_rules import nested_components
from app.simulator.component_values import name_of
from app.simulator.interaction import Interaction
from app.simulator.modal_form import initial_value, modal_fields
from app.simulator.python_text import is_keyword, keywords, literal, mapping
from app.simulator.registration import (
    ATTACHMENT,
    CHANNEL,
    CHAT_INPUT,
    MENTIONABLE,
    MESSAGE,
    PRIMARY_ENTRY_POINT,
    ROLE,
    USER,
    USER_OPTION,
)
from app.simulator.rules import AUTOCOMPLETE, MODAL_SUBMIT
from app.simulator.story import Story, command_path, target_message
from app.simulator.visible import visible_messages
from app.simulator.world import Json


class Call(NamedTuple):
    """A call of the kit: what is called, and the arguments as expressions."""

    head: str
    arguments: list[str]


class Steps:
    """Writes the steps of one test.

    Attributes:
        seen: The variables that hold what steps have shown, by the ids of these.
    """

    def __init__(self, people: People, story: Story, steps: Sequence[Interaction], timing: Timing) -> None:
        self.seen: dict[int, str] = {}
        self._steps = steps
        self._timing = timing
        self._lines: list[str] = []
        self._people = people
        self._story = story

    def call(self, step: Interaction) -> Call:
        """Write the call that does a step.

        Raises:
            LookupError: If something that it is about is gone.
            ValueError: If the kit has no word for it.
        """
        data = step.payload["data"]
        if step.type == AUTOCOMPLETE:
            return self._autocomplete(step, data)
        if step.type == MODAL_SUBMIT:
            return self._submit(step, data)
        if "component_type" in data:
            return self._use(step, data)
        return self._command(step, data)

    def take_lines(self) -> list[str]:
        """Return what must stand before the call that was written last."""
        taken, self._lines = self._lines, []
        return taken

    def place_of(self, step: Interaction) -> Json | None:
        """Give the message that a step was done on."""
        if step.source is not None and "component_type" in step.payload["data"]:
            return step.source
        return target_message(step) if step.payload["data"].get("type") == MESSAGE else None

    def title(self, step: Interaction) -> str:
        """Give what a component or a form is called."""
        if step.opener is not None and step.opener.modal is not None:
            return str(step.opener.modal["title"])
        if step.source is None:
            return step.name
        component = _component(step)
        return label_of(component) or str(component.get("placeholder") or "")

    def _command(self, step: Interaction, data: Json) -> Call:
        who, kind = self._who(step), data["type"]
        if kind == CHAT_INPUT:
            path, options = command_path(data)
            given = {option["name"]: self._option(option, data) for option in options}
            return Call(f"{who}.slash", [literal(path), *keywords(given)])
        if kind == PRIMARY_ENTRY_POINT:
            return Call(f"{who}.entry_point", [])
        name = literal(data["name"])
        if kind == USER:
            return Call(f"{who}.user_command", [name, self._people.actor_of(int(data["target_id"]))])
        return Call(f"{who}.message_command", [name, self._message(step)])

    def _message(self, step: Interaction) -> str:
        message = target_message(step)
        if message is None:
            raise LookupError("the message that it was used on is gone")
        maker = self._story.maker(message)
        if maker is None:
            return self._people.message(message)
        if self._story.is_posted(message):
            shown = self._people.variable("shown")
            self._lines.append(f"{shown} = {self._latest(step, message)}")
        else:
            shown = self._shown(maker, message)
        self._lines.append(f"assert {shown}.message is not None")
        return f"{shown}.message"

    def _autocomplete(self, step: Interaction, data: Json) -> Call:
        who = self._people.actor(step)
        path, options = command_path(data)
        focused = next(option for option in options if option.get("focused"))
        given = {one["name"]: self._option(one, data) for one in options if one is not focused}
        typed = [literal(path), literal(focused["name"]), literal(str(focused["value"]))]
        return Call(f"{who}.autocomplete", [*typed, *keywords(given)])

    def _use(self, step: Interaction, data: Json) -> Call:
        message, component = step.payload["message"], _component(step)
        shown, by = self._place(step)
        if component["type"] == BUTTON:
            label = label_of(component)
            same = [one for one in nested_components(message["components"]) if _is_called(one, label)]
            index = next(number for number, one in enumerate(same) if one is component)
            return Call(f"{shown}.click", [literal(label), *([f"index={index}"] if index else []), *by])
        menus = [one for one in nested_components(message["components"]) if one["type"] in SELECTS]
        which = []
        if len(menus) > 1:
            placeholder = component.get("placeholder")
            if sum(menu.get("placeholder") == placeholder for menu in menus) > 1 or placeholder is None:
                raise ValueError("the message has several menus that nothing tells apart: give them placeholders")
            which = [f"placeholder={literal(placeholder)}"]
        values = [self._chosen(component, value) for value in data["values"]]
        return Call(f"{shown}.select", [*values, *which, *by])

    def _submit(self, step: Interaction, data: Json) -> Call:
        opener = step.opener
        if opener is None or opener.modal is None:
            raise LookupError("it is not known any more what opened the form")
        fields = modal_fields(opener.modal)
        given = {}
        for sent in nested_components(data["components"]):
            field = fields.get(sent.get("custom_id", ""))
            if field is not None and _sent(sent) != initial_value(field):
                given[str(field["custom_id"])] = self._field(field, sent, data.get("resolved", {}))
        named = {name: value for name, value in given.items() if not is_keyword(name) or name in ("by", "named")}
        others = {name: value for name, value in given.items() if name not in named}
        return Call(
            f"{self._result_of(opener)}.submit",
            [*([mapping(named)] if named else []), *keywords(others), *self._by(step, opener)],
        )

    def _field(self, field: Json, sent: Json, resolved: Json) -> str:
        kind = field["type"]
        if kind in (TEXT_INPUT, CHECKBOX):
            return literal(sent.get("value"))
        if kind == FILE_UPLOAD:
            return _listed([self._people.file(int(value), resolved) for value in sent["values"]])
        if "values" not in sent:
            return literal(None) if sent.get("value") is None else self._chosen(field, sent["value"])
        return _listed([self._chosen(field, value) for value in sent["values"]])

    def _chosen(self, menu: Json, value: str) -> str:
        """Write what was chosen in a menu: an option as the user reads it, or whom."""
        kind, people = menu["type"], self._people
        if kind not in SELECTS or kind == STRING_SELECT:
            options = menu.get("options") or []
            labels = [str(option["label"]) for option in options if option["value"] == value]
            taken = [str(option["value"]) for option in options] + [str(option["label"]) for option in options]
            return literal(labels[0] if labels and taken.count(labels[0]) == 1 else value)
        if kind == USER_SELECT:
            return people.anybody(int(value))
        if kind == ROLE_SELECT:
            return people.role(int(value))
        return people.channel(int(value)) if kind == CHANNEL_SELECT else people.mentionable(int(value))

    def _option(self, option: Json, data: Json) -> str:
        kind, value, people = option["type"], option["value"], self._people
        if kind == USER_OPTION:
            return people.anybody(int(value))
        if kind == ROLE:
            return people.role(int(value))
        if kind == MENTIONABLE:
            return people.mentionable(int(value))
        if kind == CHANNEL:
            return people.channel(int(value))
        return people.file(int(value), data.get("resolved", {})) if kind == ATTACHMENT else literal(value)

    def _who(self, step: Interaction) -> str:
        """Name who does a step, and whether he waits for the bot then."""
        is_impatient = step.id in self._timing.impatient
        return f"{self._people.actor(step)}{'.impatient()' if is_impatient else ''}"

    def _place(self, step: Interaction) -> tuple[str, list[str]]:
        """Name the result that shows the message of a step, and who acts where that is another one."""
        maker = self._story.maker(step.source)
        assert maker is not None and step.source is not None
        if self._story.is_posted(step.source):
            return self._latest(step, step.source), []
        return self._shown(maker, step.source), self._by(step, maker)

    def _latest(self, step: Interaction, message: Json) -> str:
        """Name a message that a handler has sent, with the eyes of who uses it where he is."""
        assert step.origin is not None
        newer = [
            one
            for one in visible_messages(step.origin.world, step.origin.channel, step.origin.user)
            if int(message["id"]) < int(one["id"]) < step.id and self._story.maker(one) in self._steps
        ]
        return f"{self._who(step)}.latest({len(newer) or ''})"

    def _shown(self, maker: Interaction, message: Json) -> str:
        """Name the result of an earlier step that shows a message."""
        name, answer = self._result_of(maker), answer_of(maker)
        others = [one for one in maker.followups if one is not answer]
        index = next((number for number, one in enumerate(others) if one["id"] == message["id"]), None)
        return name if index is None else f"{name}.followups[{index}]"

    def _result_of(self, before: Interaction) -> str:
        """Name the result of an earlier step."""
        if before.id not in self.seen:
            raise LookupError("it began with a step that failed, or that was broken on purpose")
        return self.seen[before.id]

    def _by(self, step: Interaction, maker: Interaction) -> list[str]:
        """Say who did it, where it was another one than before."""
        now, before = step.origin, maker.origin
        assert now is not None and before is not None
        impatient = self._timing.impatient
        is_same = now.user is before.user and now.locale == before.locale
        is_same &= (step.id in impatient) == (maker.id in impatient)
        return [] if is_same else [f"by={self._who(step)}"]


def _component(step: Interaction) -> Json:
    """Find the component that was used, in its message as it was then."""
    custom_id = step.payload["data"]["custom_id"]
    for component in nested_components(step.payload["message"]["components"]):
        if component.get("custom_id") == custom_id:
            return component
    raise LookupError(f"the message has no component with the custom_id {custom_id!r}")


def _is_called(component: Json, label: str) -> bool:
    if component["type"] != BUTTON:
        return False
    emoji = component.get("emoji") or {}
    return label in (component.get("label"), emoji.get("name"), name_of(component))


def _sent(sent: Json) -> object:
    return sent["values"] if "values" in sent else sent.get("value")


def _listed(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"[{', '.join(values)}]"
