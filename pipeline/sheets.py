"""Sheets of rows as files, to and from a spreadsheet: CSV and XLSX.

XLSX is written and read by openpyxl, CSV by the csv module; here is what spreadsheets do to both: Excel
writes CSV with semicolons, in cp1252 or UTF-16, it turns days into moments and numbers into fractions, and it
runs what begins with "=". That is taken as meant, and nothing that is written can run.
"""

import csv
import io
import re
import unicodedata
import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from pipeline.disk import plain_disk_errors, replacing
from schemas.errors import UsageError

FORMATS = ("csv", "xlsx")

_RUNS = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
"""What a spreadsheet would run as a formula, or would have run without the quotes before it."""

_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"))
"""What a spreadsheet shows in place of what it could not work out."""

_LOST = "\N{REPLACEMENT CHARACTER}"

_ROWS_WITH_CHOICES = 10_000

_LONGEST_CELL = 32_767
"""Characters: what a cell of XLSX holds."""

_WIDEST = 48


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that was read: its columns in small letters, and its rows with their numbers in the file."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def tidy_line(text: str) -> str:
    """A text as it is kept where it is one line, such as a name: without what cannot be seen or stored."""
    return " ".join(_storable(text).split())


def tidy_text(text: str) -> str:
    """A text as it is kept where it may have several lines; likewise."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_storable(line).rstrip() for line in lines).strip()


def damage(cell: str, before: str = "") -> str:
    """What a spreadsheet has done to a cell, as a sentence; empty where nothing is seen.

    Args:
        cell: What stands there now.
        before: What stood there.
    """
    if cell.upper() in _ERRORS:
        return f"There is the error {cell} of the spreadsheet. Write what is meant."
    # Excel writes "?" for every letter that its older form of CSV does not know.
    asked = before.encode("cp1252", errors="replace").decode("cp1252")
    if _LOST in cell.replace(before, "") or (asked != before and cell == asked):
        return "Letters were lost when it was saved. Save it as XLSX, or as 'CSV UTF-8'."
    return ""


def write_sheet(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    choices: Mapping[str, Iterable[str]] | None = None,
    days: Collection[str] = (),
) -> None:
    """Write rows under a head; the ending of the name says how.

    Args:
        path: Where: `.csv` or `.xlsx`.
        columns: Their names, in order.
        rows: A text for each column.
        choices: For some columns, what may be chosen there.
        days: Columns that hold days, as ISO 8601.

    Raises:
        UsageError: The name has another ending, there is no such folder, or a text is too long for XLSX.
        MachineError: It cannot be written.
    """
    form = _form(path)
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.", "Make it, or choose another with --out.")
    with plain_disk_errors(path.parent), replacing(path) as unfinished:
        if form == "csv":
            # With a mark of UTF-8 in front, without which Excel takes it for cp1252.
            with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
                write_csv(file, columns, rows)
        else:
            _write_xlsx(unfinished, columns, rows, choices or {}, days)


def decoded(content: bytes) -> str:
    """The text of a file, whatever program wrote it.

    Raises:
        ValueError: It is no text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding)
    if b"\x00" in content:
        raise ValueError("this is no text")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def write_csv(file: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows under a head as CSV to a file that is open and leaves the ends of lines as they are."""
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([[_harmless(row[column]) for column in columns] for row in rows])


def read_sheet(path: Path) -> Table:
    """Read rows under a head, whatever a spreadsheet made of them.

    Raises:
        UsageError: There is no such file, it is no sheet, or it has no head.
    """
    form = _form(path)
    try:
        lines = _read_csv(path) if form == "csv" else _read_xlsx(path)
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.", "Make one with: vox people export") from None
    except (OSError, ValueError, csv.Error):
        raise UsageError(
            f"{path.name} cannot be read as a sheet.", "Save it as CSV or XLSX and try again."
        ) from None
    empty = next((place for place, line in enumerate(lines) if any(cell.strip() for cell in line)), 0)
    lines = lines[empty:]
    head = [" ".join(cell.casefold().replace("_", " ").split()) for cell in lines[0]] if lines else []
    if not any(head):
        raise UsageError(f"{path.name} has no row of headings.", "Begin with: vox people export")
    twice = sorted({name for name in head if name and head.count(name) > 1})
    if twice:
        raise UsageError(f"{path.name} has two columns called '{twice[0]}'.", "Take one of them away.")
    rows = tuple(
        (number, {name: cell for name, cell in zip(head, line, strict=False) if name})
        for number, line in enumerate(lines[1:], start=empty + 2)
        if any(cell.strip() for cell in line)
    )
    return Table(tuple(name for name in head if name), rows)


def _form(path: Path) -> str:
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise UsageError(
            f"{path.name} is neither a CSV nor an XLSX file.", "Choose a name with .csv or .xlsx."
        )
    return form


def _read_csv(path: Path) -> list[list[str]]:
    text = decoded(path.read_bytes())
    head = text.lstrip("\n\r").split("\n", 1)[0]
    comma = max(",;\t", key=head.count)
    found = csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    return [[_as_meant(cell) for cell in line] for line in found]


def _harmless(cell: str) -> str:
    return f"'{cell}" if _RUNS.match(cell) else cell


def _as_meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def _storable(text: str) -> str:
    """A text without signs that only steer and halves of signs: they are neither shown nor go in a sheet."""
    return "".join(map(_storable_sign, text))


def _storable_sign(sign: str) -> str:
    if sign in "\t\n\r" or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in "\ufffe\uffff"):
        return sign
    return " " if sign.isspace() else ""


def _write_xlsx(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    choices: Mapping[str, Iterable[str]],
    days: Collection[str],
) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(columns))
    sheet.freeze_panes = "A2"
    widths = [len(column) for column in columns]
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            text = _storable(row[column])
            if len(text) > _LONGEST_CELL:
                raise UsageError(
                    f"Row {number}, {column}: this text is too long for XLSX.", "Write CSV: --format csv"
                )
            cell = sheet.cell(number, place)
            if column in days:
                # Whatever is typed there becomes a day, as days are written where it is typed.
                cell.number_format = "yyyy-mm-dd"
                cell.value = _day(text)
            else:
                cell.number_format = "@"
                if text:
                    cell.value = text
            if isinstance(cell.value, str):
                # A text, also where it looks like a formula, a number or a day.
                cell.data_type = "s"
            widths[place - 1] = max(widths[place - 1], len(text))
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[letter].width = min(widths[place - 1] + 2, _WIDEST)
        if column in choices:
            known = DataValidation(type="list", formula1=f'"{",".join(choices[column])}"', allow_blank=True)
            sheet.add_data_validation(known)
            known.add(f"{letter}2:{letter}{_ROWS_WITH_CHOICES}")
    book.save(path)
    book.close()


def _day(text: str) -> date | str | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text or None


def _read_xlsx(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    # openpyxl warns of colours and lists that it does not know: nothing that is read here.
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            if isinstance(sheet, ReadOnlyWorksheet):
                # Some programs write wrong ones.
                sheet.reset_dimensions()
            lines = [[as_typed(value) for value in line] for line in sheet.iter_rows(values_only=True)]
        except Exception as problem:
            # What it raises over a broken file is whatever it stumbles upon.
            raise ValueError("this is no workbook") from problem
        book.close()
    while lines and not any(lines[-1]):
        lines.pop()
    width = len(next(filter(any, lines), []))
    return [line + [""] * (width - len(line)) for line in lines]


def as_typed(value: Any) -> str:
    """What stands in a cell, as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
