"""What the REST client sends, held against Discord's OpenAPI description: every method, with everything it takes."""

import inspect
from collections.abc import Sequence

import pytest

from tests.contract.calling import Called, Request, methods, parameters
from tests.contract.calls import called
from tests.contract.deviations import DEVIATIONS, NOT_OFFERED, UNDESCRIBED, Deviation, described
from tests.contract.operations import (
    OPERATIONS,
    ROUTES,
    Fault,
    Schemas,
    body_of,
    faults,
    from_text,
    query_faults,
    strict,
)


def faults_of(request: Request, schemas: Schemas) -> list[Fault]:
    """Say what the description has against a request."""
    operation = request.operation
    if operation is None:
        return [Fault((), f"no operation for {request.path}")]
    found = query_faults(operation, request.query, schemas)
    for name, said in operation.parameters("path").items():
        part = from_text(request.parts[name], said["schema"])
        found += [Fault((name,), fault.said) for fault in faults(said["schema"], schemas, part)]
    if operation.body is not None and request.data is not None:
        found += faults(body_of(operation.id), schemas, request.data)
    elif request.data is not None or operation.said.get("requestBody", {}).get("required"):
        found += [Fault((), f"the body is {request.data}")]
    return found


def all_faults(schemas: Schemas, among: Sequence[Called]) -> dict[str, list[Fault]]:
    return {
        f"{call.method} → {request.operation.id if request.operation else request.path}": found
        for call in among
        for request in call.requests
        if call.method not in UNDESCRIBED and (found := faults_of(request, schemas))
    }


def test_every_method_is_called() -> None:
    assert {call.method for call in called()} == methods().keys()


def test_everything_that_a_method_takes_is_given_once() -> None:
    missing = {
        name: lacking
        for name, method in methods().items()
        if (lacking := parameters(method).difference(*(call.given for call in called() if call.method == name)))
    }

    assert missing == {}


def test_every_request_is_as_described() -> None:
    assert all_faults(described(), called()) == {}


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda deviation: deviation.change.__name__)
def test_every_deviation_is_still_needed(deviation: Deviation) -> None:
    others = strict([one.change for one in DEVIATIONS if one is not deviation])

    assert all_faults(others, [call for call in called() if call.method == deviation.method])


@pytest.mark.parametrize("method", UNDESCRIBED)
def test_what_is_not_described_is_still_not_described(method: str) -> None:
    assert [request.operation for call in called() if call.method == method for request in call.requests] == [None]


def test_everything_that_discord_takes_is_given_once() -> None:
    given: dict[str, set[str]] = {}
    for request in (request for call in called() for request in call.requests):
        if request.operation is not None:
            fields = given.setdefault(request.operation.id, set())
            fields.update(name for name, _ in request.query)
            fields.update(request.data if isinstance(request.data, dict) else ())

    missing = {(name, field) for name, fields in given.items() for field in OPERATIONS[name].fields - fields}

    assert missing == NOT_OFFERED.keys()


def test_a_users_token_is_sent_where_discord_takes_no_bot() -> None:
    for call in called():
        for request in call.requests:
            said = [] if request.operation is None else request.operation.said.get("security", [])
            kind = request.headers.get("Authorization", "").partition(" ")[0]
            if said and all("OAuth2" in one for one in said):
                assert kind == "Bearer", call.method
            elif request.operation is not None and "{webhook_token}" in request.operation.path:
                assert kind == "", call.method


def test_a_reason_can_be_given_exactly_where_discord_keeps_one() -> None:
    takes = {name for name, method in methods().items() if "reason" in inspect.signature(method).parameters}
    kept = {
        call.method
        for call in called()
        for request in call.requests
        if request.operation is not None and ROUTES[request.operation.id]["reason_header"]
    }

    assert takes == kept
    for call in called():
        if "reason" in call.given:
            assert any("X-Audit-Log-Reason" in request.headers for request in call.requests), call.method
