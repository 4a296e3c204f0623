"""What a run tells of each file, and of all together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas.errors import ExitCode, MachineError
from schemas.records import ClipStatus

Status = ClipStatus | Literal["duplicate", "waiting", "unchanged", "missing"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did with one file.

    Attributes:
        path: As the database keeps it.
        id: The clip in it, or None where it could not be read.
        reason: Why it is not `answered`, or not all of it was heard, in a sentence.
        duration: Seconds, or None where it is not known.
        answers: How many answers the clip holds.
    """

    path: str
    id: str | None
    status: Status
    reason: str | None = None
    duration: float | None = None
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    Attributes:
        clips: In order of paths; clips that were found to be missing are among them.
        ignored: Files and folders that are no clips.
        rungs: How many pieces of speech were heard, by the rung of the ladder on which they ended.
        seconds: How long it took.
        problem: What kept pictures and copies from being made, once all else was stored; None if nothing did.
        workers: How many clips each worker of a cluster has worked on, by its name; empty without one.
    """

    clips: tuple[Outcome, ...]
    ignored: tuple[str, ...]
    rungs: tuple[int, ...]
    seconds: float
    problem: MachineError | None = None
    workers: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many clips ended with each status that occurs."""
        counts: dict[str, int] = {}
        for outcome in self.clips:
            counts[outcome.status] = counts.get(outcome.status, 0) + 1
        return counts

    @property
    def exit_code(self) -> ExitCode:
        """1 if a clip failed, else 0."""
        return ExitCode.SOME_FAILED if "failed" in self.counts else ExitCode.OK
