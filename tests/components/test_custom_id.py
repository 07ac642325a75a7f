"""Custom_ids: sealed and taken apart; tampered with, expired, signed by others."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.custom_id import MOST_CHARACTERS, NAME, Opened, make_layout, name_of, seal, unseal
from app.errors import ComponentExpired, ComponentNotFound, ComponentOutdated

SECRET, OTHER, NEWER = bytes(32), b"\x01" * 32, b"\x02" * 32
NOW = 1_900_000_000.0
LAYOUT = make_layout([("dice", "int")])
NAMES = st.text(string.ascii_letters + string.digits + "_.-", min_size=1, max_size=32)
BODIES = st.text(st.characters(codec=None), max_size=60)
MOMENTS = st.floats(0, 2**35)


@given(
    name=NAMES,
    body=BODIES,
    expires_at=st.none() | st.floats(NOW + 1, 2**36 - 1),
    is_stored=st.booleans(),
    secret=st.sampled_from([None, SECRET]),
)
def test_what_was_sealed_is_taken_apart_again(
    name: str, body: str, expires_at: float | None, is_stored: bool, secret: bytes | None
) -> None:
    made = seal(name, LAYOUT, body, expires_at=expires_at, is_stored=is_stored, secret=secret)

    assert name_of(made) == name
    assert unseal(made, now=NOW, secrets=[SECRET], is_signed=secret is not None) == Opened(LAYOUT, body, is_stored)


@pytest.mark.parametrize(
    ("options", "length"),
    [
        ({}, 4),
        ({"expires_at": NOW}, 10),
        ({"secret": SECRET}, 16),
        ({"expires_at": NOW, "secret": SECRET}, 22),
        ({"expires_at": NOW, "secret": SECRET, "is_stored": True}, 22),
    ],
    ids=["plain", "expires", "signed", "both", "all"],
)
def test_what_stands_beside_the_fields_costs_so_many_characters(options: dict[str, float], length: int) -> None:
    assert len(seal("again", LAYOUT, "", **options)) == len("again:") + length  # type: ignore[arg-type]


def test_the_longest_key_of_the_store_always_fits() -> None:
    made = seal("x" * 32, LAYOUT, "k" * 16, expires_at=NOW, is_stored=True, secret=SECRET)

    assert len(made) <= MOST_CHARACTERS


@given(st.lists(st.tuples(NAMES, NAMES)), st.lists(st.tuples(NAMES, NAMES)))
def test_a_layout_has_three_characters_and_is_the_same_everywhere(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    assert len(make_layout(one)) == 3
    assert one != other or make_layout(one) == make_layout(other)


def test_layouts_are_those_of_the_first_version() -> None:
    # Messages with these custom_ids are out there: whoever changes this turns all of them away.
    assert make_layout([]) == "IN7"
    assert seal("again", make_layout([("dice", "int"), ("sides", "int")]), "3:8") == "again:0k4x3:8"


# ── what nobody sealed ──


@pytest.mark.parametrize(
    ("custom_id", "why"),
    [
        ("", "not in a form that this version knows"),
        ("again", "not in a form that this version knows"),
        ("again:", "not in a form that this version knows"),
        (":", "not in a form that this version knows"),
        ("again::::", "not in a form that this version knows"),
        ("again:8abc", "not in a form that this version knows"),
        ("again:.abc", "not in a form that this version knows"),
        ("again:éabc", "not in a form that this version knows"),
        ("again:0", "cut off"),
        ("again:0ab", "cut off"),
        ("again:1abc00000", "cut off"),
        ("again:1abc!!!!!!", "its expiry is no time"),
        ("again:1abc-00000", None),
        ("again:1abc------", "its expiry is no time"),
        ("again:3abc000000", None),
    ],
)
def test_what_has_no_form_is_outdated(custom_id: str, why: str | None) -> None:
    with pytest.raises(ComponentNotFound) as caught:
        unseal(custom_id, now=NOW)

    assert caught.value.custom_id == custom_id
    assert type(caught.value) is (ComponentOutdated if why else ComponentExpired)
    assert why is None or why in caught.value.why


@given(st.text(st.characters(codec=None), max_size=100), st.booleans(), MOMENTS)
def test_no_text_at_all_raises_anything_else(custom_id: str, is_signed: bool, now: float) -> None:
    for text in (custom_id, f"again:{custom_id}"):
        try:
            unseal(text, now=now, secrets=[SECRET], is_signed=is_signed)
        except ComponentNotFound as error:
            assert type(error) in {ComponentOutdated, ComponentExpired}
            assert error.custom_id == text
        else:
            assert not is_signed


# ── expiry ──


@pytest.mark.parametrize(
    ("expires_at", "now", "is_open"),
    [
        (NOW, NOW - 1, True),
        (NOW, NOW - 0.001, True),
        (NOW, NOW, False),
        (NOW, NOW + 1, False),
        (NOW + 0.2, NOW, True),
        (NOW + 0.2, NOW + 0.19, True),
        (NOW + 0.2, NOW + 1, False),
        (0, 0, False),
        (-5, 0, False),
        (float("inf"), NOW, True),
        (2**36 - 1, 2**36 - 2, True),
        (2**36 + 5, 2**36 - 2, True),
    ],
)
def test_it_counts_until_its_moment_and_never_ends_before(expires_at: float, now: float, is_open: bool) -> None:
    made = seal("again", LAYOUT, "3", expires_at=expires_at)
    if is_open:
        assert unseal(made, now=now).body == "3"
    else:
        with pytest.raises(ComponentExpired, match="its time ended"):
            unseal(made, now=now)


def test_one_that_is_forged_and_expired_is_forged() -> None:
    made = seal("again", LAYOUT, "3", expires_at=NOW, secret=OTHER)

    with pytest.raises(ComponentOutdated):
        unseal(made, now=NOW + 5, secrets=[SECRET], is_signed=True)


# ── signatures ──


@pytest.mark.parametrize("expires_at", [None, NOW + 60], ids=["for good", "for a time"])
@pytest.mark.parametrize("body", ["", "3:8", "note~.é😀 x"])
def test_tampering_with_any_character_is_noticed(body: str, expires_at: float | None) -> None:
    made = seal("again", LAYOUT, body, expires_at=expires_at, secret=SECRET)
    taken: list[str] = []
    for at in range(len("again:"), len(made)):
        for other in ("A", "B", "-", ":", "é", ""):
            changed = made[:at] + other + made[at + 1 :]
            if changed != made:
                with pytest.raises(ComponentNotFound):
                    taken.append(unseal(changed, now=NOW, secrets=[SECRET], is_signed=True).body)
    assert taken == []


@given(text=st.text(max_size=20), at=st.integers(0, 100))
def test_nothing_can_be_put_into_one_that_is_signed(text: str, at: int) -> None:
    made = seal("again", LAYOUT, "3:8", secret=SECRET)
    changed = made[:at] + text + made[at:]
    if changed != made and name_of(changed) == "again":
        with pytest.raises(ComponentOutdated):
            unseal(changed, now=NOW, secrets=[SECRET], is_signed=True)


def test_a_signature_holds_for_one_handler_alone() -> None:
    made = seal("again", LAYOUT, "3", secret=SECRET)

    with pytest.raises(ComponentOutdated, match="no secret of this bot's has signed it"):
        unseal(made.replace("again", "other"), now=NOW, secrets=[SECRET], is_signed=True)


def test_a_signature_of_fields_is_none_of_a_key() -> None:
    fields, key = (seal("again", LAYOUT, "k", is_stored=one, secret=SECRET) for one in (False, True))
    forged = key.replace(key[len("again:") + 4 : -1], fields[len("again:") + 4 : -1])

    with pytest.raises(ComponentOutdated):
        unseal(forged, now=NOW, secrets=[SECRET], is_signed=True)


@pytest.mark.parametrize(
    ("signs", "verify", "is_open"),
    [
        (SECRET, [SECRET], True),
        (SECRET, [NEWER, SECRET], True),
        (NEWER, [NEWER, SECRET], True),
        (OTHER, [NEWER, SECRET], False),
        (SECRET, [], False),
        (None, [SECRET], False),
        (None, [], False),
    ],
    ids=["its own", "an old one", "the new one", "another's", "none is known", "not signed", "nothing at all"],
)
def test_any_secret_of_the_bot_may_have_signed(signs: bytes | None, verify: list[bytes], is_open: bool) -> None:
    made = seal("again", LAYOUT, "3", secret=signs)
    if is_open:
        assert unseal(made, now=NOW, secrets=verify, is_signed=True).body == "3"
    else:
        with pytest.raises(ComponentOutdated, match="signed"):
            unseal(made, now=NOW, secrets=verify, is_signed=True)


def test_one_that_was_signed_is_read_where_nobody_asks_for_it_any_more() -> None:
    made = seal("again", LAYOUT, "3:8", secret=SECRET)

    assert unseal(made, now=NOW, secrets=[]).body == "3:8"


# ── names ──


@pytest.mark.parametrize("name", ["again", "a", "x" * 32, "shop.buy", "a-b_c", "0"])
def test_these_are_names(name: str) -> None:
    assert NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["", "x" * 33, "a:b", "a b", "über", "a\n", "<lambda>", "a~"])
def test_these_are_none(name: str) -> None:
    assert not NAME.fullmatch(name)
