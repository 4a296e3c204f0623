"""Which stretch of which file is played for a quotation: its words, with a breath before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.breath import Said, stretches
from pipeline.derived import CLIPS, COPY, folders, names
from pipeline.probe import probe
from pipeline.project import Project
from pipeline.store import Store
from schemas.errors import ClipError, UsageError
from schemas.quotations import Quotation
from schemas.records import Probe, Span

WRITTEN = "Answer {answer} was written and not said: there is nothing to play."

_SAME = 0.0005
"""Seconds: times are stored to the millisecond."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A quotation as it is seen and heard.

    Attributes:
        quotation: What is said in it.
        copy: The web copy, in which nothing is seen or heard any more that is redacted.
        probe: What is known of that copy.
        span: What is played, in seconds of the clip: no other word is in it.
    """

    quotation: Quotation
    copy: Path
    probe: Probe
    span: Span

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.span.end - self.span.start

    @property
    def said(self) -> Span:
        """When its words are said, in seconds of the piece."""
        begin = self.span.start
        return Span(self.quotation.start - begin, self.quotation.end - begin)

    @property
    def name(self) -> str:
        """What messages call it: its answer, for the name of a file may be that of a person."""
        return f"answer {self.quotation.answer_id}"


def find_pieces(project: Project, quotations: Sequence[Quotation]) -> list[Piece]:
    """The pieces for some quotations, in their order.

    Raises:
        UsageError: One of them was written: there is nothing to play.
        ClipError: A clip's copy has not been made, or cannot be read.
        MachineError: The process that reads headers cannot be started.
    """
    with Store.reading(project.database) as store:
        return [_piece(project, store, each) for each in quotations]


def _piece(project: Project, store: Store, quotation: Quotation) -> Piece:
    if quotation.is_text:
        raise UsageError(WRITTEN.format(answer=quotation.answer_id), "vox card makes a picture of it.")
    of_it = {"clip": quotation.clip_id}
    clip = next(iter(store.query(f"SELECT * FROM ({CLIPS}) WHERE id = :clip", of_it)), None)
    copy = folders(project)[COPY] / names(clip)[COPY] if clip else None
    if copy is None or not copy.is_file():
        raise ClipError(
            f"There is no copy for the web of the clip of answer {quotation.answer_id}.", "Run vox derive."
        )
    probed = probe(copy)
    end = probed.duration or quotation.end
    if quotation.start >= end - _SAME:
        raise ClipError(
            f"The copy for the web of the clip of answer {quotation.answer_id} ends before it is said.",
            "Remove the copy from .vox/web and run vox derive.",
        )
    [stretch] = stretches([_said(store, quotation)], _words(store, quotation), _beside(store, quotation), end)
    return Piece(quotation, copy, probed, Span(max(0.0, stretch.start), min(end, stretch.end)))


def _words(store: Store, quotation: Quotation) -> list[Span]:
    found = store.query(
        'SELECT start, "end" FROM words WHERE clip_id = :clip ORDER BY position', {"clip": quotation.clip_id}
    )
    return [Span(**row) for row in found]


def _said(store: Store, quotation: Quotation) -> Said:
    """The quotation with the places of its words, those among them that were taken out as well."""
    [row] = store.query(
        "SELECT min(position) AS first, max(position) AS last FROM words"
        ' WHERE clip_id = :clip AND start >= :start AND "end" <= :end',
        {
            "clip": quotation.clip_id,
            "start": quotation.start - _SAME,
            "end": quotation.end + _SAME,
        },
    )
    return Said(quotation.start, quotation.end, range(row["first"], row["last"] + 1))


def _beside(store: Store, quotation: Quotation) -> list[Span]:
    """When there may be speech that is in no word: it is doubted, or another voice goes on."""
    found = store.query(
        'SELECT start, "end" FROM segments WHERE clip_id = :clip AND doubted'
        ' UNION ALL SELECT start, "end" FROM turns WHERE clip_id = :clip'
        " AND voice IS NOT (SELECT voice FROM answers WHERE id = :answer)",
        {"clip": quotation.clip_id, "answer": quotation.answer_id},
    )
    return [Span(**row) for row in found]
