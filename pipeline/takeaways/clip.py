"""One answer as a film: what is said and nothing else, on the canvas of the place where it is posted."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import tools
from pipeline.captions import make_cues, passage_of
from pipeline.project import Project
from pipeline.quotations import Wanted, find_quotations
from pipeline.takeaways.audiogram import audiogram, audiogram_canvas
from pipeline.takeaways.burning import FONTS, write_burnt
from pipeline.takeaways.keeping import keeping
from pipeline.takeaways.render.canvas import Canvas, canvas_for, size_of
from pipeline.takeaways.render.dress import burned, faded, faded_sound, laid, scratch
from pipeline.takeaways.render.encode import unmade, write_film
from pipeline.takeaways.render.labels import mark, name_panel
from pipeline.takeaways.render.picture import Opened, opened, picture
from pipeline.takeaways.render.pieces import Piece, find_pieces
from pipeline.takeaways.render.sound import level, sound
from schemas.errors import ClipError, UsageError
from schemas.quotations import Quotation
from schemas.records import Span

_LONGEST_FADE = 0.25
"""Seconds; a fade is never longer than the breath, so that every word is seen and heard in full."""

_SUFFIX = ".mp4"


@dataclass(frozen=True, slots=True)
class Cut:
    """A clip that was made.

    Attributes:
        file: Where it is.
        span: What is played, in seconds of the recording.
        canvas: On what it is drawn.
        has_captions: Whether what is said is written in it.
    """

    file: Path
    span: Span
    canvas: Canvas
    has_captions: bool


def file_name(quotation: Quotation, aspect: str) -> str:
    """What a clip is called of which nobody said how."""
    extent = "" if quotation.is_whole else "-quote"
    return f"clip-{quotation.answer_id}{extent}-{aspect.replace(':', 'x')}{_SUFFIX}"


def check_wishes(aspect: str, target: Path | None) -> None:
    """Make sure that what is asked for can be made, before anything is looked for.

    Raises:
        UsageError: There is no such aspect, or the file is to be of another kind.
    """
    size_of(aspect)
    if target and target.suffix.lower() != _SUFFIX:
        raise UsageError(f"A clip is an MP4, and {target.name} is not called so.", "Let --out end with .mp4.")


def make_clip(project: Project, quotation: Quotation, target: Path, *, aspect: str, captions: bool) -> Cut:
    """Cut a quotation out of its recording and write it as a film.

    Of who was not filmed there is an audiogram, which always has captions.

    Args:
        project: Where it was said.
        quotation: What is said.
        target: Where to write.
        aspect: One of `pipeline.takeaways.render.canvas.ASPECTS`.
        captions: Whether they are burned in.

    Raises:
        UsageError: There is no such aspect, or nothing can be written there.
        ClipError: There is no copy to cut it from, it cannot be cut, or somebody decided otherwise meanwhile.
        LockedError: Another run has been writing to the project all the while.
        MachineError: There is no room, no right to write, no ffmpeg, or no font for some characters.
    """
    [piece] = find_pieces(project, [quotation])
    video = piece.probe.video
    canvas = canvas_for(aspect, video) if video else audiogram_canvas(aspect)
    seconds = canvas.on_pictures(piece.seconds)
    with (
        keeping(project, target, "clip", quotation.channel, [quotation.answer_id]) as unfinished,
        scratch(project) as folder,
    ):
        source = opened(piece)
        try:
            heard = sound(source, piece, canvas, level(piece))
            if video:
                seen = _filmed(source, piece, canvas, folder, captions=captions)
            else:
                seen = audiogram(piece, heard, canvas, project.settings.question, folder)
        except tools.FfmpegError as problem:
            raise unmade(piece.name) from problem
        write_film(seen, faded_sound(heard, seconds, *_fades(piece)), seconds, unfinished, piece.name)
        _require_unchanged(project, piece)
    return Cut(target, piece.span, canvas, captions or not video)


def _filmed(source: Opened, piece: Piece, canvas: Canvas, folder: Path, *, captions: bool) -> Any:
    """The picture as it was filmed, with who speaks and what is said."""
    quotation, seconds = piece.quotation, canvas.on_pictures(piece.seconds)
    seen = picture(source, piece, canvas)
    if captions:
        cues = make_cues([passage_of(quotation)], lambda at: at - piece.span.start, seconds)
        seen = burned(seen, write_burnt(cues, canvas, folder), FONTS)
    if name := name_panel(quotation, canvas, folder, Span(0.0, seconds), captions=captions):
        seen = laid(seen, name, canvas)
    seen = faded(seen, seconds, *_fades(piece))
    return laid(seen, mark(canvas, folder), canvas) if quotation.channel == "internal" else seen


def _require_unchanged(project: Project, piece: Piece) -> None:
    """Make sure that what was allowed when it was chosen still is: a film takes a while.

    Raises:
        ClipError: It may not leave any more, is redacted, corrected, or of somebody else.
    """
    before = piece.quotation
    wanted = Wanted(answers=(before.answer_id,), extent="answer" if before.is_whole else "quote")
    now = find_quotations(project, wanted, before.channel, date.today()).quotations
    if [(each.words, each.speaker) for each in now] != [(before.words, before.speaker)] or find_pieces(
        project, now
    )[0].copy != piece.copy:
        raise ClipError(
            f"Somebody decided about {piece.name} while its film was made: there is none.",
            "Run the same command again.",
        )


def _fades(piece: Piece) -> tuple[float, float]:
    """In how many seconds a piece comes, and goes."""
    before, after = piece.said.start, piece.seconds - piece.said.end
    return min(_LONGEST_FADE, max(0.0, before)), min(_LONGEST_FADE, max(0.0, after))
