"""What never fails a decode, tried on every model: unknown fields, absent fields, unknown enum values."""

import datetime as dt
import enum
import importlib
import inspect
import json
import pkgutil
from typing import Any, TypeAlias

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import app.models
from app.models.base import Model, Snowflake, convert, decoder
from app.models.channel import AnyChannel, ChannelType
from app.models.command import CommandData
from app.models.component import Component, ComponentType
from app.models.interaction import ComponentData, Interaction, ModalData
from app.models.mention import AllowedMentions
from app.models.modal import Modal

MODULES = [importlib.import_module(f"app.models.{found.name}") for found in pkgutil.iter_modules(app.models.__path__)]
OTHERS = {
    Model,
    # Parts of these are left as they came until somebody asks; `test_interaction.py` has them.
    CommandData, ComponentData, Interaction, ModalData,
    # Discord takes these, but never sends them.
    AllowedMentions, Modal,
}  # fmt: skip
MODELS: list[type[Model]] = [
    member
    for module in MODULES
    for _, member in inspect.getmembers(module, inspect.isclass)
    if issubclass(member, Model)
    and member.__module__ == module.__name__ != "app.models.response"
    and member not in OTHERS
]
DECODERS: dict[type[Model], msgspec.json.Decoder[Model]] = {model: decoder(model) for model in MODELS}

snowflakes = st.integers(0, 2**64 - 1).map(str)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
moments = st.datetimes(
    min_value=dt.datetime(2015, 1, 1), max_value=dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)
).map(dt.datetime.isoformat)


Strategy: TypeAlias = st.SearchStrategy[Any]

LEAVES: dict[type[msgspec.inspect.Type], Strategy] = {
    msgspec.inspect.BoolType: st.booleans(),
    msgspec.inspect.IntType: st.integers(-(2**53), 2**53),
    msgspec.inspect.FloatType: st.floats(0, 1e6),
    msgspec.inspect.StrType: st.text(max_size=12),
    msgspec.inspect.DateTimeType: moments,
    msgspec.inspect.NoneType: st.none(),
    msgspec.inspect.AnyType: json_values,
}
polymorphic = st.fixed_dictionaries(
    {"type": st.sampled_from([*ComponentType, *ChannelType]).map(int) | st.integers(-5, 500)}
)


def a_value(kind: msgspec.inspect.Type, depth: int) -> Strategy:
    """Values that Discord could send for a field of this type; enums get values nobody has heard of."""
    match kind:
        case msgspec.inspect.StructType(cls=model):
            return an_object(model, depth - 1) if depth else st.just({})
        case msgspec.inspect.EnumType(cls=values):
            return an_enum_value(values)
        case msgspec.inspect.UnionType(types=kinds):
            return st.one_of([a_value(one, depth) for one in kinds])
        case msgspec.inspect.VarTupleType(item_type=item):
            return st.lists(a_value(item, depth), max_size=2)
        case msgspec.inspect.DictType(key_type=key, value_type=value):
            keys = snowflakes if isinstance(key, msgspec.inspect.CustomType) else st.text(max_size=5)
            return st.dictionaries(keys, a_value(value, depth), max_size=2)
        case msgspec.inspect.CustomType(cls=custom):
            return snowflakes if issubclass(custom, Snowflake) else polymorphic
    return LEAVES[type(kind)]


def an_enum_value(values: type[enum.Enum]) -> Strategy:
    if issubclass(values, enum.IntFlag):
        return st.integers(0, 2**53)
    return st.integers(-(2**31), 2**31) if issubclass(values, int) else st.text(max_size=12)


@st.composite
def an_object(draw: st.DrawFn, model: type[Any], depth: int = 2) -> dict[str, Any]:
    info = msgspec.inspect.type_info(model)
    assert isinstance(info, msgspec.inspect.StructType)
    known = {one.encode_name for one in info.fields} | {"type"}
    values = draw(st.dictionaries(st.text(max_size=12).filter(lambda name: name not in known), json_values, max_size=3))
    if info.fields:
        for one in draw(st.lists(st.sampled_from(info.fields), max_size=6, unique_by=lambda each: each.encode_name)):
            values[one.encode_name] = draw(a_value(one.type, depth))
    if info.tag is not None:
        values["type"] = info.tag
    return values


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_an_empty_object_decodes_to_defaults(model: type[Model]) -> None:
    assert DECODERS[model].decode(b"{}") == model()


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_extra_fields_absent_fields_and_unknown_enum_values_never_fail(data: st.DataObject) -> None:
    model = data.draw(st.sampled_from(MODELS))
    values = data.draw(an_object(model))

    from_bytes = DECODERS[model].decode(json.dumps(values))

    assert type(from_bytes) is model
    assert convert(values, model) == from_bytes


@settings(max_examples=200)
@given(
    kind=st.sampled_from(list(ComponentType)) | st.integers(-(2**31), 2**31),
    extra=st.dictionaries(st.text(min_size=3, max_size=9).map("x_{}".format), json_values, max_size=3),
)
def test_a_component_of_any_type_decodes(kind: int, extra: dict[str, Any]) -> None:
    made = decoder(Component).decode(json.dumps({"type": int(kind), "id": 7, **extra}))

    assert (made.type, made.id) == (kind, 7)


@given(kind=st.sampled_from(list(ChannelType)) | st.integers(-(2**31), 2**31))
def test_a_channel_of_any_type_decodes(kind: int) -> None:
    made = decoder(AnyChannel).decode(json.dumps({"type": int(kind), "id": "7"}))

    assert (made.type, made.id) == (kind, 7)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_says_what_it_means_and_where_discord_documents_it(model: type[Model]) -> None:
    assert model.__doc__ is not None
    assert "https://docs.discord.com/developers/" in model.__doc__


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_cannot_be_changed(model: type[Model]) -> None:
    name = model.__struct_fields__[0]

    with pytest.raises(AttributeError):
        setattr(model(), name, None)


def test_a_snowflake_knows_when_it_was_made() -> None:
    made = Snowflake(175928847299117063).created_at

    assert made == dt.datetime(2016, 4, 30, 11, 18, 25, 796000, dt.UTC)


def test_an_unknown_enum_value_has_a_name_that_tells() -> None:
    assert ChannelType(77).name == "unknown_77"
    assert ChannelType(77) == 77


def test_a_time_is_turned_into_an_id_to_list_from() -> None:
    made = Snowflake(175928847299117063)

    assert Snowflake.at(made.created_at) == made >> 22 << 22
    assert Snowflake.at(made.created_at.astimezone(dt.timezone(dt.timedelta(hours=9)))) == made >> 22 << 22
    assert Snowflake.at(dt.datetime(2015, 1, 1, tzinfo=dt.UTC)) == 0
