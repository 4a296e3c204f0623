"""What is found of a passage that a document quotes."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from schemas.people import Channel

Kind = Literal["verbatim", "altered", "misattributed", "not_allowed", "never_said"]

KINDS: tuple[Kind, ...] = ("verbatim", "altered", "misattributed", "not_allowed", "never_said")


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a passage: what was said, and what is written; both are the same where nothing differs."""

    said: str
    written: str


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it, where.

    Attributes:
        who: As they may be called by whoever made the clips; empty of somebody who is not named.
        text: The words as they were said.
        address: Where on the site it is heard, or read.
        source: Where it came from, one of `schemas.writings.SOURCES`; what was written has no seconds that
            anybody would be shown.
    """

    answer_id: str
    who: str
    text: str
    start: float
    end: float
    address: str
    source: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is found of one passage.

    Attributes:
        text: What is quoted.
        place: Where in the document.
        attribution: Whom the document names for it; empty for nobody.
        source: Where it was said; None where it was not, or where that may not be told.
        difference: Piece by piece, if it was altered.
        reasons: Why it may not be used, or why the name is wrong.
        notes: What else is worth knowing.
    """

    kind: Kind
    text: str
    place: str
    attribution: str = ""
    source: Source | None = None
    difference: tuple[Change, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What is found of a document.

    Attributes:
        verdicts: Of each passage, in order.
        short: Passages of one or two words that were passed over.
    """

    channel: Channel
    verdicts: tuple[Verdict, ...]
    short: int

    @property
    def is_well(self) -> bool:
        """Whether every passage is verbatim and may be used."""
        return all(each.kind == "verbatim" for each in self.verdicts)

    @property
    def counts(self) -> dict[str, int]:
        """How many passages there are of each kind."""
        found = Counter(each.kind for each in self.verdicts)
        return {kind: found[kind] for kind in KINDS}
