"""Entries of JSON files: exports of surveys, reviews, posts and comments."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import ijson

from pipeline.brought.sheet import Row, Sheet
from pipeline.letters import encoding_of
from schemas.errors import UsageError

_SCRIPT = re.compile(rb"\s*(?:window\.)?[\w.$]+\s*=\s*")
"""What an archive of posts writes before its JSON, such as `window.YTD.tweets.part0 = `."""

_HEAD = 200
"""Entries by which the columns are known."""

_ANSWER_TYPES = ("text", "email", "url", "number", "boolean", "date", "phone_number")


def open_json(path: Path) -> Sheet:
    """A list of entries, wherever in the document it stands.

    Raises:
        UsageError: It is no JSON, or there is no list of entries in it.
    """
    place = _place_of_list(path)
    form = "JSON" if not place else f"JSON, {place}"
    sheet = _sheet(path, form, lambda: _entries(path, place))
    # Archives of posts are written as JavaScript, with their texts as they stand in a page.
    return replace(sheet, form="archive of posts", is_escaped=True) if path.suffix.lower() == ".js" else sheet


def open_jsonl(path: Path) -> Sheet:
    """One entry a line.

    Raises:
        UsageError: There is nothing in it.
    """
    return _sheet(path, "JSON lines", lambda: _lines(path))


def _sheet(path: Path, form: str, read: Any) -> Sheet:
    columns: dict[str, None] = {}
    for number, row in enumerate(read()):
        columns.update(dict.fromkeys(row.cells))
        if number == _HEAD:
            break
    if not columns:
        raise UsageError(f"There are no entries in {path.name}.", "Choose the file with the answers.")
    return Sheet(form, tuple(columns), read)


def _lines(path: Path) -> Iterator[Row]:
    with path.open(encoding=encoding_of(path), errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                yield Row(number, {}, "this line is no JSON")
                continue
            yield _row(number, entry)


def _place_of_list(path: Path) -> str:
    """Where the first list of entries stands in a document, as ijson calls it; empty for all of it."""
    try:
        with path.open("rb") as file:
            events = ijson.parse(_document(path, file))
            for prefix, event, _ in events:
                if event == "start_array":
                    _, first, _ = next(events)
                    if first in ("start_map", "string"):
                        return str(prefix)
    except ijson.JSONError as problem:
        raise UsageError(
            f"{path.name} is no JSON: {str(problem).splitlines()[0].strip()}.",
            "Export it again, or save it as CSV.",
        ) from None
    raise UsageError(f"There is no list of entries in {path.name}.", "Choose the file with the answers.")


def _entries(path: Path, place: str) -> Iterator[Row]:
    number = 0
    with path.open("rb") as file:
        try:
            for entry in ijson.items(_document(path, file), f"{place}.item" if place else "item"):
                number += 1
                yield _row(number, entry)
        except ijson.JSONError:
            yield Row(number + 1, {}, "the JSON is broken from here on")


def _document(path: Path, file: IO[bytes]) -> IO[bytes]:
    """The file from where its JSON begins."""
    if encoding_of(path) not in ("utf-8", "utf-8-sig", "ascii"):
        raise UsageError(
            f"{path.name} is not written in UTF-8, as JSON is.", "Save it as UTF-8 and try again."
        )
    start = file.read(4096)
    mark = len(b"\xef\xbb\xbf") if start.startswith(b"\xef\xbb\xbf") else 0
    script = _SCRIPT.match(start, mark)
    file.seek(script.end() if script else mark)
    return file


def _row(number: int, entry: Any) -> Row:
    if isinstance(entry, str):
        return Row(number, {"text": entry})
    if not isinstance(entry, dict):
        return Row(number, {}, "this is no entry with names and values")
    return Row(number, dict(_cells("", entry)))


def _cells(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """All values of an entry, those in others by both names; lists of words in one cell."""
    if isinstance(value, dict):
        # Typeform gives the answers of a response as a list, each with the field that was asked.
        for key, each in value.items():
            if key == "answers" and isinstance(each, list):
                yield from _form_answers(each)
            else:
                yield from _cells(f"{name}.{key}" if name else str(key), each)
    elif isinstance(value, list):
        words = [str(each) for each in value if isinstance(each, str | int)]
        if words:
            yield name, ", ".join(words)
        elif len(value) == 1:
            yield from _cells(name, value[0])
    elif isinstance(value, bool):
        yield name, "yes" if value else "no"
    elif value is not None and str(value).strip():
        yield name, str(value)


def _form_answers(answers: list[Any]) -> Iterator[tuple[str, str]]:
    for number, answer in enumerate(answers, start=1):
        if not isinstance(answer, dict):
            continue
        field = answer.get("field") or {}
        name = field.get("title") or field.get("ref") or f"answer {number}"
        value = answer.get(
            answer.get("type", ""), next((answer[key] for key in _ANSWER_TYPES if key in answer), None)
        )
        if isinstance(value, dict):
            value = value.get("label") or value.get("labels")
        yield from _cells(str(name), value)
