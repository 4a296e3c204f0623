"""When pictures and copies are made, made again, and removed; and that they harm nothing else."""

import os
import shutil
from pathlib import Path

import pytest

from pipeline import derived, tools
from pipeline.derived import COPY, FILM, POSTER, STRIP, WAVEFORM, count_failures, disk_use, folders
from pipeline.disk import no_room
from pipeline.ingest import ingest
from pipeline.pictures import make_pictures
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.status import read_status
from pipeline.store import Store
from schemas.errors import UsageError
from tests.conftest import MakeClip, drop


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory, make_clip: MakeClip) -> dict[str, bytes]:
    """A film and a sound recording."""
    folder = tmp_path_factory.mktemp("recordings")
    return {
        "film.mp4": make_clip(folder / "film.mp4", 1.0).read_bytes(),
        "note.wav": make_clip(folder / "note.wav", 1.0, picture=False).read_bytes(),
    }


@pytest.fixture
def clips(scripted: Project, recordings: dict[str, bytes]) -> Project:
    """A project in which both have been taken in, pictures and all."""
    for name, content in recordings.items():
        drop(scripted.media / name, content)
    assert ingest(scripted).counts == {"answered": 2}
    return scripted


def test_without_room_for_pictures_it_is_told_what_came_of_each_clip(
    scripted: Project, recordings: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise no_room(scripted.private)

    monkeypatch.setattr("pipeline.derive.make_web_copy", full)
    drop(scripted.media / "film.mp4", recordings["film.mp4"])
    report = ingest(scripted)
    assert report.counts == {"answered": 1}
    assert report.problem
    assert "no room left" in report.problem.message
    monkeypatch.undo()
    report = ingest(scripted)
    assert (report.counts, report.problem) == ({"unchanged": 1}, None)
    assert there(scripted)[COPY]


def there(project: Project) -> dict[str, list[str]]:
    """The endings of the files of each kind."""
    return {
        kind: sorted(path.suffix for path in folder.iterdir()) if folder.is_dir() else []
        for kind, folder in folders(project).items()
    }


ALL = {POSTER: [".jpg"], WAVEFORM: [".png"], COPY: [".mp4", ".mp4"], STRIP: [".jpg"], FILM: []}


def stamps(project: Project) -> dict[str, int]:
    return {
        path.name: path.stat().st_mtime_ns
        for folder in folders(project).values()
        for path in folder.glob("*")
    }


def test_every_clip_gets_its_pictures_and_copy_once(clips: Project) -> None:
    assert there(clips) == ALL
    before = stamps(clips)
    assert ingest(clips).counts == {"unchanged": 2}
    report = make_pictures(clips)
    assert (report.made, report.failed) == ((), ())
    assert stamps(clips) == before
    assert report.disk == disk_use(clips) == read_status(clips).disk
    assert all(size > 500 for kind, size in report.disk.items() if kind != FILM)


def test_what_was_thrown_away_is_made_again(clips: Project) -> None:
    shutil.rmtree(clips.private / "posters")
    shutil.rmtree(clips.private / "web")
    assert ingest(clips).counts == {"unchanged": 2}
    assert there(clips) == ALL


def test_chosen_clips_are_made_again(clips: Project) -> None:
    before = stamps(clips)
    for meant in ("film.mp4", str(clips.media / "film.mp4")):
        report = make_pictures(clips, [meant], again=True)
        assert [made.kind for made in report.made] == [POSTER, COPY, STRIP]
    after = stamps(clips)
    assert sum(after[name] != before[name] for name in before) == 3
    assert after.keys() == before.keys()
    with pytest.raises(UsageError, match=r"There is no clip other\.mp4"):
        make_pictures(clips, ["other.mp4"])


def test_another_recipe_takes_the_place_of_the_old(clips: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stamps(clips)
    monkeypatch.setitem(derived.VERSIONS, STRIP, 99)
    ingest(clips)
    after = stamps(clips)
    assert there(clips) == ALL
    assert len(after.keys() - before.keys()) == len(before.keys() - after.keys()) == 1


def test_another_sound_track_makes_another_copy(clips: Project) -> None:
    clip = {
        "id": "0" * 16,
        "has_picture": 1,
        "track": 0,
        "speaks_from": None,
        "speaks_to": None,
        "hiding": "[]",
    }
    first, second = derived.names(clip), derived.names({**clip, "track": 1})
    assert first[COPY] != second[COPY]
    assert (
        first[POSTER]
        == second[POSTER]
        != derived.names({**clip, "speaks_from": 1.0, "speaks_to": 2.5})[POSTER]
    )


def test_what_belongs_to_no_clip_and_what_was_left_half_done_is_removed(clips: Project) -> None:
    posters = clips.private / "posters"
    foreign = posters / "holiday.jpg"
    for path in (posters / f"{'f' * 16}.1.jpg", posters / ".half-done-123.jpg", foreign):
        path.write_bytes(b"x")
    make_pictures(clips)
    assert [path.name for path in posters.glob("[.f]*")] == []
    assert foreign.is_file(), "what is not ours stays"


def test_a_clip_that_has_changed_or_gone_keeps_the_pictures_it_had(clips: Project) -> None:
    (clips.media / "note.wav").unlink()
    film = clips.media / "film.mp4"
    film.write_bytes(film.read_bytes() + b"other bytes")
    before = stamps(clips)
    assert make_pictures(clips, again=True).made == ()
    assert stamps(clips) == before


class _Told(Silent):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def made(self, path: Path, what: str, reason: str) -> None:
        self.lines.append(f"{path.name}: {what}: {reason}")


def test_a_picture_that_cannot_be_made_is_told_and_harms_nothing(
    clips: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in folders(clips).values():
        shutil.rmtree(folder, ignore_errors=True)
    with Store.reading(clips.database) as store:
        before = store.query("SELECT * FROM clips ORDER BY id")
    run = tools.run

    def no_posters(output: object, **options: object) -> bytes:
        if "blurdetect" in str(tools._command(output)):
            raise tools.FfmpegError("broken on purpose")
        return run(output, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(tools, "run", no_posters)
    told = _Told()
    assert ingest(clips, progress=told).counts == {"unchanged": 2}
    assert (
        "film.mp4: no poster: No picture could be taken from film.mp4. Its words are stored; try to play it."
        in told.lines
    )
    assert there(clips) == {**ALL, POSTER: [".failed"]}
    with Store.reading(clips.database) as store:
        assert store.query("SELECT * FROM clips ORDER BY id") == before
    again = _Told()
    ingest(clips, progress=again)
    assert again.lines == [], "the same way fails again: it is not tried by itself"
    assert count_failures(clips) == read_status(clips).pictures_failed == 1
    assert [made.kind for made in make_pictures(clips).failed] == [POSTER]
    monkeypatch.undo()
    assert [made.kind for made in make_pictures(clips).made] == [POSTER]
    assert there(clips) == ALL


def test_pictures_are_made_after_every_word_is_stored(
    scripted: Project, recordings: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody presses Ctrl-C at the first of them."""
    for name, content in recordings.items():
        drop(scripted.media / name, content)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.derive.make_poster", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ingest(scripted)
    with Store.reading(scripted.database) as store:
        assert len(store.query("SELECT * FROM clips")) == 2
    monkeypatch.undo()
    assert ingest(scripted).counts == {"unchanged": 2}
    assert there(scripted) == ALL


def test_nothing_has_been_ingested(project: Project) -> None:
    with pytest.raises(UsageError, match="Nothing has been ingested"):
        make_pictures(project)
    assert not os.path.lexists(project.database)
