"""A published site: every address of it, and what must not be had from any."""

import re
import shutil
import sys
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from tests.conftest import MakeClip
from tests.publish.curated import FULL
from tests.publish.published_site import HERE, SECRETS, publication, visit

CLOSED = (
    *("/-/", "/-/versions", "/-/versions.json", "/-/plugins.json", "/-/settings.json", "/-/config.json"),
    *("/-/databases", "/-/databases.json", "/-/metadata.json", "/-/threads.json", "/-/actor.json"),
    *("/-/permissions", "/-/allow-debug", "/-/messages", "/-/patterns", "/-/auth-token", "/-/create-token"),
    *("/-/login", "/-/logout", "/-/password-tool", "/-/inspect.json", "/-/static/../app.py"),
    *(
        "/vox.db",
        "/vox?sql=select+1",
        "/vox.json?sql=select+1",
        "/vox.csv?sql=select+1",
        "/vox/-/query?sql=select+1",
    ),
    *(
        "/_internal",
        "/_internal/databases",
        "/_memory",
        "/_memory?sql=select+1",
        "/vox/-/create",
        "/vox/-/edit-schema",
    ),
    *("/vox/sqlite_master", "/vox/_sqlite_migrations", "/vox/corrections", "/vox/consents", "/vox/words"),
    *(
        "/vox/words.json",
        "/vox/runs.csv",
        "/vox/segments",
        "/vox/failures",
        "/vox/answers_fts",
        "/vox/meanings",
    ),
    *("/vox/publications", "/vox/clips/-/insert", "/vox/words/1", "/vox/word_edits", "/vox/learnt.json"),
    *("/vox/without_consent", "/vox/could_not_read", "/vox/machine_tags?_shape=array"),
    *(
        "/media/",
        "/media/../vox.db",
        "/media/%2e%2e/vox.db",
        "/media/..%2fvox.db",
        "/media/%252e%252e%252fvox.db",
    ),
    *(
        "/media//etc/passwd",
        "/media/vox.db",
        "/media/publication.json",
        "/publication.json",
        "/.env",
    ),
    *("/-/static-plugins/vox/../page.py", "/-/static-plugins/vox/%2e%2e/page.py", "/nowhere", "/sitemap.xml"),
)
_CLOSED_TABLES = "machine_tags|learnt|words|segments|word_edits|runs|meanings|corrections|failures|writings"
REFUSED = (
    *("/vox/answers?_where=1=1", "/vox/answers.json?_where=1", "/vox/people.json?_trace=1"),
    '/vox/answers.json?_through={"table":"words","column":"text","value":"zanzibar"}',
    *(
        "/vox/answers/1.json?_extras=foreign_key_tables",
        "/vox/answers?_timelimit=99999",
        "/vox/answers?_ttl=9",
    ),
    "/vox/answers?"
    + "&".join(f"_facet={name}" for name in ("kind", "polarity", "language", "text", "quote")),
    "/find?q=" + "a" * 1000,
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, make_clip: MakeClip) -> Path:
    return publication(tmp_path_factory.mktemp("published"), make_clip)


def tells_nothing(response: httpx.Response, folder: Path) -> None:
    """No secret and no path of this machine is in an answer, nor what a browser should be told missing."""
    said = response.content.decode("utf-8", "replace") + str(response.headers)
    paths = (str(folder.parent), str(Path.cwd()), sys.prefix, str(Path.home()) + "/")
    for secret in (*SECRETS, *paths):
        assert secret.lower() not in said.lower(), (response.url, secret)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in response.headers and "server" not in response.headers


def links(response: httpx.Response) -> Iterable[str]:
    """Where a page leads on its own site; at each page of ours, the data beside it, too."""
    if response.status_code == 200 and "html" in response.headers["content-type"]:
        for found in re.findall(r'\s(?:href|src|poster|action)="([^"#]+)', response.text):
            address = urljoin(str(response.url), unescape(found))
            if address.startswith(HERE):
                yield address.removeprefix(HERE)
        path = urlsplit(str(response.url)).path
        if path.startswith(("/answer/", "/clip/", "/theme/", "/person/", "/people", "/about")):
            yield f"{path}.json"


