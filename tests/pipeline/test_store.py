import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipeline import store as store_module
from pipeline.store import STAGES, KnownFile, Place, Store
from schemas.errors import MachineError
from schemas.migrations import migrations
from schemas.records import (
    Analysis,
    Answer,
    Clip,
    Correction,
    Failure,
    Findings,
    Mention,
    Probe,
    Quote,
    Reading,
    Segment,
    Tag,
    Transcript,
    Turn,
    Word,
)
from schemas.themes import load_themes

RECIPES = {stage: f"{stage}-1" for stage in STAGES}
ALL = set(STAGES)


def analysis(*texts: str, clip_id: str = "a" * 16) -> Analysis:
    """A clip in which each text is an answer, carrying one theme."""
    tokens = [token for text in texts for token in text.split()]
    words = tuple(Word(float(i), i + 0.5, token, 0.75, glued=i == 1) for i, token in enumerate(tokens))
    believed = Segment(0.0, float(len(words)), " ".join(tokens), words, -0.2, 0.01, 1.1)
    doubted = Segment(90.0, 91.0, "Thank you for watching!", (), -1.4, 0.9, 0.8)
    answers: list[Answer] = []
    first = 0
    for text in texts:
        last = first + len(text.split()) - 1
        answers.append(
            Answer(
                float(first),
                last + 0.5,
                text,
                first,
                last,
                "What makes good customer service?",
                number=len(answers) + 1,
            )
        )
        first = last + 1
    return Analysis(
        clip=Clip(clip_id, Path("media/a.mp4"), 5, clip_id * 4),
        collection="",
        probe=Probe("mov,mp4", 92.0, None, (), "2026-01-01"),
        duration=92.0,
        transcript=Transcript("scripted", "script", "en", 0.9, (believed,), (doubted,)),
        found=Findings(
            tuple(answers),
            tuple(Reading((Tag("warmth", 0.7, "tag", 0, 4, "lexicon", "lexicon-1"),)) for _ in texts),
            tuple(() for _ in texts),
        ),
        status="answered",
        reason=None,
        needs_web_copy=False,
    )


def decision(field: str, after: str, start: float = 0.0, end: float = 2.5, **more: Any) -> Correction:
    """What somebody decided about the first answer of that clip."""
    clip_id = "a" * 16
    return Correction(0, clip_id, f"{clip_id}-1", field, None, after, start, end, "ann", "2026", **more)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Store.writing(tmp_path / "vox.db") as store:
        store.save_themes(load_themes())
    return tmp_path / "vox.db"


def test_what_was_learnt_comes_back_as_it_was(path: Path) -> None:
    learnt = analysis("A warm smile.", "Being heard.")
    with Store.writing(path) as store:
        store.save(learnt, "media/a.mp4", 7, RECIPES, ALL)
    with Store.reading(path) as store:
        assert store.transcript(learnt.clip.id) == learnt.transcript
        assert store.recipes() == {learnt.clip.id: RECIPES}
        assert store.known_files()["media/a.mp4"].mtime_ns == 7
        clip = store.clips()[learnt.clip.id]
        assert (clip["status"], clip["answers"]) == ("answered", 2)
        rows = store.query("SELECT id, text, question FROM answers ORDER BY position")
        assert [row["text"] for row in rows] == ["A warm smile.", "Being heard."]
        assert [row["id"] for row in rows] == [f"{learnt.clip.id}-1", f"{learnt.clip.id}-2"]


def test_an_answer_that_is_no_more_goes_with_its_themes_and_index(path: Path) -> None:
    with Store.writing(path) as store:
        store.save(analysis("A warm smile.", "Being heard."), "media/a.mp4", 7, RECIPES, ALL)
        store.save(analysis("A warm smile."), "media/a.mp4", 7, RECIPES, ALL)
        assert [row["text"] for row in store.query("SELECT text FROM answers")] == ["A warm smile."]
        assert store.query("SELECT count(*) AS n FROM answer_themes")[0]["n"] == 1
        assert not store.query("SELECT * FROM answers_fts WHERE answers_fts MATCH 'heard'")


def test_what_a_person_set_survives_a_new_transcript(path: Path) -> None:
    learnt = analysis("A warm smile.")
    with Store.writing(path) as store:
        store.save(learnt, "media/a.mp4", 7, RECIPES, ALL)
    db = Database(path)
    db.table("people").insert({"id": "anna", "name": "Anna"})
    db.execute("UPDATE answers SET person_id = 'anna'")
    db.conn.commit()
    db.close()
    with Store.writing(path) as store:
        store.save_correction(decision("theme:warmth", "accepted"))
        store.save(analysis("A warm smile, really."), "media/a.mp4", 7, RECIPES, ALL)
        [answer] = store.query("SELECT * FROM answers")
        assert (answer["text"], answer["person_id"]) == ("A warm smile, really.", "anna")
        assert store.query("SELECT source, score FROM answer_themes") == [{"source": "person", "score": 1.0}]


