"""The values that pass between stages, from a file on disk to a tagged answer.

All are frozen and picklable. Times are seconds from the start of the clip as a player shows it. Spans of
text are offsets in characters, `text[start:end]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SAMPLE_RATE = 16_000
"""Hz of all sound inside vox: what Whisper's features are made from."""

ClipStatus = Literal["answered", "no_speech", "off_topic", "failed"]
"""What came of a clip. A file in a run may also be `duplicate`, `waiting` or `unchanged`."""

Tier = Literal["tag", "suggested"]
"""A `tag` is trusted and counted; a `suggested` theme waits for a person to look."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording, known by its content.

    Attributes:
        id: The first 16 hex digits of `sha256`: short enough for an address, and a collision among a
            million clips has odds of about 1 in 37 million.
        path: Where the file is.
        size: Bytes.
        sha256: Of the whole file, in hex.
    """

    id: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture track.

    Attributes:
        width: Pixels as a player shows them: square, and after the rotation it applies.
        height: Likewise.
        rotation: Degrees counter-clockwise that the stored picture is turned for display.
        square: Whether its stored pixels are square.
        interlaced: Whether each picture is two half pictures, as old camcorders film.
        transfer: How light becomes numbers, as ITU-T H.273 counts the ways: 16 is PQ and 18 HLG, which are
            HDR; 2 says nothing.
        matrix: How colours become numbers, likewise; 2 says nothing.
        rate: Pictures a second, or None where it is not known or not steady.
    """

    codec: str
    pixel_format: str
    width: int
    height: int
    rotation: int
    square: bool = True
    interlaced: bool = False
    transfer: int = 2
    matrix: int = 2
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class AudioStream:
    """A sound track: its codec, sample rate in Hz and number of channels.

    Attributes:
        position: Its number among all sound tracks of the file, from 0, even those that cannot be decoded.
    """

    codec: str
    sample_rate: int
    channels: int
    position: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file says of itself before its sound is read.

    Attributes:
        container: The demuxer's name, such as `mov,mp4,m4a,3gp,3g2,mj2`.
        duration: Seconds as the header claims, or None where it says nothing (a browser's WebM) or far more
            than the file holds.
        video: The picture track, or None.
        audio: The sound tracks that can be decoded, in file order.
        recorded_at: When the camera says it was filmed, ISO 8601, or None.
        start: Seconds on the file's own clock at which it begins. Browsers show that clock; ffmpeg, and so
            every time in vox, counts from where it begins.
        measured: Seconds of picture and sound in the file, where `duration` is None and it was found out.
    """

    container: str
    duration: float | None
    video: VideoStream | None
    audio: tuple[AudioStream, ...]
    recorded_at: str | None
    start: float = 0.0
    measured: float | None = None


