"""Who is forgotten is found nowhere any more, and everybody else is as they were."""

import hashlib
import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import correcting
from pipeline.forget import Plan, finish_forgetting, forget, plan_forgetting
from pipeline.forget.files import MARKER
from pipeline.forget.worklist import place
from pipeline.history import what
from pipeline.identity import FORGOTTEN
from pipeline.ingest import Report, ingest
from pipeline.learning import examples as taught
from pipeline.learning import learn
from pipeline.lock import exclusive
from pipeline.people import record_consent
from pipeline.project import Project, find_project
from pipeline.publish import swap
from pipeline.repeats import link_repeats
from pipeline.search import Query, search
from pipeline.show import list_corrections
from pipeline.store import Store
from pipeline.tag.refit import refit
from pipeline.traces import find_traces
from schemas.errors import LockedError, MachineError, UsageError
from schemas.people import Consent
from schemas.themes import load_themes
from tests.conftest import drop
from tests.pipeline.test_corrections import CLIP, FIRST, SECOND, tell
from tests.publish.test_hidden import get

MAYA, JOY, WINSTON = "Maya Featherstone-Ito", "Joy Okonkwo", "Winston Okonkwo"
SAID = "It's how they make you feel"
KINDS_OF_ROWS = (
    *("answers", "answer_themes", "machine_tags", "machine_readings", "quotes", "mentions"),
    *("words", "segments", "turns", "runs", "meanings", "word_edits", "files", "clips"),
)

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


@pytest.fixture
def filmed(examples: tuple[Project, Report], tmp_path: Path) -> Project:
    """The examples with what vox made of them; three of the people have a name, and one agreed on paper."""
    root = tmp_path / "project"
    shutil.copytree(examples[0].root, root)
    for told in ("README.md", "truth.jsonl", "people.csv"):
        (root / "media" / told).unlink(missing_ok=True)
    project = find_project(root)
    with correcting(project, "Zoe") as made:
        made.name(answers(project, "01-")[0], MAYA)
        for answer, name in zip(answers(project, "07-"), (JOY, WINSTON), strict=True):
            made.name(answer, name)
    (root / "forms").mkdir()
    (root / "forms" / "maya.pdf").write_bytes(b"%PDF signed by " + MAYA.encode())
    consent = Consent("granted", ("web",), "full", evidence=str(root / "forms" / "maya.pdf"))
    record_consent(project, MAYA, consent, "Zoe")
    return project


@pytest.fixture
def told(project: Project) -> Project:
    """Ann Lee and Ben answer in a clip, and somebody in another: told of, and never filmed."""
    tell(project)
    tell(project, "Ann at the till listens to me.", clip_id="b" * 16)
    with correcting(project, "Zoe") as made:
        made.name(FIRST, "Ann Lee")
        made.name(SECOND, "Ben")
    return project


def answers(project: Project, file: str) -> list[str]:
    with Store.reading(project.database) as store:
        sql = "SELECT a.id FROM answers a JOIN clips c ON c.id = a.clip_id WHERE c.path LIKE :file"
        return [row["id"] for row in store.query(f"{sql} ORDER BY a.position", {"file": f"media/{file}%"})]


def rows(project: Project, *, without: str = "") -> dict[str, list[Any]]:
    """All rows of clips but one."""
    db = sqlite3.connect(project.database)
    try:
        found = {}
        for table in KINDS_OF_ROWS:
            column = {"clips": "id"}.get(table, "clip_id")
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            if column not in columns:
                column = "answer_id"
            sql = f"SELECT * FROM {table} WHERE substr({column}, 1, 16) <> ? ORDER BY 1, 2"
            found[table] = db.execute(sql, [without]).fetchall()
        return found
    finally:
        db.close()


