"""What lies on the disk of somebody: found by its content or its name, wherever it was moved to."""

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.derived import files as entries
from pipeline.disk import plain_disk_errors
from pipeline.fingerprint import fingerprint
from pipeline.project import Project
from pipeline.sidecars import Sidecars
from schemas.errors import ClipError

MARKER = "publication.json"
"""In the folder of every publication: what it holds, by the ids of answers."""

_ID = re.compile(r"[0-9a-f]{16}")
_SQLITE = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by what its name ends with."""

_SMALLEST_PAGE = 512
"""Bytes: the size of a database is a multiple of it. https://www.sqlite.org/fileformat.html"""

_COPY = re.compile(r"vox-before-.+\.db")
_UNFINISHED = re.compile(r"\.vox-before-.+\.db")


@dataclass(frozen=True, slots=True)
class Sought:
    """Whose files are looked for.

    Attributes:
        clips: Bytes of each clip, by its id.
        is_person: Whether that is the id of the person; of nobody, if only a clip is forgotten.
        taken: Bytes of each file that people took away and in which they are, by its sum.
        taken_paths: Where such files were written.
    """

    clips: Mapping[str, int]
    is_person: Callable[[str], bool]
    taken: Mapping[str, int] = field(default_factory=dict)
    taken_paths: frozenset[Path] = frozenset()


@dataclass(frozen=True, slots=True)
class Lying:
    """What was found.

    Attributes:
        recordings: The recordings themselves, every copy of them, and transcripts that lie beside them.
        made: What vox made of them: all whose name tells the clip.
        takeaways: Quotes, films and whatever else people took away in which they are, with copies of it.
        databases: Copies of the database that hold them.
        publications: Folders of publications that show them.
    """

    recordings: list[Path] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)
    takeaways: list[Path] = field(default_factory=list)
    databases: list[Path] = field(default_factory=list)
    publications: list[Path] = field(default_factory=list)


def find_files(project: Project, sought: Sought) -> Lying:
    """All files of somebody in the folder of a project and in its drop folder."""
    found = Lying()
    sidecars = Sidecars()
    ours = {project.database.name, *(project.database.name + end for end in _BESIDE)}
    sizes = set(sought.clips.values())
    taken_sizes = set(sought.taken.values())
    for folder, inside, names in _folders(project):
        if MARKER in names and shows(folder, sought):
            found.publications.append(folder)
            inside.clear()
            continue
        for name in names:
            path = folder / name
            if folder == project.root and name in ours:
                continue
            if any(clip_id in sought.clips for clip_id in _ID.findall(name)):
                found.made.append(path)
            elif path in sought.taken_paths or (_size(path) in taken_sizes and _sum(path) in sought.taken):
                found.takeaways.append(path)
            elif (size := _size(path)) in sizes and is_recording(path, sought.clips):
                # The recording last: what lies beside it is found by it.
                found.recordings.extend([*sidecars.all_of(path), path])
            elif _UNFINISHED.fullmatch(name) or (size and _is_copy_with(path, size, sought)):
                found.databases.append(path)
    return found


def is_recording(path: Path, clips: Mapping[str, int]) -> bool:
    """Whether a file holds one of the clips, whatever it is called."""
    try:
        return fingerprint(path).id in clips
    except ClipError:
        return False


def _sum(path: Path) -> str | None:
    """The sum of what a file holds; None of one that is empty or cannot be read."""
    try:
        return fingerprint(path).sha256
    except ClipError:
        return None


def shows(folder: Path, sought: Sought) -> bool:
    """Whether a publication shows any of the clips, as it says itself or by the names of its files."""
    label = _label(folder)
    if label is None:
        return False
    answers = label.get("answers") or {}
    held = {str(answer_id).split("-")[0] for answer_id in answers}
    if not held.isdisjoint(sought.clips):
        return True
    names = (name for _, _, names in os.walk(folder) for name in names)
    return any(clip_id in sought.clips for name in names for clip_id in _ID.findall(name))


def before(folder: Path) -> list[Path]:
    """Where beside a publication those before it are kept, and what was left of one."""
    names = [f"{folder.name}.previous", *(f".{folder.name}.{what}" for what in ("new", "old", "gone"))]
    return [path for path in (folder.with_name(name) for name in names) if path.is_dir()]


def remove_file(path: Path) -> None:
    """Remove a file, and what SQLite keeps beside it if it is a database.

    Raises:
        MachineError: It may not be removed.
    """
    with plain_disk_errors(path.parent):
        path.unlink(missing_ok=True)
        for end in _BESIDE:
            path.with_name(path.name + end).unlink(missing_ok=True)


def remove_publication(folder: Path) -> None:
    """Remove what vox put into the folder of a publication; what else lies there stays.

    Its marker goes last: whoever is killed before finds it again.

    Raises:
        MachineError: It may not be removed.
    """
    label = _label(folder)
    if label is None:
        return  # It is gone already.
    named = label.get("files")
    with plain_disk_errors(folder):
        for entry in list(entries(folder)):
            if entry.name == MARKER or (named and entry.name not in named):
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()
        (folder / MARKER).unlink(missing_ok=True)
        if not any(entries(folder)):
            folder.rmdir()


def _folders(project: Project) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Every folder with the names of its folders and files; those that lead elsewhere are not followed."""
    places = [project.root]
    if not project.media.resolve().is_relative_to(project.root.resolve()):
        places.append(project.media)
    for place in places:
        for folder, inside, names in os.walk(place):
            yield Path(folder), inside, sorted(names)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _label(folder: Path) -> dict[str, Any] | None:
    try:
        label = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return label if isinstance(label, dict) and "channel" in label else None


def _is_copy_with(path: Path, size: int, sought: Sought) -> bool:
    """Whether a file is a copy of the database that holds any of it; of ours, one that cannot be read is."""
    if size % _SMALLEST_PAGE:
        return False
    try:
        with path.open("rb") as stream:
            if stream.read(len(_SQLITE)) != _SQLITE:
                return False
    except OSError:
        return False
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True)) as db:
            clips = {clip_id for (clip_id,) in db.execute("SELECT id FROM clips")}
            people = [person for (person,) in db.execute("SELECT id FROM people")]
    except sqlite3.DatabaseError:
        return _COPY.fullmatch(path.name) is not None
    return not clips.isdisjoint(sought.clips) or any(map(sought.is_person, people))
