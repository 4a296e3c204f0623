"""What people agreed to."""

import sqlite3
from typing import Any

import pytest

from pipeline.corrections import correcting
from pipeline.people import describe, list_people, record_consent, show_person, withdraw
from pipeline.project import Project
from pipeline.show import list_corrections, list_unresolved
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
    with correcting(told, "Zoe") as made:
        made.in_shot(FIRST, "Cleo")
    assert withdraw(told, "Cleo", "Zoe") == ["site"]
    people = {person["name"]: person["consent"]["status"] for person in list_people(told)}
    assert people == {"Ann Lee": "unknown", "Ben": "withdrawn", "Cleo": "withdrawn"}


@pytest.mark.parametrize(
    ("consent", "said"),
    [
        (Consent("yes"), "There is no consent 'yes'."),  # type: ignore[arg-type]
        (Consent("granted"), "It is not said for which channels the consent is."),
        (Consent("granted", ("webb",)), "There is no channel 'webb'. Did you mean 'web'?"),  # type: ignore[arg-type]
        (Consent("unknown", ("web",)), "There are channels, but it is not said whether they agreed."),
        (Consent("granted", ("web",), given_on="tomorrow"), "'tomorrow' is no day."),
        (Consent("granted", ("web",), given_on="2026-02-30"), "'2026-02-30' is no day."),
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


def test_who_has_the_name_that_is_the_id_of_another_is_not_taken_for_them(told: Project) -> None:
    with correcting(told, "Zoe") as made:
        assert made.describe("ben", name="Benjamin")
        assert made.describe("ann-lee", name="ben")
        made.name(f"{SOLO}-1", "ben")
    assert [answer["id"] for answer in show_person(told, "ben")["answers"]] == [SECOND, f"{SOLO}-1"]


def test_a_lost_form_does_not_stand_in_the_way_of_who_withdraws(told: Project) -> None:
    form = told.root / "ben.jpg"
    form.write_bytes(b"signed")
    record_consent(told, "Ben", Consent("granted", ("web",), evidence=str(form)), "Zoe")
    form.unlink()
    withdraw(told, "Ben", "Zoe")
    assert show_person(told, "Ben")["consent"]["evidence"] == "ben.jpg"


def test_who_changed_a_detail_is_in_the_log_and_can_be_taken_back(told: Project) -> None:
    describe(told, "Ben", "Zoe", role="Nurse", company="Care Ltd")
    describe(told, "Ben", "Max", role="Doctor")
    log = [
        (each["author"], each["field"], each["before"], each["after"]) for each in list_corrections(told)[-3:]
    ]
    assert log == [
        ("Zoe", "detail:ben:role", None, "Nurse"),
        ("Zoe", "detail:ben:company", None, "Care Ltd"),
        ("Max", "detail:ben:role", "Nurse", "Doctor"),
    ]
    with correcting(told, "Zoe") as made:
        made.undo()
    assert show_person(told, "Ben")["role"] == "Nurse"
    with correcting(told, "Zoe") as made:
        made.undo()
        made.undo()
    assert (show_person(told, "Ben")["role"], show_person(told, "Ben")["company"]) == (None, None)
    tell(told)
    assert list_unresolved(told) == []


def test_what_was_said_of_somebody_later_holds_when_what_was_said_before_is_taken_back(told: Project) -> None:
    describe(told, "Ben", "Zoe", role="Nurse")
    describe(told, "Ben", "Max", role="Doctor")
    nurse, doctor = (each["id"] for each in list_corrections(told)[-2:])
    with correcting(told, "Zoe") as made:
        again = made.undo(nurse)
    assert show_person(told, "Ben")["role"] == "Doctor"
    with correcting(told, "Zoe") as made:
        made.undo(doctor)
    assert show_person(told, "Ben")["role"] is None
    with correcting(told, "Zoe") as made:
        made.undo(again.id)
    assert show_person(told, "Ben")["role"] == "Nurse"
