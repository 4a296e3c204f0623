"""The pages as a person meets them: in Chromium, with the real player."""

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.ingest import Report
from pipeline.project import Project
from tests.conftest import PATIENCE
from tests.publish.conftest import DESK, PHONE, current_time, wait_for, wait_until_ready


def test_from_home_to_find_to_the_answer(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What makes good customer service?")
    page.get_by_role("searchbox").fill("somebody")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("for “somebody”")
    page.locator("blockquote a").first.click()
    expect(page.locator(".answer.lit")).to_be_visible()
    expect(page.locator("#player")).to_be_visible()


def test_an_answer_opens_at_its_second_and_a_seek_lands_where_it_was_asked(
    page: Page, late_answer: dict[str, object]
) -> None:
    start = float(str(late_answer["start"]))
    assert start > 1
    page.goto(f"/answer/{late_answer['id']}")
    wait_until_ready(page)
    assert current_time(page) == pytest.approx(start, abs=0.1)
    duration = float(page.evaluate("document.getElementById('player').duration"))
    for share in (0.9, 0.2, 0.6):
        page.evaluate("time => { document.getElementById('player').currentTime = time }", duration * share)
        wait_until_ready(page)
        assert current_time(page) == pytest.approx(duration * share, abs=0.05)


def test_a_word_plays_from_where_it_is_said(page: Page, late_answer: dict[str, object]) -> None:
    page.goto(f"/answer/{late_answer['id']}")
    wait_until_ready(page)
    word = page.locator(".lit [data-start]").nth(4)
    start = float(word.get_attribute("data-start") or "nan")
    word.click()
    now = wait_for(page, "(p => !p.paused && p.currentTime)(document.getElementById('player'))")
    assert start - 0.05 <= now < start + 5
    expect(page.locator(".lit .now").first).to_be_visible()


def test_every_example_plays_in_the_browser(page: Page, examples: tuple[Project, Report]) -> None:
    for outcome in examples[1].clips:
        page.goto(f"/clip/{outcome.id}")
        wait_until_ready(page)
        shown = page.evaluate(
            "(p => [p.videoWidth, p.videoHeight, p.duration])(document.getElementById('player'))"
        )
        facts = page.request.get(f"/clip/{outcome.id}.json").json()
        assert shown[0] * facts["height"] == pytest.approx(shown[1] * facts["width"], rel=0.02), outcome.path
        assert shown[2] == pytest.approx(facts["duration"], abs=0.25), outcome.path


def test_without_scripts_an_answer_still_opens_at_its_second(
    browser: Browser, site: str, late_answer: dict[str, object]
) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"/answer/{late_answer['id']}")
    source = opened.locator("#player").get_attribute("src") or ""
    assert source.endswith(f"#t={float(str(late_answer['start'])):.2f}")
    expect(opened.get_by_role("link", name="Play from")).not_to_have_count(0)
    context.close()


def test_a_card_under_the_pointer_leafs_through_its_clip(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert not [url for url in asked if "-strip" in url], "strips are fetched when they are looked at"
    card = page.locator(".card").nth(1)
    strip = card.locator(".strip")
    expect(strip).to_be_hidden()
    card.hover()
    expect(strip).to_be_visible()
    places = set[int]()
    until = time.monotonic() + PATIENCE
    while len(places) < 4 and time.monotonic() < until:
        page.wait_for_timeout(100)
        places.add(strip.evaluate("strip => Math.round(strip.getBoundingClientRect().x)"))
    assert len(places) >= 4
    assert strip.evaluate("strip => strip.naturalWidth") == 3200
    assert len([url for url in asked if "-strip" in url]) == 1
    page.mouse.move(0, 0)
    card.locator("blockquote a").focus()
    expect(strip).to_be_visible()


@pytest.mark.parametrize("choice", [{"reduced_motion": "reduce"}, {"has_touch": True, "is_mobile": True}])
def test_nothing_moves_for_who_does_not_want_it_or_has_no_pointer(
    browser: Browser, site: str, choice: dict[str, Any]
) -> None:
    context = browser.new_context(base_url=site, **choice)
    opened = context.new_page()
    opened.goto("/")
    opened.locator(".card blockquote a").first.focus()
    expect(opened.locator(".card .strip").first).to_be_hidden()
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/find?q=somebody", "answer", "/nowhere"])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, site: str, late_answer: dict[str, object], size: dict[str, int], path: str
) -> None:
    context = browser.new_context(base_url=site, viewport=size)  # type: ignore[arg-type]
    opened = context.new_page()
    opened.goto(f"/answer/{late_answer['id']}" if path == "answer" else path)
    assert opened.evaluate("document.documentElement.scrollWidth") <= size["width"]
    context.close()
