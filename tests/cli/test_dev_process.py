"""How the bot's process makes way for the next one."""

import socket
import sys
import time
from pathlib import Path

from tests.cli.playground import COMMANDS, Playground, children, environ, eventually, is_alive, playground, project

__all__ = ["environ", "playground", "project"]

SLOW = COMMANDS.replace("    return", "    import asyncio\n    await asyncio.sleep(0.4)\n    return")
ENDLESS = COMMANDS.replace("-> str", "-> None").replace(
    'return "Hello."', 'import asyncio\n    await ctx.respond("Hello.")\n    await asyncio.sleep(600)'
)
COUNTING = """
from app import CommandContext, Store, slash_command


@slash_command
async def hello(ctx: CommandContext, store: Store) -> str:
    \"\"\"Say hello.\"\"\"
    return f"Hello {await store.increment('count')}."
"""
BUSY = "import socket\n\nheld = socket.create_server(('127.0.0.1', {port}))\n"


def test_what_is_sent_while_the_bot_is_started_again_is_answered_by_the_new_one(playground: Playground) -> None:
    playground.wait_until("running")
    # It stands by, so that the next one is there at once.
    eventually(lambda: len(children(playground.process.pid)) == 2, "who stands by")
    origin = playground.origin()
    playground.write(COMMANDS.replace("Hello.", "Anew."))
    sent = []
    until = time.monotonic() + 3
    while time.monotonic() < until:
        answer = playground.client.post("/playground/interactions", json={"name": "hello", **origin})
        sent.append(answer.json()["id"])
        time.sleep(0.05)
    eventually(
        lambda: all(playground.interaction(one)["state"] in ("answered", "failed") for one in sent), "all answers"
    )
    used = [playground.interaction(one) for one in sent]

    assert [one["failure"] for one in used if one["state"] == "failed"] == []
    said = [one["original"]["content"] for one in used]
    assert said == sorted(said, reverse=True)
    assert set(said) == {"Hello.", "Anew."}


def test_the_channel_keeps_its_messages(playground: Playground) -> None:
    playground.wait_until("running")
    first = playground.use("hello")
    playground.write(COMMANDS.replace("Hello.", "Anew."))
    playground.says("hello", "Anew.")

    assert playground.interaction(first["id"])["original"]["content"] == "Hello."


def test_what_is_stored_outlives_a_reload_and_not_the_playground(project: Path, environ: dict[str, str]) -> None:
    (project / "tmp").mkdir()
    (project / "commands" / "hello.py").write_text(COUNTING)
    # An empty value counts as absent.
    playground = Playground(project, environ | {"TMPDIR": str(project / "tmp"), "POSTERN_STORE": ""})
    try:
        playground.wait_until("running")
        assert playground.use("hello")["original"]["content"] == "Hello 1."
        playground.write(COUNTING.replace("Hello", "Bye"))
        eventually(lambda: playground.use("hello")["original"]["content"].startswith("Bye"), "the new code")
        assert playground.use("hello")["original"]["content"] != "Bye 1."
        assert list((project / "tmp").glob("postern-dev-*/store.db"))
    finally:
        playground.end()

    assert not list((project / "tmp").iterdir())


def test_the_store_of_the_environment_is_used(project: Path, environ: dict[str, str]) -> None:
    (project / "commands" / "hello.py").write_text(COUNTING)
    playground = Playground(project, environ | {"POSTERN_STORE": "sqlite:///kept.db"})
    try:
        playground.wait_until("running")
        playground.use("hello")
    finally:
        playground.end()

    assert (project / "kept.db").exists()


def test_a_handler_that_a_reload_cuts_short_is_named_with_its_interaction(
    project: Path, environ: dict[str, str]
) -> None:
    (project / "commands" / "hello.py").write_text(ENDLESS)
    playground = Playground(project, environ)
    try:
        playground.wait_until("running")
        used = playground.use("hello")
        playground.write(COMMANDS.replace("Hello.", "Anew."))
        playground.says("hello", "Anew.")
        told = [log for log in playground.all("log") if log.get("interaction_id") == used["id"]]
    finally:
        playground.end()

    assert [(log["level"], log["message"]) for log in told] == [
        ("warning", "/hello was cut short: the process ended before it was done")
    ]


