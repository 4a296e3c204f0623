"""What other sites show of ours: frames, oEmbed, feeds and previews."""

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest
from playwright.sync_api import Browser, expect

from pipeline.corrections import correcting
from pipeline.ingest import Report
from pipeline.people import record_consent
from pipeline.project import Project, find_project
from pipeline.store import Store
from schemas.people import Consent, Naming
from tests.conftest import serving
from tests.publish.letting_out import let_out
from tests.publish.test_hidden import CLIP, FIRST, SECOND, get
from tests.publish.test_hidden import project as project

STATIC = Path(__file__).parents[2] / "pipeline/publish/site/static"
SIZES = ((300, 200), (640, 360), (360, 500), (800, 600))

Examples = tuple[Project, Report]


@pytest.fixture(scope="module")
def cleared(examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The examples, of which everything may leave."""
    root = tmp_path_factory.mktemp("let-out")
    shutil.copytree(examples[0].root, root, dirs_exist_ok=True)
    project = find_project(root)
    let_out(project)
    return project


@pytest.fixture(scope="module")
def site(cleared: Project) -> Iterator[str]:
    """The address of `vox serve` over them."""
    with serving(cleared) as address:
        yield address


@pytest.fixture
def answer(cleared: Project) -> dict[str, Any]:
    with Store.reading(cleared.database) as store:
        return store.query("SELECT * FROM answers ORDER BY id LIMIT 1")[0]


@pytest.fixture
def theme(examples: Examples) -> str:
    sql = "SELECT theme FROM answer_themes WHERE tier = 'tag' GROUP BY theme ORDER BY count(*) DESC LIMIT 1"
    with Store.reading(examples[0].database) as store:
        return str(store.query(sql)[0]["theme"])


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Another site: a folder, and its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield tmp_path, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_only_embeds_may_be_framed_by_other_sites(client: httpx.Client, answer: dict[str, Any]) -> None:
    for path in (f"/embed/answer/{answer['id']}", "/embed/answer/0000000000000000-1", "/embed/theme/nothing"):
        assert client.get(path).headers["content-security-policy"].endswith("frame-ancestors *")
    for path in ("/", "/find", "/nowhere", "/feed.atom", "/oembed"):
        sent = client.get(path).headers
        assert sent["content-security-policy"].endswith("frame-ancestors 'self'")
        assert sent["x-robots-tag"] == "noindex"


def test_a_part_of_an_answer_is_a_piece_of_it_word_for_word(
    client: httpx.Client, answer: dict[str, Any]
) -> None:
    middle = (answer["start"] + answer["end"]) / 2
    part = client.get(f"/embed/answer/{answer['id']}.json?t=0,{middle:.2f}").json()["answer"]
    assert part["is_part"]
    assert answer["text"].startswith(part["said"])
    assert part["said"] != answer["text"]
    page = client.get(f"/embed/answer/{answer['id']}?t=0,{middle:.2f}").text
    assert f"#t={answer['start']:.2f},{middle:.2f}" in page
    for odd in ("x", "9999", "3,1", "-1", "1e9", "1,2,3", "٣"):
        whole = client.get(f"/embed/answer/{answer['id']}.json", params={"t": odd})
        assert not whole.json()["answer"]["is_part"]


def test_a_themes_quotes_are_leafed_through_by_links(client: httpx.Client, theme: str) -> None:
    first = client.get(f"/embed/theme/{theme}.json").json()
    assert first["of"] > 1
    seen = [client.get(f"/embed/theme/{theme}.json?n={n + 1}").json() for n in range(first["of"])]
    assert len({each["answer"]["id"] for each in seen}) == first["of"]
    for odd in ("0", "-1", "x", "99999999999"):
        assert client.get(f"/embed/theme/{theme}?n={odd}").status_code == 200
    assert 'href="?n=2"' in client.get(f"/embed/theme/{theme}").text


def test_what_is_hidden_leaves_in_no_way(project: Project) -> None:
    paths = (f"/embed/answer/{SECOND}", f"/oembed?url=http://localhost/answer/{SECOND}", "/feed.atom")
    held, oembed, feed = get(project, *paths)
    assert (held.status_code, oembed.status_code) == (404, 404)
    assert "It is not approved yet." in held.text
    assert SECOND not in feed.text
    let_out(project)
    assert [page.status_code for page in get(project, *paths)] == [200, 200, 200]
    with correcting(project, "ann") as made:
        made.mark(SECOND, off_topic=True)
    embed, oembed, feed = get(project, *paths)
    assert (embed.status_code, oembed.status_code) == (404, 404)
    assert FIRST in feed.text
    assert SECOND not in feed.text
    [clip] = get(project, f"/oembed?url=http://localhost/clip/{CLIP}")
    assert FIRST in clip.json()["html"]


@pytest.mark.parametrize(("naming", "said"), [("first", "Ottilie, Gardener"), ("anonymous", "Somebody")])
def test_other_sites_call_people_as_they_agreed(project: Project, naming: Naming, said: str) -> None:
    with correcting(project, "ann") as made:
        made.name(SECOND, "Ottilie Quackenbush")
        made.describe("ottilie-quackenbush", role="Gardener", company="Wellingtonia Ltd")
    let_out(project)
    record_consent(project, "ottilie-quackenbush", Consent("granted", ("web",), naming), "ann")
    frame, facts, oembed, feed, of_person = get(
        project,
        f"/embed/answer/{SECOND}",
        f"/embed/answer/{SECOND}.json",
        f"/oembed?url=http://localhost/answer/{SECOND}",
        "/feed.atom",
        "/person/ottilie-quackenbush.atom",
    )
    told = facts.json()["answer"]
    assert ", ".join(filter(None, [told["name"] or "Somebody", told["role"]])) == said
    assert oembed.json()["author_name"] == said and "author_url" not in oembed.json()
    assert f"<p>{said}</p>" in unescape(feed.text)
    for page in (frame, facts, oembed, feed):
        assert "quackenbush" not in page.text.casefold() and "Wellingtonia" not in page.text
    assert "Quackenbush" not in of_person.text


def test_oembed_tells_a_frame_as_small_as_asked(
    client: httpx.Client, answer: dict[str, Any], theme: str
) -> None:
    site = str(client.base_url).rstrip("/")
    for path in (f"/answer/{answer['id']}?t=1.5,2.5", f"/clip/{answer['clip_id']}", f"/theme/{theme}"):
        told = client.get("/oembed", params={"url": site + path, "maxwidth": 320, "maxheight": 200}).json()
        assert (told["version"], told["type"], told["width"], told["height"]) == ("1.0", "rich", 320, 200)
        assert "thumbnail_url" not in told
        src = re.findall(r'src="([^"]*)"', told["html"])[0].replace("&amp;", "&")
        assert src.startswith(f"{site}/embed/")
        assert httpx.get(src).status_code == 200
    told = client.get("/oembed", params={"url": f"{site}/answer/{answer['id']}"}).json()
    assert client.get(told["thumbnail_url"]).headers["content-type"] == "image/jpeg"
    assert max(told["thumbnail_width"], told["thumbnail_height"]) == 960


def test_oembed_knows_only_this_site(client: httpx.Client, answer: dict[str, Any]) -> None:
    site, ours = str(client.base_url).rstrip("/"), f"/answer/{answer['id']}"
    for url in (
        *("", "x", "http://[", "javascript:alert(1)", f"http://example.org{ours}", f"file://{ours}"),
        *(
            f"{site}@example.org{ours}",
            f"{site}.example.org{ours}",
            f"http://a@{site[7:]}{ours}",
            f"//{ours}",
        ),
        *(
            f"{site}/find",
            f"{site}/answer/../vox.db",
            f"{site}{ours}/",
            f"{site}/theme/nothing",
            "\x00" * 9000,
        ),
    ):
        assert client.get("/oembed", params={"url": url}).status_code == 404, url
    assert client.get("/oembed", params={"url": site + ours, "format": "xml"}).status_code == 501
    for odd in ("0", "-5", "x", "9" * 400):
        assert client.get("/oembed", params={"url": site + ours, "maxwidth": odd}).json()["width"] > 300


def test_no_hosts_name_is_repeated_that_is_none(client: httpx.Client) -> None:
    page = client.get("/", headers={"host": 'a"><script>', "x-forwarded-host": "example.org"}).text
    assert "<script>alert" not in page
    assert 'content="http://localhost/"' in page
    assert "example.org" not in page


def test_a_real_reader_reads_the_feeds(client: httpx.Client, answer: dict[str, Any], theme: str) -> None:
    for path in ("/feed.atom", f"/theme/{theme}.atom", f"/person/{answer['speaker']}.atom"):
        sent = client.get(path)
        read = feedparser.parse(sent.content, response_headers=dict(sent.headers))
        assert (read.bozo, read.version) == (False, "atom10"), path
        assert read.entries
        for entry in read.entries:
            assert entry.id.startswith("urn:uuid:")
            assert entry.updated_parsed
            assert entry.author
            assert entry.link.startswith(f"{client.base_url}".rstrip("/") + "/answer/")
    entry = next(
        e for e in feedparser.parse(client.get("/feed.atom").content).entries if answer["id"] in e.link
    )
    assert "<blockquote" in entry.content[0].value
    assert (
        client.get("/theme/nothing.atom").status_code == client.get("/person/nobody.atom").status_code == 404
    )


def test_a_feed_is_not_sent_twice(client: httpx.Client) -> None:
    sent = client.get("/feed.atom").headers
    for asked, status in (
        ({"if-none-match": sent["etag"]}, 304),
        ({"if-none-match": f'"x", W/{sent["etag"]}'}, 304),
        ({"if-none-match": '"x"', "if-modified-since": sent["last-modified"]}, 200),
        ({"if-modified-since": sent["last-modified"]}, 304),
        ({"if-modified-since": "yesterday"}, 200),
        ({"host": "example.org", "if-none-match": sent["etag"]}, 200),
    ):
        assert client.get("/feed.atom", headers=asked).status_code == status, asked


def test_a_frame_has_the_colours_of_the_site() -> None:
    ours, sites = (
        dict(re.findall(r"^  --(\w+): (light-dark.*);$", (STATIC / name).read_text(), re.MULTILINE))
        for name in ("embed.css", "vox.css")
    )
    assert ours.items() <= sites.items()


def test_a_frame_plays_on_another_site_and_a_page_does_not_show(
    browser: Browser, site: str, answer: dict[str, Any], theme: str, elsewhere: tuple[Path, str]
) -> None:
    folder, address = elsewhere
    paths = (f"/embed/answer/{answer['id']}", f"/embed/theme/{theme}")
    frames = [
        f'<iframe src="{site}{path}" width="{wide}" height="{high}"></iframe>'
        for path in paths
        for wide, high in SIZES
    ]
    (folder / "page.html").write_text(
        "<!doctype html>" + "".join(frames) + f'<iframe src="{site}/"></iframe>'
    )
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/page.html", wait_until="load")
    *embeds, refused = page.frames[1:]
    assert refused.url.startswith("chrome-error:")
    for frame in embeds:
        expect(frame.locator("blockquote")).to_be_visible()
        wide, high = frame.evaluate(
            "[innerWidth - document.body.scrollWidth, innerHeight - document.body.scrollHeight]"
        )
        assert min(wide, high) >= 0, frame.url
    video = embeds[1].locator("video")
    video.evaluate("player => { player.muted = true; return player.play(); }")
    assert video.evaluate("player => !player.paused && player.currentTime") >= answer["start"] - 0.1
    context.close()


def test_a_frame_weighs_less_than_60_kb(client: httpx.Client, answer: dict[str, Any]) -> None:
    page = client.get(f"/embed/answer/{answer['id']}").text
    parts = set(re.findall(r'href="(/-/static[^"]*)"', page))
    assert len(parts) == 4
    assert len(page.encode()) + sum(len(client.get(part).content) for part in parts) < 60_000
    assert "<script" not in page
    # Played further than the answer goes, it writes no word of another.
    assert f'src="/answer/{answer["id"]}.vtt"' in page


def test_previews_have_absolute_addresses(client: httpx.Client) -> None:
    for path in ("/", "/find?q=somebody"):
        told = dict(
            re.findall(r'<meta (?:property|name)="([^"]*)" content="([^"]*)">', client.get(path).text)
        )
        assert {"og:title", "og:description", "og:url", "og:type", "og:image", "twitter:card"} <= told.keys()
        assert client.get(told["og:image"]).headers["content-type"] == "image/jpeg"
