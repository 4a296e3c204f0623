"""The studio: one person can do everything in it, and nobody else anything."""

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest

from pipeline.ingest import Report
from pipeline.lock import exclusive
from pipeline.project import Project
from pipeline.store import Store
from schemas.errors import LockedError
from tests.conftest import serving
from tests.publish.opened_studio import Studio

Examples = tuple[Project, Report]


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
    studio: Studio, long_answer: dict[str, Any], headers: dict[str, str]
) -> None:
    sent = studio.client.post(
        "/studio/do",
        json={"action": "hide", "answers": [long_answer["id"]]},
        headers={"x-vox-token": studio.token, **headers},
    )
    assert sent.status_code == 403
    assert studio.answers()[long_answer["id"]]["review"] == "new"


def test_only_a_post_writes_and_only_what_is_small(studio: Studio, long_answer: dict[str, Any]) -> None:
    assert (
        studio.client.get("/studio/do", params={"action": "hide", "answers": long_answer["id"]}).status_code
        == 405
    )
    assert studio.do("hide", answers=["x" * 300_000]).status_code == 413
    assert studio.answers()[long_answer["id"]]["review"] == "new"


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


def test_everything_can_be_done_and_undone(studio: Studio, long_answer: dict[str, Any]) -> None:
    before = studio.answers()
    first = long_answer["first_word"]
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
        ("split", {"at": (long_answer["start"] + long_answer["end"]) / 2}),
    ]
    made: list[int] = []
    for action, told in steps:
        done = studio.do(action, answers=[long_answer["id"]], **told)
        assert done.status_code == 200, (action, done.text)
        made += [each["id"] for each in done.json()["corrections"]]
    after = studio.answers()[long_answer["id"]]
    assert after["text"].startswith("Gadzooks, ")
    assert (after["review"], after["quote_review"], after["starred"]) == ("approved", "approved", 1)
    page = studio.client.get(f"/answer/{long_answer['id']}").text
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
    studio: Studio, long_answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.publish.site.studio import desk

    monkeypatch.setattr(desk, "PATIENCE", 0.1)
    with exclusive(studio.project), pytest.raises(LockedError):
        desk.act(desk.Desk(studio.project, "Zoe", ""), "approve", {"answers": [long_answer["id"]]})


def test_forms_work_without_scripts(studio: Studio, long_answer: dict[str, Any]) -> None:
    form = {"token": studio.token, "answers": long_answer["id"], "back": f"/answer/{long_answer['id']}"}
    sent = studio.client.post("/studio/do", data={**form, "action": "star"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/answer/{long_answer['id']}")
    assert studio.answers()[long_answer["id"]]["starred"] == 1
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
    assert f'href="/answer/{long_answer["id"]}"' in refused.text


def test_consent_and_details_are_recorded(studio: Studio, long_answer: dict[str, Any]) -> None:
    studio.do("name", answers=[long_answer["id"]], name="Persephone Oyelaran")
    person = "persephone-oyelaran"
    assert studio.do("describe", person=person, role="Baker", relation="customer").json()["changed"]
    told = {"status": "granted", "channels": ["web"], "naming": "first", "given_on": "2026-01-02"}
    assert studio.do("consent", person=person, **told).json()["changed"]
    page = studio.client.get("/studio/people").text
    assert 'value="Baker"' in page
    assert "for web, by first name" in page
    studio.do("consent", person=person, status="refused")
    assert studio.answers()[long_answer["id"]]["withheld"] == 1
    assert studio.client.get(f"/answer/{long_answer['id']}").status_code == 200
    studio.do("consent", person=person, status="unknown")
    assert studio.answers()[long_answer["id"]]["withheld"] == 0


@pytest.mark.parametrize(
    "state", ["new", "approved", "hidden", "starred", "unnamed", "held", "again", "all", "odd"]
)
def test_the_queue_can_be_narrowed(studio: Studio, state: str) -> None:
    assert studio.client.get("/studio", params={"state": state, "page": "2"}).status_code == 200
