"""What each file is: a clip that is known, the same again, a new one, or one that is still arriving.

Content decides. A file that has the size and time of change it had is taken to hold what it held; any other
is read. So a clip that was renamed or moved is recognised, and only what is new is worked on.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.addresses import Elsewhere, is_address
from pipeline.arrival import is_settled, require_whole
from pipeline.fingerprint import Stamp, fingerprint, stamp
from pipeline.forgotten import Forgotten
from pipeline.project import Project
from pipeline.recipes import with_sidecar
from pipeline.report import Outcome, Status
from pipeline.rows import Row
from pipeline.sidecars import Sidecar, Sidecars
from pipeline.store import FAILED, STAGES, KnownFile, Place, Store
from schemas.errors import ClipError, StillCopyingError
from schemas.records import Clip, Failure

FORGOTTEN = "This recording was forgotten on {day} and is not taken in again; delete the file."


@dataclass(frozen=True, slots=True)
class Work:
    """A clip that must be worked on.

    Attributes:
        clip: Of one that lies elsewhere and is not known, id and sum are empty until it has been fetched.
        place: Where it lies, as the database keeps it.
        fresh: Its stages that must be made.
        recipes: By which recipe each of its stages is made.
        collection: The subfolder it lies in; empty for none.
        sidecar: The transcript that lies beside it, or None.
        seen_at: When its stamp was taken, on the monotonic clock; None if it had been as it is for a while.
    """

    clip: Clip
    place: str
    stamp: Stamp
    fresh: set[str]
    seen_at: float | None
    recipes: Mapping[str, str]
    collection: str
    sidecar: Sidecar | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """A file with the same content as one that must be worked on first."""

    clip: Clip
    place: str
    stamp: Stamp
    original: str


class Identity:
    """Looks at files and tells what each is, from what the database knows at the start of a run.

    Where only some files are named, nothing is asked of others: of those there may be a hundred thousand.

    Args:
        project: Where they belong.
        store: Open for writing: what needs no work is remembered at once.
        recipes: By which recipe each stage is made in this run.
        retry: Whether what failed is tried again in the same way.
        ignore_sidecars: Whether clips are heard also where a transcript lies beside them.
        of_all: Whether also of files that are not looked at it is to be known what they were.

    Attributes:
        outcomes: Of the files that need no work.
        work: What must be worked on, by clip, in the order in which it was looked at.
        twins: Duplicates of what must be worked on.
        files: The files that were known, by stored path.
        clips: The clips that were known, by id.
        seen: Stored paths of all files that were looked at.
        useless: Stored paths of files that hold no clip at all, or none that can be read.
        sidecars: The transcripts that lie beside clips.
    """

    def __init__(
        self,
        project: Project,
        store: Store,
        recipes: dict[str, str],
        *,
        retry: bool,
        ignore_sidecars: bool = False,
        of_all: bool = True,
    ) -> None:
        self._project = project
        self._store = store
        self._recipes = recipes
        self._retry = retry
        self._of_all = of_all
        self._made = store.recipes() if of_all else {}
        self._failures = store.failures()
        self._forgotten = store.within(Forgotten)
        self._places: list[Place] = []
        self._sidecars = None if ignore_sidecars else Sidecars()
        self.files = store.known_files() if of_all else {}
        self.clips = store.clips() if of_all else {}
        self.outcomes: list[Outcome] = []
        self.work: dict[str, Work] = {}
        self.twins: list[Twin] = []
        self.seen: set[str] = set()
        self.useless: set[str] = set()
        self.sidecars: set[Path] = set()

    def look_at(self, paths: Iterable[Path]) -> None:
        """Find out what each file is."""
        for path in paths:
            place = self._project.stored_path(path)
            self.seen.add(place)
            try:
                self._look_at(path, place)
            except StillCopyingError as problem:
                self.outcomes.append(Outcome(place, None, "waiting", str(problem)))
            except ClipError as problem:
                self.useless.add(place)
                failure = Failure(path, "read", problem.message, problem.remedy)
                self._store.save_failure(failure, place)
                self.outcomes.append(Outcome(place, None, "failed", str(problem)))
        # All at once: each transaction waits for the disk, and a folder that was renamed holds thousands.
        self._store.save_places(self._places)

    def look_elsewhere(self, clips: Iterable[Elsewhere]) -> None:
        """Find out what lies at each address, without fetching it: only what has changed must be."""
        for lying in clips:
            self.seen.add(lying.address)
            known = self._file(lying.address)
            clip = Clip("", Path(lying.address), lying.stamp.size, "")
            fresh = set(STAGES)
            if known and (known.size, known.mtime_ns) == (lying.stamp.size, lying.stamp.mtime_ns):
                row = self._clip(known.clip_id)
                assert row
                if row["path"] != lying.address:
                    self._tell(lying.address, known.clip_id, "duplicate", same_as(row["path"]))
                    continue
                clip = replace(clip, id=known.clip_id, sha256=row["sha256"])
                fresh = self._stale_stages(clip.id, self._recipes)
                if not fresh:
                    self._tell_unchanged(lying.address, clip.id)
                    continue
            work = Work(clip, lying.address, lying.stamp, fresh, None, self._recipes, lying.collection)
            self.work[clip.id or lying.address] = work

    def home_of(self, clip_id: str) -> str | None:
        """Where a clip is shown that is known and still lies there."""
        row = self._clip(clip_id)
        home = row["path"] if row else None
        return home if home and self._holds(home, clip_id) else None

    def forgotten_since(self, clip: Clip) -> str | None:
        """When a recording was forgotten, if it was."""
        return self._forgotten.since(clip.sha256)

    def _look_at(self, path: Path, place: str) -> None:
        now = time.time()
        seen, known = stamp(path), self._file(place)
        is_as_known = known is not None and (known.size, known.mtime_ns) == (seen.size, seen.mtime_ns)
        if known and is_as_known:
            self._clip(known.clip_id)
            clip = Clip(known.clip_id, path, known.size, self.clips[known.clip_id]["sha256"])
        else:
            require_whole(path, seen.size, seen.mtime_ns)
            clip = fingerprint(path)
        if (reason := forgotten(self.forgotten_since(clip))) is not None:
            # Nothing of it is stored, not even where it lies.
            self.outcomes.append(Outcome(place, None, "unchanged", reason))
            return
        if clip.id in self.work:
            self.twins.append(Twin(clip, place, seen, self.work[clip.id].place))
            return
        row = self._clip(clip.id)
        home = row["path"] if row else None
        if home and home != place and self._holds(home, clip.id):
            self._remember(clip, place, seen, is_home=False)
            self._tell(place, clip.id, "duplicate", same_as(home))
            return
        sidecar = self._sidecars.of(path) if self._sidecars else None
        recipes = with_sidecar(self._recipes, sidecar.sha256 if sidecar else None)
        fresh = self._stale_stages(clip.id, recipes) if row else set(STAGES)
        if sidecar:
            self.sidecars.add(sidecar.path)
        if fresh or not row:
            seen_at = None if is_settled(seen.mtime_ns, now) else time.monotonic()
            self.work[clip.id] = Work(
                clip, place, seen, fresh, seen_at, recipes, self._project.collection_of(path), sidecar
            )
            return
        if home != place or not is_as_known or row["missing_since"] or row["replaced_by"]:
            self._remember(clip, place, seen, is_home=True)
            row["path"] = place
        self._tell_unchanged(place, clip.id)

    def _holds(self, place: str, clip_id: str) -> bool:
        """Whether a clip still lies where it was last seen; of what lies elsewhere that is believed."""
        known = self._file(place)
        if not known or known.clip_id != clip_id:
            return False
        return is_address(place) or still_holds(self._project.real_path(place), known)

    def _file(self, place: str) -> KnownFile | None:
        """A file as it was known."""
        if not self._of_all and place not in self.files:
            self.files |= self._store.known_files([place])
        return self.files.get(place)

    def _clip(self, clip_id: str) -> Row | None:
        """A clip as it was known, with its recipes."""
        if not self._of_all and clip_id not in self.clips:
            self.clips |= self._store.clips([clip_id])
            self._made |= self._store.recipes([clip_id])
        return self.clips.get(clip_id)

    def _stale_stages(self, clip_id: str, recipes: Mapping[str, str]) -> set[str]:
        """The first stage that another recipe made, and all that follow from it."""
        made = self._made.get(clip_id, {})
        if made.get(FAILED) == recipes["transcribe"] and not self._retry:
            return set()
        for index, stage in enumerate(STAGES):
            if made.get(stage) != recipes[stage]:
                return set(STAGES[index:])
        # It failed in another way, and what was made before that stands: storing the last stage says so.
        return {STAGES[-1]} if FAILED in made else set()

    def _remember(self, clip: Clip, place: str, seen: Stamp, *, is_home: bool) -> None:
        known = KnownFile(clip.id, seen.size, seen.mtime_ns)
        if is_home or self.files.get(place) != known:
            collection = self._project.collection_of(clip.path) if is_home else None
            self._places.append(Place(place, known, collection))
            self.files[place] = known

    def _tell_unchanged(self, place: str, clip_id: str) -> None:
        """Nothing is to be done; if it failed, it would fail again."""
        if self.clips[clip_id]["status"] == "failed" or FAILED in self._made[clip_id]:
            self._tell(place, clip_id, "failed", self._failures.get(clip_id, "It failed before."))
        else:
            self._tell(place, clip_id, "unchanged", None)

    def _tell(self, place: str, clip_id: str, status: Status, reason: str | None) -> None:
        row = self.clips[clip_id]
        self.outcomes.append(Outcome(place, clip_id, status, reason, row["duration"], row["answers"]))


def still_holds(path: Path, known: KnownFile) -> bool:
    """Whether a file has the size and time of change with which it was last seen."""
    try:
        seen = stamp(path)
    except ClipError:
        return False
    return (seen.size, seen.mtime_ns) == (known.size, known.mtime_ns)


def forgotten(since: str | None) -> str | None:
    """Why a recording that was forgotten is passed over; None for one that was not."""
    return FORGOTTEN.format(day=since[:10]) if since else None


def same_as(place: str) -> str:
    """Why a file is a duplicate."""
    return f"The same recording as {place}."
