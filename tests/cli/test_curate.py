"""What a person types to correct words, choose quotes, redact, and let answers out."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Vox
from tests.cli.test_correct import told
from tests.pipeline.test_corrections import CLIP, FIRST, SECOND, tell

__all__ = ["told"]

BAR = "█████"


def test_words_are_corrected_quoted_and_redacted_by_what_they_say(vox: Vox, told: Path) -> None:
    done = vox("correct", "words", FIRST, "warm smile", "worn style.")
    assert done.stdout.startswith(f"{FIRST}: 'warm smile.' reads 'worn style.'.\n")
    assert "They listen to me. Always a worn style." in done.stdout
    assert "It is so already" in vox("correct", "words", FIRST, "worn style.", "worn style.").stdout
    quoted = json.loads(vox("correct", "quote", FIRST, "They listen to me", "--json").stdout)
    assert quoted["correction"]["after"] == "They listen to me."
    hidden = vox("correct", "redact", FIRST, "worn", "--bleep", "--author", "Ann")
    assert f"Always a {BAR} style." in hidden.stdout
    assert "worn" not in hidden.stdout.replace("worn style", "")
    assert BAR in vox("show", FIRST).stdout
    assert vox("search", "worn").stdout == "0 answers found.\n"


def test_first_the_answer_is_approved_then_its_quote(vox: Vox, told: Path) -> None:
    refused = vox("correct", "approve", SECOND, "--quote")
    assert refused.returncode == 2
    assert refused.stderr == (
        f"The answer {SECOND} is not approved yet, so its quote cannot be.\n"
        f"Listen to it and approve it first: vox correct approve {SECOND}\n"
    )
    assert vox("correct", "approve", SECOND).stdout.startswith(f"{SECOND}: approved.")
    assert vox("correct", "approve", SECOND, "--quote").stdout.startswith(
        f"{SECOND}: its quote 'Staff who care about you, and quickly.' approved."
    )
    assert vox("correct", "approve", SECOND, "--names").returncode == 0
    assert vox("correct", "star", SECOND).stdout.startswith(f"{SECOND}: starred.")
    assert vox("correct", "star", SECOND, "--off").stdout.startswith(f"{SECOND}: no star any more.")
    assert vox("correct", "hide", SECOND).stdout.startswith(f"{SECOND}: hidden.")
    assert vox("correct", "reset", SECOND).stdout.startswith(f"{SECOND}: to be looked at again.")
    log = json.loads(vox("correct", "log", "--json").stdout)["corrections"]
    assert [(each["field"], each["after"]) for each in log[-2:]] == [("review", "hidden"), ("review", "new")]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("words", FIRST, "cold frown", "x"), f"'cold frown' is not said in the answer {FIRST}."),
        (("quote", SECOND, "smile"), f"'smile' is not said in the answer {SECOND}."),
        (("words", FIRST, "warm", f"w{BAR}m"), f"'w{BAR}m' holds a bar, which stands for what is redacted."),
        (("blur", CLIP, "--box", "1,2,3", "--from", "0", "--to", "1"), "'1,2,3' is no box."),
        (("blur", CLIP, "--box", "1,2,3,4", "--from", "0", "--to", "1"), "This clip has no picture to hide"),
        (("blur", "nothing", "--box", "1,2,3,4", "--from", "0", "--to", "1"), "There is no clip nothing."),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words(
    vox: Vox, told: Path, command: tuple[str, ...], said: str
) -> None:
    done = vox("correct", *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert vox("correct", "log").stdout == "Nobody has put anything right yet.\n"


def test_a_correction_under_which_other_words_are_heard_is_listed(vox: Vox, told: Path) -> None:
    from pipeline.project import find_project

    vox("correct", "words", FIRST, "warm", "worn")
    assert vox("correct", "check").stdout == "All corrections stand where they were made.\n"
    tell(
        find_project(told),
        "What makes good customer service? They listen to me. Always a calm smile. And you?",
    )
    assert vox("correct", "check").stdout == f"1  {FIRST}  'warm' reads 'worn'\n"
    assert [each["id"] for each in json.loads(vox("correct", "check", "--json").stdout)["corrections"]] == [1]
