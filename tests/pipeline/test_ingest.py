"""What a run does again and what it does not, with an engine that is told what to say."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ffmpeg
import pytest

from pipeline import audio, hearing
from pipeline.analysis import analyse
from pipeline.corrections import correcting
from pipeline.ingest import Outcome, ingest
from pipeline.project import Project
from pipeline.store import Store
from pipeline.tools import find_ffmpeg
from schemas.errors import UsageError
from schemas.themes import load_themes
from tests.conftest import drop

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def spoken(spoken_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds in which somebody speaks; bytes after the end make it another clip that sounds the same."""
    short = tmp_path_factory.mktemp("spoken") / "short.mp4"
    command = ffmpeg.input(str(spoken_clip), ss=0.5, t=2).output(str(short), vf="scale=160:-2")
    subprocess.run(
        command.global_args("-loglevel", "error").compile(str(find_ffmpeg().path)), check=True, timeout=60
    )
    return short.read_bytes()


@pytest.fixture
def clips(scripted: Project, spoken: bytes) -> Project:
    """A project with two clips."""
    for name in ("a.mp4", "b.mp4"):
        drop(scripted.media / name, spoken + name.encode())
    return scripted


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stages that were worked on, as they are reached."""
    reached: list[str] = []

    def watch(stage: str, function: Callable[..., Any]) -> None:
        def watched(*arguments: Any, **named: Any) -> Any:
            reached.append(stage)
            return function(*arguments, **named)

        monkeypatch.setattr(hearing, function.__name__, watched)

    watch("sound", audio.read_sound)
    watch("answers", analyse)
    return reached


def rows(project: Project, sql: str) -> Rows:
    with Store.reading(project.database) as store:
        return store.query(sql)


def by_name(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    return {Path(outcome.path).name: outcome.status for outcome in outcomes}


def changed(project: Project, **settings: Any) -> Project:
    return replace(project, settings=replace(project.settings, **settings))


def say(project: Project, script: dict[str, str]) -> None:
    Path(project.settings.model).write_text(json.dumps(script))


def test_a_clip_goes_from_file_to_tagged_answer(clips: Project) -> None:
    report = ingest(clips)
    assert by_name(report.clips) == {"a.mp4": "answered", "b.mp4": "answered"}
    assert [row["text"] for row in rows(clips, "SELECT text FROM answers")] == [
        "People who listen to me."
    ] * 2
    tags = rows(clips, "SELECT theme, evidence_start, evidence_end FROM answer_themes")
    assert {
        (tag["theme"], "People who listen to me."[tag["evidence_start"] : tag["evidence_end"]])
        for tag in tags
    } >= {("attention", "listen")}
    assert len(list((clips.private / "posters").glob("*.jpg"))) == 2


def test_only_what_is_new_is_worked_on(clips: Project, stages: list[str], spoken: bytes) -> None:
    ingest(clips)
    first = rows(clips, "SELECT * FROM runs ORDER BY clip_id, stage")
    stages.clear()
    drop(clips.media / "c.mp4", spoken + b"c")
    report = ingest(clips)
    assert by_name(report.clips) == {"a.mp4": "unchanged", "b.mp4": "unchanged", "c.mp4": "answered"}
    assert stages.count("sound") == 1
    assert [row for row in rows(clips, "SELECT * FROM runs ORDER BY clip_id, stage") if row in first] == first


def test_another_question_cuts_answers_anew_and_hears_nothing_again(
    clips: Project, stages: list[str]
) -> None:
    ingest(clips)
    heard = rows(clips, "SELECT * FROM words")
    stages.clear()
    report = ingest(changed(clips, question="People who?"))
    assert report.counts == {"answered": 2}
    assert "sound" not in stages
    assert rows(clips, "SELECT * FROM words") == heard


def test_other_themes_only_tag_anew(clips: Project, stages: list[str]) -> None:
    ingest(clips)
    kept = rows(clips, "SELECT * FROM answers"), rows(clips, "SELECT * FROM segments")
    stages.clear()
    [attention] = [theme for theme in load_themes() if theme.slug == "attention"]
    (clips.root / "own.yaml").write_text(
        f"- {{slug: people, family: Ours, label: People, definition: Says people., hue: 10,"
        f" cues: [people], lex: [people]}}\n- {{slug: attention, family: {attention.family!r}, label: Other,"
        f" definition: Never said., hue: 20, cues: [heed], lex: [heed]}}\n"
    )
    ingest(changed(clips, themes="own.yaml"))
    assert "sound" not in stages
    assert (rows(clips, "SELECT * FROM answers"), rows(clips, "SELECT * FROM segments")) == kept
    assert {row["theme"] for row in rows(clips, "SELECT theme FROM answer_themes")} == {"people"}


def test_what_a_person_tagged_survives_other_themes(clips: Project) -> None:
    ingest(clips)
    with correcting(clips, "ann") as corrections:
        for answer in rows(clips, "SELECT id FROM answers"):
            corrections.add(answer["id"], "space")
    ingest(changed(clips, question="Who?"))
    assert len(rows(clips, "SELECT * FROM answer_themes WHERE theme = 'space' AND source = 'person'")) == 2


def test_another_model_hears_everything_again(clips: Project, stages: list[str]) -> None:
    ingest(clips)
    stages.clear()
    other = clips.root / "other.json"
    other.write_text(json.dumps({"text": "Quite another thing."}))
    ingest(changed(clips, model=str(other)))
    assert stages.count("sound") == 2
    assert {row["text"] for row in rows(clips, "SELECT text FROM answers")} == {"Quite another thing."}
    assert rows(clips, "SELECT COUNT(*) AS clips FROM clips") == [{"clips": 2}]


def test_a_renamed_file_is_known_again(clips: Project, stages: list[str]) -> None:
    ingest(clips)
    stages.clear()
    (clips.media / "shop").mkdir()
    (clips.media / "a.mp4").rename(clips.media / "shop" / "z.mp4")
    report = ingest(clips)
    assert by_name(report.clips) == {"b.mp4": "unchanged", "z.mp4": "unchanged"}
    assert stages == []
    assert "media/shop/z.mp4" in {row["path"] for row in rows(clips, "SELECT path FROM clips")}
    assert len(rows(clips, "SELECT id FROM answers")) == 2


def test_the_same_bytes_twice_are_one_clip(clips: Project, stages: list[str]) -> None:
    shutil.copy(clips.media / "a.mp4", clips.media / "copy.mp4")
    for _ in range(2):
        report = ingest(clips)
        assert by_name(report.clips)["copy.mp4"] == "duplicate"
        [copy] = [outcome for outcome in report.clips if outcome.status == "duplicate"]
        assert copy.reason == "The same recording as media/a.mp4."
    assert stages.count("sound") == 2
    assert len(rows(clips, "SELECT id FROM clips")) == 2


def test_changed_bytes_under_a_name_are_another_clip(clips: Project, spoken: bytes) -> None:
    ingest(clips)
    before = {row["path"]: row["id"] for row in rows(clips, "SELECT id, path FROM clips")}
    drop(clips.media / "a.mp4", spoken + b"another take")
    assert by_name(ingest(clips).clips) == {"a.mp4": "answered", "b.mp4": "unchanged"}
    after = {row["id"]: row["path"] for row in rows(clips, "SELECT id, path FROM clips")}
    assert len(after) == 3
    assert after[before["media/a.mp4"]] is None
    assert len(rows(clips, "SELECT id FROM answers")) == 3


def test_a_failing_engine_is_recorded_and_the_rest_goes_on(
    clips: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.transcribe.scripted import Scripted

    broken = clips.root / "broken.json"
    broken.write_text(json.dumps({"error": "The engine gave up on this clip."}))
    hear: Callable[..., Any] = Scripted.hear
    calls = iter(range(9))

    def once(engine: Scripted, *arguments: Any) -> Any:
        # Both clips together, then the first by itself.
        if next(calls) < 2:
            return hear(Scripted(str(broken)), *arguments)
        return hear(engine, *arguments)

    monkeypatch.setattr(Scripted, "hear", once)
    report = ingest(clips)
    assert report.counts == {"failed": 1, "answered": 1}
    assert report.exit_code == 1
    [failure] = rows(clips, "SELECT path, stage, reason FROM failures")
    assert (failure["stage"], failure["reason"]) == ("transcribe", "The engine gave up on this clip.")
    assert ingest(clips).counts == {"failed": 1, "unchanged": 1}


def test_a_clip_that_failed_is_tried_again_by_another_model(clips: Project) -> None:
    say(clips, {"error": "No."})
    assert ingest(clips).counts == {"failed": 2}
    say(clips, {"text": "Yes, of course."})
    assert ingest(clips).counts == {"answered": 2}
    assert rows(clips, "SELECT * FROM failures") == []


def test_a_clip_in_which_only_the_question_is_asked(clips: Project) -> None:
    say(clips, {"text": "What makes good customer service?"})
    report = ingest(clips)
    assert report.counts == {"off_topic": 2}
    assert report.clips[0].reason == "Only the question is asked in this clip."
    assert rows(clips, "SELECT * FROM answers") == []


def test_subfolders_are_collections(clips: Project, spoken: bytes) -> None:
    (clips.media / "Harbour fair").mkdir()
    drop(clips.media / "Harbour fair" / "c.mp4", spoken + b"c")
    ingest(clips)
    found = {row["path"]: row["collection"] for row in rows(clips, "SELECT path, collection FROM clips")}
    assert found["media/Harbour fair/c.mp4"] == "Harbour fair"
    assert found["media/a.mp4"] == ""


def test_pictures_that_were_thrown_away_are_made_again(clips: Project, stages: list[str]) -> None:
    ingest(clips)
    shutil.rmtree(clips.private / "posters")
    stages.clear()
    assert ingest(clips).counts == {"unchanged": 2}
    assert stages == []
    assert len(list((clips.private / "posters").glob("*.jpg"))) == 2


def test_an_unknown_engine_is_refused_before_anything_is_stored(clips: Project) -> None:
    with pytest.raises(UsageError, match="There is no engine 'siri'"):
        ingest(changed(clips, engine="siri"))
    assert rows(clips, "SELECT * FROM clips") == []
