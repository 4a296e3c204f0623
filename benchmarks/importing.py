"""What it takes to take in written answers: rows a second, and memory, by the number of rows.

    python -m benchmarks.importing [ROWS...]

Each number of rows is made as CSV with a text of its own in each (sentences of training/ mixed anew), and
read in a process of its own: first only read (`read`), then through everything into a database (`kept`, up to
10,000 rows). The peer is sqlite-utils' own insert of the same rows, which only stores them. Prints rows a
second, the most memory the process held in MB, and the time of `kept` over the peer's.
"""

import csv
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from sqlite_utils import Database

from pipeline.bringing import bring
from pipeline.brought import Read, guess, open_sheet, read_rows
from pipeline.project import find_project

_ROWS = (10_000, 100_000, 1_000_000)

_KEPT = 10_000
"""Rows up to which they are stored as well: each text costs ten milliseconds to tag."""


def main(counts: Sequence[int]) -> None:
    """Print a line for each number of rows."""
    heads = ("read /s", "MB", "kept /s", "MB", "insert /s", "MB", "kept/insert")
    print(f"{'rows':>10}" + "".join(f" {head:>11}" for head in heads))
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder) / f"{count}.csv"
            _write(path, count)
            figures = []
            for work in (_read, _keep, _insert):
                if work is not _read and count > _KEPT:
                    continue
                figures.append(_measured(work, path))
            cells = [f"{cell:,.0f}" for seconds, memory in figures for cell in (count / seconds, memory)]
            if len(figures) == 3:
                cells.append(f"{figures[1][0] / figures[2][0]:,.0f}")
            print(f"{count:>10,}" + "".join(f" {cell:>11}" for cell in cells))
            path.unlink()


def _write(path: Path, count: int) -> None:
    """A file of so many comments; each differs from all others."""
    corpus = sorted(Path("training/corpus").glob("*.jsonl"))
    lines = [line for file in corpus for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines]
    chance = random.Random(8)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Comment ID", "Posted", "Author", "Comment"])
        for number in range(count):
            text = f"{chance.choice(texts)} {chance.choice(texts)}"
            writer.writerow(
                [f"c{number:07}", f"2026-03-{number % 28 + 1:02}", f"Person {number % 5000}", text]
            )


def _read(path: Path, _: Path) -> None:
    sheet = open_sheet(path)
    rows = read_rows(sheet, guess(sheet, "What makes good customer service?", {}), path.name)
    assert all(isinstance(row, Read) for row in rows)


def _keep(path: Path, folder: Path) -> None:
    sheet = open_sheet(path)
    project = find_project(folder)
    bring(project, path, sheet, guess(sheet, project.settings.question, {}))


def _insert(path: Path, folder: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        Database(folder / "peer.db").table("comments").insert_all(rows, pk="Comment ID")


def _measured(work: Callable[[Path, Path], None], path: Path) -> tuple[float, float]:
    """Seconds and the most memory in MB that a process of its own took."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        process = context.Process(target=_run, args=(work, path, Path(folder), theirs))
        process.start()
        theirs.close()
        seconds, memory = ours.recv()
        process.join()
    return seconds, memory


def _run(work: Callable[[Path, Path], None], path: Path, folder: Path, told: Connection) -> None:
    started = time.monotonic()
    work(path, folder)
    seconds = time.monotonic() - started
    told.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or _ROWS)
