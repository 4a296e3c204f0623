"""From addresses of the site to files in a folder, and from the links of a page to relative ones.

    /answer/ID          answer/ID/index.html, to which every host leads from answer/ID/
    /people?page=2      people/page/2/index.html
    /answer/ID.json     answer/ID.json
    /find?q=service     find/index.html, where a script reads what stands behind the `?`

All links are relative, so that a folder works under any address.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

_STATIC = "/-/static-plugins/vox/"
_INDEX = "index.html"

_PAGED = {"page": re.compile(r"/(find|people)"), "n": re.compile(r"/embed/theme/\w+")}
"""What numbers the pages of a list, and of which: each becomes a page of its own."""

_READ_BY_SCRIPTS = re.compile(r"/(find|answer/[^/]+|clip/[^/]+)")
"""Pages in which a script reads what stands behind the `?`."""

_FILE = re.compile(
    r"/(themes\.css|feed\.atom|(theme|person)/[^/]+\.atom|(answer|clip)/[^/]+\.(vtt|srt|txt)|media/[^/]+)"
)
"""What is no page: it lies where its address says."""

_ATTRIBUTE = re.compile(r'\s(?P<name>href|src|poster|action|data-media|data-link)="(?P<address>[^"]*)"')
"""Attributes that hold an address. The templates escape `"` in all that people say, so nothing else fits."""

_OPTIONAL = re.compile(
    r'\s*<(?:img class="strip" src|meta property="og:(?:image|video)" content)="(?P<address>[^"]*)"[^>]*>'
)
"""Tags that are left out where there is no such file."""


@dataclass(frozen=True)
class Place:
    """Where an address of the site leads in the folder.

    Attributes:
        file: The path of the file, with `/` between its parts.
        source: The address at which the site has it: without what only a script reads.
        behind: `?` and `#` that stay behind it.
    """

    file: str
    source: str
    behind: str = ""


def place(address: str, url: str = "") -> Place:
    """The place of an address of the site.

    Args:
        address: It begins with `/`.
        url: The address of the folder, without a slash at the end; empty if it is not known.
    """
    told = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(told.query).items()}
    fragment = f"#{told.fragment}" if told.fragment else ""
    if told.path.startswith(_STATIC):
        return Place(f"static/{told.path.removeprefix(_STATIC)}", told.path)
    if told.path == "/oembed":
        return Place(f"oembed{asked['url'].removeprefix(url)}.json", address)
    if _FILE.fullmatch(told.path):
        return Place(unquote(told.path[1:]), told.path, fragment)
    folder = unquote(told.path).strip("/")
    for name, pages in _PAGED.items():
        if list(asked) == [name] and pages.fullmatch(told.path):
            if asked[name] == "1":
                break
            return Place(
                f"{folder}/page/{asked[name]}/{_INDEX}", f"{told.path}?{name}={asked[name]}", fragment
            )
    query = f"?{told.query}" if told.query and not _is_first(asked) else ""
    behind = (query if _READ_BY_SCRIPTS.fullmatch(told.path) else "") + fragment
    return Place(f"{folder}/{_INDEX}" if folder else _INDEX, told.path, behind)


def data_beside(page: Place) -> Place:
    """The place of the same facts as JSON."""
    path, mark, query = page.source.partition("?")
    folder = page.file.removesuffix(_INDEX).rstrip("/")
    return Place(f"{folder or 'index'}.json", f"{path}.json{mark}{query}")


def is_page(found: Place) -> bool:
    """Whether it is a page, with data beside it."""
    return found.file.endswith(_INDEX)


def link(found: Place, page: str) -> str:
    """How a page leads to a place.

    Args:
        found: The place.
        page: The file of the page in the folder.
    """
    up = "../" * page.count("/")
    return (up + _address(found) or "./") + found.behind


def relink(html: str, page: Place, url: str, exists: Callable[[Place], bool]) -> tuple[str, list[Place]]:
    """A page with all links to the site relative, and where they lead.

    Args:
        html: As the site sends it.
        page: Its place.
        url: The address of the folder, without a slash at the end; empty if it is not known.
        exists: Whether there is a file for a place; what leads to one that is not there is left out.
    """
    led: list[Place] = []

    def optional(match: re.Match[str]) -> str:
        address = unescape(match["address"]).removeprefix(url)
        return match[0] if exists(place(address)) else ""

    def attribute(match: re.Match[str]) -> str:
        address = unescape(match["address"])
        if address.startswith("?"):
            address = urljoin(page.source, address)
        if not address.startswith("/"):
            return match[0]
        found = place(address)
        if not exists(found):
            return ""
        led.append(found)
        return f' {match["name"]}="{escape(link(found, page.file))}"'

    relative = _ATTRIBUTE.sub(attribute, _OPTIONAL.sub(optional, html))
    placed, led_outside = absolute(relative, url)
    return placed, led + led_outside


def absolute(text: str, url: str) -> tuple[str, list[Place]]:
    """A text with the absolute addresses of the site turned into those of the folder, and where they lead.

    Args:
        text: HTML, XML or JSON.
        url: The address of the folder, without a slash at the end; empty if it is not known.
    """
    led: list[Place] = []

    def address(match: re.Match[str]) -> str:
        found = place(unescape(match["path"]), url)
        led.append(found)
        return f"{url}/{escape(_address(found) + found.behind)}"

    if not url:
        return text, led
    return re.sub(rf"""{re.escape(url)}(?P<path>/[^\s"'<>\\]*)""", address, text), led


def _address(found: Place) -> str:
    """The address of a place from the folder's root."""
    return quote(found.file.removesuffix(_INDEX) if is_page(found) else found.file)


def _is_first(asked: dict[str, str]) -> bool:
    return asked in ({"page": "1"}, {"n": "1"})
