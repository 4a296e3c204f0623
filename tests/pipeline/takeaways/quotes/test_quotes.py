"""Quotes in every form hold the exact words, with who says them as they agreed to be called."""

import csv
import io
import json
import sqlite3
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from pipeline.project import Project
from pipeline.quotations import Wanted, find_quotations
from pipeline.sheets import read_sheet
from pipeline.takeaways.keeping import INTERNAL
from pipeline.takeaways.quotes import FORMATS, PRINTED, Sheet, arrange, find_format, render, write_quotes
from pipeline.takeaways.quotes.sheet import LOCAL_SITE
from pipeline.takeaways.verify import verify
from schemas.errors import UsageError
from schemas.people import Channel
from tests.publish.curated import FULL, NOBODY, deciding, tell

TODAY = date(2026, 11, 29)
ODD = '1. *Never* [say] <b>so</b> & `that` | #1 =SUM(A1) "he" said_it_ ~~twice~~ \\ 5 > 4.'


def sheet(project: Project, channel: Channel = "internal", url: str = "", **wanted: object) -> Sheet:
    asked = Wanted(**wanted)  # type: ignore[arg-type]
    return arrange(project, asked, find_quotations(project, asked, channel, TODAY), channel, url)


@pytest.fixture
def odd(people: Project) -> Project:
    """There is also an answer of which every sign means something to some program."""
    tell(people, "e" * 16, ODD)
    tell(people, "f" * 16, "=2+3 is what they charged me for that.")
    with deciding(people) as made:
        made.name(f"{'e' * 16}-1", "Zoë <i>*O'Neill*</i>")
    return people


@pytest.mark.parametrize("form", ["md", "html", "txt", "docx"])
def test_what_is_written_is_verbatim_by_our_own_check(odd: Project, form: str) -> None:
    written = sheet(odd, extent="answer")
    path = odd.root / f"quotes.{form}"
    write_quotes(odd, written, path, form)
    found = verify(odd, path, "internal", TODAY)
    assert [each.kind for each in found.verdicts] == ["verbatim"] * len(written.quotations)
    assert len(written.quotations) == 7
    with sqlite3.connect(odd.database) as db:
        kept = db.execute("SELECT count(*) FROM takeaway_answers WHERE path = ?", [path.name]).fetchone()
    assert kept == (7,)


def test_rows_hold_all_there_is_to_know_and_run_nothing(odd: Project) -> None:
    written = sheet(odd, extent="answer")
    for form in ("csv", "xlsx"):
        path = odd.root / f"quotes.{form}"
        write_quotes(odd, written, path, form)
        rows = [row for _, row in read_sheet(path).rows]
        assert [row["quote"] for row in rows] == [each.text for each in written.quotations]
        told = next(row for row in rows if row["answer"] == f"{FULL}-1")
        assert told["name"] == "Ottilie Quackenbush" and told["role"] == "Gardener"
        assert told["link"].startswith(f"{LOCAL_SITE}/answer/{FULL}-1?t=")
        assert told["said on"] == "2025-05-12"
        assert told["channel"] == "internal"
        assert told["transcript"].startswith("scripted m ")
    cells = [
        cell for row in load_workbook(odd.root / "quotes.xlsx").worksheets[0].iter_rows() for cell in row
    ]
    assert not [cell for cell in cells if cell.data_type == "f"]
    printed = next(csv.reader(io.StringIO(render(written, "csv"))))
    assert printed[0] == "quote"
    assert "\n'=2+3" in render(written, "csv").replace("\r", "")


def test_json_says_the_same(people: Project) -> None:
    written = sheet(people, extent="answer", answers=(f"{FULL}-1",))
    [quote] = json.loads(render(written, "json"))["quotes"]
    [same] = written.quotations
    assert (quote["text"], quote["start"], quote["end"]) == (same.text, same.start, same.end)
    assert quote["speaker"]["name"] == "Ottilie Quackenbush"
    assert quote["address"] == same.address


