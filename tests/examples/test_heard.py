"""Real Whisper on the example clips: what was said against what was written down."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.examples import Comparison, compare, word_error_rate
from pipeline.ingest import Report, ingest
from pipeline.people import list_people
from pipeline.people_sheet import import_people
from pipeline.project import Project, find_project
from pipeline.sheets import read_sheet
from pipeline.store import Store
from tests.conftest import EXAMPLES, truth

Examples = tuple[Project, Report]

MOST_WORDS_WRONG = 0.08
MOST_BETWEEN_ENGINES = 0.03

HEARD_TWICE = ("01-", "03-", "06-", "08-", "11-", "15-")
"""The clips that the slow engine hears too: a question asked, a dog and Italian are among them."""


@pytest.fixture(scope="module")
def compared(examples: Examples) -> list[Comparison]:
    return compare(examples[0])


def test_the_words_are_those_that_were_said(compared: list[Comparison]) -> None:
    pairs = [(clip.said, clip.heard, clip.language) for clip in compared if clip.said]
    assert word_error_rate(pairs) < MOST_WORDS_WRONG


def test_every_answer_is_found_and_no_other(compared: list[Comparison]) -> None:
    for clip in compared:
        assert len(clip.answers_found) == len(clip.answers_said), clip.file
        for said, found in zip(clip.answers_said, clip.answers_found, strict=True):
            assert word_error_rate([(said, found, clip.language)]) < 2 * MOST_WORDS_WRONG, clip.file


def test_nothing_is_written_where_nobody_speaks(examples: Examples, compared: list[Comparison]) -> None:
    silent = [clip for clip in compared if not clip.said]
    assert {"08-biscuit-dog", "09-high-street"} <= {Path(clip.file).stem for clip in silent}
    assert all((clip.status, clip.heard, clip.answers_found) == ("no_speech", "", ()) for clip in silent)
    with Store.reading(examples[0].database) as store:
        assert not store.query(
            "SELECT * FROM words WHERE clip_id IN (SELECT id FROM clips WHERE status = 'no_speech')"
        )


def test_questions_asked_aloud_stand_beside_their_answers(examples: Examples) -> None:
    asked = {
        clip["file"]: [each["text"] for each in clip["utterances"] if each["kind"] == "question"]
        for clip in truth()
    }
    with Store.reading(examples[0].database) as store:
        for file, questions in asked.items():
            kept = store.query(
                "SELECT question FROM answers a JOIN clips c ON c.id = a.clip_id WHERE c.path = :path"
                " AND question IS NOT NULL ORDER BY position",
                {"path": f"media/{file}"},
            )
            assert len(kept) == len(questions), file
            for row, question in zip(kept, questions, strict=True):
                assert word_error_rate([(question, row["question"], "en")]) < 2 * MOST_WORDS_WRONG


def test_each_language_is_recognised(examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        heard = {row["path"]: row["language"] for row in store.query("SELECT path, language FROM clips")}
    for clip in truth():
        if clip["expect"] == "answered":
            assert heard[f"media/{clip['file']}"] == clip["language"], clip["file"]


def test_answers_lie_where_they_are_spoken(examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        for clip in truth():
            spoken = [each for each in clip["utterances"] if each["kind"] == "answer"]
            found = store.query(
                'SELECT a.start, a."end" FROM answers a JOIN clips c ON c.id = a.clip_id'
                " WHERE c.path = :path ORDER BY a.position",
                {"path": f"media/{clip['file']}"},
            )
            for utterance, answer in zip(spoken, found, strict=True):
                assert answer["start"] == pytest.approx(utterance["start"], abs=0.6), clip["file"]
                assert answer["end"] == pytest.approx(utterance["end"], abs=0.6), clip["file"]


def test_an_answer_is_a_run_of_the_transcripts_words(examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        for answer in store.query("SELECT * FROM answers"):
            words = store.query(
                "SELECT text, glued FROM words WHERE clip_id = :clip_id"
                " AND position BETWEEN :first_word AND :last_word ORDER BY position",
                answer,
            )
            said = "".join(word["text"] if word["glued"] else f" {word['text']}" for word in words).strip()
            assert said == answer["text"]


def test_every_tag_shows_the_words_that_earned_it(examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        tags = store.query("SELECT * FROM answer_themes JOIN answers ON answers.id = answer_themes.answer_id")
    assert len({tag["theme"] for tag in tags}) >= 5
    for tag in tags:
        evidence = tag["text"][tag["evidence_start"] : tag["evidence_end"]]
        assert evidence
        assert evidence == evidence.strip()


def test_a_second_run_does_nothing(
    examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(examples[0].root, root)
    before = snapshot(find_project(root))

    def fail(*_: Any) -> None:
        pytest.fail("A second run did work.")

    monkeypatch.setattr("pipeline.hearing.analyse", fail)
    monkeypatch.setattr("pipeline.identity.fingerprint", fail)
    monkeypatch.setattr("pipeline.processes.start", fail)
    report = ingest(find_project(root))
    assert report.counts == {"unchanged": len(truth())}
    assert snapshot(find_project(root)) == before


def test_the_sheet_beside_them_says_who_they_are(examples: Examples, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(examples[0].root, root)
    project = find_project(root)
    done = import_people(project, read_sheet(EXAMPLES / "people.csv"), "Zoe")
    assert (done.rows, len(done.changes), done.ignored) == (14, 14, ())
    consents = {each["id"]: each["consent"]["status"] for each in list_people(project)}
    assert consents["dev-malhotra"] == "expired"
    assert {"granted", "refused", "withdrawn", "expired", "unknown"} == set(consents.values())


def snapshot(project: Project) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with Store.reading(project.database) as store:
        tables = [row["name"] for row in store.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: store.query(f'SELECT * FROM "{table}"') for table in tables if "_fts" not in table}


def test_both_engines_hear_the_same(compared: list[Comparison], tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    some = [clip for clip in truth() if clip["file"].startswith(HEARD_TWICE)]
    (tmp_path / "media" / "truth.jsonl").write_text("\n".join(map(json.dumps, some)), "utf-8")
    for clip in some:
        shutil.copy(EXAMPLES / clip["file"], tmp_path / "media")
    project = find_project(tmp_path)
    ingest(replace(project, settings=replace(project.settings, engine="openai-whisper")))
    ours = [clip for clip in compared if clip.file.startswith(HEARD_TWICE)]
    both = list(zip(ours, compare(project), strict=True))
    for one, other in both:
        assert (one.status, len(one.answers_found)) == (other.status, len(other.answers_found)), one.file
    pairs = [(one.heard, other.heard, one.language) for one, other in both if one.heard]
    assert word_error_rate(pairs) < MOST_BETWEEN_ENGINES
    with Store.reading(project.database) as store:
        assert {row["engine"] for row in store.query("SELECT engine FROM runs WHERE engine IS NOT NULL")} == {
            "openai-whisper"
        }
