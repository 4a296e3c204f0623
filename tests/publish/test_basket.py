"""The basket: what somebody keeps, on every page and after they come back, and how they take it away."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.ingest import Report
from pipeline.project import Project
from tests.publish.conftest import DESK
from tests.publish.exported import as_published, export, plain_server

Examples = tuple[Project, Report]

FORMS = {"plain": "txt", "markdown": "md", "html": "html", "csv": "csv"}


def count(page: Page) -> str:
    return page.get_by_role("link", name="Basket with").inner_text()


def items(page: Page) -> list[str]:
    expect(page.locator("#basket")).to_have_attribute("aria-busy", "false")
    return page.locator(".picked blockquote").all_inner_texts()


def keep(page: Page, path: str, many: int) -> list[str]:
    """Keep the first quotes of a page of results, and tell which."""
    page.goto(path)
    buttons = page.locator("main [data-keep]")
    ids = [str(buttons.nth(place).get_attribute("data-keep")) for place in range(many)]
    for place in range(many):
        buttons.nth(place).click()
    return ids


def saved(page: Page, form: str) -> tuple[str, str]:
    """The name of a file the browser writes, and what is in it."""
    page.locator("[data-form]").select_option(form)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download").click()
    return started.value.suggested_filename, Path(started.value.path()).read_text("utf-8")


def test_a_quote_is_kept_on_every_page_and_after_coming_back(page: Page) -> None:
    [answer] = keep(page, "/find", 1)
    assert "1" in count(page)
    button = page.locator(f"[data-keep='{answer}']").first
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Kept. The basket holds 1 quote.")).to_have_count(1)
    page.goto(f"/answer/{answer}")
    expect(page.locator(f".lit [data-keep='{answer}']")).to_have_attribute("aria-pressed", "true")
    page.reload()
    assert "1" in count(page)
    page.locator(".lit [data-keep]").focus()
    page.keyboard.press("Space")
    expect(page.locator(".lit [data-keep]")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("link", name="Basket with no quotes")).to_be_visible()
    page.goto("/basket")
    expect(page.get_by_text("Nothing is kept yet.")).to_be_visible()


def test_results_that_are_drawn_anew_know_what_is_kept(page: Page) -> None:
    [answer] = keep(page, "/find", 1)
    page.get_by_role("searchbox").press_sequentially("the", delay=20)
    expect(page.get_by_role("status")).to_contain_text("for “the”")
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("status")).not_to_contain_text("for “the”")
    expect(page.locator(f"[data-keep='{answer}']")).to_have_attribute("aria-pressed", "true")


def test_another_page_that_is_open_knows_it_at_once(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/find")
    keep(page, "/find", 2)
    expect(other.locator("[data-keep][aria-pressed=true]")).to_have_count(2)


def test_the_order_is_changed_by_keyboard_and_lasts(page: Page) -> None:
    keep(page, "/find", 3)
    page.goto("/basket")
    first, second, third = items(page)
    page.get_by_role("button", name="Move down").first.focus()
    page.keyboard.press("Enter")
    assert items(page) == [second, first, third]
    # It stays where somebody is, to be moved on.
    page.keyboard.press("Enter")
    assert items(page) == [second, third, first]
    expect(page.get_by_text("Moved to place 3 of 3.")).to_have_count(1)
    # It cannot go further: what can be done next has the focus.
    expect(page.get_by_role("button", name="Move up").nth(2)).to_be_focused()
    page.get_by_role("button", name="Take out").nth(0).click()
    page.reload()
    assert items(page) == [third, first]
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Empty the basket").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert items(page) == []


def test_what_is_not_shown_any_more_leaves_the_basket_and_what_cannot_be_asked_stays(
    browser: Browser, site: str
) -> None:
    # Of its own: a browser complains of every address that is not there.
    context = browser.new_context(base_url=site)
    page = context.new_page()
    [answer] = keep(page, "/find", 1)
    gone, broken = "0" * 16 + "-1", "../secret"
    name = page.evaluate("Object.keys(localStorage)[0]")
    # Words are not remembered.
    assert page.evaluate("Object.values(localStorage)") == [f'["{answer}"]']
    page.evaluate(
        "([name, ids]) => localStorage.setItem(name, ids)", [name, json.dumps([gone, broken, answer])]
    )
    page.goto("/basket")
    assert len(items(page)) == 1
    expect(page.get_by_text("One quote is not shown here any more and was taken out.")).to_be_visible()
    assert json.loads(page.evaluate("name => localStorage.getItem(name)", name)) == [answer]
    page.route("**/answer/*.json", lambda route: route.fulfill(status=200, body="{}"))
    page.reload()
    expect(page.get_by_text("cannot be loaded just now")).to_be_visible()
    assert json.loads(page.evaluate("name => localStorage.getItem(name)", name)) == [answer]
    context.close()


def test_a_browser_that_remembers_nothing_keeps_it_for_the_page(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)
    context.add_init_script("Storage.prototype.setItem = () => { throw new Error('no') }")
    page = context.new_page()
    keep(page, "/find", 2)
    assert "2" in count(page)
    context.close()


def test_without_scripts_there_is_no_basket(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/find")
    expect(page.get_by_role("link", name="Basket")).to_have_count(0)
    expect(page.locator("[data-keep]").first).to_be_hidden()
    page.goto("/basket")
    assert "its scripts are switched off" in page.content()
    context.close()


def test_what_is_written_here_says_that_it_is_internal_and_leads_to_files(page: Page) -> None:
    ids = keep(page, "/find", 2)
    page.goto("/basket")
    said = items(page)
    for form, ending in FORMS.items():
        name, text = saved(page, form)
        assert name == f"quotes-internal.{ending}"
        assert "Internal: not for use outside." in text
        assert all(quote in text.replace("&#39;", "'") for quote in said) or form == "markdown"
    page.get_by_role("link", name="Make a sheet or a reel of them").click()
    expect(page).to_have_url(f"/take?answers={','.join(ids)}")
    assert page.locator(".listed blockquote").all_inner_texts() == said


# In a folder, where no server is


@pytest.fixture(scope="module")
def folder(examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("static")
    export(as_published(examples[0], root / "published"), root / "host" / "some where")
    with plain_server(root / "host") as address:
        yield f"{address}/some%20where/"


def test_in_a_folder_it_lists_sorts_and_writes_what_is_kept(browser: Browser, folder: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{folder}find/?q=the")
    expect(page.get_by_role("status")).to_contain_text("for “the”")
    for place in range(2):
        page.locator("main [data-keep]").nth(place).click()
    page.goto(folder)
    page.get_by_role("link", name="Basket with 2 quotes").click()
    first, second = items(page)
    page.get_by_role("button", name="Move up").nth(1).click()
    assert items(page) == [second, first]
    expect(page.get_by_role("link", name="Make a sheet")).to_have_count(0)
    name, text = saved(page, "csv")
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    assert (name, [row["quote"] for row in rows]) == ("quotes.csv", [second, first])
    assert "Internal" not in text
    page.goto(rows[0]["link"])
    expect(page.locator(".answer.lit mark").first).to_be_visible()
    assert "".join(page.locator(".lit mark").all_inner_texts()) == second.replace(" ", "")
    context.close()
    assert not complaints
