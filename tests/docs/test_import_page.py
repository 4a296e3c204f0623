"""The page about importing shows what vox prints."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_page_shows_what_importing_each_kind_prints() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", "docs/import.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"Write it anew with: cog -r docs/import.md\n{done.stdout}{done.stderr}"
