"""Recordings that are not taken in again: the table `forgotten`.

What is kept of one is a sum under the project's key: whoever has the file and the project can tell that it
was forgotten, and nobody can tell from the sum what was.
"""

import hmac
from collections.abc import Callable, Iterable

from sqlite_utils import Database

from pipeline import rows


def keyed(db: Database, text: str) -> str:
    """The HMAC-SHA256 of a text under the project's key, in hex."""
    return hmac.digest(_key(db), text.encode(), "sha256").hex()


def keys(db: Database) -> Callable[[str], str]:
    """What `keyed` does, for many texts."""
    key = _key(db)
    return lambda text: hmac.digest(key, text.encode(), "sha256").hex()


def remember_forgotten(db: Database, fingerprints: Iterable[str]) -> None:
    """Keep the keyed sums of recordings that are not to be taken in again."""
    for fingerprint in fingerprints:
        db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", [fingerprint, rows.now()])


class Forgotten:
    """The recordings that were forgotten, as they are at the start of a run."""

    def __init__(self, db: Database) -> None:
        self._since = dict(db.execute("SELECT fingerprint, forgotten_at FROM forgotten").fetchall())
        self._key = _key(db)

    def since(self, sha256: str) -> str | None:
        """When a recording was forgotten, as ISO 8601; None if it was not.

        Args:
            sha256: Of the file, in hex.
        """
        if not self._since:
            return None
        return self._since.get(hmac.digest(self._key, sha256.encode(), "sha256").hex())


def _key(db: Database) -> bytes:
    return bytes(db.execute("SELECT key FROM project_key").fetchone()[0])
