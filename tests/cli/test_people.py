"""What a person types to say who speaks and what they agreed to."""

import json
from pathlib import Path

from pipeline.project import find_project
from tests.cli.conftest import Vox
from tests.cli.test_correct import told, vox
from tests.pipeline.test_corrections import FIRST, SECOND, tell

__all__ = ["told", "vox"]


def test_somebody_is_described_asked_listed_and_takes_it_back(vox: Vox, told: Path) -> None:
    vox("people", "name", FIRST, "Ann Lee")
    assert vox("people", "set", "Ann Lee", "--role", "Nurse", "--relation", "customer").stdout == "Changed.\n"
    agreed = ("--status", "granted", "--channel", "web", "--naming", "first", "--expires", "2126-01-01")
    assert vox("people", "consent", "Ann Lee", *agreed, "--given", "2026-01-01").stdout == "Recorded.\n"
    assert vox("people").stdout == (
        "ann-lee  Ann Lee  1 answer  customer  granted for web by first name until 2126-01-01\n"
    )
    done = vox("people", "withdraw", "Ann Lee", "--author", "Zoe")
    assert done.stdout == "Withdrawn. They are left out of everything that is made from now on.\n"
    assert done.stderr == "To remove what was recorded as well: vox forget PERSON\n"
    shown = vox("people", "show", "Ann Lee").stdout
    assert shown.startswith("ann-lee  Ann Lee, Nurse, customer\nConsent: withdrawn\n")
    assert "granted for web by first name until" in shown and "  Zoe  withdrawn\n" in shown
    wrong = vox("people", "withdraw", "lee")
    assert wrong.stderr.startswith("Nobody is called 'lee'. Did you mean 'Ann Lee'?")
    facts = json.loads(vox("people", "show", "ann-lee", "--json").stdout)
    assert [said["status"] for said in facts["history"]] == ["granted", "withdrawn"]


def test_who_is_only_seen_is_told(vox: Vox, told: Path) -> None:
    vox("people", "name", SECOND, "Ben")
    assert f"{FIRST}: ben is seen in the clip." in vox("people", "in-shot", FIRST, "Ben").stdout
    assert f"{FIRST}: ben is not seen in the clip." in vox("people", "in-shot", FIRST, "Ben", "--not").stdout
    unknown = vox("people", "in-shot", FIRST, "Cleo", "--not")
    assert unknown.stderr.startswith("Nobody is called 'Cleo'.")
    assert "cleo is seen in the clip." in vox("people", "in-shot", FIRST, "Cleo").stdout
    assert "Cleo  0 answers" in vox("people").stdout


def test_a_sheet_goes_out_and_comes_back(vox: Vox, told: Path) -> None:
    vox("people", "name", FIRST, "Ann Lee")
    assert vox("people", "export", "--out", "people", "--format", "csv", "--json").returncode == 0
    assert (told / "people.csv").is_file()
    again = vox("people", "export", "--format", "csv")
    assert again.stderr.startswith("people.csv is there already, and what was filled in would be lost.")
    (told / "people.csv").unlink()
    done = vox("people", "export", "--format", "csv")
    assert done.stdout == "people.csv: 2 rows. Fill it in, then: vox people import people.csv\n"
    sheet = told / "people.csv"
    assert vox("people", "import", "people.csv").stdout == "2 rows, 0 changed.\n"
    sheet.write_text(sheet.read_text("utf-8-sig").replace("Ann Lee,,", "Ann Lee,Nurse,"), "utf-8")
    dry = vox("people", "import", "people.csv", "--dry-run").stdout
    assert dry == "row 2  ann-lee    role\n2 rows, 1 changed; nothing was stored.\n"
    assert json.loads(vox("people", "import", "people.csv", "--json").stdout) == {
        "rows": 2,
        "changes": [{"row": 2, "person": "ann-lee", "is_new": False, "changed": ["role"]}],
        "ignored": [],
        "published": [],
        "dry_run": False,
    }
    sheet.write_text("id,name,notes\nann-lee,Ann Lee,tall\n", "utf-8")
    assert vox("people", "import", "people.csv").stderr == "Not read, for vox has no such columns: notes\n"
    sheet.write_text("id,name,consent\nann-lee,Ann Lee,perhaps\n", "utf-8")
    wrong = vox("people", "import", "people.csv")
    assert wrong.returncode == 2
    assert wrong.stderr == (
        "There is a mistake in the sheet; nothing of it was stored.\n"
        "  Row 2, consent: There is no consent 'perhaps'."
        " Say unknown, granted, refused, withdrawn or expired.\n"
        "Mend them and import it again.\n"
    )


