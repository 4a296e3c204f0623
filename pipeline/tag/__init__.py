"""From an answer to its themes, each with the words that earned it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from schemas.errors import UsageError
from schemas.records import Tag
from schemas.themes import Theme

__all__ = ["DEFAULT_TAGGER", "TAGGERS", "Tagger", "load_tagger"]

DEFAULT_TAGGER = "lexicon"


class Tagger(Protocol):
    """Something that finds themes in a text.

    Attributes:
        version: Its name and version, stored beside every tag; other tags need another version.
    """

    version: str

    def tag(self, text: str, language: str | None) -> tuple[Tag, ...]:
        """The themes of one answer, the surest first; each at most once."""


def _lexicon(themes: Sequence[Theme]) -> Tagger:
    from pipeline.tag.lexicon import Lexicon

    return Lexicon(themes)


TAGGERS: Mapping[str, Callable[[Sequence[Theme]], Tagger]] = {"lexicon": _lexicon}
"""Loaders by name."""


def load_tagger(name: str, themes: Sequence[Theme]) -> Tagger:
    """Load a tagger for a taxonomy.

    Raises:
        UsageError: There is no such tagger, or it cannot use the themes.
    """
    if name not in TAGGERS:
        raise UsageError(f"There is no tagger '{name}'.", f"Taggers are: {', '.join(TAGGERS)}.")
    return TAGGERS[name](themes)
