"""An answer's page: hearing a word, choosing words, and taking them away as they were said."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.ingest import Report
from pipeline.project import Project
from pipeline.store import Store
from tests.publish.conftest import PHONE, current_time, wait_for_player, wait_until_ready

Answer = dict[str, Any]

CLIPBOARD = """async () => {
  const [item] = await navigator.clipboard.read();
  const read = async (type) => item.types.includes(type) ? (await item.getType(type)).text() : "";
  return [await read("text/plain"), await read("text/html")];
}"""


@pytest.fixture
def opened(page: Page, late_answer: Answer) -> Page:
    """The page of an answer that begins some seconds into its clip, ready to play."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/answer/{late_answer['id']}")
    wait_until_ready(page)
    return page


def words_of(page: Page) -> list[tuple[str, float, float]]:
    """The words of the answer, as the page has them."""
    found = page.evaluate(
        "[...document.querySelectorAll('.lit [data-start]')]"
        ".map(w => [w.textContent, Number(w.dataset.start), Number(w.dataset.end)])"
    )
    return [(text, start, end) for text, start, end in found]


def drag(page: Page, first: int, last: int) -> None:
    """Select with the mouse from the middle of one word to the middle of another."""
    words = page.locator(".lit [data-start]")
    words.nth(first).scroll_into_view_if_needed()
    begin, end = words.nth(first).bounding_box(), words.nth(last).bounding_box()
    assert begin and end
    page.mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()


def clipboard(page: Page) -> list[str]:
    found: list[str] = page.evaluate(CLIPBOARD)
    return found


def test_chosen_words_are_copied_as_they_were_said_in_three_forms(opened: Page, late_answer: Answer) -> None:
    words = words_of(opened)[2:7]
    said = " ".join(text for text, _, _ in words)
    assert said in late_answer["text"]
    drag(opened, 2, 6)
    bar = opened.get_by_role("group", name="The chosen words")
    expect(bar).to_be_visible()
    link = f"/answer/{late_answer['id']}?t={words[0][1]:.2f},{words[-1][2]:.2f}"
    for form in ("plain", "markdown", "html"):
        bar.get_by_label("Copy quotes as").select_option(form)
        bar.locator("[data-copy=quote]").click()
        expect(opened.get_by_role("status")).to_have_text("Copied")
        text, html = clipboard(opened)
        shown = text.splitlines()[0]
        if form == "plain":
            assert shown == f"“{said}”"
            assert "— Somebody, “" in text
        elif form == "markdown":
            assert re.sub(r"\\(.)", r"\1", shown) == f"> {said}"
            assert f"[Somebody]({opened.url.split('/answer')[0]}{link})" in text
        else:
            quoted = re.search(r"<p>(.*?)</p>", html)
            assert quoted
            assert quoted[1].replace("&amp;", "&") == said
            assert 'lang="en"' in text
        assert link in text
    opened.reload()
    expect(opened.get_by_label("Copy quotes as").first).to_have_value("html")


def test_a_drag_from_the_middle_of_any_word_chooses_from_there(opened: Page) -> None:
    texts = [text for text, _, _ in words_of(opened)]
    for first in range(len(texts) - 3):
        for begin, end in (
            ((first, first + 3), (first + 3, first)) if first % 8 == 0 else ((first, first + 3),)
        ):
            drag(opened, begin, end)
            chosen = opened.evaluate(
                "[...document.querySelectorAll('.chosen')].map(word => word.textContent)"
            )
            assert chosen == texts[first : first + 4], (begin, end)
            opened.keyboard.press("Escape")
            opened.mouse.click(5, 300)


def test_without_a_choice_the_best_quote_is_copied(opened: Page, late_answer: Answer) -> None:
    facts = opened.request.get(f"/answer/{late_answer['id']}.json").json()
    best = facts["quotes"][0]["text"] if facts["quotes"] else facts["text"]
    opened.get_by_role("button", name="Copy quote").first.click()
    expect(opened.get_by_role("status")).to_have_text("Copied")
    assert clipboard(opened)[0].splitlines()[0] == f"“{best}”"


def test_where_the_connection_is_not_safe_copying_still_works(
    browser: Browser, site: str, late_answer: Answer
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.replace('127.0.0.1', 'office.example')}/answer/{late_answer['id']}")
    assert page.evaluate("[isSecureContext, navigator.clipboard === undefined]") == [False, True]
    page.get_by_label("Copy quotes as").first.select_option("html")
    drag(page, 2, 4)
    page.locator(".bar [data-copy=quote]").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    said = " ".join(text for text, _, _ in words_of(page)[2:5])
    page.goto(site)
    text, html = clipboard(page)
    assert f"<p>{said}</p>" in text
    assert said in html
    context.close()


def test_a_copied_link_plays_just_that_and_stops(opened: Page) -> None:
    words = words_of(opened)[2:5]
    drag(opened, 2, 4)
    opened.locator(".bar [data-copy=link]").click()
    expect(opened.get_by_role("status")).to_have_text("Copied")
    opened.goto(clipboard(opened)[0])
    wait_until_ready(opened)
    assert current_time(opened) == pytest.approx(words[0][1], abs=0.1)
    assert opened.locator(".lit mark").all_inner_texts() == [text for text, _, _ in words]
    expect(opened.get_by_role("heading", level=1)).to_have_text(" ".join(text for text, _, _ in words))
    opened.get_by_role("link", name="Play these words").click()
    wait_for_player(opened, f"p.paused && p.currentTime >= {words[-1][2]}")
    assert current_time(opened) < words[-1][2] + 1


