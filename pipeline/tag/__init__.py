"""From an answer to its themes, each with the words that earned it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from schemas.errors import UsageError
from schemas.records import Reading
from schemas.themes import Theme

__all__ = ["DEFAULT_TAGGER", "TAGGERS", "Tagger", "load_tagger", "tagger_version"]

DEFAULT_TAGGER = "lexicon"


class Tagger(Protocol):
    """Something that finds themes in a text.

    Attributes:
        version: Its name and version, stored beside every tag; other tags need another version.
    """

    version: str

    def read(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[Reading]:
        """What it makes of each answer, in their order."""


class TaggerKind(Protocol):
    """A class of taggers: its version is known before it is given a taxonomy.

    Attributes:
        version: As in `Tagger`.
    """

    version: str

    def __call__(self, themes: Sequence[Theme]) -> Tagger:
        """A tagger for a taxonomy."""


def _lexicon() -> TaggerKind:
    from pipeline.tag.lexicon import Lexicon

    return Lexicon


TAGGERS: Mapping[str, Callable[[], TaggerKind]] = {"lexicon": _lexicon}
"""Loaders by name."""


def load_tagger(name: str, themes: Sequence[Theme]) -> Tagger:
    """Load a tagger for a taxonomy.

    Raises:
        UsageError: There is no such tagger, or it cannot use the themes.
    """
    return _find(name)(themes)


def tagger_version(name: str) -> str:
    """The version of a tagger, which is not loaded for it.

    Raises:
        UsageError: There is no such tagger.
    """
    return _find(name).version


def _find(name: str) -> TaggerKind:
    if name not in TAGGERS:
        raise UsageError(f"There is no tagger '{name}'.", f"Taggers are: {', '.join(TAGGERS)}.")
    return TAGGERS[name]()
