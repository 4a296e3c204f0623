"""Takes the screenshots of this folder: python docs/screenshots.py ADDRESS, while `make serve` runs there.

Four for README.md as PNG; of every page four for pages.md as JPEG: on a phone and a desk, light and dark.
Those of the studio are taken with the link that `vox studio` prints: python docs/screenshots.py LINK.
"""

import shutil
import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize, sync_playwright

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SEARCHED = "somebody"
SHOWN = "undivided attention"
README = ("home", "find", "answer", "studio")
QUALITY = 62
"""Of the JPEGs: text is sharp, and all of them take some two megabytes."""


def main(address: str) -> None:
    """Every page, as a desk and a phone show it."""
    site = urlsplit(address)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        entered = browser.new_context()
        # The link of a studio opens it once, for all of the pictures.
        entered.new_page().goto(address)
        known = entered.storage_state()
        for size in SIZES:
            for scheme in SCHEMES:
                page = browser.new_page(
                    viewport=SIZES[size],
                    base_url=f"{site.scheme}://{site.netloc}",
                    color_scheme=scheme,
                    storage_state=known,
                )
                for name, path in (
                    _studio(page) if site.path.startswith("/studio") else _pages(page)
                ).items():
                    _open(page, path)
                    shot = HERE / "pages" / f"{name}-{size}-{scheme}.jpg"
                    page.screenshot(path=shot, type="jpeg", quality=QUALITY)
                    if (size, scheme) == ("desk", "light") and name in README:
                        page.screenshot(path=HERE / f"{name}-desktop.png")
                page.close()
        browser.close()


def _studio(page: Page) -> dict[str, str]:
    """The addresses of the studio's pages by name."""
    page.goto("/studio?state=all")
    answer = page.locator(".queue .text a").first.get_attribute("href")
    return {"studio": "/studio", "studio-answer": str(answer), "studio-people": "/studio/people"}


def _pages(page: Page) -> dict[str, str]:
    """The addresses of all pages by name."""
    page.goto(f'/find?q="{SHOWN}"')
    answer = page.locator("blockquote a[href^='/answer/']").first.get_attribute("href")
    who = page.locator("a.who").first.get_attribute("href")
    return {
        "home": "/",
        "find": f"/find?q={SEARCHED}",
        "answer": str(answer),
        "theme": "/theme/attention",
        "people": "/people",
        "person": str(who),
        "patterns": "/patterns",
        "about": "/about",
        "embed": f"/embed{answer}",
        "data": "/vox",
    }


def _open(page: Page, path: str) -> None:
    page.goto(path, wait_until="networkidle")
    if page.locator("video").count():
        # The player shows that it is loading for a while.
        page.evaluate("document.querySelector('video').removeAttribute('controls')")
        page.wait_for_timeout(1500)
        page.evaluate("document.querySelector('video').setAttribute('controls', '')")
        page.wait_for_timeout(500)


if __name__ == "__main__":
    main(sys.argv[1])
