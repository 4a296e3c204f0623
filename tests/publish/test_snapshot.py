"""The published database holds what may be shown, as it may be shown, and no byte of anything else."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.breath import LEAD, Said, stretches
from pipeline.consent import NO_CONSENT, NOBODY, NOT_APPROVED
from pipeline.edits import BAR, redactions
from pipeline.file_people import name_by_files
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.publish.allowed import DROPPED, EMPTY, PUBLISHED
from pipeline.publish.publication import Contents, build_publication
from pipeline.publish.snapshot import NO_WORDS, take_snapshot
from pipeline.store import Store
from schemas.records import Span, Word, join_words
from tests.publish import curated
from tests.publish.curated import FIRST, FULL, TWO, consent, deciding, rows, writing

TODAY = date(2026, 6, 1)

SECRETS = (
    *("Fitzgibbon", "Persephone", "Oyelaran", "moneypenny", "Wellingtonia", "xylophone"),
    *("zanzibar", "kilimanjaro", "Honest prices", "secret-party", "media/", "signed.pdf", "17:45"),
    *(FULL * 4, "scripted.json", "/tmp", "03:04:05", "persephone-oyelaran", "bartholomew"),
)
"""Words, names, paths and sums of the project that nobody may read in what is published."""


def build(project: Project, name: str = "out", **options: Any) -> tuple[Path, Contents]:
    folder = project.root / name
    folder.mkdir()
    with Store.writing(project.database) as store:
        held = build_publication(project, store, folder, TODAY, Silent(), media=False, **options)
    return folder / "vox.db", held


def test_every_column_of_every_table_is_decided_about(project: Project) -> None:
    with Store.writing(project.database) as store:
        tables = {
            row["name"]
            for row in store.query("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row["name"].startswith(("sqlite_", "answers_fts", "_sqlite"))
        }
        assert tables == set(PUBLISHED) | EMPTY | DROPPED
        for table, columns in PUBLISHED.items():
            # What the database itself computes (generated columns) is not in this list.
            there = {row["name"] for row in store.query(f"PRAGMA table_info({table})")}
            assert there == columns.published | set(columns.never.split()), table


def test_only_approved_words_of_people_who_agreed_are_published(people: Project) -> None:
    database, held = build(people)
    assert [row["id"] for row in rows(database, "SELECT id FROM answers ORDER BY number")] == [
        f"{clip}-1" for clip in (FULL, FIRST, curated.NOBODY)
    ]
    assert (held.clips, held.people) == (3, 3)
    assert held.held_back[f"{TWO}-1"] == held.held_back[f"{TWO}-2"]
    assert set(held.held_back[f"{TWO}-1"]) >= {NOT_APPROVED, NOBODY}
    assert NO_CONSENT not in held.held_back[f"{TWO}-1"]


def test_people_are_called_as_they_agreed(people: Project) -> None:
    database, _ = build(people)
    told = {
        row["clip_id"]: row
        for row in rows(database, "SELECT a.clip_id, p.* FROM answers a JOIN people p ON p.id = a.person_id")
    }
    full, first, nobody = (told[clip] for clip in (FULL, FIRST, curated.NOBODY))
    assert full == {
        **{"clip_id": FULL, "id": "ottilie-quackenbush", "name": "Ottilie Quackenbush"},
        **{"role": "Gardener", "company": "Wellingtonia Ltd", "place": "Ipswich", "relation": "customer"},
        "source": None,
    }
    assert (first["name"], first["role"], first["company"], first["place"], first["relation"]) == (
        *("Bartholomew", "Gardener"),
        *(None, None, "customer"),
    )
    assert [nobody[it] for it in ("name", "role", "company", "place", "relation")] == [
        *([None] * 4),
        "customer",
    ]
    assert re.fullmatch("p[0-9a-f]{16}", first["id"]) and re.fullmatch("p[0-9a-f]{16}", nobody["id"])


def test_no_id_tells_what_somebody_was_called_before(people: Project) -> None:
    def ids(name: str, folder: str) -> str:
        with deciding(people) as made:
            made.describe("ottilie-quackenbush", name=name)
        database, _ = build(people, folder)
        [person] = rows(database, "SELECT id FROM people WHERE name = ?", name)
        assert b"ottilie" not in database.read_bytes() or "Ottilie" in name
        return str(person["id"])

    assert re.fullmatch("p[0-9a-f]{16}", ids("Tilly Quackenbush", "other"))
    assert ids("Ottilie Ann Quackenbush", "longer") == "ottilie-quackenbush"


def test_no_byte_tells_of_the_rest(people: Project) -> None:
    consent(people, "Ottilie Quackenbush", naming="anonymous")
    consent(people, "Bartholomew Fitzgibbon", naming="anonymous")
    with writing(people) as db:
        # What was once in the database, and what it holds besides, is nobody's business either.
        db.execute("UPDATE people SET place = 'Timbuktu-on-Sea' WHERE name LIKE 'Ottilie%'")
    database, _ = build(people)
    secrets = (*SECRETS, "Ottilie", "Quackenbush", "Bartholomew", "Gardener", "Ipswich", "Timbuktu")
    for file in database.parent.iterdir():
        content = file.read_bytes().lower()
        assert not [each for each in secrets if each.lower().encode() in content], file.name
        assert not [each for each in secrets if each.lower().encode("utf-16-le") in content], file.name
    assert b"remember my name" in database.read_bytes(), "What is published can be found this way."


def test_what_is_left_out_leaves_no_gap(people: Project) -> None:
    with deciding(people) as made:
        made.name(f"{TWO}-2", "Ottilie Quackenbush")
        made.name(f"{TWO}-1", "Persephone Oyelaran")
        made.approve(f"{TWO}-2")
    database, _ = build(people)
    [answer] = rows(database, "SELECT * FROM answers WHERE clip_id = ?", TWO)
    words = rows(database, "SELECT * FROM words WHERE clip_id = ? ORDER BY position", TWO)
    assert answer["position"] == 1
    assert [word["position"] for word in words] == list(range(len(words)))
    assert (answer["first_word"], answer["last_word"]) == (0, len(words) - 1)
    assert {word["segment"] for word in words} == {0}
    assert join_words([Word(0, 0, word["text"], 1, bool(word["glued"])) for word in words]) == answer["text"]
    assert [row["number"] for row in rows(database, "SELECT number FROM answers ORDER BY 1")] == [1, 2, 3, 4]
    assert answer["question"] is None and answer["question_start"] is None and answer["voice"] is None


def test_times_are_those_of_the_film(people: Project) -> None:
    database, _ = build(people)
    [answer] = rows(database, "SELECT * FROM answers WHERE clip_id = ?", FULL)
    [clip] = rows(database, "SELECT * FROM clips WHERE id = ?", FULL)
    words = rows(database, "SELECT * FROM words WHERE clip_id = ? ORDER BY position", FULL)
    # Five words of the question, two pauses of half a second, then nine words, the last of 0.4 seconds.
    assert answer["start"] == words[0]["start"] == LEAD
    assert answer["end"] == words[-1]["end"] == pytest.approx(LEAD + 4.4)
    assert clip["duration"] == pytest.approx(4.4 + 2 * LEAD)
    assert words[1]["start"] == pytest.approx(LEAD + 0.5)
    assert clip["recorded_at"] == "2025-05-12" and clip["added_at"].endswith("T00:00:00+00:00")
    assert clip["path"] is None and clip["collection"] == ""


def test_nobody_is_heard_beside_an_answer() -> None:
    words = [Span(1.0, 1.4), Span(1.5, 1.9), Span(2.0, 2.4), Span(2.5, 2.9), Span(5.0, 5.4)]

    def shown(*said: Said, others: Sequence[Span] = words, doubted: Sequence[Span] = ()) -> list[float]:
        spans = stretches(said, others, doubted, 60.0)
        return [round(second, 6) for span in spans for second in (span.start, span.end)]

    between = Said(1.5, 2.4, range(1, 3))
    assert shown(between) == [1.45, 2.45]
    # Of two answers side by side both are shown, so the quiet between them is.
    assert shown(between, Said(2.5, 2.9, range(3, 4))) == [1.45, 2.65, 2.25, 3.15]
    assert shown(Said(0.1, 59.9, range(0, 1)), others=[Span(0.1, 59.9)]) == [0.0, 60.0]
    assert shown(Said(5.0, 5.4, range(4, 5)), doubted=[Span(4.7, 4.9)]) == [4.95, 5.65]
    assert shown(between, others=[Span(1.0, 1.7), *words[1:]])[0] == 1.5


def test_names_of_folders_are_told_only_if_asked_for(people: Project) -> None:
    database, _ = build(people, collections=True)
    assert {row["collection"] for row in rows(database, "SELECT collection FROM clips")} == {"secret-party"}


def test_a_quote_stands_alone_only_when_it_was_approved(people: Project) -> None:
    answer_id = f"{FULL}-1"
    with deciding(people) as made:
        [answer] = made._store.query("SELECT * FROM answers WHERE id = :id", {"id": answer_id})
        made.choose_quote(answer_id, answer["first_word"] + 5, answer["last_word"])
    before, _ = build(people, "before")
    assert rows(before, "SELECT * FROM quotes") == []
    assert {row["quote"] for row in rows(before, "SELECT quote FROM answers")} == {None}
    with deciding(people) as made:
        made.approve_quote(answer_id)
    after, _ = build(people, "after")
    [quote] = rows(after, "SELECT * FROM quotes")
    [answer] = rows(after, "SELECT * FROM answers WHERE id = ?", answer_id)
    assert quote["text"] == answer["quote"] == "they remember my name."
    words = rows(after, "SELECT * FROM words WHERE clip_id = ? ORDER BY position", FULL)
    assert [word["text"] for word in words[quote["first_word"] : quote["last_word"] + 1]] == [
        *("they", "remember", "my", "name."),
    ]
    assert quote["start"] == words[quote["first_word"]]["start"]


def test_corrected_words_are_published_and_redacted_ones_are_a_bar(people: Project) -> None:
    answer_id = f"{FIRST}-1"
    with deciding(people) as made:
        # Staff who care about you, and who answer quickly.
        made.reword(answer_id, 2, 2, "look after")
        made.redact(answer_id, 4, 6)
    with writing(people) as db:
        # As listening to it again would.
        with Store.reading(people.database) as store:
            recipe = redactions(store.corrections(FIRST)).recipe
        db.execute("INSERT INTO redaction_checks VALUES (?, ?, 1, '')", [FIRST, recipe])
    database, held = build(people)
    assert answer_id in held.answers, held.held_back.get(answer_id)
    words = rows(database, "SELECT * FROM words WHERE clip_id = ? ORDER BY position", FIRST)
    assert [word["text"] for word in words] == [
        *("Staff", "who", "look after", "about", BAR, "answer", "quickly."),
    ]
    assert rows(database, "SELECT position FROM spoken WHERE redacted") == [{"position": 4}]
    # The bar lasts as long as what it hides; nothing tells how many words that was.
    assert words[4]["end"] == pytest.approx(words[4]["start"] + 1.4)
    [found] = rows(database, "SELECT count(*) AS hits FROM answers_fts WHERE answers_fts MATCH 'you'")
    assert found["hits"] == 0
    assert b"care about you" not in database.read_bytes()


def test_an_answer_of_which_no_word_is_left_is_held_back(people: Project) -> None:
    with writing(people) as db:
        db.execute("UPDATE answers SET text = '' WHERE clip_id = ?", [FULL])
        db.execute(
            "INSERT INTO word_edits SELECT clip_id, position, '', 0 FROM words WHERE clip_id = ?", [FULL]
        )
    _, held = build(people)
    assert held.held_back[f"{FULL}-1"] == (NO_WORDS,)
    assert FULL not in {answer.split("-")[0] for answer in held.answers}


def test_no_sentence_that_nobody_said_goes_along(people: Project) -> None:
    with writing(people) as db:
        tagged = db.execute("UPDATE answer_themes SET why = 'reads like “Kumquats, always.”'").rowcount
    assert tagged
    database, _ = build(people)
    assert rows(database, "SELECT count(*) AS n FROM answer_themes")[0]["n"]
    assert not rows(database, "SELECT * FROM answer_themes WHERE why IS NOT NULL")


def test_evidence_stays_where_it_is(people: Project) -> None:
    database, _ = build(people)
    tags = rows(
        database,
        "SELECT t.*, substr(a.text, evidence_start + 1, evidence_end - evidence_start) AS words"
        " FROM answer_themes t JOIN answers a ON a.id = t.answer_id WHERE evidence_start IS NOT NULL",
    )
    with Store.reading(people.database) as store:
        own = store.query(
            "SELECT answer_id, theme,"
            " substr(a.text, evidence_start + 1, evidence_end - evidence_start) AS words"
            " FROM answer_themes t JOIN answers a ON a.id = t.answer_id"
            " WHERE evidence_start IS NOT NULL AND tier = 'tag'"
        )
    assert tags
    assert all({name: tag[name] for name in ("answer_id", "theme", "words")} in own for tag in tags)
    assert {tag["tier"] for tag in tags} == {"tag"}


def test_the_file_is_compact_and_whole(people: Project) -> None:
    database, _ = build(people)
    assert rows(database, "PRAGMA freelist_count") == [{"freelist_count": 0}]
    assert rows(database, "PRAGMA journal_mode") == [{"journal_mode": "delete"}]
    assert rows(database, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert rows(database, "PRAGMA foreign_key_check") == []
    assert sorted(file.name for file in database.parent.iterdir()) == [
        *("publication.json", "vox.db", "vox.toml"),
    ]
    there = {row["name"] for row in rows(database, "SELECT name FROM sqlite_master")}
    assert not there & DROPPED
    assert all(rows(database, f"SELECT count(*) AS n FROM {table}") == [{"n": 0}] for table in EMPTY)
    with Store.reading(database) as store:
        assert store.query("SELECT count(*) AS answers FROM answers") == [{"answers": 3}]


def test_the_same_project_makes_the_same_publication(people: Project) -> None:
    one, _ = build(people, "one")
    other, _ = build(people, "other")
    for file in one.parent.iterdir():
        assert file.read_bytes() == (other.parent / file.name).read_bytes(), file.name


def test_nothing_may_leave_from_an_empty_project(project: Project) -> None:
    database, held = build(project)
    assert not held.answers and not held.held_back
    assert rows(database, "SELECT * FROM answers") == []


def test_the_question_is_all_that_is_told_of_the_settings(people: Project) -> None:
    asked = 'What is "good"?\n\\ why? \N{HOT BEVERAGE}'
    changed = replace(people, settings=replace(people.settings, question=asked, names=("Hush",)))
    database, _ = build(changed)
    told = tomllib.loads((database.parent / "vox.toml").read_text("utf-8"))
    assert told == {"question": asked}


def test_a_sum_changes_when_anything_shown_does(people: Project) -> None:
    def sums() -> tuple[str, str]:
        with Store.writing(people.database) as store:
            held = store.within(lambda db: take_snapshot(db, TODAY)).answers[f"{FULL}-1"]
        return held.content, held.guard

    content, guard = sums()
    assert sums() == (content, guard)
    with deciding(people) as made:
        made.star(f"{FULL}-1")
    starred = sums()
    assert starred[0] != content and starred[1] == guard
    consent(people, "Ottilie Quackenbush", naming="first")
    assert sums()[0] != starred[0] and sums()[1] != guard


def test_names_of_files_and_introductions_are_published_of_nobody(people: Project) -> None:
    file = "media/Gwendolyn Ptolemy - Timbuktu"
    said = "They answer quickly, always. I'm Zebediah from Zanzibar."
    for letter, text in (("e", "Staff who care about you, and who answer quickly."), ("f", said)):
        curated.tell(people, letter * 16, text)
    with writing(people) as db:
        db.execute("UPDATE clips SET path = ? WHERE id = ?", [f"{file}.mov", "e" * 16])
        db.execute("UPDATE clips SET path = ? WHERE id = ?", [f"{file} (1).mov", FULL])
        db.execute("UPDATE clips SET path = ? WHERE id = ?", [f"{file} (2).mov", TWO])
        db.execute("UPDATE answers SET voice = position WHERE clip_id = ?", [TWO])
    project = replace(people, settings=replace(people.settings, people_pattern="{name} - {place}"))
    with Store.writing(people.database) as store:
        name_by_files(project, store)
        [answer] = store.query("SELECT * FROM answers WHERE person_id = 'gwendolyn-ptolemy'")
        assert (answer["id"], answer["by_file"]) == (f"{'e' * 16}-1", 1)
        offered = {row["name"] for row in store.query("SELECT name FROM person_suggestions")}
        assert offered == {"Gwendolyn Ptolemy", "Zebediah"}
    with deciding(people) as made:
        for letter in "ef":
            made.approve(letter * 16 + "-1")
    database, held = build(project, collections=True)
    assert NO_CONSENT in held.held_back["e" * 16 + "-1"]
    assert NOBODY in held.held_back["f" * 16 + "-1"]
    assert f"{FULL}-1" not in held.held_back
    content = database.read_bytes().lower()
    for secret in ("gwendolyn", "ptolemy", "timbuktu", "zebediah", "zanzibar", ".mov", "by_file\0"):
        assert secret.encode() not in content
    # Who agrees to be called by first name is called so, and nothing else of the file's name is told.
    consent(people, "Gwendolyn Ptolemy", naming="first")
    content = build(project, "again", collections=True)[0].read_bytes().lower()
    assert b"gwendolyn" in content
    for secret in ("ptolemy", "timbuktu", "zebediah", "zanzibar", ".mov"):
        assert secret.encode() not in content
