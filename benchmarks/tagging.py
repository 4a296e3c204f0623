"""How well the tagger finds the themes that a person found.

    python -m benchmarks.tagging LABELLED.jsonl...

Each line holds {"text", "themes", "polarity", "kind"}; a text whose kind is off_topic (or offtopic) is no
answer. Prints precision, recall and F1 over all themes (micro), by theme and their mean (macro), for the tags
alone and with the suggestions; how often a score is right; off-topic texts that stay clean; polarity and
kind; and what a text costs. Intervals hold 95 % of 2000 resamplings of the texts (Efron, 1979).
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.tag import DEFAULT_TAGGER, load_tagger
from schemas.records import Reading
from schemas.themes import Theme, load_themes

_RESAMPLINGS = 2000
_BINS = (0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.01)

Marks = NDArray[np.bool_]


def main(paths: Sequence[Path]) -> None:
    """Read the labelled texts, tag them, and print how it compares."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    themes = load_themes()
    started = time.monotonic()
    tagger = load_tagger(DEFAULT_TAGGER, themes)
    tagger.read(["warm up"], ["en"])
    loaded, busy = time.monotonic() - started, time.process_time()
    readings = tagger.read([row["text"] for row in rows], ["en"] * len(rows))
    busy = time.process_time() - busy
    print(f"{len(rows)} texts, tagger {tagger.version}")
    _print_themes(rows, readings, themes)
    _print_calibration(rows, readings)
    _print_facets(rows, readings)
    cost = f"{busy / len(rows) * 1000:.1f} ms of CPU a text, {len(rows) / busy:.0f} a second"
    print(f"\nloaded in {loaded:.2f} s; {cost}")


def _print_themes(
    rows: Sequence[dict[str, Any]], readings: Sequence[Reading], themes: Sequence[Theme]
) -> None:
    slugs = [theme.slug for theme in themes]
    wanted = np.array([[slug in row["themes"] for slug in slugs] for row in rows])
    tiers = {
        "tags": _marks(readings, slugs, {"tag"}),
        "tags and suggestions": _marks(readings, slugs, {"tag", "suggested"}),
    }
    print(f"\n{'':<24} {'precision':>20} {'recall':>20} {'F1':>20} {'macro F1':>9}")
    for name, marks in tiers.items():
        measured = _measure(wanted, marks)
        resampled = np.array(list(_resample(wanted, marks)))
        low, high = np.percentile(resampled, [2.5, 97.5], axis=0)
        cells = [f"{value:.3f} ({a:.3f}-{b:.3f})" for value, a, b in zip(measured, low, high, strict=True)]
        macro = np.mean([_measure(wanted[:, [i]], marks[:, [i]])[2] for i in range(len(slugs))])
        print(f"{name:<24} {cells[0]:>20} {cells[1]:>20} {cells[2]:>20} {macro:>9.3f}")
    answers = np.array([not _is_off_topic(row) for row in rows])
    for name, marks in tiers.items():
        print(f"answers without {name.replace(' and', ' or')}: {np.mean(~marks[answers].any(axis=1)):.1%}")
    print(f"\n{'theme':<14} {'texts':>6} {'precision':>10} {'recall':>8} {'F1':>6}")
    for column, slug in enumerate(slugs):
        precision, recall, f1 = _measure(wanted[:, [column]], tiers["tags"][:, [column]])
        print(f"{slug:<14} {wanted[:, column].sum():>6} {precision:>10.2f} {recall:>8.2f} {f1:>6.2f}")


def _marks(readings: Sequence[Reading], slugs: Sequence[str], tiers: set[str]) -> Marks:
    given = [{tag.theme for tag in reading.tags if tag.tier in tiers} for reading in readings]
    return np.array([[slug in found for slug in slugs] for found in given])


def _measure(wanted: Marks, given: Marks) -> tuple[float, float, float]:
    """Precision, recall and F1 over all marks together."""
    right = float((wanted & given).sum())
    precision, recall = right / max(given.sum(), 1), right / max(wanted.sum(), 1)
    return precision, recall, 2 * right / max(given.sum() + wanted.sum(), 1)


def _resample(wanted: Marks, given: Marks) -> Any:
    chance = np.random.default_rng(1)
    for _ in range(_RESAMPLINGS):
        drawn = chance.integers(len(wanted), size=len(wanted))
        yield _measure(wanted[drawn], given[drawn])


def _print_calibration(rows: Sequence[dict[str, Any]], readings: Sequence[Reading]) -> None:
    scored = [
        (tag.score, tag.theme in row["themes"])
        for row, reading in zip(rows, readings, strict=True)
        for tag in reading.tags
    ]
    print(f"\n{'score':<14} {'tags':>6} {'right':>7}")
    for low, high in pairwise(_BINS):
        inside = [right for score, right in scored if low <= score < high]
        if inside:
            print(f"{low:.2f} to {min(high, 1):.2f}   {len(inside):>6} {np.mean(inside):>7.1%}")


def _print_facets(rows: Sequence[dict[str, Any]], readings: Sequence[Reading]) -> None:
    pairs = list(zip(rows, readings, strict=True))
    off = [reading for row, reading in pairs if _is_off_topic(row)]
    on = [(row, reading) for row, reading in pairs if not _is_off_topic(row)]
    if off:
        clean = np.mean([not any(tag.tier == "tag" for tag in reading.tags) for reading in off])
        silent = np.mean([not reading.tags for reading in off])
        print(f"\noff-topic texts without a tag: {clean:.1%} of {len(off)}; nor a suggestion: {silent:.1%}")
    taken = [reading.off_topic for _, reading in on]
    for limit in (0.5, 0.9, 0.98):
        found = np.mean([reading.off_topic >= limit for reading in off]) if off else float("nan")
        wrong = np.mean(np.array(taken) >= limit)
        print(f"  off topic at {limit} or surer: {found:.1%} of those, {wrong:.2%} of {len(on)} answers")
    for facet in ("polarity", "kind"):
        right = np.mean([row[facet] == getattr(reading, facet) for row, reading in on])
        print(f"{facet} right: {right:.1%} of {len(on)} answers")
    stories = [(row["kind"] == "story") == (reading.kind == "story") for row, reading in on]
    print(f"story or not: {np.mean(stories):.1%}")
    sources = Counter(tag.source for reading in readings for tag in reading.tags if tag.tier == "tag")
    print(f"tags by evidence: {dict(sources)}")


def _is_off_topic(row: dict[str, Any]) -> bool:
    return str(row["kind"]).replace("_", "") == "offtopic"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main([Path(name) for name in sys.argv[1:]])
