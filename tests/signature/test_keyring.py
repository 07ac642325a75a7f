import pytest

from app.errors import SettingsError
from app.signature.keyring import parse_public_keys
from tests.signature.signing import KEY, PUBLIC_KEY, SMALL_ORDER_POINTS, STRANGER

OTHER_KEY = STRANGER.verify_key.encode().hex()
BOT_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GrandA.0123456789abcdefghijklmnopqrstuvwxyz_-"
NOT_ALL = "has 64 characters, but not all are hexadecimal digits"
NO_KEY = {length: f"is no public key ({length} characters, not all hexadecimal:" for length in (65, 66)}
CLIENT_SECRET = "aBcDeFgHiJkLmNoPqRsTuVwXyZ01234_"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(PUBLIC_KEY, id="as Discord shows it"),
        pytest.param(PUBLIC_KEY.upper(), id="upper case"),
        pytest.param(f"  {PUBLIC_KEY}\r\n", id="white space"),
        pytest.param(f'"{PUBLIC_KEY}"', id="double quotes"),
        pytest.param(f"'{PUBLIC_KEY}'", id="single quotes"),
        pytest.param(f'" {PUBLIC_KEY} "\n', id="quotes and white space"),
        pytest.param(f"\ufeff{PUBLIC_KEY}", id="byte order mark"),
        pytest.param(f"{PUBLIC_KEY},", id="a comma too many"),
    ],
)
def test_forgives_what_comes_with_pasting(value: str) -> None:
    assert parse_public_keys(value) == (bytes(KEY.verify_key),)


@pytest.mark.parametrize(
    "value", [f"{PUBLIC_KEY},{OTHER_KEY}", f' "{PUBLIC_KEY}" , , {OTHER_KEY}\n', f'"{PUBLIC_KEY},{OTHER_KEY}"']
)
def test_takes_several_keys_in_their_order(value: str) -> None:
    assert parse_public_keys(value) == (bytes(KEY.verify_key), bytes(STRANGER.verify_key))


@pytest.mark.parametrize("value", ["", "  ", ",", " , ,", '""', "''", "\ufeff"])
def test_says_that_there_is_no_key(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^DISCORD_PUBLIC_KEY is not set: .*General Information page"):
        parse_public_keys(value)


@pytest.mark.parametrize(
    ("value", "guess"),
    [
        pytest.param(PUBLIC_KEY[:-1], "has 63 hexadecimal digits, not 64", id="a digit is missing"),
        pytest.param(PUBLIC_KEY + "0", "has 65 hexadecimal digits, not 64", id="a digit too many"),
        pytest.param(PUBLIC_KEY * 2, "has 128 hexadecimal digits, not 64", id="twice without a comma"),
        pytest.param(
            PUBLIC_KEY[:-1] + "g",
            "has 64 characters, but not all are hexadecimal digits (character 64 is 'g')",
            id="not hexadecimal",
        ),
        pytest.param(PUBLIC_KEY[:-1] + "\uff11", f"{NOT_ALL} (character 64 is '\\uff11')", id="a full-width digit"),
        pytest.param(PUBLIC_KEY[:31] + " " + PUBLIC_KEY[32:], f"{NOT_ALL} (character 32 is ' ')", id="a space inside"),
        pytest.param(PUBLIC_KEY[:9] + '"' + PUBLIC_KEY[9:], f"{NO_KEY[65]} character 10 is '\"')", id="a quote inside"),
        pytest.param(f"<{PUBLIC_KEY}>", f"{NO_KEY[66]} character 1 is '<')", id="in angle brackets"),
        pytest.param("0x" + PUBLIC_KEY, "begins with 0x, which is no part of the key (character 2 is 'x')", id="0x"),
        pytest.param(f"<{BOT_TOKEN}>", "looks like a bot token", id="bot token in angle brackets"),
        pytest.param(BOT_TOKEN, "looks like a bot token", id="bot token"),
        pytest.param(f"Bot {BOT_TOKEN}", "looks like a bot token", id="bot token with its scheme"),
        pytest.param(f'"{BOT_TOKEN}"\n', "looks like a bot token", id="bot token in quotes"),
        pytest.param("1234567890123456789", "looks like a snowflake, perhaps the application id", id="application id"),
        pytest.param(CLIENT_SECRET, "looks like a client secret", id="client secret"),
        pytest.param("hello", "is no public key (5 characters", id="something else"),
        pytest.param(f"{PUBLIC_KEY};{OTHER_KEY}", "is no public key (129 characters", id="the wrong separator"),
    ],
)
def test_says_what_was_pasted_instead_without_repeating_it(value: str, guess: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_public_keys(value)

    assert caught.value.variable == "DISCORD_PUBLIC_KEY"
    assert str(caught.value).startswith(f"DISCORD_PUBLIC_KEY {guess}")
    assert value.strip().strip('"') not in str(caught.value)


@pytest.mark.parametrize("secret", [BOT_TOKEN, f"<{BOT_TOKEN}>", f"token={BOT_TOKEN}", CLIENT_SECRET])
def test_no_part_of_a_secret_is_repeated(secret: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_public_keys(f"{PUBLIC_KEY},{secret}")

    assert not any(part in repr(caught.value) for part in secret.strip("<>").split("."))


@pytest.mark.parametrize("point", SMALL_ORDER_POINTS)
def test_refuses_a_point_of_small_order(point: str) -> None:
    with pytest.raises(SettingsError, match="is no point of the curve that can verify a signature"):
        parse_public_keys(point)


@pytest.mark.parametrize(
    "point",
    [
        pytest.param("02" + "00" * 31, id="on no curve"),
        pytest.param("f0" + "ff" * 30 + "7f", id="p + 3, not in canonical form"),
        pytest.param("ff" * 32, id="the largest number"),
    ],
)
def test_refuses_what_is_no_point(point: str) -> None:
    with pytest.raises(SettingsError, match="is no point of the curve"):
        parse_public_keys(point)


def test_one_wrong_key_among_right_ones_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="63 hexadecimal digits"):
        parse_public_keys(f"{PUBLIC_KEY},{OTHER_KEY[:-1]}")
