"""`vox publish` as a marketer meets it."""

import json
import shutil
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest import Report
from pipeline.project import Project, find_project
from tests.cli.conftest import Vox
from tests.publish.curated import consent, deciding

NAME = "Philippa Quackenbush"


@pytest.fixture(scope="module")
def approved(examples: tuple[Project, Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, of which the answer of one person may be published, and another is only approved."""
    root = tmp_path_factory.mktemp("approved")
    shutil.copytree(examples[0].root, root, dirs_exist_ok=True)
    project = find_project(root)
    db = sqlite3.connect(project.database)
    first, second = [
        row[0]
        for row in db.execute(
            "SELECT a.id FROM answers a WHERE NOT a.off_topic AND clip_id IN"
            " (SELECT clip_id FROM answers GROUP BY 1 HAVING count(*) = 1) ORDER BY number LIMIT 2"
        )
    ]
    db.close()
    with deciding(project) as made:
        made.name(first, NAME)
        made.approve(first)
        made.approve(second)
        made.allow_names(first)
    consent(project, NAME, naming="first")
    return root


@pytest.fixture
def root(approved: Path, tmp_path: Path) -> Path:
    shutil.copytree(approved, tmp_path, dirs_exist_ok=True)
    return tmp_path


def document(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def test_look_publish_take_down_and_no_way_back(vox: Vox, root: Path) -> None:
    looked = vox("publish", "static", "site", "--dry-run")
    assert looked.returncode == 0 and looked.stderr == ""
    assert "Would publish: 1 answer of 1 person in 1 clip, in site." in looked.stdout
    assert NAME in looked.stdout and "Nobody is named who says it." in looked.stdout
    assert not (root / "site").exists()

    done = vox("publish", "static", "site", "--json")
    assert done.returncode == 0, done.stderr
    told = document(done.stdout)
    assert (told["form"], told["target"], told["written"], told["answers"]) == ("static", "site", True, 1)
    [answer] = told["appear"]
    assert answer["person"] == NAME
    assert told["unmade"] == []
    assert {"reason", "answers"} == set(told["held_back"][0])

    again = vox("publish", "static", "site")
    assert again.returncode == 0 and "vox publish back site" in again.stdout
    assert vox("publish", "back", "site").returncode == 0

    consent(find_project(root), NAME, "withdrawn")
    back = vox("publish", "back", "site", "--yes")
    assert back.returncode == 1
    assert "may not be shown any more" in back.stderr and NAME in back.stderr

    asked = vox("publish", "static", "site")
    assert asked.returncode == 2
    assert "1 answer will disappear from site:" in asked.stderr and "withdrawn" in asked.stderr
    assert "take down what must not be shown any more" in asked.stderr
    assert document(vox("publish", "static", "site", "--dry-run", "--json").stdout)["disappear"] == [
        {**answer, "reasons": ["Who says it has withdrawn their consent."]}
    ]

    gone = vox("publish", "static", "site", "--yes")
    assert gone.returncode == 0, gone.stderr
    assert "Published in" in gone.stdout and "0 answers" in gone.stdout
    assert not (root / "site.previous").exists()


def test_nothing_to_publish_says_what_to_do(vox: Vox, root: Path) -> None:
    consent(find_project(root), NAME, "refused")
    done = vox("publish", "static", "site")
    assert done.returncode == 1 and done.stdout == ""
    assert "Nothing may be published yet" in done.stderr
    assert "answers: It is not approved yet." in done.stderr
    assert "record their consent" in done.stderr
    assert not (root / "site").exists()


def test_nothing_is_published_anew_under_a_server_that_shows_what_was(vox: Vox, root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = vox("publish", "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 3 and "Another vox publish serve may be running" in done.stderr
    assert not (root / ".vox" / "publication").exists()


def test_a_folder_with_something_else_is_left_alone(vox: Vox, root: Path) -> None:
    (root / "letters").mkdir()
    (root / "letters" / "ann.txt").write_text("Dear Ann")
    for folder in ("letters", ".", "media", "/"):
        done = vox("publish", "static", folder, "--dry-run")
        assert done.returncode == 2 and "Name a" in done.stderr, folder
    assert (root / "letters" / "ann.txt").read_text() == "Dear Ann"


def test_without_a_project_there_is_nothing(vox: Vox) -> None:
    done = vox("publish", "static", "site")
    assert done.returncode == 2 and "Nothing has been ingested" in done.stderr
