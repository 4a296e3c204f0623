"""A published site as a folder that any web host can send: pages, search, captions, films.

Every page is asked of the site itself, in this process, and written with relative links. Whatever a page
leads to is written too, so that no link leads nowhere.
"""

import asyncio
import json
import os
import re
import shutil
from base64 import b64encode
from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

import httpx
from datasette.app import Datasette

from pipeline.disk import plain_disk_errors
from pipeline.progress import Progress
from pipeline.publish.addresses import Place, absolute, data_beside, is_page, place, relink
from pipeline.publish.site.alike import warm_up
from pipeline.publish.site.data import DATABASE, project_of
from pipeline.publish.site.frozen import Frozen, freezing
from pipeline.publish.site.live import live
from pipeline.publish.site.outside import may_leave
from pipeline.publish.site.page import headers, read
from pipeline.publish.static_find import search_data
from schemas.errors import MachineError, UsageError

_HERE = "http://localhost"
"""The name by which the site is asked; it stands in no page."""

_PAGES = ("/", "/find", "/people", "/patterns", "/about", "/basket")
_LICENCES = ("fonts-LICENSE.txt", "minisearch-LICENSE.txt", "stemmer-LICENSE.txt")
"""They go with what they are about."""

_NEEDS = re.compile(r"""(?:"\./|url\()([\w-]+\.(?:js|woff2))""")
"""The scripts that a script imports, and the letters that a style asks for."""

_NOWHERE = "404.html"

_URL = re.compile(r"https?://[A-Za-z0-9._-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?")

_NO_FRAMES = (
    "/",
    "/find/*",
    "/people/*",
    "/person/*",
    "/answer/*",
    "/clip/*",
    "/theme/*",
    "/collection/*",
    "/basket/*",
)
_FRAMES = "/embed/*"


@dataclass(frozen=True, slots=True)
class Exported:
    """What a folder holds.

    Attributes:
        pages: How many pages.
        files: How many files, pages and films among them.
        size: Bytes of all of them.
        missing: Films and pictures that pages would show and that are not there; the pages do without.
    """

    pages: int
    files: int
    size: int
    missing: tuple[str, ...]


def export_static(
    site: Datasette,
    media: Path,
    folder: Path,
    progress: Progress,
    *,
    url: str | None = None,
    index: bool = False,
) -> Exported:
    """Write a site into a folder.

    Args:
        site: The published site.
        media: The folder of what it has under `/media/`; its files are linked to where that can be done.
        folder: Where to; empty.
        progress: Told how far it is.
        url: The address at which the folder will lie. Without it there are no previews with pictures, no
            feeds and no oEmbed, which must tell absolute addresses.
        index: Whether search engines may list it.

    Raises:
        UsageError: `url` is no address of a web site.
        MachineError: The disk is full or refuses, or a page of the site fails.
    """
    where = Frozen(_checked(url), index)
    with plain_disk_errors(folder):
        return asyncio.run(_Export(site, media, folder, where).run(progress))


def _checked(url: str | None) -> str:
    """An address without a slash at its end, or nothing."""
    if url and not _URL.fullmatch(url):
        raise UsageError(
            f"'{url}' is no address of a web site.", "Give it as in a browser: https://example.org/answers"
        )
    return (url or "").rstrip("/")


