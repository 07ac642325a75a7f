"""
Sends recorded interactions again, one after the other: from the page, and in tests.

What is sent again gets an id and a token of its own, and is called what its user would
call it. Somebody whom this world does not know joins its server, under the name that
the recording has for him. Components are used on the message that was made anew, where
what made it was sent again, too; see `app.simulator.fitting`.
"""

import asyncio
import logging
from collections.abc import Sequence
from copy import deepcopy

from starlette.responses import Response

from app.simulator.component_rules import nested_components
from app.simulator.component_values import name_of
from app.simulator.component_views import shown_text
from app.simulator.discord import Discord
from app.simulator.door import json_response
from app.simulator.fitting import fit_form, fit_use, handler_of, has_same_fields
from app.simulator.interaction import Interaction
from app.simulator.page_requests import PageRoute, Wanted, reading
from app.simulator.payloads import BOT_DM, Origin
from app.simulator.recording import read_number, read_recording
from app.simulator.registration import CHAT_INPUT
from app.simulator.rules import LOADING, MESSAGE_COMPONENT, MODAL_SUBMIT, PING
from app.simulator.story import command_path
from app.simulator.views import message_view
from app.simulator.world import Json, Member, User

log = logging.getLogger(__name__)

LARGEST = 26_214_400
"""Bytes of a recording that can be sent again from the page."""

MOST = 300
"""Interactions that the page sends again; it shows no more of them."""

_PATIENCE = 15.0
"""Seconds that the next one waits for a message which is still being written."""

_PATIENCE_FOR_COMPONENT = 2.0
"""Seconds that a click waits for its button, which a handler may show some time after it has answered."""

_LOOK_EVERY = 0.02
"""Seconds between two looks at what is waited for."""


class Replay:
    """Sends the interactions of one recording."""

    def __init__(self, discord: Discord) -> None:
        """Begin with nothing sent.

        Args:
            discord: Where they are sent.
        """
        self._discord = discord
        self._sent: list[Interaction] = []
        self._by_recorded_id: dict[str, Interaction] = {}
        self._messages: dict[str, int] = {}

    def send(self, payload: Json) -> Interaction:
        """Send a recorded interaction again, without waiting for the answer.

        It comes from its user and its channel where this world has them, or from his
        direct message with the bot, else from #bots. A component is used on the message
        that was made anew when what made it was sent again, in the way that fits to it.
        A message that was not, and is none of this world, stands there, too. A form
        belongs to what has opened it in the same recording.
        """
        origin = self._origin(payload)
        opener = self._opener(payload, origin) if payload["type"] == MODAL_SUBMIT else None
        fitted, source = self._fitted(payload, opener) or (payload, self._source(payload, origin))
        sent = self._discord.begin(
            {**fitted, "application_id": str(self._discord.application_id)},
            origin=origin,
            source=source,
            name=_name(fitted, opener),
            opener=opener,
        )
        if opener is not None:
            opener.submission = sent
        self._sent.append(sent)
        self._by_recorded_id[str(payload.get("id"))] = sent
        return sent

    async def send_all(self, payloads: Sequence[Json]) -> None:
        """Send interactions, each when the one before is answered or has failed."""
        for payload in payloads:
            try:
                await self._component_shown(payload)
                sent = self.send(payload)
            except (LookupError, ValueError, TypeError) as error:
                log.error("an interaction of the recording was not sent again: %s", error)
                continue
            await sent.until(lambda one: one.state != "waiting", within=self._discord.deadline + 60)
            await _written(sent)

    def _origin(self, payload: Json) -> Origin:
        discord, world = self._discord, self._discord.world
        user = self._user((payload.get("member") or payload)["user"])
        channel = world.channel_by_id(read_number(payload.get("channel_id")))
        if channel is None and user is not None and payload.get("context") == BOT_DM:
            channel = world.dm(user)
        locale = payload.get("locale")
        locale = locale if isinstance(locale, str) else None
        if channel is not None:
            try:
                return discord.origin(user, channel, locale)
            except ValueError:
                # He has left since.
                pass
        if user is not None:
            self._join(user)
        return discord.origin(user, None, locale)

    def _user(self, recorded: Json) -> User | None:
        """Find the user who acts, or make one of what is known of him; None where that is nothing."""
        world, number = self._discord.world, read_number(recorded.get("id"))
        if not number or number in world.users:
            return world.users.get(number)
        called, shown = recorded.get("username"), recorded.get("global_name")
        username = called if isinstance(called, str) and called else f"user-{number}"
        user = User(number, username, shown if isinstance(shown, str) else None, bot=recorded.get("bot") is True)
        world.users[number] = user
        self._join(user)
        return user

    def _join(self, user: User) -> None:
        guild = self._discord.world.guild
        guild.members.setdefault(user.id, Member(user, guild.id, joined_at=self._discord.now()))

    async def _component_shown(self, payload: Json) -> None:
        """Wait until the component is there that is to be used, but not for ever: perhaps it never will be."""
        maker = self._maker(payload)
        if payload["type"] != MESSAGE_COMPONENT or maker is None or maker.state == "failed":
            return
        # Several interactions may change the message, so that there is none whose changes would tell.
        for _ in range(round(_PATIENCE_FOR_COMPONENT / _LOOK_EVERY)):
            if self._fitted_use(payload, closely=True) is not None:
                return
            await asyncio.sleep(_LOOK_EVERY)

    def _fitted(self, payload: Json, opener: Interaction | None) -> tuple[Json, Json | None] | None:
        """Fit an interaction to what was sent before it, and give the message that it sits on; None as recorded."""
        if payload["type"] == MESSAGE_COMPONENT:
            return self._fitted_use(payload)
        if opener is None or opener.modal is None:
            return None
        fitted = {**payload, "data": fit_form(payload.get("data") or {}, opener.modal)}
        if opener.source is not None:
            fitted["message"] = deepcopy(opener.source)
        return fitted, opener.source

    def _fitted_use(self, payload: Json, *, closely: bool = False) -> tuple[Json, Json] | None:
        """Fit the use of a component to the message that was made anew; None where there is none, or nothing fits."""
        recorded = payload.get("message") or {}
        for shown in self._made_anew(payload):
            data = fit_use(payload.get("data") or {}, recorded, shown, closely=closely)
            if data is not None:
                self._messages[str(recorded["id"])] = int(shown["id"])
                return {**payload, "data": data, "message": deepcopy(shown)}, shown
        return None

    def _made_anew(self, payload: Json) -> list[Json]:
        """Give the messages that may take the place of the recorded one, the likeliest first."""
        recorded, maker, held = payload.get("message") or {}, self._maker(payload), self._discord.world.messages
        known = self._messages.get(str(recorded.get("id")))
        if known is not None:
            return [held[known]] if known in held else []
        if maker is None:
            return []
        # What a click has changed was made by another interaction.
        first = [] if maker.original is None or maker.original is maker.source else [maker.original]
        is_followup = "original_response_message_id" in recorded["interaction_metadata"]
        likely, others = (maker.followups, first) if is_followup else (first, maker.followups)
        taken, said = set(self._messages.values()), shown_text(recorded)
        # Which of the followups it was is not in the recording: the one that says the same, else the oldest.
        there = [*sorted(likely, key=lambda one: shown_text(one) != said), *others]
        return [one for one in there if int(one["id"]) in held and int(one["id"]) not in taken]

    def _maker(self, payload: Json) -> Interaction | None:
        """Find what was sent in place of the interaction that made the recorded message."""
        metadata = (payload.get("message") or {}).get("interaction_metadata") or {}
        return self._by_recorded_id.get(str(metadata["id"])) if "id" in metadata else None

    def _source(self, payload: Json, origin: Origin) -> Json | None:
        """Give the message that an interaction sits on; one from elsewhere comes into this world, to be changed."""
        recorded, discord = payload.get("message"), self._discord
        if recorded is None:
            return None
        number = read_number(recorded["id"])
        blank = message_view(number, origin.channel, discord.world.application.bot, "", discord.now())
        held = {key: deepcopy(value) for key, value in recorded.items() if key not in blank or value is not None}
        return discord.world.messages.setdefault(
            number, {**blank, **held, "id": str(number), "channel_id": blank["channel_id"]}
        )

    def _opener(self, payload: Json, origin: Origin) -> Interaction | None:
        """Find what has opened a form: it has its custom_id, or at least the name in there, or its fields."""
        data: Json = payload.get("data") or {}
        custom_id = str(data.get("custom_id") or "")
        mine = [
            one
            for one in reversed(self._sent)
            if one.modal is not None
            and one.origin is not None
            and one.origin.user is origin.user
            and (one.submission is None or one.submission.state == "failed")
        ]
        ids = [(one, str((one.modal or {}).get("custom_id"))) for one in mine]
        same = [one for one, named in ids if named == custom_id]
        alike = [one for one, named in ids if handler_of(named) == handler_of(custom_id)]
        similar = [one for one in mine if has_same_fields(data, one.modal or {})]
        return next(iter([*same, *alike, *similar]), None)