def test_what_the_machine_found_in_an_answer_is_stored_and_replaced(path: Path) -> None:
    learnt = analysis("A warm smile at Boots.")
    reading = Reading(
        learnt.found.readings[0].tags,
        polarity="praise",
        polarity_score=0.7,
        kind="story",
        kind_score=0.6,
        off_topic=0.25,
        mentions=(Mention("name", "Boots", 16, 21), Mention("dismissed", "warm", 2, 6, "warmth")),
    )
    quote = Quote(0.0, 2.5, "A warm smile", 0, 2, 0.9)
    full = replace(
        learnt,
        found=replace(learnt.found, readings=(reading,), quotes=((quote,),)),
        turns=(Turn(0.0, 3.0, 1), Turn(3.0, 5.0, 2)),
    )
    with Store.writing(path) as store:
        for each in (full, full):
            store.save(each, "media/a.mp4", 7, RECIPES, ALL)
        assert store.answers("a" * 16) == list(full.found.answers)
        assert store.turns("a" * 16) == full.turns
        [answer] = store.query("SELECT quote, polarity, polarity_score, kind, kind_score FROM answers")
        assert tuple(answer.values()) == ("A warm smile", "praise", 0.7, "story", 0.6)
        assert [row["text"] for row in store.query("SELECT text FROM mentions")] == ["warm", "Boots"]
        store.save(learnt, "media/a.mp4", 7, RECIPES, ALL)
        for table in ("turns", "quotes", "mentions"):
            assert store.query(f"SELECT * FROM {table}") == [], table
        assert store.query("SELECT quote, polarity FROM answers") == [{"quote": None, "polarity": None}]


def test_what_the_tagger_takes_for_no_answer_is_hidden_and_its_clip_says_so(path: Path) -> None:
    learnt = analysis("Is it on?")
    nothing = replace(learnt, found=replace(learnt.found, readings=(Reading(off_topic=0.97),)))
    with Store.writing(path) as store:
        store.save(nothing, "media/a.mp4", 7, RECIPES, ALL)
        assert store.query("SELECT off_topic FROM answers") == [{"off_topic": 1}]
        assert store.query("SELECT status FROM clips") == [{"status": "off_topic"}]
        store.save_correction(decision("off_topic", "0"))
        store.save(nothing, "media/a.mp4", 7, RECIPES, ALL)
        assert store.query("SELECT off_topic FROM answers") == [{"off_topic": 0}]
        assert store.query("SELECT status, reason FROM clips") == [{"status": "answered", "reason": None}]


def test_only_fresh_stages_are_written(path: Path) -> None:
    with Store.writing(path) as store:
        store.save(analysis("A warm smile."), "media/a.mp4", 7, RECIPES, ALL)
        before = store.query("SELECT * FROM words")
        store.save(analysis("Something else."), "media/a.mp4", 7, {**RECIPES, "tag": "tag-2"}, {"tag"})
        assert store.query("SELECT * FROM words") == before
        assert store.query("SELECT text FROM answers") == [{"text": "A warm smile."}]
        assert store.recipes()["a" * 16] == {**RECIPES, "tag": "tag-2"}


def test_another_recording_under_the_same_name_takes_its_place(path: Path) -> None:
    with Store.writing(path) as store:
        store.save(analysis("The first."), "media/a.mp4", 7, RECIPES, ALL)
        store.save(analysis("The second.", clip_id="b" * 16), "media/a.mp4", 8, RECIPES, ALL)
        assert {clip["id"]: clip["path"] for clip in store.clips().values()} == {
            "a" * 16: None,
            "b" * 16: "media/a.mp4",
        }
        assert [store.clips()[key * 16]["replaced_by"] for key in "ab"] == ["b" * 16, None]
        assert store.query("SELECT count(*) AS n FROM answers")[0]["n"] == 2


def test_a_failure_leaves_what_was_stored_before(path: Path) -> None:
    learnt = analysis("A warm smile.")
    failure = Failure(Path("media/a.mp4"), "sound", "It broke.", "Mend it.")
    with Store.writing(path) as store:
        store.save(learnt, "media/a.mp4", 7, RECIPES, ALL)
        place = Place("media/a.mp4", KnownFile(learnt.clip.id, 5, 7), "")
        store.save_failure(failure, "media/a.mp4", learnt.clip, place, "transcribe-2")
        assert store.transcript(learnt.clip.id) == learnt.transcript
        assert store.clips()[learnt.clip.id]["status"] == "answered"
        assert store.query("SELECT reason, remedy FROM failures") == [
            {"reason": "It broke.", "remedy": "Mend it."}
        ]
        store.save(learnt, "media/a.mp4", 7, RECIPES, ALL)
        assert not store.query("SELECT * FROM failures")
        assert "failed" not in store.recipes()[learnt.clip.id]


