"""Days and languages as people write them in English, and moments as their clock shows them."""

from datetime import date, datetime

LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
"""The languages heard most; any other is shown by its code."""


def day(moment: str | None) -> str:
    """A day, a month or a year as people write it: 12 May 2025."""
    said = (moment or "")[: len("2025-05-12")]
    try:
        parts = [int(part) for part in said.split("-")]
        told = date(*[*parts, 1, 1][:3])
    except (ValueError, TypeError):
        return said
    return told.strftime({1: "%Y", 2: "%B %Y"}.get(len(parts), f"{told.day} %B %Y"))


def local(stored: str) -> str:
    """A moment of the database as the clock of this machine shows it: 2026-11-28 09:30."""
    return f"{datetime.fromisoformat(stored).astimezone():%Y-%m-%d %H:%M}"


def local_day(stored: str) -> str:
    """The day on which it was, where this machine is: 2026-11-28."""
    return local(stored)[: len("2026-11-28")]


def language_name(code: str | None) -> str:
    """A language in English."""
    return LANGUAGES.get(code or "", code or "not known")
