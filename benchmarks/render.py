"""What a film of twelve people costs beside one plain encode of it by ffmpeg, and what a card costs.

    python -m benchmarks.render PROJECT [--aspect 9:16] [--times 3]

A film of a minute is planned and made as `vox reel --captions` does it: title, names, captions, crossfades,
levelled sound, credits. The plain encode reads that film and writes it again with the same encoder and the
same settings: nobody can make it for less. Both are counted in seconds of the processor, for a machine does
other things meanwhile, and on the clock.
"""

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import ffmpeg

from pipeline.probe import probe
from pipeline.progress import Silent
from pipeline.project import SETTINGS_FILE, Project, find_project
from pipeline.quotations import Wanted, find_quotations
from pipeline.takeaways.cards import Look, make_cards
from pipeline.takeaways.reel.choice import MOST_SECONDS, PEOPLE, plan_film
from pipeline.takeaways.reel.film import make_film, prepare
from pipeline.takeaways.reel.plan import Plan
from pipeline.takeaways.render.canvas import SIZES
from pipeline.takeaways.render.encode import write_film


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processor, and on the clock."""

    processor: float
    clock: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time a film of twelve people.")
    parser.add_argument("project", type=Path)
    parser.add_argument("--aspect", choices=SIZES, default="9:16")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = _copy(find_project(asked.project), Path(folder) / "project")
        film, again = Path(folder) / "film.mp4", Path(folder) / "again.mp4"
        made: list[tuple[Cost, Cost]] = []
        for _ in range(asked.times):
            ours = _timed(partial(_make, project, asked.aspect, film))
            made.append((ours, _timed(partial(_plain, film, again))))
        cards = _cards(project, Path(folder))
        found = probe(film)
        size = film.stat().st_size / 1e6
    width, height = SIZES[asked.aspect]
    print(f"| {found.duration:.1f} s, {width}x{height}, {size:.1f} MB | vox reel | plain encode | ratio |")
    print("| --- | --- | --- | --- |")
    for name in ("processor", "clock"):
        ours, plain = (statistics.median(getattr(pair[side], name) for pair in made) for side in (0, 1))
        print(f"| seconds, {name} | {ours:.1f} | {plain:.1f} | {ours / plain:.2f} |")
    spent, took = (1000 * seconds for seconds in (cards.processor, cards.clock))
    print(f"\nA card: {spent:.0f} ms of the processor, {took:.0f} ms on the clock.")


def _copy(project: Project, root: Path) -> Project:
    """The project as a film is made of it, so that nothing is remembered in its own database."""
    (root / ".vox").mkdir(parents=True)
    for name in (project.database.name, SETTINGS_FILE):
        if (project.root / name).is_file():
            shutil.copy(project.root / name, root)
    shutil.copytree(project.private / "web", root / ".vox" / "web")
    return find_project(root)


def _cards(project: Project, into: Path) -> Cost:
    """One of many cards, the first left out: it reads the fonts."""
    chosen = find_quotations(project, Wanted(), "internal", date.today()).quotations
    make_cards(project, chosen[:1], Look(), into / "first.png")
    all_of_them = _timed(lambda: make_cards(project, chosen, Look(), into))
    return Cost(all_of_them.processor / len(chosen), all_of_them.clock / len(chosen))


def _timed(work: Callable[[], object]) -> Cost:
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before, began = spent() + time.process_time(), time.perf_counter()
    work()
    return Cost(spent() + time.process_time() - before, time.perf_counter() - began)


def _make(project: Project, aspect: str, target: Path) -> None:
    wish = Plan(
        (),
        title=project.settings.question,
        channel="internal",
        aspect=aspect,
        captions=True,
        longest=MOST_SECONDS,
    )
    planned = plan_film(project, Wanted(), PEOPLE, wish, date.today())
    layout = prepare(project, planned.plan, [piece.quotation for piece in planned.pieces])
    make_film(project, planned.plan, layout, target, None, Silent())


def _plain(film: Path, target: Path) -> None:
    read = ffmpeg.input(str(film))
    seconds = probe(film).duration
    assert seconds
    write_film(read["v"], read["a"], seconds, target, "the film")


if __name__ == "__main__":
    main()
