"""Languages."""

from app.models.base import decoder
from app.models.locale import Locale


def test_there_are_thirty_four_languages() -> None:
    assert len(Locale) == 34
    assert len({locale.value for locale in Locale}) == 34


def test_a_code_decodes_to_its_language() -> None:
    assert decoder(Locale).decode(b'"en-US"') is Locale.english_us
    assert decoder(Locale).decode(b'"de"') is Locale.german


def test_an_unknown_code_is_kept() -> None:
    klingon = decoder(Locale).decode(b'"tlh"')

    assert isinstance(klingon, Locale)
    assert klingon.name == "unknown_tlh"
    assert str(klingon) == "tlh"
