"""What the pages of one site share: its columns, kept up to date, and the hits of recent searches."""

import asyncio
import sqlite3
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
from pipeline.publish.site.fresh import Fresh
from pipeline.publish.site.loading import load
from pipeline.publish.site.making import Making, read_making
from pipeline.publish.site.narrow import everything
from pipeline.publish.site.roll import roll
from pipeline.publish.site.sayings import front
from pipeline.publish.site.shares import all_shares, collections, together
from pipeline.search import Sought

_RANKED = 50_000
"""Hits: bm25 takes two microseconds each. A word that more answers hold is worth next to nothing in it, so
beyond that the best quotes come first."""

_AHEAD = (all_shares, together, collections, roll, front, everything)
"""What is counted of all answers, or chosen among them: tenths of a second, for which no visitor waits."""

_REMEMBERED = 32
"""Searches whose hits are kept, for the next page and the next facet: 4 bytes a hit."""

BEHIND: ContextVar[datetime | None] = ContextVar("behind", default=None)
"""When what the page that is being made counts was counted, if somebody has written to the database since."""


@dataclass(frozen=True)
class _Answers:
    """All answers of a database, and what was searched for in them, the latest at the end."""

    columns: Columns
    hits: OrderedDict[Sought, Positions] = field(default_factory=OrderedDict)


class Live:
    """One site's answers in memory."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._answers = Fresh(database, _read)
        self._making = Fresh(database, read_making)

    async def columns(self) -> Columns:
        """The columns as the database is now; of a large one that is written to, as it was: see `BEHIND`."""
        read, is_behind = await asyncio.to_thread(self._answers.get)
        BEHIND.set(read.at if is_behind else None)
        return read.told.columns

    async def making(self) -> Making:
        """How all of it was made, likewise; it may be of another moment than the columns."""
        read, is_behind = await asyncio.to_thread(self._making.get)
        told = BEHIND.get()
        if is_behind and (told is None or read.at < told):
            BEHIND.set(read.at)
        return read.told

    async def hits(self, columns: Columns, sought: Sought) -> Positions:
        """Where the answers are that hold some words, the best first."""
        read, _ = await asyncio.to_thread(self._answers.get)
        # Of older columns none are kept: they will hardly be asked for again.
        hits = read.told.hits if read.told.columns is columns else OrderedDict()
        if sought in hits:
            hits.move_to_end(sought)
        else:
            hits[sought] = await self._database.execute_fn(lambda db: _search(db, columns, sought))
        found = hits[sought]
        if len(hits) > _REMEMBERED:
            hits.popitem(last=False)
        return found


def _read(connection: sqlite3.Connection) -> _Answers:
    """All answers, with what is counted of them before anybody is served by it."""
    columns = load(connection)
    for count in _AHEAD:
        count(columns)
    return _Answers(columns)


_LIVE: WeakKeyDictionary[Any, Live] = WeakKeyDictionary()


def live(datasette: Any) -> Live:
    """The answers of a site, loaded when they are first asked for."""
    if datasette not in _LIVE:
        _LIVE[datasette] = Live(datasette.databases[DATABASE])
    return _LIVE[datasette]


def _search(db: sqlite3.Connection, columns: Columns, sought: Sought) -> Positions:
    """The hits of some words; where only words are told that must not occur, all answers without them."""
    if sought.wanted:
        numbers = _matching(db, sought.wanted)
        if len(numbers) <= _RANKED:
            found = columns.positions(_matching(db, sought.wanted, "ORDER BY rank, rowid"))
        else:
            found = in_order(columns.by_best, _mask(columns, numbers))
    else:
        found = columns.by_best
    if sought.unwanted:
        unwanted = _mask(columns, _matching(db, sought.unwanted))
        found = found.take(np.flatnonzero(~unwanted.take(found)))
    return found


def _mask(columns: Columns, numbers: npt.NDArray[np.int64]) -> Mask:
    mask = np.zeros(columns.size, np.bool_)
    mask[columns.positions(numbers)] = True
    return mask


def _matching(db: sqlite3.Connection, expression: str, order: str = "") -> npt.NDArray[np.int64]:
    """The numbers of the answers that match."""
    # As one text: of 400,000 hits, rows of Python cost more than the search.
    found = f"SELECT rowid AS number FROM answers_fts WHERE answers_fts MATCH ? {order}"
    [text] = db.execute(f"SELECT group_concat(number) FROM ({found})", [expression]).fetchone()
    return np.fromstring(text, np.int64, sep=",") if text else np.zeros(0, np.int64)
