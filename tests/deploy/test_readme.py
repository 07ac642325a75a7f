"""The page about deploying: what it names is there, and what it tells to run can be run."""

import re
from pathlib import Path

import click
import pytest

from app.cli import cli
from app.settings import VARIABLES

DEPLOY = Path(__file__).parents[2] / "deploy"
PAGE = (DEPLOY / "README.md").read_text()

LINKS = sorted(set(re.findall(r"\]\(([^)#:]+)\)", PAGE)))
PLACES = sorted(set(re.findall(r"\]\(#([^)]+)\)", PAGE)))
COMMANDS = sorted({found.split("#")[0].strip() for found in re.findall(r"\bpostern ((?:[a-z]+ ?)+[^`\n|;&]*)", PAGE)})
WAYS = [" ".join(part.split()) for part in PAGE.split("\n## ")[1:]]
NO_WAYS = ("Monitoring", "Restarting without losing anything")


@pytest.mark.parametrize("link", LINKS)
def test_whatever_it_links_to_is_there(link: str) -> None:
    assert (DEPLOY / link).exists()


@pytest.mark.parametrize("place", PLACES)
def test_whatever_it_leads_to_on_the_page_is_there(place: str) -> None:
    headings = re.findall(r"^##+ (.*)$", PAGE, re.MULTILINE)

    assert place in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]


def test_all_that_stands_in_the_folder_is_told_of() -> None:
    told = {link.split("/")[0] for link in LINKS}

    assert {path.name for path in DEPLOY.iterdir()} - {"README.md"} <= told


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_are_commands(command: str) -> None:
    group: click.Command = cli
    context = click.Context(cli)
    words = command.split()
    while words and isinstance(group, click.Group):
        found = group.get_command(context, words[0])
        assert found is not None, command
        group, words = found, words[1:]
    known = {option for parameter in group.params for option in parameter.opts}

    assert {word for word in words if word.startswith("--")} <= known


def test_its_settings_are_settings() -> None:
    named = set(re.findall(r"\b(?:POSTERN|DISCORD)_[A-Z_]+\b", PAGE))

    assert named <= set(VARIABLES.values())


def test_every_way_ends_with_the_doctor() -> None:
    ways = {way[:40]: way for way in WAYS if not way.startswith(NO_WAYS)}

    assert not [name for name, way in ways.items() if "postern doctor" not in way]
    # Until the URL is registered there is nothing for it to look at.
    assert not [name for name, way in ways.items() if way.rfind("endpoint set") > way.rfind("postern doctor")]
