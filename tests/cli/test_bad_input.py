"""What people really drop, and where: a clear sentence, the right exit code, nothing lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import cli.app
from pipeline.project import find_project
from pipeline.store import Store
from schemas.themes import load_themes
from tests.cli.conftest import Vox
from tests.conftest import MakeClip, drop
from tests.pipeline.test_store import RECIPES, analysis

WITHOUT_RIGHTS = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)
"""Runs a command as if it were not root, where it is."""


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A project with something in it, which no later mishap may touch."""
    (tmp_path / "media").mkdir()
    with Store.writing(tmp_path / "vox.db") as store:
        store.save_themes(load_themes())
        store.save(analysis("Stored before."), "earlier/before.mp4", 1, RECIPES, set(RECIPES))
    return tmp_path


def answers(root: Path) -> list[str]:
    with Store.reading(root / "vox.db") as store:
        assert store.query("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        return [row["text"] for row in store.query("SELECT text FROM answers ORDER BY number")]


def told(done: "subprocess.CompletedProcess[str]", code: int, *parts: str) -> None:
    """The exit code, and each part in what was said to the person; never a traceback."""
    said = done.stderr + done.stdout
    assert done.returncode == code, said
    assert "Traceback" not in said
    for part in parts:
        assert part in said


@pytest.mark.parametrize("prepare", ["nothing", "folder", "letters"])
def test_no_clips(vox: Vox, tmp_path: Path, prepare: str) -> None:
    if prepare != "nothing":
        (tmp_path / "media").mkdir()
    if prepare == "letters":
        (tmp_path / "media" / "notes.txt").write_text("a letter")
    done = vox("ingest", "--json")
    told(done, 2, "media", "run vox" if prepare == "nothing" else "run vox ingest again")
    assert done.stdout == ""
    assert not (tmp_path / "vox.db").exists()


def test_clips_that_are_none_fail_and_the_rest_goes_on(
    vox_itself: Vox, stored: Path, spoken_clip: Path
) -> None:
    (stored / "media" / "letter.mp4").write_text("This is a letter, not a film.")
    drop(stored / "media" / "empty.mov", b"")
    half = spoken_clip.read_bytes()
    (stored / "media" / "half.mp4").write_bytes(b"\x00" * 40 + half[40 : len(half) // 2])
    shutil.copy(spoken_clip, stored / "media" / "whole.mp4")
    done = vox_itself("ingest", "--json")
    told(done, 1)
    report = json.loads(done.stdout)
    clips = {Path(clip["path"]).name: clip for clip in report["clips"]}
    assert report["counts"] == {"failed": 3, "answered": 1}
    assert "is empty (0 bytes). Copy it" in clips["empty.mov"]["reason"]
    assert "is not a video" in clips["letter.mp4"]["reason"]
    assert "leave it out" in clips["letter.mp4"]["reason"]
    assert clips["whole.mp4"]["answers"] == 1
    assert len(answers(stored)) == 2
    assert answers(stored)[0] == "Stored before."
    again = vox_itself("ingest", "--json")
    told(again, 1)
    assert json.loads(again.stdout)["counts"] == {"failed": 3, "unchanged": 1}
    assert clips["letter.mp4"]["reason"] in vox_itself("status").stdout


def test_a_clip_without_sound_is_kept_and_says_so(vox: Vox, stored: Path, make_clip: MakeClip) -> None:
    make_clip(stored / "media" / "mute.mp4", 1.0, sound=False)
    done = vox("ingest", "--json")
    told(done, 0)
    [clip] = json.loads(done.stdout)["clips"]
    assert (clip["status"], clip["answers"]) == ("no_speech", 0)
    assert clip["reason"].startswith("This clip has no sound")
    assert len(list((stored / ".vox" / "posters").glob(f"{clip['id']}.*.jpg"))) == 1


def test_a_folder_without_permission_to_write(vox_itself: Vox, stored: Path, spoken_clip: Path) -> None:
    shutil.copy(spoken_clip, stored / "media" / "new.mp4")
    shutil.rmtree(stored / ".vox", ignore_errors=True)
    stored.chmod(0o555)
    try:
        done = vox_itself("ingest", behind=WITHOUT_RIGHTS if os.geteuid() == 0 else ())
    finally:
        stored.chmod(0o755)
    told(done, 3, f"vox may not write to {stored}", "--project")
    assert answers(stored) == ["Stored before."]


def test_weights_missing_or_altered(vox_itself: Vox, stored: Path, spoken_clip: Path, tmp_path: Path) -> None:
    shutil.copy(spoken_clip, stored / "media" / "new.mp4")
    cache = str(tmp_path / "cache")
    told(
        vox_itself("ingest", "--model", "small", XDG_CACHE_HOME=cache),
        3,
        "'small' is not installed",
        "vox models install small",
    )
    vox_itself("models", "install", XDG_CACHE_HOME=cache)
    weights = tmp_path / "cache" / "vox" / "models" / "base" / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    told(vox_itself("ingest", XDG_CACHE_HOME=cache), 3, "damaged or was altered", "vox models install base")
    assert answers(stored) == ["Stored before."]
    told(vox_itself("models", "install", XDG_CACHE_HOME=cache), 0)
    told(vox_itself("ingest", XDG_CACHE_HOME=cache), 0)
    assert len(answers(stored)) == 2


def test_a_disk_without_room(vox_itself: Vox, stored: Path, spoken_clip: Path, tmp_path: Path) -> None:
    small = tmp_path / "small disk"
    small.mkdir()
    as_root = () if os.geteuid() == 0 else ("--map-root-user",)
    mount = f"mount -t tmpfs -o size=4m tmpfs '{small}'"
    unshare = ("unshare", *as_root, "--mount", "sh", "-c")
    if subprocess.run([*unshare, mount], check=False, capture_output=True).returncode:
        pytest.skip("This machine does not let tests mount a small disk.")
    fill = f"cp -r '{stored}/vox.db' '{stored}/media' '{small}' && cp '{spoken_clip}' '{small}/media/new.mp4'"
    fill += f" && head -c 5m /dev/zero > '{small}/filler' 2>/dev/null"
    keep = f"cp '{small}/vox.db' '{tmp_path}/after.db'"
    done = vox_itself(
        "ingest",
        "--project",
        small,
        behind=(*unshare, f'{mount} && {fill}; "$@"; code=$?; {keep}; exit $code', "sh"),
    )
    told(done, 3, f"There is no room left on the disk of {small}", "Free some space")
    (tmp_path / "kept").mkdir()
    (tmp_path / "after.db").rename(tmp_path / "kept" / "vox.db")
    assert answers(tmp_path / "kept") == ["Stored before."]


def test_a_damaged_database_is_told_and_left_alone(vox: Vox, tmp_path: Path, spoken_clip: Path) -> None:
    (tmp_path / "media").mkdir()
    shutil.copy(spoken_clip, tmp_path / "media")
    (tmp_path / "vox.db").write_bytes(b"not a database at all, just some text" * 40)
    before = (tmp_path / "vox.db").read_bytes()
    for command in ("ingest", "status", "search"):
        told(vox(command), 3, "damaged or is not a database of vox")
    assert (tmp_path / "vox.db").read_bytes() == before


@pytest.mark.parametrize(
    "command",
    [("--project", "OTHER", "forget", "before.mp4", "--yes"), ("--json", "status"),
     ("people", "--project", "OTHER", "withdraw", "Ann"), ("themes", "--json", "check")],
)  # fmt: skip
def test_what_stands_before_a_subcommand_is_not_passed_over(
    vox: Vox, stored: Path, command: tuple[str, ...]
) -> None:
    done = vox(*command)
    assert (done.returncode, done.stdout) == (2, "")
    assert "would count for nothing.\nWrite it after: " in done.stderr
    assert answers(stored) == ["Stored before."]


def test_a_second_run_is_told_who_holds_the_lock(vox: Vox, stored: Path, spoken_clip: Path) -> None:
    from pipeline.lock import exclusive

    shutil.copy(spoken_clip, stored / "media" / "new.mp4")
    with exclusive(find_project(stored)):
        told(vox("ingest"), 4, f"Another run is writing to {stored}: process {os.getpid()}")


def test_an_interrupted_run_keeps_what_it_finished(stored: Path, spoken_clip: Path) -> None:
    for number in range(4):
        # The same answer in files of their own: bytes after the end are no part of a recording.
        (stored / "media" / f"{number}.mp4").write_bytes(spoken_clip.read_bytes() + bytes([number]))
    command = [sys.executable, "-m", "cli", "ingest", "--project", str(stored)]
    # Whoever started the tests in the background may have them ignore Ctrl-C, and all they start as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert run.stderr
        first = run.stderr.readline()
        os.killpg(run.pid, signal.SIGINT)
        said = run.stderr.read()
    assert run.returncode == 130, said
    assert "[1/4] 0.mp4: answered" in first
    assert "Interrupted. What was finished is stored" in said
    assert 2 <= len(answers(stored)) < 5
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(answers(stored)) == 5, done.stderr


def test_a_fault_of_vox_itself_leaves_its_details_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fault() -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli.app, "app", fault)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(SystemExit) as left:
        cli.app.main()
    said = capsys.readouterr().err
    assert left.value.code == 1
    assert "Something went wrong inside vox (RuntimeError)" in said
    assert "Traceback" not in said
    [details] = tmp_path.iterdir()
    assert str(details) in said
    assert "RuntimeError: a bug" in details.read_text()


def test_a_mistake_in_the_settings_is_told_with_its_line(vox: Vox, tmp_path: Path) -> None:
    (tmp_path / "vox.toml").write_text('question = "Why?"\nmodle = "base"\n')
    told(vox("status"), 2, "vox.toml, line 2: 'modle' is not a setting", "Settings are: question")
