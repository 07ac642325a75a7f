"""Recordings: what is written, what is not, and how it is read."""

import json
import re
from pathlib import Path

import pytest

from app.simulator.recording import Recorder, read_recording, without_secrets

TOKEN = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OmFiYw"
BOT_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
LINK = "https://cdn.discordapp.com/attachments/1/2/cat.png"
PAYLOAD = {
    "id": "1",
    "type": 2,
    "token": TOKEN,
    "application_id": "77",
    "channel_id": "5",
    "member": {"user": {"id": "99", "username": "stranger"}},
    "data": {
        "name": "hello",
        "options": [{"name": "token", "type": 3, "value": f"is it {BOT_TOKEN}?"}],
        "resolved": {"attachments": {"2": {"url": f"{LINK}?ex=1&is=2&hm=3f", "proxy_url": f"{LINK}?ex=1&is=2&hm=3f&"}}},
    },
}


def test_secrets_are_taken_out_and_the_rest_stays() -> None:
    cleaned = without_secrets(PAYLOAD)

    assert cleaned["token"] == "removed"
    assert cleaned["data"]["options"] == [{"name": "token", "type": 3, "value": "is it removed?"}]
    assert cleaned["data"]["resolved"] == {"attachments": {"2": {"url": LINK, "proxy_url": LINK}}}
    assert cleaned["member"] == PAYLOAD["member"]
    assert PAYLOAD["token"] == TOKEN


def test_what_looks_like_a_secret_but_is_none_stays() -> None:
    text = "see https://example.com/a?b=1&c=2 or app.tree.decorators.slash_command"

    assert without_secrets({"content": text}) == {"content": text}


@pytest.mark.parametrize("hidden", [TOKEN, BOT_TOKEN, f"https://discord.com/api/webhooks/12/{'a' * 60}"])
def test_secrets_are_found_in_any_text(hidden: str) -> None:
    cleaned = without_secrets({"message": {"embeds": [{"url": f"a {hidden} b"}]}})

    assert "removed" in str(cleaned)
    assert hidden[-40:] not in str(cleaned)


def test_each_interaction_is_a_line_and_written_at_once(tmp_path: Path) -> None:
    path = tmp_path / "today.jsonl"
    for source in ("discord", "playground"):
        recorder = Recorder(path, lambda: 1_800_000_000.1234)
        recorder.add(source, PAYLOAD)
        lines = path.read_text().splitlines()
        recorder.close()

    assert [json.loads(line)["from"] for line in lines] == ["discord", "playground"]
    assert json.loads(lines[0])["at"] == 1_800_000_000.123
    assert TOKEN not in path.read_text()
    assert read_recording(path) == read_recording(path.read_bytes()) == [without_secrets(PAYLOAD)] * 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", r"line 2 of the recording is no JSON: "),
        ("[1]", r"line 2 of the recording has no interaction: "),
        ('{"payload": 1}', r"line 2 of the recording has no interaction: "),
        ('{"payload": {"type": "2"}}', r"line 2 of the recording has an interaction without a type"),
        (
            '{"payload": {"type": 2, "data": 1}}',
            r"line 2 of the recording has something else than is expected as 'data'",
        ),
        ('{"payload": {"type": 2}}', r"line 2 of the recording has an interaction of nobody"),
        ('{"payload": {"type": 2, "member": null}}', r"line 2 of the recording has an interaction of nobody"),
        (
            '{"payload": {"type": 3, "user": {}, "message": {"id": 5}}}',
            r"line 2 of the recording has a message whose ids",
        ),
        (
            f'{{"payload": {{"type": 3, "user": {{}}, "message": {{"id": "{"9" * 5_000}"}}}}}}',
            r"line 2 of the recording has",
        ),
        (
            '{"payload": {"type": 3, "user": {}, "message": {"id": "5", "flags": "64"}}}',
            r"line 2 of the recording, in its message, has something else than is expected as 'flags'",
        ),
    ],
)
def test_a_line_that_is_none_of_a_recording_is_named(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        read_recording(b"\n" + line.encode() + b"\n")


def test_a_recording_is_for_its_owner_alone(tmp_path: Path) -> None:
    Recorder(tmp_path / "new.jsonl").close()

    assert (tmp_path / "new.jsonl").stat().st_mode & 0o077 == 0


def test_a_recording_that_cannot_be_written_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder(Path("/dev/full"))
    recorder.add("playground", PAYLOAD)
    recorder.close()

    assert "/dev/full has a gap, since it could not be written: No space left on device" in caplog.text
