"""URLs as they are pasted."""

import pytest

from app.cli.finding import Finding, Level
from app.cli.probe_url import Address, is_private, read_url


def read(text: str, *, is_events: bool = False, is_local: bool = False) -> tuple[Address | None, list[Finding]]:
    return read_url(text, is_events=is_events, is_local=is_local)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://bot.postern.dev/interactions", Address("https", "bot.postern.dev", 443, "/interactions")),
        ("https://bot.postern.dev", Address("https", "bot.postern.dev", 443, "/")),
        ("https://BOT.postern.dev:443/a", Address("https", "bot.postern.dev", 443, "/a")),
        ("https://bücher.de/a", Address("https", "xn--bcher-kva.de", 443, "/a")),
        ("https://93.184.215.14/a", Address("https", "93.184.215.14", 443, "/a")),
    ],
)
def test_a_url_that_can_be_entered_is_read(text: str, address: Address) -> None:
    assert read(text) == (address, [Finding("url", Level.fine, f"{address} is a URL that can be entered")])


@pytest.mark.parametrize(
    ("text", "level", "says"),
    [
        (" https://bot.postern.dev/interactions\n", Level.warning, "white space or quotes around it"),
        ("“https://bot.postern.dev”"[1:-1] + "\u200b", Level.warning, "white space or quotes around it"),
        ('"https://bot.postern.dev/interactions"', Level.warning, "white space or quotes around it"),
        ("bot.postern.dev/interactions", Level.failure, "does not begin with https://"),
        ("http://bot.postern.dev/interactions", Level.failure, "Discord takes https:// alone"),
        ("https://user:geheim@bot.postern.dev/", Level.failure, "carries a user name or password"),
        ("https://bot.postern.dev/interactions#top", Level.warning, "(#top) is never sent"),
        ("https://bot.postern.dev/interactions?code=geheim", Level.warning, "has a query"),
        ("https://bot.postern.dev:8443/interactions", Level.warning, "names port 8443"),
        ("https://bot.postern.dev/events", Level.warning, "looks like a path of webhook events"),
        ("https://localhost/interactions", Level.failure, "known on this machine or network alone"),
        ("https://192.168.1.5/interactions", Level.failure, "known on this machine or network alone"),
        ("https://[fd00::1]/interactions", Level.failure, "known on this machine or network alone"),
        ("https://bot.internal/interactions", Level.failure, "known on this machine or network alone"),
        ("https://bot.example.com/interactions", Level.failure, "is a name for examples"),
        ("https://bot/interactions", Level.failure, "has no dot"),
        ("https://bot.postern.dev/" + "x" * 2048, Level.failure, "Discord takes 2048"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_read_as_it_was_meant(text: str, level: Level, says: str) -> None:
    address, found = read(text)

    assert address is not None
    assert [one.level for one in found if says in one.says] == [level]
    assert not [one for one in found if "geheim" in one.says + one.mend]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "names no host"),
        ("https://", "names no host"),
        ("https:///interactions", "names no host"),
        ("ftp://bot.postern.dev/", "begins with ftp://"),
        ("https://bot.postern.dev:99999/", "is no URL"),
        ("https://bot.postern.dev:0/", "names no host"),
        ("https://[::1/", "is no URL"),
        ("https://bot .postern.dev/", "white space within it"),
        ("https://bot.postern.dev/a\x00b", "white space within it"),
        (f"https://{'ü' * 70}.de/", "is no URL"),
        ("https://discord.com/api/webhooks/1/geheim", "discord.com is Discord itself"),
    ],
)
def test_what_leads_nowhere_is_not_gone_to(text: str, says: str) -> None:
    address, found = read(text)

    assert address is None
    assert says in found[-1].says
    assert found[-1].level is Level.failure
    assert "geheim" not in found[-1].says + found[-1].mend


def test_what_a_trial_is_of_is_no_fault_of_it() -> None:
    _, found = read("http://127.0.0.1:8000/interactions", is_local=True)

    assert [one.level for one in found] == [Level.fine]


def test_the_path_of_interactions_is_a_warning_for_events() -> None:
    assert "looks like a path of interactions" in read("https://a.dev/interactions", is_events=True)[1][-1].says
    assert read("https://a.dev/events", is_events=True)[1][0].level is Level.fine


def test_an_address_is_spelt_without_its_query() -> None:
    address = Address("https", "::1", 8443, "/a", "code=geheim")

    assert str(address) == "https://[::1]:8443/a"
    assert "geheim" not in repr(address)
    assert address.target == "/a?code=geheim"
    assert address.at("/b").target == "/b"


@pytest.mark.parametrize(
    ("host", "expected"), [("10.0.0.1", True), ("fe80::1%eth0", True), ("8.8.8.8", False), ("bot.dev", False)]
)
def test_private_addresses_are_told(host: str, expected: bool) -> None:
    assert is_private(host) is expected
