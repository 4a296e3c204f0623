"""Fixtures: a project whose people agreed to different things, made once."""

import shutil
from pathlib import Path

import pytest

from pipeline.project import Project, find_project
from tests.publish.curated import curate


@pytest.fixture(scope="session")
def _curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("curated")
    (root / "media").mkdir()
    curate(find_project(root))
    return root


@pytest.fixture
def people(_curated: Path, tmp_path: Path) -> Project:
    """A project of one's own: see `tests.publish.curated`."""
    shutil.copytree(_curated, tmp_path / "people")
    return find_project(tmp_path / "people")
