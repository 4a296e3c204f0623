"""Who was forgotten is in no publication made afterwards: not as a name, a word, an id, or a picture."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.forget import forget, plan_forgetting
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.publish.publication import build_publication
from pipeline.publish.published import build_published_site
from pipeline.publish.static import export_static
from pipeline.store import Store
from pipeline.traces import find_traces
from tests.publish.curated import FULL, PEOPLE, curate

SECRETS = ("Ottilie", "Quackenbush", "ottilie-quackenbush", "they remember my name", FULL)


def published(project: Project, folder: Path) -> Path:
    """The publication and the folder for any web host, as they would be made today."""
    for name in ("site", "pages"):
        (folder / name).mkdir(parents=True)
    with Store.writing(project.database) as store:
        build_publication(project, store, folder / "site", date(2026, 1, 2), Silent(), media=False)
    site = build_published_site(folder / "site")
    export_static(site, folder / "site" / "media", folder / "pages", Silent(), url=None, index=False)
    return folder


def found(folder: Path) -> set[object]:
    return {trace.secret for trace in find_traces(folder, SECRETS)}


def test_no_publication_shows_who_was_forgotten(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    curate(project)
    assert found(published(project, outside / "before")) == set(SECRETS)
    name = PEOPLE[FULL][0]
    assert forget(project, plan_forgetting(project, name), "moneypenny").traces == ()
    assert found(published(project, outside / "after")) == set()
    assert find_traces(outside / "after", ["Bartholomew"])  # who was not forgotten is there
