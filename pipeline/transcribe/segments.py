"""Words into segments: sentences, or what is said between two pauses, fit to be read as a caption."""

import re
from collections.abc import Iterator, Sequence

from schemas.records import Word

PAUSE = 0.7
"""Seconds between two words that end a segment."""

LONGEST = 84
"""Characters: two lines of a caption (BBC Subtitle Guidelines: 37 to 42 a line)."""

_SENTENCE_END = re.compile(r"[.?!…。？！]['\"”’)»]*$")
_CLAUSE_END = re.compile(r"[,;:，、–—]['\"”’)»]*$")


def cut_segments(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Runs of consecutive words, each a segment; together they are all the words, in order."""
    first = 0
    for position, word in enumerate(words):
        last = position == len(words) - 1
        if last or _SENTENCE_END.search(word.text) or words[position + 1].start - word.end >= PAUSE:
            yield from _fit(tuple(words[first : position + 1]))
            first = position + 1


def _fit(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """A segment that is too long is halved, after a comma near its middle or else at its longest pause."""
    if sum(len(word.text) + (not word.glued) for word in words) <= LONGEST or len(words) < 2:
        yield words
        return
    half = len(words) / 2
    inner = range(max(1, round(half / 2)), max(2, round(half * 3 / 2)))
    commas = [cut for cut in inner if _CLAUSE_END.search(words[cut - 1].text)]
    cut = (
        min(commas, key=lambda cut: abs(cut - half))
        if commas
        else max(inner, key=lambda cut: (words[cut].start - words[cut - 1].end, -abs(cut - half)))
    )
    yield from _fit(words[:cut])
    yield from _fit(words[cut:])
