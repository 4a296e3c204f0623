"""Datasette's own pages as part of the house: links to ours, our colours, and what others may not see."""

import re
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import NotFound
from markupsafe import Markup

from pipeline.publish.metadata import shared_tables
from pipeline.publish.site.data import DATABASE

_CLIP = re.compile(r"[0-9a-f]{16}")
_ANSWER = re.compile(r"[0-9a-f]{16}-\d{1,6}(-\d{1,9})?")
_SLUG = re.compile(r"[a-z][a-z0-9_-]*")
_SPEAKER = re.compile(r"[\w-]+")

_LINKS = {
    "answer": ("answer", _ANSWER, "Hear it"),
    "answer_id": ("answer", _ANSWER, None),
    "other_id": ("answer", _ANSWER, None),
    "clip": ("clip", _CLIP, "Watch it"),
    "clip_id": ("clip", _CLIP, None),
    "theme": ("theme", _SLUG, None),
    "speaker": ("person", _SPEAKER, None),
    "person_id": ("person", _SPEAKER, None),
}
"""Columns that lead to our pages: the page, the shape of what names one, and what the link says instead."""

_KEYS = {"answers": ("id", "answer_id"), "clips": ("id", "clip_id"), "themes": ("slug", "theme")}
_PUBLISHED = {"people", "clips"}
"""Tables that only a publication shows: there they hold whom and what may be shown, and no name of a file."""

_SECONDS = {"start", "end", "question_start", "duration"}

INTROSPECTION = r"/-/(?!static/|static-plugins/).*$"
"""Datasette's pages about itself: paths of this machine, versions, settings."""


def is_studio(datasette: Any) -> bool:
    """Whether whoever looks is at work on what may be shown: they see all of it."""
    return bool((datasette.plugin_config("vox") or {}).get("studio"))


def is_published(datasette: Any) -> bool:
    """Whether it is a publication: all that is in its database may be seen by anybody."""
    return bool((datasette.plugin_config("vox") or {}).get("published"))


def is_local(datasette: Any) -> bool:
    """Whether only this machine can look, as `vox serve` said."""
    return bool((datasette.plugin_config("vox") or {}).get("local", True))


async def nothing_here() -> None:
    """In the place of what others may not see.

    Raises:
        NotFound: Always.
    """
    raise NotFound("There is no such page.")


async def may_view(datasette: Any, action: str, resource: Any) -> bool | None:
    """Whether a table may be looked at, None where that is not ours to say.

    Datasette can show a table or not, and no row of it less: so those about answers are closed to others as
    long as one is hidden or withheld. Nothing of that kind is in a publication.
    """
    if action != "view-table" or is_local(datasette) or resource[0] != DATABASE:
        return None
    if is_published(datasette):
        return None if resource[1] in shared_tables() | _PUBLISHED else False
    if resource[1] not in shared_tables():
        return False
    if resource[1] == "themes":
        return None
    held = await datasette.databases[DATABASE].execute(
        "SELECT 1 FROM answers WHERE review = 'hidden' OR withheld"
        " OR source = 'note' AND review <> 'approved' LIMIT 1"
    )
    return False if held.rows else None


def cell(datasette: Any, value: Any, column: str, table: str | None) -> Markup | str | None:
    """How a cell of the database is shown: a link to our page, or seconds with two digits.

    Args:
        datasette: The site.
        value: What is in the cell; where it refers to another row, a dict of its `value` and `label`.
        column: The cell's column.
        table: Its table; None for what a query brings up.

    Returns:
        None if Datasette is to show it as it shows everything.
    """
    if column in _SECONDS and isinstance(value, float) and table != "mentions":
        return f"{value:.2f} s"
    if table in _KEYS and column == _KEYS[table][0]:
        column = _KEYS[table][1]
    if column not in _LINKS:
        return None
    label = value
    if isinstance(value, dict):
        value, label = value["value"], value["label"]
    page, shape, words = _LINKS[column]
    if not isinstance(value, str) or not shape.fullmatch(value):
        return None
    address = datasette.urls.path(f"/{page}/{quote(value)}")
    return Markup('<a href="{}">{}</a>').format(address, words or label or value)
