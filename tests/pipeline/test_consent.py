"""What may leave: nobody who has not agreed, nothing that was not approved, no name that may not be read."""

import json
import sqlite3
from datetime import date
from typing import Any

import pytest

from pipeline import consent
from pipeline.answer_tables import settle_consents
from pipeline.consent import held_back, may_leave, withheld
from pipeline.corrections import Corrections, correcting
from pipeline.people_tables import clips_with_an_end
from pipeline.project import Project
from pipeline.store import Store
from schemas.people import Channel
from tests.pipeline.test_corrections import CLIP, FIRST, SECOND, tell

TODAY = date(2026, 11, 24)


@pytest.fixture
def told(project: Project) -> Project:
    """A clip in which Ann Lee and Ben answer."""
    tell(project)
    with correcting(project, "Zoe") as made:
        made.name(FIRST, "Ann Lee")
        made.name(SECOND, "Ben")
    return project


def agree(project: Project, person: str, status: str = "granted", **told: Any) -> None:
    row = {"person_id": person, "status": status, "channels": "web", "naming": "full", "recorded_at": "2026"}
    with sqlite3.connect(project.database) as db:
        columns = {**row, **told}
        marks = ", ".join("?" * len(columns))
        db.execute(f"INSERT INTO consents ({', '.join(columns)}) VALUES ({marks})", list(columns.values()))


def reasons(project: Project, channel: Channel = "web", answer: str = FIRST) -> tuple[str, ...]:
    with sqlite3.connect(project.database) as db:
        return held_back(db, channel, TODAY)[answer]


def decide(project: Project, *steps: str, answer: str = FIRST) -> None:
    with correcting(project, "Zoe") as made:
        for step in steps:
            getattr(made, step)(answer)


def approved(project: Project) -> None:
    decide(project, "approve")
    decide(project, "approve", answer=SECOND)
    agree(project, "ann-lee")
    agree(project, "ben")


def test_nothing_leaves_that_nobody_approved_or_agreed_to(told: Project) -> None:
    assert reasons(told) == (
        consent.NOT_APPROVED,
        consent.NO_CONSENT,
        consent.OTHER_NO_CONSENT.format(channel="web"),
    )
    assert reasons(told, "internal") == ()
    approved(told)
    assert reasons(told) == ()
    with sqlite3.connect(told.database) as db:
        assert may_leave(db, "web", TODAY, [SECOND, FIRST, "nothing"]) == [SECOND, FIRST]


@pytest.mark.parametrize("channel", ["social", "paid"])
def test_consent_to_one_way_is_none_to_another(told: Project, channel: Channel) -> None:
    approved(told)
    assert consent.NOT_FOR_THIS.format(channel=channel) in reasons(told, channel)


@pytest.mark.parametrize("status", ["refused", "withdrawn", "expired"])
def test_who_refuses_takes_everybody_in_the_clip_along_everywhere(told: Project, status: str) -> None:
    approved(told)
    agree(told, "ben", status)
    for channel in ("internal", "web"):
        assert reasons(told, channel, SECOND) == (consent.BARRED[status],)
        assert reasons(told, channel, FIRST) == (consent.OTHER_BARRED,)
    with sqlite3.connect(told.database) as db:
        assert withheld(db, CLIP, TODAY) == {FIRST, SECOND}


def test_a_consent_holds_to_its_last_day(told: Project) -> None:
    approved(told)
    agree(told, "ann-lee", expires_on=TODAY.isoformat())
    assert reasons(told) == ()
    agree(told, "ann-lee", expires_on="2026-11-23")
    assert reasons(told) == (consent.BARRED["expired"],)


def test_only_clips_are_looked_at_again_in_which_an_end_has_come(told: Project) -> None:
    def looked_at() -> list[str]:
        with Store.writing(told.database) as store:
            found = store.within(clips_with_an_end)
            store.within(lambda db: settle_consents(db, found))
            return found

    agree(told, "ann-lee", expires_on="2999-12-31")
    assert looked_at() == []
    agree(told, "ann-lee", expires_on="2020-01-01")
    assert looked_at() == [CLIP]
    with sqlite3.connect(told.database) as db:
        assert db.execute("SELECT min(withheld) FROM answers").fetchone() == (1,)
    assert looked_at() == []
    agree(told, "ann-lee", expires_on="2999-12-31")
    assert looked_at() == [CLIP]
    with sqlite3.connect(told.database) as db:
        assert db.execute("SELECT max(withheld) FROM answers").fetchone() == (0,)
    with correcting(told, "Zoe") as made:
        made.in_shot(SECOND, "Cleo")
    agree(told, "cleo", expires_on="2020-01-01")
    assert looked_at() == [CLIP]


