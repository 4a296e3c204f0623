"""What somebody said, as it may be given to others: the exact words, who says them, and where to hear it."""

from dataclasses import dataclass

from schemas.people import Channel
from schemas.records import AnswerKind, Polarity, Word
from schemas.writings import TEXTS, Source


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it, as they agreed to be told of by a way out; all is None of somebody who is not named.

    Attributes:
        key: Tells one speaker from another, for whoever shows no one twice. Never shown: it may be an id that
            is made of a name.
    """

    key: str
    name: str | None = None
    role: str | None = None
    company: str | None = None
    place: str | None = None
    relation: str | None = None

    @property
    def line(self) -> str:
        """Name, role and company in one line; empty of who has no name."""
        return ", ".join(filter(None, (self.name, self.role, self.company))) if self.name else ""


@dataclass(frozen=True, slots=True)
class NamedTheme:
    """A theme of an answer, by its slug and as people call it, with its colour as degrees of hue."""

    slug: str
    label: str
    hue: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """A piece of what was said: consecutive words, as people corrected them, with bars over what is redacted.

    Attributes:
        answer_id: Of the answer it is a piece of.
        clip_id: Of the clip.
        text: `join_words(words)`, token for token.
        start: Seconds of the clip.
        end: Likewise.
        words: In order, each with its times; those that were taken out are not among them.
        speaker: Who says it.
        themes: Of the answer, the surest first.
        language: ISO 639-1, or None.
        is_whole: Whether it is all of its answer.
        is_approved: Whether somebody approved that these words stand alone.
        is_starred: Whether somebody marked the answer as one of the best.
        score: How well it stands alone, for ranking.
        revision: Of the transcript: another when other words were heard, or some were corrected or redacted.
        has_picture: Whether there is something to see.
        source: Where it came from. What was written is not heard: its times are places among its words.
        said_at: The day it was filmed, or taken in where that is not known; ISO 8601.
        question: As it was asked aloud, or None.
        channel: By which way it may leave.
    """

    answer_id: str
    clip_id: str
    text: str
    start: float
    end: float
    words: tuple[Word, ...]
    speaker: Speaker
    themes: tuple[NamedTheme, ...]
    polarity: Polarity | None
    kind: AnswerKind | None
    language: str | None
    is_whole: bool
    is_approved: bool
    is_starred: bool
    score: float
    revision: str
    has_picture: bool
    source: Source
    said_at: str
    question: str | None
    channel: Channel

    @property
    def is_text(self) -> bool:
        """Whether it was written and not said."""
        return self.source in TEXTS

    @property
    def address(self) -> str:
        """Where on the site it is heard, to the hundredth of a second; or read, with these words marked."""
        return f"/answer/{self.answer_id}?t={self.start:.2f},{self.end:.2f}"
