"""A run as people see it, on stderr: bars on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cli.common import printable, tell

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from pipeline.progress import Progress
    from pipeline.report import Report

_IN_WORDS = {
    "transcribe": "listening",
    "poster": "taking a picture",
    "waveform": "drawing the sound",
    "web_copy": "making a copy for the web",
    "strip": "making small pictures",
    "notes": "looking for notes",
    "proof": "listening for redacted words",
    "film": "making a film to publish",
}

T = TypeVar("T")

_ROWS_A_LINE = 10_000
"""Rows after which a line is worth it, where there is no bar."""

_WORKERS_A_LINE = 4

_WORTH_TELLING = 60.0
"""Seconds of a clip's sound from which it is told how far it has been heard."""


@contextmanager
def progress_for_people() -> Iterator["Progress"]:
    """Progress for whoever looks at stderr."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True, highlight=False, emoji=False),
        transient=True,
    ) as bars:
        yield _Bars(bars)


def counted(items: Iterable[T], doing: str) -> Iterator[T]:
    """The same items, with a count of those that are done where a terminal shows no result meanwhile."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, doing, console=Console(stderr=True), transient=True)


@contextmanager
def rows_for_people(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Told how many rows are done, of how many: a bar on a terminal, elsewhere a line now and then."""
    if not sys.stderr.isatty():

        def tell_some(number: int, total: int) -> None:
            if number % _ROWS_A_LINE == 0:
                tell(f"{doing}: {number:,} of {total:,}")

        yield tell_some
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(doing, total=None)
        yield lambda number, total: bars.update(task, completed=number, total=total)


class _Lines:
    """One plain line for each clip that ends."""

    def __init__(self) -> None:
        self._total = 0
        self._ended = 0

    def begin(self, total: int) -> None:
        self._total, self._ended = total, 0

    def stage(self, path: Path, stage: str, reached: float | None = None) -> None:
        """Stages are not worth a line each."""

    def done(self, path: Path, status: str, reason: str) -> None:
        self._ended += 1
        if status == "notes" and not reason:
            return
        self.note(f"[{self._ended}/{self._total}] {path.name}: {in_words(status, reason)}")

    def made(self, path: Path, what: str, reason: str) -> None:
        self.done(path, what, reason)

    def worked(self, worker: str, clips: int) -> None:
        """The lines of its clips say as much."""

    def note(self, message: str) -> None:
        tell(message)


class Arrivals:
    """While a folder is watched: one line, with the time, for each clip that was or could not be taken in."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def begin(self, total: int) -> None:
        """How many there are is not known before the end."""

    def stage(self, path: Path, stage: str, reached: float | None = None) -> None:
        """Stages are not worth a line each."""

    def done(self, path: Path, status: str, reason: str) -> None:
        """A clip that was worked on; that no note was held up in it is not worth a line."""
        if status == "notes" and not reason:
            return
        words = in_words(status, reason)
        self._told.add((path.name, words))
        self.note(f"{path.name}: {words}")

    def made(self, path: Path, what: str, reason: str) -> None:
        """Pictures are worth a line only where there are none."""
        if reason:
            self.note(f"{path.name}: {in_words(what, reason)}")

    def worked(self, worker: str, clips: int) -> None:
        """Nobody watches with a cluster."""

    def note(self, message: str) -> None:
        """A line with the time."""
        tell(f"{datetime.now():%H:%M:%S} {message}")

    def rest(self, report: "Report") -> None:
        """The files that needed no work, or could not even be read, each once."""
        for outcome in report.clips:
            name, words = Path(outcome.path).name, in_words(outcome.status, outcome.reason)
            if outcome.status != "unchanged" and (name, words) not in self._told:
                self.done(Path(outcome.path), outcome.status, outcome.reason or "")


def in_words(status: str, reason: str | None = None) -> str:
    """What came of a clip, and why where there is something to say."""
    return status.replace("_", " ") + (f": {reason}" if reason else "")


class _Bars:
    """One bar over all clips, which names the clip at hand and its stage; a line for what went wrong."""

    def __init__(self, bars: "Bars") -> None:
        self._bars = bars
        self._task = bars.add_task("Looking for new clips", total=None)
        self._by_worker: dict[str, int] = {}

    def begin(self, total: int) -> None:
        self._bars.reset(self._task, total=total)

    def stage(self, path: Path, stage: str, reached: float | None = None) -> None:
        what = _IN_WORDS.get(stage, stage)
        if reached and reached >= _WORTH_TELLING:
            what = f"{what}, {reached / 60:.0f} min so far"
        self._bars.update(self._task, description=printable(f"{path.name}: {what}"))

    def done(self, path: Path, status: str, reason: str) -> None:
        self._bars.advance(self._task)
        if reason:
            self.note(f"{path.name}: {in_words(status, reason)}")

    def made(self, path: Path, what: str, reason: str) -> None:
        self.done(path, what, reason)

    def worked(self, worker: str, clips: int) -> None:
        self._by_worker[worker] = self._by_worker.get(worker, 0) + clips
        busiest = sorted(self._by_worker.items(), key=lambda each: -each[1])
        told = ", ".join(f"{name}: {done:,}" for name, done in busiest[:_WORKERS_A_LINE])
        more = f" and {len(busiest) - _WORKERS_A_LINE} more" if len(busiest) > _WORKERS_A_LINE else ""
        self._bars.update(self._task, description=printable(f"Clips by worker: {told}{more}"))

    def note(self, message: str) -> None:
        self._bars.console.print(printable(message), markup=False, soft_wrap=True)
