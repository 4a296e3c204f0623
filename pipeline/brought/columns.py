"""Which column holds what: guessed from the headings and from what stands below them."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from importlib.resources import files

import yaml
from rapidfuzz import fuzz, process

from pipeline.brought.dates import looks_like_a_date
from pipeline.brought.sheet import Row, Sheet
from schemas.errors import UsageError

FIELDS = (
    *("text", "name", "date", "address", "id", "role", "company", "place", "language", "collection"),
    *("contact", "consent"),
)
"""What vox wants to know of an answer; only the text is needed. A contact is never kept: it tells people of
one name apart. Whether people agreed is never guessed."""

_SAMPLE = 300
"""Rows by which columns are guessed."""

_HEADINGS: dict[str, list[str]] = yaml.safe_load(
    files(__package__).joinpath("headings.yaml").read_text(encoding="utf-8")
)

_ADDRESS = re.compile(r"https?://\S+$")

_PICTURES = re.compile(r"(?i)photo|avatar|image|picture|thumbnail|profile|icon")
"""Addresses that are not of what somebody wrote."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
"""An e-mail address: it is private, and never taken in."""

_LONGEST_LABEL = 6
"""Words of a heading that is no question."""

_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\s.\-/:?]+")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column holds what.

    Attributes:
        columns: The column's name, by field of `FIELDS`.
        others: Columns that could be the text as well, the likeliest first: other questions of a survey.
    """

    columns: dict[str, str]
    others: tuple[str, ...] = field(default=())

    def get(self, name: str, row: Row) -> str | None:
        """What a row has in the column of a field; None where there is nothing."""
        column = self.columns.get(name)
        return row.cells.get(column) if column else None


def guess(sheet: Sheet, question: str, told: Map[str, str]) -> Mapping:
    """Which column holds what.

    Args:
        sheet: The file.
        question: The question of the project: of a survey with several, the one most like it is meant.
        told: What somebody said of it, by field.

    Raises:
        UsageError: Somebody named a field or a column that there is not, or no column holds texts.
    """
    for name, column in told.items():
        _require(name, FIELDS, "field", "Fields are")
        _require(column, sheet.columns, "column", "The columns are")
    rows = [row for row in sheet.head(_SAMPLE) if not row.problem]
    theirs = [each for each in sheet.columns if not _is_in_return(each)]
    found = dict(sheet.fixed)
    taken = {*told.values(), *found.values()}
    for name in FIELDS:
        if name in told or name in found or name in ("text", "consent"):
            continue
        fits = [each for each in theirs if each not in taken and _fits(name, each, _below(each, rows))]
        if fits:
            found[name] = min(fits, key=lambda each: _rank(name, each))
            taken.add(found[name])
    if "text" in told:
        return Mapping({**found, **told})
    texts = sorted(
        (each for each in theirs if each not in taken or each == found.get("text")),
        key=lambda each: _as_text(each, _below(each, rows), question),
        reverse=True,
    )
    texts = [each for each in texts if each == found.get("text") or _is_prose(each, _below(each, rows))]
    if not texts:
        raise UsageError(
            "No column holds texts that could be answers.",
            f"Say which does: --map text=COLUMN. The columns are: {_listed(sheet.columns)}.",
        )
    return Mapping({"text": texts[0], **found, **told}, tuple(texts[1:]))


def parse_map(told: Iterable[str]) -> dict[str, str]:
    """What is said by `text=Comment,name=Author`: the column of each field.

    A comma in the name of a column is written as it is: only what is followed by a field and `=` begins anew.

    Raises:
        UsageError: There is no `=` in it, or a field is said twice.
    """
    found: dict[str, str] = {}
    fields = "|".join(FIELDS)
    for each in told:
        for part in re.split(rf",(?=\s*(?:{fields})\s*=)", each):
            name, equals, column = part.partition("=")
            if not equals or not column.strip():
                raise UsageError(
                    f"'{part.strip()}' does not say which column is meant.",
                    "Write it like: --map text=Comment,name=Author,date=Posted",
                )
            name = name.strip().lower()
            if name in found:
                raise UsageError(f"The field {name} is given twice.", "Give it one column.")
            found[name] = column.strip()
    return found


def _require(said: str, known: Sequence[str], what: str, remedy: str) -> None:
    if said in known:
        return
    near = process.extractOne(said, known, scorer=fuzz.ratio, processor=str.lower, score_cutoff=60)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise UsageError(f"There is no {what} '{said}'.{hint}", f"{remedy}: {_listed(known)}.")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" if " " in name else name for name in names)


def _below(column: str, rows: Sequence[Row]) -> list[str]:
    return [row.cells[column].strip() for row in rows if row.cells.get(column, "").strip()]


def _heading(column: str) -> list[str]:
    """A heading as it is compared: all of it, and its last parts, as names of JSON are paths."""
    parts = [part.lower() for part in _SPLIT.split(column) if part]
    return [" ".join(parts[at:]) for at in range(max(0, len(parts) - 3), len(parts))] + [" ".join(parts)]


def _is_in_return(column: str) -> bool:
    """Whether a column holds what was replied to people; a question may speak of replies, too."""
    parts = [part.lower() for part in _SPLIT.split(column) if part]
    return (
        len(parts) <= _LONGEST_LABEL
        and "?" not in column
        and any(part in _HEADINGS["in_return"] for part in parts)
    )


def _rank(name: str, column: str) -> int:
    """How well a heading fits a field: 0 is best; beyond all headings where it fits none."""
    known = _HEADINGS[name]
    return min((known.index(each) for each in _heading(column) if each in known), default=len(known))


def _fits(name: str, column: str, below: Sequence[str]) -> bool:
    if not below:
        return False
    is_named = _rank(name, column) < len(_HEADINGS[name])
    known = " ".join(_heading(column)[-1:])
    if name == "name" and any(part in _HEADINGS["things"] for part in known.split()[:-1]):
        return False
    if name == "date":
        share = _share(looks_like_a_date, below)
        return share > 0.8 if is_named else share > 0.95 and not _share(str.isdecimal, below)
    if name == "address":
        return not _PICTURES.search(column) and _share(lambda each: bool(_ADDRESS.match(each)), below) > 0.8
    is_contact = _share(lambda each: bool(EMAIL.search(each)), below) > 0.5
    if is_contact or name == "contact":
        return name == "contact" and (is_contact or (is_named and _words(below) <= 1))
    if not is_named or (known in _HEADINGS["ambiguous"] and _words(below) > 6):
        return False
    if name == "id":
        return 2 * len(set(below)) > len(below) and _words(below) <= 1
    # Names, roles and places are short.
    return _words(below) <= 6


def _is_prose(column: str, below: Sequence[str]) -> bool:
    """Whether anything stands there that somebody may have written as an answer."""
    worded = [
        each for each in below if len(re.findall(r"[^\W\d_]+", each)) >= 1 and not EMAIL.fullmatch(each)
    ]
    if len(worded) * 2 < len(below) or not worded:
        return False
    if _share(looks_like_a_date, below) > 0.8 or _share(lambda each: bool(_ADDRESS.match(each)), below) > 0.5:
        return False
    if _rank("text", column) < len(_HEADINGS["text"]):
        return True
    # What was chosen from a list, as a country or yes and no, is the same again and again.
    return _words(worded) >= 3 or len({each.lower() for each in worded}) > max(4, len(worded) / 2)


def _as_text(column: str, below: Sequence[str], question: str) -> tuple[float, ...]:
    """How likely a column holds the answers: likeness to the question, a heading that says so, length."""
    named = _rank("text", column)
    asked = fuzz.token_set_ratio(column.lower(), question.lower()) / 100
    return (
        asked if asked > 0.7 else 0.0,
        float(len(_HEADINGS["text"]) - named),
        _words(below),
    )


def _words(below: Sequence[str]) -> float:
    """How many words stand in a cell, on average."""
    return sum(len(each.split()) for each in below) / len(below) if below else 0.0


def _share(is_so: object, below: Sequence[str]) -> float:
    assert callable(is_so)
    return sum(bool(is_so(each)) for each in below) / len(below) if below else 0.0
