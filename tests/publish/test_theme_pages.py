"""Pages of themes, people, collections and how it was made: their numbers are those of the database."""

import asyncio
import re
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest

from pipeline.corrections import correcting
from pipeline.ingest import Report
from pipeline.measured import MEASURED
from pipeline.project import Project, find_project
from pipeline.publish.server import build_site
from pipeline.store import STAGES, Store
from schemas.records import Reading
from schemas.themes import load_themes
from tests.pipeline.test_store import RECIPES, analysis
from tests.publish.test_hidden import get

Examples = tuple[Project, Report]

DOCS = Path(__file__).parents[2] / "docs"
CLIP = "a" * 16
COLLECTION = "Zürich/день 1 100%?&.json"
LONG = "Bartholomew " * 16 + "Ng"

THEMED = "FROM answers a JOIN answer_themes t ON t.answer_id = a.id AND t.tier = 'tag' AND NOT a.off_topic"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A clip with praise and a complaint about one theme, and one answer about its opposite."""
    learnt = analysis(
        "They kept their word, every time.", "It says Tuesday and it never was.", "Above and beyond."
    )
    tag = learnt.found.readings[0].tags[0]
    start = learnt.found.answers[0].text.index("kept")
    kept = replace(tag, theme="reliability", tier="tag", evidence_start=start, evidence_end=start + 4)
    unplaced = replace(kept, evidence_start=None, evidence_end=None)
    beyond = replace(unplaced, theme="extra_mile")
    weak = replace(unplaced, theme="value", tier="suggested")
    readings = (
        Reading((kept,), "praise", 0.9),
        Reading((unplaced, weak), "complaint", 0.9),
        Reading((beyond,)),
    )
    learnt = replace(learnt, collection=COLLECTION, found=replace(learnt.found, readings=readings))
    with Store.writing(tmp_path / "vox.db") as store:
        store.save_themes(load_themes())
        store.save(learnt, "media/a.mp4", 7, RECIPES, set(STAGES))
    project = find_project(tmp_path)
    with correcting(project, "ann") as made:
        made.name(f"{CLIP}-2", "أمل " + LONG)
        made.name(f"{CLIP}-3", "Zoë")
    return project


def test_a_themes_numbers_are_of_people_and_lead_to_their_rows(
    client: httpx.Client, examples: Examples
) -> None:
    with Store.reading(examples[0].database) as store:
        counted = store.query(
            f"""
            SELECT t.theme AS slug, count(DISTINCT speaker) AS people, count(*) AS answers,
                   count(DISTINCT speaker) FILTER (WHERE polarity = 'praise') AS praise,
                   count(DISTINCT speaker) FILTER (WHERE polarity = 'complaint') AS complaint
            {THEMED} GROUP BY t.theme
            """
        )
        [everybody] = store.query("SELECT count(DISTINCT speaker) AS n FROM answers WHERE NOT off_topic")
    assert len(counted) > 5
    for row in counted:
        facts = client.get(f"/theme/{row['slug']}.json").json()
        assert {"slug": facts["theme"]["slug"], **{name: facts[name] for name in list(row)[1:]}} == row
        assert facts["of_people"] == everybody["n"]
        page = client.get(f"/theme/{row['slug']}").text
        assert (
            f'<a href="/find?theme={row["slug"]}"><b>{row["people"]}</b> of {everybody["n"]} people</a>'
            in page
        )
        for polarity in ("praise", "complaint"):
            found = client.get("/find.json", params={"theme": row["slug"], "polarity": polarity}).json()
            assert found["people"] == facts[polarity]
        for other in facts["comes_with"]:
            both = client.get("/find.json", params={"theme": [row["slug"], other["slug"]]}).json()
            assert both["people"] == other["people"]
        shown = [card["speaker"] for cards in facts["quotes"].values() for card in cards]
        assert 0 < len(shown) == len(set(shown)) <= row["people"]


def test_every_quote_on_a_themes_page_is_what_was_said(client: httpx.Client, examples: Examples) -> None:
    for theme in load_themes():
        facts = client.get(f"/theme/{theme.slug}.json").json()
        sides = facts["contrast"] or {"here": [], "there": []}
        for card in chain(*facts["quotes"].values(), sides["here"], sides["there"]):
            said = "".join(piece["text"] for piece in card["saying"]["pieces"])
            assert said.strip(" …") in card["text"]
            assert card["start"] <= card["saying"]["start"] < card["saying"]["end"] <= card["end"]


def test_praise_stands_beside_complaint_and_a_theme_beside_its_opposite(project: Project) -> None:
    page, facts, other = get(
        project, "/theme/reliability", "/theme/reliability.json", "/theme/extra_mile.json"
    )
    told = facts.json()
    assert (told["people"], told["of_people"], told["praise"], told["complaint"]) == (2, 3, 1, 1)
    assert told["quotes"]["best"][0]["id"] == f"{CLIP}-1"
    assert [card["id"] for card in told["quotes"]["complaint"]] == [f"{CLIP}-2"]
    contrast = told["contrast"]
    assert (contrast["theme"]["slug"], contrast["people"], contrast["both"]) == ("extra_mile", 1, 0)
    assert {card["id"] for card in contrast["here"]} == {f"{CLIP}-1", f"{CLIP}-2"}
    assert [card["id"] for card in contrast["there"]] == [f"{CLIP}-3"]
    assert other.json()["contrast"]["theme"]["slug"] == "reliability"
    assert re.search(r'<span class="evidence theme-reliability">kept</span>', page.text)


def test_a_contrast_holds_whichever_of_the_two_names_the_other(project: Project) -> None:
    themes = [replace(theme, contrast="value" if theme.slug == "ease" else None) for theme in load_themes()]
    with Store.writing(project.database) as store:
        store.save_themes(themes)
        assert store.query("SELECT slug, contrast FROM themes WHERE contrast IS NOT NULL") == [
            {"slug": "ease", "contrast": "value"}
        ]
    value, reliability = get(project, "/theme/value.json", "/theme/reliability.json")
    assert value.json()["contrast"]["theme"]["slug"] == "ease"
    assert reliability.json()["contrast"] is None


def test_a_theme_nobody_speaks_of_says_what_to_do(project: Project) -> None:
    warmth, value = get(project, "/theme/warmth", "/theme/value")
    assert "Nobody has spoken of this yet." in warmth.text
    assert f"vox correct accept {CLIP}-2 value" in value.text


def test_everybody_is_listed_once_those_with_a_name_first(project: Project, client: httpx.Client) -> None:
    [page, facts] = get(project, "/people", "/people.json")
    told = facts.json()
    assert [each["name"] for each in told["people"]] == ["Zoë", "أمل " + LONG.strip(), None]
    assert (told["total"], told["named"]) == (3, 2)
    assert f"<bdi>{'أمل ' + LONG.strip()}</bdi>" in page.text
    shown = client.get("/people.json").json()
    for each in shown["people"]:
        found = client.get("/find.json", params={"person": each["id"]}).json()
        assert found["total"] == each["answers"]


def test_a_person_has_a_page_and_keeps_it_when_named(project: Project) -> None:
    unnamed, facts = get(project, f"/person/{CLIP}-v1", f"/person/{CLIP}-v1.json")
    assert f"vox people name {CLIP}-1" in unnamed.text
    assert [answer["id"] for answer in facts.json()["answers"]] == [f"{CLIP}-1"]
    assert not {"consent", "consents", "naming", "evidence"} & set(facts.json())
    with correcting(project, "ann") as made:
        made.name(f"{CLIP}-1", "Zoë")
        made.name(f"{CLIP}-2", "Zoë")
    with Store.reading(project.database) as store:
        [zoe] = store.query("SELECT id FROM people WHERE name = 'Zoë'")
    named, page = get(project, f"/person/{CLIP}-v1", f"/person/{zoe['id']}")
    assert page.text.count('<article class="card">') == 3
    assert "vox people name" not in page.text
    assert (named.status_code, named.headers["location"]) == (302, f"/person/{zoe['id']}")


def test_a_collection_may_have_any_name(project: Project) -> None:
    address = "/collection/" + quote(COLLECTION).removesuffix(".json") + "%2Ejson"
    page, facts, found = get(
        project, address, f"{address}.json", f"/find.json?collection={quote(COLLECTION, safe='')}"
    )
    assert (page.status_code, facts.json()["answers"], facts.json()["people"]) == (200, 3, 3)
    assert found.json()["total"] == 3
    assert "<bdi>Zürich/день 1 100%?&amp;.json</bdi>" in page.text
    assert f"/find?theme=reliability&amp;collection={quote_plus(COLLECTION)}" in page.text


@pytest.mark.parametrize("what", ["theme", "person", "collection"])
@pytest.mark.parametrize(
    "name",
    ["x", "%00", "%ff", "%ED%A0%80", "%27%3B--", "%3Cscript%3E", "..%2f", "%25", "é" * 300, "a-v" + "9" * 40],
)
def test_what_is_not_there_is_told_in_words(client: httpx.Client, what: str, name: str) -> None:
    for address in (f"/{what}/{name}", f"/{what}/{name}.json"):
        page = client.get(address)
        assert page.status_code == 404
        assert "<script>" not in page.text


def test_about_counts_what_the_database_holds(client: httpx.Client, examples: Examples) -> None:
    facts = client.get("/about.json").json()
    with Store.reading(examples[0].database) as store:
        statuses = store.query("SELECT status, count(*) AS clips FROM clips GROUP BY status")
        [words] = store.query("SELECT count(*) AS n, sum(probability < 0.5) AS doubtful FROM words")
        [tagger] = store.query("SELECT DISTINCT tagger_version FROM machine_tags")
        [doubted] = store.query("SELECT count(*) AS n FROM segments WHERE doubted")
    assert {each["status"]: each["clips"] for each in facts["came_of"]} == {
        row["status"]: row["clips"] for row in statuses
    }
    assert (facts["words"], facts["doubtful_words"]) == (words["n"], words["doubtful"])
    assert [each["version"] for each in facts["tagged_by"]] == [tagger["tagger_version"]]
    assert (facts["doubted_segments"], facts["corrections"]) == (doubted["n"], 0)
    page = client.get("/about").text
    assert "Nobody speaks in this clip." not in page
    assert "What was sent to others" in page
    assert str(examples[0].root) not in page


def test_corrections_that_stand_are_counted(project: Project) -> None:
    facts, page = get(project, "/about.json", "/about")
    assert facts.json()["corrections"] == 2
    assert "Nobody rewrote a word." in page.text
    with correcting(project, "ann") as made:
        made.reword(f"{CLIP}-1", 1, 1, "keep")
    facts, page = get(project, "/about.json", "/about")
    assert facts.json()["rewritten_words"] == 1
    assert "Nobody rewrote a word." not in page.text
    assert f"people put words right: 1 of {facts.json()['words']}." in page.text


def test_others_than_this_machine_are_shown_no_commands_and_no_rows(project: Project) -> None:
    site = build_site(project, local=False)

    async def fetch() -> list[str]:
        await site.invoke_startup()
        return [
            (await site.client.get(address)).text for address in ("/about", "/people", f"/person/{CLIP}-v1")
        ]

    for page in asyncio.run(fetch()):
        assert "/vox/clips" not in page
        assert "vox people name" not in page


def test_measured_figures_stand_in_the_benchmarks() -> None:
    told = " ".join((DOCS / "benchmarks.md").read_text(encoding="utf-8").split())
    for each in MEASURED:
        for piece in each.stands:
            assert piece in told, (each.what, piece)


def test_a_project_without_an_answer_has_pages_that_help(tmp_path: Path) -> None:
    with Store.writing(tmp_path / "vox.db") as store:
        store.save_themes(load_themes())
    pages: list[Any] = get(
        find_project(tmp_path), "/people", "/about", "/theme/space", "/person/x", "/collection/x"
    )
    assert [page.status_code for page in pages] == [200, 200, 200, 404, 404]
    assert "vox ingest" in pages[0].text
    assert "vox ingest" in pages[1].text
