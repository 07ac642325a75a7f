"""Names, connections and certificates, on real sockets."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.finding import Finding, Level
from app.cli.probe import check_url
from app.cli.probe_reach import explain_tls
from app.cli.probe_url import Address
from tests.cli.broken_endpoints import always, healthy, serving, speaking
from tests.cli.certificates import Authority

WITHIN = 5.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder)


@pytest.fixture(autouse=True)
def trusting(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))


def look(url: str) -> list[Finding]:
    return asyncio.run(check_url(url, is_local=True, within=WITHIN))


def of(check: str, found: list[Finding]) -> Finding:
    return next(one for one in found if one.check == check)


def old(context: ssl.SSLContext) -> ssl.SSLContext:
    """Have it speak no more than was usual in 2006."""
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def asking(context: ssl.SSLContext, version: ssl.TLSVersion, authority: Authority) -> ssl.SSLContext:
    """Have it ask its clients for a certificate."""
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.file)
    context.maximum_version = version
    return context


def test_a_trusted_certificate_is_named_with_its_end(authority: Authority) -> None:
    with serving(healthy, authority.context()) as port:
        found = look(f"https://127.0.0.1:{port}/interactions")

    assert of("tls", found).level is Level.fine
    assert of("tls", found).says.startswith("TLSv1.3 with a certificate that is trusted, until 20")
    assert found[-1].level is Level.fine


@pytest.mark.parametrize(
    ("days", "says"),
    [
        pytest.param((-80, 10.5), "which expires in 10 days", id="of three months"),
        pytest.param((-5.5, 0.5), "which expires in 12 hours", id="of six days"),
    ],
)
def test_a_certificate_that_ends_soon_is_a_warning(authority: Authority, days: tuple[float, float], says: str) -> None:
    with serving(healthy, authority.context(days=days)) as port:
        found = look(f"https://127.0.0.1:{port}/interactions")

    assert of("tls", found).level is Level.warning
    assert says in of("tls", found).says


CERTIFICATES: dict[str, tuple[Callable[[Authority, Authority], ssl.SSLContext], str]] = {
    "expired": (lambda ours, _: ours.context(days=(-30, -1)), "The certificate has expired"),
    "early": (lambda ours, _: ours.context(days=(1, 30)), "The certificate is not valid yet"),
    "self-signed": (lambda ours, _: ours.context(self_signed=True), "The certificate is self-signed"),
    "another name": (lambda ours, _: ours.context("bot.test"), "The certificate is not for 127.0.0.1"),
    "another authority": (lambda _, theirs: theirs.context(), "chain does not lead to an authority"),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_certificate_that_discord_would_not_trust_is_explained_and_the_rest_is_looked_at(
    authority: Authority, folder: Path, name: str
) -> None:
    make, says = CERTIFICATES[name]
    with serving(always(502), make(authority, Authority(folder, "stranger"))) as port:
        found = look(f"https://127.0.0.1:{port}/interactions")

    assert of("tls", found).level is Level.failure
    assert says in of("tls", found).says
    assert "(502)" in of("unsigned", found).says


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_a_server_without_tls_1_2_is_explained(authority: Authority) -> None:
    with serving(healthy, old(authority.context())) as port:
        found = look(f"https://127.0.0.1:{port}/interactions")

    assert "the server has no TLS 1.2 or newer" in of("tls", found).says
    assert found[-1].level is Level.failure


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_a_server_that_wants_a_certificate_is_explained(authority: Authority, version: ssl.TLSVersion) -> None:
    with serving(healthy, asking(authority.context(), version, authority)) as port:
        found = look(f"https://127.0.0.1:{port}/interactions")

    assert any("asks its clients for a certificate" in one.says for one in found)
    assert found[-1].level is Level.failure


def test_plain_http_at_the_port_of_https_is_explained() -> None:
    with serving(healthy) as port:
        found = look(f"https://127.0.0.1:{port}/interactions")

    assert "speaks no TLS" in of("tls", found).says


def test_https_at_the_port_of_plain_http_is_explained(authority: Authority) -> None:
    with serving(healthy, authority.context()) as port:
        found = look(f"http://127.0.0.1:{port}/interactions")

    assert "A POST without a signature gets no answer" in found[-2].says
    assert found[-1].level is Level.failure


def test_a_line_that_is_cut_as_tls_begins_is_explained() -> None:
    with speaking(b"", hangs_up=True) as port:
        found = look(f"https://127.0.0.1:{port}/interactions")

    assert of("tls", found).says == "The connection is cut as TLS begins"


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        pytest.param("https://bot.invalid/interactions", "Check the spelling", id="a name"),
        pytest.param("https://quiet-lake.trycloudflare.com/", "Is cloudflared still running?", id="a tunnel"),
    ],
)
def test_a_name_that_does_not_exist_is_explained(url: str, mend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The other side of this wire is the system's resolver, which no test may ask about the world.
    def nowhere(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    found = look(url)

    assert of("dns", found).says.endswith("in the DNS")
    assert mend in of("dns", found).mend
    assert found[-1].level is Level.failure


def test_a_resolver_that_is_not_there_is_not_the_names_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    found = look("https://bot.invalid/interactions")

    assert "cannot be asked: no name server answers" in of("dns", found).says


def test_a_resolver_that_never_answers_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
    found = asyncio.run(check_url("https://bot.invalid/", within=0.2))
    over.set()

    assert "No name server told within 0.2 s what bot.invalid is" in of("dns", found).says


def resolving(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    def tell(host: str, port: int, **_: object) -> list[object]:
        kinds = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in hosts]
        return [(kind, socket.SOCK_STREAM, 6, "", (one, port)) for kind, one in zip(kinds, hosts, strict=True)]

    monkeypatch.setattr(socket, "getaddrinfo", tell)


def test_a_public_name_with_a_private_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "127.0.0.1")
    with serving(healthy) as port:
        found = asyncio.run(check_url(f"http://bot.postern.dev:{port}/interactions", within=WITHIN))

    assert of("dns", found).level is Level.warning
    assert "is 127.0.0.1 here, which Discord cannot reach" in of("dns", found).says


def test_a_name_by_ipv6_alone_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "::1")
    found = look("http://bot.postern.dev:9/interactions")

    assert "has an IPv6 address alone (::1)" in of("dns", found).says


def test_an_address_that_is_dead_beside_one_that_lives_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "127.0.0.2", "127.0.0.1")
    with serving(healthy) as port:
        found = look(f"http://bot.postern.dev:{port}/interactions")

    assert of("connect", found).level is Level.warning
    assert of("connect", found).says.startswith("127.0.0.2, port ")
    assert found[-1].level is Level.fine


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        pytest.param("TLSV1_UNRECOGNIZED_NAME", "No TLS: the server knows no site named bot.test", id="no such site"),
        pytest.param("SSLV3_ALERT_HANDSHAKE_FAILURE", "it has no certificate for bot.test", id="no cipher"),
        pytest.param("SOMETHING_ELSE", "TLS fails: SOMETHING_ELSE", id="anything else"),
    ],
)
def test_what_openssl_says_is_put_into_words(reason: str, says: str) -> None:
    address = Address("https", "bot.test", 443)

    assert says in explain_tls(address, ssl.SSLError(1, reason), WITHIN).says