def test_every_address_answers_and_none_tells_a_secret(published: Path) -> None:
    async def crawl(client: httpx.AsyncClient) -> dict[str, int]:
        waiting, found = ["/", "/.json", "/vox.json", f"/answer/{FULL}-1.vtt", "/feed.atom", "/health"], {}
        while waiting:
            address = waiting.pop()
            # The ways to sort and narrow a table have no end: some of each.
            shape = (
                re.sub(r"(=|/vox/\w+/).*", r"\1", address)
                if "?" in address or "/vox/" in address
                else address
            )
            if shape in found:
                continue
            response = await client.get(address)
            found[shape] = response.status_code
            tells_nothing(response, published)
            # One clip has no film; and Datasette's pages of a row lead to tables that are closed.
            may_lack = address.startswith("/media/") or re.match(rf"/vox/({_CLOSED_TABLES})\?", address)
            assert response.status_code in ((200, 302, 404) if may_lack else (200, 302)), address
            waiting += links(response)
        return found

    found = visit(published, crawl)
    for expected in ("/people", "/vox", "/vox/answers", "/about", f"/answer/{FULL}-1", f"/media/{FULL}.mp4"):
        assert found[expected] == 200
    assert len(found) > 80


def test_what_is_closed_is_as_if_it_did_not_exist(published: Path) -> None:
    async def knock(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [
            await client.get(httpx.URL(HERE, raw_path=address.encode()), follow_redirects=True)
            for address in CLOSED
        ]

    for address, response in zip(CLOSED, visit(published, knock), strict=True):
        assert response.status_code == 404, (address, response.status_code)
        tells_nothing(response, published)


def test_what_reaches_further_is_refused(published: Path) -> None:
    async def knock(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [
            *[await client.get(address) for address in REFUSED],
            await client.get("/find?q=" + "a" * 3000),
            await client.get("/", headers={"host": "evil.example/<script>"}),
        ]

    for response in visit(published, knock):
        assert response.status_code in (400, 414), response.url
        tells_nothing(response, published)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_can_be_written(published: Path, method: str) -> None:
    async def write(client: httpx.AsyncClient) -> list[httpx.Response]:
        addresses = (
            "/",
            "/find",
            "/vox",
            "/vox/answers",
            "/vox/best_quotes",
            "/vox/-/create",
            f"/media/{FULL}.mp4",
        )
        return [await client.request(method, address, content=b"x") for address in (*addresses, "/login")]

    before = (published / "vox.db").read_bytes()
    for response in visit(published, write):
        assert response.status_code == 405 and response.headers["allow"] == "GET, HEAD"
        tells_nothing(response, published)
    assert (published / "vox.db").read_bytes() == before
    assert sorted(each.name for each in published.iterdir()) == [
        "media",
        "publication.json",
        "vox.db",
        "vox.toml",
    ]


def test_films_are_sent_in_pieces_and_odd_ranges_do_no_harm(published: Path) -> None:
    film = (published / "media" / f"{FULL}.mp4").read_bytes()
    odd = (
        "bytes=9-1",
        "bytes=-",
        "bytes=99999999-",
        "lines=1-2",
        "bytes=0-0," * 99,
        "bytes=" + "9" * 400 + "-",
    )

    async def watch(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [
            await client.get(f"/media/{FULL}.mp4", headers={"range": sent}) for sent in ("bytes=2-5", *odd)
        ] + [
            await client.head(f"/media/{FULL}.mp4"),
            await client.head("/vox/answers"),
            await client.head("/"),
        ]

    first, *others, head, table, home = visit(published, watch)
    assert (first.status_code, first.content) == (206, film[2:6])
    for response in others:
        assert response.status_code in (200, 206, 416) and len(response.content) <= len(film)
    assert (head.status_code, head.content, int(head.headers["content-length"])) == (200, b"", len(film))
    assert (table.status_code, table.content) == (home.status_code, home.content) == (200, b"")


def test_public_tables_can_be_taken_away(published: Path) -> None:
    async def take(client: httpx.AsyncClient) -> tuple[httpx.Response, httpx.Response, httpx.Response]:
        return (
            await client.get("/vox/answers.csv?_stream=on"),
            await client.get("/vox/people.json?_shape=array"),
            await client.get("/vox.json"),
        )

    answers, people, tables = visit(published, take)
    assert answers.text.count("They listen to me and they remember my name.") >= 1
    assert {person["name"] for person in people.json()} == {"Ottilie Quackenbush", "Bartholomew", None}
    shown = {table["name"] for table in tables.json()["tables"]}
    assert {"answers", "themes", "answer_themes", "people", "clips", "quotes", "mentions"} <= shown
    assert not shown & {"words", "segments", "corrections", "consents", "runs", "failures", "meanings"}


def test_it_claims_nothing_that_it_does_not_know(published: Path) -> None:
    async def ask(client: httpx.AsyncClient) -> tuple[httpx.Response, httpx.Response]:
        return await client.get("/about"), await client.get("/about.json")

    page, facts = visit(published, ask)
    assert "Nobody rewrote a word" not in page.text
    assert "made by people" not in page.text
    unknown = ("corrections", "rewritten_words", "doubted_segments")
    assert [facts.json()[name] for name in unknown] == [None] * 3


def test_what_was_replaced_is_not_shown_any_more(published: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(published, tmp_path / "site")
    pages = (f"/answer/{FULL}-1", f"/media/{FULL}.mp4", "/vox/answers.json", "/health")

    async def ask(client: httpx.AsyncClient) -> list[list[int]]:
        before = [(await client.get(page)).status_code for page in pages]
        shutil.copytree(folder, tmp_path / "new")
        folder.rename(tmp_path / "old")
        (tmp_path / "new").rename(folder)
        return [before, [(await client.get(page)).status_code for page in pages]]

    assert visit(folder, ask) == [[200] * 4, [503] * 4]


def test_search_engines_are_asked_to_stay_away_unless_wanted(
    tmp_path: Path, published: Path, make_clip: MakeClip
) -> None:
    async def look(client: httpx.AsyncClient) -> list[httpx.Response]:
        addresses = ("/robots.txt", "/sitemap.xml", "/people", "/nowhere", "/feed.atom")
        return [await client.get(address, headers={"host": "evil.example"}) for address in addresses]

    robots, sitemap, people, _, _ = visit(published, look)
    assert robots.text == "User-agent: *\nDisallow: /\n" and sitemap.status_code == 404
    assert 'name="robots" content="noindex"' in people.text

    wanted = publication(tmp_path, make_clip, index=True, url="https://voices.example/said/")
    robots, sitemap, people, nowhere, feed = visit(wanted, look, base_url="/said/")
    assert "Sitemap: https://voices.example/said/sitemap.xml" in robots.text
    found = re.findall(r"<loc>(.*?)</loc>", sitemap.text)
    assert f"https://voices.example/said/answer/{FULL}-1" in found and len(found) == len(set(found))
    assert "noindex" not in people.text and "x-robots-tag" not in people.headers
    assert nowhere.headers["x-robots-tag"] == "noindex"
    # Whoever asks under whichever name: links that leave the site lead to where it stands.
    assert "https://voices.example/said/" in feed.text and "evil.example" not in feed.text + people.text
    # Search engines are not let in where others need a password.
    robots, *_ = visit(wanted, look, password_hash="x$1$y$z")
    assert robots.text == "User-agent: *\nDisallow: /\n"


def test_a_site_under_a_path_plays_its_films(published: Path) -> None:
    async def look(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [
            await client.get(f"/said{address}")
            for address in ("/", f"/answer/{FULL}-1", f"/media/{FULL}.mp4")
        ]

    home, answer, film = visit(published, look, base_url="/said/")
    assert home.status_code == answer.status_code == film.status_code == 200
    assert not re.findall(
        r'\s(?:href|src|poster|action)="(?!/said/|#|http://localhost/said/)[^"]+', answer.text
    )
