"""Clips that lie elsewhere, in a storage that fsspec holds in memory: no file of this machine."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from pipeline.addresses import fetched, is_address, look_at
from pipeline.forget import forget, plan_forgetting
from pipeline.ingest import ingest
from pipeline.project import Project
from pipeline.store import Store
from schemas.errors import ClipError, UsageError
from tests.conftest import drop

BUCKET = "memory://clips"


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[fsspec.AbstractFileSystem]:
    """A storage of its own for each test, and a folder of its own for what is fetched."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    yield files
    assert not list((tmp_path / "scratch").iterdir()), "what was fetched is removed"
    files.store.clear()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("s3://bucket/a.mp4", True),
        ("sftp://host/folder", True),
        ("zip+s3://x", True),
        ("media/a.mp4", False),
        ("/drive/a://b.mp4", False),
        ("C:\\films\\a.mp4", False),
        ("", False),
    ],
)
def test_addresses_are_told_from_paths(place: str, expected: bool) -> None:
    assert is_address(place) is expected


def test_clips_are_found_with_their_collections(storage: fsspec.AbstractFileSystem) -> None:
    for name in ("b.mp4", "shop/a.MOV", "shop/floor/c.wav", "shop/notes.txt", ".hidden.mp4"):
        storage.pipe(f"/clips/{name}", b"film")
    found = look_at([BUCKET])
    assert [(each.address, each.collection) for each in found.clips] == [
        ("memory:///clips/b.mp4", ""),
        ("memory:///clips/shop/a.MOV", "shop"),
        ("memory:///clips/shop/floor/c.wav", "shop/floor"),
    ]
    assert found.ignored == ["memory:///clips/.hidden.mp4", "memory:///clips/shop/notes.txt"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("memory://nothing", "nothing at memory://nothing"),
        ("nonsense://host/a", "cannot be read"),
        ("s3://[bucket", "is no address"),
        ("ftp://anna:secret@host/a", "There is a password in the address ftp://host/a"),
    ],
)
def test_what_cannot_be_looked_at_is_told(
    storage: fsspec.AbstractFileSystem, address: str, told: str
) -> None:
    with pytest.raises(UsageError, match=told) as problem:
        look_at([address])
    assert "secret" not in str(problem.value)


def test_what_is_fetched_is_removed_whatever_happens(
    storage: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    storage.pipe("/clips/a.mp4", b"film")
    with pytest.raises(RuntimeError), fetched(f"{BUCKET}/a.mp4", tmp_path / "scratch") as copy:
        assert copy.read_bytes() == b"film"
        assert copy.name == "a.mp4"
        raise RuntimeError
    with pytest.raises(ClipError, match=r"b\.mp4 cannot be fetched"), fetched(f"{BUCKET}/b.mp4", tmp_path):
        pass


def test_clips_elsewhere_are_taken_in_known_again_and_forgotten(
    scripted: Project, storage: fsspec.AbstractFileSystem, spoken_clip: Path
) -> None:
    film = spoken_clip.read_bytes()
    storage.pipe("/clips/shop/answer.mp4", film)
    storage.pipe("/clips/copy.mp4", film)
    storage.pipe("/clips/letter.mp4", b"This is a letter, not a film.")
    first = ingest(scripted, [BUCKET])
    assert first.counts == {"answered": 1, "duplicate": 1, "failed": 1}
    with Store.reading(scripted.database) as store:
        [clip] = store.query("SELECT id, path, collection, web_copy FROM clips WHERE status = 'answered'")
        assert len(store.query("SELECT 1 FROM runs WHERE stage = 'notes' AND clip_id = :id", clip)) == 1
    assert clip["path"] in ("memory:///clips/copy.mp4", "memory:///clips/shop/answer.mp4")
    assert clip["web_copy"], "nobody can play what lies elsewhere"
    for folder in ("web", "posters", "strips"):
        assert [file.name.split(".")[0] for file in (scripted.private / folder).iterdir()] == [clip["id"]]

    again = ingest(scripted, [BUCKET])
    assert again.counts == {"unchanged": 1, "duplicate": 1, "failed": 1}
    # The same recording on this machine as well; then another one at the same address.
    drop(scripted.media / "here.mp4", film)
    assert ingest(scripted).counts == {"duplicate": 1}
    storage.pipe("/clips/letter.mp4", film + b"longer")
    assert ingest(scripted, [BUCKET]).counts == {"unchanged": 1, "duplicate": 1, "answered": 1}
    # A folder of this machine tells nothing of what lies elsewhere.
    assert "missing" not in ingest(scripted, [scripted.root]).counts

    forget(scripted, plan_forgetting(scripted, clip["id"]), "anna")
    assert clip["id"].encode() not in scripted.database.read_bytes()
    storage.rm("/clips/copy.mp4")
    assert ingest(scripted, [f"{BUCKET}/shop"]).counts == {"unchanged": 1}
    with Store.reading(scripted.database) as store:
        assert not store.query("SELECT 1 FROM files WHERE path LIKE '%shop%'")
