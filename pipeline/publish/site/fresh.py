"""What is read from a database and kept: read anew after a change, beside the pages if that takes long."""

import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")

QUICK = 0.1
"""What took longer to read, in seconds of the processor, is read anew beside the pages, which say so. By the
clock, a machine that is busy would take every site for a large one."""

_REST = 10
"""How many times as long as reading took, what was read is used before it is read again: a run that stores
clips beside the site changes the database every second."""


@dataclass(frozen=True)
class Read(Generic[T]):
    """What was read.

    Attributes:
        told: It.
        at: When reading began.
        version: SQLite's own number for what had been written by then.
    """

    told: T
    at: datetime
    version: int


class Fresh(Generic[T]):
    """What a function reads from a database, as the database is now or was a while ago."""

    def __init__(self, database: Any, read: Callable[[sqlite3.Connection], T]) -> None:
        self._database = database
        self._how = read
        self._watch: sqlite3.Connection = database.connect()
        self._asking, self._reading = threading.Lock(), threading.Lock()
        self._read: Read[T] | None = None
        self._worked = 0.0
        self._rests_until = 0.0

    def get(self) -> tuple[Read[T], bool]:
        """What was read last, and whether somebody has written to the database since.

        It waits only where nothing was read yet, or where reading is quick.
        """
        last = self._read
        if last and self._now() == last.version:
            return last, False
        if last and self._worked > QUICK:
            self._read_beside()
            return last, True
        with self._reading:
            version, last = self._now(), self._read
            if not last or last.version != version:
                last = self._read_anew(version)
            return last, False

    def _now(self) -> int:
        # It differs as soon as any other connection has written, and asking takes some microseconds.
        with self._asking:
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def _read_beside(self) -> None:
        """Read in a thread of its own, unless that goes on, or was done just now."""
        if time.monotonic() < self._rests_until or not self._reading.acquire(blocking=False):
            return

        def read() -> None:
            try:
                self._read_anew(self._now())
            finally:
                self._reading.release()

        threading.Thread(target=read, name="reading", daemon=True).start()

    def _read_anew(self, version: int) -> Read[T]:
        started, worked, at = time.monotonic(), time.thread_time(), datetime.now(UTC)
        connection = self._database.connect()
        try:
            # All of it is of one moment.
            connection.execute("BEGIN")
            told = self._how(connection)
        finally:
            connection.close()
        self._worked = time.thread_time() - worked
        self._rests_until = time.monotonic() + _REST * (time.monotonic() - started)
        # Of what was written since that version, the next request will see another one.
        self._read = Read(told, at, version)
        return self._read
