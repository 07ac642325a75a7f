"""
What a message can carry beside text, embeds, files and components.

https://docs.discord.com/developers/resources/message
"""

import datetime as dt

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.guild import PartialEmoji
from app.models.user import Member, User


class MessageReferenceType(OpenIntEnum):
    """Why a message refers to another.

    https://docs.discord.com/developers/resources/message#message-reference-types
    """

    default = 0
    forward = 1


class MessageReference(Model, kw_only=True):
    """The message that another one answers, forwards, publishes or pins.

    Attributes:
        message_id: None where a channel is meant, as when one is followed.
        guild_id: None in direct messages.
        fail_if_not_exists: Only when sending: whether to refuse if the message is gone.

    https://docs.discord.com/developers/resources/message#message-reference-structure
    """

    type: MessageReferenceType = MessageReferenceType.default
    message_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    guild_id: Snowflake | None = None
    fail_if_not_exists: bool = True


class ReactionType(OpenIntEnum):
    """Whether a reaction is a super reaction.

    https://docs.discord.com/developers/resources/message#get-reactions-reaction-types
    """

    normal = 0
    burst = 1


class ReactionCountDetails(Model, kw_only=True):
    """How a number of reactions is made up.

    Attributes:
        burst: Super reactions.
        normal: The others.

    https://docs.discord.com/developers/resources/message#reaction-count-details-object
    """

    burst: int = 0
    normal: int = 0


class Reaction(Model, kw_only=True):
    """An emoji that people have put below a message.

    Attributes:
        count: How many times, super reactions among them.
        me: Whether the bot did.
        me_burst: Whether the bot did as a super reaction.
        burst_colors: Colours of the super reaction, as `#rrggbb`.

    https://docs.discord.com/developers/resources/message#reaction-object
    """

    emoji: PartialEmoji = PartialEmoji()
    count: int = 0
    count_details: ReactionCountDetails = ReactionCountDetails()
    me: bool = False
    me_burst: bool = False
    burst_colors: tuple[str, ...] = ()


class MessageInteractionMetadata(Model, kw_only=True):
    """The interaction that a message came from.

    Attributes:
        id: Id of the interaction.
        type: Its type: 2 a command, 3 a component, 5 a modal; see `InteractionType`.
        user: Who triggered it.
        authorizing_integration_owners: Who installed the application: a server's id
            under `"0"`, a user's id under `"1"`.
        original_response_message_id: Only in followups: the first answer.
        target_user: Only from a user command: whom it was run on.
        target_message_id: Only from a message command: what it was run on.
        interacted_message_id: Only from a component: the message that it sits on.
        triggering_interaction_metadata: Only from a modal: what opened it.

    https://docs.discord.com/developers/resources/message#message-interaction-metadata-object
    """

    id: Snowflake = NO_ID
    type: int = 0
    user: User = User()
    authorizing_integration_owners: dict[str, Snowflake] = msgspec.field(default_factory=dict)
    original_response_message_id: Snowflake | None = None
    target_user: User | None = None
    target_message_id: Snowflake | None = None
    interacted_message_id: Snowflake | None = None
    triggering_interaction_metadata: "MessageInteractionMetadata | None" = None


class MessageInteraction(Model, kw_only=True):
    """The interaction that a message came from, in the form that Discord has deprecated.

    Attributes:
        id: Id of the interaction.
        name: The command, with group and subcommand.
        name_localized: From Discord's OpenAPI description only.
        member: Without its user, who is in `user`.

    https://docs.discord.com/developers/interactions/receiving-and-responding#message-interaction-object
    """

    id: Snowflake = NO_ID
    type: int = 0
    name: str = ""
    name_localized: str | None = None
    user: User = User()
    member: Member | None = None


class MessageActivityType(OpenIntEnum):
    """What an invitation by Rich Presence is to.

    https://docs.discord.com/developers/resources/message#message-object-message-activity-types
    """

    join = 1
    spectate = 2
    listen = 3
    join_request = 5
    stream_request = 6


class MessageActivity(Model, kw_only=True):
    """An invitation by Rich Presence.

    https://docs.discord.com/developers/resources/message#message-object-message-activity-structure
    """

    type: MessageActivityType | None = None
    party_id: str | None = None


class MessageCall(Model, kw_only=True):
    """The call that a message tells of.

    Attributes:
        participants: Ids of the users who took part.
        ended_timestamp: None while it lasts.

    https://docs.discord.com/developers/resources/message#message-call-object
    """

    participants: tuple[Snowflake, ...] = ()
    ended_timestamp: dt.datetime | None = None


class RoleSubscriptionData(Model, kw_only=True):
    """The role subscription that a message tells of.

    Attributes:
        role_subscription_listing_id: SKU and listing of the subscription.
        total_months_subscribed: Months in all, those before among them.
        is_renewal: False when it is new.

    https://docs.discord.com/developers/resources/message#role-subscription-data-object
    """

    role_subscription_listing_id: Snowflake = NO_ID
    tier_name: str = ""
    total_months_subscribed: int = 0
    is_renewal: bool = False


class GuildProductPurchase(Model, kw_only=True):
    """The product of a server that somebody bought.

    It stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/message
    """

    listing_id: Snowflake = NO_ID
    product_name: str = ""


class PurchaseType(OpenIntEnum):
    """What kind of thing was bought.

    It stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/message
    """

    guild_product = 0


class PurchaseNotification(Model, kw_only=True):
    """The purchase that a message tells of.

    It stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/message
    """

    type: PurchaseType = PurchaseType.guild_product
    guild_product_purchase: GuildProductPurchase | None = None


class LobbyMember(Model, kw_only=True):
    """Who wrote a message in a lobby.

    It stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/lobby
    """

    additional_name: str = ""


class BaseTheme(OpenIntEnum):
    """What a shared theme is mixed into; `unset` is like `dark`.

    https://docs.discord.com/developers/resources/message#shared-client-theme-object
    """

    unset = 0
    dark = 1
    light = 2
    darker = 3
    midnight = 4


class SharedClientTheme(Model, kw_only=True):
    """A theme of the client that a user shares.

    Attributes:
        colors: Up to five, as six hexadecimal digits.
        gradient_angle: Degrees, 0 to 360.
        base_mix: Share of the colours, 0 to 100.

    https://docs.discord.com/developers/resources/message#shared-client-theme-object
    """

    colors: tuple[str, ...] = ()
    gradient_angle: int = 0
    base_mix: int = 0
    base_theme: BaseTheme | None = None
