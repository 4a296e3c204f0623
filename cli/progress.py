"""A run as people see it, on stderr: bars on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars

    from pipeline.progress import Progress

_IN_WORDS = {
    "transcribe": "listening",
    "picture": "taking a picture",
    "web copy": "making a copy for the web",
}

_WORTH_TELLING = 60.0
"""Seconds of a clip's sound from which it is told how far it has been heard."""


@contextmanager
def progress_for_people() -> Iterator["Progress"]:
    """Progress for whoever looks at stderr."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, emoji=False)
    if not console.is_terminal:
        yield _Lines(console)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as bars:
        yield _Bars(bars)


class _Lines:
    """One plain line for each clip that ends."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._total = 0
        self._ended = 0

    def begin(self, total: int) -> None:
        self._total = total

    def stage(self, path: Path, stage: str, reached: float | None = None) -> None:
        """Stages are not worth a line each."""

    def done(self, path: Path, status: str, reason: str) -> None:
        self._ended += 1
        because = f": {reason}" if reason else ""
        self.note(f"[{self._ended}/{self._total}] {path.name}: {status.replace('_', ' ')}{because}")

    def note(self, message: str) -> None:
        self._console.print(printable(message), markup=False, soft_wrap=True)


class _Bars:
    """One bar over all clips, which names the clip at hand and its stage; a line for what went wrong."""

    def __init__(self, bars: "Bars") -> None:
        self._bars = bars
        self._task = bars.add_task("Looking for new clips", total=None)

    def begin(self, total: int) -> None:
        self._bars.update(self._task, total=total)

    def stage(self, path: Path, stage: str, reached: float | None = None) -> None:
        what = _IN_WORDS.get(stage, stage)
        if reached and reached >= _WORTH_TELLING:
            what = f"{what}, {reached / 60:.0f} min so far"
        self._bars.update(self._task, description=printable(f"{path.name}: {what}"))

    def done(self, path: Path, status: str, reason: str) -> None:
        self._bars.advance(self._task)
        if reason:
            self.note(f"{path.name}: {status.replace('_', ' ')}: {reason}")

    def note(self, message: str) -> None:
        self._bars.console.print(printable(message), markup=False, soft_wrap=True)
