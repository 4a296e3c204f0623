"""Waiting for clips: each is taken in once it has stayed as it is for a moment."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import watchfiles

from pipeline.arrival import SETTLED
from pipeline.discover import discover
from pipeline.ingest import Report, ingest, load_once
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.sidecars import FORMS
from schemas.errors import LockedError, UsageError

_TICK = 0.5
"""Seconds between two looks at the clock."""

_LATER = 5.0
"""Seconds after which a clip that had not arrived whole, or that another run kept us from, is tried again."""

_NETWORK = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "fuse.rclone", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "prl_fs"}
    | {"smb3", "smbfs", "vboxsf", "virtiofs", "fuse.vmhgfs-fuse"}
)
"""File systems on which others write: the system does not tell of their changes."""

_MOUNTS = Path("/proc/self/mounts")


def watch(
    project: Project,
    paths: Iterable[Path] = (),
    progress: Progress | None = None,
    *,
    retry: bool = False,
    ignore_sidecars: bool = False,
) -> Iterator[Report]:
    """Take in what is there, then what arrives; a report of each time there was something to take in.

    The engine is loaded once. The project is held only while clips are taken in, so that other commands work
    meanwhile.

    Args:
        project: Where the clips belong.
        paths: Folders to watch; by default the drop folder.
        progress: Told of each step.
        retry: Whether to try again, at the beginning, what failed before.
        ignore_sidecars: Whether to listen also where a transcript lies beside a clip.

    Raises:
        UsageError: One of the paths is no folder.
        KeyboardInterrupt: It was ended.
    """
    folders = [project.locate(path) for path in paths] or [project.media]
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"There is no folder {folder} to watch.", "Make it, or check its name.")
    progress, engine = progress or Silent(), load_once(project.settings)

    arriving = _Arriving(project, folders)
    changes = watchfiles.watch(
        *folders,
        watch_filter=None,
        rust_timeout=round(_TICK * 1000),
        yield_on_timeout=True,
        force_polling=True if any(map(_is_on_network, folders)) else None,
        ignore_permission_denied=True,
    )
    # The first look is taken once the watcher has begun, so that nothing arrives between the two.
    for changed in changes:
        arriving.note(Path(path) for _, path in changed)
        ready = arriving.ready()
        clips = set(discover(folder for folder in folders if folder.is_dir()).clips) if ready else set()
        places = [path for path in ready if path in clips or (clips and path in folders)]
        places += sorted(_beside(ready, clips - set(places)))
        if not places:
            continue
        try:
            report = ingest(
                project, places, progress, retry=retry, ignore_sidecars=ignore_sidecars, engine=engine
            )
        except LockedError as problem:
            progress.note(str(problem))
            arriving.put_off(places)
            continue
        retry = False
        arriving.put_off(project.real_path(clip.path) for clip in report.clips if clip.status == "waiting")
        yield report


class _Arriving:
    """What has changed and not settled yet.

    Files are taken by themselves as each settles; what else happens, like a clip that is deleted, makes the
    folders to be looked over once nothing moves any more.
    """

    def __init__(self, project: Project, folders: list[Path]) -> None:
        self._project = project
        self._folders = folders
        self._due: dict[Path, float] = {}
        self._look_over = 0.0
        """When the folders are due, on the monotonic clock: at once, to begin with."""

    def note(self, paths: Iterable[Path]) -> None:
        """Something happened at these paths."""
        due = time.monotonic() + SETTLED
        for path in map(self._project.locate, paths):
            if self._is_ours(path):
                continue
            if path.is_file():
                self._due[path] = due
            else:
                # A folder that was moved here came with all that is in it; of what is gone nothing is left.
                self._due.pop(path, None)
                self._look_over = due

    def put_off(self, paths: Iterable[Path]) -> None:
        """Try these again in a while."""
        due = time.monotonic() + _LATER
        for path in paths:
            if path in self._folders:
                self._look_over = due
            else:
                self._due[path] = due

    def ready(self) -> list[Path]:
        """What is to be taken in now: files, or all the folders."""
        now = time.monotonic()
        settled = [path for path, due in self._due.items() if due <= now]
        if now >= self._look_over and len(settled) == len(self._due):
            self._look_over = float("inf")
            self._due.clear()
            return self._folders
        for path in settled:
            del self._due[path]
        return settled

    def _is_ours(self, path: Path) -> bool:
        """Whether vox writes there itself, each time it takes something in."""
        ours = path.is_relative_to(self._project.private)
        return ours or path.name.startswith(self._project.database.name)


def _beside(paths: Iterable[Path], clips: Iterable[Path]) -> set[Path]:
    """The clips beside which a transcript has arrived or changed."""
    transcripts = [path for path in paths if path.suffix.lower().removeprefix(".") in FORMS]
    return {
        clip
        for clip in clips
        for path in transcripts
        if clip.parent == path.parent and path.name.lower().startswith(f"{clip.stem.lower()}.")
    }


def _is_on_network(folder: Path) -> bool:
    """Whether others may write to this folder over a network; False where the system does not say."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    real = folder.resolve()
    best, kind = -1, ""
    for line in mounts:
        _, where, found, *_ = line.split(" ")
        # A space is written as \040.
        where = where.encode("latin-1", "backslashreplace").decode("unicode_escape")
        if real.is_relative_to(where) and len(where) >= best:
            best, kind = len(where), found
    return kind in _NETWORK
