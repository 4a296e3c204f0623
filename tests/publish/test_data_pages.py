"""Datasette's own pages: what they tell, what they ask, and what they keep from others than this machine."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from pipeline.ingest import Report
from pipeline.project import Project
from pipeline.publish.metadata import metadata, shared_tables
from pipeline.store import Store
from tests.conftest import serving

Examples = tuple[Project, Report]

TABLES = metadata(local=True)["databases"]["vox"]["tables"]
QUESTIONS = metadata(local=True)["databases"]["vox"]["queries"]
SHARED_QUESTIONS = metadata(local=False)["databases"]["vox"]["queries"]
HOSTILE = [
    "",
    "'",
    '"',
    "'; DROP TABLE answers --",
    "%",
    "\x00",
    "<script>alert(1)</script>",
    "🙂",
    "a" * 4000,
]


@pytest.fixture(scope="module")
def shared(examples: Examples) -> Iterator[httpx.Client]:
    """The site as others see it."""
    with serving(examples[0], "0.0.0.0") as address, httpx.Client(base_url=address, timeout=30) as opened:
        yield opened


def ask(client: httpx.Client, question: str, **params: str) -> list[dict[str, object]]:
    answer = client.get(f"/vox/{question}.json", params={"_shape": "array", **params})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, object]] = answer.json()
    return rows


def test_what_is_described_exists(examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        for table, described in TABLES.items():
            columns = {row["name"] for row in store.query(f"SELECT name FROM pragma_table_xinfo('{table}')")}
            assert columns, table
            named = {*described.get("columns", ()), *described.get("units", ()), *described.get("facets", ())}
            named |= {*described.get("sortable_columns", ())}
            named |= {described[key] for key in ("sort", "sort_desc", "label_column") if key in described}
            assert named <= columns, table


def test_every_table_is_described_or_hidden(examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        for row in store.query("SELECT name FROM sqlite_master WHERE type = 'table'"):
            if not row["name"].startswith("answers_fts"):
                assert TABLES[row["name"]].get("description") or TABLES[row["name"]]["hidden"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_told_in_words_and_answered(client: httpx.Client, question: str) -> None:
    assert QUESTIONS[question]["title"]
    assert QUESTIONS[question]["description"]
    page = client.get(f"/vox/{question}")
    assert page.status_code == 200
    assert QUESTIONS[question]["title"] in page.text.replace("&#39;", "'")


@pytest.mark.parametrize("question", [name for name in QUESTIONS if QUESTIONS[name].get("params")])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_parameter_is_an_error(client: httpx.Client, question: str, text: str) -> None:
    rows = ask(client, question, theme=text, other=text)
    assert bool(rows) <= (text == "")
    page = client.get(f"/vox/{question}", params={"theme": text, "other": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_questions_count_what_the_site_counts(client: httpx.Client) -> None:
    themes = {theme["slug"]: theme["answers"] for theme in client.get("/.json").json()["themes"]}
    assert {row["theme"]: row["answers"] for row in ask(client, "most_said")} == themes
    answers = client.get("/find.json").json()["total"]
    for question in ("by_month", "by_collection"):
        assert sum(int(str(row["answers"])) for row in ask(client, question)) == answers
    slug = max(themes, key=lambda theme: themes[theme])
    speak = ask(client, "who_speaks_of", theme=slug)
    assert sum(int(str(row["answers"])) for row in speak) == themes[slug]
    both = {row["speaker"] for row in ask(client, "both_themes", theme=slug, other=slug)}
    assert both == {row["speaker"] for row in speak}


def test_a_quote_is_a_piece_of_what_was_said(client: httpx.Client) -> None:
    quotes = ask(client, "best_quotes")
    assert len({row["speaker"] for row in quotes}) == len(quotes) > 0
    for row in quotes:
        assert str(row["quote"]) in client.get(f"/answer/{row['answer']}.json").json()["text"]


def test_clips_without_an_answer_say_why(client: httpx.Client, examples: Examples) -> None:
    silent = {outcome.id for outcome in examples[1].clips if outcome.status != "answered"}
    rows = ask(client, "without_answer")
    assert {row["clip"] for row in rows} == silent
    assert all(row["why"] for row in rows)


@pytest.mark.parametrize("table", [name for name, told in TABLES.items() if not told.get("hidden")])
def test_a_column_that_offers_to_sort_does(client: httpx.Client, table: str) -> None:
    offered = re.findall(r'<th[^>]*>\s*<a href="([^"]*_sort[^"]*)"', client.get(f"/vox/{table}").text)
    for address in offered:
        assert client.get(unescape(address)).status_code == 200, address


def test_cells_lead_to_our_pages_and_seconds_have_their_unit(client: httpx.Client) -> None:
    quotes = client.get("/vox/best_quotes").text
    [first, *_] = ask(client, "best_quotes")
    assert f'<a href="/answer/{first["answer"]}">Hear it</a>' in quotes
    assert f'<a href="/person/{first["speaker"]}">' in quotes
    table = client.get("/vox/answers").text
    assert '<a href="/clip/' in table
    assert " s</td>" in table
    odd = client.get("/vox", params={"sql": "select '\"><b>x' as answer, '../x' as theme, 7 as clip"}).text
    assert "<b>x" not in odd
    assert 'href="/theme' not in odd


def test_the_way_back_and_our_colours_are_on_datasettes_pages_alone(client: httpx.Client) -> None:
    for page in ("/vox", "/vox/answers", "/vox/most_said", "/vox/themes/attention"):
        text = client.get(page).text
        assert 'class="vox-brand" href="/"' in text
        assert "/data.css" in text
        assert 'name="robots" content="noindex"' in text
    for page in ("/", "/find"):
        assert "/data.css" not in client.get(page).text
    assert client.get("/-/static-plugins/vox/data.css").status_code == 200


def test_on_this_machine_all_is_open(client: httpx.Client) -> None:
    assert client.get("/vox.json", params={"sql": "SELECT path FROM clips", "_shape": "array"}).json()
    for table in TABLES:
        assert client.get(f"/vox/{table}.json").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["databases", "metadata", "plugins", "versions", "settings", "threads", "config", "permissions", "actor"],
)
def test_others_learn_nothing_of_the_machine(client: httpx.Client, shared: httpx.Client, path: str) -> None:
    for address in (f"/-/{path}", f"/-/{path}.json"):
        assert shared.get(address).status_code == 404
    assert client.get(f"/-/{path}", follow_redirects=True).status_code in (200, 403)


def test_others_ask_no_sql_and_take_no_database(shared: httpx.Client) -> None:
    for address in ("/vox?sql=select+1", "/vox.json?sql=select+path+from+clips", "/vox.db"):
        assert shared.get(address).status_code == 403
    assert shared.get("/vox/answers.json", params={"_where": "1=1"}).status_code == 403
    assert "Ask in SQL" not in shared.get("/vox").text


def test_others_see_listed_tables_alone(shared: httpx.Client, examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        tables = {
            row["name"]
            for row in store.query("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        }
    for table in tables:
        expected = 200 if table in shared_tables() else 403
        assert shared.get(f"/vox/{table}.json").status_code == expected, table
        assert shared.get(f"/vox/{table.upper()}.json").status_code in (expected, 404), table
    told = shared.get("/vox.json").json()
    assert {each["name"] for each in told["tables"] + told["views"]} == shared_tables()
    for question in QUESTIONS:
        assert shared.get(f"/vox/{question}").status_code == (200 if question in SHARED_QUESTIONS else 404)


def test_no_data_page_tells_others_the_name_of_a_file(shared: httpx.Client, examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        names = [row["path"] for row in store.query("SELECT path FROM clips WHERE path IS NOT NULL")]
    names.append(str(examples[0].root))
    pages = ["/vox", "/vox.json", "/vox/answers?_facet=clip_id", "/vox/answers.csv?_labels=on"]
    pages += [
        "/vox/answers.json?_labels=on&_facet=clip_id",
        "/vox/answers/1",
        "/vox/answers/1.json?_labels=on",
    ]
    pages += [f"/vox/{table}.json?_labels=on&_size=max" for table in shared_tables()]
    pages += [f"/vox/{question}" for question in SHARED_QUESTIONS]
    for page in pages:
        answer = shared.get(page)
        assert answer.status_code == 200, page
        assert not [name for name in names if name in answer.text], page
