"""Words as a page draws them: with their fonts, their direction and the quotation marks of their language."""

import re
import unicodedata
from itertools import pairwise
from typing import Any

from pipeline.takeaways.drawing.faces import families

_MARKS = {
    "„“": "de cs sk sl bg is hr sr mk et lt ka",
    "„”": "pl hu ro",
    "«»": "it es pt ca gl el ru uk be hy no nb nn ar fa ps ur eu sq",
    "»«": "da",
    "””": "sv fi",
    "「」": "ja",
    "”“": "he yi",
}
"""By language, as its newspapers print them; all others have those of English."""

_OF_LANGUAGE = {language: marks for marks, languages in _MARKS.items() for language in languages.split()}
_FRENCH = ("«\N{NARROW NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}»")

_BREAKS_ANYWHERE = (
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "THAI",
    "LAO",
    "KHMER",
    "MYANMAR",
    "FULLWIDTH",
    "IDEOGRAPHIC",
)
"""Scripts without spaces: a line may end between any two words of them, and no space shows where."""

_TALL = ("ARABIC", "DEVANAGARI", "THAI", "BENGALI", "TAMIL", "TELUGU", "TIBETAN", "KHMER", "MYANMAR", "LAO")
"""Scripts whose marks rise above and below our letters."""

_LONG_WORD = re.compile(r"[A-Za-zÀ-ԯ]{24}(?=[A-Za-zÀ-ԯ]{4})")
"""What is longer may be broken, with a hyphen: it would force letters that are too small to read."""

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")

_SOFT_HYPHEN = "\N{SOFT HYPHEN}"

_PIECES = 12
"""How many of the longest unbroken pieces are measured: fewer letters than in all these are never wider."""


def quoted(text: str, language: str | None) -> str:
    """What was said, in the quotation marks of its language.

    Args:
        text: The exact words.
        language: ISO 639-1, or None.
    """
    if language == "fr":
        begin, end = _FRENCH
    else:
        marks = _OF_LANGUAGE.get(language or "", "“”")
        begin, end = marks[0], marks[1]
    return f"{begin}{text}{end}"


def lettered(text: str, family: str, language: str | None = None) -> dict[str, Any]:
    """Words as pages take them: as they are, with the apostrophe of printed books.

    Args:
        text: What is drawn.
        family: In which of our fonts.
        language: ISO 639-1, or None; it decides where lines break and how shared characters look.

    Raises:
        MachineError: No font has some of the characters.
    """
    printed = _APOSTROPHE.sub("’", unicodedata.normalize("NFC", text))
    breakable = _LONG_WORD.sub(rf"\g<0>{_SOFT_HYPHEN}", printed)
    pieces = sorted(_unbroken(breakable), key=len, reverse=True)
    return {
        "text": breakable,
        "fonts": families(text, family, language),
        "lang": language or "en",
        "rtl": is_rtl(text),
        "tall": any(unicodedata.name(char, "").startswith(_TALL) for char in text),
        "pieces": pieces[:_PIECES],
    }


def is_rtl(text: str) -> bool:
    """Whether a text is written from right to left: its first letter tells."""
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((each in {"R", "AL"} for each in directions if each in {"L", "R", "AL"}), False)


def _unbroken(text: str) -> set[str]:
    """The pieces of a text in which no line may end."""
    hyphenated = text.replace(_SOFT_HYPHEN, "-")
    return {
        piece
        for word in re.split("[\\s\N{ZERO WIDTH SPACE}]+|(?<=[-\N{EN DASH}\N{EM DASH}])", hyphenated)
        for piece in _words(word)
    }


def _words(word: str) -> list[str]:
    cuts = [
        at for at, (one, other) in enumerate(pairwise(word), 1) if _is_breakable(one) or _is_breakable(other)
    ]
    return [word[begin:end] for begin, end in pairwise([0, *cuts, len(word)]) if begin < end]


def _is_breakable(char: str) -> bool:
    return not char.isascii() and unicodedata.name(char, "").startswith(_BREAKS_ANYWHERE)
