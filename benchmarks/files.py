"""Whether real files of every kind, and hostile ones, end as docs/files.md says.

python -m benchmarks.files FOLDER

FOLDER holds the folders video/ and hostile/ whose files are listed there. They are copied into a project of
their own and taken in. Each difference is printed, and the program then leaves with 1.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.ingest import ingest
from pipeline.project import find_project
from pipeline.store import Store

TABLE = Path(__file__).parent.parent / "docs" / "files.md"

FOLDERS = ("video", "hostile")

_LONGEST_NAME = 48
_SAME_TIME = 0.1
"""Seconds by which a duration may differ: decoders of other versions do."""

_LONG_AGO = 86_400
"""Seconds: a file that was changed just now could be one that is still being copied."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What comes of a file.

    Attributes:
        status: As `vox ingest` says it; `ignored` if it was passed over.
        seconds: Its duration, or None.
        picture: Its size as a player shows it, `width x height`, or empty for none.
        why: In the table some words of the reason, from a run all of it.
    """

    status: str
    seconds: float | None
    picture: str
    why: str

    def fits(self, other: "Ending") -> bool:
        """Whether a run gives what the table says."""
        same_time = self.seconds == other.seconds or (
            self.seconds is not None
            and other.seconds is not None
            and abs(self.seconds - other.seconds) <= _SAME_TIME
        )
        return (
            same_time
            and (self.status, self.picture) == (other.status, other.picture)
            and self.why in other.why
        )

    def __str__(self) -> str:
        seconds = "" if self.seconds is None else f", {self.seconds:.1f} s"
        picture = self.picture and f", {self.picture}"
        return f"{self.status}{seconds}{picture}" + (f" ({self.why})" if self.why else "")


def shown(path: str) -> str:
    """A name as the table shows it: on one line, shortened, and without the mark between columns."""
    name = path.replace("\n", r"\n").replace("|", r"\|")
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}..."


def read_table(page: str) -> dict[str, Ending]:
    """By shown name, what the page says of each file."""
    found: dict[str, Ending] = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)][1:-1]
        if len(cells) == 6 and cells[0].startswith("`"):
            name, _, status, seconds, picture, why = cells
            found[name.strip("`")] = Ending(status, float(seconds) if seconds else None, picture, why)
    return found


def take_in(folder: Path) -> Iterator[tuple[str, Ending]]:
    """The shown name of each file below `folder`, and what comes of it."""
    with tempfile.TemporaryDirectory() as made:
        project = find_project(Path(made))
        for name in FOLDERS:
            shutil.copytree(folder / name, project.media / name)
        for path in project.media.rglob("*"):
            os.utime(path, (time.time() - _LONG_AGO,) * 2)
        report = ingest(project)
        with Store.reading(project.database) as store:
            pictures = {
                row["id"]: f"{row['width']} x {row['height']}"
                for row in store.query("SELECT id, width, height FROM clips WHERE width IS NOT NULL")
            }
        for clip in report.clips:
            ending = Ending(clip.status, clip.duration, pictures.get(clip.id or "", ""), clip.reason or "")
            yield shown(clip.path.removeprefix("media/")), ending
        for path_passed_over in report.ignored:
            yield shown(path_passed_over.removeprefix("media/")), Ending("ignored", None, "", "")


def differences(folder: Path) -> Iterator[str]:
    """A line for each file that ends otherwise, or is in one place only."""
    expected, found = read_table(TABLE.read_text("utf-8")), dict(take_in(folder))
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"{name}: in the table, but not among the files"
        elif name not in expected:
            yield f"{name}: not in the table; it ends as {found[name]}"
        elif not expected[name].fits(found[name]):
            yield f"{name}: expected {expected[name]}, but it ends as {found[name]}"


def main() -> None:
    """Print the differences, and say by the exit code whether there are any."""
    parser = argparse.ArgumentParser(description="Compare what comes of real files with docs/files.md.")
    parser.add_argument("folder", type=Path, help="holds video/ and hostile/")
    found = list(differences(parser.parse_args().folder))
    for line in found:
        print(line)
    print(f"{len(read_table(TABLE.read_text('utf-8')))} files are listed, {len(found)} differ.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
