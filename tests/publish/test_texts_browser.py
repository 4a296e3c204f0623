"""What was written, as it is seen in a browser: on the site, in the studio, and where there is no server."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from pipeline.project import Project, find_project
from pipeline.store import Store
from tests.conftest import serving
from tests.publish.conftest import DESK, PHONE
from tests.publish.exported import as_published, export, plain_server
from tests.written import ANNA, NOTE, answer_of, with_notes, write_all

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture(scope="module")
def texts(_curated: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("written") / "texts"
    shutil.copytree(_curated, root)
    return with_notes(write_all(find_project(root)))


@pytest.fixture(scope="module")
def site(texts: Project) -> Iterator[str]:
    with serving(texts) as address:
        yield address


@contextmanager
def opened(browser: Browser, address: str, size: ViewportSize) -> Iterator[Page]:
    """A page that has no fault but that the clips of these projects were never filmed."""
    context = browser.new_context(base_url=address, viewport=size)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "404" not in said.text else None)
    yield page
    context.close()
    assert not faults


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@SIZES
def test_texts_fit_every_page(browser: Browser, site: str, size: ViewportSize) -> None:
    with opened(browser, site, size) as page:
        for address in (
            "/",
            "/find?source=written",
            f"/answer/{answer_of(ANNA)}",
            f"/answer/{answer_of(NOTE)}",
            "/people",
            "/collection/tweets",
            f"/embed/answer/{answer_of(ANNA)}",
        ):
            page.goto(address)
            assert not is_too_wide(page), address


def test_answers_are_narrowed_by_where_they_came_from(browser: Browser, site: str) -> None:
    with opened(browser, site, DESK) as page:
        page.goto("/find")
        facet = page.get_by_role("region", name="Where it came from")
        facet.get_by_role("link", name="Written").click()
        expect(page.get_by_role("status").first).to_contain_text("4 answers by 4 people")
        expect(page.locator(".card .still.text")).to_have_count(4)
        expect(page.locator(".card .play")).to_have_count(0)
        facet.get_by_role("link", name="Note").click()
        expect(page.get_by_role("status").first).to_contain_text("5 answers")
        page.get_by_role("link", name="Read from a note at 0:07").click()
        expect(page.locator("#player")).to_be_visible()
        assert page.url.endswith("?t=7.20")


def test_words_of_a_text_are_chosen_and_copied(browser: Browser, site: str) -> None:
    with opened(browser, site, DESK) as page:
        page.goto(f"/answer/{answer_of(ANNA)}")
        transcript = page.get_by_role("group", name="What it says").first
        transcript.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowRight")
        expect(page.locator(".words .chosen")).to_have_text(["remembered", "my"])
        # A click on a word plays nothing, and is no fault.
        page.keyboard.press("Escape")
        page.locator(".words [data-start]").nth(3).click()


def test_texts_are_found_where_there_is_no_server(browser: Browser, texts: Project, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    export(as_published(texts, tmp_path / "published"), folder)
    with plain_server(folder) as address, opened(browser, address, DESK) as page:
        page.goto("/find/?source=written&q=name")
        expect(page.get_by_role("status").first).to_contain_text("1 answer")
        card = page.locator(".card")
        expect(card).to_contain_text("Written, 3 May 2026, tweets.example")
        expect(card.locator(".play")).to_have_count(0)
        assert card.get_by_role("link", name="tweets.example").get_attribute("rel") == "noopener nofollow"
        page.goto(f"/answer/{answer_of(ANNA)}/?t=0,2")
        expect(page.locator("h1")).to_have_text("They remembered")
        expect(page.locator(".just")).to_have_text("The whole answer")


def test_the_studio_works_on_words_of_a_text(browser: Browser, texts: Project, tmp_path: Path) -> None:
    shutil.copytree(texts.root, tmp_path / "studio")
    project = find_project(tmp_path / "studio")
    with studio(project) as link, opened(browser, link.split("/studio")[0], DESK) as page:
        page.goto(link)
        page.goto("/studio?state=all")
        expect(page.locator(".item .tile")).to_have_count(4)
        page.goto(f"/answer/{answer_of(ANNA)}")
        expect(page.get_by_label("Who wrote it")).to_have_value("Annabel Ferriday")
        page.get_by_role("group", name="What it says").first.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowLeft")
        buttons = page.locator(".bar button")
        expect(buttons.filter(has_text="Redact")).to_have_count(1)
        expect(buttons.filter(has_text="Bleep")).to_have_count(0)
        buttons.filter(has_text="Redact").click()
        expect(page.locator(".words .redacted")).to_have_count(1)
        expect(page.locator(".toast")).to_contain_text("Redacted.")
        with Store.reading(project.database) as store:
            [answer] = store.query("SELECT text FROM answers WHERE id = :id", {"id": answer_of(ANNA)})
        assert answer["text"].endswith("Nobody else ever has!")
        assert "my name" not in answer["text"]


@contextmanager
def studio(project: Project) -> Iterator[str]:
    """The link that `vox studio` prints, as long as it runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cli", "studio", "--project", str(project.root), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        try:
            yield next(line for line in server.stderr if "token=" in line).split()[-1]
        finally:
            server.terminate()
            server.communicate(timeout=30)
