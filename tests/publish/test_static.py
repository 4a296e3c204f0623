"""A site as a folder: nothing in it leads nowhere, and nothing in it knows where it lies."""

import json
import os
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import pytest

from pipeline.ingest import Report
from pipeline.project import Project
from pipeline.publish.addresses import Place, data_beside, link, place, relink
from pipeline.publish.site.pages import find, people
from schemas.errors import UsageError
from tests.publish.exported import as_published, export

Examples = tuple[Project, Report]

URL = "https://example.org/what/people-say"
ATTRIBUTES = ("href", "src", "poster", "action", "data-media", "data-link")


@pytest.fixture(scope="module")
def published(examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The examples, some of them in a collection whose name is hard on addresses."""
    project = as_published(examples[0], tmp_path_factory.mktemp("as") / "published")
    with closing(sqlite3.connect(project.database)) as db, db:
        db.execute(
            "UPDATE clips SET collection = 'Größe 50% #1?/north & south' WHERE id IN"
            " (SELECT clip_id FROM answers ORDER BY id LIMIT 3)"
        )
    return project


@pytest.fixture(scope="module")
def folder(published: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With lists of several pages."""
    made = tmp_path_factory.mktemp("static") / "folder"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "PAGE_SIZE", 5)
        patch.setattr(people, "_PAGE_SIZE", 5)
        export(published, made)
    return made


@pytest.fixture(scope="module")
def placed(published: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For an address that is known, and for search engines."""
    made = tmp_path_factory.mktemp("static") / "placed"
    export(published, made, url=f"{URL}/", index=True)
    return made


class Links(HTMLParser):
    """All addresses in a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            value
            for name, value in attrs
            if value and (name in ATTRIBUTES or (name == "content" and value.startswith("http")))
        ]


def leads_to(folder: Path, page: Path, address: str) -> Path:
    """The file that a host sends for an address in a page."""
    start = folder if address.startswith(URL) else page.parent
    path = unquote(urlsplit(address.removeprefix(f"{URL}/")).path)
    found = Path(os.path.normpath(start / path)) if path else page
    return found if found.suffix else found / "index.html"


@pytest.mark.parametrize("which", ["folder", "placed"])
def test_no_link_leads_nowhere(request: pytest.FixtureRequest, which: str) -> None:
    root: Path = request.getfixturevalue(which)
    pages = list(root.rglob("*.html"))
    files = set(root.rglob("*.*"))
    assert len(pages) > 80
    followed = 0
    for page in pages:
        for address in Links(page).found:
            assert not address.startswith("/"), (page, address)
            assert not urlsplit(address).scheme or (which == "placed" and address.startswith(URL))
            assert leads_to(root, page, address) in files, (page, address)
            followed += 1
    assert followed > 2000
    for sheet in root.rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)", sheet.read_text("utf-8")):
            assert (sheet.parent / address).is_file()
    for script in root.rglob("*.js"):
        for address in re.findall(r'^import .*from "([^"]*)"', script.read_text("utf-8"), re.MULTILINE):
            assert (script.parent / address).is_file()


def test_every_page_has_its_facts_beside_it(folder: Path) -> None:
    pages = [page for page in folder.rglob("index.html") if page.parent != folder]
    for page in pages:
        json.loads(page.parent.with_name(f"{page.parent.name}.json").read_text("utf-8"))
    assert json.loads((folder / "index.json").read_text("utf-8"))["totals"]["answers"] == 16


def test_lists_go_on_from_page_to_page(folder: Path) -> None:
    ids = [answer["id"] for answer in json.loads((folder / "find.json").read_text())["answers"]]
    for number in (2, 3, 4):
        assert (folder / f"find/page/{number}/index.html").is_file()
        more = json.loads((folder / f"find/page/{number}.json").read_text())
        assert more["page"] == number
        ids += [answer["id"] for answer in more["answers"]]
    assert len(set(ids)) == len(ids) == 16
    assert 'href="../../../find/page/3/"' in (folder / "find/page/2/index.html").read_text()
    assert (folder / "people/page/2/index.html").is_file()
    assert len(list((folder / "embed/theme").rglob("page/2/index.html"))) > 0
    assert (folder / "collection/Größe 50% #1?/north & south/index.html").is_file()


def test_a_page_allows_nothing_from_elsewhere_and_asks_engines_to_stay_away(folder: Path) -> None:
    for page in folder.rglob("*.html"):
        text = page.read_text("utf-8")
        [policy] = re.findall(r'http-equiv="content-security-policy" content="([^"]*)"', text)
        assert policy.startswith("default-src &#39;none&#39;") or page.name == "404.html"
        assert "unsafe" not in policy
        assert '<meta name="robots" content="noindex">' in text
        if page.name != "404.html":
            assert '<meta name="referrer" content="same-origin">' in text
            assert "media-src &#39;self&#39; blob:" in policy
        assert "http://" not in text and "localhost" not in text
        assert not re.search(r'href="[^"]*/vox["/?]', text) and "_internal" not in text
    assert (folder / "robots.txt").read_text() == "User-agent: *\nDisallow: /\n"
    sent = (folder / "_headers").read_text()
    assert "x-robots-tag: noindex" in sent
    assert "/embed/*\n  content-security-policy: frame-ancestors *\n" in sent
    assert "/answer/*\n  content-security-policy: frame-ancestors 'self'\n" in sent


def test_without_an_address_nothing_tells_one(folder: Path) -> None:
    assert not list(folder.rglob("*.atom")) and not (folder / "oembed").exists()
    home = (folder / "index.html").read_text("utf-8")
    assert "og:url" not in home and "og:image" not in home and "canonical" not in home
    assert '<meta property="og:title"' in home


