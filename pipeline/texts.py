"""Texts without a clip, read as answers are: so anyone can measure the tagger on labels of their own."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.decisions import is_off_topic
from pipeline.learning import project_tagger
from pipeline.mentions import find_mentions
from pipeline.project import Project
from pipeline.quotes import find_quotes_in_text
from pipeline.store import Store
from pipeline.tag import DEFAULT_TAGGER, Tagger, load_tagger
from schemas.errors import UsageError
from schemas.records import Reading
from schemas.themes import load_themes

_AT_ONCE = 64
"""Lines that are read together."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that could not be read: its number from 1, and why."""

    line: int
    reason: str


def tag_lines(project: Project, file: Path) -> Iterator[dict[str, Any] | Refused]:
    """What the project's tagger makes of each text of a file, in the order of its lines.

    Args:
        project: Whose themes, glossary and corrections count; it need not hold anything yet.
        file: A JSON object with `id` and `text` on each line; empty lines are passed over.

    Raises:
        UsageError: There is no such file, or the themes cannot be used.
        MachineError: The tagger's weights are missing or altered.
    """
    try:
        lines = file.open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Check its name.") from None
    with lines:
        tagger = _tagger(project)
        parsed = (_parse(number, line) for number, line in enumerate(lines, start=1) if line.strip())
        while batch := list(islice(parsed, _AT_ONCE)):
            texts = [row["text"] for row in batch if not isinstance(row, Refused)]
            readings = iter(tagger.read(texts, [None] * len(texts)))
            for row in batch:
                if isinstance(row, Refused):
                    yield row
                else:
                    yield _describe(row, next(readings), tagger, project.settings.names)


def _tagger(project: Project) -> Tagger:
    themes = load_themes(project.theme_file)
    if not project.database.is_file():
        return load_tagger(DEFAULT_TAGGER, themes)
    with Store.reading(project.database) as store:
        return project_tagger(store, themes)


def _parse(number: int, line: str) -> dict[str, Any] | Refused:
    try:
        row = json.loads(line)
    except ValueError as error:
        return Refused(number, f"this is not JSON: {error}")
    except RecursionError:
        return Refused(number, "this is nested too deeply")
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        return Refused(number, 'a line must be like {"id": "1", "text": "What somebody said."}')
    return row


def _describe(row: dict[str, Any], reading: Reading, tagger: Tagger, names: Sequence[str]) -> dict[str, Any]:
    text = row["text"]
    return {
        "id": row["id"],
        "themes": [
            {
                "slug": tag.theme,
                "tier": tag.tier,
                "score": tag.score,
                "evidence": [tag.evidence_start, tag.evidence_end],
                "why": tag.why or f"says “{text[tag.evidence_start : tag.evidence_end]}”",
            }
            for tag in reading.tags
        ],
        "polarity": reading.polarity,
        "kind": reading.kind,
        "off_topic": is_off_topic(False, reading.off_topic, reading.tags, {}),
        "mentions": find_mentions(text, names, tagger.words_of),
        "quotes": [text[start:end] for start, end in find_quotes_in_text(text, reading.tags)],
    }
