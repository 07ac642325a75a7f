"""What Discord refuses of the buttons and menus of a message, each with the sentence that says so."""

from app.models.base import Snowflake
from app.models.button import Button, ButtonStyle, LinkButton, PremiumButton
from app.models.channel import ChannelType
from app.models.guild import PartialEmoji
from app.models.select import (
    ChannelSelect,
    DefaultValueType,
    MentionableSelect,
    RoleSelect,
    SelectDefaultValue,
    SelectOption,
    StringSelect,
    UserSelect,
)
from tests.models.refusals import MOST_100, Refusal, row

USER = SelectDefaultValue(id=Snowflake(7), type=DefaultValueType.user)

BUTTONS = [
    Refusal(
        "a link button without an address",
        row(LinkButton("", "There")),
        "components[0].components[0].url is empty",
        False,
    ),
    Refusal(
        "a button of the style of links",
        row(Button(custom_id="go", label="Go", style=ButtonStyle.link)),
        "components[0].components[0].url is empty",
        False,
    ),
    Refusal(
        "an address of 513 characters",
        row(LinkButton("https://" + "x" * 505, "There")),
        "components[0].components[0].url has 513 characters, Discord accepts at most 512",
    ),
    Refusal(
        "an address without a scheme",
        row(LinkButton("x.y", "There")),
        "components[0].components[0].url must begin with http:// or https:// or discord://",
        False,
    ),
    Refusal(
        "a premium button without a SKU",
        row(PremiumButton(0)),
        "components[0].components[0].sku_id is missing",
        False,
    ),
    Refusal(
        "an empty custom_id",
        row(Button(custom_id="", label="Go")),
        "components[0].components[0].custom_id is empty",
        False,
    ),
    Refusal(
        "a custom_id of 101 characters",
        row(Button(custom_id="x" * 101, label="Go")),
        f"components[0].components[0].custom_id {MOST_100}",
    ),
    Refusal(
        "a button with nothing on it",
        row(Button(custom_id="go")),
        "components[0].components[0] has neither label nor emoji",
        False,
    ),
    Refusal(
        "a label of 81 characters",
        row(Button(custom_id="go", label="x" * 81)),
        "components[0].components[0].label has 81 characters, Discord accepts at most 80",
    ),
    Refusal(
        "a style that there is not",
        row(Button(custom_id="go", label="Go", style=ButtonStyle(7))),
        "components[0].components[0].style is 7; Discord knows 1 (primary), 2 (secondary), 3 (success), 4 (danger), "
        "5 (link), 6 (premium)",
    ),
    Refusal(
        "an emoji by its name",
        row(Button(custom_id="go", emoji=":fire:")),
        "components[0].components[0].emoji is ':fire:', which is none; write the character itself, or <:name:id>",
        False,
    ),
    Refusal(
        "an emoji that is none",
        row(LinkButton("https://x.y", emoji=PartialEmoji())),
        "components[0].components[0].emoji has neither id nor name",
    ),
    Refusal(
        "an emoji of 33 characters",
        row(LinkButton("https://x.y", emoji="🔥" * 33)),
        "components[0].components[0].emoji.name has 33 characters, Discord accepts at most 32",
    ),
    Refusal(
        "a text where a bool stands",
        row(Button(custom_id="go", label="Go", disabled="no")),  # type: ignore[arg-type]
        "components[0].components[0].disabled: expected `bool`, got `str`",
    ),
]

