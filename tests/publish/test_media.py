"""Byte ranges over HTTP, from the real server."""

import http.client
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from pipeline.derived import COPY, folders
from pipeline.ingest import Report
from pipeline.project import Project, find_project
from pipeline.store import Store
from tests.conftest import PATIENCE, serving

Examples = tuple[Project, Report]


@pytest.fixture(scope="module")
def examples(examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Examples:
    """A copy of the examples: their files are put aside, replaced and made large here."""
    root = tmp_path_factory.mktemp("media")
    shutil.copytree(examples[0].root, root, dirs_exist_ok=True)
    return find_project(root), examples[1]


@pytest.fixture(scope="module")
def site(examples: Examples) -> Iterator[str]:
    with serving(examples[0]) as address:
        yield address


def copy_of(project: Project, clip_id: str) -> Path:
    [copy] = folders(project)[COPY].glob(f"{clip_id}.*.mp4")
    return copy


@pytest.fixture
def recording(examples: Examples) -> tuple[str, bytes]:
    """The address and the bytes of a clip's copy."""
    with Store.reading(examples[0].database) as store:
        [clip] = store.query("SELECT id FROM clips ORDER BY path LIMIT 1")
    return f"/media/{clip['id']}.mp4", copy_of(examples[0], clip["id"]).read_bytes()


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-50", -50, None), ("bytes=5-5", 5, 6)],
)
def test_a_range_is_those_bytes(
    client: httpx.Client, recording: tuple[str, bytes], header: str, start: int, end: int | None
) -> None:
    address, content = recording
    part = client.get(address, headers={"range": header})
    assert part.status_code == 206
    assert part.content == content[start:end]
    first = start % len(content)
    assert part.headers["content-range"] == f"bytes {first}-{first + len(part.content) - 1}/{len(content)}"
    assert part.headers["content-type"] == "video/mp4"


def test_a_range_longer_than_the_file_ends_with_it(
    client: httpx.Client, recording: tuple[str, bytes]
) -> None:
    address, content = recording
    assert client.get(address, headers={"range": "bytes=10-999999999"}).content == content[10:]


def test_a_range_beyond_the_end_cannot_be_met(client: httpx.Client, recording: tuple[str, bytes]) -> None:
    address, content = recording
    for beyond in (f"bytes={len(content)}-", "bytes=-0"):
        answer = client.get(address, headers={"range": beyond})
        assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(content)}")
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_several_ranges_come_in_parts(client: httpx.Client, recording: tuple[str, bytes]) -> None:
    address, content = recording
    answer = client.get(address, headers={"range": "bytes=0-9, -20"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    _, first, second, _ = answer.content.split(b"--" + answer.headers["content-type"].split("=")[1].encode())
    assert first.endswith(b"\r\n\r\n" + content[:10] + b"\r\n")
    assert second.endswith(b"\r\n\r\n" + content[-20:] + b"\r\n")


def test_the_head_of_a_range_is_that_of_the_range(client: httpx.Client, recording: tuple[str, bytes]) -> None:
    head = client.head(recording[0], headers={"range": "bytes=0-9"})
    assert (head.status_code, head.headers["content-length"], head.content) == (206, "10", b"")


def test_a_cookie_changes_nothing(client: httpx.Client, recording: tuple[str, bytes]) -> None:
    plain, cookie = (
        client.get(recording[0], headers={"range": "bytes=0-9", **more})
        for more in ({}, {"cookie": "ds_actor=x; other=y"})
    )
    ours = ("cache-control", "etag", "last-modified", "content-range", "content-type")
    assert [plain.headers[name] for name in ours] == [cookie.headers[name] for name in ours]
    assert "no-store" not in cookie.headers["cache-control"]
    assert not {"set-cookie", "vary"} & set(cookie.headers)


@pytest.mark.parametrize(
    "header",
    ["bytes=", "bytes=a-b", "lines=1-2", "bytes=9-3,", "bytes=9-3", f"bytes={'9' * 5000}-", "nonsense"],
)
def test_a_range_that_means_nothing_is_ignored(
    client: httpx.Client, recording: tuple[str, bytes], header: str
) -> None:
    address, content = recording
    answer = client.get(address, headers={"range": header})
    assert (answer.status_code, len(answer.content)) == (200, len(content))


def test_without_a_range_all_comes_and_says_that_ranges_may(
    client: httpx.Client, recording: tuple[str, bytes]
) -> None:
    address, content = recording
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    head = client.head(address)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(content)), b"")


def test_a_copy_that_is_still_good_is_not_sent_again(
    client: httpx.Client, recording: tuple[str, bytes]
) -> None:
    address, content = recording
    tag = client.head(address).headers["etag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    assert client.get(address, headers={"range": "bytes=0-9", "if-range": tag}).status_code == 206
    weak = client.get(address, headers={"range": "bytes=0-9", "if-range": f"W/{tag}"})
    assert weak.status_code == 200
    changed = client.get(address, headers={"range": "bytes=0-9", "if-range": '"another"'})
    assert (changed.status_code, len(changed.content)) == (200, len(content))


def test_only_reading_is_allowed(client: httpx.Client, recording: tuple[str, bytes]) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.request(method, recording[0]).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/vox.db",
        "/media/../vox.db",
        "/media/%2e%2e/vox.db",
        "/media/0000000000000000.mp4",
        "/media/0000000000000000-strip.jpg",
        "/media//x",
    ],
)
def test_nothing_else_of_the_project_is_served(site: str, path: str) -> None:
    address = urlsplit(site)
    # http.client sends the path as it stands; httpx would tidy it first.
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=PATIENCE)
    connection.request("GET", path)
    assert connection.getresponse().status == 404
    connection.close()


