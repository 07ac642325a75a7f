"""
The rules for what a bot answers: callback types, messages, choices, modals.

Each check reads a body and raises a `Refusal` that names every wrong field, as
Discord would. Components have rules of their own, in `component_rules`.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object
"""

from collections.abc import Collection

from app.simulator.component_rules import check_message_components, check_modal_components
from app.simulator.forms import Form
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.world import Json

PING, APPLICATION_COMMAND, MESSAGE_COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT, SKU_PURCHASE = 1, 2, 3, 4, 5, 6

PONG = 1
CHANNEL_MESSAGE = 4
DEFERRED_CHANNEL_MESSAGE = 5
DEFERRED_UPDATE_MESSAGE = 6
UPDATE_MESSAGE = 7
AUTOCOMPLETE_RESULT = 8
MODAL = 9
PREMIUM_REQUIRED = 10
LAUNCH_ACTIVITY = 12
PURCHASE_ELIGIBILITY = 13

REPLY = 19
"""Type of a message that replies to another."""

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
IS_VOICE_MESSAGE = 1 << 13
IS_COMPONENTS_V2 = 1 << 15
SENDABLE_FLAGS = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE | IS_COMPONENTS_V2

_CALLBACKS = {
    PING: frozenset({PONG}),
    APPLICATION_COMMAND: frozenset({4, 5, 9, 10, 12}),
    MESSAGE_COMPONENT: frozenset({4, 5, 9, 10, 12}),
    AUTOCOMPLETE: frozenset({AUTOCOMPLETE_RESULT}),
    MODAL_SUBMIT: frozenset({4, 5, 10, 12}),
    SKU_PURCHASE: frozenset({PURCHASE_ELIGIBILITY}),
}
_UPDATES = frozenset({DEFERRED_UPDATE_MESSAGE, UPDATE_MESSAGE})
_WITH_DATA = frozenset({CHANNEL_MESSAGE, UPDATE_MESSAGE, AUTOCOMPLETE_RESULT, MODAL, PURCHASE_ELIGIBILITY})

CONTENT_LIMIT = 2000
EMBED_TOTAL_LIMIT = 6000
_LINK = 2048


def allowed_callbacks(interaction_type: int, *, has_message: bool = False) -> frozenset[int]:
    """List the callback types that may answer an interaction.

    Args:
        interaction_type: Type of the interaction.
        has_message: Whether the interaction came from a message's component,
            for modals too: only then is there a message to update.
    """
    allowed = _CALLBACKS.get(interaction_type, frozenset())
    return allowed | _UPDATES if has_message and interaction_type in (MESSAGE_COMPONENT, MODAL_SUBMIT) else allowed


def check_callback(
    body: object, interaction_type: int, *, has_message: bool, files: Collection[str], flags: int = 0
) -> int:
    """Check an interaction response object.

    Args:
        body: The decoded response.
        interaction_type: Type of the interaction that it answers.
        has_message: Whether the interaction sits on a message.
        files: Numbers `n` of the uploaded `files[n]`.
        flags: Flags of that message.

    Returns:
        The callback type.

    Raises:
        Refusal: If Discord would not take it.
    """
    errors = FormErrors()
    form = Form(body, errors)
    allowed = allowed_callbacks(interaction_type, has_message=has_message)
    kind = form.choice("type", allowed, required=True)
    errors.raise_if_any()
    assert kind is not None
    if kind in _WITH_DATA and form.given("data", required=True):
        data = Form(form.data["data"], errors, ("data",))
        if kind == AUTOCOMPLETE_RESULT:
            _check_choices(data)
        elif kind == MODAL:
            _check_modal(data)
        elif kind == PURCHASE_ELIGIBILITY:
            _check_eligibility(data)
        else:
            _check_message(data, files, flags if kind == UPDATE_MESSAGE else None)
    elif kind == DEFERRED_CHANNEL_MESSAGE and (deferral := form.child("data")):
        # All but EPHEMERAL are passed over: https://github.com/discord/discord-api-docs/issues/7910.
        deferral.integer("flags")
    errors.raise_if_any()
    if kind == CHANNEL_MESSAGE and is_empty(form.data["data"], files):
        raise Refusal(400, 50006)
    return kind


def check_message(body: object, files: Collection[str], *, flags: int | None = None) -> None:
    """Check the body of a followup or of an edit.

    Args:
        body: The decoded request body.
        files: Numbers `n` of the uploaded `files[n]`.
        flags: Flags of the message that is edited; None for a new one.

    Raises:
        Refusal: If Discord would not take it.
    """
    errors = FormErrors()
    _check_message(Form(body, errors), files, flags)
    errors.raise_if_any()


