"""What people decide about texts, how they are counted, and that they go with whoever wrote them."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from pipeline.consent import HEARD_ANEW, NOT_PROVEN, OTHER_BARRED, OTHER_NO_CONSENT, REVISED, held_back
from pipeline.corrections import correcting
from pipeline.edits import BAR
from pipeline.forget import forget, plan_forgetting
from pipeline.people import record_consent, show_person, withdraw
from pipeline.people_rows import people_rows
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.retag import retag
from pipeline.search import Query, search
from pipeline.show import show
from pipeline.status import read_status
from pipeline.store import Store
from pipeline.traces import find_traces
from schemas.errors import UsageError
from schemas.people import Consent
from tests.publish.curated import FULL, TWO
from tests.written import (
    ANNA,
    BEN,
    DOUBTED,
    EVERYWHERE,
    NEW,
    NOTE,
    answer_of,
    approve,
    with_notes,
    write,
    write_all,
)

TODAY = date(2026, 11, 29)


def reasons(project: Project, answer: str, channel: str = "web") -> tuple[str, ...]:
    with sqlite3.connect(project.database) as db:
        return held_back(db, channel, TODAY, [answer])[answer]  # type: ignore[arg-type]


def text_of(project: Project, answer: str) -> str:
    return str(show(project, answer)["text"])


def test_a_word_is_hidden_by_a_bar_and_there_is_no_sound_to_prove(people: Project) -> None:
    write_all(people)
    with correcting(people, "ann") as made:
        made.redact(answer_of(ANNA), 3, 3)
        with pytest.raises(UsageError, match="no sound"):
            made.redact(answer_of(ANNA), 0, 0, "bleep")
        with pytest.raises(UsageError, match="no picture"):
            made.blur(ANNA.clip.id, 0, 1, 0.1, 0.1, 0.1, 0.1)
    assert text_of(people, answer_of(ANNA)) == f"They remembered my {BAR} Nobody else ever has!"
    assert NOT_PROVEN not in reasons(people, answer_of(ANNA))
    assert search(people, Query("name", source="written"), 9).total == 0


def test_words_are_corrected_quoted_and_split_by_words(people: Project) -> None:
    write_all(people)
    with correcting(people, "ann") as made:
        made.reword(answer_of(ANNA), 1, 1, "recalled")
        made.choose_quote(answer_of(ANNA), 0, 3)
        with pytest.raises(UsageError, match="written, and has no seconds"):
            made.split(answer_of(ANNA), at=99.0)
        made.split(answer_of(ANNA), before="Nobody")
    found = search(people, Query(source="written"), 9).answers
    said = [each["text"] for each in found if each["clip_id"] == ANNA.clip.id]
    assert said == ["They recalled my name.", "Nobody else ever has!"]
    with correcting(people, "ann") as made:
        made.join(answer_of(ANNA))
    assert text_of(people, answer_of(ANNA)) == "They recalled my name. Nobody else ever has!"


def test_what_was_approved_is_looked_at_again_when_it_is_revised(people: Project) -> None:
    write_all(people)
    assert reasons(people, answer_of(ANNA)) == ()
    write(people, [replace(ANNA, text="They forgot my name. Nobody else ever has!")])
    assert reasons(people, answer_of(ANNA)) == (REVISED,)
    assert HEARD_ANEW not in reasons(people, answer_of(ANNA))
    approve(people, ANNA)
    assert reasons(people, answer_of(ANNA)) == ()


def test_texts_are_counted_beside_clips(people: Project) -> None:
    with_notes(write_all(people))
    found = read_status(people)
    assert (found.clips, found.answers, found.minutes) == ({"answered": 4}, 10, 4.0)
    assert (found.written, found.notes, found.unread_notes) == (4, 1, 1)


def test_a_text_is_named_by_where_it_came_from(people: Project) -> None:
    with_notes(write_all(people))
    places = {each["id"]: each["place"] for each in search(people, Query(), 99).answers}
    assert places[answer_of(BEN)] == "written (hortensia-export.csv, row 2)"
    assert places[answer_of(NOTE)] == f"note in media/secret-party/{FULL}.mp4 0:07"
    assert show(people, answer_of(ANNA))["place"] == "written (hortensia-export.csv, row 1)"
    [told] = show_person(people, "Annabel Ferriday")["answers"]
    assert (told["source"], told["file"], told["place"]) == ("written", None, places[answer_of(ANNA)])
    assert retag(people, dry_run=True).answers == 11
    with pytest.raises(UsageError, match="Did you mean 'written'"):
        search(people, Query(source="writen"), 9)


def test_the_sheet_of_people_has_who_only_wrote_and_no_row_for_each_text(people: Project) -> None:
    write_all(people)
    told = people_rows(people)
    rows = {row["name"]: row for row in told if row["id"]}
    assert (rows["Annabel Ferriday"]["files"], rows["Annabel Ferriday"]["answers"]) == ("", "1")
    assert [row["files"] for row in told if not row["id"]] == [f"{TWO}.mp4"]


def test_who_wrote_a_note_is_seen_in_the_clip_that_shows_it(people: Project) -> None:
    with_notes(people)
    assert reasons(people, f"{FULL}-1") == ()
    with correcting(people, "ann") as made:
        made.name(answer_of(NOTE), "Nora Quist")
    assert reasons(people, f"{FULL}-1") == (OTHER_NO_CONSENT.format(channel="web"),)
    record_consent(people, "Nora Quist", Consent("granted", EVERYWHERE, "full"), "ann")
    assert reasons(people, f"{FULL}-1") == ()
    withdraw(people, "Nora Quist", "ann")
    assert reasons(people, f"{FULL}-1") == (OTHER_BARRED,)
    assert {each["clip_id"] for each in search(people, Query(), 99).answers}.isdisjoint({FULL, NOTE.clip.id})


def test_notes_are_withheld_with_the_clip_they_were_read_from(people: Project) -> None:
    with_notes(people)
    with correcting(people, "ann") as made:
        made.name(answer_of(NOTE), "Nora Quist")
    withdraw(people, "Ottilie Quackenbush", "ann")
    assert OTHER_BARRED in reasons(people, answer_of(NOTE), "internal")
    assert {each["clip_id"] for each in search(people, Query(), 99).answers}.isdisjoint({FULL, NOTE.clip.id})


def test_who_is_forgotten_goes_with_all_they_wrote_and_it_is_not_taken_in_again(people: Project) -> None:
    write_all(people)
    write(people, [replace(ANNA, text="They forgot my marzipan overcoat. Nobody else ever has!")])
    plan = plan_forgetting(people, "Annabel Ferriday")
    assert [(clip.path, clip.place) for clip in plan.clips] == [
        (None, "written (hortensia-export.csv, row 1)")
    ]
    done = forget(people, plan, "ann", Silent())
    assert done.traces == ()
    secrets = ["Ferriday", "marzipan overcoat", "remembered my name", "ferriday/1", ANNA.clip.id]
    assert [trace.secret for trace in find_traces(people.root, secrets)] == []
    assert [kept.status for kept in write(people, [ANNA, BEN])] == ["forgotten", "unchanged"]


def test_a_clip_is_forgotten_with_its_notes(people: Project) -> None:
    with_notes(people)
    plan = plan_forgetting(people, FULL)
    assert {clip.id for clip in plan.clips} == {FULL, NOTE.clip.id, DOUBTED.clip.id}
    forget(people, plan, "ann", Silent())
    with Store.reading(people.database) as store:
        assert store.query("SELECT 1 FROM clips WHERE source = 'note'") == []
    assert [kept.status for kept in write(people, [NOTE])] == ["forgotten"]


def test_a_text_is_forgotten_by_its_id(people: Project) -> None:
    write(people, [NEW])
    plan = plan_forgetting(people, NEW.clip.id)
    assert [clip.id for clip in plan.clips] == [NEW.clip.id]
    assert forget(people, plan, "ann", Silent()).traces == ()
