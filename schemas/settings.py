"""What a project can set in vox.toml; every default works without the file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from schemas.errors import UsageError
from schemas.people import Channel
from schemas.people_pattern import people_pattern

DEFAULT_QUESTION = "What makes good customer service?"


@dataclass(frozen=True)
class Settings:
    """The settings of one project.

    Attributes:
        question: The question people were asked.
        media: The drop folder, relative to the project.
        themes: A theme file of the project's own, relative to the project; None for the built-in themes.
        language: ISO 639-1 code spoken in the clips; None to detect it clip by clip.
        names: The glossary: brands, products and people that may be named, as they are written.
        engine: `faster-whisper` or `openai-whisper`.
        model: A model that `vox models` lists, or a folder with one.
        people_pattern: How the names of files and folders tell who speaks, such as `{name} - {place}`; None
            if they do not.
        collect_languages: Codes of the languages in which `vox collect` asks; the first where none fits.
        collect_consent: What people there agree to, in words of the project's own, by language.
        collect_channels: For which ways out these words are a consent.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    question: str = DEFAULT_QUESTION
    media: str = "media"
    themes: str | None = None
    language: str | None = None
    names: tuple[str, ...] = ()
    engine: str = "faster-whisper"
    model: str = "base"
    people_pattern: str | None = None
    collect_languages: tuple[str, ...] = ("en",)
    collect_consent: Mapping[str, str] = field(default_factory=dict)
    collect_channels: tuple[Channel, ...] = ()


def load_settings(path: Path) -> Settings:
    """Read a vox.toml.

    Raises:
        UsageError: It is not TOML, or has an unknown key or a value of the wrong kind; the message gives
            the place.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}.", "Mend that line and run vox again.") from None
    try:
        settings = TypeAdapter(Settings).validate_python(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = ", ".join(field.name for field in fields(Settings))
        problem = (
            "is not a setting" if first["type"] == "unexpected_keyword_argument" else first["msg"].lower()
        )
        raise UsageError(
            f"{path}{_line_of(path, key)}: '{key}' {problem}.", f"Settings are: {known}."
        ) from None
    if settings.people_pattern is not None:
        try:
            people_pattern(settings.people_pattern)
        except UsageError as problem:
            place = f"{path}{_line_of(path, 'people_pattern')}"
            raise UsageError(
                f"{place}: 'people_pattern' is wrong: {problem.message}", problem.remedy
            ) from None
    return settings


def _line_of(path: Path, key: str) -> str:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if re.match(rf"\s*{re.escape(key)}\s*=", line):
            return f", line {number}"
    return ""