def is_empty(message: Json, files: Collection[str] = ()) -> bool:
    """Tell whether a message would show nothing at all."""
    shown = ("content", "embeds", "components", "poll", "sticker_ids", "attachments")
    return not files and not any(message.get(key) for key in shown)


def _check_message(form: Form, files: Collection[str], flags_before: int | None) -> None:
    form.text("content", most=CONTENT_LIMIT)
    form.boolean("tts")
    flags = form.integer("flags", least=0) or 0
    # An edit may say again what the message is; a new one that is loading is a deferral, which has a type of its own.
    if flags & ~(SENDABLE_FLAGS if flags_before is None else SENDABLE_FLAGS | LOADING):
        form.fail("flags", "BASE_TYPE_CHOICES", f"Only these flags may be set: {SENDABLE_FLAGS}.")
    total = 0
    for embed in form.children("embeds", most=10):
        total += _check_embed(embed)
    if total > EMBED_TOTAL_LIMIT:
        form.fail(
            "embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_TOTAL_LIMIT} characters"
        )
    check_message_components(form, is_v2=bool((flags | (flags_before or 0)) & IS_COMPONENTS_V2))
    _check_allowed_mentions(form)
    _check_attachments(form, files)
    if poll := form.child("poll"):
        _check_poll(poll)


def _check_embed(form: Form) -> int:
    """Check one embed and count its characters."""
    texts = [form.text("title", most=256), form.text("description", most=4096)]
    form.text("url", most=_LINK)
    form.integer("color", least=0, most=0xFFFFFF)
    if footer := form.child("footer"):
        texts.append(footer.text("text", most=2048, required=True))
    if author := form.child("author"):
        texts.append(author.text("name", most=256, required=True))
    for field in form.children("fields", most=25):
        texts += [
            field.text("name", least=1, most=256, required=True),
            field.text("value", least=1, most=1024, required=True),
        ]
        field.boolean("inline")
    for key in ("image", "thumbnail"):
        if picture := form.child(key):
            url = picture.text("url", most=_LINK, required=True)
            if url and not url.startswith(("http://", "https://", "attachment://")):
                picture.fail("url", "URL_TYPE_INVALID_SCHEME", f'Scheme "{url.split(":")[0]}" is not supported.')
    return sum(len(text) for text in texts if text)


def _check_allowed_mentions(form: Form) -> None:
    mentions = form.child("allowed_mentions")
    if mentions is None:
        return
    parsed = mentions.items("parse")
    for index, kind in enumerate(parsed):
        if kind not in ("roles", "users", "everyone"):
            path = (*mentions.path, "parse", index)
            form.errors.add(path, "BASE_TYPE_CHOICES", "Value must be one of ('users', 'roles', 'everyone').")
    for key in ("users", "roles"):
        if mentions.items(key, most=100) and key in parsed:
            mentions.fail(
                None,
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.',
            )


def _check_attachments(form: Form, files: Collection[str]) -> None:
    if len(files) > 10:
        form.fail("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    for attachment in form.children("attachments", most=10):
        attachment.snowflake("id", required=True)
        attachment.text("filename", most=1024)
        attachment.text("title", most=1024)
        attachment.text("description", most=1024)


def _check_poll(poll: Form) -> None:
    if question := poll.child("question"):
        question.text("text", least=1, most=300, required=True)
    else:
        poll.given("question", required=True)
    for answer in poll.children("answers", least=1, most=10):
        if media := answer.child("poll_media"):
            media.text("text", least=1, most=55)
    poll.integer("duration", least=1, most=768)


def _check_choices(data: Form) -> None:
    for choice in data.children("choices", most=25):
        check_choice(choice, (str, int, float))
    if not data.given("choices") and "choices" not in data.data:
        data.given("choices", required=True)


def check_choice(choice: Form, kinds: tuple[type, ...]) -> None:
    """Check a choice of an option or of an autocomplete answer.

    Args:
        choice: The choice object.
        kinds: Python types that its value may have.
    """
    choice.text("name", least=1, most=100, required=True)
    if not choice.given("value", required=True):
        return
    value = choice.data["value"]
    if not isinstance(value, kinds) or isinstance(value, bool):
        word = "string" if kinds == (str,) else "number"
        choice.fail("value", "CHOICE_TYPE_CONVERT", f'Could not interpret "{value}" as {word}.')
    elif isinstance(value, str):
        choice.text("value", least=1, most=100, required=True)


def _check_modal(data: Form) -> None:
    data.text("custom_id", least=1, most=100, required=True)
    data.text("title", least=1, most=45, required=True)
    check_modal_components(data)


def _check_eligibility(data: Form) -> None:
    data.given("eligible", required=True)
    data.boolean("eligible")
    data.choice("ineligible_reason", (0, 1, 2))
    data.text("ineligible_reason_description", most=255)
