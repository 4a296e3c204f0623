"""Runs what import.md shows: small files of every kind, imported into projects of their own.

python -m cogapp -r docs/import.md
"""

import tempfile
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cli.app import app
from tests.pipeline.brought import exports

KINDS: dict[str, tuple[str, str | dict[str, Any]]] = {
    "google forms": ("responses.csv", exports.GOOGLE_FORMS),
    "surveymonkey": ("monkey.csv", exports.SURVEYMONKEY),
    "typeform": ("typeform.json", exports.typeform_json()),
    "german": ("antworten.csv", exports.GERMAN),
    "google reviews": ("reviews.json", exports.REVIEWS),
    "trustpilot": ("trustpilot.csv", exports.TRUSTPILOT),
    "tweets": ("tweets.js", exports.TWEETS),
    "youtube": ("comments.csv", exports.YOUTUBE),
    "posts": ("posts.jsonl", exports.POSTS),
    "whatsapp": ("chat.txt", exports.WHATSAPP_IOS),
    "thread": ("thread.txt", exports.THREAD),
}

CONSENTED = """\
Name,E-mail,What is good service?,May we quote you?
Anna Meier,anna@example.org,Somebody who listens and doesn't rush me.,Yes
Ben O'Hara,ben@example.org,Fair prices and no tricks.,No
Cy,cy@example.org,They rang me back the same day.,Only without my name
"""

RENAMED = CONSENTED.replace("Fair", "Honest")


def kind(name: str) -> str:
    """What importing a file of a kind prints."""
    with tempfile.TemporaryDirectory() as folder:
        return _run(Path(folder), *KINDS[name])


def workbook() -> str:
    """What importing a workbook prints."""
    with tempfile.TemporaryDirectory() as folder:
        path = exports.workbook(Path(folder) / "feedback.xlsx")
        return _run(Path(folder), path.name)


def consented() -> str:
    """A file in which people say if they may be quoted; then once more, with an answer changed."""
    options = ("--map", "consent=May we quote you?", "--channel", "web", "--naming", "first")
    with tempfile.TemporaryDirectory() as folder:
        first = _run(Path(folder), "survey.csv", CONSENTED, *options)
        again = _run(Path(folder), "survey.csv", RENAMED, *options)
        return f"{first}\n\n{again}"


def _run(folder: Path, name: str, content: str | dict[str, Any] | None = None, *options: str) -> str:
    if content is not None:
        exports.written(folder, name, content)
    command = ["import", name, *options, "--yes"]
    told = CliRunner().invoke(app, [*command[:1], str(folder / name), *command[2:], "--project", str(folder)])
    quoted = [f'"{each}"' if " " in each else each for each in command]
    return f"$ vox {' '.join(quoted)}\n{told.output.strip()}"
