"""Run vox as a person does: a process of its own, from a folder."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Vox = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def vox(tmp_path: Path) -> Vox:
    """Run `vox ARGUMENTS` in the project's folder, optionally behind another program's command line."""

    def run(
        *arguments: object, behind: tuple[str, ...] = (), **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*behind, sys.executable, "-m", "cli", *map(str, arguments)],
            cwd=environment.pop("cwd", tmp_path),
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run
