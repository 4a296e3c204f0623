"""Which files are clips, and which are passed over."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from schemas.errors import UsageError

_WITH_PICTURE = "mp4 m4v mov qt 3gp 3g2 webm mkv avi mts m2ts mpg mpeg wmv flv"
_SOUND_ONLY = "m4a mp3 wav aac ogg oga opus flac amr caf aif aiff wma"
SUFFIXES = frozenset(f".{suffix}" for suffix in f"{_WITH_PICTURE} {_SOUND_ONLY}".split())
"""Endings of clips, with a picture or without, in lower case."""


@dataclass(slots=True)
class Found:
    """What lies in the places looked at.

    Attributes:
        clips: Files to take in, sorted by path, each once.
        ignored: Files passed over, sorted by path.
    """

    clips: list[Path] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)


def discover(paths: Iterable[Path]) -> Found:
    """Look for clips in folders, subfolders included, and among named files.

    A named file is taken whatever its ending. Hidden folders, and the `._` files of macOS, are passed over;
    so is everything that is not a plain file, symbolic links included: what they point to may change.

    Raises:
        UsageError: A path does not exist.
    """
    clips: set[Path] = set()
    ignored: set[Path] = set()
    for path in paths:
        if path.is_dir():
            for file in _walk(path):
                (clips if _is_clip(file) else ignored).add(file)
        elif path.is_file() and not path.is_symlink():
            clips.add(path)
        elif path.exists() or path.is_symlink():
            ignored.add(path)
        else:
            raise UsageError(f"There is no file or folder {path}.", "Check the name and run vox again.")
    return Found(sorted(clips), sorted(ignored - clips))


def _walk(folder: Path) -> Iterator[Path]:
    for current, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            yield Path(current, name)


def _is_clip(path: Path) -> bool:
    is_clip_name = path.suffix.lower() in SUFFIXES and not path.name.startswith("._")
    return is_clip_name and path.is_file() and not path.is_symlink()
