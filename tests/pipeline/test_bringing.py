"""Answers that were written elsewhere are taken in once, revised where they changed, and lost never."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.bringing import Asked, Brought, bring
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

    from pipeline.consent import REVISED, held_back

    with Store.reading(project.database) as store:
        reasons = store.within(lambda db: held_back(db.conn, "web", date.today(), [answer["id"]]))
    assert REVISED in reasons[answer["id"]]


REVIEWS = (
    "Date,Comment,Name\n2026-03-04,They rang me back the same day,Guest\n"
    "2026-03-04,The parking was far too small,Guest\n"
)
TURNED_ROUND = (
    "Name,Date,Comment\nGuest,2026-03-05,Nobody answers the telephone,\n"
    "Guest,2026-03-04,The parking was far too small\n"
    "Guest,2026-03-04,They rang me back the same day\n"
)


def test_rows_of_one_author_and_day_in_another_order_are_not_taken_for_each_other(project: Project) -> None:
    take_in(project, written(project.root, "reviews.csv", REVIEWS))
    brought = take_in(project, written(project.root, "reviews.csv", TURNED_ROUND))
    assert (counts(brought), brought.gone) == ((1, 0, 2), 0)
    assert not rows(project, "SELECT 1 FROM revisions")


def test_another_file_of_the_same_name_revises_nothing(project: Project) -> None:
    take_in(project, written(project.root, "responses.csv", BARE))
    others = "Comment\nNobody answers the telephone there\nThe parking was far too small\nToo dear for us\n"
    brought = take_in(project, written(project.root, "responses.csv", others))
    assert (counts(brought), brought.gone) == ((3, 0, 0), 3)


def test_a_later_export_may_show_that_the_month_comes_first(project: Project) -> None:
    march = "Date,Comment,Name\n3/4/2026,They rang me back,Ann\n3/5/2026,They rang me back,Ann\n"
    take_in(project, written(project.root, "march.csv", march))
    later = f"{march}3/25/2026,They were kind,Bo\n"
    assert counts(take_in(project, written(project.root, "all.csv", later))) == (1, 0, 2)
    dates = [row["written_at"] for row in rows(project, "SELECT written_at FROM writings ORDER BY 1")]
    assert dates == ["2026-03-04", "2026-03-05", "2026-03-25"]


def test_a_text_that_was_changed_back_is_the_same_answer(project: Project) -> None:
    changed = BARE.replace("They remembered my name", "They remembered my first name")
    for content, expected in (
        (BARE, (3, 0, 0)),
        (changed, (0, 1, 2)),
        (BARE, (0, 1, 2)),
        (changed, (0, 1, 2)),
    ):
        assert counts(take_in(project, written(project.root, "a.csv", content))) == expected
    both = f"{BARE}They remembered my first name\n"
    assert counts(take_in(project, written(project.root, "both.csv", both))) == (1, 0, 3)


def test_nobody_can_tell_from_an_address_who_wrote_it(project: Project, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = find_project(tmp_path / "other")
    for each in (project, other):
        take_in(each, written(each.root, "a.csv", DATED))
    assert rows(project, "SELECT id FROM clips") != rows(other, "SELECT id FROM clips")


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
    plan = plan_forgetting(project, "Anna")
    assert plan.imported == ("a.csv, row 2",)
    forget(project, plan, "tester")
    brought = take_in(project, written(project.root, "a.csv", COMMENTS))
    assert (counts(brought), brought.forgotten) == ((0, 0, 1), 1)
    assert texts(project) == ["Fair prices and no tricks"]
    assert "remembered" not in project.database.read_bytes().decode("latin-1")


def test_what_was_revised_and_forgotten_does_not_come_back_in_any_of_its_versions(project: Project) -> None:
    versions = [BARE.replace("name", name) for name in ("name", "first name", "first name at once")]
    for version in versions:
        take_in(project, written(project.root, "a.csv", version))
    [clip] = rows(project, "SELECT clip_id FROM revisions WHERE number = 1")
    (project.root / "a.csv").unlink()
    forget(project, plan_forgetting(project, clip["clip_id"]), "tester")
    for version in versions:
        brought = take_in(project, written(project.root, "a.csv", version))
        assert (counts(brought), brought.forgotten) == ((0, 0, 2), 1)


SURVEY = """\
E-mail,Name,Comment,May we quote you?
anna@example.org,Anna,They remembered my name,"Yes, gladly"
other.anna@example.org,Anna,Fair prices and no tricks,No
Anna@example.org,Anna M.,They smiled at me as well,yes
ben@example.org,Ben,They rang me back,Yes but not my name
,,Friendly staff all round,Yes
"""


def test_an_address_tells_people_of_one_name_apart_and_is_kept_nowhere(project: Project) -> None:
    take_in(project, written(project.root, "survey.csv", SURVEY))
    told = rows(
        project, "SELECT name, person_id FROM answers LEFT JOIN people p ON p.id = person_id ORDER BY number"
    )
    assert [row["person_id"] for row in told] == ["anna", "anna-2", "anna-m", "ben", None]
    more = SURVEY + "anna@example.org,Anna,Once more they were kind,\n"
    take_in(project, written(project.root, "survey.csv", more))
    assert (
        rows(project, "SELECT person_id FROM answers ORDER BY number DESC LIMIT 1")[0]["person_id"] == "anna"
    )
    for file in project.root.glob("vox.db*"):
        assert b"example.org" not in file.read_bytes().lower()


def test_what_people_said_to_being_quoted_is_recorded_as_it_was_asked(project: Project) -> None:
    path = written(project.root, "survey.csv", SURVEY)
    sheet = open_sheet(path)
    columns = guess(sheet, project.settings.question, {"consent": "May we quote you?"})
    asked = Asked("May we quote you?", ("web",), "first")
    brought = bring(project, path, sheet, columns, asked=asked)
    assert [(note.row, note.reason.partition(",")[0]) for note in brought.notes] == [
        (5, "its consent 'Yes but not my name' is neither yes nor no"),
        (6, "nobody is named in it"),
    ]
    sql = "SELECT person_id, status, channels, naming, wording, wording_version FROM consents ORDER BY id"
    said = [tuple(row.values()) for row in rows(project, sql)]
    assert said == [
        ("anna", "granted", "web", "first", "May we quote you?", "survey.csv, row 2"),
        ("anna-2", "refused", "", None, "May we quote you?", "survey.csv, row 3"),
        ("anna-m", "granted", "web", "first", "May we quote you?", "survey.csv, row 4"),
    ]
    assert len(rows(project, "SELECT 1 FROM answers WHERE NOT shown")) == 1
    # Who withdrew by now is not brought back by the same sheet, and a no in a later one counts.
    record_consent(project, "anna", Consent("withdrawn"), "tester")
    path = written(project.root, "survey.csv", SURVEY.replace("as well,yes", "as well,no"))
    bring(project, path, open_sheet(path), columns, asked=asked)
    sql = "SELECT person_id, status FROM consents WHERE id > 3 ORDER BY id"
    assert [tuple(row.values()) for row in rows(project, sql)] == [
        ("anna", "withdrawn"),
        ("anna-m", "refused"),
    ]


def test_a_yes_to_nothing_that_is_known_is_not_recorded(project: Project) -> None:
    path = written(project.root, "survey.csv", SURVEY)
    sheet = open_sheet(path)
    columns = guess(sheet, project.settings.question, {"consent": "May we quote you?"})
    brought = bring(project, path, sheet, columns, asked=Asked("May we quote you?"))
    assert [note.row for note in brought.notes if "say what it is for" in note.reason] == [2, 4]
    assert [row["status"] for row in rows(project, "SELECT status FROM consents")] == ["refused"]


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
