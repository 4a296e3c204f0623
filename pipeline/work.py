"""Clips that are new are heard, cut into answers, tagged and stored, each as soon as it is finished."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline import transcribe
from pipeline.addresses import is_address
from pipeline.analysis import analyse
from pipeline.arrival import SETTLED
from pipeline.executors import Executor
from pipeline.fingerprint import stamp
from pipeline.hearing import HearClips, Known, Meaning, Result, Task
from pipeline.identity import Identity, Work, forgotten, same_as
from pipeline.learning import project_tagger
from pipeline.meanings import keep_meanings
from pipeline.note_taking import Notes
from pipeline.progress import Progress
from pipeline.project import Project
from pipeline.report import Outcome
from pipeline.store import KnownFile, Place, Store
from schemas.errors import ClipError, MachineError
from schemas.records import Analysis, Clip, Correction, Failure
from schemas.themes import Theme


class Intake:
    """Has clips worked on, and stores what came of each.

    Args:
        project: Where they belong, with the settings.
        store: Open for writing.
        themes: The taxonomy.
        known: What is known of files.
        executor: Where clips are worked on.
        progress: Told of each clip.
    """

    def __init__(
        self,
        project: Project,
        store: Store,
        themes: Sequence[Theme],
        known: Identity,
        executor: Executor,
        progress: Progress,
    ) -> None:
        self._project = project
        self._store = store
        self._themes = themes
        self._known = known
        self._executor = executor
        self._progress = progress
        self._notes = Notes(project, store, themes)
        self._rungs: Counter[int] = Counter()
        self._corrections: dict[str, tuple[Correction, ...]] = {}
        self._stored: dict[str, str] = {}

    @property
    def rungs(self) -> tuple[int, ...]:
        """How many pieces of speech ended on each rung of the ladder so far."""
        return tuple(self._rungs[rung] for rung in range(1, transcribe.RUNGS + 1))

    def take_in(self, work: Sequence[Work]) -> Iterator[Outcome]:
        """Hear what must be heard; the outcome of each clip as soon as it is stored."""
        self._progress.begin(len(work))
        # What lies elsewhere is fetched once: all is done with it that can be.
        is_thorough = self._executor.is_elsewhere or any(is_address(item.place) for item in work)
        step = HearClips(self._project.settings, self._themes, self._store.learnt(), is_thorough=is_thorough)
        waiting = {item.place: item for item in work}
        for result in self._executor.run(step, map(self._task, work)):
            item = waiting.pop(result.place)
            outcome = self._conclude(item, result)
            self._progress.done(item.clip.path, outcome.status, outcome.reason or "")
            yield outcome

    def _task(self, item: Work) -> Task:
        clip_id, known = item.clip.id, None
        corrections = tuple(self._store.corrections(clip_id)) if clip_id in self._known.clips else ()
        if corrections:
            self._corrections[clip_id] = corrections
        if "transcribe" not in item.fresh:
            turns = None if "voices" in item.fresh else self._store.turns(clip_id)
            duration = self._known.clips[clip_id]["duration"]
            known = Known(self._store.transcript(clip_id), turns, duration)
        return Task(item, item.collection, corrections, known)

    def _conclude(self, item: Work, result: Result) -> Outcome:
        """Store what came of a clip, or why nothing did."""
        if is_address(item.place):
            if (outcome := self._known_already(item, result.clip)) is not None:
                return outcome
        elif not _stayed_as_it_was(item):
            reason = f"{item.clip.path.name} changed while it was read: it is still being copied."
            return Outcome(item.place, None, "waiting", f"{reason} Run vox ingest again when it has arrived.")
        elif result.is_absent and item.clip.path.exists():
            raise MachineError(
                f"A worker does not find {item.clip.path}, which is there.",
                "The folder must be mounted at the same place on every machine of the cluster.",
            )
        if result.problem or not result.analysis:
            return self._fail(item, result)
        return self._save(item, result.analysis, result)

    def _known_already(self, item: Work, clip: Clip | None) -> Outcome | None:
        """What becomes of a clip elsewhere if it is known, which shows once it has been fetched."""
        if not clip or clip.id == item.clip.id:
            return None
        if (reason := forgotten(self._known.forgotten_since(clip))) is not None:
            return Outcome(item.place, None, "unchanged", reason)
        home = self._stored.get(clip.id) or self._known.home_of(clip.id)
        if not home or home == item.place:
            return None
        file = KnownFile(clip.id, item.stamp.size, item.stamp.mtime_ns)
        self._store.save_places([Place(item.place, file, None)])
        return Outcome(item.place, clip.id, "duplicate", same_as(home))

    def _save(self, item: Work, analysis: Analysis, result: Result) -> Outcome:
        clip = replace(analysis.clip, path=item.clip.path)
        analysis = self._as_decided_now(replace(analysis, clip=clip))
        with self._store.together():
            self._store.save(analysis, item.place, item.stamp.mtime_ns, item.recipes, item.fresh)
            keep_meanings(self._store, clip.id, _by_text(result.meanings))
            if result.notes is not None:
                self._notes.keep(clip.id, result.notes)
        self._stored[clip.id] = item.place
        if "transcribe" in item.fresh and analysis.transcript:
            self._rungs.update(dict(enumerate(analysis.transcript.rungs, start=1)))
        [stored] = self._store.query(
            "SELECT status, reason, duration, count(a.id) AS answers"
            " FROM clips c LEFT JOIN answers a ON a.clip_id = c.id AND NOT a.off_topic WHERE c.id = :id",
            {"id": clip.id},
        )
        return Outcome(item.place, clip.id, **stored)

    def _as_decided_now(self, analysis: Analysis) -> Analysis:
        """What was learnt of a clip, by what people decided about it while it was worked on, too."""
        clip = analysis.clip
        decided = tuple(self._store.corrections(clip.id)) if clip.id in self._known.clips else ()
        if decided == self._corrections.pop(clip.id, ()):
            return analysis
        now = analyse(
            clip,
            analysis.collection,
            self._project.settings,
            project_tagger(self._store, self._themes),
            analysis.probe,
            analysis.transcript,
            analysis.duration,
            decided,
            analysis.turns,
        )
        return replace(now, needs_web_copy=analysis.needs_web_copy)

    def _fail(self, item: Work, result: Result) -> Outcome:
        clip, problem = result.clip or item.clip, result.problem or ClipError("It could not be read.")
        failure = Failure(item.clip.path, result.stage, problem.message, problem.remedy)
        if not clip.id:
            # It could not even be fetched; whenever that is, it is tried again.
            self._store.save_failure(failure, item.place)
            return Outcome(item.place, None, "failed", str(problem))
        file = KnownFile(clip.id, item.stamp.size, item.stamp.mtime_ns)
        place = Place(item.place, file, item.collection)
        self._store.save_failure(failure, item.place, clip, place, item.recipes["transcribe"])
        return Outcome(item.place, clip.id, "failed", str(problem))


def _by_text(meanings: Iterable[Meaning]) -> dict[str, bytes]:
    return {meaning.text_sha256: meaning.vector for meaning in meanings}


def _stayed_as_it_was(item: Work) -> bool:
    """Whether the file is still what was read, and has been for long enough to be believed.

    A file that was changed a moment before it was looked at may be a copy that has paused.
    """
    if item.seen_at is not None:
        time.sleep(max(0.0, item.seen_at + SETTLED - time.monotonic()))
    try:
        return stamp(item.clip.path) == item.stamp
    except ClipError:
        return not Path(item.clip.path).exists()
