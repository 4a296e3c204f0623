"""The tagger of words: a pattern of a theme's lexicon earns it, and the matched words are the evidence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.errors import UsageError
from schemas.records import Reading, Tag
from schemas.themes import Theme

VERSION = "lexicon-1"

STRONG_SCORE = 0.7
"""About seven in ten such tags are right on answers the lexicon's author had not read."""

WEAK_SCORE = 0.3
"""Of 39 weak matches in a development set, 11 were right."""

_LONGEST_GAP = 5
"""Words that may stand for a `..`."""

_LANGUAGE = "en"
_GAP = ".."
_WEAK = "?"
_BETWEEN_WORDS = r"[^\w.!?…]+"
"""What separates two words of one sentence."""

_WORD = r"[\w'’-]+"


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a text that speak for a theme.

    Attributes:
        strong: Whether they earn it; else they suggest it.
        start: Where in the text they begin, in characters.
        end: Where they end, not included.
    """

    theme: str
    strong: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Patterns:
    theme: str
    strong: re.Pattern[str] | None
    weak: re.Pattern[str] | None


class Lexicon:
    """Tags by the `lex` patterns of each theme; a theme with only weak matches is suggested.

    Its words are English: an answer in another language gets no tag from it.

    Args:
        themes: The taxonomy.
        learnt: Not used: a list of words learns nothing.

    Raises:
        UsageError: A pattern is empty.
    """

    version = VERSION

    def __init__(self, themes: Sequence[Theme], learnt: bytes | None = None) -> None:
        self._themes = [_compile_theme(theme) for theme in themes]

    def read(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[Reading]:
        """See `Tagger.read`; the surest tags first. A word list knows nothing but themes."""
        return [
            Reading(tags=self._tag(text)) if language in (_LANGUAGE, None) else Reading()
            for text, language in zip(texts, languages, strict=True)
        ]

    def _tag(self, text: str) -> tuple[Tag, ...]:
        tags = [
            Tag(match.theme, STRONG_SCORE, "tag", match.start, match.end, "lexicon", VERSION)
            if match.strong
            else Tag(match.theme, WEAK_SCORE, "suggested", match.start, match.end, "lexicon", VERSION)
            for match in self.matches(text)
        ]
        return tuple(sorted(tags, key=lambda tag: (-tag.score, tag.evidence_start)))

    def words_of(self, text: str) -> list[str]:
        """See `Tagger.words_of`; the themes whose words are strong come first."""
        return [match.theme for match in sorted(self.matches(text), key=lambda match: not match.strong)]

    def matches(self, text: str) -> list[Match]:
        """The first strong match of each theme, else its first weak one, in the order of the taxonomy."""
        found: list[Match] = []
        for patterns in self._themes:
            if patterns.strong and (match := patterns.strong.search(text)):
                found.append(Match(patterns.theme, True, *match.span()))
            elif patterns.weak and (match := patterns.weak.search(text)):
                found.append(Match(patterns.theme, False, *match.span()))
        return found


def _compile_theme(theme: Theme) -> _Patterns:
    strong = [_compile(lex, theme) for lex in theme.lex if not lex.endswith(_WEAK)]
    weak = [_compile(lex.removesuffix(_WEAK), theme) for lex in theme.lex if lex.endswith(_WEAK)]
    return _Patterns(theme.slug, _either(strong), _either(weak))


def _either(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(patterns)})(?![\w'’])", re.IGNORECASE) if patterns else None


def _compile(lex: str, theme: Theme) -> str:
    """One line of the notation that themes.yaml explains, as a regular expression."""
    slots = lex.split()
    if not slots or _GAP in (slots[0], slots[-1]):
        raise UsageError(f"The theme '{theme.slug}' has a pattern that says nothing: '{lex}'.")
    pattern = ""
    for before, slot in zip(["", *slots], slots, strict=False):
        if slot == _GAP:
            pattern += rf"(?:{_BETWEEN_WORDS}{_WORD}){{0,{_LONGEST_GAP}}}?"
        else:
            words = "|".join(re.escape(word).replace("'", "['’]") for word in slot.split("/"))
            pattern += (_BETWEEN_WORDS if before else "") + f"(?:{words})"
    return pattern
