"""Every page for everybody: axe-core finds nothing, in light and dark, on a phone and on a desk."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pipeline.ingest import Report
from pipeline.project import Project
from pipeline.store import Store
from tests.publish.conftest import DESK, PHONE

PAGES = (
    "/",
    "/find",
    "/find?q=somebody&theme=feelings",
    "/find?q=nobody+said+this",
    "/patterns",
    "/answer/{answer}",
    "/answer/{answer}?t={start:.2f},{end:.2f}",
    "/answer/{answer}?channel=web",
    "/basket",
    "/take",
    "/take?answers={answer}",
    "/take?theme=feelings&channel=web",
    "/clip/{silent}",
    "/theme/attention",
    "/theme/space",
    "/people",
    "/person/{speaker}",
    "/about",
    "/embed/answer/{answer}",
    "/embed/theme/attention",
    "/nowhere",
)


@pytest.fixture(scope="module")
def known(examples: tuple[Project, Report]) -> dict[str, object]:
    """What stands for the names in addresses."""
    with Store.reading(examples[0].database) as store:
        [answer] = store.query("SELECT * FROM answers ORDER BY start DESC LIMIT 1")
        [silent] = store.query("SELECT id FROM clips WHERE status = 'no_speech' LIMIT 1")
    return {**answer, "answer": answer["id"], "silent": silent["id"]}


@pytest.fixture(scope="module", params=["phone light", "desk dark"])
def opened(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    size, scheme = request.param.split()
    context = browser.new_context(
        base_url=site,
        viewport=PHONE if size == "phone" else DESK,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    opened: Page, known: dict[str, object], path: str
) -> None:
    opened.goto(path.format(**known))
    for button in opened.locator("[data-keep][aria-pressed=false]").all()[:2]:
        button.click()
    # What is folded away is looked at too.
    opened.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(opened)
    assert not found.response["violations"], found.generate_report()
    size = opened.viewport_size
    assert size and opened.evaluate("document.documentElement.scrollWidth") <= size["width"]
