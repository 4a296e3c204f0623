"""All answers as columns in memory, so that counting and narrowing them takes milliseconds.

SQLite finds the words; who said them, about what and when is counted here. At 100,000 answers eight facets of
a word in 41 % of them take SQLite about a second, and numpy two milliseconds. Loading them takes some tenths
of a second and happens again when anybody wrote to the database.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

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

_DAY = len("2025-05-12")


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
        return told[self.codes]


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
    def of(cls, values: Sequence[str], pairs: Positions, size: int) -> "Links":
        """Links from pairs of position and code, in order of the answers, of which there are `size`."""
        return cls(values, pairs[:, 0], pairs[:, 1], np.searchsorted(pairs[:, 0], np.arange(size + 1)))

    def count(self, chosen: Chosen) -> dict[str, int]:
        """How many of the chosen answers have each value."""
        if chosen.dtype == np.bool_:
            codes = self.codes[chosen[self.answers]]
        else:
            # The pairs of each answer lie together: of a few answers only theirs are looked at.
            begin, long = self.starts[chosen], self.starts[chosen + 1] - self.starts[chosen]
            before = np.cumsum(long) - long
            codes = self.codes[np.repeat(begin - before, long) + np.arange(long.sum())]
        counts = np.bincount(codes, minlength=len(self.values)).tolist()
        return {value: count for value, count in zip(self.values, counts, strict=True) if count}

    def having(self, value: str, size: int) -> Mask:
        """Which of `size` answers have this value."""
        found = np.zeros(size, np.bool_)
        if value in self.values:
            found[self.answers[self.codes == self.values.index(value)]] = True
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

    @property
    def size(self) -> int:
        """How many answers there are."""
        return len(self.numbers)

    @cached_property
    def best(self) -> Positions:
        """0 for the answer with the best quote, 1 for the next."""
        return _ranks(np.lexsort((self.numbers, -self.quotability)))

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
        return int(np.count_nonzero(np.bincount(self.speakers.codes[chosen])))


def load(connection: sqlite3.Connection) -> Columns:
    """Read the columns of all answers that are shown.

    Args:
        connection: Its rows may be tuples or `sqlite3.Row`.
    """
    rows = connection.execute(
        """
        SELECT a.number, a.id, a.polarity, a.kind, a.speaker, a.source, c.collection, a.language,
               coalesce(c.recorded_at, c.added_at), c.added_at, coalesce(q.score, 0), c.width IS NOT NULL
        FROM answers a JOIN clips c ON c.id = a.clip_id
        LEFT JOIN quotes q ON q.answer_id = a.id AND q.position = 1
        WHERE a.shown ORDER BY a.number
        """
    ).fetchall()
    told = list(zip(*rows, strict=True)) or [()] * 12
    numbers, ids, polarity, kind, speaker, source, collection, language, filmed, added, score, pictured = told
    themes, families = _links(connection, {answer: place for place, answer in enumerate(ids)})
    names = dict(connection.execute("SELECT id, name FROM people WHERE name IS NOT NULL").fetchall())
    return Columns(
        numbers=np.array(numbers, np.int64),
        facets={
            "polarity": Column.of(polarity),
            "kind": Column.of(kind),
            "person": Column.of(who if who in names else None for who in speaker),
            "source": Column.of(source),
            "collection": Column.of(collection),
            "language": Column.of(language),
            "date": Column.of(moment[:_DAY] for moment in filmed),
        },
        speakers=Column.of(speaker),
        themes=themes,
        families=families,
        quotability=np.array(score, np.float32),
        newest=_latest(filmed),
        added=_latest(added),
        has_picture=np.array(pictured, np.bool_),
        known_themes=_themes(connection),
        names=names,
        totals=_totals(connection),
    )


def _themes(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    names = ("slug", "label", "family", "definition", "hue", "contrast")
    rows = connection.execute(f"SELECT {', '.join(names)} FROM themes ORDER BY position")
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def _links(connection: sqlite3.Connection, places: Mapping[str, int]) -> tuple[Links, Links]:
    known = connection.execute("SELECT slug, family FROM themes ORDER BY position").fetchall()
    slugs = [slug for slug, _ in known]
    families = list(dict.fromkeys(family for _, family in known))
    codes = {slug: code for code, slug in enumerate(slugs)}
    told = [
        (places[answer], codes[theme])
        for answer, theme in connection.execute(
            "SELECT answer_id, theme FROM answer_themes WHERE tier = 'tag'"
        )
        if answer in places
    ]
    pairs = np.unique(np.array(told, np.int32).reshape(-1, 2), axis=0)
    family_of = np.array([families.index(family) for _, family in known], np.int32)
    in_families = np.unique(np.stack([pairs[:, 0], family_of[pairs[:, 1]]], axis=1), axis=0)
    return Links.of(slugs, pairs, len(places)), Links.of(families, in_families, len(places))


def _totals(connection: sqlite3.Connection) -> dict[str, Any]:
    clips, answered, silent, failed, minutes = connection.execute(
        """
        SELECT count(*),
               count(*) FILTER (WHERE status = 'answered'),
               count(*) FILTER (WHERE status IN ('no_speech', 'off_topic')),
               count(*) FILTER (WHERE status = 'failed'),
               coalesce(sum(duration) / 60, 0)
        FROM clips WHERE source IN ('video', 'sound')
        """
    ).fetchone()
    texts = dict(
        connection.execute(
            "SELECT source, count(*) FROM answers WHERE shown AND source IN ('note', 'written')"
            " GROUP BY source"
        ).fetchall()
    )
    return {
        "clips": clips,
        "answered": answered,
        "silent": silent,
        "failed": failed,
        "minutes": minutes,
        "written": texts.get("written", 0),
        "notes": texts.get("note", 0),
    }


def _latest(moments: Sequence[str]) -> Positions:
    """The rank of each, the latest first; of the same moment, the one that was stored first."""
    return _ranks(np.array(sorted(range(len(moments)), key=lambda at: moments[at], reverse=True), np.int64))


def _ranks(order: npt.NDArray[np.int64]) -> Positions:
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks
