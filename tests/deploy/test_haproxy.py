"""What concerns HAProxy alone: the line of its configuration that is optional."""

import pytest

from tests.deploy.proxies import EACH, Proxy, proxied
from tests.deploy.replicas import replica
from tests.deploy.test_proxies_replicas import post

OPTION = "    # http-request return status 401 if METH_POST"
SIGNATURE, TIMESTAMP = (b"x-signature-ed25519", b"ab" * 64), (b"x-signature-timestamp", b"1")


@pytest.mark.parametrize("kind", [kind for kind in EACH if kind.id == "haproxy"])
def test_what_bears_no_signature_can_be_refused_before_it_reaches_the_bot(kind: type[Proxy]) -> None:
    changes = {OPTION: OPTION.replace("# ", "")}
    with replica() as alive, proxied(kind, alive.port, changes=changes) as proxy:
        statuses = [post(proxy, sent) for sent in ([], [SIGNATURE], [TIMESTAMP], [SIGNATURE, TIMESTAMP])]

    assert statuses == [401, 401, 401, 200]
    assert len(alive.posts) == 1
