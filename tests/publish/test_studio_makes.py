"""The studio makes what takes minutes: for its own pages alone, one by one, and says what came of it."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.publish.opened_studio import Studio


@pytest.fixture
def answer(studio: Studio) -> dict[str, Any]:
    """A short answer."""
    return min(studio.answers().values(), key=lambda row: row["end"] - row["start"])


def test_only_a_page_of_the_studio_has_something_made(studio: Studio, answer: dict[str, Any]) -> None:
    address = f"/studio/make?answers={answer['id']}"
    wishes: list[tuple[dict[str, str], dict[str, str], int]] = [
        ({"what": "clip"}, {}, 403),
        ({"what": "clip", "token": "wrong"}, {}, 403),
        ({"what": "clip", "token": studio.token}, {"origin": "https://evil.example"}, 403),
        ({"what": "clip", "token": studio.token}, {"sec-fetch-site": "cross-site"}, 403),
        ({"what": "database", "token": studio.token}, {}, 422),
    ]
    for told, headers, status in wishes:
        assert studio.client.post(address, data=told, headers=headers).status_code == status, told
    assert studio.client.get(address).status_code == 405
    nothing = {"what": "clip", "token": studio.token}
    assert studio.client.post("/studio/make?answers=", data=nothing).status_code == 422
    assert studio.client.get("/studio/made.json").json() == {"jobs": []}
    assert studio.client.get("/studio/made/1/vox.db").status_code == 404


def test_a_clip_is_made_and_what_may_not_leave_is_not(
    studio: Studio, answer: dict[str, Any], browser: Browser
) -> None:
    context = browser.new_context(base_url=studio.address)
    [cookie] = [f"{name}={value}" for name, value in studio.client.cookies.items()]
    name, value = cookie.split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": studio.address}])
    page = context.new_page()
    page.goto(f"/answer/{answer['id']}")
    part = page.get_by_role("region", name="Clip", exact=True)
    part.get_by_label("Shape").select_option("1:1")
    part.get_by_role("button", name="Make it").click()
    expect(page).to_have_url(f"{studio.address}/studio/made")
    made = f"clip-{answer['id']}-1x1-internal.mp4"
    with page.expect_download() as started:
        page.get_by_role("link", name=made).click()
    assert started.value.suggested_filename == made
    assert b"ftyp" in started.value.path().read_bytes()[:16]
    assert (studio.project.root / "takeaways" / made).is_file()
    studio.client.post(
        f"/studio/make?answers={answer['id']}&channel=paid", data={"what": "clip", "token": studio.token}
    )
    page.reload()
    expect(page.get_by_text("may not leave by this way")).to_be_visible()
    assert studio.client.get("/studio/made/1/vox.db").status_code == 404
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    context.close()
