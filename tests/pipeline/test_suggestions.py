"""Who introduces themselves is offered, and named only by a person."""

import sqlite3
from datetime import date
from typing import Any

import pytest

from pipeline.consent import NOBODY, held_back
from pipeline.corrections import correcting
from pipeline.people import list_people, list_suggestions, show_person
from pipeline.project import Project
from pipeline.search import find_answer
from pipeline.show import list_corrections
from pipeline.store import Store
from schemas.errors import UsageError
from tests.pipeline.test_corrections import CLIP, tell

SAID = "What makes good customer service? I'm Anna from Leeds. They listen to me, and they remember me."
ANSWER, SUGGESTED = f"{CLIP}-1", f"{CLIP}-1-said"
OTHER = "b" * 16


@pytest.fixture
def told(project: Project) -> Project:
    tell(project, SAID)
    return project


def answer(project: Project, answer_id: str = ANSWER) -> dict[str, Any]:
    with Store.reading(project.database) as store:
        return find_answer(store, answer_id)


def test_it_is_offered_with_the_words_and_names_nobody(told: Project) -> None:
    [perhaps] = list_suggestions(told)
    assert perhaps == {
        **{"id": SUGGESTED, "answer_id": ANSWER, "clip_id": CLIP, "file": f"media/{CLIP}.wav"},
        **{"source": "speech", "name": "Anna", "role": None, "company": None, "place": "Leeds"},
        **{"said": "I'm Anna from Leeds", "known": []},
    }
    assert list_people(told) == []
    assert answer(told)["person_id"] is None
    with sqlite3.connect(told.database) as db:
        assert NOBODY in held_back(db, "web", date.today())[ANSWER]


def test_who_is_accepted_is_named_and_described_and_can_be_taken_back(told: Project) -> None:
    with correcting(told, "Zoe") as made:
        stored = made.accept_person(SUGGESTED)
    assert [each.field for each in stored] == ["person", "detail:anna:place"]
    found = show_person(told, "anna")
    assert (found["name"], found["place"], found["source"]) == ("Anna", "Leeds", None)
    assert found["consent"]["status"] == "unknown"
    assert list_suggestions(told) == []
    with correcting(told, "Zoe") as made:
        for each in reversed(stored):
            made.undo(each.id)
    assert answer(told)["person_id"] is None
    assert [each["id"] for each in list_suggestions(told)] == [SUGGESTED]


def test_who_is_dismissed_stays_so_when_the_clip_is_heard_anew(told: Project) -> None:
    with correcting(told, "Zoe") as made:
        made.dismiss_person(SUGGESTED)
        with pytest.raises(UsageError, match="There is no suggestion"):
            made.accept_person(SUGGESTED)
    tell(told, SAID, begin=1.2)
    assert list_suggestions(told) == []
    [said] = list_corrections(told)
    assert said["field"] == "introduction:speech"
    with correcting(told, "Zoe") as made:
        made.undo()
    assert [each["id"] for each in list_suggestions(told)] == [SUGGESTED]


def test_of_two_of_one_name_a_person_says_whether_they_are_one(told: Project) -> None:
    tell(told, SAID, clip_id=OTHER)
    with correcting(told, "Zoe") as made:
        made.accept_person(SUGGESTED)
        with pytest.raises(UsageError, match=r"called Anna already: anna\..*--as anna; or --new"):
            made.accept_person(f"{OTHER}-1-said")
        with pytest.raises(UsageError, match="Nobody is called 'Ben'"):
            made.accept_person(f"{OTHER}-1-said", "Ben")
        assert answer(told, f"{OTHER}-1")["person_id"] is None
        [number] = [each.id for each in made.accept_person(f"{OTHER}-1-said", "anna")]
        assert answer(told, f"{OTHER}-1")["person_id"] == "anna"
        made.undo(number)
        made.accept_person(f"{OTHER}-1-said", is_new=True)
    assert answer(told, f"{OTHER}-1")["person_id"] == "anna-2"


def test_whom_a_person_named_is_not_asked_about(told: Project) -> None:
    with correcting(told, "Zoe") as made:
        made.name(ANSWER, "Dora")
    assert list_suggestions(told) == []


def test_a_name_that_is_redacted_or_corrected_is_not_offered(told: Project) -> None:
    place = answer(told)["first_word"] + 1
    with correcting(told, "Zoe") as made:
        made.reword(ANSWER, place, place, "Hannah")
        assert [each["name"] for each in list_suggestions(told)] == ["Hannah"]
        made.redact(ANSWER, place, place)
    assert list_suggestions(told) == []
    with Store.reading(told.database) as store:
        assert store.query("SELECT * FROM person_suggestions") == []


def test_what_is_said_about_the_filming_tells_who_answers_too(told: Project) -> None:
    with sqlite3.connect(told.database) as db:
        db.execute("UPDATE answers SET voice = 1")
    tell(told, f"{SAID} And you? They know my name.", clip_id=OTHER)
    with correcting(told, "Zoe") as made:
        made.mark(f"{OTHER}-1", off_topic=True)
    assert [each["answer_id"] for each in list_suggestions(told)] == [ANSWER, f"{OTHER}-2"]
