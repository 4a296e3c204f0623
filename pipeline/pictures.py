"""Makes posters, waveforms, web copies and strips, once every word is stored.

What is made is derived from a clip and can be made again at any time, so it is not in the database: where it
lies tells what it is (see `pipeline.derived`). Where something of a clip is redacted, its web copy is made
without it, and all else from that copy alone.
"""

import json
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.addresses import fetched, is_address
from pipeline.derived import (
    CLIPS,
    COPY,
    FAILED,
    NOTES,
    POSTER,
    STRIP,
    WAVEFORM,
    copy_name,
    disk_use,
    files,
    folders,
    names,
    redactions_of,
)
from pipeline.disk import clear_unfinished, plain_disk_errors, replacing
from pipeline.lock import exclusive, making
from pipeline.picture_files import MakePictures, Order, can_be_sent, make_file
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.rows import Row
from pipeline.store import KnownFile, Store
from schemas.errors import ClipError, ExitCode, UsageError

if TYPE_CHECKING:
    from pipeline.executors import Executor
    from pipeline.proof import Proof
    from pipeline.transcribe import Engine

_QUICK = (POSTER, WAVEFORM)
"""What is made first, for every clip; if it can be made from the clip itself."""

_ORDER = (COPY, POSTER, WAVEFORM, STRIP)
"""In which what is slow is made, clip by clip: each may need those before it."""

_PATIENCE = 10
"""Seconds to wait for somebody who is just deciding something."""

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
    """What was made, what could not be, and how many bytes all that was ever made takes, by kind.

    Attributes:
        proofs: What came of listening again to copies in which words are redacted.
    """

    made: tuple[Made, ...]
    failed: tuple[Made, ...]
    disk: dict[str, int]
    seconds: float
    proofs: "tuple[Proof, ...]" = ()

    @property
    def exit_code(self) -> ExitCode:
        """1 if something could not be made or a redacted word is still heard, else 0."""
        is_well = not self.failed and all(proof.passed for proof in self.proofs)
        return ExitCode.OK if is_well else ExitCode.SOME_FAILED


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
    progress = progress or Silent()
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        chosen = _choose(project, _all(store), list(clips))
        with making(project):
            clear_unfinished(project.private)
            done = list(_Maker(project, store, progress).make(chosen, again=again, retry=True))
        ids = [clip["id"] for clip in chosen if "of_clip" not in clip]
        proofs = _save(store, _listen(project, store, ids, progress, again=again))
    return _report(project, done, proofs, started)


def make_missing_pictures(
    project: Project,
    store: Store,
    progress: Progress,
    engine: "Callable[[], Engine] | None" = None,
    executor: "Callable[[], Executor] | None" = None,
    clip_ids: Collection[str] | None = None,
) -> "tuple[Proof, ...]":
    """Make what is missing and has not failed before, and listen to what is redacted in it.

    The caller holds the lock.

    Args:
        project: The project.
        store: Open for writing.
        progress: Told where it is.
        engine: Gives the engine, if one is loaded already.
        executor: Gives where it is made; not called where nothing is missing. By default here.
        clip_ids: Of which clips alone; None for all.

    Raises:
        MachineError: ffmpeg, the engine, room or the right to write is missing.
    """
    with making(project):
        clips = _all(store) if clip_ids is None else _some(store, clip_ids)
        maker = _Maker(project, store, progress, executor, is_alone=clip_ids is None)
        for _ in maker.make(clips, again=False, retry=False):
            """Progress has been told."""
    return _save(store, _listen(project, store, clip_ids, progress, engine))


def make_pictures_of(
    project: Project,
    clip_ids: Collection[str],
    progress: Progress | None = None,
    engine: "Callable[[], Engine] | None" = None,
) -> Report:
    """Make what some clips lack after something was redacted, while people go on deciding.

    The project is held only for the moment in which it is stored whether redacted words are gone. What is
    decided meanwhile is made as well.

    Args:
        project: The project.
        clip_ids: The clips.
        progress: Told where it is.
        engine: Gives the engine, if one is loaded already.

    Raises:
        MachineError: ffmpeg, the engine, room or the right to write is missing.
        LockedError: Another run is writing to this project; the copies are made, and the next run listens.
    """
    started = time.monotonic()
    progress = progress or Silent()
    wanted = set(clip_ids)
    done: list[Made] = []
    with Store.reading(project.database) as store:
        with making(project):
            maker = _Maker(project, store, progress, is_alone=False)
            while made := list(maker.make(_some(store, wanted), again=False, retry=not done)):
                done += made
            maker.remove(wanted - {clip["id"] for clip in _some(store, wanted)})
        proofs = tuple(_listen(project, store, wanted, progress, engine))
    if proofs:
        _store_at_once(project, proofs)
    return _report(project, done, proofs, started)