def files(project: Project) -> dict[str, str]:
    """The sum of every file of the project, but for the database."""
    return {
        path.relative_to(project.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in project.root.rglob("*")
        if path.is_file() and not path.name.startswith("vox.db")
    }


def raw(project: Project, *sought: bytes) -> set[bytes]:
    """What is in the bytes of any file, or in its name."""
    there = b"\n".join(
        os.fsencode(path) + b"\n" + path.read_bytes() for path in project.root.rglob("*") if path.is_file()
    )
    return {each for each in sought if each in there}


def clip_of(project: Project, file: str) -> str:
    return answers(project, file)[0].split("-")[0]


def receipt(project: Project) -> dict[str, Any]:
    [path] = (project.root / "forgotten").glob("*.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def removed(project: Project, meant: str) -> Plan:
    plan = plan_forgetting(project, meant)
    done = forget(project, plan, "Zoe")
    assert done.traces == () and not place(project).exists()
    return plan


def test_nothing_of_who_is_forgotten_is_left_in_any_byte(filmed: Project) -> None:
    clip = clip_of(filmed, "01-")
    recording = next(filmed.media.glob("01-*"))
    film = recording.read_bytes()
    (filmed.media / "shop").mkdir()
    drop(filmed.media / "shop" / "the same.mp4", film)
    sqlite3.connect(filmed.database).execute("VACUUM INTO ?", [str(filmed.root / "vox.backup")])
    [poster] = (filmed.private / "posters").glob(f"{clip}.*")
    [copy] = (filmed.private / "web").glob(f"{clip}.*")
    middle = slice(2000, 2400)
    sought = [MAYA.encode(), b"maya-featherstone-ito", SAID.encode(), b"humming", recording.name.encode()]
    sought += [each.read_bytes()[middle] for each in (recording, poster, copy)]
    assert raw(filmed, *sought) == set(sought)
    others, pictures = rows(filmed, without=clip), files(filmed)
    removed(filmed, MAYA)
    assert raw(filmed, *sought, clip.encode()) == set()
    assert find_traces(filmed.root, [MAYA, SAID, recording.name, clip, poster.name]) == []
    assert rows(filmed) == others
    left = files(filmed)
    assert left.items() <= pictures.items() | {
        (name, told) for name, told in left.items() if name.startswith("forgotten/RECEIPT-")
    }
    assert {clip, "01-maya-cafe"} & set(left) == set()
    assert search(filmed, Query("humming"), 5).total == 0
    gone = (f"/clip/{clip}", f"/answer/{clip}-1", "/person/maya-featherstone-ito", f"/media/{clip}.jpg")
    home, found, *pages = get(filmed, "/", "/find.json?q=humming", *gone)
    assert home.status_code == 200 and SAID not in home.text and "humming" not in home.text
    assert found.json()["total"] == 0 and {page.status_code for page in pages} == {404}
    with Store.reading(filmed.database) as store:
        assert store.query("PRAGMA foreign_key_check") == [] == store.query("SELECT * FROM consents")
        assert store.query("SELECT id FROM people ORDER BY id") == [
            {"id": "joy-okonkwo"},
            {"id": "winston-okonkwo"},
        ]
    # The same file under another name is not taken in again, and nothing is known of it.
    drop(filmed.media / "again.mp4", film)
    report = ingest(filmed)
    [again] = [each for each in report.clips if each.path == "media/again.mp4"]
    day = receipt(filmed)["forgotten_at"][:10]
    assert (again.id, again.status, again.reason) == (None, "unchanged", FORGOTTEN.format(day=day))
    (filmed.media / "again.mp4").unlink()
    assert raw(filmed, *sought, clip.encode(), b"again.mp4") == set()


def test_nothing_is_left_of_what_their_answers_were_compared_by(told: Project) -> None:
    with Store.writing(told.database) as store:
        link_repeats(store)
        before = [store.query(f"SELECT DISTINCT number FROM {table}") for table in ("compared", "word_pairs")]
        assert [len(numbers) for numbers in before] == [3, 3]
    removed(told, "Ann Lee")
    with Store.reading(told.database) as store:
        left = store.query("SELECT number FROM answers")
        assert len(left) == 1
        for table in ("compared", "word_pairs"):
            assert store.query(f"SELECT DISTINCT number FROM {table}") == left
        assert all(row in left for row in store.query("SELECT number FROM changed_answers"))


def test_the_receipt_tells_how_much_and_of_whom_nothing(filmed: Project) -> None:
    plan = removed(filmed, MAYA)
    told = receipt(filmed)
    assert told["removed"] == plan.counts
    assert {kind: count for kind, count in told["removed"].items() if kind != "quotes"} == {
        **{"people": 1, "clips": 1, "answers": 1, "corrections": 1, "consents": 1, "evidence": 1},
        **{"recordings": 1, "pictures_and_copies": 3, "takeaways": 0},
        **{"database_copies": 0, "publications": 0},
    }
    assert told["verified"]["found_in"] == [] and told["verified"]["sought"]["sayings"] > 20
    assert told["by"] == "Zoe" and len(told["fingerprints"]) == 1
    with Store.reading(filmed.database) as store:
        assert [row["fingerprint"] for row in store.query("SELECT * FROM forgotten")] == told["fingerprints"]
    [text] = (filmed.root / "forgotten").glob("*.txt")
    assert "Found all the same\n  none\n" in text.read_text(encoding="utf-8")


def test_who_is_forgotten_takes_along_all_who_are_in_the_same_clip(filmed: Project) -> None:
    plan = removed(filmed, JOY)
    assert plan.others == (WINSTON,) and [answer.theirs for answer in plan.answers] == [True, False]
    with Store.reading(filmed.database) as store:
        assert store.query("SELECT id FROM people WHERE id LIKE '%okonkwo'") == [{"id": "winston-okonkwo"}]
    # Nothing is left of him but that he was there.
    assert find_traces(filmed.root, ["I bring my own sandwiches"]) == []


def test_a_clip_is_forgotten_and_its_people_stay(filmed: Project) -> None:
    plan = removed(filmed, "07-joy-winston-park.mp4")
    assert plan.person is None and len(plan.clips) == 1 and plan.consents == 0
    with Store.reading(filmed.database) as store:
        assert len(store.query("SELECT * FROM people")) == 3
    assert next(filmed.media.glob("07-*"), None) is None


def test_what_was_learnt_from_them_is_learnt_anew_from_the_others(filmed: Project) -> None:
    themes = load_themes(filmed.theme_file)
    with correcting(filmed, "Zoe") as made:
        for file in ("01-", "03-", "06-"):
            made.add(answers(filmed, file)[0], "care") or made.accept(answers(filmed, file)[0], "care")
    with exclusive(filmed), Store.writing(filmed.database) as store:
        learn(store, themes)
        before = store.learnt()
    removed(filmed, MAYA)
    with Store.reading(filmed.database) as store:
        after, expected = store.learnt(), refit(themes, taught(store))
    assert before and after and before != after and after[1] == expected


def publish(folder: Path, *clips: str) -> None:
    """Something that says of itself what it shows."""
    (folder / "media").mkdir(parents=True)
    for clip in clips:
        (folder / "media" / f"{clip}.mp4").write_bytes(b"a film")
        (folder / f"{clip}.html").write_text(f"<p>{SAID}</p>")
    held = {f"{clip}-1": swap.Held("x", "y") for clip in clips}
    swap.write_label(folder, swap.Label(answers=held))


def test_publications_that_show_them_go_or_must_be_made_again(told: Project, tmp_path: Path) -> None:
    assert MARKER == swap.MARKER
    root, outside = told.root, tmp_path.with_name(f"{tmp_path.name}-elsewhere")
    for folder, clip in (("site", CLIP), ("site.previous", "b" * 16), ("other", "b" * 16)):
        publish(root / folder, clip)
    publish(root / "other.previous", "b" * 16, CLIP)
    publish(outside, CLIP)
    publish(outside.with_name(f"{outside.name}.previous"), CLIP)
    (root / "site" / "mine.txt").write_text("a note of somebody")
    with sqlite3.connect(told.database) as db:
        for target, clip in (("site", CLIP), ("other", "b" * 16), (str(outside), CLIP)):
            db.execute("INSERT INTO publications VALUES (?, 'static', '2026')", [target])
            db.execute("INSERT INTO published_answers VALUES (?, ?, ?, 'x')", [target, f"{clip}-1", clip])
    db.close()
    plan = plan_forgetting(told, "Ben")
    assert plan.publications == ("other.previous", "site") and plan.elsewhere == (str(outside),)
    done = forget(told, plan, "Zoe")
    assert done.publish_again == ("site", str(outside)) and not done.traces
    there = {path.name for path in root.iterdir() if path.is_dir() and path.name[0] != "."}
    assert there == {"forgotten", "media", "other", "site", "site.previous"}
    # What vox did not put there is not removed.
    assert [path.name for path in (root / "site").iterdir()] == ["mine.txt"]
    assert outside.is_dir() and not outside.with_name(f"{outside.name}.previous").exists()
    with Store.reading(told.database) as store:
        assert not store.query("SELECT * FROM published_answers WHERE clip_id = :clip", {"clip": CLIP})
    shutil.rmtree(outside)


def test_decisions_that_name_them_by_mistake_say_nobody(told: Project) -> None:
    other = f"{'b' * 16}-1"
    with correcting(told, "Zoe") as made:
        made.name(other, "Ben")
        made.name(other, "Cleo")
        seen = made.in_shot(other, "Ben")
        assert seen
        made.undo(seen.id)
        with Store.writing(told.database) as store:
            store.within(lambda db: db.execute("UPDATE clips SET width = 320"))
        hidden = made.blur("b" * 16, 1.0, 2.0, 0.1, 0.1, 0.2, 0.2, person="Ben")
        assert hidden
        made.undo(hidden.id)
    before = rows(told, without=CLIP)
    with sqlite3.connect(told.database) as db:
        triggers = db.execute(_TRIGGERS).fetchall()
    plan = plan_forgetting(told, "ben")
    assert [clip.id for clip in plan.clips] == [CLIP]
    removed(told, "ben")
    assert rows(told) == before
    with sqlite3.connect(told.database) as db:
        assert db.execute(_TRIGGERS).fetchall() == triggers
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            db.execute("UPDATE corrections SET author = 'x'")
        speaker = db.execute("SELECT person_id FROM answers WHERE id = ?", [other]).fetchone()
    db.close()
    assert speaker == ("cleo",)
    assert {what(said) for said in list_corrections(told)} >= {"spoken by somebody who was forgotten"}
    with correcting(told, "Zoe") as made:
        assert made.hide(other)


def test_decisions_about_their_details_are_told_and_go(told: Project) -> None:
    before = plan_forgetting(told, "Ben").corrections
    with correcting(told, "Zoe") as made:
        made.describe("Ben", role="Nurse", company="St Mary's")
    assert plan_forgetting(told, "Ben").corrections == before + 2
    removed(told, "Ben")
    assert not any("ben" in each["field"] for each in list_corrections(told))


def test_who_is_only_seen_in_a_clip_takes_it_along(told: Project) -> None:
    with correcting(told, "Zoe") as made:
        made.in_shot(f"{'b' * 16}-1", "Ben")
    assert [clip.id for clip in plan_forgetting(told, "Ben").clips] == [CLIP, "b" * 16]


def test_what_people_have_to_do_themselves_is_told(told: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path.with_name(f"{tmp_path.name}-drive")
    elsewhere.mkdir()
    for name, where in (("ann.pdf", elsewhere), ("both.pdf", told.root)):
        (where / name).write_text("signed")
    record_consent(told, "Ann Lee", Consent("refused", evidence=str(elsewhere / "ann.pdf")), "Zoe")
    for who in ("Ann Lee", "Ben"):
        consent = Consent("granted", ("web",), "full", evidence=str(told.root / "both.pdf"))
        record_consent(told, who, consent, "Zoe")
    (told.root / "vox.toml").write_text('names = ["Ann", "Boots"]\n')
    (told.root / "letter.txt").write_text("Dear Ann Lee, thank you.")
    project = find_project(told.root)
    plan = plan_forgetting(project, "Ann Lee")
    assert plan.outside == (str(elsewhere / "ann.pdf"),) and plan.shared == ("both.pdf",)
    assert [answer.id for answer in plan.named_in] == [f"{'b' * 16}-1"] and plan.settings == ("Ann",)
    done = forget(project, plan, "Ann Lee")
    assert (elsewhere / "ann.pdf").exists() and (told.root / "both.pdf").exists()
    assert done.places == ("letter.txt",)
    told_of = receipt(project)
    assert told_of["by"] == "(not told: it holds a name)"
    assert told_of["verified"]["found_in"] == ["letter.txt"]
    assert not find_traces(project.root / "forgotten", ["Ann Lee", "ann.pdf", CLIP])
    shutil.rmtree(elsewhere)


def test_what_is_not_known_is_not_forgotten(told: Project) -> None:
    for meant, said in (
        ("Dora", "Nobody is called 'Dora'"),
        (FIRST, "is an answer.*vox correct hide"),
        ("c" * 16, "There is no clip cccc"),
        ("again.wav", "There is no clip again.wav"),
    ):
        with pytest.raises(UsageError, match=said):
            plan_forgetting(told, meant)
    with correcting(told, "Zoe") as made:
        made.describe("Ben", name="Ann Lee")
    with pytest.raises(UsageError, match="Several people"):
        plan_forgetting(told, "Ann Lee")
    assert plan_forgetting(told, "ben").person == "ben"


def test_nothing_is_removed_while_another_run_writes_or_after_a_change(told: Project) -> None:
    plan = plan_forgetting(told, "Ben")
    before = rows(told)
    with exclusive(told), pytest.raises(LockedError):
        forget(told, plan, "Zoe")
    with correcting(told, "Zoe") as made:
        made.star(FIRST)
    with pytest.raises(UsageError, match="changed meanwhile"):
        forget(told, plan, "Zoe")
    assert len(rows(told)["answers"]) == len(before["answers"]) and not place(told).exists()


def test_while_another_program_reads_it_waits_and_goes_on_later(
    told: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.upkeep._PATIENCE", 0)
    reader = sqlite3.connect(told.database, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM clips").fetchall()
    with pytest.raises(MachineError, match="in use by another program"):
        forget(told, plan_forgetting(told, "Ben"), "Zoe")
    assert place(told).exists() and not (told.root / "forgotten").exists()
    reader.close()
    done = finish_forgetting(told, meant="Ben")
    assert done and not done.traces and done.sought["names"] == 1
    assert raw(told, b"Always a warm smile", CLIP.encode()) == set()
