"""Where an answer is found: a recording and a second, or where a text came from."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from schemas.writings import TEXTS

PLACE = (
    "c.source, c.path, w.origin, w.row, w.start AS seen_at,"
    " (SELECT path FROM clips WHERE id = w.of_clip) AS seen_in"
)
"""What `told_place` reads, of `clips c` with its `writings w`."""

WRITINGS = "LEFT JOIN writings w ON w.clip_id = c.id"


def told_place(row: Mapping[str, Any], start: float | None = None) -> str:
    """Where an answer is, in a few words.

    Args:
        row: With the columns of `PLACE`.
        start: When it begins, in seconds of a recording; None where only the recording is told. A text has no
            seconds that anybody would be shown.
    """
    if row["source"] == "written":
        place = f", row {row['row']}" if row["origin"] and row["row"] else ""
        return f"written ({row['origin']}{place})" if row["origin"] else "written"
    path, second = row["path"], start
    if row["source"] == "note":
        path, second = row["seen_in"], row["seen_at"]
    file = path or "replaced recording"
    at = file if second is None else f"{file} {clock(second)}"
    return f"note in {at}" if row["source"] == "note" else at


def is_text(row: Mapping[str, Any]) -> bool:
    """Whether there is nothing to play: by the `source` of a clip or an answer."""
    return row["source"] in TEXTS


def web_address(address: str | None) -> str | None:
    """An address to which a page may lead; None for what is no page of the web."""
    try:
        told = urlsplit(address or "")
    except ValueError:
        return None
    return address if told.scheme in ("http", "https") and told.netloc else None


def clock(seconds: float) -> str:
    """Seconds as minutes and seconds: 1:05."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
