"""A transcript beside a clip is used in place of listening, marked as such, and noticed when it changes."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import correcting
from pipeline.forget import forget, plan_forgetting
from pipeline.ingest import ingest
from pipeline.project import Project
from pipeline.report import Report
from pipeline.store import Store
from pipeline.transcribe import Engine

SRT = """\
1
00:00:00,200 --> 00:00:01,500
They remembered my name,

2
00:00:01,600 --> 00:00:02,900
and that was the whole of it.
"""
SAID = "They remembered my name, and that was the whole of it."


def never() -> Engine:
    raise AssertionError("an engine was loaded")


@pytest.fixture
def brought(project: Project, spoken_clip: Path) -> Project:
    shutil.copy(spoken_clip, project.media / "anna.mp4")
    (project.media / "anna.srt").write_text(SRT)
    return project


def rows(project: Project, sql: str) -> list[dict[str, Any]]:
    with Store.reading(project.database) as store:
        return store.query(sql)


def outcomes(report: Report) -> list[str]:
    return [each.status for each in report.clips]


def test_no_engine_is_loaded_and_nothing_is_done_twice(brought: Project) -> None:
    report = ingest(brought, engine=never)
    assert outcomes(report) == ["answered"]
    assert not report.ignored
    [answer] = rows(brought, 'SELECT text, start, "end" FROM answers')
    assert answer == {"text": SAID, "start": 0.2, "end": 2.9}
    [run] = rows(brought, "SELECT engine, model FROM runs WHERE stage = 'transcribe'")
    assert run == {"engine": "brought along", "model": "srt"}
    assert outcomes(ingest(brought, engine=never)) == ["unchanged"]


def test_another_transcript_is_noticed_and_a_person_keeps_the_last_word(brought: Project) -> None:
    ingest(brought, engine=never)
    [answer] = rows(brought, "SELECT id FROM answers")
    with correcting(brought, "ann") as made:
        made.star(answer["id"])
    (brought.media / "anna.srt").write_text(SRT.replace("the whole of it", "all there was"))
    assert outcomes(ingest(brought, engine=never)) == ["answered"]
    [answer] = rows(brought, "SELECT text, starred FROM answers")
    assert answer == {"text": SAID.replace("the whole of it", "all there was"), "starred": 1}


def test_without_its_transcript_or_where_it_is_to_be_ignored_a_clip_is_heard(brought: Project) -> None:
    ingest(brought, engine=never)
    assert outcomes(ingest(brought, ignore_sidecars=True)) == ["answered"]
    [answer] = rows(brought, "SELECT text FROM answers")
    assert answer["text"] != SAID
    assert outcomes(ingest(brought, engine=never)) == ["answered"]
    assert rows(brought, "SELECT text FROM answers") == [{"text": SAID}]
    (brought.media / "anna.srt").unlink()
    assert outcomes(ingest(brought)) == ["answered"]
    assert rows(brought, "SELECT text FROM answers") == [answer]


def test_one_that_does_not_fit_is_told_and_the_clip_is_heard(brought: Project) -> None:
    (brought.media / "anna.srt").write_text(SRT.replace("00:00:02,900", "01:00:02,900"))
    report = ingest(brought)
    assert outcomes(report) == ["answered"]
    reason = "anna.srt beside it goes on until 3602.9 s"
    assert reason in (report.clips[0].reason or "")
    [clip] = rows(brought, "SELECT reason FROM clips")
    assert reason in clip["reason"]
    assert rows(brought, "SELECT text FROM answers") != [{"text": SAID}]
    assert outcomes(ingest(brought, engine=never)) == ["unchanged"]


def test_who_is_forgotten_is_gone_from_the_transcript(brought: Project) -> None:
    ingest(brought, engine=never)
    plan = plan_forgetting(brought, "anna.mp4")
    assert plan.recordings == ("media/anna.mp4", "media/anna.srt")
    forget(brought, plan, "tester")
    assert not list(brought.media.iterdir())
