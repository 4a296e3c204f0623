"""Which files are clips, and which are passed over."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from schemas.errors import UsageError

_WITH_PICTURE = "mp4 m4v mov qt 3gp 3g2 webm mkv avi mts m2ts mpg mpeg wmv flv"
_SOUND_ONLY = "m4a mp3 wav aac ogg oga opus flac amr caf aif aiff wma"
SUFFIXES = frozenset(f".{suffix}" for suffix in f"{_WITH_PICTURE} {_SOUND_ONLY}".split())
"""Endings of clips, with a picture or without, in lower case."""

_JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_COMPANIONS = frozenset({".aae", ".thm", ".lrv", ".jpg", ".jpeg", ".heic", ".png"})
_UNFINISHED = frozenset({".part", ".partial", ".crdownload", ".download", ".opdownload", ".filepart", ".tmp"})
_NEVER = _COMPANIONS | _UNFINISHED
"""Endings that are passed over even in a file that is named: `vox ingest media/*` names them all."""

_NO_COLLECTIONS = frozenset({"@eadir", "#recycle", "$recycle.bin", "lost+found", "__macosx"})
"""Folders in which network drives and archives keep thumbnails and what was deleted."""


CLOSED, CLOSED_REMEDY = (
    "This folder cannot be opened.",
    "Check that you may read it, and run vox ingest again.",
)
"""What is wrong with a folder that is closed, and what to do."""


@dataclass(slots=True)
class Found:
    """What lies in the places looked at.

    Attributes:
        clips: Files to take in, sorted by path, each once.
        ignored: Files and folders passed over, sorted by path.
        closed: Folders that could not be opened.
        folders: The folders looked at, without their subfolders; those in which there is no clip at all are
            left out.
    """

    clips: list[Path] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)


def discover(paths: Iterable[Path]) -> Found:
    """Look for clips in folders, subfolders included, and among named files.

    A named file is taken whatever its ending, unless it is known to be none, like a download that is not
    finished. Hidden folders, and the `._` files of macOS, are passed over; so is everything that is not a
    plain file, symbolic links included: what they point to may change.

    Raises:
        UsageError: A path does not exist.
    """
    clips: set[str] = set()
    ignored: set[str] = set()
    found = Found()
    for path in paths:
        if path.is_dir():
            walk = _Walk()
            walk.enter(str(path))
            clips.update(walk.clips)
            ignored.update(walk.ignored)
            found.closed.extend(Path(folder) for folder in walk.closed)
            if walk.clips:
                found.folders.append(path)
        elif path.is_symlink() or path.exists():
            is_plain = stat.S_ISREG(path.lstat().st_mode)
            (clips if is_plain and not _is_never_a_clip(path.name) else ignored).add(str(path))
        else:
            raise UsageError(f"There is no file or folder {path}.", "Check the name and run vox again.")
    found.clips = [Path(path) for path in sorted(clips)]
    found.ignored = [Path(path) for path in sorted(ignored - clips)]
    return found


class _Walk:
    """One folder with all below it. Strings, not `Path`s: ten thousand clips are looked at in a blink."""

    def __init__(self) -> None:
        self.clips: list[str] = []
        self.ignored: list[str] = []
        self.closed: list[str] = []

    def enter(self, folder: str) -> None:
        try:
            with os.scandir(folder) as entries:
                inside = list(entries)
        except OSError:
            self.closed.append(folder)
            return
        for entry in inside:
            is_clip_name = _has_the_ending_of_a_clip(entry.name)
            if entry.is_dir(follow_symlinks=False):
                if is_clip_name or _is_no_collection(entry.name):
                    self.ignored.append(entry.path)
                else:
                    self.enter(entry.path)
            elif is_clip_name and entry.is_file(follow_symlinks=False):
                self.clips.append(entry.path)
            else:
                self.ignored.append(entry.path)


def _has_the_ending_of_a_clip(name: str) -> bool:
    return _ending(name) in SUFFIXES and not name.startswith("._")


def _is_never_a_clip(name: str) -> bool:
    """Whether a file is a companion of clips or a download that is not finished."""
    return name.startswith("._") or name.endswith("~") or name.lower() in _JUNK or _ending(name) in _NEVER


def _is_no_collection(name: str) -> bool:
    return name.startswith(".") or name.lower() in _NO_COLLECTIONS or _ending(name) in _UNFINISHED


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return dot + ending.lower() if stem else ""
