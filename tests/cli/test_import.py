"""`vox import`: what is shown before, what is told after, and what a script gets."""

import json
from pathlib import Path

import pytest

from cli.app import app
from tests.cli.conftest import Vox
from tests.pipeline.brought.exports import GERMAN, GOOGLE_FORMS, written


def test_columns_are_shown_and_bad_rows_are_told(vox: Vox, tmp_path: Path) -> None:
    written(tmp_path, "answers.csv", GERMAN)
    done = vox("import", "answers.csv", "--yes")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines() == [
        "answers.csv: CSV with semicolons, UTF-8",
        "text  Kommentar  Sie hören zu und erklären alles in Ruhe  Freundlich; schnell  viel",
        "name  Name       Jürgen                                   Uwe                  zu",
        "date  Datum      03.04.2026                               25.04.2026           viele",
        "Row 4: there is no text in it.",
        "Row 5: it has 4 cells under 3 headings.",
    ]
    assert done.stdout.splitlines() == ["2 new, 2 refused.", "Look at them with: vox serve"]
    again = vox("import", "answers.csv", "--map", "text=Kommentar,name=Name,date=Datum", "--json")
    assert again.returncode == 1
    told = json.loads(again.stdout)
    assert (told["added"], told["unchanged"], told["refused"]) == (0, 2, 2)
    assert told["rows_refused"][0] == {"row": 4, "reason": "there is no text in it"}
    assert told["columns"] == {"text": "Kommentar", "name": "Name", "date": "Datum"}


def test_where_nobody_can_be_asked_nothing_is_taken_in(vox: Vox, tmp_path: Path) -> None:
    written(tmp_path, "answers.csv", GOOGLE_FORMS)
    done = vox("import", "answers.csv")
    assert done.returncode == 2
    assert '--map "text=What makes good customer service?,name=Your name,' in done.stderr
    assert "The answers could also be in: Anything else?" in done.stderr
    assert not (tmp_path / "vox.db").exists()


def test_somebody_who_is_asked_may_decline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    monkeypatch.setattr("cli.import_._can_ask", lambda: True)
    path = written(tmp_path, "answers.csv", GOOGLE_FORMS)
    command = ["import", str(path), "--project", str(tmp_path)]
    declined = CliRunner().invoke(app, command, input="n\n")
    assert declined.exit_code == 2
    assert not (tmp_path / "vox.db").exists()
    assert CliRunner().invoke(app, command, input="y\n").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["nowhere.csv"], "There is no file nowhere.csv"),
        (["answers.csv", "--map", "text=Coment"], "Did you mean 'Comment'?"),
        (["answers.csv", "--language", "english"], "'english' is no language"),
        (["answers.csv", "--sheet", "One"], "answers.csv has no sheets"),
        (["answers.csv", "--channel", "web"], "It is not said which column holds the consent"),
        (["answers.csv", "--map", "consent=Name", "--channel", "tv"], "There is no channel 'tv'"),
        (["answers.csv", "--map", "consent=Name", "--naming", "loud"], "There is no naming 'loud'"),
    ],
)
def test_what_cannot_be_is_told(vox: Vox, tmp_path: Path, arguments: list[str], problem: str) -> None:
    written(tmp_path, "answers.csv", "Comment,Name\nThey were kind to me,Ann\n")
    done = vox("import", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
