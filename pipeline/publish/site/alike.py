"""Others who said something like it: answers by other people that mean nearly the same as one.

Only answers that share a counted theme are compared. Vectors and themes are kept in memory, one byte a number
(40 MB for 100,000 answers): to choose 4,000 answers in the database and read theirs takes 0.1 s. What is kept
decides only who is asked about: who speaks and what is hidden is looked up each time.
"""

import asyncio
import json
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from threading import Lock, Thread
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from pipeline.meanings import STORED, text_sum
from pipeline.publish.site.fresh import QUICK
from pipeline.publish.site.loading import pieces

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

_PATIENCE = 1.0
"""Seconds for which a page waits where none were read yet, or where that is quick; then it does without."""

_TAGS = """
    SELECT at.answer_id AS id, at.theme, at.score
    FROM answers a CROSS JOIN answer_themes at ON at.answer_id = a.id
    WHERE a.number BETWEEN :first AND :last AND at.tier = 'tag'
"""

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
        worked: Seconds of the processor, to read it.
        rests_until: When it may be read again, if the files have changed.
    """

    ids: list[str]
    encoders: NDArray[np.int16]
    names: dict[str, int]
    vectors: NDArray[np.int8]
    lengths: Numbers
    themes: dict[str, tuple[NDArray[np.int32], Numbers]]
    stamp: tuple[tuple[int, int], ...]
    worked: float
    rests_until: float


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()
_reading: WeakKeyDictionary[Any, Thread] = WeakKeyDictionary()
_starting = Lock()


async def said_alike(database: Any, answer_id: str, limit: int = 4) -> list[str]:
    """Answers by other people, one each, that say something like an answer.

    Args:
        database: Of Datasette.
        answer_id: The answer.
        limit: How many at most.

    Returns:
        Their ids, the most alike first; none where it is not known what the answer means, or what all mean
        is still being read.
    """

    def find(connection: Connection) -> list[str]:
        return _find(connection, database, answer_id, limit)

    found: list[str] = await database.execute_fn(find)
    return found


async def warm_up(database: Any) -> None:
    """Read what is kept in memory, so that no page has to do without.

    Args:
        database: Of Datasette.
    """
    if database not in _kept:
        await asyncio.to_thread(_read_beside(database).join)


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
    kept = _up_to_date(database)
    if not kept:
        return []
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


def _up_to_date(database: Any) -> _Kept | None:
    """What is kept of a database; read anew after a change, but for as long as that would take too often."""
    kept: _Kept | None = _kept.get(database)
    if kept and (kept.stamp == _stamp(database.path) or time.monotonic() < kept.rests_until):
        return kept
    reading = _read_beside(database)
    if not kept or kept.worked < QUICK:
        reading.join(_PATIENCE)
    return _kept.get(database)


def _read_beside(database: Any) -> Thread:
    """The thread that reads a database anew."""
    with _starting:
        reading: Thread | None = _reading.get(database)
        if not reading or not reading.is_alive():
            reading = Thread(target=_read, args=[database], name="meanings", daemon=True)
            reading.start()
            _reading[database] = reading
        return reading


def _stamp(path: str | None) -> tuple[tuple[int, int], ...]:
    """Sizes and times of change of a database and of the file beside it in which SQLite writes first."""
    files = [Path(f"{path}{ending}") for ending in ("", "-wal")] if path else []
    stats = [file.stat() for file in files if file.exists()]
    return tuple((stat.st_size, stat.st_mtime_ns) for stat in stats)


def _read(database: Any) -> None:
    connection = database.connect()
    try:
        _kept[database] = _kept_of(connection, _stamp(database.path))
    finally:
        connection.close()


def _kept_of(connection: Connection, stamp: tuple[tuple[int, int], ...]) -> _Kept:
    started, worked = time.monotonic(), time.thread_time()
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
    themes = _carried(connection, {answer_id: place for place, answer_id in enumerate(ids)})
    return _Kept(
        ids=ids,
        encoders=np.frombuffer(encoders, np.int16),
        names=names,
        vectors=np.concatenate(blocks) if blocks else np.zeros((0, 0), np.int8),
        lengths=np.concatenate(lengths) if lengths else np.zeros(0, np.float32),
        themes=themes,
        stamp=stamp,
        worked=time.thread_time() - worked,
        rests_until=time.monotonic() + _REST * (time.monotonic() - started),
    )


def _carried(
    connection: Connection, places: Mapping[str, int]
) -> dict[str, tuple[NDArray[np.int32], Numbers]]:
    """For each theme, the answers that carry it, and how surely."""
    themes: dict[str, int] = {}
    carriers, codes, scores = array("i"), array("i"), array("f")
    for piece in pieces(connection, _TAGS):
        carriers.extend([places.get(answer_id, -1) for answer_id in piece["id"]])
        codes.extend([themes.setdefault(theme, len(themes)) for theme in piece["theme"]])
        scores.extend(piece["score"])
    at, of, sure = np.array(carriers, np.int32), np.array(codes, np.int32), np.array(scores, np.float32)
    return {
        theme: (at[carrying], sure[carrying])
        for theme, code in themes.items()
        for carrying in [np.flatnonzero((of == code) & (at >= 0))]
    }
