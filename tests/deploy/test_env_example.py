"""The example of an environment file is what `postern new env` writes today."""

from pathlib import Path

from app.cli.env_file import render_env
from app.settings import VARIABLES, Settings, read_dotenv, read_settings

EXAMPLE = Path(__file__).parents[2] / "deploy" / "env.example"


def test_the_example_is_made_of_the_settings() -> None:
    assert EXAMPLE.read_text() == render_env(), (
        "write it anew: rm deploy/env.example && postern new env deploy/env.example"
    )


def test_what_it_shows_are_the_defaults() -> None:
    shown = dict(line.removeprefix("#").split("=", 1) for line in EXAMPLE.read_text().splitlines() if "=" in line)

    assert list(shown) == list(VARIABLES.values())
    assert read_settings(shown) == Settings()


def test_as_it_stands_nothing_is_set() -> None:
    assert read_settings(read_dotenv(EXAMPLE)) == Settings()
