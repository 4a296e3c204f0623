"""Fixtures: a browser, and what a test asks of the player in it."""

import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from pipeline.ingest import Report
from pipeline.project import Project, find_project
from pipeline.store import Store
from tests.conftest import PATIENCE
from tests.publish.opened_studio import Studio, opened_studio

expect.set_options(timeout=PATIENCE * 1000)

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
OPTIONS = [
    *(
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--autoplay-policy=no-user-gesture-required",
    ),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # A name that is not this machine's own: there the connection counts as unsafe, as in an office.
    "--host-resolver-rules=MAP office.example 127.0.0.1",
]
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1440, height=900)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "Chromium is missing: `make test` installs it, or apt-get install chromium."
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS, timeout=PATIENCE * 1000)
        opens = launched.new_context

        def patient(**options: Any) -> BrowserContext:
            context = opens(**options)
            context.set_default_timeout(PATIENCE * 1000)
            return context

        launched.new_context = patient  # type: ignore[method-assign]
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page that fails the test for anything the console complains of: the content policy among it."""
    context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not complaints


@pytest.fixture
def late_answer(examples: tuple[Project, Report]) -> dict[str, object]:
    """The answer that begins latest in its clip."""
    with Store.reading(examples[0].database) as store:
        return store.query("SELECT * FROM answers ORDER BY start DESC LIMIT 1")[0]


@pytest.fixture(scope="session")
def studio(examples: tuple[Project, Report], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """`vox studio` over the examples, one for all tests: whoever decides something takes it back."""
    root = tmp_path_factory.mktemp("studio")
    shutil.copytree(examples[0].root, root, dirs_exist_ok=True)
    with opened_studio(find_project(root)) as opened:
        yield opened


@pytest.fixture
def long_answer(studio: Studio) -> dict[str, Any]:
    """The longest answer in the studio."""
    return max(studio.answers().values(), key=lambda row: len(row["text"]))


def current_time(page: Page) -> float:
    return float(page.evaluate("document.getElementById('player').currentTime"))


def wait_for(page: Page | Locator, condition: str) -> Any:
    """Wait until a script gives something that is true, and give that."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := page.evaluate(condition):
            return found
        time.sleep(0.05)
    pytest.fail(f"It never came to: {condition}")


def wait_for_player(page: Page, condition: str) -> None:
    """Wait until the player `p` is so; Playwright's own way of waiting breaks the content policy."""
    wait_for(page, f"(p => {condition})(document.getElementById('player'))")


def wait_until_ready(page: Page) -> None:
    wait_for_player(page, "p.readyState >= 2 && !p.seeking")
