"""What the studio is asked by no page of its own, and what it tells beside an answer."""

import sqlite3
from typing import Any

import pytest

from pipeline.consent import HEARD_ANEW
from pipeline.project import Project
from pipeline.publish.site.studio.beside import on_clip
from pipeline.publish.site.studio.desk import Desk, act
from pipeline.publish.site.studio.pages import _queue
from pipeline.store import Store
from schemas.errors import UsageError
from tests.publish.curated import FULL, NOBODY, SAID, TWO, consent, tell, writing

ANSWER = f"{FULL}-1"


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("undo", {"number": ["x"]}),
        ("undo", {"number": [None]}),
        ("undo", {"number": [{}]}),
        ("undo", {"number": "NaN"}),
        ("reword", {"answers": [ANSWER], "first": float("nan"), "last": 1, "text": "x"}),
        ("reword", {"answers": [ANSWER], "first": float("inf"), "last": 1, "text": "x"}),
        ("quote", {"answers": [ANSWER], "first": [], "last": {}}),
        ("split", {"answers": [ANSWER], "at": float("nan")}),
        ("blur", dict.fromkeys(("start", "end", "x", "y", "width", "height"), float("nan")) | {"clip": FULL}),
        ("approve", {"answers": [{}, None, 7]}),
        ("consent", {"person": "Ottilie Quackenbush", "status": "granted", "channels": [{}]}),
        ("describe", {"person": {"a": "b"}}),
    ],
)
def test_odd_requests_change_nothing_and_are_told_in_plain_words(
    people: Project, action: str, told: dict[str, Any]
) -> None:
    def stored() -> list[Any]:
        with Store.reading(people.database) as store:
            return [store.query(f"SELECT * FROM {table}") for table in ("corrections", "consents", "answers")]

    before = stored()
    with pytest.raises(UsageError):
        act(Desk(people, "Zoe", ""), action, told)
    assert stored() == before


def test_a_corrected_word_tells_what_the_machine_heard_and_a_redacted_one_does_not(people: Project) -> None:
    desk = Desk(people, "Zoe", "")
    with Store.reading(people.database) as store:
        [answer] = store.query("SELECT * FROM answers WHERE id = :id", {"id": ANSWER})
        heard = store.query(
            "SELECT text FROM words WHERE clip_id = :clip_id AND position = :first_word", answer
        )
    first = answer["first_word"]
    act(desk, "reword", {"answers": [ANSWER], "first": first, "last": first, "text": "We"})
    act(desk, "redact", {"answers": [ANSWER], "first": first + 1, "last": first + 1})
    with writing(people) as db:
        db.row_factory = sqlite3.Row
        assert on_clip(db, FULL)["heard"] == {first: heard[0]["text"]}


def test_over_what_is_redacted_nothing_is_written(people: Project) -> None:
    desk = Desk(people, "Zoe", "")
    with Store.reading(people.database) as store:
        [answer] = store.query("SELECT * FROM answers WHERE id = :id", {"id": ANSWER})
    first = answer["first_word"]
    act(desk, "redact", {"answers": [ANSWER], "first": first + 1, "last": first + 2})
    for place in (first + 1, first + 2):
        told = {"answers": [ANSWER], "first": first, "last": place, "text": "They hear"}
        with pytest.raises(UsageError, match="These words are redacted"):
            act(desk, "reword", told)


def test_the_queue_finds_those_whom_nobody_asked(people: Project) -> None:
    desk = Desk(people, "Zoe", "")
    act(desk, "name", {"answers": [f"{TWO}-1"], "name": "Wilhelmina Abernathy"})
    consent(people, "Persephone Oyelaran", "granted", expires_on="2020-01-01")
    with writing(people) as db:
        db.row_factory = sqlite3.Row
        found = {answer["id"]: answer["reasons"] for answer in _queue(db, "consent", 1)["answers"]}
    assert {f"{TWO}-1", f"{NOBODY}-1"} <= set(found)
    assert ANSWER not in found
    assert any("expired" in reason for reason in found[f"{NOBODY}-1"])


def test_what_stands_over_other_words_is_listed_and_told_beside_the_answer(people: Project) -> None:
    desk = Desk(people, "Zoe", "")
    with Store.reading(people.database) as store:
        [answer] = store.query("SELECT * FROM answers WHERE id = :id", {"id": ANSWER})
    first = answer["first_word"]
    act(desk, "reword", {"answers": [ANSWER], "first": first, "last": first, "text": "We"})
    act(desk, "approve", {"answers": [ANSWER]})
    tell(people, FULL, SAID[FULL].replace("They listen", "You listen"))

    def again() -> tuple[list[str], list[str], bool]:
        with writing(people) as db:
            db.row_factory = sqlite3.Row
            listed = [each["id"] for each in _queue(db, "again", 1)["answers"]]
            beside = on_clip(db, FULL)
        over_others = [each["said"] for each in beside["history"] if each["is_over_others"]]
        return listed, over_others, HEARD_ANEW in beside["reasons"][ANSWER]

    listed, said, is_held_back = again()
    assert (listed, is_held_back) == ([ANSWER], True)
    assert {"'They' reads 'We'", "approved"} <= set(said)
    # Whoever decides again has looked at it.
    act(desk, "reword", {"answers": [ANSWER], "first": first, "last": first, "text": "We"})
    for action in ("approve", "approve_quote", "allow_names"):
        act(desk, action, {"answers": [ANSWER]})
    assert again() == ([], [], False)
