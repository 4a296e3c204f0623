"""A database that was there before: looked over for damage, brought up to date, or told of as unusable."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from pipeline.disk import plain_disk_errors, replacing
from schemas.errors import MachineError
from schemas.migrations import migrations

_PATIENCE = 30
"""Seconds to wait for another program that holds the database."""

DAMAGED = "damaged"
"""What the message of the error begins with that tells of damage."""


def check(db: Database) -> None:
    """Look for damage, once the writer is known to be alone: what is damaged must not be built upon.

    SQLite itself notices a file that is no database or was cut short. This reads every page as well, at about
    a gigabyte a second. So it is done where that takes no time, and where the machine went down or vox was
    killed, which is when damage happens.

    Raises:
        DatabaseError: There is some.
    """
    found = [row[0] for row in db.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise sqlite3.DatabaseError(f"{DAMAGED}: {found}")


def bring_up_to_date(db: Database, path: Path) -> None:
    """Apply the migrations that are pending, after a copy of what was there."""
    pending = migrations.pending(db)
    if not pending:
        return
    if migrations.applied(db) and db.execute("SELECT 1 FROM clips UNION SELECT 1 FROM people").fetchone():
        with replacing(path.with_name(f"{path.stem}-before-{pending[0].name}.db")) as unfinished:
            copy = Database(unfinished, execute_plugins=False)
            try:
                db.conn.backup(copy.conn)
            finally:
                copy.close()
    migrations.apply(db)


@contextmanager
def plain_database_errors(path: Path) -> Iterator[None]:
    """Tell in a user's words that a database cannot be used.

    Raises:
        MachineError: Another program holds it, it is damaged, or it is no database of vox.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorname", "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise MachineError(
                f"{path} is in use by another program.", "Close it there and run the same command again."
            ) from error
        if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or str(error).startswith(DAMAGED):
            raise MachineError(
                f"{path} is damaged or is not a database of vox.",
                "Move it away and run vox again, or put a backup in its place.",
            ) from error
        raise


def erase_free_pages(path: Path) -> None:
    """Leave nothing of rows that were deleted: neither in pages nobody uses nor in SQLite's log.

    The caller holds the project's lock and is in no transaction.

    Raises:
        MachineError: Another program holds the database.
    """
    with plain_disk_errors(path.parent), plain_database_errors(path):
        db = Database(path, execute_plugins=False)
        try:
            db.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
            db.execute("PRAGMA secure_delete = ON")
            db.execute("VACUUM")
            [busy, *_] = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            db.close()
    if busy:
        raise MachineError(
            f"{path} is in use by another program.", "Close it there and run the same command again."
        )
