"""What is counted in memory: exact on a small site; on a large one told with its time while it is old."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import httpx
import numpy as np
import pytest
from datasette.app import Datasette

from pipeline.project import Project
from pipeline.publish.server import build_site
from pipeline.publish.site import columns as columns_module
from pipeline.publish.site import fresh, loading, marking, narrow
from pipeline.publish.site import live as live_module
from pipeline.publish.site.columns import Columns
from pipeline.publish.site.live import live
from pipeline.search import sought_words

HIDE_ONE = "UPDATE answers SET review = 'hidden' WHERE number = (SELECT max(number) FROM answers WHERE shown)"


@pytest.fixture
def site(people: Project) -> Iterator[Datasette]:
    opened = build_site(people)
    yield opened
    opened.databases["vox"].close()
    opened.executor.shutdown()


def change(site: Datasette, statement: str) -> None:
    with closing(sqlite3.connect(str(site.databases["vox"].path))) as database, database:
        database.execute(statement)


def columns_of(site: Datasette) -> Columns:
    with closing(site.databases["vox"].connect()) as connection:
        return loading.load(connection)


async def ask(site: Datasette, address: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=site.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(address)


def test_a_small_site_counts_what_was_just_written(site: Datasette) -> None:
    async def visit() -> tuple[dict[str, Any], dict[str, Any]]:
        before = (await ask(site, "/find.json")).json()
        change(site, HIDE_ONE)
        return before, (await ask(site, "/find.json")).json()

    before, after = asyncio.run(visit())
    assert after["total"] == before["total"] - 1
    assert "counted_at" not in after


def test_a_large_site_tells_of_when_its_counts_are_until_they_are_anew(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, load = threading.Event(), loading.load

    def slowly(connection: sqlite3.Connection) -> Columns:
        may_go_on.wait()
        return load(connection)

    monkeypatch.setattr(fresh, "QUICK", -1.0)
    monkeypatch.setattr(fresh, "_REST", 0)
    pages = ("/", "/find", "/patterns", "/people", "/about")

    async def visit() -> None:
        began = datetime.now(UTC)
        before = (await ask(site, "/find.json")).json()
        assert "counted_at" not in before
        assert "Counted at" not in (await ask(site, "/find")).text
        monkeypatch.setattr(live_module, "load", slowly)
        assert "Counted at" not in (await ask(site, "/about")).text
        change(site, HIDE_ONE)
        for page in pages:
            assert "Counted at" in (await ask(site, page)).text, page
        behind = (await ask(site, "/find.json")).json()
        assert behind["total"] == before["total"]
        assert began < datetime.fromisoformat(behind["counted_at"]) < datetime.now(UTC)
        # What is hidden is on no page from then on, whatever is counted.
        assert len(behind["answers"]) == len(before["answers"]) - 1
        may_go_on.set()
        for thread in threading.enumerate():
            if thread.name == "reading":
                await asyncio.to_thread(thread.join)
        after = (await ask(site, "/find.json")).json()
        assert after["total"] == before["total"] - 1
        assert "counted_at" not in after
        for page in pages:
            assert "Counted at" not in (await ask(site, page)).text, page

    try:
        asyncio.run(visit())
    finally:
        may_go_on.set()


def test_read_in_pieces_or_at_once_it_is_the_same(site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = columns_of(site)
    monkeypatch.setattr(loading, "_PIECE", 2)
    pieces = columns_of(site)
    assert whole.size > 4
    for name in ("numbers", "quotability", "newest", "added", "has_picture"):
        assert np.array_equal(getattr(whole, name), getattr(pieces, name)), name
    assert whole.totals == pieces.totals
    for name, column in whole.facets.items():
        assert column.values == pieces.facets[name].values, name
        assert np.array_equal(column.codes, pieces.facets[name].codes), name
    for one, other in ((whole.themes, pieces.themes), (whole.families, pieces.families)):
        assert np.array_equal(one.answers, other.answers)
        assert np.array_equal(one.codes, other.codes)
        assert np.array_equal(one.starts, other.starts)


def test_the_columns_hold_what_the_database_does(site: Datasette) -> None:
    columns = columns_of(site)
    with closing(sqlite3.connect(str(site.databases["vox"].path))) as database:
        rows = database.execute(
            """
            SELECT a.number, coalesce(a.polarity, ''), a.speaker, coalesce(c.recorded_at, c.added_at)
            FROM answers a JOIN clips c ON c.id = a.clip_id WHERE a.shown ORDER BY a.number
            """
        ).fetchall()
        tags = database.execute(
            """
            SELECT a.number, at.theme FROM answers a JOIN answer_themes at ON at.answer_id = a.id
            WHERE a.shown AND at.tier = 'tag'
            """
        ).fetchall()
    polarity = columns.facets["polarity"]
    told = [
        (int(number), polarity.values[code], columns.speakers.values[speaker])
        for number, code, speaker in zip(columns.numbers, polarity.codes, columns.speakers.codes, strict=True)
    ]
    assert told == [row[:3] for row in rows]
    moments = [row[3] for row in rows]
    latest_first = sorted(range(len(rows)), key=lambda at: moments[at], reverse=True)
    assert columns.by_newest.tolist() == latest_first
    themes = columns.themes
    assert {
        (int(columns.numbers[at]), themes.values[code])
        for at, code in zip(themes.answers, themes.codes, strict=True)
    } == set(tags)


def test_hits_that_are_too_many_to_rank_are_the_same_ones(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hits(text: str) -> list[int]:
        columns = await live(site).columns()
        found = await live(site).hits(columns, sought_words(text))
        return [int(place) for place in found]

    async def compare() -> None:
        texts = ("who", "who -warm", "-who", "nobodysaidthis", "wh*", '"nobody who"')
        ranked = [await hits(text) for text in texts]
        assert len(ranked[0]) > 2
        monkeypatch.setattr(live_module, "_RANKED", 1)
        # Otherwise the hits of before are remembered.
        change(site, "UPDATE clips SET size = size + 1")
        for text, one in zip(texts, ranked, strict=True):
            other = await hits(text)
            assert sorted(other) == sorted(one), text
            columns = await live(site).columns()
            assert len(one) < 2 or other == sorted(other, key=lambda place: columns.best[place]), text

    asyncio.run(compare())


def test_many_answers_are_counted_and_ordered_as_few_are(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = columns_of(site)
    asked: tuple[narrow.Wanted, ...] = (
        {},
        {"polarity": ("praise",)},
        {"kind": ("story", "opinion")},
        {"polarity": ("complaint",)},
    )
    hits = columns.by_best[::2]

    def told() -> list[Any]:
        found = [narrow.narrow(columns, wanted, base) for wanted in asked for base in (None, hits)]
        return [
            (
                each.chosen.tolist(),
                each.counts,
                columns.people(each.counted),
                [narrow.ordered(columns, each.chosen, sort).tolist() for sort in ("newest", "quotable")],
            )
            for each in found
        ]

    def set_many(number: int) -> None:
        for module in (narrow, columns_module):
            monkeypatch.setattr(module, "MANY", number)

    set_many(0)
    few = told()
    set_many(1_000_000)
    assert told() == few


def test_words_are_marked_as_the_search_index_takes_texts_apart(site: Datasette) -> None:
    with closing(sqlite3.connect(str(site.databases["vox"].path))) as database:
        [made] = database.execute("SELECT sql FROM sqlite_master WHERE name = 'answers_fts'").fetchone()
    assert f"'{marking.TOKENS}'" in made
