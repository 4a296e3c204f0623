"""Any name a file can have: it is taken in, or refused in plain words, and shown for what it is."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.common import printable
from tests.cli.conftest import Vox
from tests.conftest import MakeClip

NAMES = (
    "-i.mp4",
    "--help.mp4",
    " a  b.mp4",
    "quote'\".mp4",
    "$(touch pwned).mp4",
    "new\nline.mp4",
    "x\n[9 of 9] forged.mp4: answered.mp4",
    "back\rforged.mp4",
    "\x1b[31mred\x1b[0m.mp4",
    "\x9b2Jcleared.mp4",
    "gpj.\N{RIGHT-TO-LEFT OVERRIDE}4pm.mp4",
    "concat:a.mp4|b.mp4",
    "file:a.mp4",
    "http:a.mp4",
    "%03d.mp4",
    ":smile:[red].mp4",
    "カスタマー.mp4",
    "👨\N{ZERO WIDTH JOINER}👩\N{ZERO WIDTH JOINER}👧.mp4",
    "9.41\N{NARROW NO-BREAK SPACE}AM.mp4",
    ".hidden.mp4",
    "=cmd|calc!A1.mp4",
    "<img src=x onerror=alert(1)>.mp4",
    "L" * 240 + ".mp4",
    "é" * 125 + ".mp4",
)
FORGING = [name for name in NAMES if not name.isprintable() or name.startswith(":")]
UNTEXTUAL = b"no\xff\xfetext.mp4"


def make_named(tmp_path: Path, make_clip: MakeClip, names: Sequence[str]) -> None:
    """A project with a clip of each name; bytes after the end make each a clip of its own."""
    clip = make_clip(tmp_path / "clip.mp4", 1.0, af="volume=0").read_bytes()
    (tmp_path / "media").mkdir()
    for number, name in enumerate(names):
        (tmp_path / "media" / name).write_bytes(clip + bytes([number]))
    Path(os.fsdecode(os.fsencode(tmp_path / "media") + b"/" + UNTEXTUAL)).write_bytes(clip)


def check_screen(said: str) -> None:
    """Nothing on it is what a name made it."""
    lines = said.splitlines()
    assert not any(line.startswith(("line.mp4", "[9 of 9] forged", "forged.mp4")) for line in lines)
    for character in ("\x1b[31m", "\x9b", "\N{RIGHT-TO-LEFT OVERRIDE}", "😄"):
        assert character not in said


def test_any_name_is_taken_or_refused(vox_itself: Vox, tmp_path: Path, make_clip: MakeClip) -> None:
    make_named(tmp_path, make_clip, NAMES)
    done = vox_itself("ingest", "--json")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    clips: dict[str, dict[str, Any]] = {clip["path"]: clip for clip in json.loads(done.stdout)["clips"]}
    assert all(char.isprintable() or char == "\n" for char in done.stdout)
    [refused] = [clip for clip in clips.values() if clip["status"] == "failed"]
    assert refused["path"] == "media/no\\xff\\xfetext.mp4"
    assert "Rename it" in refused["reason"]
    assert {path for path in clips if clips[path]["status"] == "no_speech"} == {
        f"media/{name}" for name in NAMES
    }
    assert len(list((tmp_path / ".vox" / "posters").glob("*.jpg"))) == len(NAMES)
    check_screen(done.stderr)
    assert not list(tmp_path.rglob("pwned"))
    again = vox_itself("ingest", "--json")
    assert json.loads(again.stdout)["counts"] == {"unchanged": len(NAMES), "failed": 1}
    check_screen(vox_itself("status").stdout)


def test_a_terminal_shows_no_forgery(tmp_path: Path, make_clip: MakeClip) -> None:
    make_named(tmp_path, make_clip, FORGING)
    screen, written_to = pty.openpty()
    command = [sys.executable, "-m", "cli", "ingest", "--project", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=written_to, stderr=written_to, env=environment) as run:
        os.close(written_to)
        said = b""
        try:
            while piece := os.read(screen, 1 << 16):
                said += piece
        except OSError:
            """The end of a terminal."""
    os.close(screen)
    assert run.returncode == 1
    assert len(said) > 1000
    check_screen(said.decode(errors="replace"))


def test_a_project_in_an_odd_place(vox: Vox, tmp_path: Path, make_clip: MakeClip) -> None:
    root = tmp_path / "%03d -i 'x' concat:y"
    (root / "media").mkdir(parents=True)
    make_clip(root / "media" / "a.mp4", 1.0, af="volume=0")
    done = vox("ingest", "--json", cwd=root)
    assert json.loads(done.stdout)["counts"] == {"no_speech": 1}
    assert len(list((root / ".vox" / "posters").glob("*.jpg"))) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ü カ 😀", "plain ü カ 😀"),
        ("a\nb\tc\x1b[0m", "a�b�c�[0m"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}\N{LINE SEPARATOR}", "���"),
        ("a\N{NO-BREAK SPACE}b", "a b"),
        ("👩\N{ZERO WIDTH JOINER}👧", "👩\N{ZERO WIDTH JOINER}👧"),
        ("\udcff", "�"),
    ],
)
def test_what_is_shown_is_one_line_of_printable_text(text: str, shown: str) -> None:
    assert printable(text) == shown
