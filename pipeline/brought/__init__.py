"""Answers that others wrote down: sheets, exports, chats and plain texts, row by row."""

from pipeline.brought.columns import FIELDS, Mapping, guess, parse_map
from pipeline.brought.opening import open_sheet
from pipeline.brought.reading import Read, Refused, dates_of, read_rows
from pipeline.brought.sheet import Row, Sheet

__all__ = [
    "FIELDS",
    "Mapping",
    "Read",
    "Refused",
    "Row",
    "Sheet",
    "dates_of",
    "guess",
    "open_sheet",
    "parse_map",
    "read_rows",
]
