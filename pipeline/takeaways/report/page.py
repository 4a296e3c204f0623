"""How a report looks: one HTML file that needs nothing else, and the same on paper."""

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.takeaways.report.findings import Findings

_HERE = Path(__file__).parent

_RELATIONS = {
    "customer": ("customer", "customers"),
    "colleague": ("colleague", "colleagues"),
    "paid": ("paid for it", "paid for it"),
    "unknown": ("of whom that is not recorded", "of whom that is not recorded"),
}


def compose(found: Findings, pictures: Mapping[str, bytes]) -> str:
    """A report as HTML, with its pictures and its style in it.

    Args:
        found: What it tells.
        pictures: JPEGs, by the id of the answer they show.
    """
    shown = {
        answer: f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"
        for answer, picture in pictures.items()
    }
    style = (_HERE / "report.css").read_text("utf-8")
    return str(_template().render(found=found, pictures=shown, style=style))


def write_html(written: str, title: str, target: Path) -> None:
    """Write a report to look at in a browser; its title stands in it."""
    target.write_text(written, encoding="utf-8")


def write_pdf(written: str, title: str, target: Path) -> None:
    """Write a report on A4, with page numbers."""
    import plutoprint

    class _Inside(plutoprint.ResourceFetcher):
        """Whatever people said or are called, a report fetches nothing but what stands in it."""

        def fetch_url(self, url: str) -> Any:
            if not url.startswith("data:"):
                raise ValueError(url)
            return super().fetch_url(url)

    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4)
    book.custom_resource_fetcher = _Inside()
    book.load_html(written)
    book.set_metadata(plutoprint.PDF_METADATA_TITLE, title)
    book.write_to_pdf(str(target))


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.0f}"
    environment.filters["many"] = _many
    environment.globals["relations"] = _RELATIONS
    return environment.get_template("report.html")


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
