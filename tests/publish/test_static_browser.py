"""A site as a folder, in Chromium, under an address that is not the root of its host."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.ingest import Report
from pipeline.project import Project
from tests.publish.conftest import DESK, PHONE, current_time, wait_for, wait_for_player, wait_until_ready
from tests.publish.exported import as_published, export, plain_server, ranging_server

Examples = tuple[Project, Report]

SEARCHES: list[dict[str, Any]] = [
    *(
        {"q": words}
        for words in ("the", "somebody", "SOMEBODY -the", '"like somebody"', "some*", "put it right")
    ),
    *(
        {"q": words}
        for words in ("-the", "café", "it's", '"', "* - (", "remembers", 'good -"good service"', "zzz")
    ),
    {"q": "the", "polarity": "praise", "kind": "story"},
    {"theme": "ease"},
    {"polarity": ["praise", "complaint"], "sort": "newest"},
    {"date": "2025-05"},
    {"person": "nobody"},
    {"q": "they", "sort": "newest"},
]


@pytest.fixture(scope="module")
def folder(examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("static")
    export(as_published(examples[0], root / "published"), root / "host" / "some where")
    return root / "host"


@pytest.fixture(scope="module", params=["without ranges", "with ranges"])
def anywhere(folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The folder on a host of either kind."""
    server = plain_server if request.param == "without ranges" else ranging_server
    with server(folder) as address:
        yield f"{address}/some%20where/"