def test_with_an_address_previews_feeds_and_oembed_tell_it(placed: Path) -> None:
    [answer] = sorted((placed / "answer").glob("*-1/"))[:1]
    page = (answer / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{URL}/answer/{answer.name}/">' in page
    assert f'<meta property="og:url" content="{URL}/answer/{answer.name}/">' in page
    assert f'<meta property="og:video" content="{URL}/media/' in page
    assert f'href="{URL}/oembed/answer/{answer.name}.json"' in page
    assert "noindex" not in page
    told = json.loads((placed / f"oembed/answer/{answer.name}.json").read_text("utf-8"))
    assert f'src="{URL}/embed/answer/{answer.name}/"' in told["html"]
    read = feedparser.parse((placed / "feed.atom").read_bytes())
    assert not read.bozo
    for entry in read.entries:
        assert entry.link.startswith(f"{URL}/answer/")
        assert leads_to(placed, placed, entry.link).is_file()
        assert f'href="{entry.link}"' in entry.content[0].value
    assert (placed / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert "noindex" not in (placed / "_headers").read_text()
    assert f'<a href="{URL}/">' in (placed / "404.html").read_text("utf-8")


def test_only_what_pages_show_is_copied_and_what_is_missing_is_told(
    published: Project, tmp_path: Path
) -> None:
    media = published.root / "media"
    strip = next(iter(media.glob("*-strip.jpg")))
    (media / "secret.txt").write_text("not for the public")
    (media / f"{'0' * 16}.mp4").write_bytes(b"of nobody")
    hidden = strip.rename(tmp_path / strip.name)
    try:
        made = export(published, tmp_path / "folder")
    finally:
        hidden.rename(strip)
        (media / "secret.txt").unlink()
        (media / f"{'0' * 16}.mp4").unlink()
    assert made.missing == (strip.name,)
    names = {file.name for file in (tmp_path / "folder" / "media").iterdir()}
    assert names == {file.name for file in media.iterdir()} - {strip.name} - unspoken(published)
    assert strip.name not in (tmp_path / "folder/find/index.html").read_text("utf-8")


def unspoken(project: Project) -> set[str]:
    """The media of clips without an answer, which have no page."""
    with closing(sqlite3.connect(project.database)) as db:
        spoken = {row[0] for row in db.execute("SELECT clip_id FROM answers WHERE shown")}
    return {file.name for file in (project.root / "media").iterdir() if file.name[:16] not in spoken}


def test_nothing_of_the_studio_or_the_server_goes_along(folder: Path) -> None:
    names = {file.name for file in (folder / "static").iterdir()}
    assert {"find-here.js", "minisearch.js", "whole.js", "fraunces.woff2", "minisearch-LICENSE.txt"} <= names
    assert not [name for name in names if "studio" in name or name in ("find.js", "data.css")]


def test_an_empty_site_says_so_and_tells_no_visitor_to_run_anything(
    published: Project, tmp_path: Path
) -> None:
    empty = as_published(published, tmp_path / "empty")
    with closing(sqlite3.connect(empty.database)) as db, db:
        db.execute("UPDATE answers SET off_topic = 1")
    export(empty, tmp_path / "folder")
    for page in ("index.html", "find/index.html", "people/index.html"):
        text = (tmp_path / "folder" / page).read_text("utf-8")
        assert "yet." in text
        assert "<code>vox " not in text
    assert not (tmp_path / "folder" / "answer").exists()


def test_what_is_no_web_address_is_refused(published: Project, tmp_path: Path) -> None:
    for number, url in enumerate(
        ("example.org", "javascript:alert(1)", 'https://a"b', "https://a/?x=1", "ftp://a")
    ):
        with pytest.raises(UsageError, match="no address of a web site"):
            export(published, tmp_path / str(number), url=url)


@pytest.mark.parametrize(
    ("address", "file", "behind"),
    [
        ("/", "index.html", ""),
        ("/#themes", "index.html", "#themes"),
        ("/find?q=a&theme=b", "find/index.html", "?q=a&theme=b"),
        ("/find?page=3", "find/page/3/index.html", ""),
        ("/find?page=1", "find/index.html", ""),
        ("/people?page=2", "people/page/2/index.html", ""),
        ("/embed/theme/ease?n=2", "embed/theme/ease/page/2/index.html", ""),
        ("/answer/0123-1?t=1.50,2.00", "answer/0123-1/index.html", "?t=1.50,2.00"),
        ("/answer/0123-1.srt", "answer/0123-1.srt", ""),
        ("/collection/a%20b/v1.2", "collection/a b/v1.2/index.html", ""),
        ("/media/0123.mp4#t=1.50", "media/0123.mp4", "#t=1.50"),
        ("/-/static-plugins/vox/vox.css", "static/vox.css", ""),
    ],
)
def test_an_address_has_one_place(address: str, file: str, behind: str) -> None:
    found = place(address)
    assert (found.file, found.behind) == (file, behind)


def test_links_are_relative_to_the_page_and_words_are_left_alone() -> None:
    page = place("/answer/0123-1")
    html = '<a class="x" href="/find?theme=a&amp;q=b">said href=&#34;/x&#34;</a> <a href="#main"></a>'
    made, led = relink(html, page, "", lambda _: True)
    assert made == (
        '<a class="x" href="../../find/?theme=a&amp;q=b">said href=&#34;/x&#34;</a> <a href="#main"></a>'
    )
    assert [found.file for found in led] == ["find/index.html"]
    assert link(place("/"), "index.html") == "./"
    assert data_beside(place("/find?page=2")) == Place("find/page/2.json", "/find.json?page=2")
    assert data_beside(place("/")) == Place("index.json", "/.json")
