"""Rows of CSV files and Excel workbooks, read as they come."""

import csv
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

from pipeline.brought.sheet import Row, Sheet, named
from pipeline.letters import encoding_of
from pipeline.sheets import as_typed
from schemas.errors import UsageError

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

_LONGEST = 1 << 20
"""Characters of a cell: beyond that a quotation mark was never closed, and the rest of the file is in it."""

_HEAD = 30
"""Lines by which the delimiter and the row of headings are found."""

_COUNTED = 1000
"""Rows up to which sheets are counted to find the one with the answers."""

_OPEN_ENDED = {"response", "open-ended response"}
"""What SurveyMonkey writes in its second row of headings, under a question that is answered freely."""

_VALUE = re.compile(r"\s*(?:[\d.,:/+ -]+|\d{4}-\d\d-\d\d\S*|https?://\S*|\S+@\S+\.\S+)\s*")
"""A number, a day, an address: none of them is a heading."""

_LONGEST_HEADING = 300

# As programs that show sheets number rows: a cell with several lines is in one row.
Line = tuple[int, list[str], str]
"""A row's number in the file, its cells, and why it cannot be read if it cannot."""


def open_csv(path: Path) -> Sheet:
    """A file with delimiters between its cells, whichever they are.

    Raises:
        UsageError: It is no text, or there is nothing in it.
    """
    encoding = encoding_of(path)
    counts = {delimiter: _regularity(path, encoding, delimiter) for delimiter in _DELIMITERS}
    delimiter = max(counts, key=lambda each: counts[each])
    found = f"CSV with {_DELIMITERS[delimiter]}" if counts[delimiter] > 0 else "one column"
    return _under_headings(
        path, f"{found}, {encoding.upper()}", lambda: _csv_lines(path, encoding, delimiter)
    )


def open_xlsx(path: Path, wanted: str | None) -> Sheet:
    """A sheet of a workbook.

    Args:
        path: The workbook.
        wanted: The sheet's name; None for the one with most rows, of several alike the first.

    Raises:
        UsageError: It is no workbook, or has no such sheet.
    """
    with _workbook(path) as book:
        names = [sheet.title for sheet in book.worksheets]
        if wanted and wanted not in names:
            raise UsageError(f"{path.name} has no sheet '{wanted}'.", f"Its sheets are: {', '.join(names)}.")
    name = wanted or max(names, key=lambda each: sum(1 for _ in islice(_xlsx_lines(path, each), _COUNTED)))
    form = f"Excel, sheet {name}" if len(names) > 1 else "Excel"
    return _under_headings(path, form, lambda: _xlsx_lines(path, name))


def _csv_lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(_LONGEST)
    # A byte that is no letter becomes a mark that is seen, and the row is refused for it.
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(_without_nul(file), delimiter=delimiter)
        for number in count(1):
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield number, [], "a quotation mark is opened there and never closed"
                continue
            if any(cell.strip() for cell in cells):
                yield number, cells, ""


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\x00", "")


def _regularity(path: Path, encoding: str, delimiter: str) -> float:
    """How evenly a delimiter cuts the first lines; 0 where it cuts none.

    It is the share of lines with the commonest number of cells; of two alike the one that cuts more.
    """
    widths = [len(cells) for _, cells, _ in islice(_csv_lines(path, encoding, delimiter), _HEAD)]
    common = max(set(widths), key=widths.count, default=1)
    return 0.0 if common == 1 else widths.count(common) / len(widths) * (1 + common / 100)


