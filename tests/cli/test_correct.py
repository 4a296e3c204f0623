"""What a person types to see why, and to put it right."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import rows
from pipeline.lock import exclusive
from pipeline.project import find_project
from tests.cli.conftest import Vox
from tests.pipeline.test_corrections import CLIP, FIRST, SECOND, tell
from tests.pipeline.test_retag import OWN


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A project with one clip, in which two people answer."""
    (tmp_path / "media").mkdir()
    tell(find_project(tmp_path))
    return tmp_path


def test_an_answer_is_found_shown_corrected_and_put_back(vox: Vox, told: Path) -> None:
    assert f"    {FIRST}  attention, warmth\n" in vox("search", "smile").stdout
    before = vox("show", FIRST)
    assert "They [listen] to me. Always a [warm] smile." in before.stdout
    assert re.search(r"attention +tag +0\.\d+ lexicon +\[listen\]", before.stdout)
    done = vox("correct", "reject", FIRST, "warmth", "--author", "Ann")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{FIRST}: rejected warmth.\nCorrection 1. To take it back: vox correct undo 1\n"
    vox("people", "name", FIRST, "Maya Lopez", "--author", "Ann")
    shown = vox("show", FIRST).stdout
    assert ", Maya Lopez\n" in shown
    assert "warmth" not in shown.split("Corrections")[0]
    log = vox("correct", "log").stdout.splitlines()
    assert [line.split(FIRST)[1].strip() for line in log] == ["rejected warmth", "spoken by maya-lopez"]
    assert all("  Ann  " in line for line in log)
    assert vox("people").stdout == "maya-lopez  Maya Lopez  1 answer    unknown\n"
    vox("correct", "undo")
    assert json.loads(vox("correct", "undo", "--json").stdout)["correction"]["undoes"] == 1
    assert vox("show", FIRST).stdout.split("\nCorrections")[0] == before.stdout
    assert "rejected warmth (taken back by 4)" in vox("correct", "log").stdout


