"""The documents say what is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "media" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def names(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", ["README.md", "docs/import.md"])
def test_what_commands_print_is_what_the_documents_show(document: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", document],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"Write it anew with: cog -r {document}\n{done.stdout}{done.stderr}"


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for group in ((), ("correct",), ("people",), ("publish",), ("themes",), ("models",)):
        listed = CliRunner().invoke(app, [*group, "--help"], terminal_width=100).stdout
        commands = re.findall(r"^  ([a-z-]+) ", listed.split("Commands:")[1], re.MULTILINE)
        assert commands
        for command in commands:
            assert f"### `{' '.join(('vox', *group, command))}`" in readme


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_make_targets_and_commands_that_are_named_exist(document: Path) -> None:
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", document.read_text("utf-8"), re.DOTALL))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^ *|`)make (\w+)", code, re.MULTILINE)) <= targets
    commands = {command.name for command in app.registered_commands}
    commands |= {group.name for group in app.registered_groups}
    assert set(re.findall(r"(?:^ *|`)vox ([a-z]+)", code, re.MULTILINE)) <= commands


def test_settings_that_are_documented_exist() -> None:
    from dataclasses import fields

    from schemas.settings import Settings

    [line] = [
        line
        for line in (ROOT / "docs" / "contract.md").read_text("utf-8").splitlines()
        if "`vox.toml`" in line
    ]
    assert set(re.findall(r"`(\w+)`", line.split("|")[2])) == {field.name for field in fields(Settings)}


def test_tables_that_are_documented_exist(tmp_path: Path) -> None:
    from pipeline.store import Store

    with Store.writing(tmp_path / "vox.db") as store:
        made = {row["name"] for row in store.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
    said = (ROOT / "docs" / "contract.md").read_text("utf-8").split("## Tables")[1].split(";")[0]
    listed = set(re.findall(r"`(\w+)`", said))
    assert listed <= made
    assert {name for name in made - listed if not name.startswith(("_", "answers_fts_", "sqlite_"))} == set()


def test_the_examples_page_quotes_every_clip() -> None:
    from tests.conftest import truth

    page = (ROOT / "docs" / "examples.md").read_text("utf-8")
    for clip in truth():
        said = " ".join(utterance["text"] for utterance in clip["utterances"])
        assert f"| {clip['file']} | {clip['expect']} | {said} |" in page
