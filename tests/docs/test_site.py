"""docs/site.md lists every address of the site, and all that the JSON beside a page holds."""

import re
from pathlib import Path

from pipeline.corrections import correcting
from pipeline.project import Project
from pipeline.publish.site import _PAGES, take
from pipeline.store import KnownFile, Place, Store
from tests.publish.letting_out import let_out
from tests.publish.test_hidden import CLIP, FIRST, get
from tests.publish.test_hidden import project as project

DOCUMENT = (Path(__file__).parents[2] / "docs" / "site.md").read_text("utf-8")
SECTIONS = {
    address: set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE))
    for address, told in re.findall(
        r"^### `(/\S*\.json)`\n(.*?)(?=^#|\Z)", DOCUMENT, re.MULTILINE | re.DOTALL
    )
}


def real(address: str) -> str:
    """A documented address with real ids in it."""
    ids = {"answer/ID": f"answer/{FIRST}", "clip/ID": f"clip/{CLIP}", "person/ID": f"person/{CLIP}-v1"}
    ids |= {"card/ID": f"card/{FIRST}", "captions/ID": f"captions/{FIRST}"}
    for said, meant in {**ids, "SLUG": "warmth", "NAME": "north"}.items():
        address = address.replace(said, meant)
    return address


def test_every_address_is_documented() -> None:
    rows = re.findall(r"^\| (`/.*?) \|", DOCUMENT, re.MULTILINE)
    listed = [real(address) for row in rows for address in re.findall(r"`(/[^`]*)`", row)]
    for page in (*_PAGES, take):
        for pattern, _ in page.ROUTES:
            assert any(re.match(pattern, address) for address in listed), pattern


def test_the_json_beside_a_page_holds_what_is_documented(project: Project) -> None:
    with Store.writing(project.database) as store:
        store.save_places([Place("media/north/a.mp4", KnownFile(CLIP, 5, 7), "north")])
    with correcting(project, "ann") as made:
        made.accept(FIRST, "warmth")
    for pattern, _ in (route for page in (*_PAGES, take) for route in page.ROUTES):
        if ".json" in pattern.replace("\\", ""):
            assert any(re.match(pattern, real(address)) for address in SECTIONS), pattern
    # With people's names their pages have other addresses; without, nothing is shown elsewhere.
    outside = [address for address in SECTIONS if "embed" in address or "oembed" in address]
    here = [address for address in SECTIONS if address not in outside]
    pages = dict(zip(here, get(project, *map(real, here)), strict=True))
    let_out(project)
    pages |= zip(outside, get(project, *map(real, outside)), strict=True)
    for address, page in pages.items():
        assert set(page.json()) == SECTIONS[address], address
