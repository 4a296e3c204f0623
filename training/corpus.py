"""The corpus as records; GUIDELINES.md says how it is written and labelled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the corpus.

    Attributes:
        themes: Slugs the writer gave it.
        second: Slugs a second reader gave it without seeing the first, and whether he was sure; None where
            there was none.
        dismissed: Slugs of what it says does not matter.
    """

    voice: str
    text: str
    themes: frozenset[str]
    second: Mapping[str, bool] | None
    dismissed: frozenset[str]
    polarity: str
    kind: str

    def weight(self, slug: str) -> float:
        """How much the text carries a theme, 0 to 1: what the two readers say, in the middle of them."""
        first = float(slug in self.themes)
        if self.second is None:
            return first
        return (first + (self.second.get(slug, -1) + 1) / 2) / 2


def read_corpus(split: str) -> list[Text]:
    """All texts of the voices of one split: `train`, `tune` or `test`."""
    voices = yaml.safe_load((FOLDER / "voices.yaml").read_text(encoding="utf-8"))
    return [
        _text(voice, line)
        for voice, known in voices.items()
        if known["split"] == split
        for line in (FOLDER / "corpus" / f"{voice}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def _text(voice: str, line: str) -> Text:
    row = json.loads(line)
    second = row.get("second")
    return Text(
        voice=voice,
        text=row["text"],
        themes=frozenset(row["themes"]),
        second=None if second is None else {slug.rstrip("?"): not slug.endswith("?") for slug in second},
        dismissed=frozenset(row.get("dismissed", ())),
        polarity=row["polarity"],
        kind=row["kind"],
    )


def weights(texts: list[Text], slugs: tuple[str, ...]) -> NDArray[np.float32]:
    """How much each text carries each theme, shape (texts, themes)."""
    return np.array([[text.weight(slug) for slug in slugs] for text in texts], np.float32)
