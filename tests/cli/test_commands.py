import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.ingest import Report
from pipeline.project import Project
from tests.cli.conftest import Vox
from tests.conftest import MakeClip, drop

Examples = tuple[Project, Report]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['vox', '--help']\nfrom cli.app import app\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'ctranslate2', 'datasette', 'faster_whisper', 'whisper', 'numpy', 'pydantic'}\n"
        "print(heavy & sys.modules.keys(), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "set()"
    ours = ("init", "ingest", "status", "derive", "search", "show", "correct", "people", "retag", "themes")
    for command in (*ours, "serve", "models", "doctor"):
        assert f"\n  {command} " in done.stdout


def test_vox_alone_says_what_to_do_next(vox: Vox, tmp_path: Path) -> None:
    assert "Next: Run `vox init`" in vox().stdout
    assert vox("init").returncode == 0
    assert f"Next: Copy clips into {tmp_path / 'media'}" in vox().stdout
    (tmp_path / "media" / "a.mp4").write_bytes(b"x")
    assert "Next: 1 clip waits" in vox().stdout


def test_init_makes_a_project_once(vox: Vox, tmp_path: Path) -> None:
    done = vox("init", "--question", "Why here?", "--json")
    assert json.loads(done.stdout)["media"] == str(tmp_path / "media")
    assert json.loads(vox("status", "--json").stdout)["question"] == "Why here?"
    again = vox("init")
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already" in again.stderr


def test_status_tells_what_a_project_holds(vox: Vox, examples: Examples) -> None:
    project, report = examples
    told = json.loads(vox("status", "--project", project.root, "--json").stdout)
    assert told["clips"]["answered"] == report.counts["answered"]
    assert told["answers"] == sum(outcome.answers for outcome in report.clips)
    assert told["failures"] == []
    assert "vox serve" in told["next_step"]
    for_people = vox("status", "--project", project.root).stdout
    assert f"{told['answers']} answers" in for_people
    assert told["themes"][0]["label"] in for_people


