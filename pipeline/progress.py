"""How a run tells where it is, without knowing who listens."""

from pathlib import Path
from typing import Protocol


class Progress(Protocol):
    """Told of a run's steps, in the main process, in order."""

    def begin(self, total: int) -> None:
        """`total` clips will be worked on, or have their pictures made."""

    def stage(self, path: Path, stage: str, reached: float | None = None) -> None:
        """The clip at `path` has entered a stage, or has `reached` a second of its sound in it."""

    def done(self, path: Path, status: str, reason: str) -> None:
        """The clip at `path` has ended with a status, and a reason where there is one."""

    def made(self, path: Path, what: str, reason: str) -> None:
        """Of the clip at `path` pictures or a copy were made, or could not be, for a reason."""

    def worked(self, worker: str, clips: int) -> None:
        """A worker of a cluster, by its name, has worked on that many clips."""

    def note(self, message: str) -> None:
        """Something worth a line that belongs to no clip."""


class Silent:
    """Listens and says nothing."""

    def begin(self, total: int) -> None:
        """Nothing."""

    def stage(self, path: Path, stage: str, reached: float | None = None) -> None:
        """Nothing."""

    def done(self, path: Path, status: str, reason: str) -> None:
        """Nothing."""

    def made(self, path: Path, what: str, reason: str) -> None:
        """Nothing."""

    def worked(self, worker: str, clips: int) -> None:
        """Nothing."""

    def note(self, message: str) -> None:
        """Nothing."""
