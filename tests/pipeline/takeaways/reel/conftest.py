"""Fixtures: a project whose people agreed to different things."""

import pytest

from pipeline.project import Project
from tests.publish.curated import curate


@pytest.fixture
def people(project: Project) -> Project:
    """See `tests.publish.curated`."""
    return curate(project)