class _Workbook:
    """Opens a workbook to be read row by row."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Any:
        from openpyxl import load_workbook

        # openpyxl warns of colours and lists that it does not know: nothing that is read here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                self._book = load_workbook(self._path, read_only=True, data_only=True)
            except Exception as problem:
                # What it raises over a broken file is whatever it stumbles upon.
                raise UsageError(
                    f"{self._path.name} cannot be read as a workbook.",
                    "Open it in the program that made it, and save it as XLSX or CSV.",
                ) from problem
        return self._book

    def __exit__(self, *problem: object) -> None:
        self._book.close()


def _workbook(path: Path) -> _Workbook:
    return _Workbook(path)


def _xlsx_lines(path: Path, name: str) -> Iterator[Line]:
    with _workbook(path) as book, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = book[name]
        # Some programs write wrong ones.
        sheet.reset_dimensions()
        rows = iter(sheet.iter_rows(values_only=True))
        for number in count(1):
            try:
                cells = [as_typed(value) for value in next(rows)]
            except StopIteration:
                return
            except Exception:
                yield number, [], "the workbook is damaged from here on"
                return
            if any(cell.strip() for cell in cells):
                yield number, cells, ""


def _under_headings(path: Path, form: str, lines: Callable[[], Iterator[Line]]) -> Sheet:
    """Rows under the headings that are found in the first lines; without any, columns are called by place."""
    first = list(islice(lines(), _HEAD))
    if not first:
        raise UsageError(f"There is nothing in {path.name}.", "Choose the file with the answers.")
    width = max(len(cells) for _, cells, _ in first)
    # What stands above the headings, such as a title, has fewer cells.
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells, _ in first]
    place = next((at for at, count in enumerate(filled) if count * 2 > max(filled)), 0)
    head, form_of_head = first[place][1], 1
    if not _is_headings([cells for _, cells, _ in first[place:]]):
        place, head, form_of_head = 0, [], 0
    elif place + 1 < len(first) and _is_second_row_of_headings(first[place + 1][1]):
        head = list(_joined(head, first[place + 1][1]))
        form_of_head, form = 2, f"SurveyMonkey, {form}"
    while head and not head[-1].strip():
        head = head[:-1]
    width = len(head) or width
    columns = named(head or [""] * width)
    skipped = place + form_of_head

    def read() -> Iterator[Row]:
        for number, cells, problem in islice(lines(), skipped, None):
            extra = [cell for cell in cells[width:] if cell.strip()]
            if extra and not problem:
                problem = f"it has {len(cells)} cells under {width} headings"
            told = zip(columns, cells, strict=False)
            yield Row(number, {name: cell for name, cell in told if cell.strip()}, problem)

    return Sheet(form, tuple(columns), read)


def _is_headings(lines: Sequence[Sequence[str]]) -> bool:
    """Whether the first of some lines is one of headings and not of answers."""
    head = [cell.strip() for cell in lines[0] if cell.strip()]
    if any(map(_is_value, head)) or len(lines) == 1:
        return False
    if len(set(head)) * 2 < len(head) or any(len(cell) > _LONGEST_HEADING for cell in head):
        return False
    columns = [
        (cell.strip(), _below(lines[1:], place)) for place, cell in enumerate(lines[0]) if cell.strip()
    ]
    if any(below and 2 * sum(map(_is_value, below)) > len(below) for _, below in columns):
        return True  # Numbers, days or addresses stand below a word.
    # A heading is a question, or short beside the sentences below it.
    return all(
        cell.endswith("?") or len(cell.split()) * 2 <= max(6.0, _words(below)) for cell, below in columns
    )


def _below(lines: Iterable[Sequence[str]], place: int) -> list[str]:
    return [line[place].strip() for line in lines if len(line) > place and line[place].strip()]


def _is_value(cell: str) -> bool:
    return bool(_VALUE.fullmatch(cell))


def _words(cells: Sequence[str]) -> float:
    return sum(len(cell.split()) for cell in cells) / len(cells) if cells else 0.0


def _is_second_row_of_headings(cells: Sequence[str]) -> bool:
    return not cells[0].strip() and any(cell.strip().lower() in _OPEN_ENDED for cell in cells)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    """Two rows of headings as one: a question stands above the first of its columns only."""
    question = ""
    for above, below in zip(upper, chain(lower, [""] * len(upper)), strict=False):
        question = above.strip() or question
        detail = below.strip()
        yield question if not detail or detail.lower() in _OPEN_ENDED else f"{question}: {detail}"
