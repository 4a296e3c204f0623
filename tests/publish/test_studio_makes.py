"""The studio makes what takes minutes: for its own pages alone, one by one, and says what came of it."""

import asyncio
import gc
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from pipeline.project import Project
from pipeline.publish.site.studio import pages
from pipeline.publish.site.studio.desk import Desk
from pipeline.publish.site.studio.workshop import Workshop
from tests.publish.opened_studio import Studio


@pytest.fixture
def answer(studio: Studio) -> dict[str, Any]:
    """A short answer."""
    return min(studio.answers().values(), key=lambda row: row["end"] - row["start"])


def test_only_a_page_of_the_studio_has_something_made(studio: Studio, answer: dict[str, Any]) -> None:
    address = f"/studio/make?answers={answer['id']}"
    wishes: list[tuple[dict[str, str], dict[str, str], int]] = [
        ({"what": "clip"}, {}, 403),
        ({"what": "clip", "token": "wrong"}, {}, 403),
        ({"what": "clip", "token": studio.token}, {"origin": "https://evil.example"}, 403),
        ({"what": "clip", "token": studio.token}, {"sec-fetch-site": "cross-site"}, 403),
        ({"what": "database", "token": studio.token}, {}, 422),
    ]
    for told, headers, status in wishes:
        assert studio.client.post(address, data=told, headers=headers).status_code == status, told
    assert studio.client.get(address).status_code == 405
    nothing = {"what": "clip", "token": studio.token}
    assert studio.client.post("/studio/make?answers=", data=nothing).status_code == 422
    assert studio.client.get("/studio/made.json").json() == {"jobs": []}
    assert studio.client.get("/studio/made/1/vox.db").status_code == 404


def test_a_clip_is_made_and_what_may_not_leave_is_not(
    studio: Studio, answer: dict[str, Any], browser: Browser
) -> None:
    context = browser.new_context(base_url=studio.address)
    [cookie] = [f"{name}={value}" for name, value in studio.client.cookies.items()]
    name, value = cookie.split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": studio.address}])
    page = context.new_page()
    page.goto(f"/answer/{answer['id']}")
    part = page.get_by_role("region", name="Clip", exact=True)
    part.get_by_label("Shape").select_option("1:1")
    part.get_by_role("button", name="Make it").click()
    expect(page).to_have_url(f"{studio.address}/studio/made")
    made = f"clip-{answer['id']}-1x1-internal.mp4"
    with page.expect_download() as started:
        page.get_by_role("link", name=made).click()
    assert started.value.suggested_filename == made
    assert b"ftyp" in started.value.path().read_bytes()[:16]
    assert (studio.project.root / "takeaways" / made).is_file()
    studio.client.post(
        f"/studio/make?answers={answer['id']}&channel=paid", data={"what": "clip", "token": studio.token}
    )
    page.reload()
    expect(page.get_by_text("may not leave by this way")).to_be_visible()
    assert studio.client.get("/studio/made/1/vox.db").status_code == 404
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    context.close()


def test_a_fault_is_told_on_the_page_and_in_one_line_and_what_waits_is_made(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def fault(*_: object) -> tuple[Path, ...]:
        raise KeyError("a bug")

    (tmp_path / "faults").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "faults"))
    monkeypatch.setattr(pages, "make_pictures_of", fault)
    complaints: list[dict[str, Any]] = []

    async def work() -> tuple[str, list[str]]:
        asyncio.get_running_loop().set_exception_handler(lambda _, told: complaints.append(told))
        workshop = Workshop()
        jobs = [workshop.take("Clip", fault), workshop.take("Reel", lambda: (tmp_path / "reel.mp4",))]
        pages.make_anew(Desk(project, "Zoe", ""), ("some-clip",))
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)
        return jobs[0].said, [job.state for job in jobs]

    # In a thread of its own: a browser that other tests opened has a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        said, states = thread.submit(asyncio.run, work()).result()
    gc.collect()  # A task that nobody asked how it ended is complained of when it goes.
    assert (states, complaints) == (["failed", "made"], [])
    assert said in caplog.messages
    assert sorted(caplog.messages) == sorted(
        f"Something went wrong inside vox (KeyError). Please report it with this file: {path}"
        for path in (tmp_path / "faults").iterdir()
    )
    assert [path.read_text().splitlines()[-1] for path in (tmp_path / "faults").iterdir()] == [
        "KeyError: 'a bug'"
    ] * 2
    assert not any(record.exc_info for record in caplog.records)
