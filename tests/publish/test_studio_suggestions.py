"""Whom somebody names themselves is offered in the studio, and named by one click."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.publish.opened_studio import Studio
from tests.publish.test_studio_browser import page

__all__ = ["page"]


@pytest.fixture
def introduced(studio: Studio, long_answer: dict[str, Any]) -> Iterator[str]:
    """An answer in which somebody says who they are, and in which a person has named nobody."""
    first = long_answer["first_word"]
    told = {"first": first, "last": first, "text": "I'm Zenobia from Leeds."}
    made = studio.do("reword", answers=[long_answer["id"]], **told).json()["corrections"]
    named = [
        each
        for each in studio.client.get(
            f"/vox/corrections.json?answer_id={long_answer['id']}&_shape=array"
        ).json()
        if each["field"] in ("person", "voice") and each["undoes"] is None
    ]
    for each in named:
        studio.do("undo", number=each["id"])
    yield long_answer["id"]
    studio.do("undo", number=[each["id"] for each in made])


def test_who_introduces_themselves_is_named_by_one_click(studio: Studio, page: Page, introduced: str) -> None:
    assert studio.answers()[introduced]["person_id"] is None
    page.goto("/studio?state=suggested")
    said = page.locator(".toast [role=status]")
    item = page.locator(f"[id='{introduced}']")
    expect(item.locator(".perhaps")).to_contain_text("I'm Zenobia from Leeds")
    item.get_by_role("button", name="Name them Zenobia, Leeds").click()
    expect(said).to_have_text("Name them Zenobia, Leeds: done.")
    assert studio.answers()[introduced]["person_id"] == "zenobia"
    page.keyboard.press("u")
    expect(said).to_have_text("Taken back.")
    assert studio.answers()[introduced]["person_id"] is None
    # Now somebody is called so already.
    page.goto(f"/answer/{introduced}")
    perhaps = page.locator(".answer.lit .perhaps")
    expect(perhaps).to_contain_text("You know somebody of that name")
    expect(perhaps.get_by_role("button")).to_have_text(
        ["They are Zenobia (0 answers)", "Somebody else called Zenobia, Leeds", "No"]
    )
    perhaps.get_by_role("button", name="No", exact=True).click()
    expect(said).to_have_text("No: done.")
    expect(page.locator(".perhaps")).to_have_count(0)
    page.keyboard.press("u")
    expect(said).to_have_text("Taken back.")


def test_suggestions_are_accepted_without_scripts(studio: Studio, introduced: str) -> None:
    form = {"token": studio.token, "suggestion": f"{introduced}-said", "back": f"/answer/{introduced}"}
    page = studio.client.get(f"/answer/{introduced}").text
    assert f'id="accept-{introduced}-said"' in page
    sent = studio.client.post("/studio/do", data={**form, "action": "accept_person", "new": "1"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/answer/{introduced}")
    assert (studio.answers()[introduced]["person_id"] or "").startswith("zenobia")
    again = studio.do("dismiss_person", suggestion=f"{introduced}-said")
    assert (again.status_code, again.json()["said"].split(".")[0]) == (
        422,
        f"There is no suggestion '{introduced}-said'",
    )


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["/studio?state=suggested", "ANSWER"])
def test_suggestions_are_open_to_everybody(page: Page, introduced: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path.replace("ANSWER", f"/answer/{introduced}"))
    expect(page.locator(".perhaps").first).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert not [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
