"""Others who said something like it: answers by other people that mean nearly the same as one.

Only answers that share a counted theme are compared. Vectors and themes are kept in memory, one byte a number
(40 MB for 100,000 answers): to choose 4,000 answers in the database and read theirs takes 0.1 s. What is kept
decides only who is asked about: who speaks and what is hidden is looked up each time.
"""

import json
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from pipeline.meanings import STORED, text_sum

ALIKE = 0.6
"""Cosine from which two people are said to say something alike. Read by eye, of pairs that a page would
show from training/corpus: from 0.6 about nine in ten did, from 0.55 to 0.6 three in four, from 0.45 to 0.5
fewer than half. Most of the mistakes were praise beside complaint of the same, so those are never paired."""

_COMPARED = 4000
"""Answers compared at most: those that share the most, and the surest, themes."""

_LOOKED_UP = 32
"""Answers of which is looked up at once who gave them."""

_LOADED = 4096
"""Vectors read from the database at once."""

_REST = 30
"""How many times as long as reading them took, vectors are used before they are read again: a run that stores
clips beside the site changes the database every second."""

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is in memory of the answers of a database.

    Attributes:
        ids: Of the answers, in order.
        encoders: The number of each one's encoder.
        names: The numbers of encoders.
        vectors: A row for each, in whole numbers from -127 to 127.
        lengths: What a row is to be multiplied with to be of unit length again.
        themes: For each theme, the answers that carry it, by their places, and how surely.
        stamp: Of the files of the database, before they were read.
        rests_until: When it may be read again, if the files have changed.
    """

    ids: list[str]
    encoders: NDArray[np.int16]
    names: dict[str, int]
    vectors: NDArray[np.int8]
    lengths: Numbers
    themes: dict[str, tuple[NDArray[np.int32], Numbers]]
    stamp: tuple[tuple[int, int], ...]
    rests_until: float


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()
_reading = Lock()


async def said_alike(database: Any, answer_id: str, limit: int = 4) -> list[str]:
    """Answers by other people, one each, that say something like an answer.

    Args:
        database: Of Datasette.
        answer_id: The answer.
        limit: How many at most.

    Returns:
        Their ids, the most alike first; none where it is not known what the answer means.
    """

    def find(connection: Connection) -> list[str]:
        return _find(connection, database, answer_id, limit)

    found: list[str] = await database.execute_fn(find)
    return found


async def warm_up(database: Any) -> None:
    """Read what is kept in memory, so that the first visitor does not wait for it.

    Args:
        database: Of Datasette.
    """
    await database.execute_fn(lambda connection: _up_to_date(connection, database))


def _find(connection: Connection, database: Any, answer_id: str, limit: int) -> list[str]:
    own = connection.execute(
        "SELECT a.text, a.speaker, a.polarity, m.text_sha256, m.encoder, m.vector"
        " FROM answers a JOIN meanings m ON m.answer_id = a.id WHERE a.id = ?",
        [answer_id],
    ).fetchone()
    if not own:
        return []
    text, speaker, polarity, read, encoder, vector = own
    carried = connection.execute(
        "SELECT theme FROM answer_themes WHERE answer_id = ? AND tier = 'tag'", [answer_id]
    )
    themes = [theme for (theme,) in carried]
    if read != text_sum(text) or not themes:
        return []
    kept = _up_to_date(connection, database)
    likely = _likely(kept, themes, encoder, np.frombuffer(vector, STORED).astype(np.float32))
    speakers, found = {speaker}, []
    for other_id, other, said in _look_up(connection, likely, themes):
        if other not in speakers and {polarity, said} != {"praise", "complaint"}:
            speakers.add(other)
            found.append(other_id)
            if len(found) == limit:
                break
    return found


def _likely(kept: _Kept, themes: Sequence[str], encoder: str, vector: Numbers) -> list[str]:
    """The answers that are near enough to a vector, the nearest first."""
    carrying = [kept.themes[theme] for theme in themes if theme in kept.themes]
    if not carrying:
        return []
    shared = np.bincount(
        np.concatenate([places for places, _ in carrying]),
        np.concatenate([scores for _, scores in carrying]),
        len(kept.ids),
    )
    shared[kept.encoders != kept.names.get(encoder)] = 0
    places = np.flatnonzero(shared)
    if len(places) > _COMPARED:
        places = np.sort(places[np.argpartition(-shared[places], _COMPARED)[:_COMPARED]])
    # A product by @ would wait for threads on all cores, of which a server has better use.
    cosines = np.einsum("ij,j->i", kept.vectors[places].astype(np.float32), vector) * kept.lengths[places]
    near = np.flatnonzero(cosines >= ALIKE)
    return [kept.ids[places[at]] for at in near[np.argsort(-cosines[near], kind="stable")]]


def _look_up(
    connection: Connection, ids: Sequence[str], themes: Sequence[str]
) -> Iterator[tuple[str, str, str | None]]:
    """Those of some answers that are shown, still say what was read and share a theme, in the same order.

    Yields:
        Each one's id, who speaks, and whether it is praise or complaint.
    """
    for begin in range(0, len(ids), _LOOKED_UP):
        rows = connection.execute(
            """
            SELECT a.id, a.speaker, a.polarity, a.text, m.text_sha256
            FROM json_each(:ids) j JOIN answers a ON a.id = j.value JOIN meanings m ON m.answer_id = a.id
            WHERE a.shown AND EXISTS (
                SELECT 1 FROM answer_themes t WHERE t.answer_id = a.id AND t.tier = 'tag'
                AND t.theme IN (SELECT value FROM json_each(:themes))
            )
            ORDER BY j.key
            """,
            {"ids": json.dumps(ids[begin : begin + _LOOKED_UP]), "themes": json.dumps(themes)},
        )
        for other_id, speaker, polarity, text, read in rows:
            if read == text_sum(text):
                yield other_id, speaker, polarity


def _up_to_date(connection: Connection, database: Any) -> _Kept:
    """What is kept of a database; read anew after a change, but for as long as that would take too often."""
    kept, stamp = _kept.get(database), _stamp(database.path)
    if kept and (kept.stamp == stamp or time.monotonic() < kept.rests_until):
        return kept
    # Whoever comes while it is read anew is served by what there is.
    if not _reading.acquire(blocking=kept is None):
        return kept or _up_to_date(connection, database)
    try:
        known = _kept.get(database)
        if known and known is not kept:
            return known  # It was read by another thread meanwhile.
        _kept[database] = _read(connection, stamp)
        return _kept[database]
    finally:
        _reading.release()


def _stamp(path: str | None) -> tuple[tuple[int, int], ...]:
    """Sizes and times of change of a database and of the file beside it in which SQLite writes first."""
    files = [Path(f"{path}{ending}") for ending in ("", "-wal")] if path else []
    stats = [file.stat() for file in files if file.exists()]
    return tuple((stat.st_size, stat.st_mtime_ns) for stat in stats)


def _read(connection: Connection, stamp: tuple[tuple[int, int], ...]) -> _Kept:
    started = time.monotonic()
    ids: list[str] = []
    names: dict[str, int] = {}
    encoders, blocks, lengths = array("h"), [], []
    found = connection.execute("SELECT answer_id, encoder, vector FROM meanings")
    while rows := found.fetchmany(_LOADED):
        ids += [row[0] for row in rows]
        encoders.extend(names.setdefault(row[1], len(names)) for row in rows)
        vectors = np.frombuffer(b"".join(row[2] for row in rows), STORED).reshape(len(rows), -1)
        largest = np.abs(vectors).max(axis=1, keepdims=True).astype(np.float32)
        blocks.append(np.rint(vectors * (127 / largest)).astype(np.int8))
        lengths.append(largest[:, 0] / 127)
    places = {answer_id: place for place, answer_id in enumerate(ids)}
    carried: dict[str, tuple[array[int], array[float]]] = {}
    for answer_id, theme, score in connection.execute(
        "SELECT answer_id, theme, score FROM answer_themes WHERE tier = 'tag'"
    ):
        if answer_id in places:
            at, scores = carried.setdefault(theme, (array("i"), array("f")))
            at.append(places[answer_id])
            scores.append(score)
    return _Kept(
        ids=ids,
        encoders=np.frombuffer(encoders, np.int16),
        names=names,
        vectors=np.concatenate(blocks) if blocks else np.zeros((0, 0), np.int8),
        lengths=np.concatenate(lengths) if lengths else np.zeros(0, np.float32),
        themes={
            theme: (np.frombuffer(at, np.int32), np.frombuffer(scores, np.float32))
            for theme, (at, scores) in carried.items()
        },
        stamp=stamp,
        rests_until=time.monotonic() + _REST * (time.monotonic() - started),
    )
