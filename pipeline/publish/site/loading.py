"""Reading all answers into columns, a piece at a time, so that pages are served meanwhile.

SQLite writes each piece as one JSON text a column. While it does, other threads of the server run; read row
by row, a million answers would take Python's lock a million times, and every page would wait for it.
"""

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.publish.site.columns import Column, Columns, Links, Positions, ranks

_PIECE = 20_000
"""Answers: their JSON is parsed in a few milliseconds, for which all others wait."""

_DAY = len("2025-05-12")

_ANSWERS = """
    SELECT a.number, coalesce(a.polarity, '') AS polarity, coalesce(a.kind, '') AS kind, a.speaker, a.source,
           c.collection, coalesce(a.language, '') AS language,
           coalesce(c.recorded_at, c.added_at) AS filmed, c.added_at AS added,
           coalesce(q.score, 0) AS score, c.width IS NOT NULL AS pictured
    FROM answers a CROSS JOIN clips c ON c.id = a.clip_id
    LEFT JOIN quotes q ON q.answer_id = a.id AND q.position = 1
    WHERE a.number BETWEEN :first AND :last AND a.shown ORDER BY a.number
"""

_TAGS = """
    SELECT a.number, at.theme FROM answers a CROSS JOIN answer_themes at ON at.answer_id = a.id
    WHERE a.number BETWEEN :first AND :last AND a.shown AND at.tier = 'tag' ORDER BY a.number
"""


class _Codes:
    """A column of texts that is written piece by piece."""

    def __init__(self) -> None:
        self._known: defaultdict[str, int] = defaultdict()
        # What is new gets the next number.
        self._known.default_factory = self._known.__len__
        self._codes = array("i")

    def add(self, told: Iterable[str]) -> None:
        self._codes.extend(map(self._known.__getitem__, told))

    def column(self) -> Column:
        # From here on, what is not known is an error again.
        known = dict(self._known)
        return Column(list(known), np.array(self._codes, np.int32), known)


def pieces(connection: sqlite3.Connection, select: str) -> Iterator[Mapping[str, list[Any]]]:
    """What a statement finds, for some answers at a time: a list for each of its columns.

    Args:
        connection: The database.
        select: It asks for `answers.number` between `:first` and `:last`.
    """
    nothing = connection.execute(f"{select} LIMIT 0", {"first": 0, "last": 0})
    names = [column[0] for column in nothing.description]
    written = f"SELECT {', '.join(f'json_group_array({name})' for name in names)} FROM ({select})"
    first, last = connection.execute("SELECT min(number), max(number) FROM answers").fetchone()
    for begin in range(first or 0, (last or -1) + 1, _PIECE):
        row = connection.execute(written, {"first": begin, "last": begin + _PIECE - 1}).fetchone()
        yield {name: json.loads(text) for name, text in zip(names, row, strict=True)}


def load(connection: sqlite3.Connection) -> Columns:
    """Read the columns of all answers that are shown.

    Args:
        connection: In a transaction, so that all pieces are of one moment. Its rows are tuples.
    """
    texts = {name: _Codes() for name in ("polarity", "kind", "speaker", "source", "collection", "language")}
    days = _Codes()
    numbers, scores, pictured = array("q"), array("f"), array("b")
    filmed, added = [], []
    for piece in pieces(connection, _ANSWERS):
        numbers.extend(piece["number"])
        for name, codes in texts.items():
            codes.add(piece[name])
        days.add(moment[:_DAY] for moment in piece["filmed"])
        scores.extend(piece["score"])
        pictured.extend(piece["pictured"])
        filmed.append(_moments(piece["filmed"]))
        added.append(_moments(piece["added"]))
    places = np.array(numbers, np.int64)
    facets = {name: codes.column() for name, codes in texts.items()}
    speakers = facets.pop("speaker")
    names = dict(connection.execute("SELECT id, name FROM people WHERE name IS NOT NULL").fetchall())
    named = Column.of(who if who in names else None for who in speakers.values)
    themes, families = _links(connection, places)
    return Columns(
        numbers=places,
        facets={
            **facets,
            "person": Column(named.values, named.codes[speakers.codes], named.known),
            "date": days.column(),
        },
        speakers=speakers,
        themes=themes,
        families=families,
        quotability=np.array(scores, np.float32),
        newest=_latest(filmed),
        added=_latest(added),
        has_picture=np.array(pictured, np.bool_),
        known_themes=_themes(connection),
        names=names,
        totals=_totals(connection),
        recordings=_recordings(connection),
    )


def _themes(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    names = ("slug", "label", "family", "definition", "hue", "contrast")
    rows = connection.execute(f"SELECT {', '.join(names)} FROM themes ORDER BY position")
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def _links(connection: sqlite3.Connection, places: npt.NDArray[np.int64]) -> tuple[Links, Links]:
    known = connection.execute("SELECT slug, family FROM themes ORDER BY position").fetchall()
    slugs = [slug for slug, _ in known]
    families = list(dict.fromkeys(family for _, family in known))
    codes = {slug: code for code, slug in enumerate(slugs)}
    numbers, themes = array("q"), array("i")
    for piece in pieces(connection, _TAGS):
        numbers.extend(piece["number"])
        themes.extend([codes[slug] for slug in piece["theme"]])
    answers = np.searchsorted(places, np.array(numbers, np.int64))
    told = np.array(themes, np.int32)
    family_of = np.array([families.index(family) for _, family in known], np.int32)
    return (
        _paired(slugs, answers, told, len(places)),
        _paired(families, answers, family_of[told], len(places)),
    )


def _paired(values: Sequence[str], answers: Positions, codes: Positions, size: int) -> Links:
    # One number for each pair: so they are sorted, and each is there once. np.unique takes seconds for that.
    width = max(1, len(values))
    pairs = np.sort(answers.astype(np.int64) * width + codes)
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    return Links.of(values, (pairs // width).astype(np.int32), (pairs % width).astype(np.int32), size)


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


def _recordings(connection: sqlite3.Connection) -> dict[str, tuple[int, float]]:
    counted = connection.execute(
        "SELECT collection, count(*), coalesce(sum(duration) / 60, 0) FROM clips"
        " WHERE source IN ('video', 'sound') GROUP BY 1"
    )
    return {name: (clips, minutes) for name, clips, minutes in counted}


def _moments(told: Sequence[str]) -> "npt.NDArray[np.bytes_]":
    return np.array([moment.encode() for moment in told], np.bytes_)


def _latest(pieces: "Sequence[npt.NDArray[np.bytes_]]") -> Positions:
    """The rank of each moment, the latest first; of the same moment, the one that was stored first."""
    moments = np.concatenate([np.zeros(0, "S1"), *pieces])
    # Sorted from the last to the first and read backwards, what is equal stays in order.
    order = len(moments) - 1 - np.argsort(moments[::-1], kind="stable")[::-1]
    return ranks(order)
