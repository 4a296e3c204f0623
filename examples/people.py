"""The invented people: what the table of people says of them, and how they sound."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import ClassVar

import yaml
from pydantic import ConfigDict, TypeAdapter

from examples.voices import Voice

_COLUMNS = {
    "name": "name",
    "role": "role",
    "company": "company",
    "place": "place",
    "relation": "relation",
    "files": "files",
    "consent": "consent",
    "channels": "channels",
    "naming": "naming",
    "wording": "wording",
    "given on": "consent_date",
    "expires on": "expires",
}
"""Columns as `vox people import` knows them, and what they are of a person. Nobody has an id before."""


@dataclass(frozen=True)
class Person:
    """A row of people.csv, as docs and schemas describe it, and the person's voice if they speak."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    id: str
    name: str
    role: str
    files: tuple[str, ...]
    consent: str
    naming: str
    relation: str = ""
    company: str = ""
    place: str = ""
    consent_date: date | None = None
    expires: date | None = None
    channels: tuple[str, ...] = ()
    voice: Voice | None = None


@dataclass(frozen=True)
class People:
    """Everybody, and the words of the release they were asked to agree to."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    consent_wording: str
    people: tuple[Person, ...]

    def voice(self, person: str) -> Voice:
        """How somebody who speaks sounds, by id."""
        [voice] = [each.voice for each in self.people if each.id == person and each.voice]
        return voice


@cache
def load_people() -> People:
    """Read people.yaml."""
    listed = yaml.safe_load((Path(__file__).parent / "people.yaml").read_text("utf-8"))
    return TypeAdapter(People).validate_python(listed)


def write_people(path: Path) -> None:
    """Write the sheet that `vox people import` reads: of everybody who answers alone in a clip."""
    everybody = load_people()
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        sheet.writeheader()
        for person in everybody.people:
            together = [other for other in everybody.people if other.files == person.files]
            # Of several in a clip a sheet cannot tell which voice is whose.
            if not person.voice or len(person.files) > 1 or len(together) > 1:
                continue
            # Who was never asked has seen no wording.
            wording = "" if person.consent == "unknown" else everybody.consent_wording
            cells = {name: getattr(person, of, wording) for name, of in _COLUMNS.items()}
            sheet.writerow({name: _cell(value) for name, value in cells.items()})


def _cell(value: str | date | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return ";".join(value)
    return str(value or "")
