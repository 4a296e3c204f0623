"""What a person types to take quotes away, and to check a draft."""

import json
from pathlib import Path

import pytest

from pipeline.project import find_project
from tests.cli.conftest import Vox
from tests.publish.curated import FULL, curate

THEIRS = "They listen to me and they remember my name."


@pytest.fixture
def told(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    curate(find_project(tmp_path))
    return tmp_path


def test_texts_are_printed_and_files_are_written(vox: Vox, told: Path) -> None:
    done = vox("quotes", "--answer", f"{FULL}-1", "--whole")
    assert done.returncode == 0
    assert f"> {THEIRS}\n>\n> — Ottilie Quackenbush, Gardener, Wellingtonia Ltd\n" in done.stdout
    assert not (told / "takeaways").exists()
    done = vox("quotes", "--answer", f"{FULL}-1", "--whole", "--format", "docx")
    assert done.stdout == f"{told / 'takeaways' / f'quotes-{FULL}-1-internal.docx'}: 1 quote.\n"
    done = vox("quotes", "--whole", "--channel", "web", "--format", "xlsx")
    assert done.stdout == f"{told / 'takeaways' / 'quotes.xlsx'}: 3 quotes.\n"
    assert done.stderr.startswith("Held back: 2 answers.\n")
    done = vox("quotes", "--out", "mine.html", "--json")
    printed = json.loads(done.stdout)
    assert printed["path"] == "mine.html" and len(printed["quotes"]) == 5
    assert (told / "mine.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("quotes", "xylophone"), "No answer matches."),
        (("quotes", "--channel", "paid"), "None of the 5 answers that match may leave by this way."),
        (("quotes", "--format", "pdf"), "Quotes cannot be written as 'pdf'."),
        (("quotes", "--channel", "tv"), "There is no way out called 'tv'."),
        (("quotes", "--out", "media/quotes.md"), "media/quotes.md is in the drop folder"),
        (("verify", "none.md"), "There is no file none.md."),
        (("verify", "media"), "There is no file media."),
    ],
)
def test_what_makes_no_sense_is_refused(vox: Vox, told: Path, command: tuple[str, ...], said: str) -> None:
    done = vox(*command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert not (told / "takeaways").exists()


def test_a_draft_is_checked(vox: Vox, told: Path) -> None:
    draft = told / "draft.md"
    draft.write_text(f"“{THEIRS}” — Ottilie Quackenbush\n", encoding="utf-8")
    done = vox("verify", draft)
    assert done.returncode == 0
    assert done.stdout.startswith(f"line 1: verbatim  “{THEIRS}”\n    Ottilie Quackenbush, Gardener, ")
    assert done.stdout.endswith("1 quotation: 1 verbatim. Checked for: web.\n")
    draft.write_text("“They listened to me and they remember my name.” Or “so what”?", encoding="utf-8")
    done = vox("verify", draft)
    assert done.returncode == 1
    assert "They [-listen-][+listened+] to me and they remember my name\n" in done.stdout
    assert "Passed over: 1 quotation of one or two words." in done.stderr
    done = vox("verify", draft, "--json", "--channel", "internal")
    printed = json.loads(done.stdout)
    assert done.returncode == 1
    assert (printed["ok"], printed["counts"]["altered"], printed["short"]) == (False, 1, 1)
    [found] = printed["quotations"]
    assert found["difference"][1] == {"said": "listen", "written": "listened"}
    draft.write_text("Nothing.", encoding="utf-8")
    assert vox("verify", draft).stdout == f"Nothing is quoted in {draft}.\n"
