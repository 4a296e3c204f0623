"""Run vox as a person does, from a folder: in this process, or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app

Vox = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def vox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vox:
    """Run `vox ARGUMENTS` in the project's folder, in this process: to begin one takes a second."""

    def run(
        *arguments: object, cwd: Path = tmp_path, typed: str | None = None
    ) -> "subprocess.CompletedProcess[str]":
        words = [str(argument) for argument in arguments]
        with monkeypatch.context() as here:
            here.chdir(cwd)
            done = CliRunner().invoke(app, words, input=typed, prog_name="vox")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def vox_itself(tmp_path: Path) -> Vox:
    """The same in a process of its own, with what belongs to that; optionally behind another command line."""

    def run(
        *arguments: object, behind: tuple[str, ...] = (), **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*behind, sys.executable, "-m", "cli", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    return run
