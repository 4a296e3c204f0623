"""The command: python -m examples [NAME...] [--out FOLDER]."""

import argparse
import sys
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from examples.make import MEDIA, chosen, make
from schemas.errors import VoxError


def main() -> int:
    """Make the clips that were asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m examples", description="Make the example clips anew.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="clips such as 08-biscuit-dog (all)")
    parser.add_argument("--out", type=Path, default=MEDIA, metavar="FOLDER", help="where to (media/)")
    asked = parser.parse_args()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns) as progress:
            task = progress.add_task("Making clips", total=len(chosen(asked.names)))
            make(asked.names or None, asked.out, made=lambda name: progress.advance(task))
    except VoxError as error:
        print(error, file=sys.stderr)
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
