"""Who speaks, as the names of files tell it: the pattern of `people_pattern` in vox.toml.

`{name} - {place}` reads "Anna Smith - Leeds.mov"; `{place}/{name} - {company}` reads folders, too. What can
be read in two ways is not read at all.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from string import Formatter

from schemas.errors import UsageError

FIELDS = ("name", "role", "company", "place")
"""What can be read; `{_}` stands for what is not to be."""

_REMEDY = 'Write it like people_pattern = "{name} - {place}"; {role}, {company} and {_} can stand in it, too.'
_FIELD = re.compile(r"[a-z]+|_")
_DASHES = "-‐‑‒–—"
_COPY = re.compile(r"\s*(?:\(\d+\)| - Copy| copy(?: \d+)?)$")
"""What computers put behind a name that is there already."""

_ENDING = re.compile(r"\.\w{2,5}$")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the name of a file tells of who speaks."""

    name: str
    role: str | None = None
    company: str | None = None
    place: str | None = None


class PeoplePattern:
    """A pattern of names of files.

    Args:
        text: As it is written in vox.toml.

    Raises:
        UsageError: It makes no sense.
    """

    def __init__(self, text: str) -> None:
        parts = text.split("/")
        if "\\" in text:
            raise UsageError("folders are parted by '/', not by '\\'.", _REMEDY)
        if not all(part.strip() for part in parts):
            raise UsageError("a folder or the file has no name in it.", _REMEDY)
        self._depth = len(parts)
        self._has_ending = bool(_ENDING.search(parts[-1]))
        seen: list[str] = []
        lazy, greedy = ("/".join(_regex(part, more, seen) for part in parts) for more in ("+?", "+"))
        if "name" not in seen:
            raise UsageError("there is no {name} in it.", _REMEDY)
        self._shortest = re.compile(lazy, re.IGNORECASE)
        self._longest = re.compile(greedy, re.IGNORECASE)

    def read(self, parts: Sequence[str]) -> FileFacts | None:
        """What a file tells; None where it is called otherwise, or can be read in two ways.

        Args:
            parts: The folders below the drop folder in which it lies, and its name.
        """
        if len(parts) < self._depth:
            return None
        *folders, file = map(_composed, parts[-self._depth :])
        if not self._has_ending:
            file = _COPY.sub("", PurePath(file).stem)
        path = "/".join([*folders, file])
        found, other = self._shortest.fullmatch(path), self._longest.fullmatch(path)
        if not found or not other or found.groups() != other.groups():
            return None
        told = {field: _tidy(value) for field, value in found.groupdict().items()}
        # A number is a take, or what the camera counts; nobody is called so.
        if not all(any(map(str.isalpha, value)) for value in told.values()):
            return None
        if any(map(str.isdigit, told["name"])):
            return None
        return FileFacts(**told)


@cache
def people_pattern(text: str) -> PeoplePattern:
    """The pattern that a text means, made once.

    Raises:
        UsageError: It makes no sense.
    """
    return PeoplePattern(text)


def _regex(part: str, more: str, seen: list[str]) -> str:
    """A folder, or the file, as a regular expression.

    Args:
        part: Of the pattern.
        more: How many letters a field takes: as few as it can, or as many.
        seen: The fields so far; those of this part are added to it.
    """
    made, is_field = "", False
    try:
        pieces = list(Formatter().parse(part))
    except ValueError:
        raise UsageError("a brace is left open, or closes nothing.", _REMEDY) from None
    for literal, field, form, conversion in pieces:
        made += "".join(map(_letter, re.split(r"(\s+)", _composed(literal, strip=False))))
        is_field = is_field and not literal
        if field is None:
            continue
        if form or conversion or not _FIELD.fullmatch(field) or field not in (*FIELDS, "_"):
            written = f"{field}{(conversion and f'!{conversion}') or ''}{form and f':{form}'}"
            raise UsageError(f"{{{written}}} is nothing that vox reads.", _REMEDY)
        if is_field:
            raise UsageError(f"nothing stands before {{{field}}} to tell where it begins.", _REMEDY)
        if more == "+?" and field in seen and field != "_":
            raise UsageError(f"{{{field}}} stands in it twice.", _REMEDY)
        seen.append(field)
        # A field that is skipped counts too: it may be read in two ways.
        made += f"([^/]{more})" if field == "_" else f"(?P<{field}>[^/]{more})"
        is_field = True
    return made


def _letter(text: str) -> str:
    """What stands between fields, however its spaces and dashes are typed."""
    if text.isspace():
        return r"\s+"
    return "".join(f"[{_DASHES}]" if each in _DASHES else re.escape(each) for each in text)


def _composed(text: str, *, strip: bool = True) -> str:
    """A name as people see it: macOS takes accents apart."""
    composed = unicodedata.normalize("NFC", text)
    return composed.strip() if strip else composed


def _tidy(text: str) -> str:
    return " ".join(text.replace("_", " ").split())
