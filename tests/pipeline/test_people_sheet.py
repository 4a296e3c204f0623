"""The sheet of people: what a marketer fills in, and what spreadsheets make of it."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline import rows
from pipeline.namesakes import APART
from pipeline.people import describe, record_consent, show_person, withdraw
from pipeline.people_rows import CHOICES, COLUMNS, DAYS, people_rows
from pipeline.people_sheet import import_people
from pipeline.project import Project
from pipeline.sheets import Table, read_sheet, write_sheet
from schemas.errors import UsageError
from schemas.people import Consent
from tests.pipeline.test_corrections import CLIP, everything, tell
from tests.pipeline.test_people import AGREED, SOLO, shown, told

__all__ = ["told"]

THIRD = "c" * 16


def table(*rows: dict[str, str]) -> Table:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return Table(columns, tuple((number, row) for number, row in enumerate(rows, start=2)))


def mistakes(project: Project, *rows: dict[str, str]) -> list[str]:
    """What is wrong with a sheet, of which nothing is stored."""
    before = everything(project)
    with pytest.raises(UsageError) as refused:
        import_people(project, table(*rows), "Zoe")
    assert everything(project) == before
    return list(refused.value.details)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_sheet_that_is_read_back_unchanged_changes_nothing(
    told: Project, tmp_path: Path, form: str
) -> None:
    record_consent(told, "Ann Lee", AGREED, "Zoe")
    describe(told, "Ben", "Zoe", role="Nurse", company="=Care+", relation="paid")
    path = tmp_path / f"people.{form}"
    write_sheet(path, COLUMNS, people_rows(told), CHOICES, DAYS)
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
        {"name": "Ben", "role": "Baker"},
    )
    with pytest.raises(UsageError) as refused:
        import_people(told, sheet, "Zoe")
    assert refused.value.message == "There are 9 mistakes in the sheet; nothing of it was stored."
    assert [problem.split(": ")[0] for problem in refused.value.details] == [
        "Row 2, relation",
        "Row 2, channels",
        "Row 3, id",
        "Row 4, files",
        "Row 5, files",
        "Row 6, name",
        "Row 7, files",
        "Row 8, given on",
        "Row 9, role",
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


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "@SUM(A1)",
        "-",
        "007",
        "1e3",
        "2026-11-24",
        "TRUE",
        'a";b',
        "Zoë 🦊",
        "a\nb\x1bc",
        "#N/A",
    ]
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=names, wording=names, form=st.sampled_from(["csv", "xlsx"]))
def test_whatever_people_are_called_their_sheet_comes_back(
    told: Project, tmp_path: Path, name: str, wording: str, form: str
) -> None:
    agreed = Consent("granted", ("web",), "full", wording=wording, wording_version="2.10")
    record_consent(told, "ben", agreed, "Zoe")
    try:
        describe(told, "ben", "Zoe", name=name, company=name)
    except UsageError as problem:
        assert problem.message == "A name is missing."
    before = everything(told)
    path = tmp_path / f"people.{form}"
    write_sheet(path, COLUMNS, people_rows(told), CHOICES, DAYS)
    assert import_people(told, read_sheet(path), "Zoe").changes == ()
    assert everything(told) == before


def test_days_typed_into_the_sheet_are_days(told: Project, tmp_path: Path) -> None:
    record_consent(told, "Ann Lee", AGREED, "Zoe")
    path = tmp_path / "people.xlsx"
    write_sheet(path, COLUMNS, people_rows(told), CHOICES, DAYS)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    row, place = 2, COLUMNS.index("expires on") + 1
    assert sheet.cell(row, place).value == datetime(2027, 11, 1)
    assert sheet.cell(row + 1, place).number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "A2"
    sheet.cell(row, place).value = datetime(2028, 1, 2)
    book.save(path)
    assert import_people(told, read_sheet(path), "Zoe").changes[0].changed == ("consent",)
    assert show_person(told, "Ann Lee")["consent"]["expires_on"] == "2028-01-02"


def test_days_as_excel_writes_them_into_csv_are_read_where_they_are_clear(told: Project) -> None:
    granted = {"consent": "granted", "channels": "web"}
    ann, ben = {"id": "ann-lee", **granted}, {"id": "ben", **granted}
    [wrong] = mistakes(told, ann | {"given on": "03/04/2026"})
    assert wrong == ("Row 2, given on: '03/04/2026' could be two days. Write it as 2026-03-04 or 2026-04-03.")
    import_people(told, table(ann | {"given on": "03/04/2026"}, ben | {"given on": "24/11/2026"}), "Zoe")
    assert show_person(told, "ann-lee")["consent"]["given_on"] == "2026-04-03"
    import_people(told, table(ann | {"given on": "03/04/2026"}, ben | {"given on": "11/24/2026"}), "Zoe")
    assert show_person(told, "ann-lee")["consent"]["given_on"] == "2026-03-04"


def test_several_rows_can_name_one_person(told: Project) -> None:
    tell(told, "What makes good customer service? Being kind.", clip_id=THIRD)
    both = (
        {"id": "", "name": "Cleo", "role": "", "files": f"{SOLO}.wav", "consent": ""},
        {"id": "", "name": "cleo", "role": "Baker", "files": f"{THIRD}.wav", "consent": "refused"},
    )
    [change] = import_people(told, table(*both), "Zoe").changes
    assert (change.row, change.person, change.is_new) == (2, "cleo", True)
    assert change.changed == ("files", "role", "consent")
    facts = show_person(told, "Cleo")
    assert [answer["id"] for answer in facts["answers"]] == [f"{SOLO}-1", f"{THIRD}-1"]
    assert (facts["name"], facts["role"], facts["consent"]["status"]) == ("Cleo", "Baker", "refused")
    assert import_people(told, table(*both), "Zoe").changes == ()
    assert mistakes(told, both[1], both[0] | {"role": "Nurse"}) == [
        f"Row 3, role: Row 2 says 'Baker' of the same person. {APART}"
    ]


def test_rows_that_are_one_person_by_their_name_alone_are_told(told: Project) -> None:
    tell(told, "What makes good customer service? Being kind.", clip_id=THIRD)
    two = ({"name": "Cleo", "files": f"{SOLO}.wav"}, {"name": "cleo", "files": f"{THIRD}.wav"})
    dry = import_people(told, table(*two), "Zoe", dry_run=True)
    assert dry.namesakes == (f"Rows 2 and 3 are taken for one person, Cleo. {APART}",)
    import_people(told, table(two[0]), "Zoe")
    done = import_people(told, table(*two), "Zoe")
    assert done.namesakes == (f"Row 3 is taken for the Cleo who is known (cleo). {APART}",)
    assert import_people(told, table(*two), "Zoe").namesakes == ()
    assert import_people(told, table(*people_rows(told)), "Zoe").namesakes == ()


@pytest.mark.parametrize("column", ["role", "company", "place"])
def test_who_is_known_is_not_taken_for_somebody_else_of_that_name(told: Project, column: str) -> None:
    describe(told, "Ben", "Zoe", **{column: "Leeds"})
    other = {"name": "Ben", column: "York", "files": f"{SOLO}.wav", "consent": "granted", "channels": "web"}
    said = "A Ben is known, with 'Leeds' here. If it is the same Ben, write ben under id."
    assert mistakes(told, other) == [f"Row 2, {column}: {said} {APART}"]
    # In what is known of him already, it is put right.
    own = {"name": "Ben", column: "York", "files": f"{CLIP}.wav"}
    assert import_people(told, table(own), "Zoe").changes[0].changed == (column,)
    describe(told, "Ben", "Zoe", **{column: "Leeds"})
    done = import_people(told, table({"id": "ben", **other}), "Zoe")
    assert (done.changes[0].changed, done.namesakes) == (("files", column, "consent"), ())


def test_an_empty_cell_takes_away_only_where_the_row_has_the_id(told: Project) -> None:
    describe(told, "Ben", "Zoe", role="Nurse")
    assert import_people(told, table({"name": "Ben", "role": ""}), "Zoe").changes == ()
    assert import_people(told, table({"id": "ben", "role": ""}), "Zoe").changes[0].changed == ("role",)
    assert show_person(told, "Ben")["role"] is None


def test_names_that_were_sorted_without_their_rows_mix_nobody_up(told: Project) -> None:
    wrong = mistakes(told, {"id": "ann-lee", "name": "Ben"}, {"id": "ben", "name": "Ann Lee"})
    assert [each.split(": ")[0] for each in wrong] == ["Row 2, name", "Row 3, name"]
    assert wrong[0].startswith("Row 2, name: This is Ann Lee, and Ben is somebody else (ben).")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("?ukasz", "Row 2, name: Letters were lost when it was saved."),
        ("\ufffdukasz", "Row 2, name: Letters were lost when it was saved."),
        ("#REF!", "Row 2, name: There is the error #REF! of the spreadsheet."),
    ],
)
def test_what_a_spreadsheet_has_spoilt_is_not_stored(told: Project, cell: str, said: str) -> None:
    describe(told, "Ben", "Zoe", name="Łukasz")
    assert mistakes(told, {"id": "ben", "name": cell})[0].startswith(said)


def test_file_names_are_found_as_people_type_them(told: Project) -> None:
    path = "media/Zoe\u0308/Screen Recording at 9.41\u202fAM.mov"
    with sqlite3.connect(told.database) as db:
        db.execute("UPDATE clips SET path = ? WHERE id = ?", [path, SOLO])
    typed = "media\\Zo\u00eb\\screen recording at 9.41 am.MOV"
    assert import_people(told, table({"name": "Cleo", "files": typed}), "Zoe").changes[0].is_new
    assert import_people(told, table(*people_rows(told)), "Zoe").changes == ()


def test_a_lost_form_does_not_stand_in_the_way_of_who_withdraws_in_the_sheet(told: Project) -> None:
    form = told.root / "ben.jpg"
    form.write_bytes(b"signed")
    record_consent(told, "Ben", Consent("granted", ("web",), evidence=str(form)), "Zoe")
    form.unlink()
    import_people(told, table({"id": "ben", "consent": "withdrawn", "evidence": "ben.jpg"}), "Zoe")
    assert show_person(told, "Ben")["consent"]["status"] == "withdrawn"
    assert mistakes(told, {"id": "ben", "evidence": "other.jpg"})[0].startswith(
        "Row 2, evidence: There is no file other.jpg"
    )


def test_where_people_are_still_shown_as_they_agreed_before_is_told(told: Project) -> None:
    with sqlite3.connect(told.database) as db:
        db.execute("INSERT INTO publications VALUES ('site', 'static', '2026')")
        db.execute("INSERT INTO published_answers VALUES ('site', ?, ?, 'x')", [f"{CLIP}-1", CLIP])
    assert import_people(told, table({"id": "ben", "role": "Nurse"}), "Zoe").published == ()
    assert import_people(told, table({"id": "ben", "consent": "refused"}), "Zoe").published == ("site",)


def test_a_column_that_is_not_known_is_told(told: Project) -> None:
    done = import_people(told, table({"id": "ben", "role": "", "roles before": "Nurse", "notes": "x"}), "Zoe")
    assert (done.changes, done.ignored) == ((), ("roles before", "notes"))


@pytest.mark.parametrize(
    ("column", "meant"), [("expires", "expires on"), ("Given On ", "given on"), ("rolle", "role")]
)
def test_a_column_that_is_called_almost_as_one_that_is_missing_is_refused(
    told: Project, column: str, meant: str
) -> None:
    before = everything(told)
    with pytest.raises(UsageError, match=f"Did you mean '{meant}'"):
        import_people(told, table({"id": "ben", "consent": "granted", column: "2024-01-01"}), "Zoe")
    assert everything(told) == before


def test_what_fails_in_the_middle_has_stored_nothing(told: Project) -> None:
    with sqlite3.connect(told.database) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON consents BEGIN SELECT RAISE(ABORT, 'full'); END")
    before = everything(told)
    sheet = table(
        {"name": "Cleo", "files": f"{SOLO}.wav", "role": "Baker", "consent": ""},
        {"id": "ben", "name": "Benjamin", "consent": "refused"},
    )
    with pytest.raises(sqlite3.IntegrityError):
        import_people(told, sheet, "Zoe")
    assert everything(told) == before


def test_a_sheet_from_before_gives_nobody_back_who_took_their_consent_back(told: Project) -> None:
    agreed = {"consent": "granted", "channels": "web", "naming": "full", "given on": "2026-11-01"}
    import_people(told, table({"id": "ben", **agreed}, {"id": "ann-lee", **agreed}), "Zoe")
    exported = people_rows(told)
    withdraw(told, "Ben", "Zoe")
    record_consent(told, "Ann Lee", replace(AGREED, given_on="2026-11-20", channels=("web",)), "Zoe")
    of_ann, of_ben = mistakes(told, *exported)
    assert of_ann.startswith("Row 2, naming: This is from before 2026-11-20, when it was agreed to less.")
    assert of_ben.startswith("Row 3, consent: This is from before 20") and "when they withdrew." in of_ben
    for own in (
        {"name": "Ben", **agreed},
        {"name": "Ben", "consent": "granted"},
        {"id": "ben", "consent": ""},
    ):
        assert len(mistakes(told, own)) == 1
    anew = date.today().isoformat()
    import_people(
        told,
        table(
            {"id": "ben", **agreed, "given on": anew}, {"id": "ann-lee", "naming": "full", "given on": anew}
        ),
        "Zoe",
    )
    assert [show_person(told, who)["consent"]["naming"] for who in ("Ben", "Ann Lee")] == ["full", "full"]
    assert show_person(told, "Ben")["consent"]["status"] == "granted"


def test_the_day_of_a_withdrawal_is_that_of_the_calendar_here(
    told: Project, in_zone: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_zone("Australia/Brisbane")
    # In the morning of the 29th there.
    monkeypatch.setattr(rows, "now", lambda: "2026-11-28T22:00:00+00:00")
    agreed = {"id": "ben", "consent": "granted", "channels": "web", "given on": "2026-11-01"}
    import_people(told, table(agreed), "Zoe")
    withdraw(told, "Ben", "Zoe")
    [wrong] = mistakes(told, agreed | {"given on": "2026-11-28"})
    assert "from before 2026-11-29, when they withdrew." in wrong
    import_people(told, table(agreed | {"given on": "2026-11-29"}), "Zoe")


def test_an_older_day_can_be_put_right_and_less_is_always_taken(told: Project) -> None:
    record_consent(told, "Ben", AGREED, "Zoe")
    for less in (
        {"given on": "2026-10-01"},
        {"channels": "web"},
        {"naming": "anonymous"},
        {"consent": "refused"},
    ):
        sheet = table({"id": "ben", "given on": "2026-09-01", **less})
        assert import_people(told, sheet, "Zoe").changes[0].changed == ("consent",)
