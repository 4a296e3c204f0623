"""`vox collect` as a person runs it: from a phone's answer to what `vox search` finds."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.forget import forget, plan_forgetting
from pipeline.project import Project, find_project
from pipeline.store import Store
from tests.conftest import EXAMPLES
from tests.pipeline.collect.conftest import BYTES, TUS
from tests.publish.conftest import PHONE, browser

__all__ = ["browser"]

_SECONDS = 120
_FORM = {"naming": "full", "agreed": True, "language": "en", "version": "vox 1"}
_CLIP = EXAMPLES / "01-maya-cafe.mp4"


@contextmanager
def collecting(root: Path, *options: str) -> Iterator[str]:
    """The address of the page of a `vox collect`; no traceback may have been told."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "cli", "collect", "--project", root, "--host", "127.0.0.1"]
    log = root / "said.txt"
    with log.open("w") as said:
        process = subprocess.Popen([*map(str, command), "--port", str(port), *options], stderr=said)
    try:
        address = _wait(lambda: _address(log.read_text()))
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    told = log.read_text()
    log.unlink()  # It names files, and who is forgotten must leave no trace.
    assert "Traceback" not in told, told


def _address(said: str) -> str | None:
    return next((line.split()[1] for line in said.splitlines() if line.startswith("Open http")), None)


def _wait(look: Callable[[], str | None]) -> str:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.2)
    pytest.fail("It never came.")


def _sources(project: Project) -> str | None:
    if not project.database.is_file() or list((project.private / "collect" / "slips").glob("*")):
        return None
    with Store.reading(project.database) as store:
        return " ".join(row["source"] for row in store.query("SELECT source FROM answers ORDER BY source"))


def _search(root: Path, words: str) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "cli", "search", words, "--project", str(root), "--json"]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return list(found["answers"] if isinstance(found, dict) else found)


def test_from_a_phone_to_the_search_with_the_consent(project: Project) -> None:
    content = _CLIP.read_bytes()
    with collecting(project.root) as address, httpx.Client(base_url=address, timeout=60) as client:
        begun = client.post("files", headers={**TUS, "Upload-Length": str(len(content))})
        upload = begun.headers["location"].rsplit("/", 1)[1]
        place = f"files/{upload}"
        assert client.patch(place, content=content, headers={**TUS, **BYTES, "Upload-Offset": "0"}).is_success
        form = {**_FORM, "upload": upload, "name": "Maya Obi", "role": "Barista"}
        assert client.post("answers", json=form).is_success
        written = "They remembered my name and my umbrella."
        assert client.post("answers", json={**_FORM, "naming": "anonymous", "text": written}).is_success
        _wait(lambda: found if (found := _sources(project)) == "video written" else None)
    assert _search(project.root, "umbrella")
    assert [path.name for path in (project.private / "collect").rglob("*") if path.is_file()] == ["address"]
    with Store.reading(project.database) as store:
        people = store.query(
            "SELECT a.source, p.name, p.role, c.status, c.channels, c.naming, c.wording, c.author"
            " FROM answers a JOIN people p ON p.id = a.person_id JOIN consents c ON c.person_id = p.id"
            " ORDER BY a.source"
        )
    assert [(row["source"], row["name"], row["role"], row["naming"]) for row in people] == [
        ("video", "Maya Obi", "Barista", "full"),
        ("written", None, None, "anonymous"),
    ]
    for row in people:
        assert (row["status"], row["channels"]) == ("granted", "internal web social")
        assert row["author"] == "vox collect"
        assert row["wording"].startswith("I agree that")
    # Who is forgotten is gone, and so is the film they sent.
    found = find_project(project.root)
    forgotten = forget(found, plan_forgetting(found, "Maya Obi"), "me")
    assert not forgotten.traces
    assert not list(project.media.rglob("*.mp4"))


def test_the_address_stays_until_another_is_wanted(project: Project) -> None:
    with collecting(project.root) as first:
        pass
    with collecting(project.root, "--kiosk") as second:
        # A port is free only until somebody takes it: the token is what stays.
        assert second.split("/", 3)[3] == f"{first.split('/', 3)[3]}kiosk"
    with collecting(project.root, "--new-address") as third:
        assert third.split("/", 3)[3] != first.split("/", 3)[3]


@pytest.fixture
def at_the_page(browser: Browser) -> Iterator[Page]:
    """A phone whose browser complains of nothing."""
    context = browser.new_context(viewport=PHONE, locale="de-CH", has_touch=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def test_somebody_films_and_is_found(project: Project, at_the_page: Page) -> None:
    (project.root / "vox.toml").write_text(
        'question = "Was ist guter Service?"\ncollect_languages = ["en", "de"]'
    )
    page = at_the_page
    with collecting(project.root) as address:
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "de")
        expect(page.get_by_role("heading", level=1)).to_have_text("Was ist guter Service?")
        _has_no_faults(page)
        assert page.locator("#camera").get_attribute("capture") == "user"
        page.get_by_role("link", name="English").tap()
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Film your answer").tap()
        chooser.value.set_files(_CLIP)
        page.get_by_label("Your name").fill("Maya Obi")
        page.get_by_label("With my first name").check()
        page.get_by_role("button", name="Send").tap()
        expect(page.get_by_role("alert")).to_contain_text("tick")
        _has_no_faults(page)
        page.get_by_label("I agree").check()
        page.get_by_role("button", name="Send").tap()
        expect(page.get_by_role("heading", name="Thank you!")).to_be_visible(timeout=30_000)
        _has_no_faults(page)
        page.get_by_role("button", name="Send another answer").tap()
        expect(page.get_by_role("button", name="Film your answer")).to_be_visible()
        _wait(lambda: _sources(project) or None)
    assert _search(project.root, "flat white")


def _has_no_faults(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
