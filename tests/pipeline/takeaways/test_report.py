"""The report counts people and not answers, quotes exactly, and names and shows nobody who may not leave."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from pipeline.corrections import correcting
from pipeline.ingest import Report
from pipeline.project import Project, find_project
from pipeline.quotations import Wanted
from pipeline.store import Store
from pipeline.takeaways.report import make_report
from pipeline.takeaways.report.findings import find_all
from pipeline.takeaways.report.shares import interval
from schemas.errors import UsageError
from schemas.people import Channel
from tests.publish.curated import FIRST, FULL, NOBODY, PEOPLE, TWO, consent, curate, deciding, tell

TODAY = date(2026, 11, 29)


@pytest.fixture
def people(project: Project) -> Project:
    return curate(project)


def found(project: Project, channel: Channel = "internal", **wanted: Any) -> Any:
    with Store.reading(project.database) as store:
        return find_all(project, store, Wanted(**wanted), channel, TODAY)


def written(project: Project, channel: Channel = "internal", **wanted: Any) -> str:
    target = project.root / "report.html"
    make_report(project, Wanted(**wanted), channel, TODAY, [target])
    return target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "of", "low", "high"),
    # By statsmodels 0.14, proportion_confint(number, of, method="wilson").
    [(2, 16, 0.0350, 0.3602), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_shares_are_as_unsure_as_few_people_make_them(number: int, of: int, low: float, high: float) -> None:
    assert interval(number, of) == pytest.approx((low, high), abs=1e-4)


def test_people_are_counted_and_not_answers(people: Project) -> None:
    # She says the same in a second clip.
    tell(people, "e" * 16, "They listen to me, every single time.")
    with deciding(people) as made:
        made.name(f"{'e' * 16}-1", PEOPLE[FULL][0])
    told = found(people)
    assert (told.asked.people, told.asked.answers) == (4, 6)
    listening = next(share for share in told.shares if share.theme.slug == "attention")
    assert (listening.people, listening.of_people, listening.answers) == (1, 4, 2)
    assert listening.low < listening.share < listening.high


def test_each_quote_stands_once_among_the_themes_and_is_exact(people: Project) -> None:
    told = found(people)
    quotes = [quote for theme in told.themes for quote in theme.quotes]
    assert quotes
    assert len({quote.answer_id for quote in quotes}) == len(quotes)
    page = written(people)
    for quote in told.quoted:
        assert quote.text.replace("'", "&#39;") in page
        assert f"{quote.answer_id}, {quote.start:.2f} to {quote.end:.2f} s; {quote.revision}" in page


def test_others_read_only_what_may_leave_and_nobodys_name_but_as_agreed(people: Project) -> None:
    with deciding(people) as made:
        for clip in (FULL, FIRST, NOBODY):
            made.approve_quote(f"{clip}-1")
    page = written(people, "web")
    for secret in ("Fitzgibbon", "Persephone", "Oyelaran", "zanzibar", "secret-party", "moneypenny", TWO):
        assert secret not in page
    assert "Internal" not in page
    assert "Internal" in written(people)
    consent(people, PEOPLE[FULL][0], "withdrawn")
    assert "Quackenbush" not in written(people, "web")
    assert found(people, "web").asked.people == 2


def test_what_was_left_out_is_told_with_its_reason(people: Project) -> None:
    page = written(people, "web")
    assert "Left out: 2 answers: It is not approved yet.; 2 answers: Nobody is named who says it." in page


def test_themes_that_oppose_each_other_are_told_once(people: Project) -> None:
    pairs = [{pair.one.share.theme.slug, pair.other.share.theme.slug} for pair in found(people).contrasts]
    assert all(pairs.count(pair) == 1 for pair in pairs)


def test_what_people_say_is_text_and_fetches_nothing(people: Project) -> None:
    tell(
        people,
        "f" * 16,
        "Patience! </style><script>alert(1)</script> <img src=http://x.test/y> listens.",
    )
    page = written(people)
    assert "<script" not in page and "<img src=http" not in page
    assert "default-src 'none'" in page
    assert not re.search(r'(?:src|href)="(?!data:|#)', page)


def test_nothing_to_tell_is_told_and_nothing_is_written(people: Project) -> None:
    with pytest.raises(UsageError, match="No answer matches"):
        written(people, text="submarine")
    assert not (people.root / "report.html").exists()


def test_it_is_printed_with_pictures(examples: tuple[Project, Report], tmp_path: Path) -> None:
    shutil.copytree(examples[0].root, tmp_path / "project")
    project = find_project(tmp_path / "project")
    with Store.reading(project.database) as store:
        [first, *_] = [row["id"] for row in store.query("SELECT id FROM answers WHERE NOT off_topic")]
    with correcting(project, "Zoe") as made:
        made.name(first, "Ann Łąki-Ōta")
    targets = [tmp_path / "heard.html", tmp_path / "heard.pdf"]
    told = make_report(project, Wanted(), "internal", TODAY, targets)
    page = targets[0].read_text(encoding="utf-8")
    seen = [quote for quote in told.quoted if quote.has_picture]
    assert seen and page.count("data:image/jpeg;base64,") >= len(seen)
    pdf = PdfReader(targets[1])
    assert pdf.metadata and pdf.metadata.title == told.title
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert project.settings.question in text
    assert all(str(share.people) + " of " + str(share.of_people) in text for share in told.shares)
    assert not list(tmp_path.glob(".heard*"))
