"""Clips that are new are heard, cut into answers, tagged and stored, each as soon as it is finished."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline import transcribe, voices
from pipeline.analysis import analyse
from pipeline.arrival import SETTLED
from pipeline.audio import read_sound
from pipeline.fingerprint import stamp
from pipeline.identity import Work
from pipeline.probe import probe
from pipeline.progress import Progress
from pipeline.project import Project
from pipeline.report import Outcome
from pipeline.sidecars import UnfitError, read_sidecar
from pipeline.store import KnownFile, Place, Store
from pipeline.tag import Tagger
from pipeline.transcribe import Engine
from schemas.errors import ClipError
from schemas.records import Audio, Clip, Failure, Probe, Span, Transcript, Turn


class _Opened:
    """A clip whose sound is being read, in another thread.

    Attributes:
        stage: At which it fails, if it does.
        probe: What the file says of itself, once reading has begun.
    """

    def __init__(self, item: Work) -> None:
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


class Worker:
    """Works on clips and stores what came of each.

    Args:
        project: Where they belong, with the settings.
        store: Open for writing.
        tagger: Finds the themes.
        engine: Gives the engine; not called while nobody speaks.
        progress: Told of each step.
    """

    def __init__(
        self,
        project: Project,
        store: Store,
        tagger: Tagger,
        engine: Callable[[], Engine],
        progress: Progress,
    ) -> None:
        self._project = project
        self._store = store
        self._tagger = tagger
        self._engine = engine
        self._progress = progress
        self._rungs: Counter[int] = Counter()
        self._unfit: dict[str, str] = {}

    @property
    def rungs(self) -> tuple[int, ...]:
        """How many pieces of speech ended on each rung of the ladder so far."""
        return tuple(self._rungs[rung] for rung in range(1, transcribe.RUNGS + 1))

    def work_on(self, work: Sequence[Work]) -> Iterator[Outcome]:
        """Hear what must be heard, all clips together; the outcome of each as soon as it is stored."""
        self._progress.begin(len(work))
        unheard: list[Work] = []
        for item in work:
            if "transcribe" not in item.fresh:
                yield self._conclude(item, None, self._store.transcript(item.clip.id))
            elif (outcome := self._take_sidecar(item)) is not None:
                yield outcome
            else:
                unheard.append(item)
        for opened, heard in transcribe.transcribe_all(
            ((opened, opened.tracks()) for opened in map(_Opened, unheard)),
            self._engine,
            transcribe.Hints(self._project.settings.language, self._project.settings.names),
            lambda opened, seconds: self._progress.stage(opened.item.clip.path, "transcribe", seconds),
        ):
            if isinstance(heard, Transcript):
                self._rungs.update(dict(enumerate(heard.rungs, start=1)))
            yield self._conclude(opened.item, opened.probe, heard, opened.stage)

    def _take_sidecar(self, item: Work) -> Outcome | None:
        """Store what the transcript beside a clip says; None where there is none, or it does not fit."""
        if not item.sidecar:
            return None
        clip = item.clip
        try:
            probed = probe(clip.path)
            length = probed.duration or probed.measured or _length(clip)
            heard = read_sidecar(item.sidecar, length, lambda: _speech(clip))
        except UnfitError as problem:
            self._unfit[clip.id] = str(problem)
            self._progress.note(f"{clip.path.name}: {problem}")
            return None
        except ClipError:
            return None  # It fails in its own words when it is heard.
        return self._conclude(item, probed, heard)

    def _conclude(
        self, item: Work, probed: Probe | None, heard: Transcript | ClipError | None, stage: str = "probe"
    ) -> Outcome:
        """Store what came of a clip, or why nothing did."""
        if not _stayed_as_it_was(item):
            reason = f"{item.clip.path.name} changed while it was read: it is still being copied."
            outcome = Outcome(
                item.place, None, "waiting", f"{reason} Run vox ingest again when it has arrived."
            )
        elif isinstance(heard, ClipError):
            outcome = self._fail(item, stage, heard)
        else:
            try:
                outcome = self._store_what_follows(item, probed or probe(item.clip.path), heard)
            except ClipError as problem:
                outcome = self._fail(item, "probe", problem)
        self._progress.done(item.clip.path, outcome.status, outcome.reason or "")
        return outcome

    def _store_what_follows(self, item: Work, probed: Probe, transcript: Transcript | None) -> Outcome:
        """Find the answers and their themes in what was heard, and store it all."""
        clip, known = item.clip, None
        if "transcribe" not in item.fresh:
            [row] = self._store.query("SELECT duration FROM clips WHERE id = :id", {"id": clip.id})
            known = row["duration"]
        if not probed.audio:
            transcript = None
        fresh = "voices" in item.fresh
        turns = _tell_voices_apart(clip, transcript) if fresh else self._store.turns(clip.id)
        analysis = analyse(
            clip,
            self._project.collection_of(clip.path),
            self._project.settings,
            self._tagger,
            probed,
            transcript,
            known,
            self._store.corrections(clip.id),
            turns,
        )
        if clip.id in self._unfit:
            reason = " ".join(filter(None, [analysis.reason, self._unfit[clip.id]]))
            analysis = replace(analysis, reason=reason)
        self._store.save(analysis, item.place, item.stamp.mtime_ns, item.recipes, item.fresh)
        [stored] = self._store.query(
            "SELECT status, reason, duration, count(a.id) AS answers"
            " FROM clips c LEFT JOIN answers a ON a.clip_id = c.id AND NOT a.off_topic WHERE c.id = :id",
            {"id": clip.id},
        )
        return Outcome(item.place, clip.id, **stored)

    def _fail(self, item: Work, stage: str, problem: ClipError) -> Outcome:
        clip = item.clip
        failure = Failure(clip.path, stage, problem.message, problem.remedy)
        place = Place(
            item.place,
            KnownFile(clip.id, item.stamp.size, item.stamp.mtime_ns),
            self._project.collection_of(clip.path),
        )
        self._store.save_failure(failure, item.place, clip, place, item.recipes["transcribe"])
        return Outcome(item.place, clip.id, "failed", str(problem))


def _speech(clip: Clip) -> list[Span]:
    """The stretches of a clip in which somebody speaks, in seconds."""
    return [
        Span(block.start + span.start, block.start + span.end)
        for block in read_sound(clip, 0)
        for span in transcribe.find_speech(block)
    ]


def _length(clip: Clip) -> float:
    """Seconds of sound of a clip whose header does not say how long it is."""
    return max((block.start + block.duration for block in read_sound(clip, 0)), default=0.0)


def _tell_voices_apart(clip: Clip, transcript: Transcript | None) -> tuple[Turn, ...]:
    """Who speaks when in a clip; its sound is decoded only where enough is said for two people."""
    if not transcript:
        return ()
    spoken = [Span(word.start, word.end) for word in transcript.words]
    try:
        return voices.find_turns(lambda: read_sound(clip, transcript.track), spoken)
    except ClipError:
        return ()  # what was heard of it stands without that


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