class _Export:
    """One site on its way into one folder."""

    def __init__(self, site: Datasette, media: Path, folder: Path, where: Frozen) -> None:
        self._site = site
        self._media = media
        self._folder = folder
        self._where = where
        self._waiting: deque[Place] = deque()
        self._known: set[str] = set()
        self._missing: set[str] = set()
        self._pages = 0

    async def run(self, progress: Progress) -> Exported:
        """Write everything."""
        await self._site.invoke_startup()
        await warm_up(self._site.databases[DATABASE])
        transport = httpx.ASGITransport(app=self._site.app())
        with freezing(self._where):
            async with httpx.AsyncClient(transport=transport, base_url=_HERE) as client:
                self._lead(place(address) for address in await self._addresses())
                self._lead(Place(f"static/{name}", "") for name in _LICENCES)
                while self._waiting:
                    await self._take(client, self._waiting.popleft())
            leafed = {path.name.partition("-")[0] for path in self._media.glob("*-strip.jpg")}
            found = await search_data(self._site, leafed)
            self._write("find/answers.json", json.dumps(found, ensure_ascii=False, separators=(",", ":")))
        self._write_for_hosts()
        written = [path.stat() for path in self._folder.rglob("*") if path.is_file()]
        progress.note(f"{self._pages:,} pages in {len(written):,} files.")
        size = sum(each.st_size for each in written)
        return Exported(self._pages, len(written), size, tuple(sorted(self._missing)))

    async def _addresses(self) -> list[str]:
        """All pages that there are, also those to which no other leads."""
        columns = await live(self._site).columns()

        def reader(db: Any) -> tuple[list[str], list[str], list[str]]:
            shown = db.execute("SELECT id, clip_id FROM answers WHERE shown ORDER BY number").fetchall()
            answers, clips = [row[0] for row in shown], [row[1] for row in shown]
            return answers, may_leave(db, answers), list(dict.fromkeys(clips))

        answers, framed, clips = await read(self._site, reader)
        themes = [columns.themes.values[code] for code in sorted(set(columns.themes.codes.tolist()))]
        return [
            *_PAGES,
            *(f"/answer/{answer}" for answer in answers),
            *(f"/clip/{clip}" for clip in clips),
            *(f"/theme/{theme}" for theme in themes),
            *(f"/person/{quote(who)}" for who in columns.speakers.values if who),
            *(f"/collection/{quote(name)}" for name in columns.facets["collection"].values if name),
            *(f"/embed/answer/{answer}" for answer in framed),
            *(f"/embed/theme/{theme}" for theme in themes if framed),
        ]

    def _lead(self, places: Any) -> None:
        """Remember where links lead that is not written yet."""
        for found in places:
            if found.file not in self._known:
                self._known.add(found.file)
                self._waiting.append(found)

    def _exists(self, found: Place) -> bool:
        if not found.file.startswith("media/") or (self._media / found.file[6:]).is_file():
            return True
        self._missing.add(found.file[6:])
        return False

    async def _take(self, client: httpx.AsyncClient, found: Place) -> None:
        """Write one file, and remember where it leads."""
        if found.file.startswith("media/"):
            self._link(found.file)
            return
        if found.file.startswith("static/"):
            self._copy_asset(found.file)
            return
        text = await _ask(client, found.source)
        if is_page(found):
            self._pages += 1
            text, led = relink(text, found, self._where.url, self._exists)
            beside = data_beside(found)
            self._write(beside.file, await _ask(client, beside.source))
        else:
            text, led = absolute(text, self._where.url)
        self._lead(led)
        self._write(found.file, text)

    def _path(self, name: str) -> Path:
        """A file of the folder, which never lies outside it."""
        path = self._folder / name
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise MachineError(f"The site leads to {name}, which is no page.")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _write(self, name: str, text: str) -> None:
        self._path(name).write_text(text, "utf-8", newline="")

    def _link(self, name: str) -> None:
        if not self._exists(Place(name, "")):
            return
        source, target = self._media / name[6:], self._path(name)
        try:
            os.link(source, target)
        except OSError:
            # Another disk, or one that knows no links.
            shutil.copyfile(source, target)

    def _copy_asset(self, name: str) -> None:
        """Write a style, a script or letters, and remember what it needs."""
        asset = _asset(name.removeprefix("static/"))
        self._path(name).write_bytes(asset)
        if name.endswith((".css", ".js")):
            needs = _NEEDS.findall(asset.decode())
            self._lead(Place(f"static/{need}", "") for need in needs)

    def _write_for_hosts(self) -> None:
        """What hosts and search engines look for at the root."""
        allowed = "Allow" if self._where.index else "Disallow"
        self._write("robots.txt", f"User-agent: *\n{allowed}: /\n")
        self._write("_headers", _headers(index=self._where.index))
        self._write("404.html", _nowhere(project_of(self._site).settings.question, self._where))


def _asset(name: str) -> bytes:
    """A file of the site, or of what stands in for a server."""
    package = resources.files("pipeline.publish")
    ours = package / "static_files" / name
    return (ours if ours.is_file() else package / "site" / "static" / name).read_bytes()


async def _ask(client: httpx.AsyncClient, address: str) -> str:
    answer = await client.get(address)
    if answer.status_code != 200:
        raise MachineError(f"The page {address} cannot be written: the site has none there.")
    return answer.text


def _headers(*, index: bool) -> str:
    """What a page cannot say of itself, in the form that Netlify and Cloudflare Pages read.

    A second rule for the same page would add to the first and not replace it, so each page is in one.
    """
    sent = {name: value for name, value in headers().items() if name != "content-security-policy"}
    if index:
        del sent["x-robots-tag"]
    rules = {"/*": sent}
    rules |= {page: {"content-security-policy": "frame-ancestors 'self'"} for page in _NO_FRAMES}
    rules[_FRAMES] = {"content-security-policy": "frame-ancestors *"}
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in told.items())
        for path, told in rules.items()
    )


def _nowhere(question: str, where: Frozen) -> str:
    """What a host shows at any address that it does not have.

    It stands at every depth, where relative links would lead elsewhere; so it holds its own style, which its
    policy allows by its sum.
    """
    page = resources.files("pipeline.publish").joinpath("static_files", _NOWHERE).read_text("utf-8")
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    style_sum = b64encode(sha256(style.encode()).digest()).decode()
    back = f'<p><a href="{escape(where.url)}/">Back to the beginning</a></p>' if where.url else ""
    return Template(page).substitute(
        question=escape(question),
        policy=f"default-src 'none'; style-src 'sha256-{style_sum}'",
        robots="" if where.index else '<meta name="robots" content="noindex">',
        back=back,
    )
