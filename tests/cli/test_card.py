"""What a person types to make cards."""

import json
from pathlib import Path

import pytest

from pipeline.project import Project
from tests.cli.conftest import Vox
from tests.publish.curated import FULL, TWO, curate, deciding


@pytest.fixture
def people(project: Project) -> Project:
    made = curate(project)
    with deciding(made) as decisions:
        decisions.approve_quote(f"{FULL}-1")
    return made


def test_cards_are_made_and_told_of(vox: Vox, people: Project) -> None:
    done = vox("card", f"{FULL}-1", "--size", "1200x630")
    assert done.stdout == f"{people.root}/takeaways/card-{FULL}-1-paper-1200x630-internal.png\n"
    assert (done.stderr, done.returncode) == ("", 0)
    out = people.root / "mine.svg"
    [card] = json.loads(vox("card", f"{FULL}-1", "--channel", "web", "--out", out, "--json").stdout)["cards"]
    assert (card["file"], card["alt_file"]) == (str(out), str(out.with_suffix(".txt")))
    assert card["text"] in card["alt"]
    assert out.read_text().startswith("<svg")


def test_what_may_not_leave_is_told_and_the_rest_is_made(vox: Vox, people: Project) -> None:
    done = vox("card", f"{FULL}-1", f"{TWO}-1", "--channel", "web")
    assert done.returncode == 1
    assert [Path(line).name for line in done.stdout.splitlines()] == [f"card-{FULL}-1-paper-1080x1080.png"]
    assert done.stderr.startswith("Held back: 1 answer.\n")
    refused = vox("card", f"{TWO}-1", "--channel", "web")
    assert refused.returncode == 2
    assert refused.stderr.startswith("The answer that matches may not leave by this way.\n")


def test_a_card_that_cannot_be_made_says_why(vox: Vox, people: Project) -> None:
    done = vox("card", f"{FULL}-1", "--design", "poster")
    assert done.returncode == 1
    assert done.stderr == (
        f"No card of answer {FULL}-1:\n"
        f"There is no picture yet of the clip of answer {FULL}-1.\n"
        "Run vox derive.\n"
    )
    assert not (people.root / "takeaways").exists()
