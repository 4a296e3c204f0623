"""Answers are tagged again without their files, and what people decided stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.corrections import correcting
from pipeline.ingest import ingest
from pipeline.learning import examples
from pipeline.project import Project
from pipeline.retag import Retagged, retag
from pipeline.store import Store
from schemas.errors import UsageError
from tests.pipeline.test_corrections import CLIP, FIRST, SECOND, everything, tell, themes, told

__all__ = ["told"]

OWN = """\
- slug: people
  family: Ours
  label: People
  definition: Says staff.
  hue: 10
  cues: [staff, the people there, somebody helped]
  lex: [staff, smile ?]
- slug: warmth
  family: Ours
  label: Heat
  definition: Never said here.
  hue: 20
  cues: [heat, hot, too warm]
"""


def with_own_themes(project: Project) -> Project:
    (project.root / "own.yaml").write_text(OWN)
    return replace(project, settings=replace(project.settings, themes="own.yaml"))


def told_of(report: Retagged) -> dict[str, tuple[list[str], list[str]]]:
    return {
        change.id: (
            [f"{theme['slug']} {theme['tier']}" for theme in change.added],
            [theme["slug"] for theme in change.removed],
        )
        for change in report.changes
    }


def test_nothing_changes_with_the_same_tagger(told: Project) -> None:
    before = everything(told)
    report = retag(told)
    assert (report.answers, report.changes, report.dry_run) == (2, (), False)
    assert everything(told) == before


def test_other_themes_are_applied_without_the_files_and_what_changed_is_told(told: Project) -> None:
    with correcting(told, "ann") as made:
        made.accept(FIRST, "attention")
        made.reject(SECOND, "care")
    before = everything(told)
    own = with_own_themes(told)
    planned = retag(own, dry_run=True)
    assert everything(told) == before
    report = retag(own)
    assert replace(planned, dry_run=False, seconds=0) == replace(report, seconds=0)
    assert not list(told.media.iterdir())
    assert told_of(report)[FIRST] == (["people suggested"], ["warmth"])
    assert told_of(report)[SECOND][0] == ["people tag"]
    assert report.totals == {"changed": 2, "added": 2, "removed": 2, "tiers": 0}
    assert themes(own, FIRST) == {"attention": ("tag", "person"), "people": ("suggested", "lexicon")}
    assert themes(own, SECOND) == {"people": ("tag", "lexicon")}
    back = retag(told)
    assert themes(told, FIRST) == {"attention": ("tag", "person"), "warmth": ("tag", "lexicon")}
    assert "care" not in themes(told, SECOND)
    assert back.totals["changed"] == 2


def test_a_theme_that_is_trusted_more_is_told(told: Project) -> None:
    own = with_own_themes(told)
    retag(own)
    (own.root / "own.yaml").write_text(OWN.replace("smile ?", "smile"))
    [change] = retag(own).changes
    assert change.tiers == ({"slug": "people", "before": "suggested", "after": "tag"},)
    assert (change.added, change.removed, change.file) == ((), (), f"media/{CLIP}.wav")


def test_a_run_after_it_has_nothing_to_do(scripted: Project, spoken_clip: Path) -> None:
    (scripted.media / "a.mp4").write_bytes(spoken_clip.read_bytes())
    ingest(scripted)
    own = with_own_themes(scripted)
    retag(own)
    assert ingest(own).counts == {"unchanged": 1}


def test_a_mistake_in_the_themes_changes_nothing(told: Project) -> None:
    before = everything(told)
    own = with_own_themes(told)
    (own.root / "own.yaml").write_text(OWN.replace("hue: 20", "hue: blue"))
    with pytest.raises(UsageError, match="line 12: 'hue' must be a whole number"):
        retag(own)
    assert everything(told) == before


def test_decisions_are_examples_to_learn_from(told: Project) -> None:
    with correcting(told, "ann") as made:
        made.accept(FIRST, "attention")
        made.reject(FIRST, "warmth")
        made.add(FIRST, "space")
        made.undo()
        made.add(SECOND, "space")
        made.split(SECOND, before="and quickly")
    with Store.reading(told.database) as store:
        assert examples(store) == [
            ("They listen to me. Always a warm smile.", {"attention": True, "warmth": False}),
            ("Staff who care about you,", {"space": True}),
        ]


def test_nothing_to_tag_is_told(project: Project) -> None:
    with pytest.raises(UsageError, match="Nothing has been ingested"):
        retag(project)


def test_clips_are_told_in_order_and_odd_ones_too(told: Project) -> None:
    tell(told, "Good staff.", clip_id="b" * 16)
    report = retag(with_own_themes(told))
    assert [change.id.split("-")[0][0] for change in report.changes] == ["a", "a", "b"]
