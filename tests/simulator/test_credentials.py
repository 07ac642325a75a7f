from app.simulator.credentials import LIFE, Credentials


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_access_token_opens_its_scopes_for_a_week() -> None:
    clock = Clock()
    credentials = Credentials(5, bytes(32), clock)
    header = f"Bearer {credentials.issue_token(['identify']).access_token}"

    assert credentials.is_authorized(header, "identify")
    assert not credentials.is_authorized(header, "guilds")
    clock.now = LIFE
    assert not credentials.is_authorized(header, "identify")
    assert credentials.grant(header) is None


def test_the_bot_token_opens_what_has_no_scope_too() -> None:
    credentials = Credentials(5, bytes(32), Clock())

    assert credentials.is_authorized(f"Bot {credentials.bot_token}")
    assert not credentials.is_authorized(f"Bearer {credentials.bot_token}")
    assert not credentials.is_authorized("")


def test_a_code_is_good_for_ten_minutes() -> None:
    clock = Clock()
    credentials = Credentials(5, bytes(32), clock)
    code = credentials.issue_code(7, ["identify"], "https://bot.test")
    clock.now = 600.0

    assert credentials.exchange(code, "https://bot.test") is None


def test_a_revoked_token_of_the_application_leaves_its_others_alone() -> None:
    credentials = Credentials(5, bytes(32), Clock())
    first, second = (credentials.issue_token(["identify"]) for _ in range(2))

    credentials.revoke(first.access_token)

    assert credentials.grant(f"Bearer {first.access_token}") is None
    assert credentials.grant(f"Bearer {second.access_token}") is second
