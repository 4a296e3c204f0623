"""A report on A4, as PDF with page numbers and a text that can be searched and read aloud."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typst

from pipeline.takeaways.drawing.faces import SANS, SERIF, families, installed

_PAGE = Path(__file__).parent / "report.typ"


def write_pdf(worded: Mapping[str, Any], pictures: Mapping[str, bytes], target: Path) -> None:
    """Write a report to print.

    Args:
        worded: What it says (`pipeline.takeaways.report.wording`).
        pictures: JPEGs, by their names in it.
        target: Where to write.

    Raises:
        MachineError: No font of this machine has some character; it names which.
    """
    text = "".join(_texts(worded))
    told = {**worded, "serif": families(text, SERIF), "sans": families(text, SANS)}
    with tempfile.TemporaryDirectory() as scratch:
        # typst reads nothing outside of this folder.
        folder = Path(scratch)
        shutil.copy(_PAGE, folder)
        (folder / "data.json").write_text(json.dumps(told), encoding="utf-8")
        for name, picture in pictures.items():
            (folder / name).write_bytes(picture)
        written = typst.compile(folder / _PAGE.name, root=folder, font_paths=installed(), format="pdf")
    assert isinstance(written, bytes)
    target.write_bytes(written)


def _texts(told: Any) -> Iterator[str]:
    """All texts in it."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for each in told.values():
            yield from _texts(each)
    elif isinstance(told, list):
        for each in told:
            yield from _texts(each)
