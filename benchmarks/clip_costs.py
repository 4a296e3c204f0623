"""What one clip costs: seconds of a core, milliseconds to store it, and the bytes that it leaves.

python -m benchmarks.clip_costs [FOLDER] [--out FILE]

The clips of FOLDER, by default the examples, are taken in one by one with an engine that is warm, into a
project that is removed at the end. FILE gets a line of JSON for each: what `benchmarks.simulate` draws from.
Linux and macOS only.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any
from unittest import mock

from pipeline.derived import disk_use
from pipeline.discover import discover
from pipeline.disk import replacing
from pipeline.ingest import ingest, load_once
from pipeline.project import Project, find_project
from pipeline.store import Store
from schemas.themes import load_themes

MEDIA = Path(__file__).parent.parent / "media"

_TIMES = 9
"""How often what takes milliseconds is measured."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one clip took.

    Attributes:
        sound: Its seconds.
        seconds: Of a core, of vox and of all that it starts.
        store_ms: To store what was heard: by the clock, afterwards, the shortest of some times.
        keep_ms: To keep the copy and the pictures that somebody else made, likewise.
        size: Bytes of the recording.
        made: Bytes of its copy and pictures.
    """

    file: str
    sound: float
    seconds: float
    store_ms: float
    keep_ms: float
    size: int
    made: int


def cores() -> float:
    """Seconds that cores have worked for this process and for those it has started."""
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@contextmanager
def _noted(saved: list[tuple[Any, ...]]) -> Iterator[None]:
    """Adds what is stored of clips inside, as `Store.save` is given it."""
    save = Store.save

    def noting(store: Store, *args: Any) -> None:
        saved.append(args)
        save(store, *args)

    with mock.patch.object(Store, "save", noting):
        yield


def measure(project: Project, clips: Sequence[Path]) -> Iterator[Cost]:
    """Take in one clip after the other."""
    engine = load_once(project.settings)
    known: set[Path] = set()
    # The first is taken in twice: with it all is loaded.
    with tempfile.TemporaryDirectory() as folder:
        ingest(find_project(Path(folder)), clips[:1], engine=engine)
    for clip in clips:
        saved: list[tuple[Any, ...]] = []
        began = cores()
        with _noted(saved):
            report = ingest(project, [clip], engine=engine)
        seconds = cores() - began
        [outcome] = [outcome for outcome in report.clips if outcome.path.endswith(clip.name)]
        new = {path for path in project.private.glob("*/*") if path.is_file()} - known
        known |= new
        yield Cost(
            clip.name,
            outcome.duration or 0.0,
            round(seconds, 3),
            round(_again(partial(_store, saved)), 2),
            round(_again(partial(_keep, new)), 2),
            clip.stat().st_size,
            sum(path.stat().st_size for path in new),
        )


def _again(timed: Callable[[], float]) -> float:
    """The shortest of some times, for others may want the machine as well."""
    return min(timed() for _ in range(_TIMES))


def _store(saved: Iterable[tuple[Any, ...]]) -> float:
    """Milliseconds to store a clip in a database of its own, until the disk has it."""
    with tempfile.TemporaryDirectory() as folder:
        project = find_project(Path(folder))
        with Store.writing(project.database) as store:
            store.save_themes(load_themes())
            began = time.perf_counter()
            for args in saved:
                store.save(*args)
            return (time.perf_counter() - began) * 1000


def _keep(files: Iterable[Path]) -> float:
    """Milliseconds to write files once more, as vox does, until the disk has them."""
    contents = [path.read_bytes() for path in files]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        for number, content in enumerate(contents):
            with replacing(Path(folder, str(number))) as unfinished:
                unfinished.write_bytes(content)
        return (time.perf_counter() - began) * 1000


def rows_size(database: Path) -> tuple[int, int, int]:
    """Answers, recordings, and the bytes of the rows and indexes of a database, without unused pages."""
    with Store.reading(database) as store:
        [counted] = store.query(
            "SELECT (SELECT count(*) FROM answers) AS answers, (SELECT count(*) FROM clips) AS clips,"
            " (SELECT sum(pgsize - unused) FROM dbstat) AS size"
        )
    return counted["answers"], counted["clips"], counted["size"]


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=MEDIA)
    parser.add_argument("--out", type=Path, help="where a line for each clip is written")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = find_project(Path(folder))
        with Store.writing(project.database):
            pass
        _, _, empty = rows_size(project.database)
        costs = list(measure(project, discover([args.folder]).clips))
        kinds = disk_use(project)
        answers, clips, full = rows_size(project.database)
    if args.out:
        args.out.write_text("".join(json.dumps(asdict(cost)) + "\n" for cost in costs), "utf-8")
    sound, number = sum(cost.sound for cost in costs), len(costs)
    print(f"{number} clips, {sound:.0f} s of sound, {answers} answers.\n")
    print("| | median of a clip | most | a second of sound |")
    print("| --- | --- | --- | --- |")
    for name, values in (
        ("seconds of a core", [cost.seconds for cost in costs]),
        ("ms to store what was heard", [cost.store_ms for cost in costs]),
        ("ms to keep copy and pictures", [cost.keep_ms for cost in costs]),
    ):
        print(f"| {name} | {statistics.median(values):.2f} | {max(values):.2f} | {sum(values) / sound:.2f} |")
    print("\n| bytes | a clip | a second of sound |")
    print("| --- | --- | --- |")
    sizes = {"original": sum(cost.size for cost in costs), **kinds, "rows in the database": full - empty}
    for name, size in sizes.items():
        print(f"| {name} | {size / number:,.0f} | {size / sound:,.0f} |")
    print(f"\nThe database: {empty:,} bytes empty, and {(full - empty) / max(answers, 1):,.0f} an answer.")
    print(f"{clips} clips are in it, with the notes that were read in them.")


if __name__ == "__main__":
    main()
