"""What was said, as the rules for questions and small talk read it: plain words, and the marks after them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.records import Word

_TITLES = frozenset(["mr.", "mrs.", "ms.", "dr.", "st.", "prof.", "e.g.", "i.e.", "vs.", "etc."])
_MARK = re.compile(r"([.?!…。？！,;:–—-])[.?!…。？！'\"”’)]*$")
_SPOKEN = re.compile(r"[\w']+")
_ENDS = frozenset(".?!…。？！")
_ASKS = frozenset("?？")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word: how it sounds, whether it may be a name, and what was written after it.

    Attributes:
        word: Position in `Transcript.words`.
        text: In small letters, without marks.
        capital: Whether it was written with a capital letter.
        ends: Whether a sentence ends with it.
        asks: Whether that sentence asks.
        pauses: Whether any mark follows it, a comma at the least.
    """

    word: int
    text: str
    capital: bool
    ends: bool
    asks: bool
    pauses: bool


def listen(transcribed: Sequence[Word]) -> list[Spoken]:
    """All words that have letters; what is written of one as two ("well-being") counts as two."""
    heard: list[Spoken] = []
    for position, word in enumerate(transcribed):
        found = _SPOKEN.findall(word.text.replace("’", "'").lower())
        mark = _MARK.search(word.text)
        sign = mark[1] if mark and word.text.lower() not in _TITLES else ""
        if heard and sign in _ENDS and sign and not found:
            heard[-1] = replace(heard[-1], ends=True, asks=sign in _ASKS, pauses=True)
        for number, text in enumerate(found, start=1):
            last = number == len(found)
            heard.append(
                Spoken(
                    word=position,
                    text=text.strip("'"),
                    capital=word.text.lstrip("'\"“‘(")[:1].isupper(),
                    ends=last and sign in _ENDS and bool(sign),
                    asks=last and sign in _ASKS and bool(sign),
                    pauses=last and bool(sign),
                )
            )
    return heard


def plain(heard: Sequence[Spoken]) -> str:
    """The plain words, a space after each."""
    return "".join(f"{each.text} " for each in heard)


def words(text: str) -> frozenset[str]:
    """A set of words from a text that lists them."""
    return frozenset(text.split())