def test_when_is_told_by_the_clock_of_this_machine_and_in_json_as_it_is_stored(
    vox: Vox, told: Path, in_zone: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_zone("Pacific/Kiritimati")
    stored = "2026-11-28T23:30:00+00:00"
    monkeypatch.setattr(rows, "now", lambda: stored)
    vox("people", "name", FIRST, "Maya Lopez")
    vox("people", "consent", "Maya Lopez", "--status", "refused")
    assert "  2026-11-29 13:30  " in vox("correct", "log").stdout
    assert "  2026-11-29  " in vox("show", FIRST).stdout
    assert "\n  2026-11-29  " in vox("people", "show", "Maya Lopez").stdout
    assert json.loads(vox("correct", "log", "--json").stdout)["corrections"][0]["made_at"] == stored
    said = json.loads(vox("people", "show", "Maya Lopez", "--json").stdout)
    assert said["history"][0]["recorded_at"] == stored


def test_a_split_tells_what_the_answers_are_now(vox: Vox, told: Path) -> None:
    done = vox("correct", "split", FIRST, "--before", "Always a")
    piece = f"{CLIP}-1-550"
    assert f"  {FIRST}  3.50 to 5.40 s  They listen to me.\n  {piece}  5.50 to" in done.stdout
    document = json.loads(vox("show", piece, "--json").stdout)
    assert (document["text"], document["question"]) == ("Always a warm smile.", None)
    told_json = json.loads(vox("correct", "join", FIRST, "--json").stdout)
    assert [answer["id"] for answer in told_json["answers"]] == [FIRST, SECOND]
    assert told_json["correction"].keys() >= {"id", "author", "made_at", "undoes"}
    again = json.loads(vox("correct", "off-topic", SECOND, "--on-topic", "--json").stdout)
    assert again["correction"] is None
    assert vox("correct", "off-topic", SECOND).returncode == 0
    assert "Hidden: it is no answer." in vox("show", SECOND).stdout
    assert json.loads(vox("status", "--json").stdout)["answers"] == 1


SENSELESS = [
    (("correct", "accept", FIRST, "car"), "There is no theme 'car'. Did you mean 'care'?"),
    (("correct", "accept", FIRST, "space"), "Its themes are: attention, warmth."),
    (("correct", "accept", f"{CLIP}-7", "care"), f"The answers of its clip are: {FIRST}, {SECOND}."),
    (("show", "aaaaaaaaaaaaaaab-1"), f"Did you mean '{FIRST}'?"),
    (("show", "\x1b[31m"), "There is no answer '�[31m'."),
    (("correct", "split", FIRST), "--at SECONDS or --before WORDS"),
    (("correct", "split", FIRST, "--at", "1", "--before", "x"), "one of them"),
    (("correct", "question", FIRST), "--keep"),
    (("correct", "undo"), "There is nothing to undo."),
    (("correct", "undo", "x"), "valid integer"),
    (("correct", "polarity", FIRST, "good"), "Say praise, complaint or neutral."),
    (("people", "name", FIRST, ""), "A name is missing."),
]


def test_what_makes_no_sense_is_told_and_nothing_is_stored(vox: Vox, told: Path) -> None:
    for arguments, said in SENSELESS:
        done = vox(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert said in done.stderr, arguments
    assert json.loads(vox("correct", "log", "--json").stdout) == {"corrections": []}


def test_what_writes_waits_for_nobody(vox: Vox, told: Path) -> None:
    with exclusive(find_project(told)):
        for command in (("correct", "add", FIRST, "space"), ("people", "name", FIRST, "A"), ("retag",)):
            done = vox(*command)
            assert (done.returncode, done.stdout) == (4, "")
            assert "Another run is writing" in done.stderr
        assert vox("show", FIRST).returncode == 0


@pytest.mark.parametrize("command", [("show", FIRST), ("correct", "log"), ("people",), ("retag",)])
def test_where_nothing_was_ingested_that_is_told(vox: Vox, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = vox(*command)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Nothing has been ingested" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_own_themes_are_listed_checked_and_applied(vox: Vox, told: Path) -> None:
    assert len(json.loads(vox("themes", "--json").stdout)["themes"]) == 20
    assert "These are built in." in vox("themes").stderr
    own = told / "own.yaml"
    own.write_text(OWN)
    (told / "vox.toml").write_text('question = "Who?"\nthemes = "own.yaml"\n')
    assert vox("themes").stdout.splitlines()[0] == "people  People  Ours  Says staff."
    assert vox("themes", "check").stdout == f"{own}: 2 themes, no mistake.\n"
    planned = vox("retag", "--dry-run")
    assert re.search(rf"{SECOND}  media/\S+ \d:\d\d  Staff who care", planned.stdout)
    assert "    + people (tag)\n    - care (tag)\n" in planned.stdout
    assert "2 answers read in " in planned.stdout
    assert planned.stdout.endswith("Nothing was stored. To do it: vox retag\n")
    assert json.loads(vox("search", "--theme", "care", "--json").stdout)["total"] == 1
    done = json.loads(vox("retag", "--json").stdout)
    assert done["totals"]["changed"] == len(done["changes"]) == 2
    assert json.loads(vox("search", "--theme", "people", "--json").stdout)["total"] == 1
    own.write_text(OWN.replace("hue: 20", "hue: blue\n  colour: 1").replace("slug: warmth", "slug: people"))
    broken = vox("themes", "check")
    assert broken.returncode == 1
    assert broken.stdout.splitlines() == [
        f"{own}, line 8: the slug 'people' is used in line 1 already.",
        f"{own}, line 12: 'hue' must be a whole number from 0 to 359.",
        f"{own}, line 13: 'colour' is no key of a theme; keys are slug, family, label, definition, hue, cues,"
        " lex, contrast.",
        f"{own}: 1 theme, 3 mistakes.",
    ]
    document = json.loads(vox("themes", "check", own, "--json").stdout)
    assert (document["ok"], [each["line"] for each in document["mistakes"]]) == (False, [8, 12, 13])
    refused = vox("retag")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"{own} has 3 mistakes:\n  line 8: the slug" in refused.stderr
    assert json.loads(vox("search", "--theme", "people", "--json").stdout)["total"] == 1
