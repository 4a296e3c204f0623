"""Takes the screenshots of this folder: python docs/screenshots.py ADDRESS, while `make serve` runs there."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
SEARCHED = "somebody"
SHOWN = "undivided attention"


def main(address: str) -> None:
    """Home, find and answer pages, as a desktop and a phone show them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for name, size in SIZES.items():
            page = browser.new_page(viewport=size, base_url=address)
            _take(page, "/", f"home-{name}")
            _take(page, f"/find?q={SEARCHED}", f"find-{name}")
            page.goto(f'/find?q="{SHOWN}"')
            shown = page.locator("a[href^='/answer/']").first.get_attribute("href")
            _take(page, str(shown), f"answer-{name}")
        browser.close()


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path, wait_until="networkidle")
    if page.locator("video").count():
        # The player shows that it is loading for a while.
        page.evaluate("document.querySelector('video').removeAttribute('controls')")
        page.wait_for_timeout(1500)
        page.evaluate("document.querySelector('video').setAttribute('controls', '')")
        page.wait_for_timeout(500)
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1])