async def _written(interaction: Interaction) -> None:
    """Wait for a message in place of "thinking", but not for ever."""
    try:
        await interaction.until(
            lambda one: one.original is None or not one.original["flags"] & LOADING, within=_PATIENCE
        )
    except TimeoutError:
        return


def _name(payload: Json, opener: Interaction | None) -> str:
    """Say what was done, as for what is done on the page."""
    data = payload.get("data") or {}
    custom_id = str(data.get("custom_id") or "")
    if payload["type"] == MODAL_SUBMIT:
        title = None if opener is None or opener.modal is None else opener.modal.get("title")
        return str(title or handler_of(custom_id))
    if payload["type"] == MESSAGE_COMPONENT:
        there = nested_components((payload.get("message") or {}).get("components"))
        used = next((one for one in there if custom_id and one.get("custom_id") == custom_id), None)
        shown = custom_id if used is None else name_of(used)
        return handler_of(custom_id) if shown == custom_id else shown
    name = str(data.get("name") or "")
    return f"/{command_path(data)[0]}" if data.get("type", CHAT_INPUT) == CHAT_INPUT and name else name


def replay_routes(discord: Discord) -> list[PageRoute]:
    """Give the route by which the page sends a recording again; `Discord.aclose` ends what it has begun."""
    running: list[asyncio.Task[None]] = []

    async def send(wanted: Wanted) -> Response:
        payloads = _uploaded(wanted)
        if any(not task.done() for task in running):
            raise ValueError("another recording is being sent; wait until all of it is answered")
        running[:] = [discord.run(Replay(discord).send_all(payloads), "replay a recording")]
        return json_response({"count": len(payloads)}, 202)

    return [("/playground/replay", "POST", reading(discord.world, send))]


def _uploaded(wanted: Wanted) -> list[Json]:
    content = next((upload.content for name, upload in wanted.files if name == "recording"), None)
    if content is None:
        raise ValueError("choose a recording: there is no file named recording in the form")
    if len(content) > LARGEST:
        raise ValueError(f"the recording is larger than {LARGEST // 1_048_576} MiB: send a part of it")
    payloads = [payload for payload in read_recording(content) if payload["type"] != PING]
    if not payloads:
        raise ValueError("the recording is empty")
    if len(payloads) > MOST:
        raise ValueError(
            f"the recording has {len(payloads)} interactions, at most {MOST} are sent at once: send a part"
        )
    return payloads
