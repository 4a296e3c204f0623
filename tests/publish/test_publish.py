"""Publishing: what is told before, what is done, what is remembered, and what never comes back."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from pipeline.consent import BARRED, NOT_APPROVED
from pipeline.lock import exclusive
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.publish.difference import GONE, Answer, Difference
from pipeline.publish.release import (
    CHANGED_SINCE,
    Report,
    Wish,
    bring_previous_back,
    publish,
    rehearse,
)
from pipeline.publish.swap import read_label
from pipeline.store import Store
from schemas.errors import ExitCode, LockedError, UsageError, VoxError
from tests.publish.curated import FIRST, FULL, NOBODY, TWO, consent, deciding, rows, writing

TODAY = date(2026, 6, 1)
WISH = Wish("serve")


def yes(_: Difference) -> bool:
    return True


def no(_: Difference) -> bool:
    return False


def shown(place: Path) -> set[str]:
    label = read_label(place)
    assert label
    return {answer_id.split("-")[0] for answer_id in label.answers}


def put(project: Project, agree: Callable[[Difference], bool] = yes, today: date = TODAY) -> Report:
    return publish(project, project.root / "site", WISH, today, Silent(), agree)


def ids(answers: Iterable[Answer]) -> set[str]:
    return {answer.id.split("-")[0] for answer in answers}


def remembered(project: Project) -> dict[str, set[str]]:
    with Store.reading(project.database) as store:
        found: dict[str, set[str]] = {
            row["target"]: set() for row in store.query("SELECT * FROM publications")
        }
        for row in store.query("SELECT target, answer_id FROM published_answers"):
            found[row["target"]].add(row["answer_id"].split("-")[0])
    return found


def test_a_dry_run_tells_all_and_writes_nothing(people: Project) -> None:
    before = people.database.read_bytes()
    report = rehearse(people, people.root / "site", WISH, TODAY)
    found = report.difference
    assert ids(found.appear) == {FULL, FIRST, NOBODY} and not report.written
    assert [answer.person for answer in found.appear] == [
        *("Ottilie Quackenbush", "Bartholomew Fitzgibbon", "Persephone Oyelaran"),
    ]
    assert (found.published, found.stay, found.change, found.disappear) == (3, 0, (), ())
    assert ids(found.rest) == {TWO}
    assert found.held_back[0].answers == found.rest
    assert not (people.root / "site").exists() and people.database.read_bytes() == before


def test_the_difference_to_what_is_published(people: Project) -> None:
    assert ids(put(people).difference.appear) == {FULL, FIRST, NOBODY}
    again = put(people)
    assert (again.difference.stay, again.difference.appear) == (3, ())
    with deciding(people) as made:
        made.reword(f"{FIRST}-1", 0, 0, "People")
        made.hide(f"{NOBODY}-1")
        made.name(f"{TWO}-1", "Ottilie Quackenbush")
        made.name(f"{TWO}-2", "Ottilie Quackenbush")
        made.approve(f"{TWO}-1")
    found = put(people).difference
    assert (ids(found.appear), ids(found.change), ids(found.disappear)) == ({TWO}, {FIRST}, {NOBODY})
    assert found.stay == 1
    # Another piece of the same clip moves the first in its film: nothing that is shown of that has changed.
    with deciding(people) as made:
        made.approve(f"{TWO}-2")
    found = put(people).difference
    assert (ids(found.appear), found.change, found.stay) == ({TWO}, (), 3)


def test_what_must_go_is_told_first(people: Project) -> None:
    put(people)
    with deciding(people) as made:
        made.hide(f"{FULL}-1")
        made.hide(f"{FIRST}-1")
    consent(people, "Persephone Oyelaran", "withdrawn")
    found = rehearse(people, people.root / "site", WISH, TODAY).difference
    assert [answer.id[:1] for answer in found.disappear] == ["c", "a", "b"]
    assert found.disappear[0].reasons == (BARRED["withdrawn"],)
    assert [answer.person for answer in found.barred] == ["Persephone Oyelaran"]


def test_somebody_is_asked_before_anything_disappears(people: Project) -> None:
    put(people, no)
    consent(people, "Persephone Oyelaran", "refused")
    held = read_label(people.root / "site")
    refused = put(people, no)
    assert not refused.written and ids(refused.difference.barred) == {NOBODY}
    assert read_label(people.root / "site") == held
    assert ids(put(people, yes).difference.disappear) == {NOBODY}


def test_the_last_one_can_be_taken_down(people: Project) -> None:
    put(people)
    for name in ("Ottilie Quackenbush", "Bartholomew Fitzgibbon", "Persephone Oyelaran"):
        consent(people, name, "withdrawn")
    report = put(people)
    assert report.written and report.difference.published == 0
    assert rows(people.root / "site" / "vox.db", "SELECT * FROM answers") == []
    with pytest.raises(VoxError, match="Nothing may be published"):
        put(people)


def test_nothing_is_published_where_nothing_may_be(people: Project) -> None:
    with deciding(people) as made:
        for clip in (FULL, FIRST, NOBODY):
            made.reset_review(f"{clip}-1")
    with pytest.raises(VoxError) as told:
        put(people)
    assert told.value.exit_code == ExitCode.SOME_FAILED
    assert f"5 answers: {NOT_APPROVED}" in told.value.details
    assert not (people.root / "site").exists()


def test_a_consent_ends_with_its_day(people: Project) -> None:
    consent(people, "Ottilie Quackenbush", expires_on="2026-06-30")
    assert ids(put(people, today=date(2026, 6, 30)).difference.appear) == {FULL, FIRST, NOBODY}
    found = put(people, today=date(2026, 7, 1)).difference
    assert ids(found.barred) == {FULL}


def test_what_is_published_where_is_remembered_without_a_word(people: Project) -> None:
    put(people)
    with deciding(people) as made:
        made.hide(f"{NOBODY}-1")
    put(people)
    assert remembered(people) == {"site": {FULL, FIRST}}
    with Store.reading(people.database) as store:
        contents = store.query("SELECT DISTINCT content FROM published_answers")
    assert all(len(row["content"]) == 32 for row in contents)


def test_the_publication_before_comes_back(people: Project) -> None:
    put(people)
    with deciding(people) as made:
        made.reword(f"{FIRST}-1", 0, 0, "Peopel")
    put(people)
    report = bring_previous_back(people, people.root / "site", TODAY, yes)
    assert report.written and report.form == "serve" and ids(report.difference.change) == {FIRST}
    [answer] = rows(people.root / "site" / "vox.db", "SELECT text FROM answers WHERE clip_id = ?", FIRST)
    assert answer["text"].startswith("Staff")
    with deciding(people) as made:
        made.name(f"{TWO}-1", "Ottilie Quackenbush")
    # And forth again.
    bring_previous_back(people, people.root / "site", TODAY, yes)
    [answer] = rows(people.root / "site" / "vox.db", "SELECT text FROM answers WHERE clip_id = ?", FIRST)
    assert answer["text"].startswith("Peopel")


def test_nobody_who_withdrew_comes_back(people: Project) -> None:
    put(people)
    assert put(people).previous == "site.previous"
    consent(people, "Persephone Oyelaran", "withdrawn")
    with pytest.raises(VoxError) as told:
        bring_previous_back(people, people.root / "site", TODAY, yes)
    assert told.value.details == (f"{NOBODY}-1, Persephone Oyelaran: {BARRED['withdrawn']}",)
    # Published without them, nothing of them is left beside it.
    assert put(people).previous is None
    assert shown(people.root / "site") == {FULL, FIRST}
    assert not (people.root / "site.previous").exists()
    with pytest.raises(UsageError, match="no publication before"):
        bring_previous_back(people, people.root / "site", TODAY, yes)


def test_nor_does_a_name_that_may_not_be_told_any_more(people: Project) -> None:
    put(people)
    consent(people, "Ottilie Quackenbush", naming="anonymous")
    put(people)
    with pytest.raises(VoxError) as told:
        bring_previous_back(people, people.root / "site", TODAY, yes)
    assert told.value.details == (f"{FULL}-1, Ottilie Quackenbush: {CHANGED_SINCE}",)


def test_nor_what_was_redacted_since_nor_what_is_no_more(people: Project) -> None:
    put(people)
    put(people)
    with deciding(people) as made:
        made.redact(f"{FIRST}-1", 4, 4)
    with writing(people) as db:
        db.execute("DELETE FROM clips WHERE id = ?", [NOBODY])
    with pytest.raises(VoxError) as told:
        bring_previous_back(people, people.root / "site", TODAY, yes)
    first, second = sorted(told.value.details)
    assert first.startswith(f"{FIRST}-1, Bartholomew Fitzgibbon: It is not proven")
    assert second == f"{NOBODY}-1: {GONE}"


def test_nor_what_was_cut_off_and_hidden_since(people: Project) -> None:
    put(people)
    with deciding(people) as made:
        made.split(f"{FIRST}-1", at=3.5)
        [rest] = rows(people.database, "SELECT id FROM answers WHERE clip_id = ? AND position = 2", FIRST)
        made.name(rest["id"], "Bartholomew Fitzgibbon")
        made.hide(rest["id"])
    put(people)
    with pytest.raises(VoxError) as told:
        bring_previous_back(people, people.root / "site", TODAY, yes)
    assert told.value.details == (f"{FIRST}-1, Bartholomew Fitzgibbon: {CHANGED_SINCE}",)


def test_without_one_before_nothing_comes_back(people: Project) -> None:
    with pytest.raises(UsageError, match="no publication before"):
        bring_previous_back(people, people.root / "site", TODAY, yes)
    put(people)
    with pytest.raises(UsageError, match="no publication before"):
        bring_previous_back(people, people.root / "site", TODAY, yes)


def test_a_clip_without_a_film_is_told(people: Project) -> None:
    report = put(people)
    assert {clip.id for clip in report.unmade} == {FULL, FIRST, NOBODY}
    assert report.exit_code == ExitCode.SOME_FAILED


def test_one_writer_at_a_time(people: Project) -> None:
    with exclusive(people), pytest.raises(LockedError):
        put(people)
    # To look is always allowed.
    with exclusive(people):
        rehearse(people, people.root / "site", WISH, TODAY)


def test_killed_while_publishing_whoever_is_shown_is_found(people: Project) -> None:
    put(people)
    place = people.root / "site"
    consent(people, "Persephone Oyelaran", "withdrawn")
    code = (
        "from datetime import date; from pathlib import Path; import os\n"
        "from pipeline.project import find_project; from pipeline.progress import Silent\n"
        "from pipeline.publish import release, swap\n"
        "def stop(*_): os.kill(os.getpid(), 9)\n"
        "release._remember = stop\n"
        f"project = find_project(Path({str(people.root)!r}))\n"
        f"release.publish(project, Path({str(place)!r}), release.Wish('serve'), date(2026, 6, 1), Silent(),"
        " lambda _: True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, env={**os.environ})
    assert done.returncode == -signal.SIGKILL
    assert shown(place) == {FULL, FIRST}
    assert remembered(people)["site"] == {FULL, FIRST, NOBODY}
    put(people)
    assert remembered(people) == {"site": {FULL, FIRST}}
    assert shown(people.root / "site.previous") == {FULL, FIRST}


def test_ready_for_other_hosts_it_keeps_its_films(people: Project, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere" / "site"
    publish(people, place, Wish("serve", index=True, url="https://example.org/a/"), TODAY, Silent(), yes)
    label = read_label(place)
    assert label and (label.index, label.url) == (True, "https://example.org/a/")
    assert not (people.private / "publishing").exists()
    assert list(remembered(people)) == [str(place)]
