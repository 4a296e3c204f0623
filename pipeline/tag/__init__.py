"""From an answer to its themes, each with the words that earned it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from schemas.errors import UsageError
from schemas.records import Reading
from schemas.themes import Theme

__all__ = ["DEFAULT_TAGGER", "TAGGERS", "Tagger", "load_tagger", "tagger_version"]

DEFAULT_TAGGER = "blend"


class Tagger(Protocol):
    """Something that finds themes in texts.

    Attributes:
        version: Its name and version, stored beside every tag; other tags need another version.
    """

    version: str

    def read(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[Reading]:
        """What it makes of each text, in order; many at once cost less than one by one.

        Args:
            texts: Of any length; an empty one gives an empty reading.
            languages: ISO 639-1 codes, one a text; None is taken for English.
        """

    def words_of(self, text: str) -> list[str]:
        """The slugs of the themes whose words stand in a few words of English, whatever is said of them."""


class TaggerKind(Protocol):
    """A class of taggers: its version is known before it is given a taxonomy.

    Attributes:
        version: As in `Tagger`.
    """

    version: str

    def __call__(self, themes: Sequence[Theme], learnt: bytes | None = None) -> Tagger:
        """A tagger for a taxonomy, with what a project's corrections taught; see pipeline/tag/learn.py."""


def _lexicon() -> TaggerKind:
    from pipeline.tag.lexicon import Lexicon

    return Lexicon


def _blend() -> TaggerKind:
    from pipeline.tag.blend import Blend

    return Blend


TAGGERS: Mapping[str, Callable[[], TaggerKind]] = {"blend": _blend, "lexicon": _lexicon}
"""Loaders by name."""


def load_tagger(name: str, themes: Sequence[Theme], learnt: bytes | None = None) -> Tagger:
    """Load a tagger for a taxonomy.

    Args:
        name: In `TAGGERS`.
        themes: The taxonomy.
        learnt: What a project's corrections taught, made by `learn.refit`; None for nothing.

    Raises:
        UsageError: There is no such tagger, or it cannot use the themes.
        MachineError: Its weights are missing or altered.
    """
    return _find(name)(themes, learnt)


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
