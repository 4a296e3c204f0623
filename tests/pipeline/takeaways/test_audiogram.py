"""An audiogram: the sound moves, what is said is read while it is said, and nothing else is told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.probe import probe
from pipeline.takeaways.audiogram import audiogram, audiogram_canvas
from pipeline.takeaways.drawing.page import TooLongError
from pipeline.takeaways.render.canvas import Canvas
from pipeline.takeaways.render.encode import write_film
from pipeline.takeaways.render.picture import opened
from pipeline.takeaways.render.pieces import Piece
from pipeline.takeaways.render.sound import sound
from schemas.errors import MachineError
from schemas.people import Channel
from schemas.quotations import Speaker
from schemas.records import Span, Word
from tests.pipeline.takeaways.render.conftest import ffmpeg, pictures, quotation

RATE = 10
QUESTION = "What makes good customer service?"
WORDS = (Word(1.0, 1.9, "They", 0.9), Word(2.0, 2.9, "listen.", 0.9))


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Piece:
    """Four seconds of sound of which the second and third are loud."""
    path = tmp_path_factory.mktemp("spoken") / "50% spoken's.mp4"
    ffmpeg("-f", "lavfi", "-i", "aevalsrc=0.3*sin(1400*t)*between(t\\,1\\,3):d=4:s=48000", "-f", "mp4", path)
    told = quotation(1.0, 2.9, words=WORDS, text="They listen.", has_picture=False)
    return Piece(told, path, probe(path), Span(0.5, 3.5))


def make(piece: Piece, folder: Path, width: int = 270, height: int = 270) -> npt.NDArray[np.uint8]:
    """The pictures of an audiogram."""
    canvas, film = Canvas(width, height, RATE), folder / "film.mp4"
    shown = audiogram(piece, sound(opened(piece), piece, canvas, 0.0), canvas, QUESTION, folder)
    write_film(shown, sound(opened(piece), piece, canvas, 0.0), piece.seconds, film, piece.name)
    assert probe(film).duration == pytest.approx(piece.seconds, abs=0.05)
    return pictures(film)


@pytest.mark.parametrize(("width", "height"), [(270, 270), (270, 480), (480, 270)])
def test_bars_move_and_words_are_read_while_they_are_said(
    spoken: Piece, tmp_path: Path, width: int, height: int
) -> None:
    shown = make(spoken, tmp_path, width, height).astype(int)
    assert len(shown) == 30
    changes = np.abs(np.diff(shown, axis=0)).max(axis=2) > 60
    rows = np.flatnonzero(changes.any(axis=0))
    # What changes twice is captions, and what changes all the time are bars: these are above.
    often = np.flatnonzero(changes.sum(axis=0) > 4)
    seldom = rows[rows > often.max()]
    assert often.min() > height * 0.15
    assert set(np.flatnonzero(changes[:, seldom].any(axis=1)) + 1) == {5, 24}


def test_it_says_the_question_who_speaks_and_that_it_is_internal(spoken: Piece, tmp_path: Path) -> None:
    def lower(speaker: Speaker, channel: Channel) -> npt.NDArray[np.int_]:
        told = replace(spoken.quotation, speaker=speaker, channel=channel)
        shown = make(replace(spoken, quotation=told), tmp_path)[0]
        return np.flatnonzero((np.abs(shown[220:].astype(int) - int(shown[-1, 0])) > 40).any(axis=0))

    assert len(lower(Speaker("x"), "web")) == 0
    assert lower(Speaker("x", "Ann", "Baker"), "web").max() < 135
    assert lower(Speaker("x"), "internal").min() > 135


def test_silence_is_drawn_as_dots(spoken: Piece, tmp_path: Path) -> None:
    quiet = tmp_path / "quiet.mp4"
    ffmpeg("-f", "lavfi", "-i", "anullsrc=d=4", "-f", "mp4", quiet)
    assert len(make(replace(spoken, copy=quiet, probe=probe(quiet)), tmp_path)) == 30


def test_what_no_font_has_is_told_before_anything_is_made(spoken: Piece, tmp_path: Path) -> None:
    words = (replace(WORDS[0], text="\U0010fffd"),)
    odd = replace(spoken, quotation=replace(spoken.quotation, words=words))
    with pytest.raises(MachineError, match="No font on this machine has"):
        make(odd, tmp_path)
    canvas = Canvas(270, 270, RATE)
    with pytest.raises(TooLongError):
        audiogram(spoken, sound(opened(spoken), spoken, canvas, 0.0), canvas, "why " * 900, tmp_path)


def test_what_was_not_filmed_is_square_unless_it_is_asked_for_otherwise() -> None:
    assert [(each.width, each.height) for each in map(audiogram_canvas, ("filmed", "9:16"))] == [
        (1080, 1080),
        (1080, 1920),
    ]
