"""Days and times as exports write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from dateutil import parser

_PLAIN = re.compile(r"\s*(?P<first>\d{1,2})[./-](?P<second>\d{1,2})[./-](?P<year>\d{2,4})\b")
"""A day of which the order of day and month is not told."""

_DIGITS = re.compile(r"\d{1,4}")

_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
"""Seconds or milliseconds since 1970: from September 2001 on, they have as many digits."""

_SERIAL = re.compile(r"[345]\d{4}(?:\.\d+)?")
"""Days since the last one of 1899, as Excel counts: from 1982 to 2064."""

_EXCEL = datetime(1899, 12, 30)

_LONGEST = 60

_ZONE = re.compile(r"\b(?:GMT|UTC)\s?([+-])(\d{1,2})(?::?(\d\d))?$")
"""A zone as people write it; the library reads it as POSIX does, the other way round."""

_NAMES = re.compile(r"(?i)\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of a column are read.

    Attributes:
        day_first: Whether 3/5 is the third of May.
        is_sure: Whether the column shows it; if not, it is assumed.
    """

    day_first: bool = True
    is_sure: bool = True

    def read(self, text: str) -> str | None:
        """A date as ISO 8601, with the time of day where it has one; None if it is none.

        Where a date tells its zone, the moment is given in UTC.
        """
        return _read(text.strip(), self.day_first)


def order_of(texts: Iterable[str]) -> Dates:
    """How the dates of a column are read: day or month first, as its days beyond the twelfth show.

    Where none shows it, the day comes first, as in most of the world.
    """
    day = month = unsure = 0
    for text in texts:
        if found := _PLAIN.match(text):
            first, second = int(found["first"]), int(found["second"])
            day += first > 12 >= second
            month += second > 12 >= first
            unsure += first <= 12 and second <= 12 and first != second
    if day or month:
        return Dates(day_first=day >= month)
    return Dates(is_sure=not unsure)


def shows_order(text: str) -> bool:
    """Whether a date shows by itself if its day or its month comes first."""
    found = _PLAIN.match(text)
    return found is not None and (int(found["first"]) > 12) != (int(found["second"]) > 12)


def either_way(moment: str | None) -> str:
    """A date by which a row is known again: the next export may show that its day was taken for its month."""
    if not moment:
        return ""
    month, day = sorted((moment[5:7], moment[8:10]))
    return f"{moment[:4]}-{month}-{day}{moment[10:]}"


def looks_like_a_date(text: str) -> bool:
    """Whether a cell is nothing but a date."""
    return _read(text.strip(), True) is not None


@lru_cache(maxsize=1 << 14)
def _read(text: str, day_first: bool) -> str | None:
    if not text or len(text) > _LONGEST or not _DIGITS.search(text):
        return None
    try:
        if _EPOCH.fullmatch(text):
            seconds = float(text) / (1000 if len(text) == 13 else 1)
            return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
        if _SERIAL.fullmatch(text):
            return _iso(_EXCEL + timedelta(days=float(text)))
        if text.isdecimal() or (not _NAMES.search(text) and len(_DIGITS.findall(text)) < 3):
            return None
        # Year first is never day first; the library would read 2026-03-05 as the third of May.
        text = _ZONE.sub(lambda zone: f"{zone[1]}{zone[2]:0>2}:{zone[3] or '00'}", text)
        found = parser.parse(text, dayfirst=day_first and not re.match(r"\d{4}", text))
    except (ValueError, OverflowError, OSError):
        return None
    return _iso(found)


def _iso(moment: datetime) -> str:
    if moment.tzinfo is not None:
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    if moment.time() == moment.time().min:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")
