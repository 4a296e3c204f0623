"""Content decides what a clip is: its sha256, whatever the file is called."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import ClipError, StillCopyingError
from schemas.records import Clip

_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file system says of a file without reading it: size in bytes and time of change in ns."""

    size: int
    mtime_ns: int


def stamp(path: Path) -> Stamp:
    """The stamp of a file.

    Raises:
        ClipError: It cannot be looked at, or its name is not text.
    """
    try:
        str(path).encode()
        found = path.stat()
    except UnicodeEncodeError:
        raise ClipError(
            "The name of this file is not valid text.", "Rename it and run vox ingest again."
        ) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    return Stamp(found.st_size, found.st_mtime_ns)


def fingerprint(path: Path) -> Clip:
    """Read a whole file and name the clip it holds.

    Raises:
        ClipError: It is empty or cannot be read.
        StillCopyingError: It changed meanwhile.
    """
    before = stamp(path)
    if not before.size:
        raise ClipError(f"{path.name} is empty (0 bytes).", "Copy it from the phone or camera again.")
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise _unreadable(path, error) from None
    if stamp(path) != before or size != before.size:
        raise StillCopyingError(
            f"{path.name} is still being copied.", "Run vox ingest again when it has arrived."
        )
    return Clip(digest[:_ID_DIGITS], path, before.size, digest)


def _unreadable(path: Path, error: OSError) -> ClipError:
    return ClipError(
        f"{path.name} cannot be read ({error.strerror}).", "Check that you may open it, or copy it again."
    )