MENUS = [
    Refusal("a menu without a custom_id", row(UserSelect()), "components[0].components[0].custom_id is empty"),
    Refusal("a menu without options", row(StringSelect(custom_id="m")), "components[0].components[0].options is empty"),
    Refusal(
        "26 options",
        row(StringSelect([str(number) for number in range(26)], custom_id="m")),
        "components[0].components[0].options has 26 items, Discord accepts at most 25",
    ),
    Refusal(
        "a value twice",
        row(StringSelect([SelectOption("A", "a"), SelectOption("B", "a")], custom_id="m")),
        "components[0].components[0].options[1].value is 'a', as that of another option is",
        False,
    ),
    Refusal(
        "an option of 101 characters",
        row(StringSelect(["x" * 101], custom_id="m")),
        f"components[0].components[0].options[0].label {MOST_100}",
    ),
    Refusal(
        "a value of 101 characters",
        row(StringSelect([SelectOption("A", "x" * 101)], custom_id="m")),
        f"components[0].components[0].options[0].value {MOST_100}",
    ),
    Refusal(
        "an empty option",
        row(StringSelect([""], custom_id="m")),
        "components[0].components[0].options[0].label is empty",
    ),
    Refusal(
        "a description of 101 characters",
        row(StringSelect([SelectOption("A", description="x" * 101)], custom_id="m")),
        f"components[0].components[0].options[0].description {MOST_100}",
    ),
    Refusal(
        "an emoji of an option by its name",
        row(StringSelect([SelectOption("A", emoji="fire")], custom_id="m")),
        "components[0].components[0].options[0].emoji is 'fire', which is none; "
        "write the character itself, or <:name:id>",
        False,
    ),
    Refusal(
        "more options chosen than can be",
        row(StringSelect([SelectOption("A", default=True), SelectOption("B", default=True)], custom_id="m")),
        "components[0].components[0].options has 2 that are chosen by default, but at most 1 can be chosen",
        False,
    ),
    Refusal(
        "more choices than options",
        row(StringSelect(["a", "b"], custom_id="m", max_values=3)),
        "components[0].components[0].max_values is 3, but there are 2 options",
        False,
    ),
    Refusal(
        "a placeholder of 151 characters",
        row(RoleSelect(custom_id="m", placeholder="x" * 151)),
        "components[0].components[0].placeholder has 151 characters, Discord accepts at most 150",
    ),
    Refusal(
        "fewer than no choices",
        row(RoleSelect(custom_id="m", min_values=-1)),
        "components[0].components[0].min_values is -1, Discord accepts 0 to 25",
    ),
    Refusal(
        "26 choices",
        row(RoleSelect(custom_id="m", max_values=26)),
        "components[0].components[0].max_values is 26, Discord accepts 1 to 25",
    ),
    Refusal(
        "no choice at all",
        row(RoleSelect(custom_id="m", min_values=0, max_values=0)),
        "components[0].components[0].max_values is 0, Discord accepts 1 to 25",
    ),
    Refusal(
        "fewest above most",
        row(RoleSelect(custom_id="m", min_values=3, max_values=2)),
        "components[0].components[0].min_values is 3, more than max_values, 2",
        False,
    ),
    Refusal(
        "more chosen than can be",
        row(ChannelSelect(custom_id="m", default_values=[1, 2])),
        "components[0].components[0].default_values has 2 items, Discord accepts 1 to 1 there",
        False,
    ),
    Refusal(
        "fewer chosen than must be",
        row(UserSelect(custom_id="m", default_values=[1], min_values=2, max_values=3)),
        "components[0].components[0].default_values has 1 item, Discord accepts 2 to 3 there",
        False,
    ),
    Refusal(
        "a user chosen among roles",
        row(RoleSelect(custom_id="m", default_values=[USER])),
        "components[0].components[0].default_values[0].type is 'user'; a RoleSelect takes role",
    ),
    Refusal(
        "a channel chosen among users and roles",
        row(MentionableSelect(custom_id="m", default_values=[USER.replace(type=DefaultValueType.channel)])),
        "components[0].components[0].default_values[0].type is 'channel'; a MentionableSelect takes user or role",
    ),
    Refusal(
        "nobody chosen",
        row(UserSelect(custom_id="m", default_values=[SelectDefaultValue()])),
        "components[0].components[0].default_values[0].id is missing",
    ),
    Refusal(
        "a kind of channel twice",
        row(ChannelSelect(custom_id="m", channel_types=[ChannelType.guild_text, ChannelType.guild_text])),
        "components[0].components[0].channel_types[1] is guild_text, which is there already",
    ),
]
