"""Answers that were written and not said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

from schemas.records import Clip

Source = Literal["video", "sound", "note", "written"]
"""Where an answer came from. A `note` was read from a picture of a clip; `written` came in as text."""

SOURCES: tuple[Source, ...] = get_args(Source)

TEXTS: tuple[Source, ...] = ("note", "written")
"""Those that are text: there is nothing to play, and no file."""

SOURCE_NAMES: dict[str, str] = {"video": "Video", "sound": "Sound", "note": "Note", "written": "Written"}
"""What people call where an answer came from."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A text that somebody wrote as an answer.

    Attributes:
        key: By which it is known again: another text under the same key is a revision.
        text: As it was written; paragraphs are lines.
        source: `written`, or `note` if it was read from a picture of a clip.
        origin: The name of the file it came in; empty for none.
        row: Its place in that file, from 1, or None.
        row_sum: Of what its row says, if its key is not of that; or None. See pipeline/bringing/rows.py.
        author: Who wrote it, as they call themselves, or None.
        author_sum: Keyed, of an address or a handle by which they are told from others of that name, or None.
        address: Where it can be seen on the web, or None.
        written_at: When, ISO 8601, or None.
        language: ISO 639-1 code, or None where it is not known.
        collection: Where it belongs; empty for none.
        of_clip: For a note, the id of the clip in which it is seen.
        start: For a note, from when it is seen, in seconds of that clip.
        end: For a note, until when.
        at: For a note, when it is seen best.
        confidence: For a note, how sure the reader is of its letters, 0 to 1.
        agreed: Whether its author agreed to be quoted; None where nobody asked.
        details: What is told of the author, by column of `people`; it is kept if they are new.
    """

    key: str
    text: str
    source: Literal["note", "written"] = "written"
    origin: str = ""
    row: int | None = None
    row_sum: str | None = None
    author: str | None = None
    author_sum: str | None = None
    address: str | None = None
    written_at: str | None = None
    language: str | None = None
    collection: str = ""
    of_clip: str | None = None
    start: float | None = None
    end: float | None = None
    at: float | None = None
    confidence: float | None = None
    agreed: bool | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def clip(self) -> Clip:
        """The clip it is kept as: known by its key, so that a revision is the same clip."""
        digest = fingerprint_of(self.source, self.key)
        return Clip(digest[:16], Path(self.origin), len(self.text.encode()), digest)


def fingerprint_of(source: str, key: str) -> str:
    """What a writing has in place of the sum of a file: by it, it is known if it was forgotten."""
    return sha256(f"{source}\n{key}".encode()).hexdigest()
