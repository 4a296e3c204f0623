"""All answers as columns in memory, so that counting and narrowing them takes milliseconds.

SQLite finds the words; who said them, about what and when is counted here. At 100,000 answers eight facets of
a word in 41 % of them take SQLite about a second, and numpy two milliseconds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
Chosen = Mask | Positions
"""Some answers: a truth for each, or where they are."""

SINGLE = ("polarity", "kind", "source", "person", "collection", "language", "date")
"""Facets of which an answer has one value, or none."""

FACETS = ("theme", "family", *SINGLE)
"""All facets. Of these two an answer may have several values."""

MANY = 20
"""More than one answer of so many are found quicker by going through all of them."""

T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """One value an answer, as codes.

    Attributes:
        values: The value of each code; the empty text stands for none.
        codes: Shape (answers,).
        known: The code of each value.
    """

    values: Sequence[str]
    codes: npt.NDArray[np.int32]
    known: Mapping[str, int]

    @classmethod
    def of(cls, told: Iterable[str | None]) -> "Column":
        """Encode a value for each answer."""
        known: dict[str, int] = {}
        codes = [known.setdefault(value or "", len(known)) for value in told]
        return cls(list(known), np.array(codes, np.int32), known)

    def count(self, chosen: Chosen, most: int | None = None) -> dict[str, int]:
        """How many of the chosen answers have each value, without those that have none.

        Args:
            chosen: Which answers.
            most: How many values, the most frequent ones, where only they are asked for.
        """
        counts = np.bincount(self.codes[chosen], minlength=len(self.values))
        if "" in self.known:
            counts[self.known[""]] = 0
        if most is not None and len(counts) > most:
            counts[np.argpartition(counts, -most)[:-most]] = 0
        return {self.values[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()}

    def having(self, wanted: Iterable[str], *, cut_short: bool = False) -> Mask:
        """Which answers have one of these values.

        Args:
            wanted: The values.
            cut_short: Whether one that begins with it will do, as days of a month do.
        """
        if cut_short:
            starts = tuple(wanted)
            codes = [code for value, code in self.known.items() if value.startswith(starts)]
        else:
            codes = [self.known[value] for value in wanted if value in self.known]
        told = np.zeros(len(self.values), np.bool_)
        told[codes] = True
        return told.take(self.codes)


@dataclass(frozen=True)
class Links:
    """Several values an answer: themes, or the families of its themes.

    Attributes:
        values: The value of each code.
        answers: Positions of answers, ascending, in pairs with `codes`.
        codes: What each has.
        starts: Shape (answers + 1,): where in the pairs each answer begins.
    """

    values: Sequence[str]
    answers: Positions
    codes: Positions
    starts: Positions

    @classmethod
    def of(cls, values: Sequence[str], answers: Positions, codes: Positions, size: int) -> "Links":
        """Links from pairs of position and code, in order of the answers, of which there are `size`."""
        # The smallest numbers in which twice as many values can be told: see `count`.
        codes = codes.astype(np.min_scalar_type(2 * len(values)))
        return cls(values, answers, codes, np.searchsorted(answers, np.arange(size + 1, dtype=np.int32)))

    def count(self, chosen: Chosen) -> dict[str, int]:
        """How many of the chosen answers have each value."""
        if chosen.dtype != np.bool_ and len(chosen) * MANY < len(self.starts):
            # The pairs of each answer lie together: of a few answers only theirs are looked at.
            begin, long = self.starts[chosen], self.starts[chosen + 1] - self.starts[chosen]
            before = np.cumsum(long) - long
            counts = np.bincount(self.codes[np.repeat(begin - before, long) + np.arange(long.sum())])
        else:
            mask = np.zeros(len(self.starts) - 1, np.bool_)
            mask[chosen] = True
            # The pairs of others are counted too, as values of their own: to leave them out takes longer.
            width = len(self.values)
            told = self.codes + mask.take(self.answers).astype(self.codes.dtype) * self.codes.dtype.type(
                width
            )
            counts = np.bincount(told, minlength=2 * width)[width:]
        return {value: count for value, count in zip(self.values, counts.tolist(), strict=False) if count}

    def having(self, value: str, size: int) -> Mask:
        """Which of `size` answers have this value."""
        found = np.zeros(size, np.bool_)
        if value in self.values:
            found[self.answers.take(np.flatnonzero(self.codes == self.values.index(value)))] = True
        return found


@dataclass(frozen=True, eq=False)
class Columns:
    """What is known of every answer that is shown. A position is a place in these columns.

    Attributes:
        numbers: `answers.number` at each position, ascending.
        facets: The facets with one value, by name; `date` has days.
        speakers: Who says it, whether named or not; the facet `person` holds who is named.
        themes: Themes that count; those only suggested do not.
        families: The families of these.
        quotability: How good its best quote is; 0 without one.
        newest: 0 for the answer filmed last, 1 for the one before.
        added: Likewise, for the one taken in last.
        has_picture: Whether there is something to see.
        known_themes: Slug, label, family, definition, hue and contrast of each theme, by its slug.
        names: Of people who have one, by id.
        totals: How many recordings, by what came of them, and minutes; and how many answers are text.
        recordings: Of each collection how many recordings, and their minutes.
    """

    numbers: npt.NDArray[np.int64]
    facets: Mapping[str, Column]
    speakers: Column
    themes: Links
    families: Links
    quotability: npt.NDArray[np.float32]
    newest: Positions
    added: Positions
    has_picture: Mask
    known_themes: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    totals: Mapping[str, Any]
    recordings: Mapping[str, tuple[int, float]]

    @property
    def size(self) -> int:
        """How many answers there are."""
        return len(self.numbers)

    @cached_property
    def by_best(self) -> Positions:
        """Where the answers are, that with the best quote first."""
        return np.lexsort((self.numbers, -self.quotability)).astype(np.int32)

    @cached_property
    def best(self) -> Positions:
        """0 for the answer with the best quote, 1 for the next."""
        return ranks(self.by_best)

    @cached_property
    def by_newest(self) -> Positions:
        """Where the answers are, the one filmed last first."""
        return ranks(self.newest)

    @cached_property
    def _places(self) -> Positions:
        """The position of each number, or -1."""
        places = np.full(int(self.numbers[-1]) + 1 if self.size else 1, -1, np.int32)
        places[self.numbers] = np.arange(self.size, dtype=np.int32)
        return places

    def positions(self, numbers: npt.NDArray[np.int64]) -> Positions:
        """Where these answers are, in the same order; those that are not shown are left out."""
        # What was stored since these columns were read is not in them.
        known = numbers[numbers < len(self._places)]
        places = self._places[known]
        return places[places >= 0]

    def people(self, chosen: Chosen) -> int:
        """How many people say these answers."""
        return int(np.count_nonzero(self.heard(chosen)))

    def heard(self, chosen: Chosen) -> Mask:
        """Of each speaker whether they say one of these answers, by their code."""
        heard = np.zeros(len(self.speakers.values), np.bool_)
        heard[self.speakers.codes[chosen]] = True
        return heard


def in_order(order: Positions, chosen: Mask) -> Positions:
    """The chosen answers in an order of all: of many that is quicker than to sort them."""
    return order.take(np.flatnonzero(chosen.take(order)))


def kept(count: Callable[[Columns], T]) -> Callable[[Columns], T]:
    """What is counted of all answers is counted once, and goes with them."""
    counted: WeakKeyDictionary[Columns, T] = WeakKeyDictionary()

    @wraps(count)
    def told(columns: Columns) -> T:
        if columns not in counted:
            counted[columns] = count(columns)
        return counted[columns]

    return told


def ranks(order: Positions) -> Positions:
    """The place of each in an order: 0 for the first."""
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places