def test_what_stays_inside_says_so_and_what_goes_out_holds_no_more_than_agreed(people: Project) -> None:
    for form in ("md", "html", "txt"):
        assert INTERNAL in render(sheet(people, extent="answer"), form)
        out = render(sheet(people, "web", extent="answer"), form)
        assert INTERNAL not in out and LOCAL_SITE not in out
        for private in ("Fitzgibbon", "Persephone", "Oyelaran", "secret-party", "zanzibar"):
            assert private not in out
        assert "Bartholomew, Gardener" in out
        assert "A customer" in out
        linked = render(sheet(people, "web", url="https://voices.example/", extent="answer"), form)
        assert f"https://voices.example/answer/{NOBODY}-1?t=" in linked


def test_who_is_paid_is_told(people: Project) -> None:
    with deciding(people) as made:
        made.describe("Ottilie Quackenbush", relation="paid")
    text = render(sheet(people, extent="answer", answers=(f"{FULL}-1",)), "txt")
    assert "— Ottilie Quackenbush, Gardener, Wellingtonia Ltd (paid)" in text


def test_order_and_headings(people: Project) -> None:
    by_theme = sheet(people, extent="answer")
    counts = [len(group.quotations) for group in by_theme.groups if group.heading != "Other"]
    assert counts == sorted(counts, reverse=True)
    assert len({each.answer_id for each in by_theme.quotations}) == len(by_theme.quotations)
    asked = sheet(people, extent="answer", answers=(f"{NOBODY}-1", f"{FULL}-1"))
    assert [each.clip_id for each in asked.quotations] == [NOBODY, FULL]
    assert [group.heading for group in asked.groups] == [""]
    named = sheet(people, extent="answer", people=("Ottilie Quackenbush", "Bartholomew Fitzgibbon"))
    assert {group.heading for group in named.groups} == {
        "Ottilie Quackenbush, Gardener, Wellingtonia Ltd",
        "Bartholomew, Gardener",
    }
    theme = by_theme.quotations[0].themes[0]
    assert {group.heading for group in sheet(people, themes=(theme.slug,)).groups} == {theme.label}


def test_word_is_told_nothing_of_the_machine(people: Project) -> None:
    path = people.root / "quotes.docx"
    write_quotes(people, sheet(people, "web", extent="answer", url="https://voices.example"), path, "docx")
    told = docx.Document(str(path))
    assert (told.core_properties.author, told.core_properties.comments) == ("", "")
    styles = [each.style.name for each in told.paragraphs if each.style]
    assert styles.count("Quote") == 3
    links = [each.address for paragraph in told.paragraphs for each in paragraph.hyperlinks]
    assert len(links) == 3 and all(link.startswith("https://voices.example/answer/") for link in links)
    packed = zipfile.ZipFile(path)
    for name in packed.namelist():
        assert b"Fitzgibbon" not in packed.read(name)
        assert str(people.root).encode() not in packed.read(name)


def test_which_form(tmp_path: Path) -> None:
    assert find_format(None, None) == "md"
    assert find_format(None, Path("a.docx")) == "docx"
    assert find_format("csv", Path("a.docx")) == "csv"
    assert find_format("Markdown", None) == "md"
    assert {*PRINTED} < {*FORMATS}
    with pytest.raises(UsageError, match="cannot be written as 'pdf'"):
        find_format(None, Path("a.pdf"))


def test_a_failure_leaves_nothing(people: Project) -> None:
    written = sheet(people, extent="answer")
    with pytest.raises(UsageError, match="is a folder"):
        write_quotes(people, written, people.media, "md")
    long = people.root / "long.xlsx"
    tell(people, "e" * 16, "word " * 9_000)
    with pytest.raises(UsageError, match="too long for XLSX"):
        write_quotes(people, sheet(people, extent="answer"), long, "xlsx")
    assert not [path for path in people.root.iterdir() if "long" in path.name]
