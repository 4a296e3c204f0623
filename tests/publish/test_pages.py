import re

import httpx
import pytest

from pipeline.ingest import Report
from pipeline.project import Project
from pipeline.store import Store
from tests.conftest import truth

Examples = tuple[Project, Report]


@pytest.fixture
def answer(examples: Examples) -> dict[str, object]:
    """An answer that begins some seconds into its clip."""
    with Store.reading(examples[0].database) as store:
        return store.query("SELECT * FROM answers ORDER BY start DESC LIMIT 1")[0]


def test_home_shows_the_question_counts_and_themes(client: httpx.Client, examples: Examples) -> None:
    page = client.get("/")
    assert page.status_code == 200
    facts = client.get("/.json").json()
    answers = sum(outcome.answers for outcome in examples[1].clips)
    assert "What makes good customer service?" in page.text
    assert facts["totals"]["answers"] == answers
    assert facts["totals"]["clips"] == len(truth())
    assert f'<a href="/find">{answers}</a>' in page.text
    for theme in facts["themes"]:
        assert f"/theme/{theme['slug']}" in page.text
        assert client.get("/find.json", params={"theme": theme["slug"]}).json()["total"] == theme["answers"]


def test_home_shows_the_faces_of_different_people_with_what_they_say(client: httpx.Client) -> None:
    faces = client.get("/.json").json()["faces"]
    assert len({face["speaker"] for face in faces}) == len(faces) == 12
    page = client.get("/").text
    for face in faces:
        assert face["quote"] is None or face["quote"] in face["text"]
        assert f'data-media="/media/{face["clip_id"]}.mp4"' in page
        assert client.get(f"/media/{face['clip_id']}.jpg").headers["content-type"] == "image/jpeg"


def test_find_shows_marked_answers_and_keeps_its_state(client: httpx.Client) -> None:
    page = client.get("/find", params={"q": "somebody"})
    assert "<mark>somebody</mark>" in page.text
    assert 'value="somebody"' in page.text
    facts = client.get("/find.json", params={"q": "somebody"}).json()
    assert 0 < facts["total"] < client.get("/find.json").json()["total"]
    assert all("somebody" in found["text"].lower() for found in facts["answers"])


@pytest.mark.parametrize(
    "query",
    ['"', "<script>alert(1)</script>", "'; --", "AND", "\x00", "%", "a" * 2000, "🙂", "-", "*", "“x”"],
)
def test_no_search_is_an_error_and_nothing_is_echoed_raw(client: httpx.Client, query: str) -> None:
    page = client.get("/find", params={"q": query, "theme": query, "page": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_an_answers_page_opens_its_clip_at_its_second(
    client: httpx.Client, answer: dict[str, object]
) -> None:
    page = client.get(f"/answer/{answer['id']}")
    assert page.status_code == 200
    assert re.search(rf'src="/media/{answer["clip_id"]}\.\w+#t={answer["start"]:.2f}"', page.text)
    assert f'class="answer lit" id="{answer["id"]}"' in page.text
    assert client.get(f"/answer/{answer['id']}.json").json()["text"] == answer["text"]


def test_a_transcript_on_the_page_is_what_was_said_token_for_token(
    client: httpx.Client, examples: Examples
) -> None:
    with Store.reading(examples[0].database) as store:
        for answer in store.query("SELECT * FROM answers WHERE shown"):
            page = client.get(f"/answer/{answer['id']}").text
            quote = (
                page.split(f'id="{answer["id"]}"')[1]
                .split('<p class="quote" dir="auto">')[1]
                .split("</p>")[0]
            )
            shown = (
                re.sub(r"<[^>]*>", "", quote)
                .replace("&#39;", "'")
                .replace("&#34;", '"')
                .replace("&amp;", "&")
            )
            assert shown == answer["text"]


def test_a_clip_without_an_answer_says_why(client: httpx.Client, examples: Examples) -> None:
    silent = [outcome for outcome in examples[1].clips if outcome.status == "no_speech"]
    assert silent
    for outcome in silent:
        assert "Nobody speaks in this clip." in client.get(f"/clip/{outcome.id}").text


def test_captions_are_web_vtt(client: httpx.Client, answer: dict[str, object]) -> None:
    captions = client.get(f"/clip/{answer['clip_id']}.vtt")
    assert captions.headers["content-type"].startswith("text/vtt")
    assert captions.text.startswith("WEBVTT\nLanguage: en\n\n00:00:0")
    assert re.search(r"\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}\n\S", captions.text)


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/clip/0000000000000000", "/answer/0000000000000000-1", "/clip/x.vtt"],
)
def test_what_does_not_exist_is_told_on_a_page_of_ours(client: httpx.Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "There is no such page" in page.text


def test_pages_allow_nothing_from_elsewhere_and_set_no_cookie(
    client: httpx.Client, answer: dict[str, object]
) -> None:
    for path in ("/", "/find", f"/answer/{answer['id']}", "/themes.css", "/nowhere"):
        page = client.get(path)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in page.headers
        # What other sites read names the site in full; a browser loads nothing of it.
        loaded = re.sub(r'<link rel="alternate"[^>]*>', "", page.text)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', loaded)
        assert "style=" not in page.text
        assert "<script>" not in page.text


def test_datasettes_own_pages_stay_under_vox(client: httpx.Client) -> None:
    assert client.get("/vox.json").status_code == 200
    assert client.get("/vox/answers.json?_shape=array").json()
    assert client.get("/vox.db").status_code == 403


def test_no_page_shows_where_the_files_lie(
    client: httpx.Client, examples: Examples, answer: dict[str, object]
) -> None:
    for path in (
        "/",
        "/.json",
        "/find",
        "/find.json",
        f"/answer/{answer['id']}",
        f"/clip/{answer['clip_id']}.json",
    ):
        assert str(examples[0].root) not in client.get(path).text
