"""A report as one HTML file that needs nothing else."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.takeaways.drawing.faces import FOLDER

_HERE = Path(__file__).parent

_LETTERS = (
    ("Vox Serif", 400, "VoxSerif-Regular.ttf"),
    ("Vox Sans", 400, "VoxSans-Regular.ttf"),
    ("Vox Sans", 700, "VoxSans-Bold.ttf"),
)


def write_html(worded: Mapping[str, Any], pictures: Mapping[str, bytes], target: Path) -> None:
    """Write a report to read in a browser and to send around.

    Args:
        worded: What it says (`pipeline.takeaways.report.wording`).
        pictures: JPEGs, by their names in it.
        target: Where to write.
    """
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = {name: _inside("image/jpeg", picture) for name, picture in pictures.items()}
    style = _letters() + (_HERE / "report.css").read_text("utf-8")
    written = environment.get_template("report.html").render(it=worded, pictures=shown, style=style)
    target.write_text(written, encoding="utf-8")


def _letters() -> str:
    return "".join(
        f"@font-face {{ font-family: '{family}'; font-weight: {weight};"
        f" src: url({_inside('font/ttf', (FOLDER / file).read_bytes())}); }}\n"
        for family, weight, file in _LETTERS
    )


def _inside(kind: str, content: bytes) -> str:
    """A file as it stands in a page."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
