"""Quotes as rows, for spreadsheets and for programs."""

import json
from typing import Any

from pipeline.takeaways.quotes.sheet import Sheet
from schemas.quotations import Quotation

COLUMNS = (
    *(
        "quote",
        "name",
        "role",
        "company",
        "place",
        "relation",
        "themes",
        "suggested polarity",
        "suggested kind",
        "language",
    ),
    *("said on", "link", "answer", "start", "end", "whole answer", "approved", "starred"),
    *("transcript", "channel", "source"),
)
DAYS = ("said on",)


def rows(sheet: Sheet) -> list[dict[str, str]]:
    """A row for each quote, under the names of `COLUMNS`."""
    return [_row(sheet, each) for each in sheet.quotations]


def document(sheet: Sheet) -> dict[str, Any]:
    """The quotes as a document of JSON."""
    return {
        "question": sheet.title,
        "channel": sheet.channel,
        "quotes": [
            _told(sheet, each) | {"group": group.heading}
            for group in sheet.groups
            for each in group.quotations
        ],
    }


def as_json(sheet: Sheet) -> str:
    """The same as a text."""
    return json.dumps(document(sheet), ensure_ascii=False, indent=2) + "\n"


def _row(sheet: Sheet, quotation: Quotation) -> dict[str, str]:
    speaker = quotation.speaker
    return {
        "quote": quotation.text,
        "name": speaker.name or "",
        "role": speaker.role or "",
        "company": speaker.company or "",
        "place": speaker.place or "",
        "relation": speaker.relation or "",
        "themes": ", ".join(theme.label for theme in quotation.themes),
        "suggested polarity": quotation.polarity or "",
        "suggested kind": quotation.kind or "",
        "language": quotation.language or "",
        "said on": quotation.said_at,
        "link": sheet.link(quotation),
        "answer": quotation.answer_id,
        # What was written has no seconds.
        "start": "" if quotation.is_text else f"{quotation.start:.2f}",
        "end": "" if quotation.is_text else f"{quotation.end:.2f}",
        "whole answer": _yes(quotation.is_whole),
        "approved": _yes(quotation.is_approved),
        "starred": _yes(quotation.is_starred),
        "transcript": quotation.revision,
        "channel": quotation.channel,
        "source": quotation.source,
    }


def _told(sheet: Sheet, quotation: Quotation) -> dict[str, Any]:
    speaker = quotation.speaker
    return {
        "answer": quotation.answer_id,
        "clip": quotation.clip_id,
        "text": quotation.text,
        "source": quotation.source,
        "start": None if quotation.is_text else quotation.start,
        "end": None if quotation.is_text else quotation.end,
        "speaker": {
            "name": speaker.name,
            "role": speaker.role,
            "company": speaker.company,
            "place": speaker.place,
            "relation": speaker.relation,
        },
        "themes": [{"slug": theme.slug, "label": theme.label} for theme in quotation.themes],
        "polarity": quotation.polarity,
        "kind": quotation.kind,
        "language": quotation.language,
        "said_at": quotation.said_at,
        "address": quotation.address,
        "link": sheet.link(quotation) or None,
        "whole": quotation.is_whole,
        "approved": quotation.is_approved,
        "starred": quotation.is_starred,
        "revision": quotation.revision,
    }


def _yes(whether: bool) -> str:
    return "yes" if whether else ""
