"""A database that was there before: looked over for damage, and brought up to date after a copy of it."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from pipeline.disk import replacing
from schemas.migrations import migrations

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
