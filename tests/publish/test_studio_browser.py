"""The studio in a browser: all of it by keys alone, and open to everybody."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.store import Store
from tests.publish.opened_studio import Studio


@pytest.fixture
def page(browser: Browser, studio: Studio) -> Iterator[Page]:
    context = browser.new_context(base_url=studio.address, viewport={"width": 1440, "height": 900})
    context.add_cookies(
        [
            {"name": name, "value": value, "url": studio.address}
            for name, value in studio.client.cookies.items()
        ]
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security" in message.text else None,
    )
    yield opened
    context.close()
    assert not complaints


def test_an_answer_is_corrected_quoted_approved_and_put_back_by_keys_alone(
    studio: Studio, page: Page, long_answer: dict[str, Any]
) -> None:
    page.goto(f"/answer/{long_answer['id']}")
    before = studio.answers()[long_answer["id"]]
    said = page.locator(".toast [role=status]")
    box = page.locator(".answer.lit .words")
    for _ in range(60):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("c")
    page.keyboard.type("Flummoxed people")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Corrected. What the machine heard is kept.")
    assert studio.answers()[long_answer["id"]]["text"].startswith("Flummoxed people ")
    page.keyboard.press("u")
    expect(said).to_have_text("Taken back.")
    assert studio.answers()[long_answer["id"]]["text"] == before["text"]
    page.keyboard.press("a")
    expect(said).to_have_text("Approve: done.")
    expect(page.locator(".desk .state.approved").first).to_have_text("Approved")
    page.keyboard.press("u")
    expect(page.locator(".answer.lit .desk .state").first).to_have_text("To look at")
    assert studio.answers()[long_answer["id"]]["review"] == "new"


def test_the_queue_is_worked_through_by_keys(studio: Studio, page: Page) -> None:
    page.goto("/studio?state=all")
    ids = page.locator(".item").evaluate_all("items => items.map((item) => item.dataset.answer)")
    for key in ("j", "x", "j", "x", "a"):
        page.keyboard.press(key)
    expect(page.locator(".toast [role=status]")).to_have_text("Approved 2 answers.")
    assert [studio.answers()[each]["review"] for each in ids[:3]] == ["approved", "approved", "new"]
    page.locator(".toast button").click()
    expect(page.locator(".toast [role=status]")).to_have_text("Taken back.")
    assert studio.answers()[ids[0]]["review"] == "new"


def test_one_stays_where_one_was_in_the_list_when_an_answer_leaves_it(studio: Studio, page: Page) -> None:
    page.goto("/studio?state=new")
    ids = page.locator(".item").evaluate_all("items => items.map((item) => item.dataset.answer)")
    for key in ("j", "j", "j", "h"):
        page.keyboard.press(key)
    expect(page.locator(".toast [role=status]")).to_have_text("Hidden.")
    expect(page.locator(".item.at")).to_have_attribute("data-answer", ids[3])
    page.keyboard.press("u")
    expect(page.locator(".toast [role=status]")).to_have_text("Taken back.")
    expect(page.locator(".item.at")).to_have_attribute("data-answer", ids[3])


def test_enter_in_a_field_of_the_list_presses_the_button_beside_it(studio: Studio, page: Page) -> None:
    page.goto("/studio?state=all")
    ids = page.locator(".item").evaluate_all("items => items.map((item) => item.dataset.answer)")
    for item in range(2):
        page.locator(".item [name=answers]").nth(item).check()
    page.locator(".bulk input[name=name]").fill("Wilhelmina Abernathy")
    page.keyboard.press("Enter")
    expect(page.locator(".toast [role=status]")).to_have_text("Name: done (2 answers).")
    named = studio.answers()
    assert {named[each]["person_id"] for each in ids[:2]} == {"wilhelmina-abernathy"}
    assert {named[each]["review"] for each in ids[:2]} == {"new"}
    page.keyboard.press("u")
    expect(page.locator(".toast [role=status]")).to_have_text("Taken back.")
    # On a box it does nothing: a form that is sent by Enter is sent by its first button.
    page.locator("#all").check()
    page.locator("#all").press("Enter")
    assert page.evaluate("document.querySelector('#queue button').disabled")
    assert {each["review"] for each in studio.answers().values()} == {"new"}


def test_the_word_one_is_at_is_corrected_without_choosing_it(
    studio: Studio, page: Page, long_answer: dict[str, Any]
) -> None:
    page.goto(f"/answer/{long_answer['id']}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.answer.lit .words')"):
            break
    for key in ("Home", "ArrowRight", "c"):
        page.keyboard.press(key)
    page.keyboard.type("gadzooks")
    page.keyboard.press("Enter")
    expect(page.locator(".toast [role=status]")).to_have_text("Corrected. What the machine heard is kept.")
    assert studio.answers()[long_answer["id"]]["text"].split()[1] == "gadzooks"
    page.keyboard.press("u")
    expect(page.locator(".toast [role=status]")).to_have_text("Taken back.")
    assert studio.answers()[long_answer["id"]]["text"] == long_answer["text"]


@pytest.mark.parametrize("width", [390, 700, 1440])
def test_what_can_be_done_about_words_is_all_on_the_screen(
    page: Page, long_answer: dict[str, Any], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/answer/{long_answer['id']}")
    words = page.locator(".answer.lit .words [data-word]")
    words.nth(8).dblclick()
    bar = page.locator(".bar")
    for pressed in (None, "Correct"):
        if pressed:
            bar.get_by_role("button", name=pressed).click()
        for part in (bar, *bar.locator("button, input").all()):
            box = part.bounding_box()
            assert box
            assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    if width == 1440:
        above, word = bar.bounding_box(), words.nth(8).bounding_box()
        assert above
        assert word
        assert above["y"] + above["height"] <= word["y"]


def test_details_of_people_have_a_history_and_are_undone(
    studio: Studio, page: Page, long_answer: dict[str, Any]
) -> None:
    studio.do("name", answers=[long_answer["id"]], name="Euphemia Blenkinsop")
    page.goto("/studio/people")
    person = page.locator("#euphemia-blenkinsop")
    person.locator("details").first.locator("summary").click()
    person.locator("[name=role]").fill("Baker")
    person.locator("[name=role]").press("Enter")
    expect(page.locator(".toast [role=status]")).to_have_text("Save details: done.")
    expect(person.locator(".told")).to_contain_text("role of euphemia-blenkinsop is Baker")
    page.keyboard.press("u")
    expect(page.locator(".toast [role=status]")).to_have_text("Taken back.")
    assert person.locator("[name=role]").input_value() == ""
    studio.do("consent", person="euphemia-blenkinsop", status="granted", channels=["web"], naming="first")
    page.reload()
    expect(person.locator(".told")).to_contain_text("consent granted, for web, naming: first")


def test_a_box_is_drawn_by_keys(studio: Studio, page: Page) -> None:
    with Store.reading(studio.project.database) as store:
        clip = store.query(
            "SELECT a.id, c.id AS clip FROM answers a JOIN clips c ON c.id = a.clip_id WHERE c.width > 0"
        )[0]
    page.goto(f"/answer/{clip['id']}")
    page.locator("button.draw").press("Enter")
    for key in ("ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    page.locator(".box-form button").first.press("Enter")
    expect(page.locator(".toast [role=status]")).to_have_text("Hidden. The clip is made anew without it.")
    with Store.reading(studio.project.database) as store:
        drawn = json.loads(store.corrections(clip["clip"])[-1].after or "")
    assert drawn["x"] == pytest.approx(0.37)
    assert drawn["height"] == pytest.approx(0.32)
    page.keyboard.press("u")
    expect(page.locator(".toast [role=status]")).to_have_text("Taken back.")


@pytest.mark.parametrize("path", ["/studio?state=all", "ANSWER", "/studio/people"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_of_the_studio_are_open_to_everybody(
    page: Page, long_answer: dict[str, Any], path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path.replace("ANSWER", f"/answer/{long_answer['id']}"))
    for details in page.locator("details").all():
        details.evaluate("each => { each.open = true; }")
    found = Axe().run(page).response["violations"]
    assert not [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
