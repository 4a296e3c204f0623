"""The names of files name people, and never against what a person decided."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import correcting
from pipeline.file_people import name_by_files
from pipeline.forget import forget, plan_forgetting
from pipeline.ingest import ingest
from pipeline.people import list_people, list_suggestions, record_consent
from pipeline.people_rows import COLUMNS, people_rows
from pipeline.people_sheet import import_people
from pipeline.project import Project
from pipeline.sheets import Table
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.people import Consent
from schemas.writings import Writing
from tests.conftest import drop
from tests.pipeline.test_corrections import tell
from tests.pipeline.test_writings import keep

PATTERN = "{name} - {place}"
SAID = "They listen to me, and they remember what I bought last year."


def name(project: Project, pattern: str | None = PATTERN, **files: str) -> Project:
    """Name people by files, some of which are called otherwise from now on."""
    with sqlite3.connect(project.database) as db:
        for clip_id, path in files.items():
            db.execute("UPDATE clips SET path = ? WHERE id = ?", [path, clip_id * 16])
    changed = replace(project, settings=replace(project.settings, people_pattern=pattern))
    with Store.writing(project.database) as store:
        name_by_files(changed, store)
    return changed


def who(project: Project) -> dict[str, tuple[str | None, int]]:
    with Store.reading(project.database) as store:
        return {
            row["id"].replace(row["clip_id"], row["clip_id"][0]): (row["person_id"], row["by_file"])
            for row in store.query("SELECT * FROM answers ORDER BY clip_id, position")
        }


def people(project: Project) -> dict[str, tuple[Any, ...]]:
    return {
        row["id"]: (row["name"], row["company"], row["place"], row["source"], row["consent"]["status"])
        for row in list_people(project)
    }


@pytest.fixture
def told(project: Project) -> Project:
    """Three clips, in each of which one person answers."""
    for letter in "abc":
        tell(project, SAID, clip_id=letter * 16)
    return project


def test_a_file_names_who_speaks_and_nothing_is_agreed_to(told: Project) -> None:
    name(told, a="media/Anna Smith - Leeds.mov", b="media/Ben – York (1).mov", c="media/IMG_1.mov")
    assert who(told) == {"a-1": ("anna-smith", 1), "b-1": ("ben", 1), "c-1": (None, 0)}
    assert people(told) == {
        "anna-smith": ("Anna Smith", None, "Leeds", "file name", "unknown"),
        "ben": ("Ben", None, "York", "file name", "unknown"),
    }
    assert list_suggestions(told) == []


def test_folders_below_the_drop_folder_tell_too_and_those_above_it_do_not(told: Project) -> None:
    name(
        told,
        "{place}/{name} - {company}.mov",
        a="media/uk/Leeds/Anna - ACME.MOV",
        b="/home/zoe/Ben - ACME.mov",
        c="media/Cleo - ACME.mov",
    )
    assert people(told) == {"anna": ("Anna", "ACME", "Leeds", "file name", "unknown")}


def test_the_same_name_is_the_same_person_unless_something_else_is_told(told: Project) -> None:
    name(
        told,
        a="media/Anna Smith - Leeds.mov",
        b="media/x/anna smith - leeds.mov",
        c="media/Anna Smith - York.mov",
    )
    assert who(told) == {"a-1": ("anna-smith", 1), "b-1": ("anna-smith", 1), "c-1": (None, 0)}
    [perhaps] = list_suggestions(told)
    assert (perhaps["id"], perhaps["name"], perhaps["place"]) == ("c" * 16 + "-1-file", "Anna Smith", "York")
    assert [same["id"] for same in perhaps["known"]] == ["anna-smith"]
    with correcting(told, "Zoe") as made:
        with pytest.raises(UsageError, match="what they agreed to would count for this, too"):
            made.accept_person(perhaps["id"])
        made.accept_person(perhaps["id"], is_new=True)
    assert who(told)["c-1"] == ("anna-smith-2", 0)
    assert people(told)["anna-smith-2"] == ("Anna Smith", None, "York", None, "unknown")
    # They stay apart, and what is known stays as it is.
    before = people(told), who(told)
    name(told)
    assert (people(told), who(told)) == before


def test_two_who_were_taken_for_one_are_parted(told: Project) -> None:
    project = name(told, a="media/Anna - Leeds.mov", b="media/x/Anna - Leeds.mov")
    with correcting(project, "Zoe") as made:
        made.name("b" * 16 + "-1", "Anna", is_new=True)
    name(project)
    assert who(told)["a-1"] == ("anna", 1)
    assert who(told)["b-1"] == ("anna-2", 0)


def test_whoever_wrote_under_a_name_is_not_taken_for_who_was_filmed(told: Project) -> None:
    keep(told, Writing("review 1", "They listen to me.", author="Anna Smith"))
    name(told, a="media/Anna Smith - Leeds.mov")
    assert who(told)["a-1"] == (None, 0)
    [perhaps] = list_suggestions(told)
    assert [same["id"] for same in perhaps["known"]] == ["anna-smith"]


def test_a_first_name_alone_is_not_taken_for_somebody_who_agreed(told: Project) -> None:
    name(told, a="media/Anna - Leeds.mov", b="media/Ben Jones - York.mov")
    for person in ("anna", "ben-jones"):
        record_consent(told, person, Consent("granted", ("web",), "full"), "Zoe")
    tell(told, SAID, clip_id="d" * 16)
    name(told, c="media/x/Anna - Leeds.mov", d="media/x/Ben Jones - York.mov")
    assert who(told)["c-1"] == (None, 0)
    assert who(told)["d-1"] == ("ben-jones", 1)
    assert [each["name"] for each in list_suggestions(told)] == ["Anna"]


def test_other_names_or_another_pattern_name_anew(told: Project) -> None:
    name(told, a="media/Leeds - Anna.mov", b="media/York - Ben.mov")
    assert set(people(told)) == {"leeds", "york"}
    name(told, "{place} - {name}")
    assert people(told) == {
        "anna": ("Anna", None, "Leeds", "file name", "unknown"),
        "ben": ("Ben", None, "York", "file name", "unknown"),
    }
    name(told, "{place} - {name}", a="media/Leeds - Cleo.mov")
    assert who(told)["a-1"] == ("cleo", 1)
    name(told, None)
    assert who(told) == {"a-1": (None, 0), "b-1": (None, 0), "c-1": (None, 0)}
    assert people(told) == {}


def test_what_a_person_decided_holds(told: Project) -> None:
    project = name(told, a="media/Anna - Leeds.mov", b="media/Ben - York.mov", c="media/Cleo - Hull.mov")
    with correcting(project, "Zoe") as made:
        made.name("a" * 16 + "-1", "Dora")
        made.describe("ben", place="Ripon")
        # Nothing but that a person says so, too.
        assert made.name("c" * 16 + "-1", "Cleo")
    name(project, a="media/Eve - Hull.mov", b="media/Ben - Bath.mov", c="media/Finn - Hull.mov")
    assert who(told) == {"a-1": ("dora", 0), "b-1": (None, 0), "c-1": ("cleo", 0)}
    assert people(told)["ben"][2] == "Ripon"
    assert "eve" not in people(told)
    assert "finn" not in people(told)
    with correcting(project, "Zoe") as made:
        made.undo()
    name(project)
    assert who(told)["c-1"] == ("finn", 1)


def test_an_approved_answer_is_not_given_to_somebody_else(told: Project) -> None:
    project = name(told, a="media/Anna - Leeds.mov")
    with correcting(project, "Zoe") as made:
        for letter in "ab":
            made.approve(letter * 16 + "-1")
    name(project, a="media/Ben - York.mov", b="media/Ben - York.mov")
    assert who(told)["a-1"] == ("anna", 1)
    assert who(told)["b-1"] == (None, 0)
    assert [each["answer_id"] for each in list_suggestions(project)] == ["b" * 16 + "-1"]


def test_of_several_voices_none_is_named_by_the_file(told: Project) -> None:
    tell(told, clip_id="d" * 16)
    with sqlite3.connect(told.database) as db:
        db.execute("UPDATE answers SET voice = position WHERE clip_id = ?", ["d" * 16])
    name(told, d="media/Anna - Leeds.mov")
    assert {person for person, _ in who(told).values()} == {None}
    assert [each["id"] for each in list_suggestions(told)] == [f"{'d' * 16}-{n}-file" for n in (1, 2)]
    with correcting(told, "Zoe") as made:
        made.accept_person("d" * 16 + "-2-file")
        made.dismiss_person("d" * 16 + "-1-file")
    assert (who(told)["d-1"], who(told)["d-2"]) == ((None, 0), ("anna", 0))
    assert list_suggestions(told) == []
    with correcting(told, "Zoe") as made:
        made.undo()
    assert [each["id"] for each in list_suggestions(told)] == ["d" * 16 + "-1-file"]


def test_a_sheet_says_otherwise(told: Project) -> None:
    project = name(told, a="media/Anna - Leeds.mov", b="media/Ben - York.mov")
    rows = people_rows(project)
    assert [row["files"] for row in rows] == ["Anna - Leeds.mov", "Ben - York.mov", f"{'c' * 16}.wav"]
    table = Table(COLUMNS, tuple(enumerate(rows, start=2)))
    assert import_people(project, table, "Zoe").changes == ()
    new = dict.fromkeys(COLUMNS, "") | {"name": "Dora", "files": "Anna - Leeds.mov"}
    import_people(project, Table(COLUMNS, ((2, new),)), "Zoe")
    name(project)
    assert who(told)["a-1"] == ("dora", 0)


def test_who_is_forgotten_is_not_made_anew(told: Project) -> None:
    tell(told, clip_id="d" * 16)
    with sqlite3.connect(told.database) as db:
        db.execute("UPDATE answers SET voice = position WHERE clip_id = ?", ["d" * 16])
    project = name(
        told, a="media/Anna Ux - Leeds.mov", b="media/x/Anna Ux - Leeds.mov", d="media/y/Anna Ux - Leeds.mov"
    )
    with correcting(project, "Zoe") as made:
        made.name("b" * 16 + "-1", "Ben")
    plan = plan_forgetting(project, "Anna Ux")
    # Also of the clip in which somebody of two is her.
    assert [clip.id for clip in plan.clips] == ["a" * 16, "d" * 16]
    forget(project, plan, "Zoe")
    name(project)
    assert set(people(told)) == {"ben"}
    with Store.reading(project.database) as store:
        for table in ("people", "file_people", "person_suggestions", "corrections"):
            assert "Ux" not in str(store.query(f"SELECT * FROM {table}"))


def test_a_run_names_and_names_anew(scripted: Project, spoken_clip: Path) -> None:
    project = replace(scripted, settings=replace(scripted.settings, people_pattern=PATTERN))
    clip = drop(project.media / "Anna Smith - Leeds.mp4", spoken_clip.read_bytes())
    ingest(project)
    assert people(project) == {"anna-smith": ("Anna Smith", None, "Leeds", "file name", "unknown")}
    clip.rename(project.media / "Ben - York.mp4")
    ingest(project)
    assert people(project) == {"ben": ("Ben", None, "York", "file name", "unknown")}
