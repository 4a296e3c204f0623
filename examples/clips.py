"""The example clips as clips.yaml lists them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

import yaml
from pydantic import ConfigDict, TypeAdapter

Kind = Literal["plain", "lying", "iphone", "browser", "old_phone", "varying"]


@dataclass(frozen=True)
class Line:
    """What somebody says.

    Attributes:
        asks: Whether it is the interviewer's question, and not an answer.
        themes: Of which an answer speaks, in a person's judgement.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    speaker: str
    text: str
    asks: bool = False
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clip:
    """One clip.

    Attributes:
        shows: What it is an example of.
        kind: What kind of file it is.
        rate: Pictures per second, on average where it varies.
        recorded: When it claims to have been filmed.
        place: What is heard in the background.
        seconds: How long it is, only where nobody speaks.
        note: What is written on something held up.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    file: str
    shows: str
    kind: Kind
    upright: bool
    rate: int
    recorded: datetime
    place: str
    language: str = "en"
    note: str | None = None
    seconds: float | None = None
    lines: tuple[Line, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its suffix, by which clips are asked for."""
        return Path(self.file).stem

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown, in square pixels."""
        if self.kind == "old_phone":
            return 384, 288
        if self.kind == "browser":
            return 640, 480
        return (720, 1280) if self.upright else (1280, 720)


@cache
def load_clips() -> tuple[Clip, ...]:
    """Read clips.yaml."""
    listed = yaml.safe_load((Path(__file__).parent / "clips.yaml").read_text("utf-8"))
    return TypeAdapter(tuple[Clip, ...]).validate_python(listed)
