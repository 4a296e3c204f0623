"""What a film of twelve clips costs, beside one plain encode of the same film by ffmpeg.

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
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path

import ffmpeg

from pipeline.captions import Look, advanced_substation, make_cues, passage_of
from pipeline.project import find_project
from pipeline.quotations import Wanted, find_quotations
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
            ours = _timed(lambda: _make(pieces, canvas, film))
            made.append((ours, _timed(lambda: _plain(film, again))))
        megabytes = film.stat().st_size / 1e6
    names = ("processor s", "clock s")
    print(
        f"| {_CLIPS} clips, {_CLIPS * _SECONDS:.0f} s, {canvas.width}x{canvas.height}, {megabytes:.1f} MB",
        end="",
    )
    print(" | vox | plain encode | ratio |\n| --- | --- | --- | --- |")
    for name, of in zip(names, (lambda cost: cost.processor, lambda cost: cost.clock), strict=True):
        ours, plain = (statistics.median(of(pair[side]) for pair in made) for side in (0, 1))
        print(f"| {name} | {ours:.1f} | {plain:.1f} | {ours / plain:.2f} |")


def _pieces(project: Path) -> list[Piece]:
    """As many pieces as are needed, each so long; again from the first, if there are too few answers."""
    opened_project = find_project(project)
    chosen = find_quotations(opened_project, Wanted(extent="answer"), "internal", date.today())
    long_enough = [
        replace(piece, span=Span(piece.span.start, piece.span.start + _SECONDS))
        for piece in find_pieces(opened_project, chosen.quotations)
        if piece.probe.video and piece.seconds >= _SECONDS
    ]
    return list(islice(cycle(long_enough), _CLIPS))


def _timed(work: Callable[[], None]) -> Cost:
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before, began = spent() + time.process_time(), time.perf_counter()
    work()
    return Cost(spent() + time.process_time() - before, time.perf_counter() - began)


def _make(pieces: list[Piece], canvas: Canvas, target: Path) -> None:
    tracks = []
    for number, piece in enumerate(pieces):
        source = opened(piece)
        cues = make_cues([passage_of(piece.quotation)], lambda at, by=piece.span.start: at - by, _SECONDS)
        written = target.with_name(f"{number}.ass")
        written.write_text(advanced_substation(cues, Look.on(canvas.width, canvas.height, "Sans")))
        tracks += [burned(picture(source, piece, canvas), written, target.parent)]
        tracks += [sound(source, piece, canvas, level(piece))]
    film = ffmpeg.concat(*tracks, v=1, a=1).node
    write_film(film[0], film[1], _CLIPS * _SECONDS, target, "the clips")


def _plain(film: Path, target: Path) -> None:
    read = ffmpeg.input(str(film))
    write_film(read["v"], read["a"], _CLIPS * _SECONDS, target, "the film")


if __name__ == "__main__":
    main()