def test_a_clip_is_stored_whole_or_not_at_all(path: Path) -> None:
    broken = analysis("A warm smile.")
    unknown = Reading((Tag("no_such_theme", 0.7, "tag", 0, 1, "lexicon", "x"),))
    broken = replace(broken, found=replace(broken.found, readings=(unknown,)))
    with pytest.raises(sqlite3.IntegrityError), Store.writing(path) as store:
        store.save(broken, "media/a.mp4", 7, RECIPES, ALL)
    with Store.reading(path) as store:
        for table in ("clips", "files", "words", "segments", "answers", "answer_themes", "runs"):
            assert store.query(f"SELECT count(*) AS n FROM {table}")[0]["n"] == 0, table


def test_a_changed_taxonomy_replaces_the_themes(path: Path) -> None:
    with Store.writing(path) as store:
        store.save(analysis("A warm smile."), "media/a.mp4", 7, RECIPES, ALL)
        store.save_themes(load_themes()[:1])
        assert [row["slug"] for row in store.query("SELECT slug FROM themes")] == ["feelings"]
        assert not store.query("SELECT * FROM answer_themes")


@pytest.mark.parametrize("content", [b"This is a letter.", b"SQLite format 3\x00" + b"\xff" * 4000])
def test_what_is_no_database_is_told_and_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vox.db"
    path.write_bytes(content)
    with pytest.raises(MachineError, match="damaged or is not a database"), Store.writing(path):
        pass
    assert path.read_bytes() == content


def test_a_full_disk_is_told_and_nothing_is_lost(path: Path) -> None:
    with Store.writing(path) as store:
        store.save(analysis("A warm smile."), "media/a.mp4", 7, RECIPES, ALL)
    with pytest.raises(MachineError, match="no room left"), Store.writing(path) as store:
        # SQLite itself answers as on a full disk once a database may not grow.
        store.query(f"PRAGMA max_page_count = {store.query('PRAGMA page_count')[0]['page_count']}")
        store.save(analysis(*["word " * 500] * 40, clip_id="b" * 16), "media/b.mp4", 8, RECIPES, ALL)
    with Store.reading(path) as store:
        assert store.clips().keys() == {"a" * 16}
        assert store.query("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_an_older_database_is_copied_before_it_is_migrated(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.writing(path) as store:
        store.save(analysis("A warm smile."), "media/a.mp4", 7, RECIPES, ALL)
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))

    @migrations(name="m999_test")
    def m999_test(db: Database) -> None:
        db.execute("DROP TABLE corrections")

    with pytest.raises(MachineError, match="older version"), Store.reading(path):
        pass
    with Store.writing(path) as store:
        assert store.transcript("a" * 16)
    with sqlite3.connect(path.with_name("vox-before-m999_test.db")) as copy:
        assert copy.execute("SELECT text FROM answers").fetchall() == [("A warm smile.",)]
        assert copy.execute("SELECT count(*) FROM corrections").fetchone() == (0,)
    copy.close()


def test_a_database_that_another_program_holds_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_PATIENCE", 0.1)
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(MachineError, match="in use by another program"), Store.writing(path) as store:
        store.save(analysis("A warm smile."), "media/a.mp4", 7, RECIPES, ALL)
    other.close()


def test_damage_inside_is_found_before_anything_is_written(path: Path) -> None:
    with Store.writing(path) as store:
        for key in "abcdef":
            store.save(analysis("word " * 900, clip_id=key * 16), f"media/{key}.mp4", 7, RECIPES, ALL)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(MachineError, match="damaged"), Store.writing(path):
        pass
    assert path.read_bytes() == content


def test_a_large_database_is_looked_over_after_a_crash(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    monkeypatch.setattr(store_module, "check", looked.append)
    monkeypatch.setattr(store_module, "_QUICKLY_CHECKED", 10)
    with Store.writing(path):
        assert not looked
    with Store.writing(path, after_crash=True):
        assert len(looked) == 1


def test_what_corrections_taught_is_kept_until_they_teach_something_else(path: Path) -> None:
    with Store.writing(path) as store:
        assert store.learnt() is None
        store.save_learnt(b"weights")
        store.save_learnt(b"better")
        version, weights = store.learnt() or ("", b"")
        assert (len(version), weights) == (12, b"better")
        store.save_learnt(None)
        assert store.learnt() is None
