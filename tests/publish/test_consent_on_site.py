"""What is hidden, withheld or redacted is on no page of the site; in the studio it is."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress

import httpx
import pytest

from pipeline.corrections import correcting
from pipeline.lock import exclusive
from pipeline.people import record_consent
from pipeline.plain import local
from pipeline.project import Project, find_project
from pipeline.publish import server
from pipeline.publish.server import build_site
from pipeline.publish.site.studio.desk import Desk, set_up
from pipeline.store import Store
from schemas.people import Consent
from tests.pipeline.test_corrections import tell

SAID = {
    "a" * 16: "Quixotic marzipan warms everybody here who comes in.",
    "b" * 16: "Ptarmigan listening means they remember my xylem.",
    "c" * 16: "Staff who are kumquat kind and answer quickly.",
    "d" * 16: "Zeppelin prices, and people who say zinnia to me.",
    "e" * 16: "Ordinary waistcoat people who listen to what I say.",
}
NAMES = (
    "Ottilie Quackenbush",
    "Bartholomew Fitzgibbon",
    "Persephone Oyelaran",
    "Rosamund Okonkwo",
    "Ann Lee",
)
REFUSED, WITHDRAWN, EXPIRED, HIDDEN, SHOWN = (f"{clip}-1" for clip in SAID)
GONE = {
    REFUSED: ("quixotic", "marzipan", "quackenbush"),
    WITHDRAWN: ("ptarmigan", "xylem", "fitzgibbon"),
    EXPIRED: ("kumquat", "oyelaran"),
    HIDDEN: ("zeppelin", "zinnia", "okonkwo"),
    SHOWN: ("waistcoat",),
}
"""What must not be found: of the last answer only the word that is redacted."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("held")
    (root / "media").mkdir()
    made = find_project(root)
    for clip, text in SAID.items():
        tell(made, text, clip_id=clip)
    with correcting(made, "Zoe") as decided:
        for answer, name in zip(GONE, NAMES, strict=True):
            decided.name(answer, name)
        decided.hide(HIDDEN)
        decided.redact(SHOWN, *decided.words_at(SHOWN, "waistcoat"))
    record_consent(made, NAMES[0], Consent("refused"), "Zoe")
    record_consent(made, NAMES[1], Consent("withdrawn"), "Zoe")
    record_consent(made, NAMES[2], Consent("granted", ("web",), expires_on="2020-01-01"), "Zoe")
    return made


def pages() -> list[str]:
    told = ["/", "/find", "/find?q=people", "/people", "/patterns", "/about", "/feed.atom", "/themes.css"]
    told += [f"/find?q={words[0]}" for words in GONE.values()]
    for answer in GONE:
        clip = answer.split("-")[0]
        told += [f"/answer/{answer}", f"/clip/{clip}", f"/embed/answer/{answer}", f"/person/{clip}-v1"]
        told += [
            f"/{kind}.{form}"
            for kind in (f"answer/{answer}", f"clip/{clip}")
            for form in ("vtt", "srt", "txt")
        ]
        told += [f"/oembed?url=http://localhost/answer/{answer}", f"/media/{clip}.mp4", f"/media/{clip}.jpg"]
    told += [f"{path}.json" for path in told if "?" not in path and "." not in path.rsplit("/", 1)[1]]
    return [*told, "/find.json?q=people", "/find.json"]


def sent(project: Project, *, local: bool = True, studio: bool = False) -> dict[str, httpx.Response]:
    async def ask() -> dict[str, httpx.Response]:
        site = build_site(project, local=local, studio=studio)
        if studio:
            set_up(site, Desk(project, "Zoe", "token"))
        await site.invoke_startup()
        return {path: await site.client.get(path, follow_redirects=True) for path in pages()}

    return asyncio.run(ask())


@pytest.mark.parametrize("local", [True, False])
def test_no_page_shows_what_is_held_back(project: Project, local: bool) -> None:
    told = sent(project, local=local)
    for path, answer in told.items():
        searched = path.split("q=")[-1] if "q=" in path else None
        for word in (word for words in GONE.values() for word in words if word != searched):
            assert word not in answer.text.casefold(), (path, word)
    assert [told[f"/answer/{each}"].status_code for each in GONE] == [404, 404, 404, 404, 200]
    assert "is held back" in told[f"/answer/{REFUSED}"].text
    assert "█████" in told[f"/answer/{SHOWN}"].text
    assert "█████" in told[f"/clip/{SHOWN[:16]}.vtt"].text


def test_others_see_no_rows_of_answers_while_any_is_held_back(project: Project) -> None:
    async def ask() -> list[int]:
        site = build_site(project, local=False)
        await site.invoke_startup()
        tables = ("answers", "quotes", "answer_themes", "spoken", "words", "segments", "people", "themes")
        return [(await site.client.get(f"/vox/{table}.json")).status_code for table in tables]

    assert asyncio.run(ask()) == [403] * 7 + [200]


def test_the_studio_shows_all_of_it(project: Project) -> None:
    told = sent(project, studio=True)
    assert {told[f"/answer/{each}"].status_code for each in GONE} == {200}
    assert "quixotic" in told[f"/answer/{REFUSED}"].text.casefold()
    assert "waistcoat" not in told[f"/answer/{SHOWN}"].text.casefold()


def test_the_studio_tells_when_by_the_clock_of_this_machine(
    project: Project, in_zone: Callable[[str], None]
) -> None:
    with Store.reading(project.database) as store:
        stored = [row["recorded_at"] for row in store.query("SELECT recorded_at FROM consents")]

    async def ask() -> str:
        site = build_site(project, studio=True)
        set_up(site, Desk(project, "Zoe", "token"))
        await site.invoke_startup()
        return str((await site.client.get("/studio/people")).text)

    in_zone("Pacific/Kiritimati")
    page = asyncio.run(ask())
    assert stored
    for each in stored:
        assert f"Zoe, {local(each)}" in page
        assert each[:16].replace("T", " ") not in page


def test_search_at_the_command_line_leaves_it_out_too(project: Project) -> None:
    from pipeline.search import Query, search
    from pipeline.show import show

    for answer, words in GONE.items():
        assert search(project, Query(words[0]), 5).total == 0, answer
    assert show(project, REFUSED)["held_back"] == ["Who says it has refused."]


def test_a_consent_ends_on_an_open_site_also_if_another_run_was_writing_at_midnight(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def withheld(now: int | None = None) -> list[int]:
        with closing(sqlite3.connect(project.database, isolation_level=None)) as db:
            if now is not None:
                # As it stood before the day on which the consent ended.
                db.execute("UPDATE answers SET withheld = ? WHERE id = ?", [now, EXPIRED])
            return [row[0] for row in db.execute("SELECT withheld FROM answers WHERE id = ?", [EXPIRED])]

    async def open_over_night() -> None:
        task = asyncio.create_task(server.expire_each_night(project))
        with exclusive(project):
            await asyncio.sleep(0.2)
            assert withheld() == [0]
        while withheld() == [0]:
            await asyncio.sleep(0.05)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    monkeypatch.setattr(server, "_LOOKS_AGAIN", 0.05)
    assert withheld(now=0) == [0]
    asyncio.run(asyncio.wait_for(open_over_night(), 60))
    assert withheld() == [1]