def _some(store: Store, ids: Collection[str]) -> list[Row]:
    some = "c.id IN (SELECT value FROM json_each(:ids))"
    told = {"ids": json.dumps(sorted(ids))}
    notes = f"{NOTES} AND ({some} OR n.id IN (SELECT value FROM json_each(:ids)))"
    return [*store.query(f"{CLIPS} AND {some}", told), *store.query(notes, told)]


def _all(store: Store) -> list[Row]:
    """The clips, then the notes in them: the picture of one may need the copy of the other."""
    return [*store.query(CLIPS), *store.query(NOTES)]


def _listen(
    project: Project,
    store: Store,
    clip_ids: Iterable[str] | None,
    progress: Progress,
    engine: "Callable[[], Engine] | None" = None,
    *,
    again: bool = False,
) -> "Iterator[Proof]":
    """Listen again to redacted words, if there are any: what listens is not loaded before."""
    if not store.query("SELECT 1 FROM corrections WHERE field = 'redact' LIMIT 1"):
        return
    from pipeline.proof import listen_again

    yield from listen_again(project, store, clip_ids, progress, engine=engine, again=again)


def _store_at_once(project: Project, proofs: "Iterable[Proof]") -> None:
    """Store proofs in a moment in which nobody else holds the project.

    Raises:
        LockedError: There is none.
    """
    with (
        exclusive(project, _PATIENCE) as crashed,
        Store.writing(project.database, after_crash=crashed) as store,
    ):
        _save(store, proofs)


def _save(store: Store, proofs: "Iterable[Proof]") -> "tuple[Proof, ...]":
    done = []
    for proof in proofs:
        store.save_redaction_check(proof.id, proof.recipe, proof.passed)
        done.append(proof)
    return tuple(done)


