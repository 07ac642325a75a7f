"""
Applications: what a bot, and everything else that one builds on Discord, belongs to.

https://docs.discord.com/developers/resources/application
"""

from typing import Self

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, OpenStrEnum, Snowflake
from app.models.flags import ApplicationFlags, Permissions
from app.models.guild import PartialGuild
from app.models.user import User


class EventWebhooksStatus(OpenIntEnum):
    """Whether Discord sends webhook events to an application.

    https://docs.discord.com/developers/resources/application#application-object-application-event-webhook-status
    """

    disabled = 1
    enabled = 2
    disabled_by_discord = 3


class MembershipState(OpenIntEnum):
    """Whether somebody has accepted the invitation to a team.

    https://docs.discord.com/developers/topics/teams#data-models-membership-state-enum
    """

    invited = 1
    accepted = 2


class TeamMember(Model, kw_only=True):
    """Somebody who works on the applications of a team.

    Attributes:
        role: `admin`, `developer` or `read_only`; empty for the owner.

    https://docs.discord.com/developers/topics/teams#data-models-team-member-object
    """

    user: User = User()
    team_id: Snowflake = NO_ID
    membership_state: MembershipState | None = None
    role: str = ""
    permissions: tuple[str, ...] = ()


class Team(Model, kw_only=True):
    """The people who own an application together.

    Attributes:
        icon: Hash of the icon.

    https://docs.discord.com/developers/topics/teams#data-models-team-object
    """

    id: Snowflake = NO_ID
    name: str = ""
    icon: str | None = None
    owner_user_id: Snowflake = NO_ID
    members: tuple[TeamMember, ...] = ()


class InstallParams(Model, kw_only=True):
    """What an application asks for when it is installed.

    Attributes:
        scopes: OAuth2 scopes.

    https://docs.discord.com/developers/resources/application#install-params-object
    """

    scopes: tuple[str, ...] = ()
    _permissions: str = msgspec.field(name="permissions", default="0")

    @classmethod
    def of(cls, *scopes: str, permissions: Permissions | None = None) -> Self:
        """Make them, to edit an application with."""
        return cls(scopes=scopes, _permissions=str(int(permissions or 0)))

    @property
    def permissions(self) -> Permissions:
        """What the bot's role shall grant."""
        return Permissions(int(self._permissions))


class IntegrationTypeConfig(Model, kw_only=True):
    """How an application is installed in one way, to a server or to a user.

    https://docs.discord.com/developers/resources/application#application-object-application-integration-type-configuration-object
    """

    oauth2_install_params: InstallParams | None = None


class Application(Model, kw_only=True):
    """An application; within a message only some fields are filled.

    Attributes:
        icon: Hash of the icon; `cover_image` is one too.
        bot: The bot user, if there is one.
        owner: Who made it; for a team's application a user that stands for the team.
        verify_key: Ed25519 key that Discord signs interactions with, in hexadecimal.
        guild_id: The server that belongs to it, for instance for support.
        primary_sku_id: The game, if it is one that Discord sells; its page is `slug`.
        flags: The older flags; `flags_new` has all of them.
        approximate_user_authorization_count: Users who authorised it by OAuth2.
        event_webhooks_types: Events that it subscribes to.
        integration_types_config: By installation type: `"0"` for servers, `"1"` for users.
        type: From Discord's OpenAPI description only, as are `max_participants`,
            `explicit_content_filter` and `eligible_oauth2_scopes`.
        tags: At most 5.

    https://docs.discord.com/developers/resources/application#application-object
    """

    id: Snowflake = NO_ID
    name: str = ""
    icon: str | None = None
    description: str = ""
    type: int | None = None
    rpc_origins: tuple[str, ...] = ()
    bot_public: bool | None = None
    bot_require_code_grant: bool | None = None
    bot: User | None = None
    terms_of_service_url: str | None = None
    privacy_policy_url: str | None = None
    owner: User | None = None
    verify_key: str = ""
    team: Team | None = None
    guild_id: Snowflake | None = None
    guild: PartialGuild | None = None
    primary_sku_id: Snowflake | None = None
    slug: str | None = None
    cover_image: str | None = None
    flags: ApplicationFlags = ApplicationFlags(0)
    _flags_new: str | None = msgspec.field(name="flags_new", default=None)
    approximate_guild_count: int | None = None
    approximate_user_install_count: int | None = None
    approximate_user_authorization_count: int | None = None
    redirect_uris: tuple[str, ...] = ()
    interactions_endpoint_url: str | None = None
    role_connections_verification_url: str | None = None
    event_webhooks_url: str | None = None
    event_webhooks_status: EventWebhooksStatus | None = None
    event_webhooks_types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    install_params: InstallParams | None = None
    integration_types_config: dict[str, IntegrationTypeConfig | None] = msgspec.field(default_factory=dict)
    custom_install_url: str | None = None
    max_participants: int | None = None
    explicit_content_filter: int | None = None
    eligible_oauth2_scopes: tuple[str, ...] = ()

    @property
    def flags_new(self) -> ApplicationFlags | None:
        """All flags, which no longer fit the numbers of JavaScript and so come as a string."""
        return None if self._flags_new is None else ApplicationFlags(int(self._flags_new))


class ActivityLocationKind(OpenStrEnum):
    """Where an Activity runs: in a channel of a server, or in a direct message.

    https://docs.discord.com/developers/resources/application#get-application-activity-instance-activity-location-kind-enum
    """

    guild_channel = "gc"
    private_channel = "pc"


class ActivityLocation(Model, kw_only=True):
    """Where an Activity runs.

    Attributes:
        id: Unique for the place; other than the ids of everything else, any text.
        kind: None only if Discord named none.
        guild_id: None in direct messages.

    https://docs.discord.com/developers/resources/application#get-application-activity-instance-activity-location-object
    """

    id: str = ""
    kind: ActivityLocationKind | None = None
    channel_id: Snowflake = NO_ID
    guild_id: Snowflake | None = None


class ActivityInstance(Model, kw_only=True):
    """An Activity that somebody launched and that is still running.

    Attributes:
        instance_id: What the Activity itself is told as its instance.
        launch_id: Unique for the launch.
        users: Ids of the users who are connected to it.

    https://docs.discord.com/developers/resources/application#get-application-activity-instance-activity-instance-object
    """

    application_id: Snowflake = NO_ID
    instance_id: str = ""
    launch_id: str = ""
    location: ActivityLocation = ActivityLocation()
    users: tuple[Snowflake, ...] = ()
