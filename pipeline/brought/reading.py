"""Rows become writings, or are refused with a reason."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import unquote

from pipeline.brought.columns import EMAIL, Mapping
from pipeline.brought.dates import Dates, either_way, order_of, shows_order
from pipeline.brought.sheet import Row, Sheet
from pipeline.languages import detected
from schemas.writings import Writing

LONGEST = 20_000
"""Characters: no answer is nearly as long; what is longer is a document, or a broken row."""

_SAMPLE = 1000
"""Rows by which is told whether day or month comes first, and which language is written."""

_NOTHING = re.compile(
    r"[\W_]*|n/?a|none|nil|null|nan|nothing|no answer|no comments?|-+|x+"
    r"|keine?|nichts|rien|aucun|nada|ninguno",
    re.IGNORECASE,
)
"""What people write who have nothing to say."""

_PHONE = re.compile(r"\+?[\d\s()./-]{6,}")

_YES = re.compile(r"(?:yes|y|true|1|ja|j|oui|sí|si|s|sim|tak|i agree|agree|agreed|ok|okay|x|checked)\b", re.I)
_NO = re.compile(
    r"(?:no|n|false|0|nein|non|nee|não|nie|disagree|disagreed|decline|declined|unchecked)\b", re.I
)
"""How answers begin of people who are asked for their consent."""

_BUT = re.compile(
    r"\b(?:but|not|only|except|without|if|unless|aber|nicht|nur|ohne|wenn|außer|mais|pas|sauf|seulement|sans"
    r"|pero|solo|sólo|sin|salvo)\b",
    re.I,
)
"""Words after which a yes is not one to everything."""

_SHOWN = 40

_WRAPPED = ('{"takeoutSegments"', '{"text"')

_LOST = "\N{REPLACEMENT CHARACTER}"

_STEERING = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e]"
)
"""Signs that are not seen and turn a text round or end it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A row that holds an answer.

    Attributes:
        identity: By what it is known again: its id or its address; else who wrote what when.
        writing: The answer; its key is `identity`, until a project makes one of it that tells nothing.
        contact: An address or a handle by which its author is told from others of that name; never kept.
        notes: What was left out of it, in words.
    """

    identity: str
    writing: Writing
    contact: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_by_text(self) -> bool:
        """Whether it is known by what it says: then twice the same in a file are two answers."""
        return self.identity.startswith("text\n")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that holds no answer: its number in the file, and why, as part of a sentence."""

    row: int
    reason: str


def read_rows(
    sheet: Sheet, columns: Mapping, origin: str, language: str | None = None, *, month_first: bool = False
) -> Iterator[Read | Refused]:
    """What each row holds, in order.

    Args:
        sheet: The file.
        columns: Which column holds what.
        origin: The name of the file.
        language: In which all of it is written; None to tell it row by row.
        month_first: Whether 3/5 is the fifth of March; else its other dates tell.
    """
    head = sheet.head(_SAMPLE)
    dates = Dates(day_first=False) if month_first else dates_of(sheet, columns)
    languages = _Languages([columns.get("text", row) or "" for row in head], language)
    # Numbers that merely count are the same in every survey: what was asked keeps them apart.
    counts = _only_counts([columns.get("id", row) for row in head])
    space = columns.columns["text"] if counts else ""
    for row in sheet.read():
        if row.problem:
            yield Refused(row.number, row.problem)
            continue
        cell = columns.get("text", row) or ""
        text = _text(unescape(cell) if sheet.is_escaped else _unwrapped(cell))
        if reason := _why_not(text):
            yield Refused(row.number, reason)
            continue
        author = _line(columns.get("name", row))
        notes = []
        if author and (EMAIL.search(author) or _PHONE.fullmatch(author)):
            author = None
            notes.append("its author is an e-mail address or a telephone number, which is not kept")
        said_at = columns.get("date", row)
        written_at = dates.read(said_at) if said_at else None
        if said_at and written_at is None:
            notes.append(f"its date '{_line(said_at)}' cannot be read and is not kept")
        address = _line(columns.get("address", row))
        if address and (not re.match(r"https?://[^\s/]", address) or EMAIL.search(unquote(address))):
            address = None
        if EMAIL.search(text):
            notes.append("an e-mail address stands in its text: take it out with vox correct redact")
        number = _line(columns.get("id", row))
        if number:
            identity = f"id\n{space}\n{number}"
        elif address:
            identity = f"address\n{address}"
        else:
            identity = f"text\n{author or ''}\n{either_way(written_at)}\n{' '.join(text.split())}"
        agreed, unclear = _agreed(columns.get("consent", row))
        if unclear:
            notes.append(f"its consent '{unclear[:_SHOWN]}' is neither yes nor no, and is not recorded")
        told = {name: _public(columns.get(name, row)) for name in ("role", "company", "place")}
        yield Read(
            identity=identity,
            writing=Writing(
                key=identity,
                text=text,
                origin=origin,
                row=row.number,
                author=author,
                address=address,
                written_at=written_at,
                language=languages.of(text, columns.get("language", row)),
                collection=_public(columns.get("collection", row)) or "",
                agreed=agreed,
                details={name: value for name, value in told.items() if value},
            ),
            contact=(_line(columns.get("contact", row)) or "").lower() or None,
            notes=tuple(notes),
        )