def _report(project: Project, done: Iterable[Made], proofs: "tuple[Proof, ...]", started: float) -> Report:
    ended = list(done)
    return Report(
        made=tuple(each for each in ended if not each.reason),
        failed=tuple(each for each in ended if each.reason),
        disk=disk_use(project),
        seconds=time.monotonic() - started,
        proofs=proofs,
    )


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
    """Makes the files of clips in a project, and removes those nobody needs.

    Args:
        project: The project.
        store: Open for reading, at least.
        progress: Told where it is.
        executor: Gives where files are made; by default here.
        is_alone: Whether nobody takes in clips meanwhile, so that a file of no clip is one that is left over.
    """

    def __init__(
        self,
        project: Project,
        store: Store,
        progress: Progress,
        executor: "Callable[[], Executor] | None" = None,
        *,
        is_alone: bool = True,
    ) -> None:
        self._project = project
        self._store = store
        self._progress = progress
        self._executor = executor
        self._folders = folders(project)
        if is_alone:
            ids = {row["id"] for row in store.query("SELECT id FROM clips")}
            self._remove(lambda owner: owner not in ids)
        self._there = {kind: {file.name for file in files(folder)} for kind, folder in self._folders.items()}

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
        known = self._store.known_files(clip["path"] for clip, _ in lacking)
        lacking = [(clip, kinds) for clip, kinds in lacking if self._is_as_ingested(clip, known)]
        work = [
            (clip, now)
            for is_quick in (True, False)
            for clip, kinds in lacking
            if (now := [kind for kind in _ORDER if kind in kinds and _is_quick(clip, kind) is is_quick])
        ]
        self._progress.begin(len(work))
        for clip, done in self._make_all(work):
            yield from done
            told = " and ".join(f"no {each.kind}" if each.reason else each.kind for each in done)
            reason = next((each.reason for each in done if each.reason), "")
            self._progress.made(self._project.real_path(clip["path"]), told, reason)

    def _make_all(self, work: list[tuple[Row, list[str]]]) -> Iterator[tuple[Row, list[Made]]]:
        """What was made of each clip, here or where the executor has it made."""
        executor = self._executor() if work and self._executor else None
        here, given = work, []
        if executor and executor.is_elsewhere:
            given = [(clip, kinds) for clip, kinds in work if can_be_sent(clip, kinds)]
            here = [(clip, kinds) for clip, kinds in work if not can_be_sent(clip, kinds)]
            yield from self._make_elsewhere(executor, given)
        for clip, kinds in here:
            with self._at_hand(clip) as source:
                yield clip, [self._make(clip, kind, source) for kind in kinds]

    def _make_elsewhere(
        self, executor: "Executor", work: list[tuple[Row, list[str]]]
    ) -> Iterator[tuple[Row, list[Made]]]:
        clips = {(clip["id"], kinds[0]): clip for clip, kinds in work}
        orders = (Order(clip, tuple(kinds), self._source(clip)) for clip, kinds in work)
        for delivery in executor.run(MakePictures(), orders):
            clip = clips[delivery.clip_id, delivery.kinds[0]]
            done = []
            for kind in delivery.kinds:
                target = self._folders[kind] / names(clip)[kind]
                if content := delivery.files.get(kind):
                    with plain_disk_errors(target.parent):
                        target.parent.mkdir(parents=True, exist_ok=True)
                        with replacing(target) as path:
                            path.write_bytes(content)
                done.append(self._note(clip, kind, target, delivery.problems.get(kind)))
            yield clip, done

    def _source(self, clip: Row) -> str:
        place = clip["path"]
        return place if is_address(place) else str(self._project.real_path(place))

    @contextmanager
    def _at_hand(self, clip: Row) -> Iterator[Path]:
        """The clip's file; where it lies elsewhere, a copy for the moment."""
        if not is_address(clip["path"]):
            yield self._project.real_path(clip["path"])
            return
        with fetched(clip["path"], self._project.private) as copy:
            yield copy

    def remove(self, ids: Collection[str]) -> None:
        """Remove all that was made of some clips."""
        self._remove(lambda owner: owner in ids)

    def _remove(self, is_theirs: Callable[[str], bool]) -> None:
        for folder in self._folders.values():
            for file in files(folder):
                owner = _OURS.fullmatch(file.name)
                if owner and is_theirs(owner[1]):
                    Path(file.path).unlink(missing_ok=True)

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
        if is_address(clip["path"]):
            return known[clip["path"]].clip_id == clip.get("of_clip", clip["id"])
        try:
            now = self._project.real_path(clip["path"]).lstat()
        except OSError:
            return False
        owner = str(clip.get("of_clip", clip["id"]))
        return known[clip["path"]] == KnownFile(owner, now.st_size, now.st_mtime_ns)

    def _make(self, clip: Row, kind: str, source: Path) -> Made:
        """Make a file in the place of all others of its kind and clip."""
        self._progress.stage(self._project.real_path(clip["path"]), kind)
        target = self._folders[kind] / names(clip)[kind]
        reason = None
        try:
            make_file(clip, kind, source, target, self._folders[COPY] / copy_name(clip))
        except ClipError as problem:
            reason = str(problem)
        return self._note(clip, kind, target, reason)

    def _note(self, clip: Row, kind: str, target: Path, reason: str | None) -> Made:
        """Remove what the file takes the place of; or leave a mark in place of one that cannot be made."""
        if reason is not None:
            failed = target.with_name(target.name + FAILED)
            with plain_disk_errors(target.parent):
                target.parent.mkdir(parents=True, exist_ok=True)
                failed.touch()
            self._there[kind].add(failed.name)
            return Made(clip["id"], clip["path"], kind, reason)
        others = {name for name in self._there[kind] if name.startswith(f"{clip['id']}.")} - {target.name}
        for name in others:
            target.with_name(name).unlink(missing_ok=True)
        self._there[kind] = (self._there[kind] - others) | {target.name}
        return Made(clip["id"], clip["path"], kind)


def _is_quick(clip: Row, kind: str) -> bool:
    return kind in _QUICK and not redactions_of(clip).recipe
