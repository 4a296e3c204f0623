"""Sheets come back as they went out, and as spreadsheets mangle them."""

from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pipeline.sheets import read_sheet, write_sheet
from schemas.errors import UsageError

COLUMNS = ("id", "name")

# What a name can hold: anything but what XML cannot, which no spreadsheet can show either.
texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=["Cc", "Cs"]),
    min_size=1,
)
nasty = st.sampled_from(
    ["=1+1", "+1", "-x", "@SUM(A1)", "'=1", "''=1", "'", "007", "1.0", "2026-11-24", "TRUE", ";", '"', ","]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(max_examples=60, deadline=None)
@given(names=st.lists(texts | nasty, min_size=1, max_size=5))
def test_any_names_come_back_as_they_were(folder: Path, form: str, names: list[str]) -> None:
    path = folder / f"people.{form}"
    write_sheet(path, COLUMNS, [{"id": str(place), "name": name} for place, name in enumerate(names)])
    assert [row["name"] for _, row in read_sheet(path).rows] == names


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_nothing_that_is_written_runs(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"people.{form}"
    write_sheet(path, COLUMNS, [{"id": "1", "name": "=HYPERLINK(1)"}])
    if form == "csv":
        assert "1,'=HYPERLINK(1)" in path.read_text("utf-8-sig")
    else:
        assert load_workbook(path).worksheets[0]["B2"].data_type == "s"


@pytest.mark.parametrize(
    ("encoding", "comma"), [("utf-8-sig", ","), ("utf-8", ";"), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_sheets_that_excel_saved_are_read(tmp_path: Path, encoding: str, comma: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(f"ID {comma}Name\r\n1{comma}Zoë\r\n{comma}\r\n".encode(encoding))
    table = read_sheet(path)
    assert table.columns == ("id", "name")
    assert [row for _, row in table.rows] == [{"id": "1", "name": "Zoë"}]


def test_days_and_numbers_are_what_somebody_typed(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Given_On", "wording version", "name", None])
    sheet.append([datetime(2026, 11, 24), 2.0, 7, "a note"])
    sheet.append([None, None, None])
    sheet.append([date(2026, 1, 2), 2.5, True])
    book.save(tmp_path / "people.xlsx")
    table = read_sheet(tmp_path / "people.xlsx")
    assert table.rows == (
        (2, {"given on": "2026-11-24", "wording version": "2", "name": "7"}),
        (4, {"given on": "2026-01-02", "wording version": "2.5", "name": "True"}),
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("people.txt", b"x", "people.txt is neither a CSV nor an XLSX file."),
        ("people.xlsx", b"this is no workbook", "people.xlsx cannot be read as a sheet."),
        ("people.csv", b"", "people.csv has no row of headings."),
        ("people.csv", b"\x00\x01\x02", "people.csv cannot be read as a sheet."),
        ("people.csv", b"name,Name\na,b\n", "people.csv has two columns called 'name'."),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as refused:
        read_sheet(tmp_path / name)
    assert refused.value.message == said


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> None:
    """A workbook of which another program wrote a part otherwise."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


def test_a_workbook_that_tells_a_wrong_size_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    write_sheet(path, COLUMNS, [{"id": "1", "name": "Ann"}, {"id": "2", "name": ""}])
    rewritten(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:B3"', b'<dimension ref="A1:A1"')
    assert read_sheet(path).rows == ((2, {"id": "1", "name": "Ann"}), (3, {"id": "2", "name": ""}))


def test_a_broken_workbook_is_told_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    write_sheet(path, COLUMNS, [{"id": "1", "name": "Ann"}])
    rewritten(path, "xl/worksheets/sheet1.xml", b"</sheetData>", b"")
    with pytest.raises(UsageError, match="cannot be read as a sheet"):
        read_sheet(path)


def test_a_text_that_is_too_long_for_a_cell_is_not_cut(tmp_path: Path) -> None:
    row = {"id": "1", "name": "x" * 40_000}
    with pytest.raises(UsageError, match="Row 2, name: this text is too long for XLSX"):
        write_sheet(tmp_path / "people.xlsx", COLUMNS, [row])
    write_sheet(tmp_path / "people.csv", COLUMNS, [row])
    assert read_sheet(tmp_path / "people.csv").rows == ((2, row),)


def test_empty_lines_before_the_head_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("\n;\nid;name\n1;Ann\n", "utf-8")
    assert read_sheet(tmp_path / "people.csv").rows == ((4, {"id": "1", "name": "Ann"}),)