def test_within_the_house_only_those_in_a_clip_are_asked(
    told: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    read = consent.agreements

    def agreements(db: sqlite3.Connection, today: date, people: Any = None) -> Any:
        asked.append(people)
        return read(db, today, people)

    monkeypatch.setattr(consent, "agreements", agreements)
    with sqlite3.connect(told.database) as db:
        assert withheld(db, CLIP, TODAY) == set()
        held_back(db, "web", TODAY, [FIRST])
    assert asked == [{"ann-lee", "ben"}, None]


def test_the_last_word_counts(told: Project) -> None:
    approved(told)
    agree(told, "ann-lee", "withdrawn")
    agree(told, "ann-lee")
    assert reasons(told) == ()


def test_a_box_as_long_as_the_answer_covers_who_did_not_agree(told: Project) -> None:
    approved(told)
    agree(told, "ben", "refused")
    with sqlite3.connect(told.database) as db:
        db.execute("UPDATE clips SET width = 100, height = 100")
        [(start, end)] = db.execute('SELECT start, "end" FROM answers WHERE id = ?', [FIRST])
    middle = (start + end) / 2
    with correcting(told, "Zoe") as made:
        made.blur(CLIP, 0, middle, 0.1, 0.1, 0.5, 0.5, "Ben")
    assert reasons(told) == (consent.OTHER_BARRED,)
    with correcting(told, "Zoe") as made:
        made.blur(CLIP, middle, end, 0.1, 0.1, 0.5, 0.5, "Ben")
    assert reasons(told) == ()
    assert reasons(told, answer=SECOND) == (consent.BARRED["refused"],)


def test_who_is_only_seen_is_asked_too(told: Project) -> None:
    approved(told)
    tell(told, "Someone else, kindly.", clip_id="b" * 16)
    with correcting(told, "Zoe") as made:
        made.name(f"{'b' * 16}-1", "Cleo")
        made.in_shot(FIRST, "Cleo")
    assert reasons(told) == (consent.OTHER_NO_CONSENT.format(channel="web"),)
    with correcting(told, "Zoe") as made:
        made.in_shot(FIRST, "Cleo", False)
    assert reasons(told) == ()


def test_hidden_answers_leave_by_no_way(told: Project) -> None:
    approved(told)
    decide(told, "hide")
    assert reasons(told, "internal") == reasons(told) == (consent.HIDDEN,)


@pytest.mark.parametrize(
    ("naming", "name", "held"),
    [("full", "Staff Carer", False), ("first", "Staff Carer", False), ("first", "Ann Staff", True),
     ("anonymous", "Staff Carer", True)],
)  # fmt: skip
def test_a_name_that_may_not_be_read_holds_an_answer_back(
    told: Project, naming: str, name: str, held: bool
) -> None:
    """The second answer says 'Staff'."""
    approved(told)
    with correcting(told, "Zoe") as made:
        made.describe("ben", name=name)
    agree(told, "ben", naming=naming)
    assert (consent.SAYS_A_NAME in reasons(told, answer=SECOND)) is held
    if held:
        decide(told, "allow_names", answer=SECOND)
        assert reasons(told, answer=SECOND) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ben O’Brien", "O'Brien"), ("Ben O'Brien", "O’Brien’s"), ("Jose\u0301 Li", "Jos\u00e9"),
     ("José Li", "Jose\u0301"), ("Ann-Marie Li", "Marie"), ("Ann Marie", "Ann-Marie"),
     ("LI ŁUKASZ", "Łukasz's"), ("ben tar", "Ben")],
)  # fmt: skip
def test_a_name_is_recognised_however_it_is_written(told: Project, name: str, said: str) -> None:
    approved(told)
    agree(told, "ben", naming="anonymous")
    with correcting(told, "Zoe") as made:
        made.describe("ben", name=name)
    with sqlite3.connect(told.database) as db:
        db.execute("UPDATE answers SET text = ? WHERE id = ?", [f"Always {said} smiles.", SECOND])
    assert consent.SAYS_A_NAME in reasons(told, answer=SECOND)


def test_a_word_that_is_also_a_name_is_one_with_a_capital_only(told: Project) -> None:
    approved(told)
    agree(told, "ben", naming="anonymous")
    with correcting(told, "Zoe") as made:
        made.describe("ben", name="ROSE SMILE")
    assert consent.SAYS_A_NAME not in reasons(told, answer=SECOND)


