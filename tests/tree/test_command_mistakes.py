"""What authors declare wrongly: each mistake has a sentence of its own, with the file and the line."""

from typing import Any

import pytest

from app.errors import DefinitionError
from app.tree.command import Command
from app.tree.group import Group
from app.tree.tree import CommandTree
from tests.tree import authored, command_mistakes, option_mistakes

FILE = "author.py"

OPTIONS = [
    (f"@slash_command  # ←\nasync def roll(ctx: CommandContext, {parameters}) -> None:\n    '''Roll.'''\n", sentence)
    for parameters, sentence in option_mistakes.MISTAKES
]


def declare(source: str) -> None:
    """Run a module as its author wrote it, and add to a tree what it declares."""
    scope: dict[str, Any] = {**vars(authored), "__name__": "author"}
    exec(compile(source, FILE, "exec"), scope)
    tree = CommandTree()
    for value in tuple(scope.values()):
        if isinstance(value, Command | Group):
            tree.add(value)
    tree.registrations()


@pytest.mark.seed("N56", "N63", "N64")
@pytest.mark.parametrize(("source", "sentence"), [*OPTIONS, *command_mistakes.MISTAKES])
def test_a_mistake_is_told_with_its_place(source: str, sentence: str) -> None:
    line = next(number for number, text in enumerate(source.splitlines(), 1) if "# ←" in text)

    with pytest.raises(DefinitionError) as caught:
        declare(source)

    assert caught.value.where == f"{FILE}:{line}"
    assert str(caught.value) == f"{FILE}:{line}: {caught.value.why}"
    if sentence.endswith(" …"):
        assert caught.value.why.startswith(sentence[:-1])
    else:
        assert caught.value.why == sentence


def test_every_mistake_has_a_sentence_of_its_own() -> None:
    sentences = [sentence for _, sentence in (*OPTIONS, *command_mistakes.MISTAKES)]

    assert len(set(sentences)) == len(sentences) >= 100
