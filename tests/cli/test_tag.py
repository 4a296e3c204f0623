import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import app

GOOD: list[dict[str, Any]] = [
    {"id": "b", "text": "They listened, and they knew what they were talking about."},
    {"id": 1, "text": ""},
    {"id": "ü", "text": "is it recording? ok 😀"},
]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    path.write_text("\n\n".join(json.dumps(row) for row in GOOD), encoding="utf-8")
    return path


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["tag", *map(str, args)])
    return result.exit_code, result.stdout, result.stderr


def test_each_text_gives_a_line_in_its_order(lines: Path, tmp_path: Path) -> None:
    code, out, err = run(lines, "--project", tmp_path)
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, err, [row["id"] for row in rows]) == (0, "", ["b", 1, "ü"])
    first, empty, off = rows
    themes = {theme["slug"]: theme for theme in first["themes"]}
    assert {"attention", "knowledge"} <= themes.keys()
    start, end = themes["attention"]["evidence"]
    assert "listened" in GOOD[0]["text"][start:end]
    assert {"slug", "tier", "score", "evidence", "why"} == themes["attention"].keys()
    assert first["off_topic"] is False
    assert all(quote in GOOD[0]["text"] for quote in first["quotes"])
    assert empty["themes"] == off["themes"] == []
    assert off["off_topic"] is True


def test_as_one_document_and_to_a_file_it_is_the_same(lines: Path, tmp_path: Path) -> None:
    _, out, _ = run(lines, "--project", tmp_path)
    wanted = [json.loads(line) for line in out.splitlines()]
    code, document, _ = run(lines, "--project", tmp_path, "--json")
    assert (code, json.loads(document)) == (0, {"texts": wanted})
    code, nothing, told = run(lines, "--project", tmp_path, "--out", tmp_path / "out.jsonl")
    assert (code, nothing) == (0, "")
    assert "3 texts tagged" in told
    written = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in written] == wanted


def test_a_line_that_cannot_be_read_is_told_and_the_rest_is_tagged(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(
        b'{"id": 1, "text": "They listened."}\nnonsense\n{"id": 2}\n[1]\n{"id": 3, "text": 5}\n'
        b'{"id": 4, "text": "caf\xff"}\n' + b"[" * 100_000
    )
    code, out, err = run(path, "--project", tmp_path)
    assert code == 1
    assert [json.loads(line)["id"] for line in out.splitlines()] == [1, 4]
    for number in (2, 3, 4, 5, 7):
        assert f"line {number}: " in err
    assert "5 lines could not be read; the rest is tagged." in err


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, out, err = run(tmp_path / "none.jsonl", "--project", tmp_path)
    assert (code, out) == (2, "")
    assert "none.jsonl cannot be read" in err
