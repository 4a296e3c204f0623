"""Quotation marks, directions, and where a line may end."""

import pytest

from pipeline.takeaways.drawing.faces import SERIF
from pipeline.takeaways.drawing.lettering import is_rtl, lettered, quoted


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "“so”"),
        (None, "“so”"),
        ("xx", "“so”"),
        ("de", "„so“"),
        ("pl", "„so”"),
        ("it", "«so»"),
        ("fr", "«\N{NARROW NO-BREAK SPACE}so\N{NARROW NO-BREAK SPACE}»"),
        ("sv", "”so”"),
        ("ja", "「so」"),
        ("ar", "«so»"),
    ],
)
def test_quotes_stand_in_the_marks_of_their_language(language: str | None, shown: str) -> None:
    assert quoted("so", language) == shown


def test_the_first_letter_tells_the_direction() -> None:
    assert is_rtl("«هم يستمعون»")
    assert is_rtl("3 פעמים")
    assert not is_rtl("They said شكرا")
    assert not is_rtl("...")


def test_words_stay_as_they_are_but_for_the_apostrophe() -> None:
    drawn = lettered(
        "It's 'fine', don't  worry -- e\N{COMBINING ACUTE ACCENT}t\N{COMBINING ACUTE ACCENT}", SERIF
    )
    assert drawn["text"].startswith("It’s 'fine', don’t  worry -- ét")


def test_only_a_word_that_is_too_long_is_hyphenated() -> None:
    word = "Donaudampfschifffahrtselektrizität"
    drawn = lettered(f"Die {word} half.", SERIF)
    assert drawn["text"] == f"Die {word[:24]}\N{SOFT HYPHEN}{word[24:]} half."
    assert lettered("Rechtsschutzversicherung", SERIF)["text"] == "Rechtsschutzversicherung"
