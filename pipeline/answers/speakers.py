"""Whose words are whose, where voices were told apart."""

from collections.abc import Sequence
from itertools import groupby

from pipeline.answers.speech import Spoken
from schemas.records import Turn, Word

_FEWEST = 3
"""Words that a voice must say in a row: "yeah" while another speaks is no turn."""

_NEAR = 4
"""Words within which a change of voice is moved to the end of a sentence: voices are told apart to about half
a second, and words are heard more exactly than that."""


class Speakers:
    """Tells who says what was heard, and where another begins.

    Args:
        words: Of the transcript.
        heard: The same as plain words.
        turns: Who speaks when; empty where voices were not told apart.

    Attributes:
        changes: Positions in `heard` at which another voice begins.
    """

    def __init__(self, words: Sequence[Word], heard: Sequence[Spoken], turns: Sequence[Turn]) -> None:
        self.changes: set[int] = set()
        self._voices: list[int | None] = [None] * len(heard)
        if not turns or not heard:
            return
        runs = [list(run) for _, run in groupby(_voices(words, heard, turns), key=lambda voice: voice)]
        position = 0
        voice = next((run[0] for run in runs if len(run) >= _FEWEST), runs[0][0])
        for run in runs:
            if len(run) >= _FEWEST and run[0] != voice:
                place = _sentence_near(heard, position)
                if place:
                    self.changes.add(place)
                voice = run[0]
            self._voices[position : position + len(run)] = [voice] * len(run)
            position += len(run)

    def voice(self, first: int, last: int) -> int | None:
        """Who says most of what was heard from one position to another, the last not included."""
        said = [voice for voice in self._voices[first:last] if voice is not None]
        return max(said, key=said.count, default=None)


def _voices(words: Sequence[Word], heard: Sequence[Spoken], turns: Sequence[Turn]) -> list[int]:
    """The voice of each word: that of the turn in which its middle lies, or nearest to it."""
    return [
        min(turns, key=lambda turn: max(turn.start - middle, middle - turn.end, 0.0)).voice
        for middle in ((words[each.word].start + words[each.word].end) / 2 for each in heard)
    ]


def _sentence_near(heard: Sequence[Spoken], position: int) -> int:
    """The beginning of a sentence near a position, or that position where there is none."""
    near = [
        place
        for place in range(max(1, position - _NEAR), min(len(heard), position + _NEAR + 1))
        if heard[place - 1].ends
    ]
    return min(near, key=lambda place: abs(place - position), default=position)
