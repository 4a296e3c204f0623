"""What is done with a clip: it is heard, cut into answers and tagged.

A function of its file and the settings: no database, no other clip. So it is the same in this process and on
a worker of a cluster.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from json import dumps
from pathlib import Path
from tempfile import gettempdir

from pipeline import transcribe, voices
from pipeline.addresses import fetched, is_address
from pipeline.analysis import analyse
from pipeline.audio import read_sound
from pipeline.executors import Told
from pipeline.fingerprint import fingerprint
from pipeline.identity import Work
from pipeline.meanings import STORED, text_sum
from pipeline.probe import probe
from pipeline.recipes import make_recipes
from pipeline.sidecars import UnfitError, read_sidecar
from pipeline.tag import DEFAULT_TAGGER, Tagger, load_tagger
from pipeline.tag.encoder import Encoder, unit
from pipeline.transcribe import Engine
from schemas.errors import ClipError
from schemas.notes import Note
from schemas.records import Analysis, Audio, Clip, Correction, Probe, Span, Transcript, Turn
from schemas.settings import Settings
from schemas.themes import Theme

_HEAVY = 64 << 20
"""Bytes of a clip that is heard by itself."""


@dataclass(frozen=True, slots=True)
class Task:
    """A clip to be heard, with all that is known of it.

    Attributes:
        collection: The subfolder it lies in.
        corrections: What people decided about it.
        known: What stands of it and is not made again; None where it is heard anew.
    """

    work: Work
    collection: str
    corrections: tuple[Correction, ...]
    known: "Known | None" = None


@dataclass(frozen=True, slots=True)
class Known:
    """What stands of a clip.

    Attributes:
        transcript: What was heard; None where there is no sound.
        turns: Who speaks when; None where that is to be told anew.
        duration: Seconds.
    """

    transcript: Transcript | None
    turns: tuple[Turn, ...] | None
    duration: float | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the text of an answer means: see pipeline/meanings.py."""

    text_sha256: str
    vector: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a clip.

    Attributes:
        place: Of the clip, as in its `Work`.
        clip: What its file held; None where it could not be read.
        analysis: All that was learnt of it; None where it failed.
        problem: Why it failed.
        stage: At which it failed.
        is_absent: Whether its file could not be found.
        meanings: Of its answers, where they were asked for.
        notes: Held up in it; None where they were not looked for.
    """

    place: str
    clip: Clip | None = None
    analysis: Analysis | None = None
    problem: ClipError | None = None
    stage: str = "probe"
    is_absent: bool = False
    meanings: tuple[Meaning, ...] = ()
    notes: tuple[Note, ...] | None = None


class HearClips:
    """Hears clips, all at hand together, and finds what follows from what was heard in each.

    Args:
        settings: Of the project.
        themes: Its taxonomy.
        learnt: What its corrections taught the tagger, as `Store.learnt` gives it.
        is_thorough: Whether what answers mean, and notes that are held up, are wanted at once.
    """

    def __init__(
        self,
        settings: Settings,
        themes: Sequence[Theme],
        learnt: tuple[str, bytes] | None,
        *,
        is_thorough: bool = False,
    ) -> None:
        self._settings = settings
        self._themes = tuple(themes)
        self._learnt = learnt
        self._is_thorough = is_thorough
        self.recipe = self.found_here()

    @cached_property
    def _tagger(self) -> Tagger:
        return load_tagger(DEFAULT_TAGGER, self._themes, self._learnt and self._learnt[1])

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(adapted=False)

    def found_here(self) -> str:
        """See `Step.found_here`."""
        recipes = make_recipes(self._settings, self._themes, self._learnt)
        return sha256(dumps(recipes, sort_keys=True).encode()).hexdigest()

    def weight(self, item: Task) -> float:
        """See `Step.weight`."""
        return item.work.stamp.size / _HEAVY

    def lost(self, item: Task, reason: str) -> Result:
        """See `Step.lost`."""
        return Result(
            item.work.place, item.work.clip, problem=ClipError(reason, "Try it with: vox ingest --retry")
        )

    def __call__(self, items: Iterable[Task], engine: Callable[[], Engine], told: Told) -> Iterator[Result]:
        """See `Step`; of what need not be heard the results come first."""
        unheard: list[_Opened] = []
        for task in items:
            with _Opened(task) as opened:
                if (result := self._without_listening(opened)) is not None:
                    yield result
                else:
                    unheard.append(opened)
        hints = transcribe.Hints(self._settings.language, self._settings.names)
        for opened, heard in transcribe.transcribe_all(
            ((opened, opened.tracks()) for opened in unheard),
            engine,
            hints,
            lambda opened, seconds: told(opened.task.work.clip.path, "transcribe", seconds),
        ):
            with opened:
                yield self._follow(opened, heard)

    def _without_listening(self, opened: "_Opened") -> Result | None:
        """What follows from what is known of a clip, or lies beside it; None if it must be heard."""
        task = opened.task
        if task.known:
            return self._follow(opened, task.known.transcript)
        if not task.work.sidecar:
            return None
        clip = task.work.clip
        try:
            probed = opened.probed()
            length = probed.duration or probed.measured or _length(clip)
            heard = read_sidecar(task.work.sidecar, length, lambda: _speech(clip))
        except UnfitError as problem:
            opened.unfit = str(problem)
            return None
        except ClipError:
            return None  # It fails in its own words when it is heard.
        return self._follow(opened, heard)

    def _follow(self, opened: "_Opened", heard: Transcript | ClipError | None) -> Result:
        """All that follows from what was heard, or why nothing does."""
        place = opened.task.work.place
        try:
            if isinstance(heard, ClipError):
                raise heard
            opened.stage = "probe"
            clip = opened.clip()
            analysis = self._analyse(opened, clip, heard)
        except ClipError as problem:
            is_absent = not is_address(place) and not opened.task.work.clip.path.exists()
            return Result(place, opened.fetched, None, problem, opened.stage, is_absent)
        if not self._is_thorough:
            return Result(place, clip, analysis)
        return Result(
            place, clip, analysis, meanings=self._meanings_of(analysis), notes=_notes_in(clip, analysis)
        )

    def _meanings_of(self, analysis: Analysis) -> tuple[Meaning, ...]:
        """What the answers mean, those too that nobody will ask for."""
        texts = [answer.text for answer in analysis.found.answers]
        vectors = unit(self._encoder.encode(texts)).astype(STORED) if texts else ()
        return tuple(
            Meaning(text_sum(text), vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)
        )

    def _analyse(self, opened: "_Opened", clip: Clip, transcript: Transcript | None) -> Analysis:
        task, probed = opened.task, opened.probed()
        known = task.known
        if not probed.audio:
            transcript = None
        turns = known.turns if known and known.turns is not None else _tell_voices_apart(clip, transcript)
        analysis = analyse(
            clip,
            task.collection,
            self._settings,
            self._tagger,
            probed,
            transcript,
            known.duration if known else None,
            task.corrections,
            turns,
        )
        if opened.unfit:
            analysis = replace(analysis, reason=" ".join(filter(None, [analysis.reason, opened.unfit])))
        if is_address(task.work.place):
            # Nobody can play what lies elsewhere.
            analysis = replace(analysis, needs_web_copy=True)
        return analysis


class _Opened:
    """A clip whose sound is being read, in another thread; fetched before, if it lies elsewhere.

    Attributes:
        stage: At which it fails, if it does.
        fetched: What its file holds, once that is known.
        unfit: Why the transcript beside it was not used; empty where it was, or there is none.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.stage = "probe"
        self.unfit = ""
        is_elsewhere = is_address(task.work.place)
        self.fetched = None if is_elsewhere else task.work.clip
        self._stack = ExitStack()
        self._probe: Probe | None = None

    def __enter__(self) -> "_Opened":
        return self

    def __exit__(self, *error: object) -> None:
        """Remove what was fetched."""
        self._stack.close()
        if is_address(self.task.work.place):
            self.fetched = None

    def clip(self) -> Clip:
        """The clip, with a file that can be read here.

        Raises:
            ClipError: It cannot be fetched.
        """
        if not self.fetched:
            self.stage = "read"
            copy = self._stack.enter_context(fetched(self.task.work.place, Path(gettempdir())))
            self.fetched = fingerprint(copy)
            self.stage = "probe"
        return self.fetched

    def probed(self) -> Probe:
        """What the file says of itself.

        Raises:
            ClipError: It is no clip, or cannot be read.
        """
        self._probe = self._probe or probe(self.clip().path)
        return self._probe

    def tracks(self) -> Iterator[Iterator[Audio]]:
        """Its sound tracks, in the order in which players choose; each is decoded when it is iterated."""
        for track in self.probed().audio:
            yield self._blocks(track.position)

    def _blocks(self, track: int) -> Iterator[Audio]:
        self.stage = "sound"
        yield from read_sound(self.clip(), track)
        self.stage = "transcribe"


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


def _notes_in(clip: Clip, analysis: Analysis) -> tuple[Note, ...] | None:
    """The notes that are held up in a clip, none where its pictures cannot be looked at; None without any."""
    if not analysis.probe.video:
        return None
    from pipeline.notes import find_notes

    try:
        return tuple(find_notes(clip.path, analysis.probe.video, analysis.duration or 0.0))
    except ClipError:
        return ()
