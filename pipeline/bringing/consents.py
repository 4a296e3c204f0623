"""What a column of a file says of whether people may be quoted."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlite_utils import Database

from pipeline.people_tables import add_consent, last_consent
from pipeline.store import Store
from schemas.people import Channel, Consent, Naming
from schemas.writings import Writing

_AUTHOR = "vox import"
"""Who is said to have recorded it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What people were asked.

    Attributes:
        wording: The heading of the column: what they answered yes or no to.
        channels: The ways out for which a yes counts; a yes to nothing that is known counts for nothing.
        naming: How they may be called.
    """

    wording: str
    channels: tuple[Channel, ...] = ()
    naming: Naming = "anonymous"


class Consents:
    """Records what people said to being quoted. A no counts in any case; a yes only where nobody said no.

    Args:
        store: Open for writing.
        asked: What they were asked; None if they were not.
    """

    def __init__(self, store: Store, asked: Asked | None) -> None:
        self._store = store
        self._asked = asked

    def record(self, clip_id: str, writing: Writing, said: bool) -> str:
        """Record what the author of a writing said.

        Args:
            clip_id: What it is kept as.
            writing: The writing.
            said: Whether they agreed.

        Returns:
            Why that counts for nothing, as part of a sentence; empty if it counts.
        """
        if self._asked is None:
            return ""
        return self._store.within(partial(self._record, self._asked, clip_id, writing, said))

    def _record(self, asked: Asked, clip_id: str, writing: Writing, said: bool, db: Database) -> str:
        found = db.execute("SELECT person_id FROM answers WHERE clip_id = ?", [clip_id]).fetchone()
        person = found and found[0]
        if person is None:
            return "nobody is named in it, so what it says of consent is not recorded"
        if said and not asked.channels:
            return "its yes is not recorded: say what it is for with --channel"
        consent = Consent(
            status="granted" if said else "refused",
            channels=asked.channels if said else (),
            naming=asked.naming if said else None,
            wording=asked.wording,
            wording_version=f"{writing.origin}, row {writing.row}",
            given_on=(writing.written_at or date.today().isoformat())[:10],
        )
        if _was_recorded(db, person, consent):
            return ""
        before = last_consent(db, person)
        if said and before and before.status != "unknown":
            is_new = before.status != "granted"
            return f"its yes is not recorded: they {before.status} before" if is_new else ""
        if said or before is None or before.status in ("unknown", "granted"):
            add_consent(db, person, consent, _AUTHOR)
        return ""


def _was_recorded(db: Database, person: str, consent: Consent) -> bool:
    """Whether this was recorded before: then people may have decided otherwise since."""
    return bool(
        db.execute(
            "SELECT 1 FROM consents WHERE person_id = ? AND status = ? AND wording = ? AND author = ?",
            [person, consent.status, consent.wording, _AUTHOR],
        ).fetchone()
    )
