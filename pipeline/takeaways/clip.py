"""One answer as a film: what is said and nothing else, on the canvas of the place where it is posted."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.project import Project
from pipeline.takeaways.keeping import keeping
from pipeline.takeaways.render.canvas import Canvas, canvas_for
from pipeline.takeaways.render.dress import faded, faded_sound
from pipeline.takeaways.render.encode import write_film
from pipeline.takeaways.render.picture import opened, picture
from pipeline.takeaways.render.pieces import Piece, find_pieces
from pipeline.takeaways.render.sound import level, sound
from schemas.quotations import Quotation
from schemas.records import Span

_LONGEST_FADE = 0.25
"""Seconds; a fade is never longer than the breath, so that every word is seen and heard in full."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A clip that was made.

    Attributes:
        file: Where it is.
        span: What is played, in seconds of the recording.
        canvas: On what it is drawn.
        raised: By how many dB its sound was raised.
    """

    file: Path
    span: Span
    canvas: Canvas
    raised: float


def make_clip(project: Project, quotation: Quotation, target: Path, *, aspect: str, captions: bool) -> Cut:
    """Cut a quotation out of its recording and write it as a film.

    Args:
        project: Where it was said.
        quotation: What is said.
        target: Where to write.
        aspect: One of `pipeline.takeaways.render.canvas.ASPECTS`.
        captions: Whether they are burned in.

    Raises:
        UsageError: There is no such aspect, or nothing can be written there.
        ClipError: There is no copy to cut it from, or it cannot be cut.
        LockedError: Another run has been writing to the project all the while.
        MachineError: There is no room, no right to write or no ffmpeg.
    """
    [piece] = find_pieces(project, [quotation])
    video = piece.probe.video
    assert video
    canvas = canvas_for(aspect, video)
    raised = level(piece)
    source, seconds = opened(piece), canvas.on_pictures(piece.seconds)
    seen, heard = picture(source, piece, canvas), sound(source, piece, canvas, raised)
    comes, goes = fades(piece)
    with keeping(project, target, "clip", quotation.channel, [quotation.answer_id]) as unfinished:
        write_film(
            faded(seen, seconds, comes, goes),
            faded_sound(heard, seconds, comes, goes),
            seconds,
            unfinished,
            piece.name,
        )
    return Cut(target, piece.span, canvas, raised)


def fades(piece: Piece) -> tuple[float, float]:
    """In how many seconds a piece comes, and goes."""
    before, after = piece.said.start, piece.seconds - piece.said.end
    return min(_LONGEST_FADE, max(0.0, before)), min(_LONGEST_FADE, max(0.0, after))
