"""How well vox finds who introduces themselves: what is offered must be right, and some are missed.

python -m benchmarks.introductions [FILE]

FILE holds JSON lines with a `text`, the `name` told in it (null for none) and, if it is told, the `place`;
by default the invented ones beside this program, which were written when the rules of
pipeline/introductions.py stood. The answers of training/corpus, in which few say who they are, are looked
through as well: every find is told, to be looked at.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.introductions import find_introduction

SENTENCES = Path(__file__).with_suffix(".jsonl")
CORPUS = Path(__file__).parent.parent / "training" / "corpus"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of some sentences.

    Attributes:
        told: In how many a name is told.
        found: In how many one was found.
        right: In how many that was it.
        wrong: Those in which something else was found: the text and what.
        missed: Those in which nothing was.
    """

    told: int
    found: int
    right: int
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what is told that was found."""
        return self.right / self.told if self.told else 1.0


def measure(rows: Iterable[Row], what: str = "name") -> Measured:
    """Find names, or places, in sentences.

    Args:
        rows: Each with its text and what is told in it.
        what: `name` or `place`.
    """
    told = found = right = 0
    wrong, missed = [], []
    for row in rows:
        wanted, introduction = row.get(what), find_introduction(row["text"])
        got = getattr(introduction, what) if introduction else None
        told += wanted is not None
        found += got is not None
        right += got is not None and got == wanted
        if got is not None and got != wanted:
            wrong.append((row["text"], got))
        elif wanted is not None and got is None:
            missed.append(row["text"])
    return Measured(told, found, right, tuple(wrong), tuple(missed))


def read(path: Path) -> list[Row]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def answers(folder: Path = CORPUS) -> Iterator[str]:
    """The texts of the training corpus."""
    for path in sorted(folder.glob("*.jsonl")):
        for row in read(path):
            yield row["text"]


def main(arguments: Sequence[str]) -> None:
    """Measure, and print the table and all that went wrong."""
    rows = read(Path(arguments[0]) if arguments else SENTENCES)
    print("| what | told | found | right | precision | recall |\n| --- | --- | --- | --- | --- | --- |")
    for what in ("name", "place"):
        done = measure(rows, what)
        counts = f"{done.told} | {done.found} | {done.right}"
        print(f"| {what} | {counts} | {done.precision:.1%} | {done.recall:.1%} |")
    done = measure(rows)
    for text, got in done.wrong:
        print(f"\nWrong: {got!r} in: {text}", end="")
    for text in done.missed:
        print(f"\nMissed: {text}", end="")
    texts = list(answers())
    finds = [(text, found.name) for text in texts if (found := find_introduction(text))]
    print(f"\n\nOf {len(texts):,} answers of the corpus, names are found in {len(finds)}:")
    for text, got in finds:
        print(f"  {got!r} in: {text[:100]}")


if __name__ == "__main__":
    main(sys.argv[1:])
