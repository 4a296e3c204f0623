"""Captions to take away: of an answer or of all answers in a clip, timed as it was filmed or as it is cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from pathlib import Path

from pipeline.captions import Cue, make_cues, passage_of, plain_text, sub_rip, web_vtt
from pipeline.project import Project
from pipeline.quotations import Chosen, Wanted, find_quotations, require_any
from pipeline.search import near, require_database
from pipeline.store import Store
from pipeline.takeaways.keeping import INTERNAL, keeping
from pipeline.takeaways.render.pieces import find_pieces
from schemas.errors import UsageError
from schemas.people import Channel
from schemas.quotations import Quotation

FORMATS = ("srt", "vtt", "txt")


@dataclass(frozen=True, slots=True)
class Captions:
    """The captions of one answer, or of those answers in a clip that may leave.

    Attributes:
        of: The id that was asked for.
        quotations: Whole answers, in the order in which they are given.
        cues: When each is shown.
        channel: By which way they may leave.
        chosen: What was held back, and why.
    """

    of: str
    quotations: tuple[Quotation, ...]
    cues: tuple[Cue, ...]
    channel: Channel
    chosen: Chosen

    @property
    def language(self) -> str | None:
        """That of the first answer."""
        return self.quotations[0].language


def find_format(form: str | None, target: Path | None) -> str:
    """The format that is asked for: by its name, by the ending of a file, or SubRip, which all places take.

    Raises:
        UsageError: There is no such format.
    """
    wanted = form or (target.suffix.lstrip(".").lower() if target else "") or FORMATS[0]
    if wanted not in FORMATS:
        raise UsageError(
            f"There is no format '{wanted}' of captions.{near(wanted, FORMATS)}",
            f"Say {', '.join(FORMATS[:-1])} or {FORMATS[-1]} with --format, or let --out end with it.",
        )
    return wanted


def find_captions(
    project: Project, wanted: str, channel: Channel, today: date, *, of_cut: bool = False
) -> Captions:
    """The captions of an answer or a clip.

    Args:
        project: Where it was said.
        wanted: The id of the one or the other.
        channel: By which way they are to leave.
        today: The day on which they leave.
        of_cut: Whether times are those of the film that `vox clip` makes of the answer.

    Raises:
        UsageError: There is no such answer or clip, nothing of it may leave, it was written; or a clip was
            asked for as cut.
        ClipError: The copy from which it would be cut has not been made.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        answers = _answers(store, wanted)
    if of_cut and wanted not in answers:
        raise UsageError(
            "A clip is not cut as a whole.", f"Ask for one of its answers: {', '.join(answers)}."
        )
    chosen = find_quotations(project, Wanted(answers=answers, extent="answer"), channel, today)
    require_any(chosen)
    if texts := [each for each in chosen.quotations if each.is_text]:
        raise UsageError(
            f"Answer {texts[0].answer_id} was written and not said: there are no captions of it.",
            f"Its words: vox quotes --answer {texts[0].answer_id} --whole",
        )
    told = tuple(sorted(chosen.quotations, key=lambda each: each.start))
    passages = [passage_of(each) for each in told]
    begin, end = 0.0, inf
    if of_cut:
        [piece] = find_pieces(project, told)
        begin, end = piece.span.start, piece.seconds
    cues = make_cues(passages, lambda seconds: seconds - begin, end)
    return Captions(wanted, told, tuple(cues), channel, chosen)


def _answers(store: Store, wanted: str) -> tuple[str, ...]:
    """The answers of a clip, in the order in which they are given; or the one that is asked for."""
    rows = store.query(
        "SELECT id FROM answers WHERE clip_id = :id AND NOT off_topic ORDER BY position", {"id": wanted}
    )
    if not rows and store.query("SELECT 1 FROM clips WHERE id = :id", {"id": wanted}):
        raise UsageError("Nobody gives an answer in this clip.", "vox search shows answers and their ids.")
    return tuple(row["id"] for row in rows) or (wanted,)


def text_of(captions: Captions, form: str) -> str:
    """Captions as a file's text; what is internal says so where the format has room for it."""
    if form == "srt":
        return sub_rip(captions.cues)
    note = INTERNAL if captions.channel == "internal" else None
    if form == "vtt":
        return web_vtt(captions.cues, captions.language, note)
    told = plain_text([passage_of(each) for each in captions.quotations])
    return f"{note}\n\n{told}" if note else told


def write_captions(project: Project, captions: Captions, target: Path, form: str) -> None:
    """Write captions to a file: whole or not at all.

    Raises:
        UsageError: Nothing may be written there.
        LockedError: Another run has been writing to the project all the while.
        MachineError: There is no room, or no right to write.
    """
    ids = [each.answer_id for each in captions.quotations]
    with keeping(project, target, "captions", captions.channel, ids) as unfinished:
        unfinished.write_text(text_of(captions, form), "utf-8", newline="\n")


def too_fast(cues: Sequence[Cue], limit: float) -> list[Cue]:
    """The captions that are said faster than people read, the fastest first."""
    return sorted((cue for cue in cues if cue.speed > limit), key=lambda cue: -cue.speed)
