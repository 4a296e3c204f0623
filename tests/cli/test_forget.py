"""What a person types to forget somebody, and what they are told before and after."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Vox
from tests.cli.test_correct import told
from tests.pipeline.test_corrections import CLIP, FIRST, SECOND

__all__ = ["told"]


@pytest.fixture
def named(vox: Vox, told: Path) -> Path:
    vox("people", "name", FIRST, "Ann Lee")
    vox("people", "name", SECOND, "Ben")
    return told


def receipts(folder: Path) -> list[Path]:
    return list(folder.glob("forgotten/RECEIPT-*"))


def test_what_goes_is_shown_and_nothing_is_removed(vox: Vox, named: Path) -> None:
    done = vox("forget", "ann lee", "--dry-run")
    assert done.returncode == 0
    assert done.stdout == (
        "Ann Lee is to be forgotten, which cannot be undone. What goes:\n"
        f"  clip media/{CLIP}.wav, 60.0 s\n"
        f"  answer {FIRST}, Ann Lee: They listen to me. Always a warm smile.\n"
        f"  answer {SECOND}, Ben: Staff who care about you, and quickly.\n"
        "  2 quotes, 2 corrections, 0 records of consent, 0 pictures and web copies\n"
        "Because Ann Lee is seen or heard in them, answers of others go, too: Ben.\n"
        "Nothing was removed.\n"
    )
    assert vox("people").stdout.startswith("ann-lee") and not receipts(named)


def test_somebody_is_forgotten_and_a_receipt_is_left(vox: Vox, named: Path) -> None:
    done = vox("forget", "Ann Lee", "--yes", "--author", "Zoe")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    last = done.stdout.splitlines()[-2:]
    assert last[0].startswith("Forgotten: 1 clip with 2 answers. Receipt: forgotten/RECEIPT-")
    assert last[1] == "No word, name or file of it is found in the project any more."
    assert len(receipts(named)) == 2
    assert vox("people").stdout.startswith("ben") and "0 answers" in vox("people").stdout
    assert vox("search", "smile").stdout.startswith("Nothing") or "smile" not in vox("search", "smile").stdout
    again = vox("forget", "Ann Lee", "--yes")
    assert again.returncode == 2
    assert again.stderr == (
        "Nobody is called 'Ann Lee'. There is no clip Ann Lee either.\nSee who is known: vox people\n"
    )


@pytest.mark.parametrize(("typed", "goes"), [("Ann", False), ("ann lee", True)])
def test_nobody_is_forgotten_by_mistake(vox: Vox, typed: str, goes: bool, named: Path) -> None:
    done = vox("forget", "ann-lee", typed=f"{typed}\n")
    assert "type Ann Lee or yes" in done.stderr
    assert done.returncode == (0 if goes else 2)
    assert ("Nothing was removed." in done.stderr) is not goes
    assert bool(receipts(named)) is goes


def test_what_is_still_found_is_told_and_the_exit_code_says_so(vox: Vox, named: Path) -> None:
    (named / "vox.toml").write_text('names = ["Ann Lee"]\n')
    done = vox("forget", "Ann Lee", "--yes")
    assert done.returncode == 1
    assert "'Ann Lee' stands in vox.toml, under names: take it out there.\n" in done.stdout
    assert "still found in:\n  vox.toml: Ann Lee\n" in done.stderr
    assert "No word, name or file" not in done.stdout


def test_json_is_one_document_and_asks_nobody(vox: Vox, named: Path) -> None:
    plan = json.loads(vox("forget", f"{CLIP}.wav", "--dry-run", "--json").stdout)
    assert plan["forgotten"] is None and plan["plan"]["clips"][0]["id"] == CLIP
    refused = vox("forget", "Ben", "--json")
    assert refused.returncode == 2 and not refused.stdout and not receipts(named)
    assert "Say --yes, or --dry-run." in refused.stderr
    done = json.loads(vox("forget", "Ben", "--json", "--yes").stdout)
    assert done["forgotten"]["removed"]["answers"] == 2 and done["forgotten"]["traces"] == []


def test_an_answer_is_not_forgotten_by_itself(vox: Vox, named: Path) -> None:
    done = vox("forget", FIRST, "--yes")
    assert done.returncode == 2 and f"vox correct hide {FIRST}" in done.stderr
