import dataclasses
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SettingsError
from app.settings import VARIABLES, Settings, read_dotenv, read_settings
from app.telemetry.logs import REDACTED, redact

BOT_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GrandA.0123456789abcdefghijklmnopqrstuvwxyz_-"
SECRET = "0123456789abcdef" * 4


def test_without_a_variable_everything_has_its_default() -> None:
    settings = read_settings({})

    assert settings == Settings()
    assert (settings.host, settings.port, settings.interactions_path) == ("127.0.0.1", 8000, "/interactions")
    assert (settings.max_body, settings.signature_window, settings.auto_defer, settings.grace) == (2**20, 300, 2, 10)


def test_every_field_has_a_variable_and_every_variable_a_field() -> None:
    assert set(VARIABLES) == {field.name for field in dataclasses.fields(Settings)}
    assert len(set(VARIABLES.values())) == len(VARIABLES)


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
@pytest.mark.parametrize("variable", [*VARIABLES.values(), "PORT"])
def test_an_empty_variable_counts_as_absent(variable: str, text: str) -> None:
    assert read_settings({variable: text}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("DISCORD_PUBLIC_KEY", " 8a88 ", "8a88"),
        ("DISCORD_APPLICATION_ID", "234248956100616262", 234248956100616262),
        ("DISCORD_TOKEN", BOT_TOKEN, BOT_TOKEN),
        ("DISCORD_TOKEN", f" Bot {BOT_TOKEN}\n", BOT_TOKEN),
        ("DISCORD_TOKEN", f'"{BOT_TOKEN}"', BOT_TOKEN),
        ("DISCORD_CLIENT_SECRET", '"nf2A_b-9"', "nf2A_b-9"),
        ("DISCORD_API_URL", "http://nirn:8080", "http://nirn:8080/api/v10"),
        ("DISCORD_API_URL", "http://nirn:8080/", "http://nirn:8080/api/v10"),
        ("DISCORD_API_URL", "http://x/api", "http://x/api/v10"),
        ("DISCORD_API_URL", "http://x/api/v10/", "http://x/api/v10"),
        ("DISCORD_API_URL", "https://[::1]:1/proxy/", "https://[::1]:1/proxy/api/v10"),
        ("DISCORD_API_URL", "http://x/proxy/api/v9", "http://x/proxy/api/v9"),
        ("POSTERN_COMMANDS", "my_bot.commands", "my_bot.commands"),
        ("POSTERN_STORE", "memory:", "memory:"),
        ("POSTERN_STORE", "sqlite:///data/postern.db", "sqlite:///data/postern.db"),
        ("POSTERN_STORE", "sqlite:////var/lib/postern.db", "sqlite:////var/lib/postern.db"),
        ("POSTERN_STORE", "redis://localhost", "redis://localhost"),
        (
            "POSTERN_STORE",
            "rediss://u:p%40@[::1]:6380/2?ssl_cert_reqs=none",
            "rediss://u:p%40@[::1]:6380/2?ssl_cert_reqs=none",
        ),
        ("POSTERN_AUTO_DEFER", "0", 0.0),
        ("POSTERN_AUTO_DEFER", "1.5", 1.5),
        ("POSTERN_AUTO_DEFER", "2.8", 2.8),
        ("POSTERN_SIGNATURE_WINDOW", "1", 1.0),
        ("POSTERN_SIGNATURE_WINDOW", "3600", 3600.0),
        ("POSTERN_REPLAY", "off", "off"),
        ("POSTERN_REPLAY", "LOCAL", "local"),
        ("POSTERN_MAX_BODY", "1024", 1024),
        ("POSTERN_INTERACTIONS_PATH", "/api/discord/", "/api/discord"),
        ("POSTERN_SECRET", SECRET, (bytes.fromhex(SECRET),)),
        ("POSTERN_SECRET", f' "{SECRET.upper()}",', (bytes.fromhex(SECRET),)),
        ("POSTERN_SECRET", f"{'f' * 64}, '{SECRET}'", (b"\xff" * 32, bytes.fromhex(SECRET))),
        ("POSTERN_GRACE", "0", 0.0),
        ("POSTERN_HOST", "::1", "::1"),
        ("POSTERN_PORT", "1", 1),
        ("POSTERN_PORT", " 65535 ", 65535),
        ("POSTERN_LOG_LEVEL", "DEBUG", "debug"),
        ("POSTERN_LOG_FORMAT", "json", "json"),
    ],
)
def test_reads_a_variable(variable: str, text: str, value: object) -> None:
    (field,) = (field for field, name in VARIABLES.items() if name == variable)

    settings = read_settings({variable: text})

    assert getattr(settings, field) == value
    assert dataclasses.replace(settings, **{field: getattr(Settings(), field)}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text", "why"),
    [
        ("DISCORD_APPLICATION_ID", "12345", "is no snowflake"),
        ("DISCORD_APPLICATION_ID", "my-app", "is no snowflake"),
        ("DISCORD_APPLICATION_ID", "２３４２４８９５６１００６１６２６２", "is no snowflake"),
        ("DISCORD_APPLICATION_ID", "1" * 21, "is no snowflake"),
        ("DISCORD_APPLICATION_ID", BOT_TOKEN, "is no snowflake"),
        ("DISCORD_TOKEN", "234248956100616262", "is no bot token"),
        ("DISCORD_TOKEN", f"Bearer {BOT_TOKEN}", "is no bot token"),
        ("DISCORD_CLIENT_SECRET", "234248956100616262", "is no client secret"),
        ("DISCORD_CLIENT_SECRET", BOT_TOKEN, "is no client secret"),
        ("DISCORD_API_URL", "discord.com/api", "is no URL such as https://"),
        ("DISCORD_API_URL", "ftp://discord.com", "is no URL such as https://"),
        ("DISCORD_API_URL", "https://", "is no URL such as https://"),
        ("DISCORD_API_URL", "https:///api", "is no URL such as https://"),
        ("DISCORD_API_URL", "http://x:port/", "is no URL such as https://"),
        ("DISCORD_API_URL", "http://x/?v=10", "is no URL such as https://"),
        ("DISCORD_API_URL", "http://me:secret@x/", "has a name or a password in it"),
        ("POSTERN_COMMANDS", "my-commands", "expected the dotted name of a package"),
        ("POSTERN_COMMANDS", "commands/", "expected the dotted name of a package"),
        ("POSTERN_COMMANDS", ".commands", "expected the dotted name of a package"),
        ("POSTERN_STORE", "postgres://localhost/bot", "write memory:, sqlite:///PATH or redis://HOST:PORT"),
        ("POSTERN_STORE", "data/postern.db", "write memory:, sqlite:///PATH or redis://HOST:PORT"),
        ("POSTERN_STORE", "memory", "is written memory: and nothing more"),
        ("POSTERN_STORE", "memory://", "is written memory: and nothing more"),
        ("POSTERN_STORE", "sqlite:postern.db", "three slashes before a relative path, four with an absolute one"),
        ("POSTERN_STORE", "sqlite://postern.db", "three slashes before a relative path, four with an absolute one"),
        ("POSTERN_STORE", "sqlite:///", "three slashes before a relative path, four with an absolute one"),
        ("POSTERN_STORE", "sqlite:///:memory:", "a store that is gone with the process is memory:"),
        ("POSTERN_STORE", "sqlite:////var/lib/bot/", "names a directory"),
        ("POSTERN_STORE", "sqlite:///bot.db?mode=ro", "takes no options"),
        ("POSTERN_STORE", "redis:", "is no Redis URL such as redis://HOST:PORT/0"),
        ("POSTERN_STORE", "redis://", "is no Redis URL such as redis://HOST:PORT/0"),
        ("POSTERN_STORE", "redis:localhost:6379", "is no Redis URL such as redis://HOST:PORT/0"),
        ("POSTERN_STORE", "redis://localhost:redis", "is no Redis URL such as redis://HOST:PORT/0"),
        ("POSTERN_STORE", "redis://:hunter/2@localhost", "in the password, / : @ ? # and % are written as %2F"),
        ("POSTERN_STORE", "rediss://:hunter#2@localhost", "in the password, / : @ ? # and % are written as %2F"),
        ("POSTERN_STORE", "redis://localhost/bot", "names a Redis database that is no number"),
        ("POSTERN_AUTO_DEFER", "soon", "expected seconds"),
        ("POSTERN_AUTO_DEFER", "-1", "expected seconds from 0 to 2.8"),
        ("POSTERN_AUTO_DEFER", "3", "expected seconds from 0 to 2.8"),
        ("POSTERN_AUTO_DEFER", "nan", "expected seconds from 0 to 2.8"),
        ("POSTERN_SIGNATURE_WINDOW", "0", "expected seconds from 1 to 3600"),
        ("POSTERN_SIGNATURE_WINDOW", "inf", "expected seconds from 1 to 3600"),
        ("POSTERN_REPLAY", "false", "expected one of: local, store, off"),
        ("POSTERN_MAX_BODY", "1MB", "expected bytes"),
        ("POSTERN_MAX_BODY", "1e6", "expected bytes"),
        ("POSTERN_MAX_BODY", "1023", "expected bytes from 1024 to"),
        ("POSTERN_INTERACTIONS_PATH", "interactions", "expected a path such as /interactions"),
        ("POSTERN_INTERACTIONS_PATH", "/", "expected a path such as /interactions"),
        ("POSTERN_INTERACTIONS_PATH", "//", "expected a path such as /interactions"),
        ("POSTERN_INTERACTIONS_PATH", "/a?b", "expected a path such as /interactions"),
        ("POSTERN_INTERACTIONS_PATH", "https://x/interactions", "expected a path such as /interactions"),
        ("POSTERN_SECRET", SECRET[1:], "write 32 random bytes as 64 hexadecimal digits"),
        ("POSTERN_SECRET", f"{SECRET}00", "write 32 random bytes as 64 hexadecimal digits"),
        ("POSTERN_SECRET", f"0x{SECRET[2:]}", "write 32 random bytes as 64 hexadecimal digits"),
        ("POSTERN_SECRET", "０" * 64, "write 32 random bytes as 64 hexadecimal digits"),
        ("POSTERN_SECRET", f"{SECRET} {SECRET}", "several are separated by commas"),
        ("POSTERN_SECRET", f"{SECRET},hunter2", "several are separated by commas"),
        ("POSTERN_SECRET", ",", "write 32 random bytes as 64 hexadecimal digits"),
        ("POSTERN_GRACE", "10s", "expected seconds"),
        ("POSTERN_PORT", "http", "expected a port number"),
        ("POSTERN_PORT", "0", "expected a port number from 1 to 65535"),
        ("POSTERN_PORT", "65536", "expected a port number from 1 to 65535"),
        ("POSTERN_PORT", "80.0", "expected a port number"),
        ("PORT", "tcp://10.0.0.1:80", "expected a port number"),
        ("POSTERN_LOG_LEVEL", "verbose", "expected one of: debug, info, warning, error, critical"),
        ("POSTERN_LOG_FORMAT", "xml", "expected one of: console, json"),
    ],
)
def test_says_which_variable_is_wrong_and_what_is_expected(variable: str, text: str, why: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({variable: text})

    assert caught.value.variable == variable
    assert str(caught.value).startswith(f"{variable} ")
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("variable", ["DISCORD_APPLICATION_ID", "DISCORD_TOKEN", "DISCORD_API_URL", "POSTERN_STORE"])
def test_a_token_is_never_repeated(variable: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({variable: f"{BOT_TOKEN} {BOT_TOKEN}"})

    assert BOT_TOKEN not in str(caught.value)


@pytest.mark.parametrize("text", [f"{SECRET}!", f"{SECRET},{SECRET[1:]}", f"hunter2,{SECRET}", f"{SECRET}\n{SECRET}"])
def test_a_wrong_secret_is_never_repeated(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"POSTERN_SECRET": text})

    assert SECRET[1:] not in str(caught.value)
    assert "hunter2" not in str(caught.value)


@given(texts=st.dictionaries(st.sampled_from([*VARIABLES.values(), "PORT"]), st.text(), max_size=4))
def test_whatever_stands_there_is_read_or_named(texts: dict[str, str]) -> None:
    try:
        read_settings(texts)
    except SettingsError as error:
        assert error.variable in texts


@pytest.mark.parametrize(
    ("environ", "host", "port"),
    [
        ({"PORT": "8080"}, "0.0.0.0", 8080),
        ({"PORT": "8080", "POSTERN_HOST": "10.0.0.1"}, "10.0.0.1", 8080),
        ({"PORT": "8080", "POSTERN_PORT": "9000"}, "127.0.0.1", 9000),
        ({"PORT": "nonsense", "POSTERN_PORT": "9000"}, "127.0.0.1", 9000),
        ({"PORT": "8080", "POSTERN_PORT": ""}, "0.0.0.0", 8080),
        ({"POSTERN_PORT": "9000"}, "127.0.0.1", 9000),
    ],
)
def test_the_port_of_a_hosting_service_binds_to_all_addresses(environ: dict[str, str], host: str, port: int) -> None:
    settings = read_settings(environ)

    assert (settings.host, settings.port) == (host, port)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("POSTERN_LOGLEVEL", "POSTERN_LOGLEVEL is no setting of Postern; do you mean POSTERN_LOG_LEVEL?"),
        ("POSTERN_COMAND", "POSTERN_COMAND is no setting of Postern; do you mean POSTERN_COMMANDS?"),
        ("POSTERN_ZZZZZZZZZZZZZZZZZZ", "POSTERN_ZZZZZZZZZZZZZZZZZZ is no setting of Postern"),
    ],
)
def test_an_unknown_variable_is_a_warning_with_the_nearest_name(
    name: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert read_settings({name: BOT_TOKEN}) == Settings()

    assert caplog.messages == [said]
    assert caplog.records[0].levelno == logging.WARNING


def test_variables_of_others_are_no_business_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    read_settings({"PATH": "/bin", "DISCORD_SOMETHING": "1", "postern_port": "9", "POSTERN_PORT": "9"})

    assert caplog.messages == []


def test_what_settings_say_of_themselves_holds_no_secret() -> None:
    settings = Settings(token=BOT_TOKEN, public_key="8a88" * 16, secrets=(b"hunter2" + bytes(25),), port=9000)

    for text in (repr(settings), str(settings), f"{settings}"):
        assert "port=9000" in text
        assert BOT_TOKEN not in text
        assert "8a88" not in text
        assert "secrets" not in text
        assert "hunter2" not in text


@given(st.binary(min_size=32, max_size=32))
def test_a_log_shows_a_secret_in_no_form(secret: bytes) -> None:
    spelled = Settings(token=BOT_TOKEN, client_secret="nf2A_b-9", secrets=(b"\xff" * 32, secret)).spell_secrets()

    assert {BOT_TOKEN, "nf2A_b-9", "f" * 64} <= set(spelled)
    for said in (secret.hex(), secret.hex().upper(), f"{secret!r}"):
        assert redact(f"<{said}>", spelled).replace("b'", "").replace('b"', "").strip("<>'\"") == REDACTED


@pytest.mark.parametrize(
    "store",
    [
        "redis://:hunter2@localhost:6379/1",
        "rediss://bot:hunter2@localhost:6379/1?x=hunter2",
        "redis://localhost:6379/1?password=hunter2",
        "redis://:hunter2/@x@localhost:6379/1",
    ],
)
def test_a_password_in_a_url_is_never_shown(store: str) -> None:
    assert "://localhost:6379/1'" in repr(Settings(store=store))
    assert "hunter2" not in repr(Settings(store=store))


@pytest.mark.parametrize(
    "url", ["redis://:hunter2@", "redis:hunter2", "hunter2", "redis://a:hunter2@b:port", "redis://:hunter2@h/x"]
)
def test_a_password_in_a_wrong_url_is_never_repeated(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"POSTERN_STORE": url})

    assert "hunter2" not in str(caught.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


# ── .env ──


@pytest.mark.parametrize(
    ("line", "values"),
    [
        pytest.param("A=b", {"A": "b"}, id="plain"),
        pytest.param("  A = b  ", {"A": "b"}, id="spaces"),
        pytest.param("export A=b", {"A": "b"}, id="export"),
        pytest.param("export  A=b", {"A": "b"}, id="export with two spaces"),
        pytest.param('A="b c"', {"A": "b c"}, id="double quotes"),
        pytest.param("A='b # c'", {"A": "b # c"}, id="a hash in quotes"),
        pytest.param('A="it\'s"', {"A": "it's"}, id="the other quote inside"),
        pytest.param('A="b" # said', {"A": "b"}, id="a comment behind quotes"),
        pytest.param("A=b # said", {"A": "b"}, id="a comment behind a value"),
        pytest.param("A=b\t# said", {"A": "b"}, id="a comment behind a tab"),
        pytest.param("A= # said", {"A": ""}, id="a comment in place of the value"),
        pytest.param("A=   # said", {"A": ""}, id="the same with spaces"),
        pytest.param("A=b#c", {"A": "b#c"}, id="a hash within a value"),
        pytest.param("A=#b", {"A": "#b"}, id="a hash at the start of a value"),
        pytest.param("A=b=c==", {"A": "b=c=="}, id="equal signs"),
        pytest.param("A=", {"A": ""}, id="nothing"),
        pytest.param('A=""', {"A": ""}, id="nothing in quotes"),
        pytest.param('A="b', {"A": '"b'}, id="a quote that does not end"),
        pytest.param("# A=b", {}, id="a comment"),
        pytest.param("#A=b", {}, id="a comment without a space"),
        pytest.param("   # A=b", {}, id="an indented comment"),
        pytest.param("", {}, id="an empty line"),
        pytest.param("A", {}, id="a name alone"),
        pytest.param("=b", {}, id="a value alone"),
        pytest.param("A=b\nA=c\n", {"A": "c"}, id="twice"),
        pytest.param("A=b\r\nB=c\r\n", {"A": "b", "B": "c"}, id="line ends of Windows"),
        pytest.param("\ufeffA=b", {"A": "b"}, id="byte order mark"),
        pytest.param("A=é", {"A": "é"}, id="UTF-8"),
    ],
)
def test_reads_a_dotenv_file(tmp_path: Path, line: str, values: dict[str, str]) -> None:
    path = tmp_path / ".env"
    path.write_bytes(line.encode())

    assert read_dotenv(path) == values


def test_without_a_dotenv_file_there_is_nothing(tmp_path: Path) -> None:
    assert read_dotenv(tmp_path / ".env") == {}
    assert read_dotenv(tmp_path) == {}


@pytest.mark.parametrize("content", ["A=b".encode("utf-16"), b"A=\xff"])
def test_a_dotenv_file_in_another_encoding_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ".env"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=r"\.env is not encoded in UTF-8"):
        read_dotenv(path)
