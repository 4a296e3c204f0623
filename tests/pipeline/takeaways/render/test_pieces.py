"""A piece is the words with a breath, out of the copy in which nothing is left that was taken out."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.derived import CLIPS, COPY, folders, names
from pipeline.project import Project
from pipeline.quotations import Wanted, find_quotations
from pipeline.store import Store
from pipeline.takeaways.render.pieces import Piece, find_pieces
from schemas.errors import ClipError
from tests.pipeline.takeaways.render.conftest import Numbered
from tests.publish.curated import FULL, TWO, curate, deciding, tell

TODAY = date(2026, 6, 1)
AT_ONCE = "e" * 16


@pytest.fixture
def people(project: Project) -> Project:
    project.media.mkdir(exist_ok=True)
    curate(project)
    tell(project, AT_ONCE, "Honest prices, every single time.", begin=0.1)
    return project


def derive(project: Project, copy: Path) -> None:
    """As if the copies of the clips had been made, as they may be shown now."""
    folder = folders(project)[COPY]
    folder.mkdir(parents=True, exist_ok=True)
    with Store.reading(project.database) as store:
        for clip in store.query(CLIPS):
            shutil.copy(copy, folder / names(clip)[COPY])


def pieces(project: Project, *answers: str) -> list[Piece]:
    wanted = Wanted(answers=answers, extent="answer")
    return find_pieces(project, find_quotations(project, wanted, "internal", TODAY).quotations)


def test_there_is_a_breath_around_but_no_other_word(people: Project, numbered: Numbered) -> None:
    derive(people, numbered(10, seconds=12.0))
    alone, first, second, early = pieces(people, f"{FULL}-1", f"{TWO}-1", f"{TWO}-2", f"{AT_ONCE}-1")
    assert alone.span.start == pytest.approx(alone.quotation.start - 0.25)
    assert alone.span.end == pytest.approx(alone.quotation.end + 0.25)
    assert alone.said.start == pytest.approx(0.25)
    # The words of the question stand a tenth of a second before and after: half of that is left to them.
    assert first.span.start == pytest.approx(first.quotation.start - 0.05)
    assert first.span.end == pytest.approx(first.quotation.end + 0.05)
    assert second.span.start == pytest.approx(second.quotation.start - 0.05)
    assert early.span.start == 0.0
    assert alone.name == f"answer {FULL}-1"


def test_it_ends_where_the_clip_does(people: Project, numbered: Numbered) -> None:
    copy = numbered(10, seconds=8.5)
    derive(people, copy)
    [piece] = pieces(people, f"{FULL}-1")
    assert piece.span.end == pytest.approx(8.5, abs=0.05) == piece.probe.duration


def test_what_is_redacted_now_is_not_in_an_older_copy(people: Project, numbered: Numbered) -> None:
    derive(people, numbered(10, seconds=12.0))
    [before] = pieces(people, f"{FULL}-1")
    with deciding(people) as made:
        made.redact(f"{FULL}-1", 11, 11)
    with pytest.raises(ClipError, match="no copy for the web") as problem:
        pieces(people, f"{FULL}-1")
    assert problem.value.remedy == "Run vox derive."
    derive(people, numbered(10, seconds=12.0))
    [after] = pieces(people, f"{FULL}-1")
    assert after.copy != before.copy
    assert after.span == before.span


def test_a_copy_that_is_cut_short_is_told(people: Project, numbered: Numbered) -> None:
    derive(people, numbered(10, seconds=3.0))
    with pytest.raises(ClipError, match="ends before"):
        pieces(people, f"{FULL}-1")
