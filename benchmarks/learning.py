"""What a project's tagger learns from a few corrections.

    python -m benchmarks.learning LABELLED.jsonl... [--corrections N]

Each file stands for a project. A person goes through N of its answers, drawn by chance, accepts what the
tagger found rightly, refuses what it found wrongly and adds what it missed; then the other answers are
tagged again. Prints F1, precision and recall over those others before and after, as means of ten draws.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.tag import DEFAULT_TAGGER, load_tagger
from pipeline.tag.refit import refit
from schemas.themes import Theme, load_themes

_DRAWS = 10

Row = dict[str, Any]


def main(paths: Sequence[Path], corrections: int) -> None:
    """Measure each file and print one line for it."""
    themes = load_themes()
    print(f"{'':<16} {'before: F1, P, R':>24} {'after:  F1, P, R':>24}   changed   seconds to refit")
    for path in paths:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if row["themes"]]
        measured = [_draw(rows, themes, corrections, seed) for seed in range(_DRAWS)]
        before, after, changed, seconds = (np.mean([each[i] for each in measured], axis=0) for i in range(4))
        figures = ["  ".join(f"{value:.3f}" for value in values) for values in (before, after)]
        print(f"{path.stem:<16} {figures[0]:>24} {figures[1]:>24}   {changed:>7.1%}   {seconds:.2f}")


def _draw(rows: Sequence[Row], themes: Sequence[Theme], corrections: int, seed: int) -> tuple[Any, ...]:
    order = np.random.default_rng(seed).permutation(len(rows))
    reviewed = [rows[index] for index in order[:corrections]]
    others = [rows[index] for index in order[corrections:]]
    before = _tags(others, themes, None)
    found = _tags(reviewed, themes, None)
    started = time.monotonic()
    learnt = refit(
        themes,
        [
            (row["text"], {slug: slug in row["themes"] for slug in given | set(row["themes"])})
            for row, given in zip(reviewed, found, strict=True)
        ],
    )
    seconds = time.monotonic() - started
    after = _tags(others, themes, learnt)
    changed = np.mean([was != now for was, now in zip(before, after, strict=True)])
    return _measure(others, before), _measure(others, after), changed, seconds


def _tags(rows: Sequence[Row], themes: Sequence[Theme], learnt: bytes | None) -> list[set[str]]:
    tagger = load_tagger(DEFAULT_TAGGER, themes, learnt)
    readings = tagger.read([row["text"] for row in rows], ["en"] * len(rows))
    return [{tag.theme for tag in reading.tags if tag.tier == "tag"} for reading in readings]


def _measure(rows: Sequence[Row], given: Sequence[set[str]]) -> NDArray[np.float64]:
    wanted = [set(row["themes"]) for row in rows]
    right = sum(len(has & should) for has, should in zip(given, wanted, strict=True))
    has, should = sum(map(len, given)), sum(map(len, wanted))
    return np.array([2 * right / max(has + should, 1), right / max(has, 1), right / max(should, 1)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--corrections", type=int, default=20)
    asked = parser.parse_args()
    main(asked.files, asked.corrections)