@dataclass(frozen=True, slots=True)
class Audio:
    """Decoded sound: float32 samples in -1 to 1, one channel, at `SAMPLE_RATE`.

    Attributes:
        start: Seconds from the start of the clip at which the samples begin.
    """

    samples: npt.NDArray[np.float32]
    start: float = 0.0

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, in seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word as Whisper wrote it, punctuation attached.

    Attributes:
        probability: How sure the engine was of it, 0 to 1.
        glued: Whether it is written without a space before it: "-foot" in "10-foot", and all words of
            languages that have no spaces.
    """

    start: float
    end: float
    text: str
    probability: float
    glued: bool = False


def join_words(words: Sequence[Word]) -> str:
    """Words as running text, token for token, spaced as the engine spaced them."""
    return "".join(word.text if word.glued else f" {word.text}" for word in words if word.text).strip()


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or what is said between two pauses, with what each signal says of it.

    Attributes:
        avg_logprob: Mean log-probability of the tokens of the piece of sound it was heard in.
        no_speech_prob: Whisper's probability that nothing was said in that piece.
        compression_ratio: Length of that piece's text by its length compressed: above 2.4 it repeats itself.
        language: ISO 639-1 code.
        speech_prob: The voice detector's mean probability that somebody speaks.
        voice: How much that piece sounds like speech, above 0 if it does; None where the model cannot tell.
        rung: How hard the piece was listened to, from 1.
        doubt: Why it is not believed, in words, or None if it is.
    """

    start: float
    end: float
    text: str
    words: tuple[Word, ...]
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float
    language: str | None = None
    speech_prob: float = 1.0
    voice: float | None = None
    rung: int = 1
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one clip as the machine heard them; never changed by hand.

    Attributes:
        engine: The engine's name in `ENGINES`; empty where nobody speaks and none was asked.
        model: The model's name, such as `base`; likewise.
        language: ISO 639-1 code of most that was said, or None where nothing was.
        language_probability: How sure the engine was of it, 0 to 1.
        segments: In order of time; empty where nothing was said.
        doubted: Segments the engine wrote but vox does not believe, kept so that a person can see why.
        duration: Seconds of sound that could be decoded.
        track: The sound track that was heard, from 0.
        rungs: How many pieces of speech ended on each rung of the ladder.
    """

    engine: str
    model: str
    language: str | None
    language_probability: float
    segments: tuple[Segment, ...]
    doubted: tuple[Segment, ...] = ()
    duration: float = 0.0
    track: int = 0
    rungs: tuple[int, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """All its words, in order."""
        return tuple(word for segment in self.segments for word in segment.words)

    def language_of(self, first: int, last: int) -> str | None:
        """The language of most words from position `first` to `last`, included."""
        spoken = [segment.language for segment in self.segments for _ in segment.words][first : last + 1]
        return max(spoken, key=spoken.count, default=self.language)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person said to the question: a run of consecutive words of a transcript.

    Attributes:
        first_word: Position in `Transcript.words` of its first word.
        last_word: Position of its last word, included.
        text: Those words, token for token.
        question: The question that was asked aloud before it and is not part of it, or None.
        language: ISO 639-1 code of most of it, or None where it is not known.
        question_start: Where that question begins, in seconds, or None.
        voice: Which voice of the clip says it, from 1; None where they were not told apart.
        small_talk: Whether it is talk about the filming ("Is it on?") and no answer: hidden, and kept.
        number: Which of the clip's answers it is as the machine cut them, from 1; of a piece that a person
            split off, the number of the whole. 0 where it was not counted.
        cut: Where a person split it off, in seconds; None for what the machine cut.
    """

    start: float
    end: float
    text: str
    first_word: int
    last_word: int
    question: str | None = None
    language: str | None = None
    question_start: float | None = None
    voice: int | None = None
    small_talk: bool = False
    number: int = 0
    cut: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a clip in which one voice speaks, in seconds.

    Attributes:
        voice: Its number in the clip, from 1 in order of first speaking.
    """

    start: float
    end: float
    voice: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme found in an answer.

    Attributes:
        theme: The theme's slug.
        score: Roughly how often such a tag is right, 0 to 1.
        evidence_start: Where in the answer's text the words that earned it begin, in characters.
        evidence_end: Where they end, not included.
        source: Who found it: `lexicon`, `model` or `person`.
        why: Why, in words, where no words of the answer show it: the example it reads like.
    """

    theme: str
    score: float
    tier: Tier
    evidence_start: int | None
    evidence_end: int | None
    source: Literal["lexicon", "model", "person"]
    tagger_version: str
    why: str | None = None


