import pytest

from app.context.sentences import SENTENCES, sentence


@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_is_one_that_a_user_may_see(key: str) -> None:
    text = sentence(key, option="dice", value="x" * 6000, reference="0123abcd")

    assert text.endswith(".")
    assert len(text) <= 2000
    assert "{" not in text
