"""A publication's folder is always whole: the old one or the new, however the process ends."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.project import Project
from pipeline.publish import swap
from pipeline.publish.swap import (
    MARKER,
    Held,
    Label,
    bring_back,
    finish,
    leftovers,
    previous,
    read_label,
    replacing_publication,
    require_target,
    write_label,
)
from schemas.errors import UsageError

FILES = 40
KILLS = 15

PUBLISH = """
import sys
from pathlib import Path
from pipeline.publish import swap

if sys.argv[3] == "two-steps":
    swap._exchange = lambda one, other: False
place = Path(sys.argv[1])
for edition in range(int(sys.argv[2]), 1_000_000):
    with swap.replacing_publication(place) as new:
        for number in range({files}):
            (new / f"{number}.html").write_text(str(edition))
        swap.write_label(new, swap.Label())
    print(edition, flush=True)
""".replace("{files}", str(FILES))


def put(place: Path, edition: str) -> None:
    with replacing_publication(place) as new:
        (new / "index.html").write_text(edition)
        write_label(new, Label(answers={"a-1": Held("c", "g")}))


def shown(place: Path) -> str:
    return (place / "index.html").read_text()


def whole(place: Path) -> str:
    """The edition that lies at a place, of which every file is of that edition."""
    found = {(place / f"{number}.html").read_text() for number in range(FILES)}
    assert len(found) == 1 and read_label(place)
    return found.pop()


@pytest.mark.parametrize("way", ["one-step", "two-steps"])
def test_the_old_is_kept_and_can_be_brought_back(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "two-steps":
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    place = tmp_path / "deep" / "site"
    put(place, "one")
    assert shown(place) == "one" and not previous(place).exists()
    put(place, "two")
    put(place, "three")
    assert (shown(place), shown(previous(place))) == ("three", "two")
    bring_back(place)
    assert (shown(place), shown(previous(place))) == ("two", "three")
    assert sorted(entry.name for entry in place.parent.iterdir()) == ["site", "site.previous"]


def test_what_fails_leaves_no_trace(tmp_path: Path) -> None:
    place = tmp_path / "site"
    put(place, "one")
    with pytest.raises(RuntimeError), replacing_publication(place) as new:
        (new / "index.html").write_text("two")
        raise RuntimeError
    assert shown(place) == "one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_linux_exchanges_in_one_step(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("Other systems take two steps.")
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    (other / "full").mkdir(parents=True)
    assert swap._exchange(one, other)
    assert (one / "full").is_dir() and not any(other.iterdir())
    with pytest.raises(FileNotFoundError):
        swap._exchange(one, tmp_path / "nowhere")


@pytest.mark.parametrize("way", ["one-step", "two-steps"])
def test_killed_at_any_moment_the_place_is_whole(tmp_path: Path, way: str) -> None:
    place = tmp_path / "site"
    pause = random.Random(7)
    edition = 0
    for _ in range(KILLS):
        command = [sys.executable, "-c", PUBLISH, str(place), str(edition), way]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(pause.uniform(0, 0.02))
            writer.send_signal(signal.SIGKILL)
        if way == "one-step":
            # Whoever looks now sees all of it, before anything was mended.
            whole(place)
        finish(place)
        edition = int(whole(place)) + 1
        assert not [left for left in leftovers(place) if left.exists()]
        if previous(place).exists():
            assert int(whole(previous(place))) < edition


def test_only_a_folder_of_its_own_is_replaced(project: Project, tmp_path: Path) -> None:
    (project.media / "inside").mkdir()
    for place in (project.root, project.root.parent, project.media, project.media / "inside"):
        with pytest.raises(UsageError, match="holds the project or its clips"):
            require_target(project, place)
    own = tmp_path / "letters"
    own.mkdir()
    assert require_target(project, own) == own.resolve()
    (own / "letter.txt").write_text("Dear Ann")
    with pytest.raises(UsageError, match="files that vox did not put there"):
        require_target(project, own)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UsageError, match="is not a folder"):
        require_target(project, file)
    link = tmp_path / "link"
    link.symlink_to(project.root)
    with pytest.raises(UsageError, match="holds the project"):
        require_target(project, link)


def test_what_somebody_added_is_not_replaced(project: Project, tmp_path: Path) -> None:
    place = tmp_path / "site"
    put(place, "one")
    assert require_target(project, place) == place.resolve()
    (place / ".git").mkdir()
    with pytest.raises(UsageError, match=r"did not put there: \.git"):
        require_target(project, place)
    (place / ".git").rmdir()
    put(place, "two")
    (previous(place) / "notes.txt").touch()
    with pytest.raises(UsageError, match=r"site\.previous holds what vox did not"):
        require_target(project, place)


@pytest.mark.parametrize(
    "told", ["", "{}", "[]", '{"answers": 1}', '{"answers": {"a": 1}}', '{"name": "npm"}']
)
def test_the_label_of_somebody_else_is_none(tmp_path: Path, told: str) -> None:
    (tmp_path / MARKER).write_text(told)
    assert read_label(tmp_path) is None


def test_a_label_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "vox.db").touch()
    label = Label(index=True, url="https://example.org/", answers={"a-1": Held("c", "g")})
    write_label(tmp_path, label)
    read = read_label(tmp_path)
    assert read and read.files == ["vox.db"] and read.answers == label.answers
    told = json.loads((tmp_path / MARKER).read_text("utf-8"))
    assert {name: told[name] for name in ("channel", "index", "url", "password")} == {
        **{"channel": "web", "index": True},
        **{"url": "https://example.org/", "password": False},
    }
