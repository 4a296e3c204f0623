"""One answer as a film: what is said and nothing else, on the canvas of the place where it is posted."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.captions import make_cues, passage_of
from pipeline.project import Project
from pipeline.takeaways.burning import FONTS, write_burnt
from pipeline.takeaways.keeping import keeping
from pipeline.takeaways.render.canvas import Canvas, canvas_for, size_of
from pipeline.takeaways.render.dress import burned, faded, faded_sound, laid, scratch
from pipeline.takeaways.render.encode import write_film
from pipeline.takeaways.render.labels import mark, name_panel
from pipeline.takeaways.render.picture import opened, picture
from pipeline.takeaways.render.pieces import Piece, find_pieces
from pipeline.takeaways.render.sound import level, sound
from schemas.errors import UsageError
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
    """

    file: Path
    span: Span
    canvas: Canvas


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
        MachineError: There is no room, no right to write, no ffmpeg, or no font for some characters.
    """
    [piece] = find_pieces(project, [quotation])
    video = piece.probe.video
    assert video
    canvas = canvas_for(aspect, video)
    with (
        keeping(project, target, "clip", quotation.channel, [quotation.answer_id]) as unfinished,
        scratch(project) as folder,
    ):
        _write(piece, canvas, captions, folder, unfinished)
    return Cut(target, piece.span, canvas)


def _write(piece: Piece, canvas: Canvas, captions: bool, folder: Path, target: Path) -> None:
    quotation, seconds = piece.quotation, canvas.on_pictures(piece.seconds)
    source = opened(piece)
    seen = picture(source, piece, canvas)
    heard = sound(source, piece, canvas, level(piece))
    if captions:
        cues = make_cues([passage_of(quotation)], lambda at: at - piece.span.start, seconds)
        seen = burned(seen, write_burnt(cues, canvas, folder), FONTS)
    if name := name_panel(quotation, canvas, folder, Span(0.0, seconds), captions=captions):
        seen = laid(seen, name, canvas)
    comes, goes = _fades(piece)
    seen, heard = faded(seen, seconds, comes, goes), faded_sound(heard, seconds, comes, goes)
    if quotation.channel == "internal":
        seen = laid(seen, mark(canvas, folder), canvas)
    write_film(seen, heard, seconds, target, piece.name)


def _fades(piece: Piece) -> tuple[float, float]:
    """In how many seconds a piece comes, and goes."""
    before, after = piece.said.start, piece.seconds - piece.said.end
    return min(_LONGEST_FADE, max(0.0, before)), min(_LONGEST_FADE, max(0.0, after))