@pytest.fixture(scope="module")
def site_in_folder(folder: Path) -> Iterator[str]:
    with plain_server(folder) as address:
        yield f"{address}/some%20where/"


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    """A page that fails the test for what the console complains of: what is missing or against the policy."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def shown(page: Page, html: str = "") -> dict[str, Any]:
    """What stands on a page of results, and where it leads: on the one that is open, or on another."""
    told: dict[str, Any] = page.evaluate(
        """html => {
          const from = html ? new DOMParser().parseFromString(html, 'text/html') : document;
          const words = (each) => each.textContent.replace(/\\s+/g, '');
          const all = (css, tell = words) => [...from.querySelectorAll(`#find ${css}`)].map(tell);
          return {
            status: all('[role=status]'), sorts: all('.sorts a'), chosen: all('.chosen li'),
            about: all('.about'),
            facets: all('.facets li, .facets h2'), answers: all('.card blockquote'), by: all('.card .by'),
            marks: all('mark'), evidence: all('.evidence', (each) => each.className + words(each)),
            chips: all('.chip', (each) => each.className + words(each)), empty: all('.empty'),
            plays: all('.play', (each) => each.href.split(/[/?]+/).slice(-2).join() + words(each)),
          };
        }""",
        html,
    )
    # What fits nearly as well may stand in either order.
    return {
        name: sorted(values) if name not in ("sorts", "facets") else values for name, values in told.items()
    }


def test_search_finds_counts_and_shows_what_the_server_does(
    client: httpx.Client, opened: Page, site_in_folder: str
) -> None:
    opened.goto(f"{site_in_folder}find/")
    for search in SEARCHES:
        query = urlencode(search, doseq=True)
        # As Back and Forward do it.
        opened.evaluate(
            "query => { history.pushState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?{query}",
        )
        expect(opened.locator("#find .results")).not_to_have_attribute("aria-busy", "true")
        assert shown(opened) == shown(opened, client.get(f"/find?{query}").text), query
        if "sort" in search:
            ids = [answer["id"] for answer in client.get(f"/find.json?{query}").json()["answers"]]
            found = opened.locator(".card .still").evaluate_all(
                "cards => cards.map(card => card.href.split('/').at(-2))"
            )
            assert found == ids, query


def test_search_as_one_types_narrows_and_keeps_its_address(opened: Page, site_in_folder: str) -> None:
    opened.goto(f"{site_in_folder}")
    opened.get_by_role("searchbox").fill("the")
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(f"{site_in_folder}find/?q=the")
    expect(opened.get_by_role("status")).to_contain_text("for “the”")
    opened.get_by_role("region", name="Praise or complaint").get_by_role("link", name="Praise").click()
    expect(opened).to_have_url(f"{site_in_folder}find/?q=the&polarity=praise")
    opened.get_by_role("searchbox").press("End")
    opened.get_by_role("searchbox").press_sequentially("y", delay=20)
    expect(opened.get_by_role("status")).to_contain_text("for “they”")
    expect(opened).to_have_url(f"{site_in_folder}find/?q=they&polarity=praise")
    expect(opened.get_by_role("searchbox")).to_be_focused()
    opened.reload()
    expect(opened.get_by_role("status")).to_contain_text("for “they”")
    opened.get_by_role("link", name="Remove Praise").click()
    expect(opened).to_have_url(f"{site_in_folder}find/?q=they")
    opened.go_back()
    expect(opened.locator(".chosen")).to_contain_text("Praise")
    opened.locator(".card .play").first.click()
    expect(opened.locator(".answer.lit")).to_be_visible()


def test_what_somebody_types_is_never_markup(opened: Page, site_in_folder: str) -> None:
    words = '<img src=x onerror="document.title=1"> -"</h1>'
    opened.goto(f"{site_in_folder}find/?{urlencode({'q': words, 'theme': words, 'collection': words})}")
    expect(opened.get_by_role("status")).to_contain_text(words)
    expect(opened.locator("#find img")).to_have_count(0)
    expect(opened.locator(".chosen")).to_contain_text(words)


def test_without_scripts_all_answers_are_there(browser: Browser, site_in_folder: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{site_in_folder}find/?q=they")
    expect(page.locator("noscript p")).to_contain_text("Only your browser can search and narrow here")
    expect(page.locator(".card")).to_have_count(16)
    page.locator(".card blockquote a").first.click()
    expect(page.locator("#player")).to_be_visible()
    context.close()


def test_a_word_plays_from_where_it_is_said_on_any_host(
    opened: Page, anywhere: str, late_answer: dict[str, Any]
) -> None:
    opened.goto(f"{anywhere}answer/{late_answer['id']}/")
    opened.evaluate("document.getElementById('player').muted = true")
    words = opened.locator(".lit [data-start]")
    word = words.nth(words.count() // 2)
    start = float(word.get_attribute("data-start") or "nan")
    assert start > 5
    word.click()
    wait_for_player(opened, f"!p.paused && p.currentTime >= {start} + .3")
    assert current_time(opened) < start + 5
    opened.evaluate("document.getElementById('player').pause()")
    opened.evaluate("document.getElementById('player').currentTime = 1")
    wait_until_ready(opened)
    assert current_time(opened) == pytest.approx(1, abs=0.1)


def test_an_address_with_seconds_points_to_the_words(
    opened: Page, anywhere: str, late_answer: dict[str, Any]
) -> None:
    opened.goto(f"{anywhere}answer/{late_answer['id']}/")
    words = opened.locator(".lit [data-start]")
    first, last = words.nth(2), words.nth(4)
    start, end = first.get_attribute("data-start"), last.get_attribute("data-end")
    said = " ".join(words.nth(place).inner_text() for place in (2, 3, 4))
    opened.goto(f"{anywhere}answer/{late_answer['id']}/?t={start},{end}")
    expect(opened.get_by_role("heading", level=1)).to_have_text(said)
    expect(opened.locator(".lit mark")).to_have_count(3)
    opened.evaluate("document.getElementById('player').muted = true")
    opened.get_by_role("link", name="Play these words").click()
    wait_for_player(opened, f"p.paused && p.currentTime >= {end}")
    assert current_time(opened) < float(end or "nan") + 1
    opened.goto(f"{anywhere}answer/{late_answer['id']}/?t=<x>,2")
    expect(opened.locator("mark")).to_have_count(0)


def test_faces_and_frames_play_their_quote_on_any_host(
    opened: Page, anywhere: str, folder: Path, late_answer: dict[str, Any]
) -> None:
    opened.goto(anywhere)
    faces = opened.locator(".wall a")
    [place] = [n for n in range(12) if float(faces.nth(n).get_attribute("data-from") or 0) > 2][:1]
    faces.nth(place).hover()
    begin = float(faces.nth(place).get_attribute("data-from") or "nan")
    now = wait_for(
        opened,
        f"(p => p?.currentTime > {begin + 0.2} && p.currentTime)(document.querySelector('.wall video'))",
    )
    assert now < begin + 5
    frame = f'<iframe src="some%20where/embed/answer/{late_answer["id"]}/" width="640" height="360"></iframe>'
    (folder / "page.html").write_text(f'<!doctype html><link rel="icon" href="data:,">{frame}')
    opened.goto(f"{anywhere}../page.html")
    player = opened.frame_locator("iframe").locator("video, audio")
    player.evaluate("player => { player.muted = true; player.play().catch(() => {}); }")
    begin = late_answer["start"]
    now = wait_for(player, f"player => player.currentTime > {begin + 0.2} && player.currentTime")
    assert now < begin + 5


@pytest.mark.parametrize(
    ("size", "scheme", "paths"),
    [
        (PHONE, "light", ("find/?q=somebody&polarity=praise", "404.html")),
        (DESK, "dark", ("find/?q=nothing+like+it", "answer/{id}/?t={start:.2f},{end:.2f}", "404.html")),
    ],
    ids=["phone light", "desk dark"],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser,
    site_in_folder: str,
    late_answer: dict[str, Any],
    size: Any,
    scheme: Any,
    paths: tuple[str, ...],
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    for path in paths:
        page.goto(site_in_folder + path.format(**late_answer))
        if path.startswith("find"):
            expect(page.get_by_role("status")).to_contain_text("for “")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    context.close()
