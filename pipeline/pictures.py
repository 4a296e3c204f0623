"""Makes posters, waveforms, web copies and strips, once every word is stored.

What is made is derived from a clip and can be made again at any time, so it is not in the database: where it
lies tells what it is (see `pipeline.derived`).
"""

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.derived import CLIPS, COPY, FAILED, POSTER, STRIP, WAVEFORM, disk_use, files, folders, names
from pipeline.disk import clear_unfinished, plain_disk_errors
from pipeline.lock import exclusive
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.rows import Row
from pipeline.store import KnownFile, Store
from schemas.errors import ClipError, ExitCode, UsageError
from schemas.records import Span

_STEPS = ((POSTER, WAVEFORM), (COPY, STRIP))
"""What is quick to make, for every clip; then what is slow."""

_WITHOUT_ANSWER = (0.3, 0.5)
"""Between which shares of its duration the poster of a clip is taken in which nobody answers."""

_OURS = re.compile(r"([0-9a-f]{16})\..+")


@dataclass(frozen=True, slots=True)
class Made:
    """A picture or copy that was made, or could not be.

    Attributes:
        id: Of the clip.
        path: Where the clip lies, as the database keeps it.
        kind: `poster`, `waveform`, `web_copy` or `strip`.
        reason: Why it could not be made, in a sentence; None if it was.
    """

    id: str
    path: str
    kind: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was made, what could not be, and how many bytes all that was ever made takes, by kind."""

    made: tuple[Made, ...]
    failed: tuple[Made, ...]
    disk: dict[str, int]
    seconds: float

    @property
    def exit_code(self) -> ExitCode:
        """1 if something could not be made, else 0."""
        return ExitCode.SOME_FAILED if self.failed else ExitCode.OK


def make_pictures(
    project: Project, clips: Iterable[str] = (), *, again: bool = False, progress: Progress | None = None
) -> Report:
    """Make the pictures and copies that are missing, and try again what failed before.

    Args:
        project: The project.
        clips: Which clips, by id, path or file name; none for all.
        again: Make also what is there.
        progress: Told where it is.

    Raises:
        UsageError: Nothing has been ingested yet, or there is no such clip.
        MachineError: ffmpeg, room or the right to write is missing.
        LockedError: Another run is writing to this project.
    """
    started = time.monotonic()
    if not project.database.is_file():
        raise UsageError(f"Nothing has been ingested in {project.root} yet.", "Run vox ingest first.")
    # Nothing is written to the database; but what a crash left is examined, and an older one is migrated.
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        clear_unfinished(project.private)
        chosen = _choose(project, store.query(CLIPS), list(clips))
        done = list(_Maker(project, store, progress or Silent()).make(chosen, again=again, retry=True))
    return Report(
        made=tuple(each for each in done if not each.reason),
        failed=tuple(each for each in done if each.reason),
        disk=disk_use(project),
        seconds=time.monotonic() - started,
    )


def make_missing_pictures(project: Project, store: Store, progress: Progress) -> None:
    """Make what is missing and has not failed before. The caller holds the lock.

    Raises:
        MachineError: ffmpeg, room or the right to write is missing.
    """
    for _ in _Maker(project, store, progress).make(store.query(CLIPS), again=False, retry=False):
        """Progress has been told."""


def _choose(project: Project, clips: list[Row], meant: list[str]) -> list[Row]:
    """The clips that are meant by ids, paths or file names; all, if none is.

    Raises:
        UsageError: One means none.
    """
    chosen: dict[str, Row] = {}
    for name in meant:
        path = project.stored_path(Path(name))
        found = [
            clip
            for clip in clips
            if clip["path"] and (name in (clip["id"], Path(clip["path"]).name) or path == clip["path"])
        ]
        if not found:
            raise UsageError(
                f"There is no clip {name} in this project, or it could not be used.",
                "Name it by its file, or by its id in the address of its page.",
            )
        chosen |= {clip["id"]: clip for clip in found}
    return list(chosen.values()) if meant else clips


class _Maker:
    """Makes the files of clips in a project, and removes those nobody needs."""

    def __init__(self, project: Project, store: Store, progress: Progress) -> None:
        self._project = project
        self._store = store
        self._progress = progress
        self._folders = folders(project)
        ids = {row["id"] for row in store.query("SELECT id FROM clips")}
        self._there = {kind: _tidied(folder, ids) for kind, folder in self._folders.items()}

    def make(self, clips: list[Row], *, again: bool, retry: bool) -> Iterator[Made]:
        """Make what these clips lack, and tell of each when it is done.

        Args:
            clips: Rows of `CLIPS`.
            again: Make also what is there.
            retry: Make also what failed before.
        """
        lacking = [(clip, kinds) for clip in clips if (kinds := self._lacking(clip, again, retry))]
        if not lacking:
            return
        known = self._store.known_files()
        lacking = [(clip, kinds) for clip, kinds in lacking if self._is_as_ingested(clip, known)]
        work = [
            (clip, now)
            for step in _STEPS
            for clip, kinds in lacking
            if (now := [kind for kind in kinds if kind in step])
        ]
        self._progress.begin(len(work))
        for clip, kinds in work:
            done = [self._make(clip, kind) for kind in kinds]
            yield from done
            told = " and ".join(f"no {each.kind}" if each.reason else each.kind for each in done)
            reason = next((each.reason for each in done if each.reason), "")
            self._progress.made(self._project.real_path(clip["path"]), told, reason)

    def _lacking(self, clip: Row, again: bool, retry: bool) -> list[str]:
        return [
            kind
            for kind, name in names(clip).items()
            if again or (name not in self._there[kind] and (retry or name + FAILED not in self._there[kind]))
        ]

    def _is_as_ingested(self, clip: Row, known: dict[str, KnownFile]) -> bool:
        """Whether the clip lies where it did and has not changed: pictures of anything else would lie."""
        if clip["path"] not in known:
            return False
        try:
            now = self._project.real_path(clip["path"]).lstat()
        except OSError:
            return False
        return known[clip["path"]] == KnownFile(clip["id"], now.st_size, now.st_mtime_ns)

    def _make(self, clip: Row, kind: str) -> Made:
        """Make a file in the place of all others of its kind and clip."""
        source = self._project.real_path(clip["path"])
        self._progress.stage(source, kind)
        target = self._folders[kind] / names(clip)[kind]
        failed = target.with_name(target.name + FAILED)
        try:
            _make(clip, kind, source, target, self._folders[COPY] / names(clip)[COPY])
        except ClipError as problem:
            with plain_disk_errors(target.parent):
                target.parent.mkdir(parents=True, exist_ok=True)
                failed.touch()
            return Made(clip["id"], clip["path"], kind, str(problem))
        for name in self._there[kind]:
            if name.startswith(f"{clip['id']}.") and name != target.name:
                target.with_name(name).unlink(missing_ok=True)
        return Made(clip["id"], clip["path"], kind)


def _make(clip: Row, kind: str, source: Path, target: Path, copy: Path) -> None:
    """Make one file of a clip.

    Raises:
        ClipError: It cannot be made.
        MachineError: The disk is full.
    """
    from pipeline import derive
    from pipeline.probe import probe

    probed = probe(source)
    if kind == COPY:
        derive.make_web_copy(source, probed, target, clip["track"])
    elif kind == WAVEFORM and probed.audio:
        derive.make_waveform(source, probed.audio[clip["track"]].position, target)
    elif kind == POSTER and probed.video:
        derive.make_poster(source, probed.video, _speaking(clip), target)
    elif kind == STRIP and copy.is_file():
        derive.make_strip(copy, probe(copy).duration or clip["duration"], target, source)
    else:
        raise ClipError(f"There can be no {kind} of {source.name}.", "")


def _speaking(clip: Row) -> Span:
    """When somebody answers in a clip; if nobody does, a while in its first half."""
    if clip["speaks_from"] is not None:
        return Span(clip["speaks_from"], clip["speaks_to"])
    first, last = (clip["duration"] * share for share in _WITHOUT_ANSWER)
    return Span(first, last)


def _tidied(folder: Path, ids: set[str]) -> set[str]:
    """The names in a folder, after what belongs to no clip any more is removed."""
    kept = set()
    for file in files(folder):
        owner = _OURS.fullmatch(file.name)
        if owner and owner[1] not in ids:
            Path(file.path).unlink()
        else:
            kept.add(file.name)
    return kept
