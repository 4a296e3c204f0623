"""The sheet of people as it goes out: a row for everybody, and one for each clip nobody is named in."""

from typing import Any

from pipeline import sheets
from pipeline.clip_names import SEVERAL, ClipNames
from pipeline.people_tables import DETAILS, last_consent
from pipeline.project import Project
from pipeline.search import require_database
from pipeline.store import Store
from schemas.people import NAMINGS, RELATIONS, STATUSES, Consent

CONSENT = {
    "consent": "status",
    "channels": "channels",
    "naming": "naming",
    "wording": "wording",
    "wording version": "wording_version",
    "given on": "given_on",
    "expires on": "expires_on",
    "evidence": "evidence",
}
"""Columns of the sheet, and what they are of a consent."""

CHOICES = {"relation": RELATIONS, "consent": STATUSES, "naming": NAMINGS}
"""What may stand in columns that know only some words."""

DAYS = ("given on", "expires on")
"""Columns that hold days."""

COLUMNS = ("id", *DETAILS, *CONSENT, "files", "answers")

Row = dict[str, Any]


def people_rows(project: Project) -> list[dict[str, str]]:
    """Everybody who is known, and the clips in which nobody is named yet, as rows of the sheet.

    Raises:
        UsageError: Nothing has been ingested.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        files = ClipNames(store)
        told = rows_of_people(store, files)
        unnamed = store.query(
            # Whoever wrote without a name is not asked for here: a survey may have thousands of them.
            "SELECT clip_id, count(*) AS answers FROM answers WHERE person_id IS NULL AND NOT off_topic"
            " AND source IN ('video', 'sound')"
            " GROUP BY clip_id"
        )
        told += [
            dict.fromkeys(COLUMNS, "") | {"files": name, "answers": str(row["answers"])}
            for row in unnamed
            if (name := files.name(row["clip_id"]))
        ]
    return sorted(told, key=lambda row: (not row["id"], row["name"].casefold(), row["files"]))


def rows_of_people(store: Store, files: ClipNames) -> list[dict[str, str]]:
    """Everybody who is known, as rows of the sheet."""
    people = store.query(
        "SELECT p.*, (SELECT count(*) FROM answers WHERE person_id = p.id AND NOT off_topic) AS answers"
        " FROM people p ORDER BY p.id"
    )
    return [_person_row(store, person, files) for person in people]


def tidy(column: str, cell: str) -> str:
    """A cell as it is compared and kept."""
    if column == "wording":
        return sheets.tidy_text(cell)
    line = sheets.tidy_line(cell)
    if column == "channels":
        return " ".join(sorted(line.casefold().replace(",", " ").replace(";", " ").split()))
    return line.casefold() if column in CHOICES else line


def _person_row(store: Store, person: Row, files: ClipNames) -> dict[str, str]:
    consent = store.within(lambda db: last_consent(db, person["id"])) or Consent("unknown")
    clips = store.query(
        "SELECT DISTINCT clip_id FROM answers WHERE person_id = :id AND source IN ('video', 'sound')", person
    )
    told = {column: getattr(consent, name) for column, name in CONSENT.items()}
    told["channels"] = " ".join(consent.channels)
    row = {
        **{name: person[name] for name in ("id", *DETAILS)},
        **told,
        "files": SEVERAL.join(sorted(files.name(clip["clip_id"]) for clip in clips)),
        "answers": str(person["answers"]),
    }
    return {column: row[column] or "" for column in COLUMNS}
