"""Room on the disk and rights to write: the same plain words wherever vox writes."""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from schemas.errors import MachineError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def plain_disk_errors(folder: Path) -> Iterator[None]:
    """Tell a full disk or a missing right to write in a user's words.

    Raises:
        MachineError: Writing below `folder` failed for one of those reasons.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise no_room(folder) from error
        if error.errno in _NO_RIGHT:
            raise _no_right(folder) from error
        raise
    except sqlite3.OperationalError as error:
        match getattr(error, "sqlite_errorname", "").split("_"):
            case ["SQLITE", "FULL", *_] | ["SQLITE", "IOERR", "WRITE" | "FSYNC" | "SHMSIZE", *_]:
                raise no_room(folder) from error
            case ["SQLITE", "READONLY" | "CANTOPEN", *_]:
                raise _no_right(folder) from error
        raise


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A name beside `target` to write to; what is written takes its place at the end, or leaves no trace.

    The bytes are on the disk before the name is: after a power cut, too, `target` is whole or as it was.
    """
    unfinished = target.with_name(f".{target.stem}-{os.getpid()}{target.suffix}")
    try:
        yield unfinished
        sync(unfinished)
        unfinished.replace(target)
        sync(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def making_once(folder: Path) -> Iterator[None]:
    """While it lasts no other process of this user is in it: several may need what is not there yet.

    Who comes in looks again whether the folder is there.
    """
    with plain_disk_errors(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.with_name(f".{folder.name}.lock"))
        with lock:
            yield


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """A new folder to fill, which takes the place of `folder` at the end, or leaves it as it was."""
    parent = folder.parent
    with plain_disk_errors(parent):
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=parent) as scratch:
            new = Path(scratch) / "new"
            new.mkdir()
            yield new
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            new.rename(folder)


def clear_unfinished(folder: Path) -> None:
    """Remove from the subfolders of `folder` what a process that was killed left half written.

    Nobody else may be writing there.
    """
    for inside in folder.glob("*/"):
        with os.scandir(inside) as entries:
            unfinished = [entry.path for entry in entries if entry.name.startswith(".") and entry.is_file()]
        for path in unfinished:
            Path(path).unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Bring a file or a folder to the disk, so that a power cut finds it as it is."""
    if os.name == "nt" and path.is_dir():
        return  # Windows syncs no folders.
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def require_room(folder: Path, needed: int) -> None:
    """Make sure that `needed` bytes fit on the disk of `folder`, which exists.

    Raises:
        MachineError: They do not.
    """
    if shutil.disk_usage(folder).free < needed:
        raise no_room(folder, needed)


def no_room(folder: Path, needed: int | None = None) -> MachineError:
    """The error for a full disk."""
    wanted = f": {megabytes(needed)} are needed" if needed else ""
    return MachineError(
        f"There is no room left on the disk of {folder}{wanted}.",
        "Free some space and run the same command again; what was stored before is safe.",
    )


def _no_right(folder: Path) -> MachineError:
    return MachineError(
        f"vox may not write to {folder}.",
        "Choose a folder you can write to with --project, or change the permissions of this one.",
    )


def megabytes(size: int) -> str:
    """Bytes in words, as file managers show them."""
    return f"{size / 1e6:,.1f} MB" if size < 1e9 else f"{size / 1e9:,.1f} GB"
