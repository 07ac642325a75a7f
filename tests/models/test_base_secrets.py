"""No model shows its secrets, however it is printed."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import app.models
from app.models.base import Model, convert
from app.models.interaction import InteractionType, decode_interaction
from app.models.oauth import AccessToken
from app.models.webhook import Webhook

PLANTED = "planted-secret"

for found in pkgutil.iter_modules(app.models.__path__):
    importlib.import_module(f"app.models.{found.name}")


def subclasses(kind: type[Model]) -> Iterator[type[Model]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def secrets(kind: type[Model]) -> list[str]:
    """Fields whose name suggests a secret, by their name in Discord's JSON; `token_type` is none."""
    return [
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if field.name.endswith(("token", "secret", "password")) or (kind is Webhook and field.name == "url")
    ]


HOLDERS = [
    kind for kind in subclasses(Model) if kind.__module__.startswith("app.models.") and secrets(kind)
]  # fmt: skip


def shown(value: Any) -> list[str]:
    return [repr(value), str(value), f"{value}", f"{[value]}", str(list(value.__rich_repr__()))]


def test_those_that_hold_secrets_are_known() -> None:
    assert {kind.__name__ for kind in HOLDERS} == {"AccessToken", "Interaction", "Webhook"}


@pytest.mark.parametrize("kind", HOLDERS, ids=lambda kind: kind.__name__)
def test_no_model_shows_its_secrets(kind: type[Model]) -> None:
    model: Model = convert({"type": 1} | dict.fromkeys(secrets(kind), PLANTED), kind)

    assert [getattr(model, name) for name in secrets(kind)] == [PLANTED] * len(secrets(kind))
    for text in shown(model):
        assert PLANTED not in text


def test_a_secret_within_another_model_is_not_shown_either() -> None:
    webhook = Webhook(name="News", token=PLANTED, url=f"https://discord.com/api/webhooks/7/{PLANTED}")
    token = AccessToken(access_token=PLANTED, scope="webhook.incoming", webhook=webhook)

    for text in shown(token):
        assert PLANTED not in text
        assert "News" in text


def test_an_interaction_that_discord_sent_does_not_show_its_token() -> None:
    body = msgspec.json.encode({"type": InteractionType.application_command, "id": "5", "token": PLANTED})

    for text in shown(decode_interaction(body)):
        assert PLANTED not in text


def test_that_there_is_no_secret_can_be_seen() -> None:
    assert "token=None" in repr(Webhook(name="News"))
    assert "token='[redacted]'" in repr(Webhook(name="News", token=PLANTED))


def test_a_model_shows_its_fields() -> None:
    assert repr(app.models.IntegrationAccount(id="5", name="A")) == "IntegrationAccount(id='5', name='A')"
