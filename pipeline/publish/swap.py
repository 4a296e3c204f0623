"""A publication takes the place of another at once: its folder is always whole, the old one or the new.

What is made is written beside it, under `.NAME.new`, and brought to the disk. Then the two change places in
one step, and the old one is kept as `NAME.previous`. Where the system cannot exchange folders there are two
steps; whoever comes next finishes what was killed between them.
"""

import ctypes
import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.disk import plain_disk_errors, sync
from pipeline.project import Project
from schemas.errors import UsageError

MARKER = "publication.json"
"""Says that a folder is a publication of vox, and what it holds."""

MEDIA = "media"
"""The folder of a publication in which its films lie."""

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
"""Of linux/fcntl.h and linux/fs.h."""

_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EOPNOTSUPP}


@dataclass(frozen=True, slots=True)
class Held:
    """What is published of an answer, told to nobody who has not the project's key.

    Attributes:
        content: Of all that is shown of it.
        guard: Of what protects people in it: what is redacted, how its speaker is named, and where it begins
            and ends.
    """

    content: str
    guard: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a publication's folder says of itself, in `publication.json`.

    Attributes:
        channel: For which use its people gave their consent.
        index: Whether search engines may list it.
        url: Where it will stand, or None.
        password: Whether visitors are asked for one.
        answers: What it holds, by the ids of answers.
        files: The names of what vox put into the folder, beside this file.
    """

    channel: str = "web"
    index: bool = False
    url: str | None = None
    password: bool = False
    answers: Mapping[str, Held] = field(default_factory=dict)
    files: Sequence[str] = ()


def write_label(folder: Path, label: Label) -> None:
    """Say what a folder holds that is ready to be published."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name != MARKER)
    told = {**asdict(label), "files": names}
    (folder / MARKER).write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_label(folder: Path) -> Label | None:
    """What a folder says of itself; None if it is no publication of vox."""
    try:
        told = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        answers = {answer_id: Held(**held) for answer_id, held in told.pop("answers").items()}
        return Label(**told, answers=answers)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return None


def previous(folder: Path) -> Path:
    """Where the publication before is kept."""
    return folder.with_name(f"{folder.name}.previous")


def leftovers(folder: Path) -> list[Path]:
    """Folders beside a publication that a process which was killed may have left."""
    return [folder.with_name(f".{folder.name}.{what}") for what in ("new", "old", "gone")]


def require_target(project: Project, folder: Path) -> Path:
    """The folder to publish to, if nothing of anybody's is lost there.

    Args:
        project: Which must not be in it, nor be overwritten.
        folder: As it was named; it need not exist.

    Returns:
        Its one absolute path.

    Raises:
        UsageError: Something else is there.
    """
    target = folder.resolve()
    root, media = project.root.resolve(), project.media.resolve()
    if root.is_relative_to(target) or media.is_relative_to(target) or target.is_relative_to(media):
        raise UsageError(
            f"{folder} holds the project or its clips: nothing is published into it.",
            "Name a folder of its own, such as: vox publish static site",
        )
    for place in (target, previous(target)):
        _require_ours(place)
    return target


def _require_ours(folder: Path) -> None:
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder.", "Name another place to publish to.")
    held = {entry.name for entry in folder.iterdir()}
    label = read_label(folder)
    if held and label is None:
        raise UsageError(
            f"{folder} holds files that vox did not put there: nothing is overwritten.",
            "Name a new or an empty folder.",
        )
    strange = sorted(held - {MARKER, *(label.files if label else ())})
    if strange:
        raise UsageError(
            f"{folder} holds what vox did not put there: {', '.join(strange[:5])}.",
            "Move it away, or name another folder: all of this one is replaced.",
        )


@contextmanager
def replacing_publication(folder: Path) -> Iterator[Path]:
    """A new folder to fill, which takes the place of `folder` at the end, or leaves it as it was.

    Args:
        folder: As `require_target` gave it.
    """
    new, old, _ = leftovers(folder)
    with plain_disk_errors(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        finish(folder)
        new.mkdir()
        try:
            yield new
            _sync_all(new)
            _put(new, folder, old)
        finally:
            finish(folder)
        sync(folder.parent)


def bring_back(folder: Path) -> None:
    """The publication before takes its place again, and what was there is kept as the one before."""
    _, old, _ = leftovers(folder)
    with plain_disk_errors(folder.parent):
        finish(folder)
        _put(previous(folder), folder, old)
        finish(folder)
        sync(folder.parent)


def finish(folder: Path) -> None:
    """Clear away what a process that was killed left beside a publication; the publication is whole."""
    new, old, gone = leftovers(folder)
    for left in (new, gone):
        if left.is_dir():
            shutil.rmtree(left)
    if old.is_dir() and folder.exists():
        drop_previous(folder)
        old.rename(previous(folder))
    elif old.is_dir():
        old.rename(folder)


def drop_previous(folder: Path) -> None:
    """Remove the publication before, if one is kept."""
    kept, gone = previous(folder), leftovers(folder)[2]
    if kept.exists():
        # It goes under another name: nobody finds half of it under its own.
        kept.rename(gone)
        shutil.rmtree(gone)


def _put(new: Path, folder: Path, old: Path) -> None:
    """Bring a folder to its place; what was there lies in `old` then, and nothing does if nothing was."""
    if not folder.exists():
        new.rename(folder)
    elif _exchange(new, folder):
        new.rename(old)
    else:
        folder.rename(old)
        new.rename(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, as Linux can (renameat2); False where it is not possible."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    failed = ctypes.get_errno()
    if failed in _CANNOT:
        return False
    raise OSError(failed, os.strerror(failed), str(other))


def _sync_all(folder: Path) -> None:
    """Bring everything in a folder to the disk, so that a power cut finds it whole."""
    for inside, _, names in os.walk(folder):
        for name in names:
            sync(Path(inside) / name)
        sync(Path(inside))
