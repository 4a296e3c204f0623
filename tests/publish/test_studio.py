"""The studio: one person can do everything in it, and nobody else anything."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.ingest import Report
from pipeline.lock import exclusive
from pipeline.project import Project, find_project
from pipeline.store import Store
from schemas.errors import LockedError
from tests.conftest import serving

expect.set_options(timeout=60_000)

Examples = tuple[Project, Report]


class Studio:
    """A running `vox studio`, and somebody who opened its link."""

    def __init__(self, project: Project, link: str) -> None:
        self.project, self.link = project, link
        self.address = link.split("/studio/login")[0]
        self.client = httpx.Client(base_url=self.address, timeout=60)
        self.entered = self.client.get(link)
        page = self.client.get("/studio?state=all").text
        self.token = re.findall(r'<meta name="vox-token" content="([^"]+)">', page)[0]

    def do(self, action: str, **told: Any) -> httpx.Response:
        return self.client.post(
            "/studio/do", json={"action": action, **told}, headers={"x-vox-token": self.token}
        )

    def answers(self) -> dict[str, dict[str, Any]]:
        with Store.reading(self.project.database) as store:
            return {row["id"]: row for row in store.query("SELECT * FROM answers ORDER BY number")}


@pytest.fixture(scope="module")
def studio(examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    root = tmp_path_factory.mktemp("studio")
    shutil.copytree(examples[0].root, root, dirs_exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "cli",
        "studio",
        "--project",
        str(root),
        "--port",
        str(port),
        "--author",
        "Zoe",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        link = re.findall(r"http\S+", server.stderr.readline())[0]
        for _ in range(100):
            try:
                httpx.get(link.split("/studio")[0], timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        opened = Studio(find_project(root), link)
        yield opened
        opened.client.close()
        server.terminate()
        said = server.communicate(timeout=60)[1]
    assert "Traceback" not in said, said


@pytest.fixture
def answer(studio: Studio) -> dict[str, Any]:
    """A long answer."""
    return max(studio.answers().values(), key=lambda row: len(row["text"]))


# Who gets in


def test_the_link_opens_the_studio_once(studio: Studio) -> None:
    assert (studio.entered.status_code, studio.entered.headers["location"]) == (303, "/studio")
    assert studio.entered.headers["set-cookie"].endswith("; HttpOnly; Path=/; SameSite=strict")
    again = httpx.get(studio.link)
    assert (again.status_code, "used already" in again.text) == (403, True)


@pytest.mark.parametrize(
    "path", ["/", "/studio", "/find", "/vox", "/-/versions.json", "/feed.atom", "/studio/people"]
)
def test_nothing_is_shown_without_the_link(studio: Studio, path: str) -> None:
    assert httpx.get(studio.address + path).status_code == 403
    assert httpx.get(studio.address + path, cookies={"vox-studio": "x"}).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:8002", ""]
)
def test_other_names_of_this_machine_are_refused(studio: Studio, host: str) -> None:
    assert studio.client.get("/studio", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"x-vox-token": "guessed"},
        {"x-vox-token": ""},
    ],
)
def test_nothing_is_written_for_another_site(
    studio: Studio, answer: dict[str, Any], headers: dict[str, str]
) -> None:
    sent = studio.client.post(
        "/studio/do",
        json={"action": "hide", "answers": [answer["id"]]},
        headers={"x-vox-token": studio.token, **headers},
    )
    assert sent.status_code == 403
    assert studio.answers()[answer["id"]]["review"] == "new"


def test_only_a_post_writes_and_only_what_is_small(studio: Studio, answer: dict[str, Any]) -> None:
    assert (
        studio.client.get("/studio/do", params={"action": "hide", "answers": answer["id"]}).status_code == 405
    )
    assert studio.do("hide", answers=["x" * 300_000]).status_code == 413
    assert studio.answers()[answer["id"]]["review"] == "new"


@pytest.mark.parametrize("path", ["/", "/studio", "/embed/theme/warmth", "/vox/answers", "/nothing"])
def test_no_page_of_it_can_be_framed_or_kept(studio: Studio, path: str) -> None:
    sent = studio.client.get(path).headers
    assert sent["x-frame-options"] == "DENY"
    assert sent["content-security-policy"].endswith("frame-ancestors 'none'")
    assert "no-store" in sent["cache-control"]


def test_it_opens_on_this_machine_alone(examples: Examples) -> None:
    command = [
        sys.executable,
        "-m",
        "cli",
        "studio",
        "--project",
        str(examples[0].root),
        "--host",
        "0.0.0.0",
        "--port",
        "0",
    ]
    done = subprocess.run(command[:-2], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("The studio does not open on 0.0.0.0: others could write in it from there.")


def test_the_site_that_is_only_looked_at_has_no_such_pages(examples: Examples) -> None:
    with serving(examples[0]) as address:
        for path in ("/studio", "/studio/people", "/studio/do"):
            assert httpx.get(address + path).status_code == 404
            assert httpx.post(address + path, json={"action": "hide"}).status_code in (403, 404, 405)


# What can be done


def test_everything_can_be_done_and_undone(studio: Studio, answer: dict[str, Any]) -> None:
    before = studio.answers()
    first = answer["first_word"]
    themes = [{"slug": "warmth"}, {"slug": "space"}]
    steps: list[tuple[str, dict[str, Any]]] = [
        ("name", {"name": "Ottilie Quackenbush"}),
        ("reword", {"first": first, "last": first, "text": "Gadzooks,"}),
        ("quote", {"first": first + 1, "last": first + 8}),
        ("approve", {}),
        ("approve_quote", {}),
        ("allow_names", {}),
        ("star", {}),
        ("add", {"theme": "speed" if "speed" in json.dumps(themes) else themes[1]["slug"]}),
        ("redact", {"first": first + 9, "last": first + 9, "how": "bleep"}),
        ("split", {"at": (answer["start"] + answer["end"]) / 2}),
    ]
    made: list[int] = []
    for action, told in steps:
        done = studio.do(action, answers=[answer["id"]], **told)
        assert done.status_code == 200, (action, done.text)
        made += [each["id"] for each in done.json()["corrections"]]
    after = studio.answers()[answer["id"]]
    assert after["text"].startswith("Gadzooks, ")
    assert (after["review"], after["quote_review"], after["starred"]) == ("approved", "approved", 1)
    page = studio.client.get(f"/answer/{answer['id']}").text
    assert "Ottilie Quackenbush" in page
    assert "by Zoe" in page or "Zoe, " in page
    assert studio.do("undo", number=made).status_code == 200
    undone = studio.answers()
    for row in (*undone.values(), *before.values()):
        row.pop("person_id"), row.pop("speaker")
    assert undone == before


def test_many_are_done_at_once_or_none(studio: Studio) -> None:
    some = list(studio.answers())[:3]
    done = studio.do("approve", answers=some)
    assert len(done.json()["corrections"]) == 3
    refused = studio.do("reset", answers=[*some, "nothing-1"])
    assert refused.status_code == 422
    assert {studio.answers()[each]["review"] for each in some} == {"approved"}
    numbers = [each["id"] for each in done.json()["corrections"]]
    assert studio.do("undo", number=numbers).json()["changed"]


def test_a_theme_is_taken_off_those_of_many_that_carry_it(studio: Studio) -> None:
    with Store.reading(studio.project.database) as store:
        [theme] = store.query("SELECT theme, answer_id FROM answer_themes WHERE tier = 'tag' LIMIT 1")
        other = next(
            row["id"]
            for row in store.query(
                "SELECT id FROM answers WHERE id NOT IN"
                " (SELECT answer_id FROM answer_themes WHERE theme = :theme)",
                theme,
            )
        )
    done = studio.do("remove", answers=[other, theme["answer_id"]], theme=theme["theme"]).json()
    assert [each["answer_id"] for each in done["corrections"]] == [theme["answer_id"]]
    studio.do("undo", number=[each["id"] for each in done["corrections"]])
    assert studio.do("remove", answers=[other], theme=theme["theme"]).status_code == 422


@pytest.mark.parametrize(
    ("action", "told", "said"),
    [
        ("approve", {}, "No answer is chosen."),
        ("approve", {"answers": ["nothing-1"]}, "There is no answer 'nothing-1'."),
        ("fly", {}, "The studio cannot do 'fly'."),
        ("describe", {"person": "nobody", "role": "x"}, "Nobody is called 'nobody'."),
        ("consent", {"person": "nobody", "status": "granted"}, "Nobody is called 'nobody'."),
        ("undo", {"number": [999999]}, "There is no correction 999999."),
        ("redact", {"answers": ["x"], "first": "a"}, "A number is missing: first."),
    ],
)
def test_what_makes_no_sense_is_told_in_plain_words(
    studio: Studio, action: str, told: dict[str, Any], said: str
) -> None:
    refused = studio.do(action, **told)
    assert refused.status_code == 422
    assert refused.json()["said"].startswith(said)


def test_while_vox_is_writing_one_is_told_so(
    studio: Studio, answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.publish.site.studio import desk

    monkeypatch.setattr(desk, "PATIENCE", 0.1)
    with exclusive(studio.project), pytest.raises(LockedError):
        desk.act(desk.Desk(studio.project, "Zoe", ""), "approve", {"answers": [answer["id"]]})


def test_forms_work_without_scripts(studio: Studio, answer: dict[str, Any]) -> None:
    form = {"token": studio.token, "answers": answer["id"], "back": f"/answer/{answer['id']}"}
    sent = studio.client.post("/studio/do", data={**form, "action": "star"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/answer/{answer['id']}")
    assert studio.answers()[answer["id"]]["starred"] == 1
    for back in (
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "/studio\r\nx: y",
        "/\t/evil",
    ):
        away = studio.client.post("/studio/do", data={**form, "action": "star", "on": "0", "back": back})
        assert away.headers["location"] == "/studio"
    refused = studio.client.post("/studio/do", data={**form, "action": "approve_quote"})
    assert (refused.status_code, "is not approved yet" in refused.text) == (422, True)
    assert f'href="/answer/{answer["id"]}"' in refused.text


def test_consent_and_details_are_recorded(studio: Studio, answer: dict[str, Any]) -> None:
    studio.do("name", answers=[answer["id"]], name="Persephone Oyelaran")
    person = "persephone-oyelaran"
    assert studio.do("describe", person=person, role="Baker", relation="customer").json()["changed"]
    told = {"status": "granted", "channels": ["web"], "naming": "first", "given_on": "2026-01-02"}
    assert studio.do("consent", person=person, **told).json()["changed"]
    page = studio.client.get("/studio/people").text
    assert 'value="Baker"' in page
    assert "for web, by first name" in page
    studio.do("consent", person=person, status="refused")
    assert studio.answers()[answer["id"]]["withheld"] == 1
    assert studio.client.get(f"/answer/{answer['id']}").status_code == 200
    studio.do("consent", person=person, status="unknown")
    assert studio.answers()[answer["id"]]["withheld"] == 0


@pytest.mark.parametrize(
    "state", ["new", "approved", "hidden", "starred", "unnamed", "held", "again", "all", "odd"]
)
def test_the_queue_can_be_narrowed(studio: Studio, state: str) -> None:
    assert studio.client.get("/studio", params={"state": state, "page": "2"}).status_code == 200


# In a browser


@pytest.fixture
def page(browser: Browser, studio: Studio) -> Iterator[Page]:
    context = browser.new_context(base_url=studio.address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
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
    studio: Studio, page: Page, answer: dict[str, Any]
) -> None:
    page.goto(f"/answer/{answer['id']}")
    before = studio.answers()[answer["id"]]
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
    assert studio.answers()[answer["id"]]["text"].startswith("Flummoxed people ")
    page.keyboard.press("u")
    expect(said).to_have_text("Taken back.")
    assert studio.answers()[answer["id"]]["text"] == before["text"]
    page.keyboard.press("a")
    expect(said).to_have_text("Approve: done.")
    expect(page.locator(".desk .state.approved").first).to_have_text("Approved")
    page.keyboard.press("u")
    expect(page.locator(".answer.lit .desk .state").first).to_have_text("To look at")
    assert studio.answers()[answer["id"]]["review"] == "new"


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
    studio: Studio, page: Page, answer: dict[str, Any]
) -> None:
    page.goto(f"/answer/{answer['id']}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.answer.lit .words')"):
            break
    for key in ("Home", "ArrowRight", "c"):
        page.keyboard.press(key)
    page.keyboard.type("gadzooks")
    page.keyboard.press("Enter")
    expect(page.locator(".toast [role=status]")).to_have_text("Corrected. What the machine heard is kept.")
    assert studio.answers()[answer["id"]]["text"].split()[1] == "gadzooks"
    page.keyboard.press("u")
    expect(page.locator(".toast [role=status]")).to_have_text("Taken back.")
    assert studio.answers()[answer["id"]]["text"] == answer["text"]


@pytest.mark.parametrize("width", [390, 700, 1440])
def test_what_can_be_done_about_words_is_all_on_the_screen(
    page: Page, answer: dict[str, Any], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/answer/{answer['id']}")
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
    studio: Studio, page: Page, answer: dict[str, Any]
) -> None:
    studio.do("name", answers=[answer["id"]], name="Euphemia Blenkinsop")
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


@pytest.fixture
def introduced(studio: Studio, answer: dict[str, Any]) -> Iterator[str]:
    """An answer in which somebody says who they are, and in which a person has named nobody."""
    first = answer["first_word"]
    told = {"first": first, "last": first, "text": "I'm Zenobia from Leeds."}
    made = studio.do("reword", answers=[answer["id"]], **told).json()["corrections"]
    named = [
        each
        for each in studio.client.get(f"/vox/corrections.json?answer_id={answer['id']}&_shape=array").json()
        if each["field"] in ("person", "voice") and each["undoes"] is None
    ]
    for each in named:
        studio.do("undo", number=each["id"])
    yield answer["id"]
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


@pytest.mark.parametrize("path", ["/studio?state=all", "ANSWER", "/studio/people"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_of_the_studio_are_open_to_everybody(
    page: Page, answer: dict[str, Any], path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path.replace("ANSWER", f"/answer/{answer['id']}"))
    for details in page.locator("details").all():
        details.evaluate("each => { each.open = true; }")
    found = Axe().run(page).response["violations"]
    assert not [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