def dates_of(sheet: Sheet, columns: Mapping) -> Dates:
    """How the dates of a file are read: as its first rows show, or, where they do not, as any row does.

    Args:
        sheet: The file.
        columns: Which column holds what.
    """
    if "date" not in columns.columns:
        return Dates()
    found = order_of(_dates(islice(sheet.read(), _SAMPLE), columns))
    return found if found.is_sure else order_of(_until_sure(_dates(sheet.read(), columns)))


def _dates(rows: Iterable[Row], columns: Mapping) -> Iterator[str]:
    return (cell for row in rows if (cell := columns.get("date", row)))


def _until_sure(dates: Iterator[str]) -> Iterator[str]:
    """Dates up to the first that shows what comes first."""
    for date in dates:
        yield date
        if shows_order(date):
            return


def _only_counts(numbers: list[str | None]) -> bool:
    return all(each.isdecimal() and len(each) < 7 for each in numbers if each)


def _unwrapped(cell: str) -> str:
    """The text of a cell in which YouTube's export wraps it: `{"takeoutSegments": [{"text": ...}]}`."""
    if not cell.startswith(_WRAPPED):
        return cell
    try:
        told = json.loads(f"[{cell}]")
        return "".join(part["text"] for each in told for part in each.get("takeoutSegments", [each]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return cell


def _text(cell: str) -> str:
    """A cell as it is kept: word for word, without what is not seen."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_STEERING.sub("", line).strip() for line in lines).strip()


def _line(cell: str | None) -> str | None:
    return " ".join(_STEERING.sub("", cell).split()) or None if cell else None


def _agreed(cell: str | None) -> tuple[bool | None, str]:
    """Whether a cell says yes; None if it says nothing, or something else, which comes with it."""
    said = _line(cell) or ""
    if _NO.match(said):
        return False, ""
    if _YES.match(said) and not _BUT.search(said):
        return True, ""
    return None, said


def _public(cell: str | None) -> str | None:
    """A cell on one line, if there is no e-mail address in it."""
    line = _line(cell)
    return None if line and EMAIL.search(line) else line


def _why_not(text: str) -> str:
    """Why a text is no answer; empty if it is one."""
    if not text:
        return "there is no text in it"
    if len(text) > LONGEST:
        return f"its text has {len(text):,} characters, more than {LONGEST:,}: a document, or a broken row"
    if _LOST in text:
        return "letters in it were lost when the file was saved"
    if _NOTHING.fullmatch(text.strip(" .")) and not any(_is_pictogram(sign) for sign in text):
        return f"'{text[:20]}' says nothing"
    return ""


def _is_pictogram(sign: str) -> bool:
    return unicodedata.category(sign) == "So"


class _Languages:
    """Tells in which language a text is written.

    Args:
        texts: Some of the file: what most are written in is taken for those that are too short to tell.
        told: In which all are, if somebody said so.
    """

    def __init__(self, texts: list[str], told: str | None) -> None:
        self._told = told
        self._usual: str | None = None
        if told is None:
            sure = [found for text in texts if (found := detected(text))]
            self._usual = max(set(sure), key=sure.count, default=None)

    def of(self, text: str, said: str | None) -> str | None:
        """ISO 639-1 code, or None if it is not known.

        Args:
            text: The text.
            said: What the row itself says, as `en-GB`.
        """
        if said and re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)?", said.strip()):
            return said.strip()[:2].lower()
        return self._told or detected(text) or self._usual
