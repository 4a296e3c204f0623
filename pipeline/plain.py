"""Days and languages as people write them in English."""

from datetime import date

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


def language_name(code: str | None) -> str:
    """A language in English."""
    return LANGUAGES.get(code or "", code or "not known")
