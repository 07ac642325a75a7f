"""What modals ask with."""

import json

import msgspec

from app.models.base import decoder
from app.models.component import Component
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput, TextInputStyle

components = decoder(Component)


def test_a_text_input_is_encoded_with_its_style() -> None:
    assert json.loads(msgspec.json.encode(TextInput(custom_id="why"))) == {"type": 4, "style": 1, "custom_id": "why"}


def test_a_text_input_comes_back_with_what_was_written() -> None:
    box = components.decode(b'{"type":4,"id":2,"custom_id":"why","style":2,"value":""}')

    assert isinstance(box, TextInput)
    assert (box.value, box.style) == ("", TextInputStyle.paragraph)


def test_an_upload_comes_back_with_ids() -> None:
    upload = components.decode(b'{"type":19,"custom_id":"f","values":["111111111111111111111"],"file_types":[".png"]}')

    assert isinstance(upload, FileUpload)
    assert upload.values == (111111111111111111111,)
    assert upload.file_types == (".png",)


def test_a_radio_group_comes_back_with_one_value_or_none() -> None:
    picked = components.decode(b'{"type":21,"custom_id":"c","value":"warrior"}')
    left = components.decode(b'{"type":21,"custom_id":"c","value":null}')

    assert isinstance(picked, RadioGroup)
    assert isinstance(left, RadioGroup)
    assert (picked.value, left.value) == ("warrior", None)


def test_a_checkbox_group_comes_back_with_any_number_of_values() -> None:
    group = components.decode(b'{"type":22,"custom_id":"d","values":[]}')

    assert isinstance(group, CheckboxGroup)
    assert group.values == ()
    assert group.max_values is None


def test_a_checkbox_comes_back_ticked_or_not() -> None:
    box = components.decode(b'{"type":23,"custom_id":"d","value":false}')

    assert box == Checkbox(custom_id="d", value=False)


def test_options_of_a_group_have_label_and_value() -> None:
    group = components.decode(
        b'{"type":21,"custom_id":"c","options":[{"value":"w","label":"Warrior","description":null,"default":true}]}'
    )

    assert isinstance(group, RadioGroup)
    assert group.options == (GroupOption(label="Warrior", value="w", default=True),)


def test_what_is_asked_with_is_written_with_lists_and_kept_in_tuples() -> None:
    options = [GroupOption("Warrior", "w"), GroupOption("Wizard", "z")]

    assert RadioGroup(custom_id="c", options=options).options == tuple(options)
    assert CheckboxGroup(custom_id="c", options=options).replace(options=options[:1]).options == (options[0],)
    assert json.loads(msgspec.json.encode(FileUpload(custom_id="f", file_types=[".png"]))) == {
        "type": 19,
        "custom_id": "f",
        "file_types": [".png"],
    }
