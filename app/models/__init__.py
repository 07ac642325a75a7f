"""Discord's types, for bot authors."""

from app.models.attachment import Attachment as Attachment
from app.models.base import Snowflake as Snowflake
from app.models.channel import CategoryChannel as CategoryChannel
from app.models.channel import Channel as Channel
from app.models.channel import ForumChannel as ForumChannel
from app.models.channel import StageChannel as StageChannel
from app.models.channel import TextChannel as TextChannel
from app.models.channel import Thread as Thread
from app.models.channel import VoiceChannel as VoiceChannel
from app.models.colour import Colour as Colour
from app.models.command import IntegrationType as IntegrationType
from app.models.command import InteractionContextType as InteractionContextType
from app.models.command import Localizations as Localizations
from app.models.embed import Embed as Embed
from app.models.embed import EmbedField as EmbedField
from app.models.entitlement import Entitlement as Entitlement
from app.models.flags import Permissions as Permissions
from app.models.guild import PartialEmoji as PartialEmoji
from app.models.guild import Role as Role
from app.models.interaction import Interaction as Interaction
from app.models.locale import Locale as Locale
from app.models.mention import AllowedMentions as AllowedMentions
from app.models.message import Message as Message
from app.models.user import Member as Member
from app.models.user import User as User
