"""What is no answer lies in a fold on its clip's page and nowhere else; suggestions are marked as such."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import correcting
from pipeline.project import Project, find_project
from pipeline.publish.server import build_site
from pipeline.store import STAGES, Store
from schemas.records import Reading
from schemas.themes import load_themes
from tests.pipeline.test_store import RECIPES, analysis

CLIP = "a" * 16
FIRST, SECOND = f"{CLIP}-1", f"{CLIP}-2"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A clip with two answers, of which the first reads like praise."""
    learnt = analysis("A warm smile.", "Is it on?")
    tags = learnt.found.readings[0].tags
    praise = Reading((replace(tags[0], tier="suggested"),), "praise", 0.7, "story", 0.6)
    learnt = replace(learnt, found=replace(learnt.found, readings=(praise, Reading())))
    with Store.writing(tmp_path / "vox.db") as store:
        store.save_themes(load_themes())
        store.save(learnt, "media/a.mp4", 7, RECIPES, set(STAGES))
    return find_project(tmp_path)


def get(project: Project, *addresses: str, local: bool = True) -> list[Any]:
    """The pages at some addresses, from the site itself, as this machine or as others see them."""

    async def fetch() -> list[Any]:
        site = build_site(project, local=local)
        await site.invoke_startup()
        try:
            return [await site.client.get(address) for address in addresses]
        finally:
            for database in site.databases.values():
                database.close()

    return asyncio.run(fetch())


def test_what_is_hidden_is_in_a_fold_of_its_clip_and_nowhere_else(project: Project) -> None:
    with correcting(project, "ann") as made:
        made.mark(SECOND, off_topic=True)
    home, find, clip, answer = get(project, "/", "/find", f"/clip/{CLIP}", f"/answer/{SECOND}")
    assert '<a href="/find">1</a>' in home.text
    for page in (home, find):
        assert FIRST in page.text
        assert SECOND not in page.text
    shown, rest = clip.text.split("<details>", 1)
    fold, rest = rest.split("</details>", 1)
    assert SECOND not in rest
    assert (FIRST in shown, SECOND in shown, FIRST in fold, SECOND in fold) == (True, False, False, True)
    assert "<summary>Not an answer</summary>" in fold
    assert f"vox correct off-topic {SECOND} --on-topic" in fold
    assert "<details open>" in answer.text


def test_a_clip_of_which_all_is_hidden_says_so(project: Project) -> None:
    with correcting(project, "ann") as made:
        made.mark(FIRST, off_topic=True)
        made.mark(SECOND, off_topic=True)
    home, clip = get(project, "/", f"/clip/{CLIP}")
    assert "1 clip has no answer" in home.text
    assert "What is said in this clip is marked as no answer." in clip.text


def test_suggestions_are_marked_until_a_person_says_so(project: Project) -> None:
    [page] = get(project, f"/clip/{CLIP}")
    assert 'Praise</a> (suggested) · <a href="/find?kind=story">Story</a> (suggested)' in page.text
    assert 'suggested"' in page.text
    with correcting(project, "ann") as made:
        made.set_polarity(FIRST, "complaint")
        made.accept(FIRST, "warmth")
    [page] = get(project, f"/clip/{CLIP}")
    assert 'Complaint</a> · <a href="/find?kind=story">Story</a> (suggested)' in page.text
    assert 'suggested"' not in page.text
