"""
Components that hold others, and how any component is decoded.

A field annotated with `Component`, or with one of the aliases below, takes a
component of any kind: msgspec asks `make_component`, which looks the type up in a
table. A kind that Postern does not know becomes an `UnknownComponent` and fails
nothing. The aliases tell a type checker what to expect there; at run time all of
them are `Component`, since Discord may put more into the same places.

https://docs.discord.com/developers/components/reference
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

import msgspec

from app.models.base import Model, OpenIntEnum, convert, decodes
from app.models.button import Button, ButtonStyle, LinkButton, PremiumButton
from app.models.component_base import Built, Component, ComponentType, Holding, UnknownComponent
from app.models.display import FileComponent, MediaGallery, TextDisplay, Thumbnail
from app.models.field import Checkbox, CheckboxGroup, FileUpload, RadioGroup, TextInput
from app.models.select import ChannelSelect, MentionableSelect, RoleSelect, Select, StringSelect, UserSelect

_set = msgspec.structs.force_setattr

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


class ActionRow(Model, Component, metaclass=Holding, kw_only=True, tag_field="type", tag=1):
    """A row of up to five buttons, or one select menu.

    Attributes:
        components: Given one by one. In old modals, one `TextInput`.

    https://docs.discord.com/developers/components/reference#action-row
    """

    type: ClassVar[ComponentType] = ComponentType.action_row
    _holds: ClassVar[str] = "components"

    id: int | None = None
    components: tuple[RowComponent, ...] = ()

    if TYPE_CHECKING:

        def __init__(self, *components: RowComponent, id: int | None = None) -> None: ...

    def __post_init__(self) -> None:
        if type(self.components) is not tuple:
            _set(self, "components", tuple(self.components))


class Section(Model, Component, metaclass=Holding, kw_only=True, tag_field="type", tag=9):
    """Text with a button or a picture beside it.

    Attributes:
        components: 1 to 3 texts. Given one by one, as text or as `TextDisplay`.
        accessory: What stands beside them; Discord requires it.

    https://docs.discord.com/developers/components/reference#section
    """

    type: ClassVar[ComponentType] = ComponentType.section
    _holds: ClassVar[str] = "components"

    id: int | None = None
    components: tuple[SectionComponent, ...] = ()
    accessory: Accessory | None = None

    if TYPE_CHECKING:

        def __init__(
            self, *components: SectionComponent | str, accessory: Accessory, id: int | None = None
        ) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "components", _read_texts(self.components))


class SeparatorSpacing(OpenIntEnum):
    """How much room a separator takes.

    https://docs.discord.com/developers/components/reference#separator
    """

    small = 1
    large = 2


class Separator(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=14):
    """Room between two components.

    Attributes:
        divider: Whether a line is drawn.
        spacing: How much room it takes; 1 and 2 will do.

    https://docs.discord.com/developers/components/reference#separator
    """

    type: ClassVar[ComponentType] = ComponentType.separator

    id: int | None = None
    divider: bool = True
    spacing: SeparatorSpacing = SeparatorSpacing.small

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            divider: bool = True,
            spacing: SeparatorSpacing | Literal[1, 2] = SeparatorSpacing.small,
            id: int | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        # Discord sends any number, authors give 1 or 2.
        if type(self.spacing) is int:
            _set(self, "spacing", SeparatorSpacing(self.spacing))


class Container(Model, Component, metaclass=Holding, kw_only=True, tag_field="type", tag=17):
    """A box around components, with a bar of colour at its side.

    Attributes:
        components: Given one by one; a text is a `TextDisplay`.
        accent_color: Colour of the bar, 0 to 0xFFFFFF; None for none.
        spoiler: Whether all of it is blurred until it is clicked.

    https://docs.discord.com/developers/components/reference#container
    """

    type: ClassVar[ComponentType] = ComponentType.container
    _holds: ClassVar[str] = "components"

    id: int | None = None
    components: tuple[ContainerComponent, ...] = ()
    accent_color: int | None = None
    spoiler: bool = False

    if TYPE_CHECKING:

        def __init__(
            self,
            *components: ContainerComponent | str,
            accent_color: int | None = None,
            spoiler: bool = False,
            id: int | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "components", _read_texts(self.components))


class Label(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=18):
    """A question of a modal, and what it is answered with.

    Attributes:
        label: The question, 1 to 45 characters.
        description: Smaller text below, 1 to 100 characters.
        component: What the answer is given with; when it comes back, with the answer.

    https://docs.discord.com/developers/components/reference#label
    """

    type: ClassVar[ComponentType] = ComponentType.label
    _places: ClassVar[tuple[str, ...]] = ("label", "component")

    label: str = ""
    component: LabelComponent | None = None
    description: str | None = None
    id: int | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            label: str,
            component: LabelComponent | None = None,
            *,
            description: str | None = None,
            id: int | None = None,
        ) -> None: ...


def _read_texts(components: Sequence[Component | str]) -> tuple[Component, ...]:
    """Make components of the texts among what a constructor was given."""
    return tuple([TextDisplay(content=one) if isinstance(one, str) else one for one in components])


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
# What the abstract class says of a dict costs more than the rest of the look-up.
_OBJECTS = (dict, Mapping)
_buttons: dict[object, type[Model]] = {ButtonStyle.link: LinkButton, ButtonStyle.premium: PremiumButton}


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
    if not isinstance(values, _OBJECTS):
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


@decodes(Component)
def _decode_component(values: Any) -> Component:
    try:
        return make_component(values)
    except msgspec.ValidationError as error:
        # To this, unlike to its own errors, msgspec adds where in the whole the component stands.
        raise ValueError(str(error)) from None


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
