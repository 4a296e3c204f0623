"""Answers in plain texts: a paragraph or a line each, or what several people wrote one after another."""

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.brought.sheet import Row, Sheet
from pipeline.letters import encoding_of
from schemas.errors import UsageError

_CHAT = re.compile(
    r"[\u200e\u200f]*\[?(?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{1,4}),?\s+"
    r"(?P<time>\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[\s\u202f]?[AaPp]\.?[Mm]\.?)?)\]?(?:\s-)?\s"
    r"(?P<name>[^:\n]{1,60}): (?P<text>.*)"
)
"""A message that WhatsApp exported: `[12.03.24, 10:11:12] Ann: ...` or `12/03/2024, 10:11 - Ann: ...`."""

_CHAT_EVENT = re.compile(r"[\u200e\u200f]*\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d\d")
"""The beginning of any line of such a chat, also of what nobody said, as that somebody joined."""

_NAMED = re.compile(r"(?P<name>@?[^\W\d_][^:\n]{0,39}?)\s?: +(?P<text>\S.*)")
"""`name: text`."""

_ADDRESS = re.compile(r"https?$")

_NO_MESSAGE = re.compile(
    r"[\u200e\u200f]*<[^>]{1,60}>$|[\u200e\u200f]*\S.{0,30}(?:omitted|weggelassen|omis|omitido)$"
)
"""What a chat's export writes in place of a picture."""

_OF_A_THREAD = 0.5
"""Share of the paragraphs that must begin with a name."""

_HEAD = 200


def open_text(path: Path) -> Sheet:
    """A plain text: a chat, a thread, paragraphs with empty lines between them, or lines.

    Raises:
        UsageError: It is no text, or there is nothing in it.
    """
    encoding = encoding_of(path)
    head = [line for _, line in zip(range(_HEAD), _lines(path, encoding), strict=False)]
    written = [line for _, line in head if line.strip()]
    if not written:
        raise UsageError(f"There is nothing in {path.name}.", "Choose the file with the answers.")
    if sum(bool(_CHAT.match(line)) for line in written) >= 2:
        columns = ("name", "date", "text")
        fixed = {"name": "name", "date": "date", "text": "text"}
        return Sheet("chat", columns, lambda: _chat(path, encoding), fixed)
    starts = [line for line in written if _named(line)]
    if len(starts) >= 2 and len(starts) >= _OF_A_THREAD * len(_paragraphs(head)):
        fixed = {"name": "name", "text": "text"}
        return Sheet("thread of names and texts", ("name", "text"), lambda: _thread(path, encoding), fixed)
    apart = any(
        not line.strip() and any(later.strip() for _, later in head[place:])
        for place, (_, line) in enumerate(head)
        if any(before.strip() for _, before in head[:place])
    )
    form, read = ("paragraphs", _by_paragraph) if apart else ("lines", _by_line)
    return Sheet(f"plain text, {form}", ("text",), lambda: read(path, encoding), {"text": "text"})


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    with path.open(encoding=encoding, errors="replace") as file:
        for number, line in enumerate(file, start=1):
            yield number, line.rstrip("\r\n").replace("\x00", "")


def _named(line: str) -> re.Match[str] | None:
    found = _NAMED.match(line)
    if not found or _ADDRESS.search(found["name"]) or len(found["name"].split()) > 4:
        return None
    return found


def _paragraphs(head: list[tuple[int, str]]) -> list[str]:
    """The first lines of what stands between empty lines; every line, where there are none."""
    lines = [line for _, line in head]
    firsts = [
        line for before, line in zip(["", *lines], lines, strict=False) if line.strip() and not before.strip()
    ]
    return firsts if len(firsts) > 1 else [line for line in lines if line.strip()]


def _chat(path: Path, encoding: str) -> Iterator[Row]:
    row: Row | None = None
    for number, line in _lines(path, encoding):
        found = _CHAT.match(line)
        if found or _CHAT_EVENT.match(line):
            if row:
                yield row
            row = None
            if found and not _NO_MESSAGE.match(found["text"]):
                told = {
                    "name": found["name"].strip(" ~\u200e\u202f\u00a0"),
                    "date": f"{found['date']} {found['time']}",
                }
                row = Row(number, {**told, "text": found["text"]})
        elif row:
            row.cells["text"] += f"\n{line}"
    if row:
        yield row


def _thread(path: Path, encoding: str) -> Iterator[Row]:
    row: Row | None = None
    for number, line in _lines(path, encoding):
        found = _named(line)
        if found:
            if row:
                yield row
            row = Row(number, {"name": found["name"].removeprefix("@"), "text": found["text"]})
        elif row:
            row.cells["text"] += f"\n{line}"
        elif line.strip():
            yield Row(number, {}, "nobody is named before it")
    if row:
        yield row


def _by_paragraph(path: Path, encoding: str) -> Iterator[Row]:
    start, lines = 0, list[str]()
    for number, line in _lines(path, encoding):
        if line.strip():
            start = start or number
            lines.append(line)
        elif lines:
            yield Row(start, {"text": "\n".join(lines)})
            start, lines = 0, []
    if lines:
        yield Row(start, {"text": "\n".join(lines)})


def _by_line(path: Path, encoding: str) -> Iterator[Row]:
    for number, line in _lines(path, encoding):
        if line.strip():
            yield Row(number, {"text": line})
