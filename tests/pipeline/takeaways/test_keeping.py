"""What people take away is written whole or not at all, remembered, told of and forgotten."""

import sqlite3
from pathlib import Path

import pytest

from pipeline.forget import finish_forgetting, forget, plan_forgetting
from pipeline.lock import exclusive
from pipeline.people import withdraw
from pipeline.project import Project
from pipeline.takeaways import keeping as module
from pipeline.takeaways.keeping import default_path, keeping
from schemas.errors import LockedError, UsageError
from tests.publish.curated import FIRST, FULL, NOBODY, curate

OTTILIE = "Ottilie Quackenbush"


@pytest.fixture
def people(project: Project) -> Project:
    project.media.mkdir(exist_ok=True)
    return curate(project)


def keep(project: Project, target: Path, *clips: str, text: str = "what they said") -> Path:
    with keeping(project, target, "quotes", "internal", [f"{clip}-1" for clip in clips]) as unfinished:
        unfinished.write_text(text)
    return target


def known(project: Project) -> list[tuple[str, str]]:
    with sqlite3.connect(project.database) as db:
        return db.execute("SELECT path, clip_id FROM takeaway_answers ORDER BY path, clip_id").fetchall()


def test_it_is_written_at_once_and_remembered(people: Project) -> None:
    target = keep(people, default_path(people, "quotes.md", "internal"), FULL, FIRST)
    assert target.relative_to(people.root) == Path("takeaways/quotes-internal.md")
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert known(people) == [(f"takeaways/{target.name}", clip) for clip in (FULL, FIRST)]
    keep(people, target, NOBODY, text="other words")
    assert target.read_text() == "other words"
    assert known(people) == [(f"takeaways/{target.name}", NOBODY)]
    assert default_path(people, "quotes.md", "web").name == "quotes.md"


def test_what_fails_leaves_what_was_there(people: Project) -> None:
    target = keep(people, people.root / "mine.md", FULL)
    with (
        pytest.raises(RuntimeError),
        keeping(people, target, "quotes", "internal", [f"{FIRST}-1"]) as unfinished,
    ):
        unfinished.write_text("half")
        raise RuntimeError
    assert target.read_text() == "what they said"
    assert known(people) == [("mine.md", FULL)]
    assert not list(people.root.glob(".mine*"))


def test_where_nothing_may_be_written_is_told(people: Project) -> None:
    for target, said in (
        (people.root, "is a folder"),
        (people.database, "a file of vox itself"),
        (people.private / "x.md", "a file of vox itself"),
        (people.media / "film.mp4", "in the drop folder"),
    ):
        with pytest.raises(UsageError, match=said):
            keep(people, target, FULL)


def test_a_run_that_goes_on_writing_is_told(people: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    with exclusive(people), pytest.raises(LockedError):
        keep(people, people.root / "mine.md", FULL)
    assert not (people.root / "mine.md").exists()


def test_who_withdraws_is_told_where_they_still_are(people: Project) -> None:
    keep(people, people.root / "ours.md", FULL, FIRST)
    keep(people, people.root / "theirs.md", NOBODY)
    assert withdraw(people, OTTILIE, "Zoe") == ["ours.md"]


def test_who_is_forgotten_is_in_none_of_it(people: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    ours = keep(people, people.root / "films" / "ours.md", FULL, FIRST)
    moved = ours.rename(people.root / "renamed.bin")
    theirs = keep(people, people.root / "theirs.md", NOBODY, text="others")
    elsewhere = keep(people, tmp_path_factory.mktemp("desk") / "hers.md", FULL, text="only hers")
    plan = plan_forgetting(people, OTTILIE)
    assert plan.takeaways == ("renamed.bin",)
    assert str(elsewhere) in plan.outside
    done = forget(people, plan, "Zoe")
    assert not moved.exists()
    assert theirs.exists() and elsewhere.exists()
    assert known(people) == [("theirs.md", NOBODY)]
    assert done.removed["takeaways"] == 1
    assert done.publish_again == ("films/ours.md",)
    assert finish_forgetting(people) is None