def test_what_was_approved_is_looked_at_again_when_other_words_are_heard(told: Project) -> None:
    approved(told)
    tell(told)  # heard anew, and the same
    assert reasons(told) == ()
    tell(told, "What makes good customer service? They listen to tea. Always a warm smile. And you?")
    assert consent.HEARD_ANEW in reasons(told)


def test_redacted_words_must_be_proven_gone(told: Project) -> None:
    approved(told)
    with correcting(told, "Zoe") as made:
        made.redact(FIRST, *made.words_at(FIRST, "warm smile."))
    assert reasons(told) == (consent.NOT_PROVEN,)
    with Store.reading(told.database) as store:
        from pipeline.edits import redactions

        recipe = redactions(store.corrections(CLIP)).recipe
    with sqlite3.connect(told.database) as db:
        db.execute("INSERT INTO redaction_checks VALUES (?, ?, 1, '2026')", [CLIP, recipe])
    assert reasons(told) == ()


def test_the_database_knows_what_is_withheld(told: Project) -> None:
    agree(told, "ben", "withdrawn")
    decide(told, "star")  # any decision settles the clip
    with sqlite3.connect(told.database) as db:
        assert db.execute("SELECT withheld, shown FROM answers").fetchall() == [(1, 0), (1, 0)]


def test_boxes_are_kept_as_they_were_drawn(told: Project) -> None:
    with sqlite3.connect(told.database) as db:
        db.execute("UPDATE clips SET width = 100, height = 100")
    with correcting(told, "Zoe") as made:
        drawn = made.blur(CLIP, 1.0, 2.0, 0.1, 0.2, 0.3, 0.4, "Ann Lee")
    assert drawn is not None and drawn.after is not None
    assert json.loads(drawn.after) == {"x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4, "person": "ann-lee"}


def curate(made: Corrections) -> None:
    """Every kind of decision about one answer."""
    made.reword(FIRST, *made.words_at(FIRST, "warm smile."), "worn style.")
    made.choose_quote(FIRST, *made.words_at(FIRST, "They listen to me."))
    made.approve(FIRST)
    made.approve_quote(FIRST)
    made.star(FIRST)
    made.hide(SECOND)


def state(project: Project) -> list[Any]:
    with sqlite3.connect(project.database) as db:
        return [
            db.execute("SELECT text, quote, review, quote_review, starred, shown FROM answers").fetchall(),
            db.execute("SELECT position, text FROM word_edits").fetchall(),
            db.execute("SELECT text FROM words").fetchall(),
        ]


def test_all_that_is_curated_holds_when_a_clip_is_heard_again_and_can_be_taken_back(told: Project) -> None:
    before = state(told)
    with correcting(told, "Zoe") as made:
        curate(made)
    curated = state(told)
    assert curated[0] == [
        ("They listen to me. Always a worn style.", "They listen to me.", "approved", "approved", 1, 1),
        (
            "Staff who care about you, and quickly.",
            "Staff who care about you, and quickly.",
            "hidden",
            "new",
            0,
            0,
        ),
    ]
    assert curated[2] == before[2]  # what was heard is what was heard
    tell(told)
    assert state(told) == curated
    tell(told, begin=1.25)
    assert state(told)[0] == curated[0]
    with correcting(told, "Zoe") as made:
        while state(told)[0] != before[0]:
            made.undo()
    assert state(told)[1] == []


def test_search_finds_what_is_written_now_and_never_what_is_redacted(told: Project) -> None:
    with correcting(told, "Zoe") as made:
        made.reword(FIRST, *made.words_at(FIRST, "warm"), "xylophone")
        made.redact(FIRST, *made.words_at(FIRST, "listen"))
    with sqlite3.connect(told.database) as db:

        def hits(word: str) -> int:
            found = db.execute(
                "SELECT count(*) FROM answers_fts WHERE answers_fts MATCH ?", [word]
            ).fetchone()
            return int(found[0])

        assert (hits("xylophone"), hits("warm"), hits("listen")) == (1, 0, 0)


def test_only_the_quote_that_was_approved_may_stand_alone(told: Project) -> None:
    decide(told, "approve", "approve_quote")
    [before] = [row for row in state(told)[0] if row[2] == "approved"]
    assert before[3] == "approved"
    with correcting(told, "Zoe") as made:
        made.choose_quote(FIRST, *made.words_at(FIRST, "Always a warm smile."))
    assert next(row[1:4] for row in state(told)[0]) == ("Always a warm smile.", "approved", "new")
    with correcting(told, "Zoe") as made:
        made.undo()
    assert state(told)[0][0][3] == "approved"
