"""Words and marks, so that what is written can be compared with what was said, token for token.

Marks that only show how a text is set are not told apart: straight and curly apostrophes, kinds of dashes,
three dots and the sign for them, full stops and commas of other scripts. Marks of quotation are left out.
Everything else counts.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.edits import BAR

ELLIPSIS = "…"
BARS = BAR[0]
"""What stands for what is redacted, however many signs long it is written."""

SOFT = frozenset(".,;:-…")
"""Marks that may be left out, put in or exchanged where a quotation ends."""

_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Signs of scripts without spaces between words: each counts by itself."""

_TOKEN = re.compile(rf"[{_ALONE}]|{BARS}+|\.\.\.+|[^\W_{_ALONE}]+(?:'[^\W_{_ALONE}]+)*|\S")
_SET = str.maketrans(
    {
        **dict.fromkeys("‘’‛ʼ＇′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict(zip("，、،。．۔।：；？؟！", ",,,....:;??!", strict=True)),
    }
)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_QUOTATION = frozenset("'\"“”„‟«»‹›‚「」『』＂`´")
_BRACKETS = frozenset("()[]{}¡¿")
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark, and where it stands in its text."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is part of what is said, rather than a mark."""
        return self.text == BARS or bool(_LETTER.match(self.text))


def readable(text: str) -> str:
    """A text with its letters composed and without signs that are not seen: there places are counted."""
    return unicodedata.normalize("NFC", text.translate(_UNSEEN))


def tokenize(text: str) -> list[Token]:
    """The tokens of a text that is `readable`, without marks of quotation."""
    found = []
    for match in _TOKEN.finditer(text.translate(_SET)):
        said = match.group()
        if said in _QUOTATION:
            continue
        if said[0] == BARS:
            said = BARS
        elif said.startswith("..."):
            said = ELLIPSIS
        found.append(Token(said, match.start(), match.end()))
    return found


def is_same(said: str, written: str, *, begins: bool) -> bool:
    """Whether a token is what was said; a quotation may begin with a capital or a small letter."""
    if said == written:
        return True
    return begins and said[1:] == written[1:] and said[0].casefold() == written[0].casefold()


def ends_alike(said: Sequence[str], written: Sequence[str]) -> bool:
    """Whether the marks after the last word are those that were said, or such as may differ there."""
    asked = [mark for mark in said if mark in "?!"]
    if written and [mark for mark in written if mark in "?!"] != asked:
        return False
    return _hard(said) == _hard(written)


def begins_alike(said: Sequence[str], written: Sequence[str]) -> bool:
    """Likewise for the marks before the first word, such as the sign of a currency."""
    return _hard(said) == _hard(written)


def _hard(marks: Sequence[str]) -> list[str]:
    return [mark for mark in marks if mark not in SOFT and mark not in "?!" and mark not in _BRACKETS]
