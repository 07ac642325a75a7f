"""Discord's JSON for the application: what its own bot may read, and what everybody may."""

from app.simulator.views import user_view
from app.simulator.world import Application, Json, Team, User

_STANDS_FOR_A_TEAM = 1024
_PRIVATE = (
    "redirect_uris",
    "interactions_endpoint_url",
    "role_connections_verification_url",
    "event_webhooks_url",
    "event_webhooks_status",
    "event_webhooks_types",
    "explicit_content_filter",
    "owner",
    "team",
    "approximate_guild_count",
    "approximate_user_install_count",
    "approximate_user_authorization_count",
    "eligible_oauth2_scopes",
)


def application_view(application: Application, public_key: str, endpoint: str | None) -> Json:
    """Give the application object that its own bot may read."""
    view: Json = {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": application.description,
        "type": None,
        "bot": user_view(application.bot),
        "owner": _owner_view(application),
        "team": _team_view(application.team) if application.team else None,
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": public_key,
        "flags": application.flags,
        "flags_new": str(application.flags),
        "redirect_uris": [],
        "interactions_endpoint_url": endpoint or None,
        "role_connections_verification_url": None,
        "event_webhooks_url": None,
        "event_webhooks_status": 1,
        "explicit_content_filter": 0,
        "approximate_guild_count": 1,
        "approximate_user_install_count": len(application.installed_by),
        "approximate_user_authorization_count": 0,
        "integration_types_config": {str(kind): {} for kind in application.integration_types},
        "eligible_oauth2_scopes": ["bot", "applications.commands", "identify", "guilds.join", "role_connections.write"],
    }
    return view | application.settings


def public_application_view(application: Application, public_key: str) -> Json:
    """Give the application object that everybody may read."""
    view = application_view(application, public_key, None)
    return {key: value for key, value in view.items() if key not in _PRIVATE}


def _team_view(team: Team) -> Json:
    return {
        "id": str(team.id),
        "icon": None,
        "name": team.name,
        "owner_user_id": str(team.owner.id),
        "members": [
            {
                "membership_state": 2 if member.accepted else 1,
                "permissions": ["*"],
                "role": member.role,
                "team_id": str(team.id),
                "user": user_view(member.user),
            }
            for member in team.members
        ],
    }


def _owner_view(application: Application) -> Json:
    """Give the owner; an application of a team shows an account that nobody can use."""
    if application.team is None:
        return user_view(application.owner)
    shown = user_view(User(application.team.id, f"team{application.team.id}"))
    return {**shown, "flags": _STANDS_FOR_A_TEAM}