Polarity = Literal["praise", "complaint", "neutral"]
AnswerKind = Literal["definition", "story", "advice", "opinion"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Something an answer names or sets aside.

    Attributes:
        kind: `name` for a brand, product or person of the glossary, `place`, or `dismissed` for a theme the
            speaker says is not meant.
        text: The words, a token-for-token piece of the answer.
        start: Where in the answer's text they begin, in characters.
        end: Where they end, not included.
        theme: The slug of a dismissed theme; else None.
    """

    kind: Literal["name", "place", "dismissed"]
    text: str
    start: int
    end: int
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tagger makes of one text. Polarity and kind are suggestions, marked as such wherever shown.

    Attributes:
        tags: Its themes, the surest first; each at most once.
        polarity_score: How sure, 0 to 1.
        kind_score: Likewise.
        off_topic: How likely it is that the text is no answer at all, 0 to 1.
        mentions: What it names and what it dismisses, in order.
    """

    tags: tuple[Tag, ...] = ()
    polarity: Polarity | None = None
    polarity_score: float = 0.0
    kind: AnswerKind | None = None
    kind_score: float = 0.0
    off_topic: float = 0.0
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of an answer worth showing alone: consecutive words, exactly as transcribed.

    Attributes:
        first_word: Position in `Transcript.words` of its first word.
        last_word: Position of its last word, included.
        score: For ranking only.
        chosen: Whether a person chose its words.
    """

    start: float
    end: float
    text: str
    first_word: int
    last_word: int
    score: float
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in the words of a clip.

    Attributes:
        answers: In order, cut as people decided.
        readings: What the tagger made of each answer, in their order.
        quotes: The best quotes of each answer, the best first, in their order.
    """

    answers: tuple[Answer, ...] = ()
    readings: tuple[Reading, ...] = ()
    quotes: tuple[tuple[Quote, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided. Corrections are only ever added; undoing one adds another.

    Attributes:
        id: Its number, or 0 before it is stored.
        clip_id: The clip it belongs to; empty for one about a person.
        answer_id: The answer as it was called then; what is matched is the time.
        field: What was decided: `split`, `join`, `question`, `off_topic`, `polarity`, `kind`, `person`,
            `voice` (who speaks in all answers of the answer's voice), `theme:SLUG`; `words` (how they are
            written), `quote` (which are worth quoting), `redact` (which are not to be heard or read), `blur`
            (what of the picture is not to be seen); `review`, `quote_review`, `starred`, `names` (those said
            in it may be heard), and `in_shot:PERSON` (who is also seen); `introduction:SOURCE` (nobody
            is who is suggested by it); `detail:PERSON:COLUMN` of a person.
        before: What stood there, as text, or None.
        after: What stands there now, as text, or None for nothing.
        start: Seconds, of the answer as it was then.
        end: Likewise.
        undoes: The correction that this one takes back, or None.
        said: A sum of the words that the machine heard there then, where it matters whether it hears others
            now; else None.
    """

    id: int
    clip_id: str
    answer_id: str | None
    field: str
    before: str | None
    after: str | None
    start: float
    end: float
    author: str
    made_at: str
    undoes: int | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Muted:
    """Words of a clip that are not to be heard, by their times in seconds.

    Attributes:
        how: `mute` leaves silence in their place, `bleep` a tone.
    """

    start: float
    end: float
    how: Literal["mute", "bleep"] = "mute"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture that is not to be seen from `start` to `end`, in seconds.

    Attributes:
        x: Where its left edge is, as a share of the upright picture's width, 0 to 1.
        y: Where its upper edge is, as a share of its height from the top.
        width: As a share of the picture's width.
        height: As a share of the picture's height.
        person: Whom it covers, by id; None where that was not said.
    """

    start: float
    end: float
    x: float
    y: float
    width: float
    height: float
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Redactions:
    """All that is not to be heard or seen of a clip."""

    sounds: tuple[Muted, ...] = ()
    boxes: tuple[Box, ...] = ()

    @property
    def recipe(self) -> str:
        """A name in hex for what they make of a clip, whatever their order; empty where there are none.

        Whom a box covers is not in it: that changes no picture.
        """
        if not self.sounds and not self.boxes:
            return ""
        sounds = sorted(f"{each.how} {each.start:.3f} {each.end:.3f}" for each in self.sounds)
        boxes = sorted(
            f"box {each.start:.3f} {each.end:.3f}"
            f" {each.x:.4f} {each.y:.4f} {each.width:.4f} {each.height:.4f}"
            for each in self.boxes
        )
        return sha256("\n".join(sounds + boxes).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be taken in: where it is, at which stage, why, and what to do."""

    path: Path
    stage: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was learnt of one clip.

    Attributes:
        collection: The subfolder of the drop folder it lay in; empty for none.
        transcript: None where there was no sound to hear.
        turns: Who speaks when; empty where voices were not told apart.
        reason: Why there is no answer, or that not all was heard, in sentences; None if all is well.
    """

    clip: Clip
    collection: str
    probe: Probe
    duration: float
    transcript: Transcript | None
    found: Findings
    status: ClipStatus
    reason: str | None
    needs_web_copy: bool
    turns: tuple[Turn, ...] = ()
