"""What the pages of one site share: its columns, kept up to date, and the hits of recent searches."""

import asyncio
import sqlite3
import threading
from collections import OrderedDict
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from pipeline.publish.site.columns import Columns, Positions, load
from pipeline.publish.site.data import DATABASE
from pipeline.search import Sought

_RANKED = 8_000
"""Answers: of more hits bm25 takes 3 microseconds each and tells little, as a word that so many say is worth
nothing in it. Their order is that of their quotes."""

_REMEMBERED = 32
"""Searches whose hits are kept, for the next page and the next facet: 4 bytes a hit."""


class Live:
    """One site's answers in memory."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._watch: sqlite3.Connection = database.connect()
        self._version = -1
        self._columns: Columns | None = None
        self._hits: OrderedDict[Sought, Positions] = OrderedDict()

    async def columns(self) -> Columns:
        """The columns as the database is now."""
        return await asyncio.to_thread(self._fresh)

    async def hits(self, columns: Columns, sought: Sought) -> Positions:
        """Where the answers are that hold some words, the best first."""
        with self._lock:
            known = self._hits.get(sought)
            if known is not None and columns is self._columns:
                self._hits.move_to_end(sought)
                return known
        found: Positions = await self._database.execute_fn(lambda db: _search(db, columns, sought))
        with self._lock:
            if columns is self._columns:
                self._hits[sought] = found
                if len(self._hits) > _REMEMBERED:
                    self._hits.popitem(last=False)
        return found

    def _fresh(self) -> Columns:
        with self._lock:
            # It differs as soon as any other connection has written, and costs some microseconds.
            [version] = self._watch.execute("PRAGMA data_version").fetchone()
            if self._columns is None or version != self._version:
                # Of what is written from here on, the next request will see another version.
                self._version = version
                self._columns = load(self._watch)
                self._hits.clear()
            return self._columns


_LIVE: WeakKeyDictionary[Any, Live] = WeakKeyDictionary()


def live(datasette: Any) -> Live:
    """The answers of a site, loaded when they are first asked for."""
    if datasette not in _LIVE:
        _LIVE[datasette] = Live(datasette.databases[DATABASE])
    return _LIVE[datasette]


def _search(db: sqlite3.Connection, columns: Columns, sought: Sought) -> Positions:
    """The hits of some words; of words that must not occur alone, all that do not hold them."""
    if sought.wanted:
        numbers = _matching(db, "SELECT rowid FROM answers_fts WHERE answers_fts MATCH ?", sought.wanted)
        if len(numbers) <= _RANKED:
            numbers = _matching(
                db,
                "SELECT rowid FROM answers_fts WHERE answers_fts MATCH ? ORDER BY rank, rowid",
                sought.wanted,
            )
            found = columns.positions(numbers)
        else:
            found = columns.positions(numbers)
            found = found[np.argsort(columns.best[found], kind="stable")]
    else:
        found = np.argsort(columns.best).astype(np.int32)
    if sought.unwanted:
        without = _matching(db, "SELECT rowid FROM answers_fts WHERE answers_fts MATCH ?", sought.unwanted)
        found = found[~np.isin(found, columns.positions(without))]
    return found


def _matching(db: sqlite3.Connection, sql: str, expression: str) -> list[int]:
    return [number for (number,) in db.execute(sql, [expression]).fetchall()]