def test_keys_play_and_seek_but_not_while_somebody_writes(opened: Page) -> None:
    opened.locator("h1").click()
    start = current_time(opened)
    for key, by in (("ArrowRight", 5), ("ArrowLeft", -5), ("j", -10)):
        before = current_time(opened)
        opened.keyboard.press(key)
        wait_until_ready(opened)
        duration = float(opened.evaluate("document.getElementById('player').duration"))
        assert current_time(opened) == pytest.approx(min(max(before + by, 0), duration), abs=0.1), key
    for key in (" ", "k"):
        opened.keyboard.press(key)
        wait_for_player(opened, "!p.paused")
        opened.keyboard.press(key)
        wait_for_player(opened, "p.paused")
    opened.evaluate(f"document.getElementById('player').currentTime = {start}")
    wait_until_ready(opened)
    opened.get_by_role("searchbox").press_sequentially("jkl ")
    assert current_time(opened) == pytest.approx(start, abs=0.05)
    expect(opened.get_by_role("searchbox")).to_have_value("jkl ")


def test_words_are_gone_through_chosen_and_copied_by_keyboard(opened: Page) -> None:
    words = words_of(opened)
    transcript = opened.get_by_role("group", name="What is said").first
    assert opened.locator(".lit .words [tabindex]").count() == 0, "one stop for Tab"
    transcript.focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("Shift+ArrowRight")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("status")).to_have_text("Copied")
    said = clipboard(opened)[0].splitlines()[0]
    place = [text for text, _, _ in words]
    assert said == f"“{place[2]} {place[3]}”"
    opened.keyboard.press("Escape")
    expect(opened.locator(".bar")).to_be_hidden()
    opened.keyboard.press("Enter")
    wait_for_player(opened, "!p.paused")
    assert current_time(opened) >= words[3][1] - 0.05


def test_a_theme_lights_the_words_that_earned_it(opened: Page) -> None:
    theme = opened.locator(".lit .earned [data-theme]").first
    theme.locator(".chip").focus()
    lit = opened.locator(".lit .words .evidence.glow")
    expect(lit.first).to_be_visible()
    earned = theme.locator("q").inner_text()
    assert earned.strip(".,!?…") in " ".join(lit.all_inner_texts())


def test_a_phone_has_the_bar_at_its_edge_and_the_player_in_view(
    browser: Browser, site: str, late_answer: Answer
) -> None:
    context = browser.new_context(base_url=site, viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"/answer/{late_answer['id']}")
    page.locator(".lit [data-start]").nth(2).tap()
    wait_for_player(page, "!p.paused")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.lit .quote'))")
    bar = page.locator(".bar")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert box
    assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
    page.evaluate("scrollTo(0, 500)")
    player = page.locator("#player").bounding_box()
    assert player
    assert player["y"] >= 0
    assert player["height"] <= PHONE["height"] * 0.4
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_without_scripts_words_are_marked_and_what_cannot_work_is_not_shown(
    browser: Browser, site: str, late_answer: Answer
) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    start, end = late_answer["start"], late_answer["end"]
    page.goto(f"/answer/{late_answer['id']}?t={start},{end}")
    source = page.locator("#player").get_attribute("src") or ""
    assert source.endswith(f"#t={start:.2f},{end:.2f}")
    assert "".join(page.locator(".lit mark").all_inner_texts()) == late_answer["text"].replace(" ", "")
    expect(page.get_by_role("button", name="Copy quote")).to_have_count(0)
    expect(page.get_by_role("link", name="Captions (SRT)")).to_be_visible()
    context.close()


@pytest.mark.parametrize("moment", ["", ",", "x", "5,", "9,3", "nan,inf", "-1,2", "1e9", "1,2,3", "٣", "0,0"])
def test_no_time_in_an_address_is_an_error(client: httpx.Client, late_answer: Answer, moment: str) -> None:
    page = client.get(f"/answer/{late_answer['id']}", params={"t": moment})
    assert page.status_code == 200
    assert "<mark>" not in page.text


def test_downloads_hold_the_words_as_they_were_said(
    client: httpx.Client, examples: tuple[Project, Report]
) -> None:
    with Store.reading(examples[0].database) as store:
        answers = store.query("SELECT * FROM answers")
    for answer in answers:
        address = f"/answer/{answer['id']}"
        assert client.get(f"{address}.txt").text == f"{answer['text']}\n"
        for form, point in (("srt", ","), ("vtt", r"\.")):
            told = client.get(f"{address}.{form}").text
            time = rf"(\d\d):(\d\d):(\d\d){point}(\d{{3}})"
            found = re.findall(rf"{time} --> {time}\n(.+(?:\n.+)?)", told)
            said = " ".join(cue[-1] for cue in found).replace("&amp;", "&")
            assert said.split() == answer["text"].split()
            moments = [
                int(minutes) * 60 + int(seconds) + int(rest) / 1000
                for cue in found
                for _, minutes, seconds, rest in (cue[:4], cue[4:8])
            ]
            assert moments == sorted(moments)
            assert moments[0] == pytest.approx(answer["start"], abs=0.05)
