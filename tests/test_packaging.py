"""What is installed is what was written, and nobody else's."""

import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("cli", "pipeline", "schemas")


def test_our_packages_are_ours_alone() -> None:
    owners = packages_distributions()
    assert {package: set(owners[package]) for package in PACKAGES} == {
        package: {"vox"} for package in PACKAGES
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files in a wheel built from this folder."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), str(ROOT)],
        check=True,
        timeout=300,
    )
    [built] = out.glob("vox-*.whl")
    with zipfile.ZipFile(built) as opened:
        return set(opened.namelist())


def test_a_wheel_holds_every_module_page_and_style(wheel: set[str]) -> None:
    written = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert written <= wheel


def test_a_wheel_holds_nothing_else(wheel: set[str]) -> None:
    folders = {name.split("/")[0] for name in wheel}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == set(PACKAGES)