def test_every_clip_plays_and_has_its_pictures(client: httpx.Client, examples: Examples) -> None:
    for outcome in examples[1].clips:
        facts = client.get(f"/clip/{outcome.id}.json").json()
        assert client.head(f"/media/{facts['media']}").headers["content-type"] == "video/mp4", outcome.path
        for name in (f"{outcome.id}.jpg", f"{outcome.id}-strip.jpg"):
            picture = client.get(f"/media/{name}")
            assert picture.headers["content-type"] == "image/jpeg", outcome.path
            assert picture.content.startswith(b"\xff\xd8")


def test_what_is_served_says_nothing_of_where_it_was_filmed(
    client: httpx.Client, recording: tuple[str, bytes], examples: Examples
) -> None:
    with Store.reading(examples[0].database) as store:
        [clip] = store.query("SELECT path FROM clips ORDER BY path LIMIT 1")
    original = examples[0].real_path(clip["path"]).read_bytes()
    assert client.get(recording[0]).content == recording[1] != original


@pytest.fixture
def uncopied(examples: Examples) -> Iterator[tuple[str, Path]]:
    """The address and the file of a clip whose copy is not made yet; both are put back."""
    with Store.reading(examples[0].database) as store:
        [clip] = store.query(
            "SELECT id, path FROM clips WHERE web_copy = 0 AND path LIKE '%.mp4' ORDER BY path LIMIT 1"
        )
    path = examples[0].real_path(clip["path"])
    copy = copy_of(examples[0], clip["id"])
    kept = {file: file.with_name(f"{file.name}.kept") for file in (path, copy)}
    for file, beside in kept.items():
        shutil.copy2(file, beside)
    copy.unlink()
    yield f"/media/{clip['id']}.mp4", path
    for file, beside in kept.items():
        file.unlink(missing_ok=True)
        beside.rename(file)


def test_without_a_copy_the_recording_itself_is_played(
    client: httpx.Client, uncopied: tuple[str, Path]
) -> None:
    address, path = uncopied
    assert client.get(address).content == path.read_bytes()


def test_another_recording_in_its_place_is_not_passed_off_as_it(
    client: httpx.Client, uncopied: tuple[str, Path]
) -> None:
    address, path = uncopied
    path.write_bytes(b"\x00" * path.stat().st_size)
    assert client.get(address).status_code == 404


def test_a_link_in_its_place_is_not_followed(client: httpx.Client, uncopied: tuple[str, Path]) -> None:
    address, path = uncopied
    path.unlink()
    path.symlink_to("/etc/hostname")
    assert client.get(address).status_code == 404


def test_what_no_clip_of_the_database_made_is_not_served(client: httpx.Client, examples: Examples) -> None:
    with Store.reading(examples[0].database) as store:
        [clip] = store.query("SELECT id FROM clips ORDER BY path LIMIT 1")
    copy = copy_of(examples[0], clip["id"])
    stranger = copy.with_name(copy.name.replace(clip["id"], "f" * 16))
    shutil.copy(copy, stranger)
    try:
        assert client.get(f"/media/{'f' * 16}.mp4").status_code == 404
    finally:
        stranger.unlink()


@pytest.fixture
def large(site: str, recording: tuple[str, bytes], examples: Examples) -> Iterator[str]:
    """The address of a copy that was made 300 MB long; it is put back."""
    copy = copy_of(examples[0], Path(recording[0]).stem)
    with copy.open("r+b") as file:
        file.truncate(300 * 2**20)
    yield recording[0]
    copy.write_bytes(recording[1])


def read_by_servers_of(project: Project) -> int:
    """Bytes the processes that serve a project have read so far."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            arguments = (process / "cmdline").read_bytes().split(b"\0")
            if b"serve" in arguments and str(project.root).encode() in arguments:
                total += int((process / "io").read_text().split("rchar: ")[1].split()[0])
    return total


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="only Linux counts what a process reads")
def test_a_viewer_who_leaves_stops_the_reading(site: str, large: str, examples: Examples) -> None:
    address = urlsplit(site)
    before = read_by_servers_of(examples[0])
    assert before
    for _ in range(5):
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=PATIENCE)
        connection.request("GET", large, headers={"range": "bytes=1000-"})
        connection.getresponse().read(10)
        connection.close()
    time.sleep(1)
    assert read_by_servers_of(examples[0]) - before < 50 * 2**20
    assert httpx.get(site, timeout=PATIENCE).status_code == 200


def test_eight_viewers_get_their_bytes_while_a_search_answers(
    site: str, large: str, recording: tuple[str, bytes]
) -> None:
    content = recording[1]

    def view(number: int) -> bool:
        start, end = number * 100, 4 * 2**20 + number
        part = httpx.get(
            site + large, headers={"range": f"bytes={start}-{end - 1}"}, timeout=PATIENCE
        ).content
        return len(part) == end - start and part.rstrip(b"\0") == content[start:end].rstrip(b"\0")

    with ThreadPoolExecutor(8) as viewers:
        seen = [viewers.submit(view, number) for number in range(8)]
        assert httpx.get(f"{site}/find", params={"q": "people"}, timeout=PATIENCE).status_code == 200
        assert all(each.result() for each in seen)
