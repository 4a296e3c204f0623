"""What answers mean is read once, and again only where they say something else."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import meanings as module
from pipeline.corrections import correcting
from pipeline.ingest import ingest
from pipeline.meanings import kept_meanings, meanings, remember_meanings
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.report import Report
from pipeline.retag import retag
from pipeline.store import STAGES, Store
from schemas.themes import load_themes
from tests.pipeline.test_corrections import CLIP, FIRST, SECOND, tell, told
from tests.pipeline.test_store import RECIPES, analysis

__all__ = ["told"]


BLANK = bytes(768)


@contextmanager
def changed(project: Project) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(project.database)) as database, database:
        yield database


def remember(project: Project) -> bool:
    with Store.writing(project.database) as store:
        return remember_meanings(store, Silent())


def kept(project: Project) -> dict[str, bytes]:
    with Store.reading(project.database) as store:
        return {row["answer_id"]: row["vector"] for row in store.query("SELECT * FROM meanings")}


def blot(project: Project, answer_id: str) -> None:
    """Write over what is kept of an answer, to see whether it is read again."""
    with changed(project) as database:
        database.execute("UPDATE meanings SET vector = zeroblob(768) WHERE answer_id = ?", [answer_id])


def test_each_answer_is_read_once_and_what_is_kept_is_what_it_means(told: Project) -> None:
    assert remember(told)
    assert kept(told).keys() == {FIRST, SECOND}
    with Store.reading(told.database) as store:
        texts = {row["id"]: row["text"] for row in store.query("SELECT id, text FROM answers")}
        found = kept_meanings(store, texts)
        assert kept_meanings(store, {FIRST: "It says something else now."}) == {}
    for answer_id, text in texts.items():
        assert len(kept(told)[answer_id]) == 768
        assert found[answer_id] @ meanings([text])[0] == pytest.approx(1, abs=1e-3)
    assert not remember(told)


def test_tagging_again_reads_nothing_again(told: Project) -> None:
    remember(told)
    blot(told, FIRST)
    retag(told)
    assert kept(told)[FIRST] == BLANK
    tell(told)  # the same words, heard and cut anew
    remember(told)
    assert kept(told)[FIRST] == BLANK


def test_tagging_reads_what_was_never_read_unless_it_only_rehearses(told: Project) -> None:
    retag(told, dry_run=True)
    assert kept(told) == {}
    retag(told)
    assert len(kept(told)) == 2


def test_another_text_or_encoder_is_read_again_and_nothing_else(told: Project) -> None:
    remember(told)
    with correcting(told, "ann") as made:
        made.split(FIRST, before="Always")
    blot(told, SECOND)
    assert remember(told)
    now = kept(told)
    assert len(now) == 3
    assert now[SECOND] == BLANK
    with changed(told) as database:
        database.execute("UPDATE meanings SET encoder = 'older' WHERE answer_id = ?", [SECOND])
    assert remember(told)
    assert len(kept(told)[SECOND]) == 768
    with correcting(told, "ann") as made:
        made.undo()
    assert remember(told)
    assert kept(told).keys() == {FIRST, SECOND}


def test_what_is_hidden_or_in_another_language_is_not_read(told: Project) -> None:
    with correcting(told, "ann") as made:
        made.mark(FIRST, off_topic=True)
    with changed(told) as database:
        database.execute("UPDATE answers SET language = 'de' WHERE id = ?", [SECOND])
    assert not remember(told)
    with changed(told) as database:
        database.execute("UPDATE answers SET language = NULL WHERE id = ?", [SECOND])
        database.execute("UPDATE clips SET language = 'cy'")
    assert not remember(told)
    with changed(told) as database:
        database.execute("UPDATE clips SET language = NULL")
    assert remember(told)
    assert kept(told).keys() == {SECOND}


def test_a_run_that_is_stopped_goes_on_where_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Store):
        def save_meanings(self, meanings: object) -> None:
            if self.query("SELECT 1 FROM meanings"):
                raise KeyboardInterrupt
            super().save_meanings(meanings)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_TOGETHER", 2)
    with Stopped.writing(project.database) as store:
        store.save_themes(load_themes())
        said = analysis("A warm smile.", "Being heard.", "Fair prices.", "No queue.", clip_id=CLIP)
        store.save(said, "media/a.mp4", 7, RECIPES, set(STAGES))
        with pytest.raises(KeyboardInterrupt):
            remember_meanings(store, Silent())
    assert kept(project).keys() == {f"{CLIP}-1", f"{CLIP}-2"}
    blot(project, f"{CLIP}-1")
    assert remember(project)
    assert len(kept(project)) == 4
    assert kept(project)[f"{CLIP}-1"] == BLANK


def test_a_run_reads_what_it_heard_and_what_was_never_read(
    examples: tuple[Project, Report], tmp_path: Path
) -> None:
    project = replace(examples[0], root=tmp_path / "older")
    shutil.copytree(examples[0].root, project.root)
    before = kept(project)
    with Store.reading(project.database) as store:
        shown = store.query("SELECT id FROM answers WHERE NOT off_topic AND language = 'en'")
        repeats = store.query("SELECT * FROM repeats")
    assert before.keys() >= {row["id"] for row in shown}
    with changed(project) as database:
        database.execute("DELETE FROM meanings")
        database.execute("DELETE FROM repeats")
    report = ingest(project)
    assert "answered" not in {outcome.status for outcome in report.clips}
    assert kept(project) == before
    with Store.reading(project.database) as store:
        assert store.query("SELECT * FROM repeats") == repeats
