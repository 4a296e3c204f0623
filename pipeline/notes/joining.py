"""Sheets that were read become notes: one for each text, however often it was held up."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.notes.following import Sheet
from pipeline.notes.reading import Reading
from schemas.notes import Note

_SAME = 80.0
"""How alike two readings of one note are, of 100 (Indel similarity)."""

_SURE = 0.8
"""Confidence below which nothing is believed to be written there."""

_LETTERS = 4
"""Letters a note has at least: what is shorter is a price, a size or a logo."""


def join(read: Sequence[tuple[Sheet, tuple[Reading, int]]]) -> list[Note]:
    """Notes in the order in which they are held up.

    Args:
        read: Each sheet, with what was read of it and which of its views gave that.
    """
    notes: list[Note] = []
    for sheet, (reading, view) in read:
        if reading.confidence < _SURE or len(re.findall(r"[^\W\d_]", reading.text)) < _LETTERS:
            continue
        at, box, _ = sheet.views[view]
        note = Note(reading.text, sheet.start, sheet.end, at, box, round(reading.confidence, 4))
        known = next((each for each in notes if fuzz.ratio(_plain(each), _plain(note)) >= _SAME), None)
        if known is None:
            notes.append(note)
            continue
        better = max(known, note, key=lambda each: each.confidence)
        notes[notes.index(known)] = Note(
            better.text,
            min(known.start, note.start),
            max(known.end, note.end),
            better.at,
            better.box,
            better.confidence,
        )
    return sorted(notes, key=lambda each: each.start)


def _plain(note: Note) -> str:
    return re.sub(r"\W+", " ", note.text).lower()
