"""Answers that were written elsewhere are taken in once, revised where they changed, and lost never."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.bringing import Brought, bring
from pipeline.brought import guess, open_sheet
from pipeline.corrections import correcting
from pipeline.forget import forget, plan_forgetting
from pipeline.people import record_consent
from pipeline.project import Project, find_project
from pipeline.store import Store
from schemas.people import Consent
from tests.pipeline.brought.exports import GOOGLE_FORMS, written

COMMENTS = "Comment,Name\nThey remembered my name,Anna\nFair prices and no tricks,Ben\n"
KEYED = (
    "Response ID,Comment,Name\nR_1abc,They remembered my name,Anna\nR_2abc,Fair prices and no tricks,Ben\n"
)
TURNED = (
    "Name,Comment,Response ID\nBen,Honest prices and no tricks,R_2abc\nAnna,They remembered my name,R_1abc\n"
)
DATED = "Date,Comment,Name\n2026-03-04,Fair prices and no tricks,Ben\n"
OLD, NEW = "Fair prices and no tricks", "Honest prices and no tricks"
BARE = "Comment\nThey remembered my name\nFriendly staff all round\nFriendly staff all round\n"


def take_in(project: Project, path: Path, **told: str) -> Brought:
    sheet = open_sheet(path)
    return bring(project, path, sheet, guess(sheet, project.settings.question, told))


def counts(brought: Brought) -> tuple[int, int, int]:
    return brought.added, brought.revised, brought.unchanged


def rows(project: Project, sql: str) -> list[dict[str, Any]]:
    with Store.reading(project.database) as store:
        return store.query(sql)


def texts(project: Project) -> list[str]:
    return [row["text"] for row in rows(project, "SELECT text FROM answers ORDER BY number")]


@pytest.mark.parametrize("content", [COMMENTS, KEYED, BARE, GOOGLE_FORMS])
def test_twice_adds_nothing_also_under_another_name_and_encoding(content: str, project: Project) -> None:
    first = take_in(project, written(project.root, "answers.csv", content))
    said = texts(project)
    assert first.added == len(said) >= 2
    for name, encoding in (("answers.csv", "utf-8"), ("answers (1).csv", "utf-16")):
        again = take_in(project, written(project.root, name, content, encoding))
        assert counts(again) == (0, 0, first.added)
        assert texts(project) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (KEYED, KEYED.replace("Fair", "Honest")),
        (KEYED, TURNED),
        (BARE.replace("They remembered my name", OLD), BARE.replace("They remembered my name", NEW)),
        (DATED, DATED.replace("Fair", "Honest")),
    ],
)
def test_a_changed_row_is_a_revision_and_what_it_said_is_kept(
    before: str, after: str, project: Project
) -> None:
    first = take_in(project, written(project.root, "answers.csv", before))
    with correcting(project, "ann") as made:
        [answer] = rows(project, "SELECT id FROM answers WHERE text LIKE 'Fair%'")
        made.approve(answer["id"])
    for expected in ((0, 1, first.added - 1), (0, 0, first.added)):
        assert counts(take_in(project, written(project.root, "answers.csv", after))) == expected
        assert len(texts(project)) == first.added
        assert "Honest prices and no tricks" in texts(project)
        [old] = rows(project, "SELECT text FROM revisions")
        assert old["text"] == "Fair prices and no tricks"
    # What was approved was another text: it must be looked at again before it leaves.
    from datetime import date

    from pipeline.consent import HEARD_ANEW, held_back

    with Store.reading(project.database) as store:
        reasons = store.within(lambda db: held_back(db.conn, "web", date.today(), [answer["id"]]))
    assert HEARD_ANEW in reasons[answer["id"]]


def test_a_row_more_is_new_and_one_that_is_gone_is_kept(project: Project) -> None:
    lines = [f"They were kind to me on day {day}" for day in range(4)]
    take_in(project, written(project.root, "a.csv", "\n".join(["Comment", *lines[:3]])))
    more = "\n".join(["Comment", lines[0], lines[2], lines[3]])
    brought = take_in(project, written(project.root, "a.csv", more))
    assert (counts(brought), brought.gone) == ((1, 0, 2), 1)
    assert texts(project) == lines


def test_the_same_id_twice_is_one_answer(project: Project) -> None:
    twice = f"{KEYED}R_2abc,Fair prices and no tricks,Ben\n"
    brought = take_in(project, written(project.root, "a.csv", twice))
    assert (brought.added, brought.repeated) == (2, 1)


def test_numbers_that_merely_count_are_told_apart_by_what_was_asked(project: Project) -> None:
    for question in ("What is good service?", "What was bad?"):
        what = question[9:12]
        sheet = f"#,{question},Name\n1,It was all about {what},Ann\n2,They asked about {what},Bo\n"
        brought = take_in(project, written(project.root, "a.csv", sheet), text=question)
        assert brought.added == 2


def test_who_wrote_it_is_a_person_whose_consent_is_not_known(project: Project) -> None:
    content = f"{COMMENTS}They smiled at me,Anna\n".replace("\n", ",Baker\n").replace(
        "Name,Baker", "Name,Role"
    )
    take_in(project, written(project.root, "a.csv", content))
    people = rows(project, "SELECT * FROM people ORDER BY id")
    assert [(person["id"], person["name"], person["role"]) for person in people] == [
        ("anna", "Anna", "Baker"),
        ("ben", "Ben", "Baker"),
    ]
    assert [row["person_id"] for row in rows(project, "SELECT person_id FROM answers ORDER BY number")] == [
        "anna",
        "ben",
        "anna",
    ]
    record_consent(project, "Anna", Consent("withdrawn"), "tester")
    assert len(rows(project, "SELECT 1 FROM answers WHERE shown")) == 1


def test_somebody_who_was_filmed_is_not_taken_for_an_author_of_the_same_name(people: Project) -> None:
    [filmed] = rows(people, "SELECT id, name FROM people ORDER BY id LIMIT 1")
    take_in(people, written(people.root, "a.csv", f"Comment,Name\nThey listened to me,{filmed['name']}\n"))
    [author] = rows(people, "SELECT person_id FROM answers WHERE source = 'written'")
    assert author["person_id"] == f"{filmed['id']}-2"


def test_what_was_forgotten_does_not_come_back(project: Project) -> None:
    path = written(project.root, "a.csv", COMMENTS)
    take_in(project, path)
    path.unlink()
    forget(project, plan_forgetting(project, "Anna"), "tester")
    brought = take_in(project, written(project.root, "a.csv", COMMENTS))
    assert (counts(brought), brought.forgotten) == ((0, 0, 1), 1)
    assert texts(project) == ["Fair prices and no tricks"]
    assert "remembered" not in project.database.read_bytes().decode("latin-1")


@pytest.mark.parametrize("moment", [0.1, 0.4])
def test_killed_anywhere_nothing_is_lost_or_doubled(moment: float, project: Project) -> None:
    lines = "".join(f"They were kind to me on day {number}\n" for number in range(700))
    path = written(project.root, "a.csv", f"Comment\n{lines}")
    command = [sys.executable, "-m", "cli", "import", str(path), "--yes", "--project", str(project.root)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while _stored(project) == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait()
    stored = _stored(project)
    assert stored > 0
    brought = take_in(find_project(project.root), path)
    assert counts(brought) == (700 - stored, 0, stored)
    assert sorted(texts(project)) == sorted(line.strip() for line in lines.splitlines())


def _stored(project: Project) -> int:
    try:
        return int(rows(project, "SELECT count(*) AS n FROM answers")[0]["n"])
    except Exception:
        return 0  # there is no database yet, or not all of it
