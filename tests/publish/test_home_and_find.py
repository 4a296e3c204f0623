"""Home and find as people use them: faces that speak, results while one types, an address that holds all."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.ingest import Report
from pipeline.project import Project
from pipeline.store import Store
from tests.publish.conftest import PHONE


def answers_of(client: httpx.Client, address: str) -> list[dict[str, Any]]:
    return list(client.get(address).json()["answers"])


def test_a_face_plays_its_quote_and_then_leads_to_it(page: Page) -> None:
    page.goto("/")
    face = page.locator(".wall a").first
    caption = page.locator(".wall .caption")
    expect(caption).to_have_text("Point at a face, or tap it, to hear what they said.")
    face.hover()
    expect(face.locator("video")).to_have_count(1)
    assert face.locator("video").evaluate("video => video.muted")
    said = (face.locator(".says").text_content() or "").strip()
    expect(caption).to_have_text(said)
    face.click()
    assert not face.locator("video").evaluate("video => video.muted")
    expect(page).to_have_url("/")
    face.click()
    expect(page.locator("#player")).to_be_visible()


def test_a_face_that_is_left_falls_silent_and_one_alone_speaks(page: Page) -> None:
    page.goto("/")
    page.locator(".wall a").nth(0).hover()
    page.locator(".wall a").nth(1).hover()
    expect(page.locator(".wall video")).to_have_count(1)
    page.locator("h1").hover()
    expect(page.locator(".wall video")).to_have_count(0)


def test_results_come_while_one_types_and_back_leaves_the_search(page: Page) -> None:
    page.goto("/")
    page.goto("/find")
    page.get_by_role("searchbox").press_sequentially("somebody", delay=20)
    expect(page.get_by_role("status")).to_contain_text("for “somebody”")
    expect(page).to_have_url("/find?q=somebody")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.locator(".results mark").first).to_have_text("somebody")
    page.go_back()
    expect(page).to_have_url("/")


def test_facets_narrow_and_are_taken_back_and_typing_keeps_them(page: Page) -> None:
    page.goto("/find")
    page.get_by_role("region", name="Praise or complaint").get_by_role("link", name="Praise").click()
    expect(page).to_have_url("/find?polarity=praise")
    page.get_by_role("searchbox").press_sequentially("the", delay=20)
    expect(page).to_have_url("/find?q=the&polarity=praise")
    page.get_by_role("link", name="Remove Praise").click()
    expect(page).to_have_url("/find?q=the")


def test_all_of_find_works_without_scripts_and_on_a_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto("/find")
    page.get_by_role("searchbox").fill("somebody")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("for “somebody”")
    page.get_by_role("region", name="Theme").get_by_role("link").first.click()
    expect(page.locator(".chosen li")).not_to_have_count(0)
    page.get_by_role("link", name="Newest").click()
    assert "sort=newest" in page.url and "q=somebody" in page.url and "theme=" in page.url
    page.locator(".card .play").first.click()
    expect(page.locator("#player")).to_be_visible()
    context.close()


def test_facets_count_what_a_click_would_leave(client: httpx.Client) -> None:
    for start in ("/find.json", "/find.json?q=the", "/find.json?polarity=praise&kind=story"):
        facts = client.get(start).json()
        for facet, values in facts["facets"].items():
            for value in values:
                if facet in facts["filters"]:
                    continue
                found = client.get(start, params={**dict(httpx.URL(start).params), facet: value["value"]})
                assert found.json()["total"] == value["answers"], (start, facet, value)


def test_values_of_one_facet_add_up_and_themes_must_all_be_there(client: httpx.Client) -> None:
    def total(query: str) -> int:
        return int(client.get(f"/find.json?{query}").json()["total"])

    assert total("polarity=praise&polarity=complaint") == total("polarity=praise") + total(
        "polarity=complaint"
    )
    both = answers_of(client, "/find.json?theme=attention&theme=proactive")
    for answer in both:
        tags = {theme["slug"] for theme in answer["themes"] if theme["tier"] == "tag"}
        assert {"attention", "proactive"} <= tags


def test_people_are_counted_once(client: httpx.Client, examples: tuple[Project, Report]) -> None:
    with Store.reading(examples[0].database) as store:
        [counted] = store.query(
            "SELECT count(DISTINCT speaker) AS people, count(*) AS answers FROM answers WHERE shown"
        )
        shares = store.query(
            """
            SELECT at.theme, count(DISTINCT a.speaker) AS people
            FROM answer_themes at JOIN answers a ON a.id = at.answer_id
            WHERE at.tier = 'tag' AND a.shown GROUP BY at.theme
            """
        )
    facts = client.get("/.json").json()
    assert facts["totals"]["people"] == counted["people"] == client.get("/find.json").json()["people"]
    assert {share["slug"]: share["people"] for share in facts["themes"]} == {
        share["theme"]: share["people"] for share in shares
    }
    for share in facts["themes"]:
        assert share["praise"] + share["both"] + share["complaint"] + share["neither"] == share["people"]


@pytest.mark.parametrize("sort", ["relevance", "quotable", "newest"])
def test_sorts_and_pages_keep_every_answer_once(client: httpx.Client, sort: str) -> None:
    facts = client.get("/find.json", params={"q": "the", "sort": sort}).json()
    assert facts["sort"] == sort
    ids = [answer["id"] for answer in facts["answers"]]
    assert len(ids) == len(set(ids)) == facts["total"]
    if sort == "newest":
        moments = [answer["said_at"][:10] for answer in facts["answers"]]
        assert moments == sorted(moments, reverse=True)


def test_a_play_button_starts_at_the_sentence_with_the_word(client: httpx.Client) -> None:
    [found] = [a for a in answers_of(client, "/find.json?q=sandwiches") if "bring my own" in a["text"]]
    words = client.get(f"/clip/{found['clip_id']}.json").json()["words"]
    began = next(word["start"] for word in words if word["text"] == "He" and word["start"] >= found["start"])
    assert found["play_from"] == began > found["start"]
    marked = [piece["text"] for piece in found["pieces"] if piece["hit"]]
    assert marked == ["sandwiches"]
    assert "".join(piece["text"] for piece in found["pieces"]) == found["text"]


@pytest.mark.parametrize("query", ["some*", '"flat white"', "make you"])
def test_every_answer_that_is_found_shows_where(client: httpx.Client, query: str) -> None:
    found = client.get("/find.json", params={"q": query}).json()["answers"]
    assert found
    for answer in found:
        assert any(piece["hit"] for piece in answer["pieces"]), answer["text"]


@pytest.mark.parametrize(
    "query",
    [
        "q=%00&theme=%27&date=2025-99-99",
        "date=0000&date=banana&sort=sideways&page=-1",
        "page=999999999999999999999&q=the",
        "theme=" + "x" * 5000,
        "&".join(f"theme=t{n}" for n in range(500)),
        "q=" + "(" * 900,
        "q=%ED%A0%80%F0%9F%99%82&person=%ED%A0%80",
        "q=-the+-a&collection=../..&language=%25",
    ],
)
def test_no_address_of_find_is_an_error(client: httpx.Client, query: str) -> None:
    for address in (f"/find?{query}", f"/find.json?{query}"):
        assert client.get(address).status_code == 200, address


def test_pages_are_light(client: httpx.Client) -> None:
    """Under 200 KB with their styles, scripts and letters, recordings and pictures apart."""
    for path in ("/", "/find?q=the", "/patterns", "/people", "/about"):
        page = client.get(path).text
        weight = len(page.encode())
        for part in page.split('"'):
            if part.endswith((".css", ".js", ".woff2", ".svg")):
                weight += len(client.get(part).content)
        weight += len(client.get("/-/static-plugins/vox/instrument-sans.woff2").content)
        assert weight < 200_000, (path, weight)
