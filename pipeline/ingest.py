"""The whole run, from a folder of clips to a database of answers.

    discover -> fingerprint -> probe -> audio -> transcribe -> answers -> tag -> store -> pictures

A clip's work is a pure function of its bytes and the settings. Each stage has a recipe, made of its
version, its settings and the recipe of the stage before: what was made by the same recipe is not made again.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipeline import answers, models, transcribe
from pipeline.analysis import analyse
from pipeline.audio import read_sound
from pipeline.discover import discover
from pipeline.fingerprint import Stamp, StillCopyingError, fingerprint, stamp
from pipeline.lock import exclusive
from pipeline.pictures import make_missing_pictures
from pipeline.probe import probe
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.store import FAILED, STAGES, KnownFile, Store
from pipeline.tag import DEFAULT_TAGGER, Tagger, load_tagger
from schemas.errors import ClipError, ExitCode, UsageError
from schemas.records import Audio, Clip, ClipStatus, Failure, Probe, Transcript
from schemas.settings import Settings
from schemas.themes import Theme, load_themes

Status = ClipStatus | Literal["duplicate", "waiting", "unchanged"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did with one file.

    Attributes:
        path: As the database keeps it.
        id: The clip in it, or None where it could not be read.
        reason: Why it is not `answered`, in a sentence.
        duration: Seconds, or None where it is not known.
        answers: How many answers the clip holds.
    """

    path: str
    id: str | None
    status: Status
    reason: str | None
    duration: float | None
    answers: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    Attributes:
        clips: In order of paths.
        ignored: Files that are no clips.
        rungs: How many pieces of speech were heard, by the rung of the ladder on which they ended.
        seconds: How long it took.
    """

    clips: tuple[Outcome, ...]
    ignored: tuple[str, ...]
    rungs: tuple[int, ...]
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """How many clips ended with each status that occurs."""
        statuses = [outcome.status for outcome in self.clips]
        return {status: statuses.count(status) for status in dict.fromkeys(statuses)}

    @property
    def exit_code(self) -> ExitCode:
        """1 if a clip failed, else 0."""
        return ExitCode.SOME_FAILED if "failed" in self.counts else ExitCode.OK


def ingest(project: Project, paths: Iterable[Path] = (), progress: Progress | None = None) -> Report:
    """Take in the clips in `paths`, by default the drop folder, and store what was said in them.

    What is known already is not done again. A clip that fails is recorded with its reason and the rest goes
    on; each clip is stored as soon as it is finished, so a run that is stopped loses nothing it reported.

    Raises:
        UsageError: There is no clip in `paths`, or the settings or themes cannot be used.
        MachineError: The engine, its weights, ffmpeg, room or the right to write is missing.
        LockedError: Another run is writing to this project.
    """
    started = time.monotonic()
    progress = progress or Silent()
    themes = load_themes(project.theme_file)
    tagger = load_tagger(DEFAULT_TAGGER, themes)
    places = list(paths) or [project.media]
    found = discover(places)
    if not found.clips:
        raise UsageError(
            f"There are no clips in {', '.join(str(place) for place in places)}.",
            "Copy videos or sound recordings there and run vox ingest again.",
        )
    with exclusive(project), Store.writing(project.database) as store:
        store.save_themes(themes)
        run = _Run(project, store, tagger, _recipes(project.settings, tagger, themes), progress)
        outcomes = list(run.take_in(found.clips))
        make_missing_pictures(project, store, progress)
    return Report(
        clips=tuple(sorted(outcomes, key=lambda outcome: outcome.path)),
        ignored=tuple(project.stored_path(path) for path in found.ignored),
        rungs=run.rungs,
        seconds=time.monotonic() - started,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """A clip that must be worked on, and which of its stages must be made."""

    clip: Clip
    stamp: Stamp
    fresh: set[str]


class _Opened:
    """A clip whose sound is being read, in another thread.

    Attributes:
        stage: At which it fails, if it does.
        probe: What the file says of itself, once reading has begun.
    """

    def __init__(self, item: _Work) -> None:
        self.item = item
        self.stage = "probe"
        self.probe: Probe | None = None

    def tracks(self) -> Iterator[Iterator[Audio]]:
        """Its sound tracks, in the order in which players choose; each is decoded when it is iterated."""
        self.probe = probe(self.item.clip.path)
        for track in self.probe.audio:
            yield self._blocks(track.position)

    def _blocks(self, track: int) -> Iterator[Audio]:
        self.stage = "sound"
        yield from read_sound(self.item.clip, track)
        self.stage = "transcribe"


class _Run:
    """One run over a project: what it knows at the start, and what it does with each file."""

    def __init__(
        self, project: Project, store: Store, tagger: Tagger, recipes: dict[str, str], progress: Progress
    ) -> None:
        self._project = project
        self._store = store
        self._tagger = tagger
        self._recipes = recipes
        self._progress = progress
        self._files = store.known_files()
        self._clips = store.clips()
        self._made = store.recipes()
        self._failures = {
            row["path"]: row for row in store.query("SELECT path, reason, remedy FROM failures")
        }
        self._twins: list[tuple[str, Clip, Stamp]] = []
        """Duplicates to remember once the clip they repeat is stored."""

        self._rungs: Counter[int] = Counter()
        self._engine = cache(lambda: transcribe.load_engine(project.settings.engine, project.settings.model))

    @property
    def rungs(self) -> tuple[int, ...]:
        """How many pieces of speech ended on each rung of the ladder so far."""
        return tuple(self._rungs[rung] for rung in range(1, transcribe.RUNGS + 1))

    def take_in(self, paths: list[Path]) -> Iterator[Outcome]:
        """Find out what each file is, then work on what is new; the outcome of every file, in no order."""
        work: dict[str, _Work] = {}
        for path in paths:
            try:
                done = self._identify(path, work)
            except StillCopyingError as problem:
                done = self._outcome(path, None, "waiting", str(problem))
            except ClipError as problem:
                done = self._fail(path, None, 0, "read", problem)
            if done:
                yield done
        self._progress.begin(len(work))
        for item, outcome in self._work_on(list(work.values())):
            self._progress.done(item.clip.path, outcome.status, outcome.reason or "")
            yield outcome
        for place, clip, seen in self._twins:
            self._store.save_file(place, clip.id, clip.size, seen.mtime_ns)

    def _identify(self, path: Path, work: dict[str, _Work]) -> Outcome | None:
        """The outcome of a file that needs no work; else it is added to `work`."""
        seen, place = stamp(path), self._project.stored_path(path)
        known = self._files.get(place)
        if known and seen == Stamp(known.size, known.mtime_ns):
            sha256 = self._clips[known.clip_id]["sha256"]
            clip = Clip(known.clip_id, path, known.size, sha256)
        else:
            clip = fingerprint(path)
        twin = work.get(clip.id)
        if twin:
            return self._duplicate(clip, place, seen, twin.clip.path)
        if clip.id not in self._clips:
            work[clip.id] = _Work(clip, seen, set(STAGES))
            return None
        home = self._clips[clip.id]["path"]
        if home and home != place and self._holds(home, clip.id):
            return self._duplicate(clip, place, seen, self._project.real_path(home))
        fresh = self._stale_stages(clip.id)
        if fresh:
            work[clip.id] = _Work(clip, seen, fresh)
            return None
        if home != place or known != KnownFile(clip.id, seen.size, seen.mtime_ns):
            self._store.save_file(place, clip.id, clip.size, seen.mtime_ns)
            self._store.save_place(place, clip.id)
            self._clips[clip.id]["path"] = place
        if self._clips[clip.id]["status"] == "failed" or FAILED in self._made[clip.id]:
            return self._outcome(path, clip.id, "failed", self._reason_before(place))
        return self._outcome(path, clip.id, "unchanged", None)

    def _holds(self, place: str, clip_id: str) -> bool:
        """Whether a clip still lies where it was last seen."""
        known = self._files.get(place)
        real = self._project.real_path(place)
        return bool(known and known.clip_id == clip_id and real.is_file() and _unchanged(real, known))

    def _stale_stages(self, clip_id: str) -> set[str]:
        """The first stage that another recipe made, and all that follow from it."""
        made = self._made.get(clip_id, {})
        if made.get(FAILED) == self._recipes["transcribe"]:
            return set()
        for index, stage in enumerate(STAGES):
            if made.get(stage) != self._recipes[stage]:
                return set(STAGES[index:])
        return set()

    def _duplicate(self, clip: Clip, place: str, seen: Stamp, original: Path) -> Outcome:
        if self._files.get(place) != KnownFile(clip.id, seen.size, seen.mtime_ns):
            self._twins.append((place, clip, seen))
        reason = f"The same recording as {self._project.stored_path(original)}."
        return self._outcome(clip.path, clip.id, "duplicate", reason)

    def _reason_before(self, place: str) -> str:
        before = self._failures.get(place)
        return f"{before['reason']} {before['remedy']}".strip() if before else "It failed before."

    def _work_on(self, work: list[_Work]) -> Iterator[tuple[_Work, Outcome]]:
        """Hear what must be heard, all clips together; store each as soon as it is finished."""
        for item in work:
            if "transcribe" not in item.fresh:
                yield item, self._finish(item, None, self._store.transcript(item.clip.id))
        unheard = (_Opened(item) for item in work if "transcribe" in item.fresh)
        for opened, heard in transcribe.transcribe_all(
            ((opened, opened.tracks()) for opened in unheard),
            self._engine,
            transcribe.Hints(self._project.settings.language, self._project.settings.names),
            lambda opened, seconds: self._progress.stage(opened.item.clip.path, "transcribe", seconds),
        ):
            item = opened.item
            if isinstance(heard, ClipError):
                yield item, self._fail(item.clip.path, item.clip, item.stamp.mtime_ns, opened.stage, heard)
            else:
                self._rungs.update(dict(enumerate(heard.rungs, start=1)))
                yield item, self._finish(item, opened.probe, heard)

    def _finish(self, item: _Work, probed: Probe | None, transcript: Transcript | None) -> Outcome:
        """Find the answers and their themes in what was heard, and store it all."""
        clip, place = item.clip, self._project.stored_path(item.clip.path)
        known = None if "transcribe" in item.fresh else self._clips[clip.id]["duration"]
        try:
            probed = probed or probe(clip.path)
        except ClipError as problem:
            return self._fail(clip.path, clip, item.stamp.mtime_ns, "probe", problem)
        analysis = analyse(
            clip,
            self._project.collection_of(clip.path),
            self._project.settings,
            self._tagger,
            probed,
            transcript if probed.audio else None,
            known,
        )
        self._store.save(analysis, place, item.stamp.mtime_ns, self._recipes, item.fresh)
        return self._outcome(
            clip.path, clip.id, analysis.status, analysis.reason, analysis.duration, len(analysis.answers)
        )

    def _fail(self, path: Path, clip: Clip | None, mtime_ns: int, stage: str, problem: ClipError) -> Outcome:
        place = self._project.stored_path(path)
        failure = Failure(path, stage, problem.message, problem.remedy)
        self._store.save_failure(failure, place, clip, mtime_ns, self._recipes["transcribe"])
        return self._outcome(path, clip.id if clip else None, "failed", str(problem))

    def _outcome(
        self,
        path: Path,
        clip_id: str | None,
        status: Status,
        reason: str | None,
        duration: float | None = None,
        answer_count: int | None = None,
    ) -> Outcome:
        known: dict[str, Any] = self._clips.get(clip_id or "", {})
        return Outcome(
            path=self._project.stored_path(path),
            id=clip_id,
            status=status,
            reason=reason,
            duration=known.get("duration") if duration is None else duration,
            answers=known.get("answers", 0) if answer_count is None else answer_count,
        )


def _unchanged(path: Path, known: KnownFile) -> bool:
    return stamp(path) == Stamp(known.size, known.mtime_ns)


def _recipes(settings: Settings, tagger: Tagger, themes: tuple[Theme, ...]) -> dict[str, str]:
    """By which recipe each stage is made in this run."""
    transcript = _recipe(
        transcribe.VERSION,
        settings.engine,
        settings.model,
        models.identity(settings.model),
        settings.language,
        settings.names,
    )
    found = _recipe(transcript, answers.VERSION, settings.question)
    tags = _recipe(found, tagger.version, [[theme.slug, theme.lex] for theme in themes])
    return {"transcribe": transcript, "answers": found, "tag": tags}


def _recipe(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
