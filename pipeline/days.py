"""Days as people and spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import date

from schemas.errors import UsageError

_YEAR_FIRST = re.compile(r"(\d{4})[-/.]\s*(\d{1,2})[-/.]\s*(\d{1,2})\.?(?:[T ]00:00(?::00)?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])\s*(\d{1,2})\2\s*(\d{4})")


def days_come_first(written: Iterable[str]) -> bool | None:
    """Whether a sheet writes the day before the month; None where none of its days can tell."""
    for text in written:
        found = _YEAR_LAST.fullmatch(text)
        if found and found[2] != "." and (int(found[1]) > 12) != (int(found[3]) > 12):
            return int(found[1]) > 12
    return None


def read_day(text: str, day_first: bool | None = None) -> str:
    """A day as ISO 8601.

    Args:
        text: `2026-11-24`, `2026/11/24`, `24.11.2026`, or with slashes where it is clear which is the month.
        day_first: Whether the day comes before the month where that cannot be seen.

    Raises:
        UsageError: It is no day, or could be two.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or first > 12 or first == second:
            day_first = True
        elif second > 12:
            day_first = False
        if day_first is None:
            raise UsageError(
                f"'{text}' could be two days.",
                f"Write it as {year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}.",
            )
        return _day(text, year, *((second, first) if day_first else (first, second)))
    raise _no_day(text)


def _day(text: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise _no_day(text) from None


def _no_day(text: str) -> UsageError:
    return UsageError(f"'{text}' is no day.", "Write it as year, month and day, such as 2026-11-24.")
