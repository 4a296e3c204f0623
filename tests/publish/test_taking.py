"""Files that are made of quotes for who sits at this machine, and for nobody else."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import docx
import httpx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from pipeline.ingest import Report
from pipeline.project import Project
from pipeline.quotations import Wanted, find_quotations
from schemas.people import CHANNELS
from tests.conftest import MakeClip, serving
from tests.publish.curated import FIRST, FULL, NOBODY, deciding
from tests.publish.published_site import publication, visit
from tests.publish.test_hidden import get

Examples = tuple[Project, Report]


def texts(project: Project, **wanted: Any) -> list[str]:
    chosen = find_quotations(project, Wanted(**wanted), "internal", date.today())
    return [each.text for each in chosen.quotations]


@pytest.fixture
def answer(examples: Examples) -> str:
    return find_quotations(examples[0], Wanted(), "internal", date.today()).quotations[0].answer_id


def made_addresses(answer: str) -> list[str]:
    return [
        "/take",
        "/take.json",
        "/quotes.md",
        "/quotes.docx",
        f"/card/{answer}.png",
        f"/card/{answer}.txt",
        f"/captions/{answer}.srt",
    ]


def test_a_sheet_holds_what_the_page_shows_in_its_order(client: httpx.Client, examples: Examples) -> None:
    found = client.get("/find.json", params={"q": "the", "sort": "newest"}).json()
    ids = [answer["id"] for answer in found["answers"]]
    said = texts(examples[0], answers=tuple(ids))
    asked = {"q": "the", "sort": "newest"}
    assert client.get("/take.json", params=asked).json()["answers"] == ids
    told = json.loads(client.get("/quotes.json", params=asked).text)
    assert [quote["text"] for quote in told["quotes"]] == said
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/quotes.xlsx", params=asked).content)).worksheets[0]
    assert sheet.max_row == len(said) + 1
    document = docx.Document(io.BytesIO(client.get("/quotes.docx", params=asked).content))
    assert [each.text for each in document.paragraphs if each.style and each.style.name == "Quote"] == said
    markdown = client.get("/quotes.md", params=asked)
    assert markdown.headers["content-disposition"] == 'attachment; filename="quotes-internal.md"'
    assert "Internal: not for use outside." in markdown.text
    # Links lead to this site.
    assert f"{client.base_url}/answer/{ids[0]}" in markdown.text.replace("\\", "")


def test_a_theme_a_person_and_a_basket_are_sheets(client: httpx.Client, examples: Examples) -> None:
    ease = client.get("/take.json", params={"theme": "ease"}).json()
    assert sorted(ease["answers"]) == sorted(
        each["id"] for each in client.get("/find.json", params={"theme": "ease"}).json()["answers"]
    )
    backwards = ease["answers"][::-1]
    assert client.get("/take.json", params={"answers": ",".join(backwards)}).json()["answers"] == backwards
    gone = ["0" * 16 + "-1", "'; DROP TABLE answers", *backwards]
    assert client.get("/take.json", params={"answers": ",".join(gone)}).json()["answers"] == backwards
    nothing = client.get("/take", params={"answers": ""})
    assert (nothing.status_code, "Nothing of this is there." in nothing.text) == (200, True)
    assert client.get("/quotes.md", params={"answers": ""}).status_code == 404


def test_a_card_is_a_picture_of_its_size_and_says_so_in_words(client: httpx.Client, answer: str) -> None:
    card = client.get(f"/card/{answer}.png", params={"size": "1200x630", "design": "bold"})
    assert card.headers["content-type"] == "image/png"
    assert (int.from_bytes(card.content[16:20]), int.from_bytes(card.content[20:24])) == (1200, 630)
    assert card.headers["content-disposition"].endswith(f'"card-{answer}-bold-1200x630-internal.png"')
    assert card.headers["cross-origin-resource-policy"] == "same-origin"
    assert client.get(f"/card/{answer}.svg").text.startswith("<svg")
    assert "Marked as internal." in client.get(f"/card/{answer}.txt").text
    wrong = client.get(f"/card/{answer}.png", params={"design": "papre"})
    assert (wrong.status_code, "Did you mean" in wrong.text or "papre" in wrong.text) == (404, True)


def test_many_cards_may_be_asked_for_at_once(client: httpx.Client, answer: str) -> None:
    looks = [(design, size) for design in ("paper", "colour") for size in ("1080x1080", "1200x630")]
    with ThreadPoolExecutor(len(looks)) as pool:
        sent = pool.map(
            lambda look: httpx.get(f"{client.base_url}/card/{answer}.png?design={look[0]}&size={look[1]}"),
            looks,
        )
        assert [each.status_code for each in sent] == [200] * len(looks)


def test_captions_are_those_of_the_command(client: httpx.Client, answer: str) -> None:
    assert "-->" in client.get(f"/captions/{answer}.srt").text
    assert "Internal" in client.get(f"/captions/{answer}.vtt").text
    assert client.get(f"/captions/{'0' * 16}-1.srt").status_code == 404


def test_what_may_not_leave_is_told_with_its_reasons_and_not_made(people: Project) -> None:
    with deciding(people) as made:
        made.approve_quote(f"{FULL}-1")
    ids = ",".join(f"{clip}-1" for clip in (FULL, FIRST, NOBODY))
    web, social, page, sheet, card = get(
        people,
        f"/take.json?answers={ids}&channel=web",
        f"/take.json?answers={ids}&channel=social",
        f"/take?answers={ids}&channel=social",
        f"/quotes.md?answers={ids}&channel=social",
        f"/card/{FULL}-1.png?channel=paid",
    )
    assert f"{FULL}-1" in web.json()["answers"]
    assert social.json()["answers"] == []
    assert social.json()["held_back"][0]["answers"] == 3
    assert social.json()["held_back"][0]["reason"] in page.text
    assert (sheet.status_code, card.status_code) == (404, 404)
    assert social.json()["held_back"][0]["reason"] in sheet.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"host": "office.example"}, 404),
        ({"host": "127.0.0.1.evil.example"}, 404),
        ({"host": "["}, 404),
        ({"x-forwarded-for": "10.0.0.9"}, 404),
        ({"x-forwarded-proto": "https"}, 404),
    ],
)
def test_nothing_is_made_for_another_site_another_name_or_behind_a_proxy(
    client: httpx.Client, answer: str, headers: dict[str, str], status: int
) -> None:
    for address in (f"/card/{answer}.png", "/quotes.md"):
        assert client.get(address, headers=headers).status_code == status
    page = client.get(f"/answer/{answer}", headers=headers).text
    assert ('id="take"' in page) == (status != 404)


def test_a_site_for_others_and_a_publication_make_nothing(
    examples: Examples, answer: str, make_clip: MakeClip, tmp_path: Path
) -> None:
    with serving(examples[0], host="0.0.0.0") as address, httpx.Client(base_url=address) as others:
        assert {others.get(path).status_code for path in made_addresses(answer)} == {404}
        assert "/take" not in others.get("/").text
        assert others.get("/basket").status_code == 200
    folder = publication(tmp_path, make_clip)

    async def ask(client: httpx.AsyncClient) -> list[int]:
        return [(await client.get(path)).status_code for path in made_addresses(f"{FULL}-1")]

    assert set(visit(folder, ask)) == {404}


def test_an_address_of_a_page_makes_what_it_offers(page: Page, answer: str) -> None:
    page.goto(f"/answer/{answer}")
    part = page.locator("section.take-away")
    with page.expect_download() as word:
        part.get_by_role("link", name="Word").click()
    assert word.value.suggested_filename == f"quotes-{answer}-internal.docx"
    assert zipfile.is_zipfile(word.value.path())
    part.get_by_label("Design").select_option("colour")
    expect(part.get_by_alt_text("The card as it will be")).to_be_visible()
    with page.expect_download() as card:
        part.get_by_role("button", name="PNG").click()
    assert card.value.suggested_filename == f"card-{answer}-colour-1080x1080-internal.png"
    part.get_by_label("Shape").select_option("9:16")
    part.get_by_label("Captions in the picture").check()
    expect(part.locator(".command code")).to_have_text(f"vox clip --aspect 9:16 --captions {answer}")
    part.get_by_role("button", name="Copy").click()
    expect(part.get_by_role("button", name="Copied")).to_be_visible()
    part.get_by_role("link", name="Paid").click()
    expect(part.get_by_text("This may not leave by this way:")).to_be_visible()
    expect(part.get_by_role("button", name="PNG")).to_have_count(0)


def test_commands_say_the_same(client: httpx.Client) -> None:
    def commands(query: str) -> list[str]:
        page = client.get(f"/take?{query}").text
        return [part.split("</code>")[0] for part in page.split("<code>")[1:]]

    assert commands("") == ["vox reel", "vox report"]
    assert commands("theme=ease")[0] == "vox reel --theme ease"
    assert commands("q=the+-phone&channel=internal")[0].startswith("vox reel -- ")
    # What a command knows nothing of is named one by one.
    named = client.get("/take.json?language=en").json()["answers"]
    assert commands("language=en")[0] == f"vox reel --answer {','.join(named)}"
    assert CHANNELS[0] == "internal"
