"""The tutorial's slow command, tried as its author would."""

from app.testing import TestBot


async def test_progress_is_shown_and_a_file_comes_at_the_end(bot: TestBot) -> None:
    result = await bot.slash("simulate", throws=200)

    assert result.content.startswith("200 throws: ")
    assert [file.filename for file in result.attachments] == ["throws.csv"]
    assert result.history == ["25 % …", "50 % …", "75 % …", "100 % …"]


async def test_every_throw_is_counted(bot: TestBot) -> None:
    result = await bot.slash("simulate", throws=7)

    header, *rows = bot.read(result.attachments[0]).decode().split()
    assert header == "sum,count"
    assert sum(int(row.partition(",")[2]) for row in rows) == 7
