"""Proves that redacted words are gone: the copy is heard again where they were, as its clip was heard.

    the sound around each gap -> the project's engine -> its words, less those that are said there as before
    -> is one left that was hidden, or is like it?

Whisper also guesses. Of 208 words of the example clips that were taken out it wrote 11 again: ten small ones
that grammar asks for ("and", "it"), and one that is said a second time beside the gap. Such a word is looked
for once more in what is said before and after the gap, each heard by itself: there nothing is left to guess.
What was heard is compared and forgotten: it is neither stored nor told.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from pipeline.answers.topic import SMALL_WORDS
from pipeline.audio import read_sound
from pipeline.decisions import holding
from pipeline.derive import silences
from pipeline.derived import CLIPS, COPY, folders, names, redactions_of
from pipeline.edits import REDACT, WORDS, word_edits
from pipeline.progress import Progress
from pipeline.project import Project
from pipeline.rows import Row
from pipeline.store import Store
from pipeline.timeline import joined
from pipeline.transcribe import Engine, Hints, load_engine, transcribe_all
from schemas.errors import ClipError
from schemas.records import SAMPLE_RATE, Audio, Clip, Muted, Span, Transcript, Word

_CONTEXT = 4.0
"""Seconds heard before and after a gap: a word alone is heard worse than in its sentence."""

_LIKE = 0.75
"""Share of letters that two words of four letters or more have in common, in order, to be taken for one."""

_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of listening to a copy again.

    Attributes:
        id: Of the clip.
        path: Where the clip lies, as the database keeps it; None where that is not known.
        recipe: Of its redactions.
        heard: Where a hidden word is still heard, in seconds; empty where all are gone.
    """

    id: str
    path: str | None
    recipe: str
    heard: tuple[float, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all hidden words are gone."""
        return not self.heard

    @property
    def told(self) -> str:
        """What came of it, in a sentence that names no word."""
        if self.passed:
            return "the redacted words are gone"
        places = ", ".join(f"{int(at // 60)}:{at % 60:04.1f}" for at in self.heard)
        return (
            f"a redacted word is still heard at {places}: redact the words beside it, too."
            " Until then no answer of this clip is published"
        )


def prove_redactions(
    project: Project,
    store: Store,
    clip_ids: Iterable[str] | None = None,
    progress: Progress | None = None,
    *,
    engine: Callable[[], Engine] | None = None,
    again: bool = False,
) -> list[Proof]:
    """Listen again to the copies in which words were redacted and have not been listened for, and store it.

    Args:
        project: Where the clips belong.
        store: Open for writing.
        clip_ids: Which clips; None for all.
        progress: Told of each.
        engine: Gives the engine, if one is loaded already; else the project's is loaded when it is needed.
        again: Listen also to what was listened to before.

    Raises:
        MachineError: The engine or its weights are missing.
    """
    done = []
    for proof in listen_again(project, store, clip_ids, progress, engine=engine, again=again):
        store.save_redaction_check(proof.id, proof.recipe, proof.passed)
        done.append(proof)
    return done


def listen_again(
    project: Project,
    store: Store,
    clip_ids: Iterable[str] | None = None,
    progress: Progress | None = None,
    *,
    engine: Callable[[], Engine] | None = None,
    again: bool = False,
) -> Iterator[Proof]:
    """The same, without storing anything: `store` may be open for reading."""
    settings = project.settings
    load = engine or cache(lambda: load_engine(settings.engine, settings.model))
    wanted = None if clip_ids is None else set(clip_ids)
    checked = {
        (row["clip_id"], row["recipe"])
        for row in store.query("SELECT clip_id, recipe FROM redaction_checks")
        if not again
    }
    redacted = "SELECT clip_id FROM corrections WHERE field = :redact"
    for clip in store.query(f"{CLIPS} AND c.id IN ({redacted})", {"redact": REDACT}):
        if wanted is not None and clip["id"] not in wanted:
            continue
        hidden = redactions_of(clip)
        copy = folders(project)[COPY] / names(clip)[COPY]
        if not hidden.sounds or (clip["id"], hidden.recipe) in checked or not copy.is_file():
            continue
        shown = project.real_path(clip["path"]) if clip["path"] else copy
        if progress:
            progress.stage(shown, "proof")
        proof = _listen(project, store, clip, copy, load)
        if progress and not proof.passed:
            progress.note(f"{shown.name}: {proof.told}.")
        yield proof


def _listen(project: Project, store: Store, clip: Row, copy: Path, engine: Callable[[], Engine]) -> Proof:
    hidden = redactions_of(clip)
    heard = store.transcript(clip["id"])
    words = heard.words if heard else ()
    corrections = holding(store.corrections(clip["id"]))
    gone = {place for place, (_, redacted) in word_edits(words, corrections).items() if redacted}
    written = [each for each in corrections if each.field == WORDS]
    listener = _Listener(copy, hidden.sounds, engine, _hints(project, heard))
    found = []
    for around in joined(
        Span(each.start - _CONTEXT, each.end + _CONTEXT) for each in silences(hidden.sounds)
    ):
        near = [place for place, word in enumerate(words) if _meet(word, around)]
        # What a person wrote instead of a misheard word is hidden with it.
        secret = [words[place].text for place in near if place in gone]
        secret += [
            each.after or ""
            for each in written
            if any(
                each.start >= sound.start - 0.01 and each.end <= sound.end + 0.01 for sound in hidden.sounds
            )
        ]
        if not secret:
            continue
        kept = _tokens(words[place].text for place in near if place not in gone)
        left = still_heard(_tokens(secret), kept, listener.around(around))
        if left and {token for _, token in left} <= SMALL_WORDS | set(kept):
            left = still_heard(_tokens(secret), kept, listener.beside(around))
        found += [at for at, _ in left]
    return Proof(clip["id"], clip["path"], hidden.recipe, tuple(sorted(found)))


def _hints(project: Project, heard: Transcript | None) -> Hints:
    """What was known when the clip was heard, and its language."""
    language = project.settings.language or (heard.language if heard else None)
    return Hints(language, project.settings.names)


def _meet(word: Word, span: Span) -> bool:
    return word.end >= span.start and word.start <= span.end


def _tokens(texts: Iterable[str]) -> list[str]:
    return [token for text in texts for token in _TOKEN.findall(text.casefold())]


class _Listener:
    """Hears parts of a copy."""

    def __init__(
        self, copy: Path, sounds: Sequence[Muted], engine: Callable[[], Engine], hints: Hints
    ) -> None:
        self._clip = Clip("", copy, 0, "")
        self._gaps = silences(sounds)
        self._engine = engine
        self._hints = hints

    def around(self, span: Span) -> list[Word]:
        """The words of a stretch, heard with its gaps."""
        return self._hear([self._read(span)])

    def beside(self, span: Span) -> list[Word]:
        """The words of the same stretch, heard piece by piece between its gaps."""
        edges = [span.start, *(edge for gap in self._gaps for edge in (gap.start, gap.end)), span.end]
        pieces = [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True)]
        within = [
            Span(max(each.start, span.start), min(each.end, span.end))
            for each in pieces
            if each.end > span.start and each.start < span.end
        ]
        return self._hear([_cut(block, each) for each in within] for block in self._read(span))

    def _read(self, span: Span) -> list[Audio]:
        try:
            return list(read_sound(self._clip, 0, span))
        except ClipError:
            return []  # The sound ends before: nothing is heard.

    def _hear(self, stretches: Iterable[list[Audio]]) -> list[Word]:
        found: list[Word] = []
        pieces = ((None, [[block]]) for blocks in stretches for block in blocks if len(block.samples))
        for _, heard in transcribe_all(pieces, self._engine, self._hints):
            if isinstance(heard, ClipError):
                raise heard
            found += heard.words
        return sorted(found, key=lambda word: word.start)


def _cut(block: Audio, span: Span) -> Audio:
    first, last = (max(0, round((at - block.start) * SAMPLE_RATE)) for at in (span.start, span.end))
    return Audio(block.samples[first:last], block.start + first / SAMPLE_RATE)


def still_heard(secret: Sequence[str], kept: Sequence[str], heard: Sequence[Word]) -> list[tuple[float, str]]:
    """The hidden words that are heard all the same: when, in seconds, and which of `secret` each is like.

    Args:
        secret: The hidden words, as tokens in lower case.
        kept: The words around them, which may be heard, in order.
        heard: What is heard now.
    """
    said = [(token, word.start) for word in heard for token in _tokens([word.text])]
    matcher = SequenceMatcher(None, kept, [token for token, _ in said], autojunk=False)
    found = []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what in ("equal", "delete"):
            continue
        # What stands in the place of a word that may be heard, and is like it, is that word misheard.
        left = [
            (token, at) for token, at in said[j1:j2] if not any(_alike(token, other) for other in kept[i1:i2])
        ]
        run = "".join(token for token, _ in left)
        for hidden in dict.fromkeys(secret):
            where = next((at for token, at in left if _alike(token, hidden)), None)
            # "every day" for "everyday", and scripts without spaces.
            if where is None and hidden in run and (len(hidden) >= 4 or not hidden.isascii()):
                where = left[0][1]
            if where is not None:
                found.append((where, hidden))
    return found


def _alike(one: str, other: str) -> bool:
    """Whether two words are the same or nearly so: another form of one, a part of it, or misspelt."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and 2 * len(short) >= len(long) and long.startswith(short):
        return True
    return len(short) >= 4 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE
