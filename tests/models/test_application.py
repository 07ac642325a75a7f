"""Applications."""

from app.models.application import Application, EventWebhooksStatus, InstallParams
from app.models.base import decoder
from app.models.flags import ApplicationFlags, Permissions

applications = decoder(Application)


def test_an_application_tells_how_it_is_installed() -> None:
    application = applications.decode(
        b'{"id":"1","install_params":{"scopes":["bot"],"permissions":"2048"},'
        b'"integration_types_config":{"0":{"oauth2_install_params":{"scopes":["applications.commands"],'
        b'"permissions":"0"}},"1":{}}}'
    )

    assert application.install_params is not None
    assert application.install_params.permissions is Permissions.send_messages
    assert set(application.integration_types_config) == {"0", "1"}
    in_servers = application.integration_types_config["0"]
    assert in_servers is not None
    assert in_servers.oauth2_install_params == InstallParams(scopes=("applications.commands",))


def test_the_newer_flags_come_as_a_string() -> None:
    application = applications.decode(b'{"flags":8388608,"flags_new":"9007199263129600"}')

    assert application.flags is ApplicationFlags.application_command_badge
    assert application.flags_new is not None
    assert int(application.flags_new) == 9007199263129600
    assert applications.decode(b"{}").flags_new is None


def test_an_application_of_a_team_names_its_members() -> None:
    application = applications.decode(
        b'{"team":{"id":"2","icon":null,"members":[{"user":{"id":"3"},"team_id":"2","role":"admin","membership_state":2}]},'
        b'"event_webhooks_status":2}'
    )

    assert application.team is not None
    assert [member.user.id for member in application.team.members] == [3]
    assert application.event_webhooks_status is EventWebhooksStatus.enabled