def test_the_wording_can_stand_in_a_file(vox: Vox, told: Path) -> None:
    vox("people", "name", FIRST, "Ann Lee")
    (told / "form.txt").write_bytes(b"\xef\xbb\xbfYou may show this.\r\nOn our site.  \r\n")
    agreed = ("--status", "granted", "--channel", "web", "--wording", "@form.txt")
    assert vox("people", "consent", "Ann Lee", *agreed).stdout == "Recorded.\n"
    facts = json.loads(vox("people", "show", "Ann Lee", "--json").stdout)
    assert facts["consent"]["wording"] == "You may show this.\nOn our site."
    gone = vox("people", "consent", "Ann Lee", *agreed[:-1], "@gone.txt")
    assert gone.stderr == "gone.txt cannot be read.\nName a file of plain text in UTF-8.\n"
    assert vox("people", "set", "Ann Lee").stderr.startswith("It is not said what to change.")


def test_who_introduces_themselves_is_listed_accepted_or_dismissed(vox: Vox, told: Path) -> None:
    assert vox("people", "suggestions").stdout.startswith("Nobody introduces themselves")
    for letter in "bc":
        tell(
            find_project(told),
            "I'm Anna from Leeds. They listen to me, with a smile.",
            clip_id=letter * 16,
        )
    listed = vox("people", "suggestions").stdout.splitlines()
    assert listed[0].split("  ") == ["b" * 16 + "-1-said", "Anna, Leeds", "“I'm Anna from Leeds”"]
    assert listed[-1] == "Accept one with: vox people accept ID. Or: vox people dismiss ID"
    facts = json.loads(vox("people", "suggestions", "--json").stdout)["suggestions"]
    assert [(each["name"], each["place"], each["known"]) for each in facts] == [("Anna", "Leeds", [])] * 2
    assert vox("people").stdout == "Nobody has a name yet. Give one with: vox people name ANSWER NAME\n"
    done = vox("people", "accept", "b" * 16 + "-1-said").stdout
    assert done == "Correction 1: spoken by anna.\nCorrection 2: place of anna is Leeds.\n"
    assert "known: anna" in vox("people", "suggestions").stdout
    same = vox("people", "accept", "c" * 16 + "-1-said")
    assert same.returncode == 2
    assert same.stderr.startswith("Somebody is called Anna already: anna.")
    done = vox("people", "accept", "c" * 16 + "-1-said", "--new", "--json").stdout
    assert [each["field"] for each in json.loads(done)["corrections"]] == ["person", "detail:anna-2:place"]
    wrong = vox("people", "dismiss", "d" * 16 + "-1-said")
    assert wrong.stderr.startswith(f"There is no suggestion '{'d' * 16}-1-said'.")


def test_what_does_not_introduce_somebody_is_dismissed(vox: Vox, told: Path) -> None:
    tell(find_project(told), "I'm Anna from Leeds. They listen to me, with a smile.", clip_id="b" * 16)
    done = vox("people", "dismiss", "b" * 16 + "-1-said").stdout
    assert done == "Correction 1: what is said does not tell who speaks.\n"
    assert json.loads(vox("people", "suggestions", "--json").stdout) == {"suggestions": []}
    assert vox("correct", "undo").returncode == 0
    assert "Anna, Leeds" in vox("people", "suggestions").stdout


def test_people_of_one_name_are_parted(vox: Vox, told: Path) -> None:
    for answer in (FIRST, SECOND):
        vox("people", "name", answer, "Ann Lee")
    assert "spoken by ann-lee-2" in vox("people", "name", SECOND, "Ann Lee", "--new").stdout
    assert vox("people").stdout.count("Ann Lee  1 answer") == 2
