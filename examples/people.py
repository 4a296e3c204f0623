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

_COLUMNS = (
    "id",
    "name",
    "role",
    "company",
    "place",
    "relation",
    "files",
    "consent",
    "consent_wording",
    "consent_date",
    "channels",
    "expires",
    "naming",
)


@dataclass(frozen=True)
class Person:
    """A row of people.csv, as docs and schemas describe it, and the person's voice if they speak."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    id: str
    name: str
    role: str
    relation: str
    files: tuple[str, ...]
    consent: str
    naming: str
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
    """Write the table that `vox people` reads."""
    everybody = load_people()
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        sheet.writeheader()
        for person in everybody.people:
            # Who was never asked has seen no wording.
            wording = "" if person.consent == "unknown" else everybody.consent_wording
            cells = {name: getattr(person, name, wording) for name in _COLUMNS}
            sheet.writerow({name: _cell(value) for name, value in cells.items()})


def _cell(value: str | date | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return ";".join(value)
    return str(value or "")
