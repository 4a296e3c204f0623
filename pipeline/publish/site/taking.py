"""What an address asks to take away: which answers, in which order, by which way; and as a command."""

import asyncio
import json
import re
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pipeline.publish.site.data import project_of
from pipeline.publish.site.page import address, read
from pipeline.publish.site.pages.find import Search, label, search
from pipeline.quotations import Chosen, Extent, Wanted, find_quotations
from schemas.people import CHANNELS, Channel

MOST = 2000
"""Answers of which a sheet is made at once."""

_MOST_NAMED = 300
"""Answers that an address or a command names: as many as a basket holds."""

_ANSWER = re.compile(r"[0-9a-f]{16}-\d{1,6}(-\d{1,9})?")

_SIMPLE = ("theme", "person", "polarity", "source", "collection")
"""Facets of which commands take one value."""


@dataclass(frozen=True)
class Asked:
    """What is to be taken away.

    Attributes:
        ids: Of the answers, in order.
        total: How many answers there are; more than are taken where there are too many.
        told: What an address tells of them.
        about: What they are, for people: words, themes, names.
        wanted: The same in the terms of what is made of it: by what it is about, where that can be said.
        channel: By which way they are to leave.
        extent: How much of each answer.
    """

    ids: tuple[str, ...]
    total: int
    told: dict[str, Any]
    about: tuple[str, ...]
    wanted: Wanted
    channel: Channel
    extent: Extent

    def link(self, **more: Any) -> str:
        """What stands behind the `?` of an address of the same, and what else it tells."""
        way = "" if self.channel == CHANNELS[0] else self.channel
        whole = "1" if self.extent == "answer" else ""
        return address(**{**self.told, "channel": way, "whole": whole, **more})

    def command(self, name: str) -> str:
        """What is typed to make something of all of it."""
        return shlex.join(["vox", name, *self._way, *_options(self.wanted)])

    def command_of_one(self, name: str) -> str:
        """What is typed to make something of the first of them."""
        return shlex.join(["vox", name, self.ids[0], *self._way])

    @property
    def _way(self) -> tuple[str, ...]:
        return ("--channel", self.channel) if self.channel != CHANNELS[0] else ()


async def ask(request: Any, datasette: Any) -> Asked:
    """Read from an address what is to be taken away: answers by their ids, or those of a search."""
    named = [each for each in (request.args.get("answers") or "").split(",") if _ANSWER.fullmatch(each)]
    channel = asked_channel(request)
    extent: Extent = "answer" if request.args.get("whole") else "quote"
    if named or request.args.get("answers") is not None:
        ids = await _there(datasette, list(dict.fromkeys(named))[:_MOST_NAMED])
        return of_answers(ids, channel, extent)
    found = await search(request, datasette)
    numbers = [int(number) for number in found.columns.numbers[found.order[:MOST]]]
    ids = await read(datasette, lambda db: _ids(db, numbers))
    told = {"q": found.text, **found.wanted, "sort": request.args.get("sort") or ""}
    return Asked(ids, len(found.order), told, _about(found), _wanted(found, ids), channel, extent)


def asked_channel(request: Any) -> Channel:
    """By which way an address asks for it to leave."""
    asked = request.args.get("channel") or ""
    return cast("Channel", asked if asked in CHANNELS else CHANNELS[0])


def of_answers(ids: tuple[str, ...], channel: Channel, extent: Extent = "quote") -> Asked:
    """Answers that are named one by one."""
    return Asked(ids, len(ids), {"answers": ",".join(ids)}, (), Wanted(answers=ids), channel, extent)


async def choose(datasette: Any, asked: Asked) -> Chosen:
    """What may be taken away of it, and why the rest may not."""
    if not asked.ids:
        return Chosen((), {})
    project = project_of(datasette)
    wanted = Wanted(answers=asked.ids, extent=asked.extent)
    return await asyncio.to_thread(find_quotations, project, wanted, asked.channel, date.today())


def reasons(chosen: Chosen) -> list[dict[str, Any]]:
    """Why answers are held back, the most frequent reason first."""
    counts = Counter(reason for told in chosen.held_back.values() for reason in told)
    return [{"reason": reason, "answers": count} for reason, count in counts.most_common()]


async def _there(datasette: Any, ids: Sequence[str]) -> tuple[str, ...]:
    """Those answers that there are."""

    def reader(db: Any) -> tuple[str, ...]:
        sql = "SELECT id FROM answers WHERE id IN (SELECT value FROM json_each(?))"
        known = {row[0] for row in db.execute(sql, [json.dumps(ids)])}
        return tuple(each for each in ids if each in known)

    return await read(datasette, reader)


def _ids(db: Any, numbers: Sequence[int]) -> tuple[str, ...]:
    sql = "SELECT number, id FROM answers WHERE number IN (SELECT value FROM json_each(?))"
    known = {row[0]: row[1] for row in db.execute(sql, [json.dumps(numbers)])}
    return tuple(known[number] for number in numbers if number in known)


def _wanted(found: Search, ids: Sequence[str]) -> Wanted:
    """What is found in the terms of what is made of it; one by one where these know no such thing."""
    asked = {facet: values for facet, values in found.wanted.items() if values}
    is_simple = all(facet in _SIMPLE and len(values) == 1 for facet, values in asked.items())
    if not is_simple or any(who not in found.columns.names for who in asked.get("person", ())):
        return Wanted(answers=tuple(ids[:_MOST_NAMED]))
    return Wanted(
        text=found.text,
        themes=asked.get("theme", ()),
        people=asked.get("person", ()),
        polarity="".join(asked.get("polarity", ())),
        source="".join(asked.get("source", ())),
        collection=asked["collection"][0] if "collection" in asked else None,
    )


def _options(wanted: Wanted) -> list[str]:
    """The same for a command."""
    told = [
        *(("--theme", theme) for theme in wanted.themes),
        *(("--person", who) for who in wanted.people),
        *([("--polarity", wanted.polarity)] if wanted.polarity else []),
        *([("--source", wanted.source)] if wanted.source else []),
        *([("--collection", wanted.collection)] if wanted.collection is not None else []),
        *([("--answer", ",".join(wanted.answers))] if wanted.answers else []),
        # Behind two dashes, words may begin with one.
        *([("--", wanted.text)] if wanted.text else []),
    ]
    return [part for option in told for part in option]


def _about(found: Search) -> tuple[str, ...]:
    words = [f"“{found.text}”"] if found.text else []
    facets = found.wanted.items()
    return (*words, *(label(found.columns, facet, value) for facet, values in facets for value in values))