def test_a_handler_that_runs_comes_to_its_end(project: Path, environ: dict[str, str]) -> None:
    (project / "commands" / "hello.py").write_text(SLOW)
    playground = Playground(project, environ)
    try:
        playground.wait_until("running")
        sent = playground.send("hello").json()["id"]
        playground.write(COMMANDS.replace("Hello.", "Anew."))
        eventually(lambda: playground.interaction(sent)["state"] == "answered", "the answer of the old one")
        answered = playground.interaction(sent)
    finally:
        playground.end()

    assert answered["original"]["content"] == "Hello."


def test_the_old_bot_lets_go_of_what_it_holds_before_the_new_one_loads(project: Path, environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (project / "commands" / "busy.py").write_text(BUSY.format(port=port))
    playground = Playground(project, environ)
    try:
        playground.wait_until("running")
        playground.write(COMMANDS.replace("Hello.", "Anew."))
        playground.says("hello", "Anew.")
        assert playground.bot()["state"] == "running"
    finally:
        playground.end()


def test_a_change_while_the_bot_starts_is_not_missed(project: Path, environ: dict[str, str]) -> None:
    (project / "commands" / "hello.py").write_text("import time\n\ntime.sleep(600)\n")
    playground = Playground(project, environ)
    try:
        eventually(lambda: playground.bot()["state"] == "starting", "the start")
        eventually(lambda: children(playground.process.pid), "the process")
        playground.write(COMMANDS)
        playground.says("hello", "Hello.")
    finally:
        playground.end()


def test_a_bot_that_is_late_is_said_to_fail_and_is_waited_for(project: Path, environ: dict[str, str]) -> None:
    (project / "commands" / "hello.py").write_text(f"import time\n\ntime.sleep(4)\n{COMMANDS}")
    hurried = "import app.cli.dev_process as p; p.START_WITHIN = 0.5; from app.cli import main; main()"
    playground = Playground(project, environ, [sys.executable, "-c", hurried])
    try:
        late = playground.wait_until("failed")["detail"]
        playground.wait_until("running")
        playground.says("hello", "Hello.")
    finally:
        playground.end()

    assert late.startswith("the bot does not answer PING after 0.5 s, and is still waited for: no connection")
    assert playground.log.read_text().count("is still waited for") == 1


def test_a_bot_that_never_comes_to_an_end_of_loading_ends_with_its_parent(
    project: Path, environ: dict[str, str]
) -> None:
    (project / "commands" / "hello.py").write_text("import time\n\ntime.sleep(600)\n")
    playground = Playground(project, environ)
    try:
        eventually(lambda: len(children(playground.process.pid)) == 1, "the process")
        time.sleep(2)
        started = children(playground.process.pid)
        playground.process.kill()
        playground.process.wait()
        eventually(lambda: not any(map(is_alive, started)), "the end of the bot")
    finally:
        playground.end()


def test_each_reload_is_one_line_with_what_it_made_of_the_commands(playground: Playground) -> None:
    playground.wait_until("running")
    playground.write(COMMANDS.replace("Hello.", "Anew."))
    plain = playground.wait_for_line("hello.py changed: ready in ")
    playground.write(COMMANDS.replace("hello", "bye"), "bye.py")
    added = playground.wait_for_line("bye.py changed: ready in ")
    playground.write(COMMANDS.replace("hello", "bye").replace("Say bye", "Say so"), "bye.py")
    changed = playground.wait_for_line("~/bye")
    (playground.project / "commands" / "bye.py").unlink()
    playground.wait_for_line("registered: -/bye")

    assert "registered" not in plain
    assert added.endswith("registered: +/bye")
    assert changed.endswith("registered: ~/bye")
    # Saving often is no abuse of Discord.
    assert "rate limited" not in playground.log.read_text()