def test_derive_tells_what_it_made_and_what_room_it_takes(
    vox: Vox, examples: Examples, tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(examples[0].root, root)
    done = vox("derive", "--project", root)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Everything was there.")
    assert re.search(
        r"Pictures and copies take [\d.]+ MB in \.vox \(poster [\d.]+ MB; web copy ", done.stdout
    )
    assert re.search(r"take [\d.]+ MB in \.vox\.\n", vox("status", "--project", root).stdout)
    made = vox("derive", "01-maya-cafe.mp4", "--again", "--project", root, "--json")
    told = json.loads(made.stdout)
    assert [each["kind"] for each in told["made"]] == ["poster", "web_copy", "strip"]
    assert (made.returncode, told["failed"], set(told["disk"])) == (
        *(0, []),
        {"poster", "waveform", "web_copy", "strip", "film"},
    )
    assert "[2/2] 01-maya-cafe.mp4: web copy and strip" in made.stderr
    none = vox("derive", "nobody.mp4", "--project", root)
    assert (none.returncode, none.stdout) == (2, "")
    assert "There is no clip nobody.mp4" in none.stderr


def test_search_finds_answers(vox_itself: Vox, examples: Examples) -> None:
    root = examples[0].root
    found = json.loads(vox_itself("search", "somebody", "--project", root, "--json").stdout)
    assert found["total"] == len(found["answers"]) > 0
    for answer in found["answers"]:
        assert "somebody" in answer["text"].lower()
        assert answer.keys() >= {"id", "clip_id", "file", "start", "end", "text", "snippet", "themes"}
    shown = vox_itself("search", "somebody", "--project", root, "--limit", "1").stdout
    assert f"{found['total']} answers found." in shown
    assert found["answers"][0]["file"] in shown
    none = vox_itself("search", "--project", root, "--", "-somebody", "zebra")
    assert (none.returncode, none.stdout) == (0, "0 answers found.\n")


def test_models_are_listed_and_verified(vox: Vox) -> None:
    vox("models", "install")
    [base] = [
        model for model in json.loads(vox("models", "--json").stdout)["models"] if model["name"] == "base"
    ]
    assert base["state"] == "installed"
    assert "base" in json.loads(vox("models", "verify", "--json").stdout)["verified"]
    assert "installed" in vox("models").stdout


def test_doctor_finds_this_machine_well(vox_itself: Vox) -> None:
    vox_itself("models", "install")
    done = vox_itself("doctor", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (0, True)
    assert "ok  ffmpeg: " in vox_itself("doctor").stdout


@pytest.mark.parametrize(
    "arguments",
    [("ingest", "--speed"), ("nonsense",), ("search", "--limit", "0"), ("ingest", "missing.mp4"), ("serve",)],
)
def test_what_cannot_be_asked_leaves_with_two(vox_itself: Vox, arguments: tuple[str, ...]) -> None:
    done = vox_itself(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_told(vox_itself: Vox, examples: Examples, site: str) -> None:
    port = site.rsplit(":", 1)[1]
    done = vox_itself("serve", "--project", examples[0].root, "--port", port)
    assert done.returncode == 3
    assert f"port {port}" in done.stderr
    assert "another port" in done.stderr


def test_models_are_those_of_the_project(vox: Vox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    vox("models", "install")
    assert "This project uses: base" in vox("models").stdout
    (tmp_path / "vox.toml").write_text('model = "small"\n')
    assert json.loads(vox("models", "--json").stdout)["used"] == "small"
    for command in ("verify", "install"):
        done = vox("models", command)
        assert done.returncode == 3
        assert "'small'" in done.stderr
    assert vox("models", "verify", "base").returncode == 0
    (tmp_path / "vox.toml").write_text(f"model = '{tmp_path}'\n")
    assert vox("models", "verify").stdout == "Verified: base.\n"


def test_a_run_with_nothing_to_do_loads_nothing_heavy(vox: Vox, tmp_path: Path, spoken_clip: Path) -> None:
    (tmp_path / "media").mkdir()
    shutil.copy2(spoken_clip, tmp_path / "media" / "a.mp4")
    (tmp_path / "script.json").write_text(json.dumps({"text": "People who listen to me."}))
    run = ["ingest", "--engine", "scripted", "--model", str(tmp_path / "script.json"), "--json"]
    assert json.loads(vox(*run).stdout)["counts"] == {"answered": 1}
    code = f"import sys\nsys.argv = ['vox', *{run!r}]\nfrom cli.app import app\n"
    code += "try:\n    app()\nexcept SystemExit:\n    pass\n"
    code += "heavy = {'ctranslate2', 'faster_whisper', 'onnxruntime', 'datasette', 'distributed'}\n"
    code += "heavy.add('pipeline.work')\n"
    code += "print(heavy & sys.modules.keys(), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["counts"] == {"unchanged": 1}
    assert done.stderr.strip() == "set()"


def test_the_end_of_a_run_and_the_status_say_what_needs_somebody(
    vox: Vox, tmp_path: Path, make_clip: MakeClip
) -> None:
    media = tmp_path / "media"
    media.mkdir()
    make_clip(media / "mute.mp4", 0.5, sound=False)
    for name in ("gone.mp4", "old.mp4"):
        drop(media / name, (media / "mute.mp4").read_bytes() + name.encode())
    assert vox("ingest").returncode == 0
    drop(media / "letter.mp4", b"This is a letter, not a film.")
    drop(media / "half.mp4", (media / "mute.mp4").read_bytes()[:500], seconds_ago=1)
    shutil.copy(media / "mute.mp4", media / "copy.mp4")
    drop(media / "old.mp4", (media / "mute.mp4").read_bytes() + b"new", seconds_ago=9)
    (media / "gone.mp4").unlink()
    (media / "IMG_1.AAE").touch()
    done = vox("ingest")
    assert done.returncode == 1
    table = [line.split() for line in done.stderr.splitlines() if not line.startswith("[")]
    assert [row for row in table if len(row) == 2 or (row[:2] == ["no", "speech"] and len(row) == 3)] == [
        ["unchanged", "1"],
        ["no", "speech", "1"],
        *(["duplicate", "1"], ["missing", "1"], ["waiting", "1"], ["failed", "1"]),
    ]
    for words in ("media/letter.mp4  letter.mp4 is not a video", "leave it out.", "same recording as media/"):
        assert words in done.stderr
    assert "vox ingest --retry" in done.stdout
    shown = vox("status")
    for line in ("duplicate  1 file", "replaced ", "missing ", "waiting ", "failed "):
        assert f"\n{line}" in shown.stdout
    assert "letter.mp4 is not a video" in shown.stdout
    told = json.loads(vox("status", "--json").stdout)
    assert (told["duplicates"], told["waiting"]) == (1, ["media/half.mp4"])
    assert [clip["path"] for clip in told["missing"]] == ["media/gone.mp4"]
    assert [clip["by"] for clip in told["replaced"]] == ["media/old.mp4"]
    told = json.loads(vox("ingest", "--retry", "--json").stdout)
    assert told["counts"] == {"unchanged": 2, "duplicate": 1, "waiting": 1, "failed": 1}
    assert told["ignored"] == ["media/IMG_1.AAE"]
