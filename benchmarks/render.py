"""What a film of twelve clips costs beside one plain encode of it by ffmpeg, and what a card costs.

    python -m benchmarks.render PROJECT [--aspect 9:16] [--times 3]

Twelve answers of a project are cut to five seconds each, measured, brought to one size, captioned and
joined. The plain encode reads that film and writes it again with the same encoder and the same settings:
nobody can make it for less. Both are counted in seconds of the processor, for a machine does other things
meanwhile, and on the clock.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import cycle, islice
from operator import add
from pathlib import Path
from typing import Any

import ffmpeg

from pipeline.captions import Cue, make_cues, passage_of
from pipeline.project import find_project
from pipeline.quotations import Wanted, find_quotations
from pipeline.takeaways.burning import FONTS, write_burnt
from pipeline.takeaways.cards import Look, make_cards
from pipeline.takeaways.render.canvas import ASPECTS, Canvas, size_of
from pipeline.takeaways.render.dress import burned
from pipeline.takeaways.render.encode import write_film
from pipeline.takeaways.render.picture import opened, picture
from pipeline.takeaways.render.pieces import Piece, find_pieces
from pipeline.takeaways.render.sound import level, sound
from schemas.records import Span

_CLIPS, _SECONDS = 12, 5.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processor, and on the clock."""

    processor: float
    clock: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time a film of twelve clips.")
    parser.add_argument("project", type=Path)
    parser.add_argument("--aspect", choices=ASPECTS[1:], default="9:16")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    size = size_of(asked.aspect)
    assert size
    canvas, pieces = Canvas(*size), _pieces(asked.project)
    with tempfile.TemporaryDirectory() as folder:
        film, again = Path(folder) / "film.mp4", Path(folder) / "again.mp4"
        made: list[tuple[Cost, Cost]] = []
        for _ in range(asked.times):
            ours = _timed(partial(_make, pieces, canvas, film))
            made.append((ours, _timed(partial(_plain, film, again))))
        cards = _cards(asked.project, Path(folder))
        megabytes = film.stat().st_size / 1e6
    print(
        f"| {_CLIPS} clips, {canvas.width}x{canvas.height}, {megabytes:.1f} MB | vox | plain encode | ratio |"
    )
    print("| --- | --- | --- | --- |")
    for name in ("processor", "clock"):
        ours, plain = (statistics.median(getattr(pair[side], name) for pair in made) for side in (0, 1))
        print(f"| seconds, {name} | {ours:.1f} | {plain:.1f} | {ours / plain:.2f} |")
    print(f"\nA card: {cards * 1000:.0f} ms of the processor.")


def _cards(folder: Path, into: Path) -> float:
    """Seconds of the processor for one of many cards, the first left out: it reads the fonts."""
    project = find_project(folder)
    chosen = find_quotations(project, Wanted(), "internal", date.today()).quotations
    look = Look()
    make_cards(project, chosen[:1], look, into / "first.png")
    began = time.process_time()
    make_cards(project, chosen, look, into)
    return (time.process_time() - began) / len(chosen)


def _pieces(folder: Path) -> list[Piece]:
    """As many pieces as are needed, each so long; again from the first, if there are too few answers."""
    project = find_project(folder)
    chosen = find_quotations(project, Wanted(extent="answer"), "internal", date.today())
    found = [
        _shortened(piece)
        for piece in find_pieces(project, chosen.quotations)
        if piece.probe.video and piece.seconds >= _SECONDS
    ]
    return list(islice(cycle(found), _CLIPS))


def _shortened(piece: Piece) -> Piece:
    end = piece.span.start + _SECONDS
    words = tuple(word for word in piece.quotation.words if word.end <= end)
    return replace(piece, quotation=replace(piece.quotation, words=words), span=Span(piece.span.start, end))


def _timed(work: Callable[[], None]) -> Cost:
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before, began = spent() + time.process_time(), time.perf_counter()
    work()
    return Cost(spent() + time.process_time() - before, time.perf_counter() - began)


def _make(pieces: Sequence[Piece], canvas: Canvas, target: Path) -> None:
    tracks: list[Any] = []
    cues: list[Cue] = []
    for number, piece in enumerate(pieces):
        source, earlier = opened(piece), number * _SECONDS - piece.span.start
        tracks += [picture(source, piece, canvas), sound(source, piece, canvas, level(piece))]
        cues += make_cues([passage_of(piece.quotation)], partial(add, earlier), (number + 1) * _SECONDS)
    film = ffmpeg.concat(*tracks, v=1, a=1).node
    captions = write_burnt(cues, canvas, target.parent)
    write_film(burned(film[0], captions, FONTS), film[1], _CLIPS * _SECONDS, target, "the clips")


def _plain(film: Path, target: Path) -> None:
    read = ffmpeg.input(str(film))
    write_film(read["v"], read["a"], _CLIPS * _SECONDS, target, "the film")


if __name__ == "__main__":
    main()
