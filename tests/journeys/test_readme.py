"""The README's examples, run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

from app.settings import VARIABLES, Settings

README = (Path(__file__).parents[2] / "README.md").read_text()


SITE_TEST = """
import os

from nacl.signing import SigningKey
from starlette.testclient import TestClient

KEY = SigningKey(bytes([1]) * 32)


def test_the_site_answers() -> None:
    os.environ["DISCORD_PUBLIC_KEY"] = bytes(KEY.verify_key).hex()
    from website import bot, site

    body, now = b'{"type":1}', str(int(__import__("time").time()))
    headers = {"X-Signature-Ed25519": KEY.sign(now.encode() + body).signature.hex(), "X-Signature-Timestamp": now}
    with TestClient(site) as client:
        assert client.post("/discord/interactions", content=body, headers=headers).json() == {"type": 1}
    assert [command.qualified_name for command in bot.tree.commands()] == [
        "buy",
        "greet",
        "party",
        "wallet",
    ]
"""


SHOP_TEST = """
from app.testing import TestBot


async def test_the_shop_sells(bot: TestBot) -> None:
    assert (await bot.slash("buy", fruit="pear")).content == "That is 4 coins."
    assert (await bot.slash("buy", fruit="fig")).content == "Nobody sells 'fig'."
    assert (await bot.slash("wallet")).content == "Ben has 10 coins."
"""


PARTY_TEST = """
from app.testing import TestBot


async def test_a_party_is_planned(bot: TestBot) -> None:
    planned = await bot.slash("party", place="home")
    opened = await planned.click("I have a wish")
    again = await opened.submit(cake="apple", guests="many")
    sent = await (await again.click("Edit and send again")).submit(guests=3)

    assert sent.content.endswith("3 times apple.")
    assert (await planned.select(bot)).content == "To home come Ben."
"""


def test_it_opens_with_the_two_commands() -> None:
    first_block = README.split("```")[1]

    assert [line.split("  ")[0] for line in first_block.splitlines()[1:]] == ["make dev", "make test"]


def test_the_bot_of_fifteen_lines_passes_its_test(tmp_path: Path) -> None:
    for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        file = tmp_path / re.match(r"# ([\w/]+\.py)", code)[1]  # type: ignore[index]
        file.parent.mkdir(exist_ok=True)
        file.write_text(code)
    (tmp_path / "commands" / "__init__.py").touch()
    (tmp_path / "tests" / "test_site.py").write_text(SITE_TEST)
    (tmp_path / "tests" / "test_shop.py").write_text(SHOP_TEST)
    (tmp_path / "tests" / "test_party.py").write_text(PARTY_TEST)
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\nanyio_mode = "auto"\npythonpath = ["."]\n')

    done = subprocess.run([sys.executable, "-m", "pytest"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "4 passed" in done.stdout, done.stdout + done.stderr


def test_the_table_of_settings_is_whole() -> None:
    named = set(re.findall(r"`((?:POSTERN|DISCORD)_[A-Z_]+)`", README.split("### Settings")[1].split("## ")[0]))

    assert named == set(VARIABLES.values())
    for field in ("api_url", "auto_defer", "max_body", "grace", "log_level"):
        assert (
            f"`{getattr(Settings(), field):g}`" in README
            if field == "grace"
            else str(getattr(Settings(), field)) in README
        )
