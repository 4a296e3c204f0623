"""How what people take away is written: whole or not at all, and never without being remembered."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from pipeline.disk import plain_disk_errors, replacing
from pipeline.fingerprint import fingerprint
from pipeline.lock import exclusive
from pipeline.project import Project
from pipeline.store import Store
from pipeline.takeaway_tables import Kind, Takeaway, add_takeaway, save_takeaway
from schemas.errors import UsageError
from schemas.people import Channel

FOLDER = "takeaways"
"""In the project: where files go of which nobody said where."""

INTERNAL = "Internal: not for use outside."
"""What stands in a text that may not leave."""

_PATIENCE = 20.0
"""Seconds to wait for a run that is writing: a clip is stored in a moment, pictures take some."""


def default_path(project: Project, name: str, channel: Channel) -> Path:
    """Where a file goes of which nobody said where.

    Args:
        project: Whose words it holds.
        name: What it is called. What is made of one answer has that answer's id in its name.
        channel: By which way it may leave: what is internal says so in its name.
    """
    path = Path(name)
    marked = f"{path.stem}-internal{path.suffix}" if channel == "internal" else name
    return project.root / FOLDER / marked


@contextmanager
def keeping(
    project: Project, target: Path, kind: Kind, channel: Channel, answers: Collection[str]
) -> Iterator[Path]:
    """A name to write to; what is written takes the place of `target` at the end, or leaves no trace.

    Which answers are in it is stored before it is there: a file that holds somebody is never unknown, however
    the process ends.

    Args:
        project: Whose words it holds.
        target: Where it goes; its folder is made.
        kind: What it is.
        channel: By which way it may leave.
        answers: The ids of the answers that are in it.

    Raises:
        UsageError: There is a folder of that name, or it is the project's database or a recording.
        LockedError: Another run has been writing to the project all the while.
        MachineError: There is no room, or no right to write.
    """
    _check(project, target)
    with plain_disk_errors(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as unfinished:
            yield unfinished
            made = fingerprint(unfinished)
            file = Takeaway(project.stored_path(target), made.size, made.sha256)
            _store(project, lambda db: add_takeaway(db, file.path, kind, channel, answers))
        _store(project, lambda db: save_takeaway(db, file, kind, channel, answers))


def _check(project: Project, target: Path) -> None:
    if target.is_dir():
        raise UsageError(f"{target} is a folder.", "Name a file in it with --out.")
    inside = target.absolute()
    if inside == project.database or inside.is_relative_to(project.private):
        raise UsageError(f"{target} is a file of vox itself.", "Name another file with --out.")
    if inside.parent.is_dir() and project.locate(inside).is_relative_to(project.media):
        raise UsageError(
            f"{target} is in the drop folder: the next vox ingest would take it for a clip.",
            "Name a file elsewhere with --out.",
        )


def _store(project: Project, save: Callable[[Database], None]) -> None:
    """Write to the database in a moment in which nobody else does.

    Raises:
        LockedError: There is none.
    """
    with (
        exclusive(project, _PATIENCE) as crashed,
        Store.writing(project.database, after_crash=crashed) as store,
    ):
        store.within(save)
