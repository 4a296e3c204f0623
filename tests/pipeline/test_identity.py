"""What becomes of clips whose files are renamed, moved, replaced, deleted and brought back."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest import ingest
from pipeline.project import Project
from pipeline.status import read_status
from pipeline.store import KnownFile, Store
from schemas.errors import UsageError
from tests.conftest import drop
from tests.pipeline.test_ingest import by_name, clips, rows, say, spoken, stages

__all__ = ["clips", "spoken", "stages"]


def clip(project: Project, name: str) -> dict[str, Any]:
    [row] = rows(project, f"SELECT * FROM clips WHERE path LIKE '%{name}'")
    return row


def test_a_deleted_file_is_marked_and_its_answers_stay_until_it_is_back(
    clips: Project, stages: list[str]
) -> None:
    ingest(clips)
    kept = clips.root / "a.mp4"
    (clips.media / "a.mp4").rename(kept)
    report = ingest(clips)
    assert by_name(report.clips) == {"a.mp4": "missing", "b.mp4": "unchanged"}
    assert report.clips[0].reason == "Its file is not there any more; what was said in it is kept."
    assert report.exit_code == 0
    assert clip(clips, "a.mp4")["missing_since"]
    assert len(rows(clips, "SELECT * FROM answers")) == 2
    assert by_name(ingest(clips).clips) == {"b.mp4": "unchanged"}  # told once
    stages.clear()
    kept.rename(clips.media / "a.mp4")
    assert ingest(clips).counts == {"unchanged": 2}
    assert clip(clips, "a.mp4")["missing_since"] is None
    assert stages == []


def test_a_missing_clip_is_recognised_under_another_name(clips: Project, stages: list[str]) -> None:
    ingest(clips)
    kept = clips.root / "a.mp4"
    (clips.media / "a.mp4").rename(kept)
    ingest(clips)
    stages.clear()
    (clips.media / "shop").mkdir()
    kept.rename(clips.media / "shop" / "found.mp4")
    assert ingest(clips).counts == {"unchanged": 2}
    assert stages == []
    assert clip(clips, "found.mp4")["missing_since"] is None
    assert clip(clips, "found.mp4")["collection"] == "shop"


def test_a_file_that_is_named_is_recognised_and_nothing_is_asked_of_others(
    clips: Project, stages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(clips)
    stages.clear()
    asked: list[object] = []

    def known_files(store: Store, paths: object = None) -> dict[str, KnownFile]:
        asked.append(paths)
        found: dict[str, KnownFile] = read(store, paths)
        return found

    read: Any = Store.known_files
    monkeypatch.setattr(Store, "known_files", known_files)
    (clips.media / "shop").mkdir()
    copy = clips.media / "shop" / "copy.mp4"
    shutil.copyfile(clips.media / "a.mp4", copy)
    [outcome] = ingest(clips, [copy]).clips
    assert (outcome.status, outcome.reason) == ("duplicate", "The same recording as media/a.mp4.")
    (clips.media / "a.mp4").unlink()
    assert ingest(clips, [copy]).counts == {"unchanged": 1}
    moved = (clips.media / "b.mp4").rename(clips.media / "shop" / "b.mp4")
    assert ingest(clips, [moved]).counts == {"unchanged": 1}
    assert clip(clips, "b.mp4")["path"] == "media/shop/b.mp4"
    assert asked and None not in asked
    assert stages == []


def test_only_what_was_looked_at_can_be_missing(clips: Project, spoken: bytes) -> None:
    shop = clips.media / "shop"
    shop.mkdir()
    drop(shop / "c.mp4", spoken + b"c")
    ingest(clips)
    (clips.media / "a.mp4").unlink()
    assert ingest(clips, [shop]).counts == {"unchanged": 1}
    assert ingest(clips, [shop / "c.mp4"]).counts == {"unchanged": 1}
    assert rows(clips, "SELECT id FROM clips WHERE missing_since IS NOT NULL") == []
    assert ingest(clips).counts == {"missing": 1, "unchanged": 2}


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "other files"])
def test_a_drive_that_is_not_connected_makes_nothing_missing(clips: Project, left: str) -> None:
    ingest(clips)
    clips.media.rename(clips.root / "away")
    if left != "nothing":
        clips.media.mkdir()
    if left == "other files":
        (clips.media / ".DS_Store").touch()
    with pytest.raises(UsageError):
        ingest(clips)
    assert rows(clips, "SELECT id FROM clips WHERE missing_since IS NOT NULL") == []


def test_a_folder_that_cannot_be_opened_is_told_and_its_clips_are_not_missing(
    clips: Project, spoken: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = clips.media / "shop"
    shop.mkdir()
    drop(shop / "c.mp4", spoken + b"c")
    ingest(clips)
    look = os.scandir

    def locked(folder: str) -> Any:
        if folder == str(shop):
            raise PermissionError(13, "Permission denied")
        return look(folder)

    monkeypatch.setattr(os, "scandir", locked)
    monkeypatch.setattr(os.path, "lexists", lambda path: not path.startswith(str(shop)))
    report = ingest(clips)
    assert report.counts == {"unchanged": 2, "failed": 1}
    assert by_name(report.clips)["shop"] == "failed"
    assert rows(clips, "SELECT id FROM clips WHERE missing_since IS NOT NULL") == []
    assert [failure["path"] for failure in read_status(clips).failures] == ["media/shop"]


def test_a_recording_whose_name_another_takes_is_kept_and_marked(clips: Project, spoken: bytes) -> None:
    ingest(clips)
    old = clip(clips, "a.mp4")["id"]
    drop(clips.media / "a.mp4", spoken + b"another take")
    ingest(clips)
    [kept] = rows(clips, f"SELECT * FROM clips WHERE id = '{old}'")
    assert (kept["path"], kept["missing_since"]) == (None, None)
    assert kept["replaced_by"] == clip(clips, "a.mp4")["id"]
    drop(clips.media / "back.mp4", spoken + b"a.mp4")
    assert by_name(ingest(clips).clips)["back.mp4"] == "unchanged"
    assert clip(clips, "back.mp4")["id"] == old
    assert clip(clips, "back.mp4")["replaced_by"] is None


def test_two_files_that_swap_their_names_stay_two_clips(clips: Project, stages: list[str]) -> None:
    ingest(clips)
    before = {row["id"]: row["path"] for row in rows(clips, "SELECT id, path FROM clips")}
    os.utime(clips.media / "b.mp4", (5, 5))
    (clips.media / "a.mp4").rename(clips.media / "c.mp4")
    (clips.media / "b.mp4").rename(clips.media / "a.mp4")
    (clips.media / "c.mp4").rename(clips.media / "b.mp4")
    stages.clear()
    assert ingest(clips).counts == {"unchanged": 2}
    assert stages == []
    after = rows(clips, "SELECT id, path, replaced_by FROM clips")
    assert {row["id"]: row["path"] for row in after} != before
    assert [row["replaced_by"] for row in after] == [None, None]


def test_a_clip_with_a_copy_is_shown_from_the_copy_when_its_file_goes(clips: Project) -> None:
    shutil.copy2(clips.media / "a.mp4", clips.media / "copy.mp4")
    ingest(clips)
    (clips.media / "a.mp4").unlink()
    assert by_name(ingest(clips).clips) == {"b.mp4": "unchanged", "copy.mp4": "unchanged"}
    assert clip(clips, "copy.mp4")["missing_since"] is None
    assert {row["path"] for row in rows(clips, "SELECT path FROM files")} == {
        "media/b.mp4",
        "media/copy.mp4",
    }


def test_a_file_is_one_whatever_way_it_is_named(clips: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(clips)
    link = clips.root / "link"
    link.symlink_to(clips.media)
    (clips.root / "deep").mkdir()
    monkeypatch.chdir(clips.root / "deep")
    for place in (Path("../media"), Path("../media/../media/a.mp4"), link, link / "a.mp4"):
        assert set(ingest(clips, [place]).counts) == {"unchanged"}
    assert len(rows(clips, "SELECT * FROM files")) == 2


def test_a_failure_goes_with_its_file(clips: Project) -> None:
    drop(clips.media / "letter.mp4", b"This is a letter, not a film.")
    drop(clips.media / "empty.mp4", b"")
    assert ingest(clips).counts == {"failed": 2, "answered": 2}
    (clips.media / "letter.mp4").rename(clips.media / "post.mp4")
    again = {outcome.path: outcome.reason for outcome in ingest(clips).clips}
    assert "is not a video" in str(again["media/post.mp4"])
    for name in ("post.mp4", "empty.mp4"):
        (clips.media / name).unlink()
    assert ingest(clips).counts == {"unchanged": 2}
    assert rows(clips, "SELECT * FROM failures") == []
    assert len(rows(clips, "SELECT * FROM clips")) == 2


def test_what_failed_is_tried_again_when_asked(clips: Project) -> None:
    say(clips, {"error": "No."})
    os.utime(clips.settings.model, (1, 1))
    assert ingest(clips).counts == {"failed": 2}
    script = Path(clips.settings.model)
    # The same model, as far as size and time tell: the failure is not sought again, unless it is asked for.
    script.write_text('{"text": "Yes."}')
    os.utime(script, (1, 1))
    assert ingest(clips).counts == {"failed": 2}
    assert ingest(clips, retry=True).counts == {"answered": 2}
    assert rows(clips, "SELECT * FROM failures") == []
    assert ingest(clips, retry=True).counts == {"unchanged": 2}
