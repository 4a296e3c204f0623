"""What the pages of one site share: its columns, kept up to date, and the hits of recent searches."""

import asyncio
import sqlite3
import threading
import time
from collections import OrderedDict
from itertools import chain
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from pipeline.publish.site.columns import Columns, Positions, load
from pipeline.publish.site.data import DATABASE
from pipeline.search import Sought

_RANKED = 50_000
"""Hits: bm25 takes two microseconds each. A word that more answers hold is worth next to nothing in it, so
beyond that the best quotes come first."""

_QUICK = 0.1
_REST = 10
"""Columns that took longer than `_QUICK` seconds to read are used for so many times as long: a run that
stores clips beside the site changes the database every second."""

_REMEMBERED = 32
"""Searches whose hits are kept, for the next page and the next facet: 4 bytes a hit."""


class Live:
    """One site's answers in memory."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._watch: sqlite3.Connection = database.connect()
        self._reading = threading.Lock()
        self._columns: Columns | None = None
        self._version = -1
        self._rests_until = 0.0
        self._hits: OrderedDict[Sought, Positions] = OrderedDict()

    async def columns(self) -> Columns:
        """The columns as the database is now; of a large one that is being written to, as it was just now."""
        return await asyncio.to_thread(self._fresh)

    async def hits(self, columns: Columns, sought: Sought) -> Positions:
        """Where the answers are that hold some words, the best first."""
        known = self._hits.get(sought) if columns is self._columns else None
        if known is not None:
            self._hits.move_to_end(sought)
            return known
        found: Positions = await self._database.execute_fn(lambda db: _search(db, columns, sought))
        if columns is self._columns:
            self._hits[sought] = found
            if len(self._hits) > _REMEMBERED:
                self._hits.popitem(last=False)
        return found

    def _fresh(self) -> Columns:
        columns = self._columns
        if columns and time.monotonic() < self._rests_until:
            return columns
        # Whoever comes while they are read anew is served by what there is.
        if not self._reading.acquire(blocking=columns is None):
            return columns or self._fresh()
        try:
            # It differs as soon as any other connection has written, and asking takes some microseconds.
            [version] = self._watch.execute("PRAGMA data_version").fetchone()
            if self._columns is None or version != self._version:
                started = time.monotonic()
                # Of what is written from here on, the next request will see another version.
                self._columns, self._version = load(self._watch), version
                self._hits = OrderedDict()
                took = time.monotonic() - started
                self._rests_until = time.monotonic() + (_REST * took if took > _QUICK else 0)
            return self._columns
        finally:
            self._reading.release()


_LIVE: WeakKeyDictionary[Any, Live] = WeakKeyDictionary()


def live(datasette: Any) -> Live:
    """The answers of a site, loaded when they are first asked for."""
    if datasette not in _LIVE:
        _LIVE[datasette] = Live(datasette.databases[DATABASE])
    return _LIVE[datasette]


def _search(db: sqlite3.Connection, columns: Columns, sought: Sought) -> Positions:
    """The hits of some words; where only words are told that must not occur, all answers without them."""
    if sought.wanted:
        [hits] = db.execute(
            "SELECT count(*) FROM answers_fts WHERE answers_fts MATCH ?", [sought.wanted]
        ).fetchone()
        ranked = hits <= _RANKED
        found = columns.positions(_matching(db, sought.wanted, "ORDER BY rank, rowid" if ranked else ""))
        if not ranked:
            found = found[np.argsort(columns.best[found])]
    else:
        found = np.argsort(columns.best)
    if sought.unwanted:
        without = np.zeros(columns.size, np.bool_)
        without[columns.positions(_matching(db, sought.unwanted))] = True
        found = found[~without[found]]
    return found


def _matching(db: sqlite3.Connection, expression: str, order: str = "") -> npt.NDArray[np.int64]:
    """The numbers of the answers that match."""
    sql = f"SELECT rowid FROM answers_fts WHERE answers_fts MATCH ? {order}"
    cursor = db.cursor()
    # Plain tuples: at 40,000 hits Datasette's rows cost more than the search.
    cursor.row_factory = None
    return np.fromiter(chain.from_iterable(cursor.execute(sql, [expression])), np.int64)
