"""What the pages of one site share: its columns, kept up to date, and the hits of recent searches."""

import asyncio
import sqlite3
import threading
import time
from collections import OrderedDict
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from pipeline.publish.site.columns import Columns, Mask, Positions, in_order
from pipeline.publish.site.data import DATABASE
from pipeline.publish.site.loading import load
from pipeline.publish.site.roll import roll
from pipeline.publish.site.sayings import front
from pipeline.publish.site.shares import all_shares, collections, together
from pipeline.search import Sought

_RANKED = 50_000
"""Hits: bm25 takes two microseconds each. A word that more answers hold is worth next to nothing in it, so
beyond that the best quotes come first."""

_QUICK = 0.1
"""Columns that took longer to read, in seconds, are read anew beside the pages, which say so meanwhile."""

_REST = 10
"""How many times as long as reading them took, such columns are used before they are read again: a run that
stores clips beside the site changes the database every second."""

_AHEAD = (all_shares, together, collections, roll, front)
"""What is counted of all answers, or chosen among them: tenths of a second, for which no visitor waits."""

_REMEMBERED = 32
"""Searches whose hits are kept, for the next page and the next facet: 4 bytes a hit."""


BEHIND: ContextVar[datetime | None] = ContextVar("behind", default=None)
"""When what the page that is being made counts was counted, if somebody has written to the database since."""


@dataclass(frozen=True)
class _State:
    """A database as it was read.

    Attributes:
        columns: All answers.
        version: SQLite's own number for what had been written by then.
        hits: What was searched for in them, the search that was asked for last at the end.
    """

    columns: Columns
    version: int
    hits: OrderedDict[Sought, Positions] = field(default_factory=OrderedDict)


class Live:
    """One site's answers in memory."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._watch: sqlite3.Connection = database.connect()
        self._asking, self._reading = threading.Lock(), threading.Lock()
        self._state: _State | None = None
        self._took = 0.0
        self._rests_until = 0.0

    async def columns(self) -> Columns:
        """The columns as the database is now; of a large one that is written to, as it was: see `BEHIND`."""
        columns, is_behind = await asyncio.to_thread(self._fresh)
        BEHIND.set(columns.read_at if is_behind else None)
        return columns

    async def hits(self, columns: Columns, sought: Sought) -> Positions:
        """Where the answers are that hold some words, the best first."""
        state = self._state
        # Of older columns none are kept: they will hardly be asked for again.
        hits = state.hits if state and state.columns is columns else OrderedDict()
        if sought in hits:
            hits.move_to_end(sought)
        else:
            hits[sought] = await self._database.execute_fn(lambda db: _search(db, columns, sought))
        found = hits[sought]
        if len(hits) > _REMEMBERED:
            hits.popitem(last=False)
        return found

    def _fresh(self) -> tuple[Columns, bool]:
        """The columns, and whether somebody has written to the database since they were read."""
        state = self._state
        if state and self._now() == state.version:
            return state.columns, False
        if state and self._took > _QUICK:
            self._read_beside()
            return state.columns, True
        with self._reading:
            version, state = self._now(), self._state
            if not state or state.version != version:
                state = self._read(version)
            return state.columns, False

    def _now(self) -> int:
        # It differs as soon as any other connection has written, and asking takes some microseconds.
        with self._asking:
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def _read_beside(self) -> None:
        """Read them anew in a thread of its own, unless that goes on, or was done just now."""
        if time.monotonic() < self._rests_until or not self._reading.acquire(blocking=False):
            return

        def read() -> None:
            try:
                self._read(self._now())
            finally:
                self._reading.release()

        threading.Thread(target=read, name="columns", daemon=True).start()

    def _read(self, version: int) -> _State:
        """Read them, with what is counted of all answers, before anybody is served by them."""
        started = time.monotonic()
        connection = self._database.connect()
        try:
            columns = load(connection)
        finally:
            connection.close()
        for count in _AHEAD:
            count(columns)
        self._took = time.monotonic() - started
        self._rests_until = time.monotonic() + _REST * self._took
        # Of what was written since that version, the next request will see another one.
        self._state = _State(columns, version)
        return self._state


_LIVE: WeakKeyDictionary[Any, Live] = WeakKeyDictionary()


def live(datasette: Any) -> Live:
    """The answers of a site, loaded when they are first asked for."""
    if datasette not in _LIVE:
        _LIVE[datasette] = Live(datasette.databases[DATABASE])
    return _LIVE[datasette]


def _search(db: sqlite3.Connection, columns: Columns, sought: Sought) -> Positions:
    """The hits of some words; where only words are told that must not occur, all answers without them."""
    if not sought.wanted:
        found = columns.by_best
    elif _hits_of(db, sought.wanted, _RANKED + 1) <= _RANKED:
        found = columns.positions(_matching(db, sought.wanted, "ORDER BY rank, rowid"))
    else:
        found = in_order(columns.by_best, _mask(columns, _matching(db, sought.wanted)))
    if sought.unwanted:
        found = found[~_mask(columns, _matching(db, sought.unwanted))[found]]
    return found


def _mask(columns: Columns, numbers: npt.NDArray[np.int64]) -> Mask:
    mask = np.zeros(columns.size, np.bool_)
    mask[columns.positions(numbers)] = True
    return mask


def _hits_of(db: sqlite3.Connection, expression: str, most: int) -> int:
    """How many answers match, counted up to a number."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM answers_fts WHERE answers_fts MATCH ? LIMIT ?)"
    return int(db.execute(sql, [expression, most]).fetchone()[0])


def _matching(db: sqlite3.Connection, expression: str, order: str = "") -> npt.NDArray[np.int64]:
    """The numbers of the answers that match."""
    # As one text: of 400,000 hits, rows of Python cost more than the search.
    found = f"SELECT rowid AS number FROM answers_fts WHERE answers_fts MATCH ? {order}"
    [text] = db.execute(f"SELECT group_concat(number) FROM ({found})", [expression]).fetchone()
    return np.fromstring(text, np.int64, sep=",") if text else np.zeros(0, np.int64)
