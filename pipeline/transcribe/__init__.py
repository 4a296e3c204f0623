"""From sound to words: pieces of speech go through an engine, and what it says is weighed.

    blocks of sound -> pieces of speech -> an engine, as hard as each needs -> words on the clip's clock
    -> segments, each believed or doubted

The sound is decoded and searched for speech ahead, in a thread of its own, while the model works; the pieces
of all clips at hand are heard together. What is written for a piece does not depend on the others, nor on
when it came. Whoever makes them other raises `TRANSCRIBE_VERSION` in pipeline/recipes.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.transcribe.ahead import ahead
from pipeline.transcribe.engine import Engine, Heard, Request
from pipeline.transcribe.ladder import RUNGS, Attempt, Hearing, Hints, climb
from pipeline.transcribe.speech import Piece, find_pieces, find_speech
from pipeline.transcribe.trust import weigh
from schemas.errors import ClipError, UsageError
from schemas.records import Audio, Segment, Transcript

__all__ = [
    "ENGINES",
    "RUNGS",
    "Engine",
    "Hints",
    "Request",
    "find_speech",
    "load_engine",
    "transcribe",
    "transcribe_all",
]

_ROUND = 300.0
"""Seconds of sound that are heard in one go: enough to fill batches of like length."""

_FIRST_ROUND = 60.0
"""The same of the first, for which the model would wait in vain while more is read."""

_AHEAD = 240.0
"""Seconds of sound that wait for the model at most: two blocks of a long recording, 16 MB, or many clips."""

Key = TypeVar("Key")
Tracks = Iterable[Iterable[Audio]]
"""The sound tracks of a clip, the one that players play first; each in blocks, in order."""


def _faster_whisper(model: str) -> Engine:
    from pipeline.transcribe.faster_whisper import FasterWhisper

    return FasterWhisper(model)


def _openai_whisper(model: str) -> Engine:
    from pipeline.transcribe.openai_whisper import OpenAIWhisper

    return OpenAIWhisper(model)


def _scripted(model: str) -> Engine:
    from pipeline.transcribe.scripted import Scripted

    return Scripted(model)


ENGINES: Mapping[str, Callable[[str], Engine]] = {
    "faster-whisper": _faster_whisper,
    "openai-whisper": _openai_whisper,
    "scripted": _scripted,
}
"""Loaders by name; a library is imported only when its engine is loaded."""


def load_engine(name: str, model: str) -> Engine:
    """Load an engine with a model; the weights are verified on the way.

    Raises:
        UsageError: There is no such engine.
        MachineError: Its package or the model is missing, or the weights are not what they should be.
    """
    if name not in ENGINES:
        raise UsageError(f"There is no engine '{name}'.", f"Engines are: {', '.join(ENGINES)}.")
    return ENGINES[name](model)


def transcribe(audio: Audio, engine: Engine, hints: Hints | None = None) -> Transcript:
    """Write down what is said in one stretch of sound; nothing where nobody speaks."""
    [(_, found)] = transcribe_all([(None, [[audio]])], lambda: engine, hints or Hints())
    if isinstance(found, ClipError):
        raise found
    return found


def transcribe_all(
    clips: Iterable[tuple[Key, Tracks]],
    engine: Callable[[], Engine],
    hints: Hints,
    reached: Callable[[Key, float], None] = lambda key, seconds: None,
) -> Iterator[tuple[Key, Transcript | ClipError]]:
    """Write down what is said in many clips, each as soon as it is heard to its end.

    The second sound track of a clip is heard only if nobody speaks in the first, and so on.

    Args:
        clips: Each with a key of the caller's. They are read in another thread, a little ahead.
        engine: Gives the engine; not called while nobody speaks.
        hints: What is known beforehand.
        reached: Told how far a clip has been heard, in seconds.

    Returns:
        The key of each clip with its transcript, or with why its sound cannot be read.
    """
    open_clips: dict[int, _Clip[Key]] = {}
    hearings: list[_Listening[Key]] = []
    with closing(ahead(_prepare(clips), _AHEAD, _weight)) as prepared:
        more, enough = True, _FIRST_ROUND
        while more or hearings:
            while more and sum(hearing.seconds for hearing in hearings) < enough:
                item = next(prepared, None)
                if item is None:
                    more = False
                    break
                clip = open_clips.setdefault(item.number, _Clip(item.key))
                if isinstance(item, _End):
                    clip.end = item
                else:
                    hearings.append(_Listening(clip, climb(item.pieces, hints)))
            if hearings:
                enough = _ROUND
                _hear(hearings, engine())
                for hearing in hearings:
                    reached(hearing.clip.key, hearing.clip.heard_until)
                hearings = [hearing for hearing in hearings if hearing.requests]
            for number in [number for number, clip in open_clips.items() if clip.is_heard]:
                clip = open_clips.pop(number)
                yield clip.key, clip.conclude(engine)


@dataclass(frozen=True, slots=True)
class _Stretch(Generic[Key]):
    """A block of a clip's sound in which somebody speaks."""

    number: int
    key: Key
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class _End(Generic[Key]):
    """A clip's sound has been read to its end, or it cannot be read."""

    number: int
    key: Key
    duration: float = 0.0
    track: int = 0
    problem: ClipError | None = None


