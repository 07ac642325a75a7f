"""The README's examples, run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

from app.settings import VARIABLES, Settings

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_it_opens_with_the_two_commands() -> None:
    first_block = README.split("```")[1]

    assert [line.split("  ")[0] for line in first_block.splitlines()[1:]] == ["make dev", "make test"]


def test_the_bot_of_fifteen_lines_passes_its_test(tmp_path: Path) -> None:
    for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        file = tmp_path / re.match(r"# ([\w/]+\.py)", code)[1]  # type: ignore[index]
        file.parent.mkdir(exist_ok=True)
        file.write_text(code)
    (tmp_path / "commands" / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\nanyio_mode = "auto"\n')

    done = subprocess.run([sys.executable, "-m", "pytest"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_table_of_settings_is_whole() -> None:
    named = set(re.findall(r"`((?:POSTERN|DISCORD)_[A-Z_]+)`", README.split("### Settings")[1].split("## ")[0]))

    assert named == set(VARIABLES.values())
    for field in ("api_url", "auto_defer", "max_body", "grace", "log_level"):
        assert (
            f"`{getattr(Settings(), field):g}`" in README
            if field == "grace"
            else str(getattr(Settings(), field)) in README
        )
