"""
Linked roles: what an application knows of a user's account elsewhere, and what roles ask of it.

https://docs.discord.com/developers/resources/application-role-connection-metadata
"""

from collections.abc import Mapping

import msgspec

from app.models.base import Model, OpenIntEnum


class RoleConnectionMetadataType(OpenIntEnum):
    """How a user's value is compared with the one that a role asks for; dates count as days.

    https://docs.discord.com/developers/resources/application-role-connection-metadata#application-role-connection-metadata-object-application-role-connection-metadata-type
    """

    integer_less_than_or_equal = 1
    integer_greater_than_or_equal = 2
    integer_equal = 3
    integer_not_equal = 4
    datetime_less_than_or_equal = 5
    datetime_greater_than_or_equal = 6
    boolean_equal = 7
    boolean_not_equal = 8


class RoleConnectionMetadata(Model, kw_only=True):
    """One thing that a linked role can ask for.

    Attributes:
        type: None only if Discord named none.
        key: 1 to 50 of `a-z`, `0-9` and `_`.
        name: 1 to 100 characters.
        description: 1 to 200 characters.

    https://docs.discord.com/developers/resources/application-role-connection-metadata#application-role-connection-metadata-object
    """

    type: RoleConnectionMetadataType | None = None
    key: str = ""
    name: str = ""
    description: str = ""
    name_localizations: Mapping[str, str] | None = None
    description_localizations: Mapping[str, str] | None = None


class RoleConnection(Model, kw_only=True):
    """What an application says of a user's account elsewhere.

    Attributes:
        platform_name: The service, at most 50 characters.
        platform_username: The user's name there, at most 100 characters.
        metadata: By key of the metadata, the values as text.

    https://docs.discord.com/developers/resources/user#application-role-connection-object
    """

    platform_name: str | None = None
    platform_username: str | None = None
    metadata: Mapping[str, str] = msgspec.field(default_factory=dict)
