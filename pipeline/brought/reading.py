"""Rows become writings, or are refused with a reason."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from pipeline.brought.columns import EMAIL, Mapping
from pipeline.brought.dates import Dates, order_of
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

_LOST = "\N{REPLACEMENT CHARACTER}"

_STEERING = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e]"
)
"""Signs that are not seen and turn a text round or end it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A row that holds an answer.

    Attributes:
        identity: Of what its key is made: what is the same in the next export of the same answers.
        is_by_text: Whether that is the text itself, for want of anything better.
        writing: The answer; its key is that of `identity`.
        notes: What was left out of it, in words.
    """

    identity: str
    is_by_text: bool
    writing: Writing
    notes: tuple[str, ...] = ()

    @property
    def may_repeat(self) -> bool:
        """Whether the same identity twice in a file are two answers: ids and addresses are of one each."""
        return not self.identity.startswith(("id\n", "address\n"))


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
    dates = Dates(day_first=False) if month_first else dates_of(head, columns)
    languages = _Languages([columns.get("text", row) or "" for row in head], language)
    # Numbers that merely count are the same in every survey: what was asked keeps them apart.
    counts = _only_counts([columns.get("id", row) for row in head])
    space = columns.columns["text"] if counts else ""
    for row in sheet.read():
        if row.problem:
            yield Refused(row.number, row.problem)
            continue
        cell = columns.get("text", row) or ""
        text = _text(unescape(cell) if sheet.is_escaped else cell)
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
        if address and not re.match(r"https?://[^\s/]", address):
            address = None
        number = _line(columns.get("id", row))
        if number:
            identity = f"id\n{space}\n{number}"
        elif address:
            identity = f"address\n{address}"
        elif author and written_at:
            identity = f"author\n{author}\n{written_at}"
        else:
            identity = f"text\n{author or ''}\n{written_at or ''}\n{' '.join(text.split())}"
        told = {name: _line(columns.get(name, row)) for name in ("role", "company", "place")}
        yield Read(
            identity=identity,
            is_by_text=identity.startswith("text"),
            writing=Writing(
                key=sha256(identity.encode()).hexdigest(),
                text=text,
                origin=origin,
                row=row.number,
                author=author,
                address=address,
                written_at=written_at,
                language=languages.of(text, columns.get("language", row)),
                collection=_line(columns.get("collection", row)) or "",
                details={name: value for name, value in told.items() if value},
            ),
            notes=tuple(notes),
        )


def dates_of(head: Iterable[Row], columns: Mapping) -> Dates:
    """How the dates of a file are read.

    Args:
        head: Its first rows.
        columns: Which column holds what.
    """
    return order_of(filter(None, (columns.get("date", row) for row in head)))


def _only_counts(numbers: list[str | None]) -> bool:
    return all(each.isdecimal() and len(each) < 7 for each in numbers if each)


def _text(cell: str) -> str:
    """A cell as it is kept: word for word, without what is not seen."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_STEERING.sub("", line).strip() for line in lines).strip()


def _line(cell: str | None) -> str | None:
    return " ".join(_STEERING.sub("", cell).split()) or None if cell else None


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
