"""What people agreed to, and the sheet in which a marketer keeps it."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import correcting
from pipeline.people import describe, list_people, record_consent, show_person, withdraw
from pipeline.people_sheet import COLUMNS, import_people, people_rows
from pipeline.project import Project
from pipeline.sheets import Table, read_sheet, write_sheet
from schemas.errors import UsageError
from schemas.people import Consent
from tests.pipeline.test_corrections import CLIP, FIRST, SECOND, everything, tell

AGREED = Consent("granted", ("web", "social"), "first", "You may.", "2", "2026-11-01", "2027-11-01")
SOLO = "b" * 16


@pytest.fixture
def told(project: Project) -> Project:
    """Ann Lee and Ben answer in a clip; in another one answers whom nobody has named."""
    tell(project)
    tell(project, "What makes good customer service? Somebody who listens.", clip_id=SOLO)
    with correcting(project, "Zoe") as made:
        made.name(FIRST, "Ann Lee")
        made.name(SECOND, "Ben")
    return project


def table(*rows: dict[str, str]) -> Table:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return Table(columns, tuple((number, row) for number, row in enumerate(rows, start=2)))


def shown(project: Project) -> list[Any]:
    with sqlite3.connect(project.database) as db:
        return db.execute("SELECT id, withheld, shown FROM answers ORDER BY clip_id, position").fetchall()


def test_what_somebody_agreed_to_is_kept_and_the_last_counts(told: Project) -> None:
    assert record_consent(told, "Ann Lee", AGREED, "Zoe")
    assert not record_consent(told, "ann-lee", AGREED, "Zoe")
    assert record_consent(told, "ann lee", Consent("refused"), "Max")
    facts = show_person(told, "Ann Lee")
    assert facts["consent"]["status"] == "refused"
    assert [(said["author"], said["status"]) for said in facts["history"]] == [
        ("Zoe", "granted"),
        ("Max", "refused"),
    ]
    assert shown(told) == [(FIRST, 1, 0), (SECOND, 1, 0), (f"{SOLO}-1", 0, 1)]
    record_consent(told, "Ann Lee", AGREED, "Zoe")
    assert shown(told)[0] == (FIRST, 0, 1)


def test_who_withdraws_is_told_where_they_are_still_shown(told: Project) -> None:
    record_consent(told, "Ben", AGREED, "Zoe")
    with sqlite3.connect(told.database) as db:
        db.execute("INSERT INTO publications VALUES ('site', 'static', '2026')")
        db.execute("INSERT INTO published_answers VALUES ('site', ?, ?, 'x')", [FIRST, CLIP])
    assert withdraw(told, "Ben", "Zoe") == ["site"]
    assert withdraw(told, "Ben", "Zoe") == ["site"]
    people = {person["name"]: person["consent"]["status"] for person in list_people(told)}
    assert people == {"Ann Lee": "unknown", "Ben": "withdrawn"}


@pytest.mark.parametrize(
    ("consent", "said"),
    [
        (Consent("yes"), "There is no consent 'yes'."),  # type: ignore[arg-type]
        (Consent("granted"), "It is not said for which channels the consent is."),
        (Consent("granted", ("webb",)), "There is no channel 'webb'. Did you mean 'web'?"),  # type: ignore[arg-type]
        (Consent("granted", ("web",), given_on="tomorrow"), "'tomorrow' is no day."),
        (
            Consent("granted", ("web",), given_on="2026-05-02", expires_on="2026-05-01"),
            "The consent would end on 2026-05-01, before it was given on 2026-05-02.",
        ),
        (Consent("granted", ("web",), evidence="form.jpg"), "There is no file form.jpg"),
    ],
)
def test_a_consent_that_makes_no_sense_is_refused(told: Project, consent: Consent, said: str) -> None:
    before = everything(told)
    with pytest.raises(UsageError) as refused:
        record_consent(told, "Ben", consent, "Zoe")
    assert refused.value.message.startswith(said)
    assert everything(told) == before


def test_the_evidence_is_remembered_by_its_place_in_the_project(told: Project) -> None:
    (told.root / "forms").mkdir()
    (told.root / "forms" / "ben.jpg").write_bytes(b"signed")
    record_consent(
        told, "Ben", Consent("granted", ("web",), evidence=str(told.root / "forms" / "ben.jpg")), "Zoe"
    )
    assert show_person(told, "Ben")["consent"]["evidence"] == "forms/ben.jpg"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_sheet_that_is_read_back_unchanged_changes_nothing(
    told: Project, tmp_path: Path, form: str
) -> None:
    record_consent(told, "Ann Lee", AGREED, "Zoe")
    describe(told, "Ben", "Zoe", role="Nurse", company="=Care+", relation="paid")
    path = tmp_path / f"people.{form}"
    write_sheet(path, COLUMNS, people_rows(told))
    before = everything(told)
    assert import_people(told, read_sheet(path), "Zoe").changes == ()
    assert everything(told) == before


def test_the_sheet_has_a_row_for_each_person_and_each_clip_without_one(told: Project) -> None:
    record_consent(told, "Ann Lee", AGREED, "Zoe")
    ann, ben, nobody = people_rows(told)
    assert {
        key: ann[key] for key in ("id", "name", "consent", "channels", "naming", "given on", "files")
    } == {
        "id": "ann-lee",
        "name": "Ann Lee",
        "consent": "granted",
        "channels": "web social",
        "naming": "first",
        "given on": "2026-11-01",
        "files": f"{CLIP}.wav",
    }
    assert ben["name"] == "Ben"
    assert (nobody["id"], nobody["name"], nobody["files"], nobody["answers"]) == ("", "", f"{SOLO}.wav", "1")


def test_a_filled_in_sheet_names_and_records(told: Project) -> None:
    sheet = table(
        {
            "id": "ann-lee",
            "name": "Ann Leigh",
            "consent": "Granted",
            "channels": "web; social",
            "naming": "full",
        },
        {"name": "Cleo", "files": f"{SOLO}.wav", "role": "Baker", "consent": "refused"},
    )
    dry = import_people(told, sheet, "Zoe", dry_run=True)
    assert show_person(told, "ann-lee")["name"] == "Ann Lee"
    done = import_people(told, sheet, "Zoe")
    assert done.changes == dry.changes
    assert [(each.row, each.person, each.is_new, each.changed) for each in done.changes] == [
        (2, "ann-lee", False, ("name", "consent")),
        (3, "cleo", True, ("files", "role", "consent")),
    ]
    assert show_person(told, "Ann Leigh")["consent"]["channels"] == ["web", "social"]
    assert show_person(told, "Cleo")["answers"][0]["id"] == f"{SOLO}-1"
    assert shown(told)[2] == (f"{SOLO}-1", 1, 0)
    assert import_people(told, sheet, "Zoe").changes == ()


def test_all_mistakes_are_told_by_row_and_nothing_is_half_applied(told: Project) -> None:
    before = everything(told)
    sheet = table(
        {"id": "ann-lee", "name": "Ann", "relation": "friend", "consent": "granted", "channels": "telly"},
        {"id": "nobody", "name": "Nobody"},
        {"name": "Cleo", "files": "gone.mov"},
        {"name": "Dora", "files": ""},
        {"id": "", "name": "", "role": "Baker"},
        {"name": "Eve", "files": f"{CLIP}.wav"},
        {"id": "ben", "role": "Nurse", "given on": "yesterday", "consent": "granted", "channels": "web"},
        {"name": "Ben", "role": "Nurse"},
    )
    with pytest.raises(UsageError) as refused:
        import_people(told, sheet, "Zoe")
    assert refused.value.message == "There are 9 mistakes in the sheet; nothing of it was stored."
    assert [problem.split(": ")[0] for problem in refused.value.details] == [
        "Row 2, relation",
        "Row 2, consent",
        "Row 3, id",
        "Row 4, files",
        "Row 5, files",
        "Row 6, name",
        "Row 7, files",
        "Row 8, consent",
        "Row 9, id",
    ]
    assert everything(told) == before


def test_files_of_the_same_name_are_told_apart_by_their_folder(told: Project) -> None:
    with sqlite3.connect(told.database) as db:
        db.execute("UPDATE clips SET path = 'media/a/IMG_1.mov' WHERE id = ?", [CLIP])
        db.execute("UPDATE clips SET path = 'media/b/IMG_1.mov' WHERE id = ?", [SOLO])
    assert people_rows(told)[2]["files"] == "media/b/IMG_1.mov"
    with pytest.raises(UsageError) as refused:
        import_people(told, table({"name": "Cleo", "files": "IMG_1.mov"}), "Zoe")
    assert (
        "Several clips are called IMG_1.mov. Write which one: media/a/IMG_1.mov, media/b/IMG_1.mov."
        in str(refused.value)
    )
    assert import_people(told, table({"name": "Cleo", "files": "media/b/IMG_1.mov"}), "Zoe").changes[0].is_new
