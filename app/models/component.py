"""
Components that hold others, and how any component is decoded.

A field annotated with `Component`, or with one of the aliases below, takes a
component of any kind: msgspec asks `make_component`, which looks the type up in a
table. A kind that Postern does not know becomes an `UnknownComponent` and fails
nothing. The aliases tell a type checker what to expect there; at run time all of
them are `Component`, since Discord may put more into the same places.

https://docs.discord.com/developers/components/reference
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import msgspec

from app.models.base import Model, OpenIntEnum, convert, decodes
from app.models.button import Button, ButtonStyle, LinkButton, PremiumButton
from app.models.component_base import Component, ComponentType, UnknownComponent
from app.models.display import FileComponent, MediaGallery, TextDisplay, Thumbnail
from app.models.field import Checkbox, CheckboxGroup, FileUpload, RadioGroup, TextInput
from app.models.select import ChannelSelect, MentionableSelect, RoleSelect, Select, StringSelect, UserSelect

if TYPE_CHECKING:
    RowComponent: TypeAlias = Button | LinkButton | PremiumButton | Select | TextInput | UnknownComponent
    Accessory: TypeAlias = Button | LinkButton | PremiumButton | Thumbnail | UnknownComponent
    SectionComponent: TypeAlias = TextDisplay | UnknownComponent
    LabelComponent: TypeAlias = (
        TextInput | FileUpload | RadioGroup | CheckboxGroup | Checkbox | Select | UnknownComponent
    )
    ContainerComponent: TypeAlias = (
        "ActionRow | TextDisplay | Section | MediaGallery | FileComponent | Separator | UnknownComponent"
    )
    MessageComponent: TypeAlias = "ContainerComponent | Container"
    ModalComponent: TypeAlias = "Label | TextDisplay | ActionRow | UnknownComponent"
else:
    RowComponent = SectionComponent = Accessory = LabelComponent = Component
    ContainerComponent = MessageComponent = ModalComponent = Component


class ActionRow(Model, Component, kw_only=True, tag_field="type", tag=1):
    """A row of up to five buttons, or one select menu.

    Attributes:
        components: In old modals, one `TextInput`.

    https://docs.discord.com/developers/components/reference#action-row
    """

    type: ClassVar[ComponentType] = ComponentType.action_row

    id: int | None = None
    components: tuple[RowComponent, ...] = ()


class Section(Model, Component, kw_only=True, tag_field="type", tag=9):
    """Text with a button or a picture beside it.

    Attributes:
        components: 1 to 3 texts.
        accessory: What stands beside them; Discord requires it.

    https://docs.discord.com/developers/components/reference#section
    """

    type: ClassVar[ComponentType] = ComponentType.section

    id: int | None = None
    components: tuple[SectionComponent, ...] = ()
    accessory: Accessory | None = None


class SeparatorSpacing(OpenIntEnum):
    """How much room a separator takes.

    https://docs.discord.com/developers/components/reference#separator
    """

    small = 1
    large = 2


class Separator(Model, Component, kw_only=True, tag_field="type", tag=14):
    """Room between two components.

    Attributes:
        divider: Whether a line is drawn.

    https://docs.discord.com/developers/components/reference#separator
    """

    type: ClassVar[ComponentType] = ComponentType.separator

    id: int | None = None
    divider: bool = True
    spacing: SeparatorSpacing = SeparatorSpacing.small


class Container(Model, Component, kw_only=True, tag_field="type", tag=17):
    """A box around components, with a bar of colour at its side.

    Attributes:
        accent_color: Colour of the bar, 0 to 0xFFFFFF; None for none.
        spoiler: Whether all of it is blurred until it is clicked.

    https://docs.discord.com/developers/components/reference#container
    """

    type: ClassVar[ComponentType] = ComponentType.container

    id: int | None = None
    components: tuple[ContainerComponent, ...] = ()
    accent_color: int | None = None
    spoiler: bool = False


class Label(Model, Component, kw_only=True, tag_field="type", tag=18):
    """A question of a modal, and what it is answered with.

    Attributes:
        label: The question, 1 to 45 characters.
        description: Smaller text below, 1 to 100 characters.
        component: What the answer is given with; when it comes back, with the answer.

    https://docs.discord.com/developers/components/reference#label
    """

    type: ClassVar[ComponentType] = ComponentType.label

    id: int | None = None
    label: str = ""
    description: str | None = None
    component: LabelComponent | None = None


_kinds: dict[object, type[Model]] = {
    ComponentType.action_row: ActionRow,
    ComponentType.button: Button,
    ComponentType.string_select: StringSelect,
    ComponentType.text_input: TextInput,
    ComponentType.user_select: UserSelect,
    ComponentType.role_select: RoleSelect,
    ComponentType.mentionable_select: MentionableSelect,
    ComponentType.channel_select: ChannelSelect,
    ComponentType.section: Section,
    ComponentType.text_display: TextDisplay,
    ComponentType.thumbnail: Thumbnail,
    ComponentType.media_gallery: MediaGallery,
    ComponentType.file: FileComponent,
    ComponentType.separator: Separator,
    ComponentType.container: Container,
    ComponentType.label: Label,
    ComponentType.file_upload: FileUpload,
    ComponentType.radio_group: RadioGroup,
    ComponentType.checkbox_group: CheckboxGroup,
    ComponentType.checkbox: Checkbox,
}
_buttons: dict[object, type[Model]] = {ButtonStyle.link: LinkButton, ButtonStyle.premium: PremiumButton}


@decodes(Component)
def make_component(values: Mapping[str, Any]) -> Component:
    """Make a component of the class that its `type` asks for.

    A field that is null counts as absent: in requests Discord takes null for every
    optional field, so that whoever reads requests meets it anywhere.

    Args:
        values: The component as Discord sent it. The data of a component
            interaction will do too: it calls the type `component_type`.

    Raises:
        msgspec.ValidationError: If a value has the wrong type.
    """
    if not isinstance(values, Mapping):
        raise msgspec.ValidationError(f"Expected a component, got {type(values).__name__}")
    kind = values.get("type", values.get("component_type"))
    model = _kinds.get(kind)
    if model is None:
        return UnknownComponent(values)
    if model is Button:
        model = _buttons.get(values.get("style"), Button)
    present = {key: value for key, value in values.items() if value is not None}
    made: Component = convert(present, model)  # type: ignore[assignment]
    return made


# `Component` is best imported from here: this module is the one that tells msgspec how to make one.
__all__ = [
    "Accessory",
    "ActionRow",
    "Component",
    "ComponentType",
    "Container",
    "ContainerComponent",
    "Label",
    "LabelComponent",
    "MessageComponent",
    "ModalComponent",
    "RowComponent",
    "Section",
    "SectionComponent",
    "Separator",
    "SeparatorSpacing",
    "UnknownComponent",
    "make_component",
]
