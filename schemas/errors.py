"""Everything vox says when something goes wrong.

    VoxError                 shown to the user as it is; owns its exit code
    ├── ClipError            1    one clip or row failed; the rest goes on
    │   └── StillCopyingError     it has not arrived yet; a later run takes it
    ├── UsageError           2    the command was asked something it cannot do
    ├── MachineError   3    something is missing on this machine
    └── LockedError          4    another run holds the lock

A message says what happened and to which file; a remedy says what to do. Both are plain sentences for
someone who makes films, not software.
"""

from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell is told, for every command."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    ENVIRONMENT = 3
    LOCKED = 4
    INTERRUPTED = 130


class VoxError(Exception):
    """A problem told in words for the user; never shown as a traceback.

    Args:
        message: What happened, and to which file.
        remedy: What to do about it.
        details: Where there is more than one thing to tell: each, for a line of its own.
    """

    exit_code = ExitCode.SOME_FAILED

    def __init__(self, message: str, remedy: str = "", details: Sequence[str] = ()) -> None:
        super().__init__(message, remedy, details)
        self.message = message
        self.remedy = remedy
        self.details = tuple(details)

    def __str__(self) -> str:
        return " ".join(filter(None, [self.message, *self.details, self.remedy]))


class ClipError(VoxError):
    """This clip could not be used. It is recorded with the reason, and the run goes on."""


class StillCopyingError(ClipError):
    """This file is still being copied: nothing is recorded, and a later run takes it."""


class UsageError(VoxError):
    """The command cannot do what it was asked."""

    exit_code = ExitCode.USAGE


class MachineError(VoxError):
    """Something this machine lacks: weights, an engine, ffmpeg, room on the disk, a right to write."""

    exit_code = ExitCode.ENVIRONMENT


class LockedError(VoxError):
    """Another run is writing to this project."""

    exit_code = ExitCode.LOCKED
