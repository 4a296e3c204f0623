"""Others who said something like it: other people, the most alike first, and nothing that is hidden."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from pipeline.meanings import remember_meanings
from pipeline.progress import Silent
from pipeline.publish.site import alike as alike_module
from pipeline.publish.site.alike import said_alike, warm_up
from pipeline.store import STAGES, Store
from schemas.themes import load_themes
from tests.pipeline.test_store import RECIPES, analysis

SAID = (
    "Friendly and helpful, that's what you want.",
    "Being friendly and helpful.",
    "Friendly, helpful, doesn't make you wait.",
    "Nineteen bucks for a burger. Nineteen.",
    "Friendly and helpful staff.",
    "It should be friendly and helpful.",
)


def answer(clip: int) -> str:
    return f"{clip:016x}-1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A clip of its own for each text; all carry one theme."""
    with Store.writing(tmp_path / "vox.db") as store:
        store.save_themes(load_themes())
        for clip, text in enumerate(SAID):
            said = analysis(text, clip_id=f"{clip:016x}")
            store.save(said, f"{clip}.mp4", 1, RECIPES, set(STAGES))
        remember_meanings(store, Silent())
    return tmp_path / "vox.db"


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        for statement in statements:
            database.execute(statement)


def alike(path: Path, clip: int = 0, *, limit: int = 4, then: str | None = None) -> list[str]:
    """What is found by a site; with `then`, after that has changed beside it."""

    async def find() -> list[str]:
        site = Datasette([str(path)])
        database: Any = site.databases["vox"]
        try:
            found = await said_alike(database, answer(clip), limit)
            if then:
                change(path, then)
                found = await said_alike(database, answer(clip), limit)
            return found
        finally:
            database.close()
            site.executor.shutdown()

    return asyncio.run(find())


def test_what_is_alike_is_found_the_most_alike_first_and_nothing_else(path: Path) -> None:
    found = alike(path)
    assert set(found) == {answer(1), answer(2), answer(4), answer(5)}
    assert alike(path, limit=2) == found[:2]
    assert alike(path, 3) == []


def test_nobody_is_named_twice_nor_who_gave_the_answer(path: Path) -> None:
    change(
        path, "INSERT INTO people (id, name) VALUES ('ann', 'Ann')", "INSERT INTO people (id) VALUES ('bob')"
    )
    best = alike(path)
    change(path, f"UPDATE answers SET person_id = 'ann' WHERE id IN ('{best[0]}', '{best[2]}')")
    assert alike(path) == [best[0], best[1], best[3]]
    change(path, f"UPDATE answers SET person_id = 'bob' WHERE id IN ('{answer(0)}', '{best[1]}')")
    assert alike(path) == [best[0], best[3]]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answers SET off_topic = 1 WHERE id = '{}'",
        "UPDATE answers SET text = 'Something else.' WHERE id = '{}'",
        "UPDATE answer_themes SET tier = 'suggested' WHERE answer_id = '{}'",
        "UPDATE meanings SET encoder = 'older' WHERE answer_id = '{}'",
        "DELETE FROM meanings WHERE answer_id = '{}'",
        "DELETE FROM answers WHERE id = '{}'",
    ],
)
def test_what_is_hidden_or_no_more_or_says_something_else_is_not_shown(path: Path, statement: str) -> None:
    first, *rest = alike(path)
    change(path, statement.format(first))
    assert alike(path) == rest


def test_a_site_that_runs_notices_at_once_what_was_hidden(path: Path) -> None:
    first, *rest = alike(path)
    assert alike(path, then=f"UPDATE answers SET off_topic = 1 WHERE id = '{first}'") == rest


def test_praise_does_not_stand_beside_complaint(path: Path) -> None:
    first, second, *rest = alike(path)
    change(
        path,
        f"UPDATE answers SET polarity = 'praise' WHERE id = '{answer(0)}'",
        f"UPDATE answers SET polarity = 'complaint' WHERE id = '{first}'",
        f"UPDATE answers SET polarity = 'neutral' WHERE id = '{second}'",
    )
    assert alike(path) == [second, *rest]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM meanings", "DELETE FROM answer_themes", "UPDATE answers SET text = 'Else.'"]
)
def test_nothing_is_alike_where_too_little_is_known(path: Path, statement: str) -> None:
    change(path, statement)
    assert alike(path) == []
    assert alike(path, 99) == []


def test_new_answers_are_found_by_a_site_that_runs(path: Path) -> None:
    async def find() -> tuple[list[str], list[str]]:
        site = Datasette([str(path)])
        database: Any = site.databases["vox"]
        try:
            before = await said_alike(database, answer(0), 9)
            with Store.writing(path) as store:
                said = analysis("Friendly and helpful.", clip_id=f"{9:016x}")
                store.save(said, "9.mp4", 1, RECIPES, set(STAGES))
                remember_meanings(store, Silent())
            until = asyncio.get_running_loop().time() + 60
            after = before
            while after == before and asyncio.get_running_loop().time() < until:
                after = await said_alike(database, answer(0), 9)
                await asyncio.sleep(0.05)
            return before, after
        finally:
            database.close()
            site.executor.shutdown()

    before, after = asyncio.run(find())
    assert set(after) - set(before) == {answer(9)}


def test_a_page_does_without_them_until_what_all_mean_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, read = threading.Event(), alike_module._kept_of

    def slowly(*asked: Any) -> Any:
        may_go_on.wait()
        return read(*asked)

    monkeypatch.setattr(alike_module, "_PATIENCE", 0.0)
    monkeypatch.setattr(alike_module, "_kept_of", slowly)

    async def find() -> tuple[list[str], list[str]]:
        site = Datasette([str(path)])
        database: Any = site.databases["vox"]
        try:
            without = await said_alike(database, answer(0))
            may_go_on.set()
            await warm_up(database)
            return without, await said_alike(database, answer(0))
        finally:
            may_go_on.set()
            database.close()
            site.executor.shutdown()

    without, found = asyncio.run(find())
    assert without == []
    assert set(found) == {answer(1), answer(2), answer(4), answer(5)}