def _weight(item: _Stretch[Key] | _End[Key]) -> float:
    """Seconds of sound that are held for it; at least one, for ten thousand silent clips are many, too."""
    return max(1.0, sum(piece.seconds for piece in item.pieces)) if isinstance(item, _Stretch) else 1.0


def _prepare(clips: Iterable[tuple[Key, Tracks]]) -> Iterator[_Stretch[Key] | _End[Key]]:
    """Read the clips one after another and find where somebody speaks."""
    for number, (key, tracks) in enumerate(clips):
        duration, heard_on = 0.0, None
        try:
            for track, blocks in enumerate(tracks):
                for block in blocks:
                    duration = max(duration, block.start + block.duration)
                    pieces = list(find_pieces(block))
                    if pieces:
                        heard_on = track
                        yield _Stretch(number, key, pieces)
                if heard_on is not None:
                    break
            yield _End(number, key, duration, heard_on or 0)
        except ClipError as problem:
            yield _End(number, key, problem=problem)


class _Clip(Generic[Key]):
    """What has been heard of a clip so far."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.end: _End[Key] | None = None
        self.problem: ClipError | None = None
        self.listening = 0
        self.segments: list[Segment] = []
        self.rungs = [0] * RUNGS
        self.languages: dict[str, float] = {}
        self.seconds = 0.0

    @property
    def heard_until(self) -> float:
        """Seconds."""
        return max((segment.end for segment in self.segments), default=0.0)

    @property
    def is_heard(self) -> bool:
        """Whether nothing more will come."""
        return self.end is not None and not self.listening

    def take(self, attempts: Iterable[Attempt]) -> None:
        """Keep what is worth keeping of the pieces of a stretch: their sound is not."""
        for attempt in attempts:
            self.segments += weigh(attempt)
            self.rungs[attempt.rung - 1] += 1
            self.seconds += attempt.piece.seconds
            for language, share in attempt.heard.languages:
                self.languages[language] = self.languages.get(language, 0.0) + share * attempt.piece.seconds

    def conclude(self, engine: Callable[[], Engine]) -> Transcript | ClipError:
        """The transcript, now that all is heard, or why there is none."""
        assert self.end
        problem = self.problem or self.end.problem
        if problem:
            return problem
        # Two voices at microphones of their own are heard one after the other.
        segments = sorted(self.segments, key=lambda segment: segment.start)
        spoken: dict[str, float] = {}
        for segment in segments:
            if not segment.doubt and segment.language:
                spoken[segment.language] = spoken.get(segment.language, 0.0) + segment.end - segment.start
        language = max(spoken, key=lambda each: spoken[each]) if spoken else None
        used = engine() if segments else None
        return Transcript(
            engine=used.name if used else "",
            model=used.model if used else "",
            language=language,
            language_probability=self.languages.get(language or "", 0.0) / self.seconds if spoken else 0.0,
            segments=tuple(segment for segment in segments if not segment.doubt),
            doubted=tuple(segment for segment in segments if segment.doubt),
            duration=self.end.duration,
            track=self.end.track,
            rungs=tuple(self.rungs),
        )


class _Listening(Generic[Key]):
    """A stretch of a clip that is being heard, and what it asks for next."""

    def __init__(self, clip: _Clip[Key], hearing: Hearing) -> None:
        self.clip = clip
        self._hearing = hearing
        clip.listening += 1
        self.requests: list[Request] = next(hearing)

    @property
    def seconds(self) -> float:
        """How much sound it asks to be heard."""
        return sum(request.seconds for request in self.requests)

    def fail(self, problem: ClipError) -> None:
        """The engine cannot hear it."""
        self.requests = []
        self.clip.listening -= 1
        self.clip.problem = problem

    def answer(self, heard: list[tuple[Heard, ...]]) -> None:
        """Give it what was heard; at the end the clip takes the result."""
        try:
            self.requests = self._hearing.send(heard)
        except StopIteration as done:
            self.requests = []
            self.clip.listening -= 1
            self.clip.take(done.value)


def _hear(hearings: Sequence[_Listening[Key]], engine: Engine) -> None:
    """Hear all that is asked for, together; a clip that the engine cannot hear fails by itself."""
    try:
        heard = iter(engine.hear([request for hearing in hearings for request in hearing.requests]))
        for hearing in hearings:
            hearing.answer([next(heard) for _ in hearing.requests])
    except ClipError as problem:
        if len(hearings) == 1:
            hearings[0].fail(problem)
            return
        for hearing in hearings:
            _hear([hearing], engine)
