"""What every kind of file becomes: rows under named columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        number: As whoever looks into the file counts: a line, a row of a sheet, an entry of a list; from 1.
        cells: What stands in each column; what is empty is left out.
        problem: Why it could not be read, as a sentence; empty if it could.
    """

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as rows.

    Attributes:
        form: What it was taken for, such as `CSV with semicolons, cp1252`.
        columns: In the order of the file.
        read: Reads it from the beginning, row by row: it is never held as a whole.
        fixed: Columns whose meaning the format itself tells, by field.
        is_escaped: Whether its texts are written as HTML: `&amp;` for `&`.
    """

    form: str
    columns: tuple[str, ...]
    read: Callable[[], Iterator[Row]]
    fixed: dict[str, str] = field(default_factory=dict)
    is_escaped: bool = False

    def head(self, count: int) -> list[Row]:
        """Its first rows."""
        return list(islice(self.read(), count))


def named(head: list[str]) -> list[str]:
    """Names of columns, each different: one without a name is called by its place."""
    names: list[str] = []
    for place, cell in enumerate(head, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        again, number = name, 2
        while again in names:
            again = f"{name} ({number})"
            number += 1
        names.append(again)
    return names
