"""Every word that was ever said in a project, as numbers, to find in it what a document quotes.

All of it is searched: answers that are hidden or withheld, what is said outside of answers, and under edits
what was heard there. What is written is compared by pairs of words: of those that a document holds all places
are looked up at once, and words that stand in a row are pairs whose places follow each other.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from sqlite_utils import Database

from pipeline.takeaways.verify.tokens import (
    Token,
    begins_alike,
    ends_alike,
    is_same,
    readable,
    tokenize,
)

_BOUND = 0
"""Stands between clips: no word, and no mark."""

_BETWEEN = 1
"""The same among words without regard to capitals, where 0 is a mark."""

_WINDOWS = 6
"""Places that are looked at closely for what is not said word for word."""

_FEWEST = 3
"""Words that two texts must have in common to be alike at all, where they are as long."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """Consecutive words of a clip, by their positions.

    Attributes:
        last: Position of the last word, included.
        is_heard: Whether they are as the machine heard them, where they are shown otherwise.
        share: How much of both texts is the same, 0 to 1.
        pieces: Of how many pieces they are the whole, from the first to the last.
    """

    clip_id: str
    first: int
    last: int
    is_heard: bool = False
    share: float = 1.0
    pieces: int = 1


class Said:
    """What was said, read from the database once."""

    def __init__(self, db: Database) -> None:
        self._exact = array("i")
        self._positions = array("i")
        self._clips: list[tuple[str, bool]] = []
        self._begins: list[int] = []
        self._tokens: dict[str, int] = {"\0": _BOUND}
        self._cache: dict[str, tuple[int, ...]] = {}
        self.edits: dict[tuple[str, int], tuple[str, bool]] = {
            (clip_id, position): (text, bool(redacted))
            for clip_id, position, text, redacted in db.execute(
                "SELECT clip_id, position, text, redacted FROM word_edits"
            )
        }
        columns = "SELECT clip_id, position, text, glued FROM words"
        self._read(db.execute(f"{columns} ORDER BY clip_id, position"), is_heard=False)
        if self.edits:
            edited = "WHERE clip_id IN (SELECT clip_id FROM word_edits)"
            self._read(db.execute(f"{columns} {edited} ORDER BY clip_id, position"), is_heard=True)
        self._number()

    def _read(self, rows: Iterable[tuple[str, int, str, int]], *, is_heard: bool) -> None:
        clip = ""
        unit: list[tuple[int, str]] = []
        edits = {} if is_heard else self.edits
        for clip_id, position, heard, glued in rows:
            text = edits[clip_id, position][0] if (clip_id, position) in edits else heard
            if clip_id != clip:
                self._add(unit)
                unit, clip = [], clip_id
                self._clips.append((clip_id, is_heard))
                self._begins.append(len(self._exact))
                self._exact.append(_BOUND)
                self._positions.append(-1)
            if not text:
                continue
            if glued and unit:
                unit.append((position, text))
            else:
                self._add(unit)
                unit = [(position, text)]
        self._add(unit)

    def _add(self, unit: Sequence[tuple[int, str]]) -> None:
        """Add words that are written without a space between them."""
        if len(unit) == 1:
            [(position, text)] = unit
            numbers = self._cache.get(text)
            if numbers is None:
                numbers = tuple(self._number_of(token.text) for token in tokenize(readable(text)))
                self._cache[text] = numbers
            self._exact.extend(numbers)
            self._positions.extend([position] * len(numbers))
        elif unit:
            texts = [readable(text) for _, text in unit]
            starts = [sum(map(len, texts[:at])) for at in range(len(texts))]
            for token in tokenize("".join(texts)):
                self._exact.append(self._number_of(token.text))
                self._positions.append(unit[bisect_right(starts, token.start) - 1][0])

    def _number_of(self, token: str) -> int:
        return self._tokens.setdefault(token, len(self._tokens))

    def _number(self) -> None:
        """Number words without regard to capitals: 0 is a mark, 1 the bound between clips."""
        self.names = list(self._tokens)
        self._folded: dict[str, int] = {}
        alike = np.zeros(len(self.names), np.int64)
        alike[_BOUND] = _BETWEEN
        for number, name in enumerate(self.names):
            if number != _BOUND and Token(name, 0, 0).is_word:
                alike[number] = self._folded.setdefault(name.casefold(), len(self._folded) + 2)
        self.exact: Numbers = np.array(self._exact, np.int64)
        self.words: Numbers = np.flatnonzero(alike[self.exact])
        self.stream: Numbers = alike[self.exact[self.words]]

    def numbers(self, tokens: Sequence[Token]) -> list[int]:
        """The numbers of the words among some tokens; -1 for one that nobody ever said."""
        return [self._folded.get(token.text.casefold(), -1) for token in tokens if token.is_word]

    def place(self, first: int, last: int, share: float = 1.0, pieces: int = 1) -> Place:
        """Where words are said, by their numbers in the stream."""
        begins, ends = int(self.words[first]), int(self.words[last])
        clip_id, is_heard = self._clips[bisect_right(self._begins, begins) - 1]
        return Place(clip_id, self._positions[begins], self._positions[ends], is_heard, share, pieces)

    def stands(self, tokens: Sequence[Token], first: int, count: int, *, is_piece: bool = False) -> bool:
        """Whether tokens are said token for token from a word of the stream on.

        Args:
            tokens: What is written.
            first: The number of the word in the stream.
            count: How many words there are among them.
            is_piece: Whether something stands before and after it that is not theirs, in the same quotation.
        """
        begins, ends = int(self.words[first]), int(self.words[first + count - 1])
        inside = [at for at, token in enumerate(tokens) if token.is_word]
        written = tokens[inside[0] : inside[-1] + 1]
        said = [self.names[number] for number in self.exact[begins : ends + 1]]
        if len(said) != len(written):
            return False
        if not all(
            is_same(one, token.text, begins=at == 0)
            for at, (one, token) in enumerate(zip(said, written, strict=True))
        ):
            return False
        before = [token.text for token in tokens[: inside[0]]]
        behind = [token.text for token in tokens[inside[-1] + 1 :]]
        if is_piece:
            return True
        return begins_alike(self._marks(begins, -1), before) and ends_alike(self._marks(ends, 1), behind)

    def _marks(self, at: int, step: int) -> list[str]:
        """The marks between a word and the next one before or behind it."""
        found: list[str] = []
        at += step
        while 0 <= at < len(self.exact):
            name = self.names[self.exact[at]]
            if self.exact[at] == _BOUND or Token(name, 0, 0).is_word:
                break
            found.append(name)
            at += step
        return found[::step]

    def is_cut(self, first: int, last: int) -> tuple[bool, bool]:
        """Whether words begin, and end, within a sentence."""
        begins, ends = int(self.words[first]), int(self.words[last])
        before, behind = self._marks(begins, -1), self._marks(ends, 1)
        begun = self.stream[first - 1] != 1 and not set(before) & set(".?!…")
        goes_on = last + 1 < len(self.stream) and self.stream[last + 1] != 1
        return bool(begun), bool(goes_on and not set(behind) & set(".?!…"))


class Index:
    """Where in what was said the pairs of words stand that a document holds.

    Args:
        said: What was said.
        phrases: All that will be sought, as `Said.numbers` gives it.
    """

    def __init__(self, said: Said, phrases: Iterable[Sequence[int]]) -> None:
        self._said = said
        self._stream = said.stream
        self._size = int(self._stream.max(initial=1)) + 1
        wanted = {pair for phrase in phrases for _, pair in self._pairs(phrase)}
        known = np.array(sorted(wanted), np.int64)
        pairs = self._stream[:-1] * self._size + self._stream[1:]
        nearest = np.searchsorted(known, pairs)
        nearest[nearest == len(known)] = 0
        hits = np.flatnonzero(known[nearest] == pairs) if len(known) else np.zeros(0, np.int64)
        order = np.argsort(nearest[hits], kind="stable")
        self._places = hits[order]
        self._of = dict(zip(known.tolist(), range(len(known)), strict=True))
        self._bounds = np.searchsorted(nearest[hits][order], np.arange(len(known) + 1))

    def _pairs(self, phrase: Sequence[int]) -> Iterator[tuple[int, int]]:
        for at in range(len(phrase) - 1):
            if phrase[at] > 0 and phrase[at + 1] > 0:
                yield at, phrase[at] * self._size + phrase[at + 1]

    def _at(self, pair: int) -> Numbers:
        number = self._of[pair]
        return self._places[self._bounds[number] : self._bounds[number + 1]]

    def rows(self, phrase: Sequence[int]) -> list[int]:
        """The words of the stream at which all words of a phrase are said in a row."""
        if not phrase or min(phrase) < 0:
            return []
        if len(phrase) == 1:
            return [int(at) for at in np.flatnonzero(self._stream == phrase[0])]
        found: Numbers | None = None
        for at, pair in sorted(self._pairs(phrase), key=lambda each: len(self._at(each[1]))):
            begins = self._at(pair) - at
            found = begins if found is None else found[np.isin(found, begins)]
            if not len(found):
                break
        return [] if found is None else [int(at) for at in found]

    def nearest(self, phrase: Sequence[int]) -> list[tuple[int, int, float]]:
        """Words that are like a phrase, the most alike first: the first and the last, and how alike."""
        begins, weights = [], []
        for at, pair in self._pairs(phrase):
            places = self._at(pair)
            begins.append(places - at)
            weights.append(np.full(len(places), 1 / np.sqrt(max(1, len(places)))))
        if not begins:
            return []
        width = max(4, len(phrase) // 2)
        bucket = np.concatenate(begins) // width
        buckets, which = np.unique(bucket, return_inverse=True)
        weight = np.bincount(which, np.concatenate(weights))
        # What is alike may lie over the bound of two.
        both = weight.copy()
        both[:-1] += np.where(np.diff(buckets) == 1, weight[1:], 0)
        found = []
        for at in np.argsort(-both, kind="stable")[:_WINDOWS]:
            first = int(buckets[at]) * width - 2
            near = self._align(phrase, max(0, first), first + 2 * width + len(phrase) + 4)
            found += [near] if near else []
        return sorted(found, key=lambda each: -each[2])

    def _align(self, phrase: Sequence[int], first: int, last: int) -> tuple[int, int, float] | None:
        """The words between two that are most like a phrase, all of one stretch of speech."""
        window = self._stream[first:last]
        bounds = [-1, *(int(at) for at in np.flatnonzero(window == _BETWEEN)), len(window)]
        found = [
            near
            for before, after in pairwise(bounds)
            if (near := _alike(phrase, window[before + 1 : after].tolist(), first + before + 1))
        ]
        return max(found, key=lambda near: near[2], default=None)


def _alike(phrase: Sequence[int], words: Sequence[int], first: int) -> tuple[int, int, float] | None:
    """Those of some words in a row that are most like a phrase, counted from `first`."""
    matches = [
        (block.b, block.size) for block in Indel.opcodes(phrase, words).as_matching_blocks() if block.size
    ]
    best: tuple[int, int, float] | None = None
    # What matches far from the rest, such as an "and", does not belong to it.
    for begin in range(len(matches)):
        same = 0
        for start, size in matches[begin:]:
            same += size
            length = start + size - matches[begin][0]
            share = 2 * same / (len(phrase) + length)
            if same >= min(_FEWEST, len(phrase)) and (best is None or share > best[2]):
                best = (first + matches[begin][0], first + start + size - 1, share)
    return best
