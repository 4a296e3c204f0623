"""What phones send arrives whole; what others send is refused, and nothing of it is left."""

import hashlib
import http.client
import json
import os
import random
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from pipeline.collect.uploads import LARGEST
from pipeline.slips import part_place, slip_place
from tests.pipeline.collect.conftest import TUS, Phone


def test_a_film_arrives_whole_under_a_name_of_ours(phone: Phone, film: bytes) -> None:
    upload = phone.announce(len(film))
    assert phone.go_on(upload, 0, film).headers["upload-offset"] == str(len(film))
    assert phone.left() == [f"{upload}.json", f"{upload}.part"]
    assert phone.finish(upload=upload, role="Baker").status_code == 200
    slip, seconds = phone.arrived.get(timeout=10)
    assert seconds == pytest.approx(1.0, abs=0.2)
    assert (slip.name, slip.role, slip.naming, slip.language) == ("Ann Lee", "Baker", "first", "en")
    assert "I can withdraw this at any time" in slip.wording
    assert phone.left() == [f"{upload}.json", f"{upload}.mp4"]
    [kept] = phone.project.media.rglob("*.mp4")
    assert kept.read_bytes() == film
    assert slip_place(phone.project, upload).stat().st_mode & 0o077 == 0
    # Whose thanks were lost on the way asks again, and nothing comes twice.
    assert phone.finish(upload=upload).status_code == 200
    assert phone.arrived.empty()


def test_a_film_whose_connection_is_cut_twenty_times_arrives_byte_for_byte(phone: Phone) -> None:
    content = random.Random(9).randbytes(3_000_000)
    upload = phone.announce(len(content))
    for cut in range(20):
        offset = phone.offset(upload)
        _send_and_vanish(phone, upload, offset, content[offset : 140_000 * (cut + 1)], len(content) - offset)
    assert 0 < phone.offset(upload) < len(content)
    phone.send_rest(upload, content)
    arrived = part_place(phone.project, upload).read_bytes()
    assert hashlib.sha256(arrived).digest() == hashlib.sha256(content).digest()


def _send_and_vanish(phone: Phone, upload: str, offset: int, content: bytes, promised: int) -> None:
    """A phone that promises the rest of a film, sends a part of it and is gone."""
    head = (
        f"PATCH /{phone.address.token}/files/{upload} HTTP/1.1\r\nHost: 127.0.0.1:{phone.address.port}\r\n"
        f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Length: {promised}\r\n"
        "Content-Type: application/offset+octet-stream\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", phone.address.port)) as line:
        line.sendall(head.encode() + content)


def test_who_goes_on_takes_over_from_a_connection_that_is_dead(phone: Phone, film: bytes) -> None:
    upload = phone.announce(len(film))
    line = http.client.HTTPConnection("127.0.0.1", phone.address.port, timeout=20)
    line.putrequest("PATCH", f"/{phone.address.token}/files/{upload}")
    for name, value in {
        **TUS,
        "Upload-Offset": "0",
        "Content-Length": str(len(film)),
        "Content-Type": "application/offset+octet-stream",
    }.items():
        line.putheader(name, value)
    line.endheaders(film[:1000])
    # It neither ends nor goes on: as a phone that walked out of the door.
    phone.send_rest(upload, film)
    line.close()
    assert part_place(phone.project, upload).read_bytes() == film


def test_two_writers_at_once_never_mix(phone: Phone) -> None:
    upload = phone.announce(200_000)
    contents = [bytes([number]) * 200_000 for number in range(8)]

    def write(content: bytes) -> None:
        with httpx.Client(timeout=30) as other:
            told = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
            other.patch(f"{phone.address.page}files/{upload}", headers=told, content=content)

    writers = [threading.Thread(target=write, args=(content,)) for content in contents]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    arrived = part_place(phone.project, upload).read_bytes()
    assert len(set(arrived)) <= 1


def test_fifty_phones_at_once(phone: Phone, film: bytes) -> None:
    failed: list[object] = []

    def send(number: int) -> None:
        # Each has an address of its own, as on a network.
        way = httpx.HTTPTransport(local_address=f"127.0.1.{number + 1}")
        with httpx.Client(transport=way, base_url=phone.address.page, timeout=60) as client:
            one = Phone(client, phone.project, phone.address, phone.arrived)
            # No two phones send the same bytes.
            own = film + b"\0\0\0\x0cfree" + number.to_bytes(4, "big")
            upload = one.announce(len(own))
            if one.go_on(upload, 0, own).status_code != 204 or not one.finish(upload=upload).is_success:
                failed.append(number)

    phones = [threading.Thread(target=send, args=(number,)) for number in range(50)]
    for each in phones:
        each.start()
    for each in phones:
        each.join()
    assert not failed
    kept = list(phone.project.media.rglob("*.mp4"))
    assert len({path.read_bytes() for path in kept}) == len(kept) == 50
    assert sorted(path.read_bytes()[:-4] for path in kept) == [film + b"\0\0\0\x0cfree"] * 50


def test_a_text_is_kept_as_it_was_written(phone: Phone) -> None:
    assert phone.finish(text="They <b>listen</b>.\r\n\r\nTo me!").is_success
    slip, _ = phone.arrived.get(timeout=10)
    assert (slip.text, slip.file) == ("They <b>listen</b>.\n\nTo me!", None)


@pytest.mark.parametrize("token", ["", "x", "/", "%00", "..", "é", "vox.db", ".vox/collect/address"])
def test_who_does_not_know_the_address_finds_nothing(phone: Phone, token: str) -> None:
    root = f"http://127.0.0.1:{phone.address.port}/"
    for path in (token, f"{token}/", f"{token}/files", f"{token}/static/collect.js"):
        assert httpx.get(root + path).status_code == 404
    assert httpx.get(root + phone.address.token).status_code == 404
    assert httpx.post(f"{root}{token}/answers", json={}).status_code == 404
    assert phone.left() == []


@pytest.mark.parametrize(
    "path",
    [
        *("vox.toml", "../vox.db", "static/", "static/../server.py", "static/%2e%2e/server.py", "files"),
        *("static/tus-LICENSE.txt", "openapi.json", "static/..%2f..%2f..%2fetc%2fpasswd", "answers"),
    ],
)
def test_nothing_else_can_be_reached(phone: Phone, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", phone.address.port, timeout=20)
    line.request("GET", f"/{phone.address.token}/{path}")
    answered = line.getresponse()
    assert answered.status in (404, 405)
    assert len(answered.read()) < 50
    line.close()


def test_every_answer_is_guarded(phone: Phone) -> None:
    for path in ("", "kiosk", "static/collect.js", "nothing"):
        headers = phone.client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


@pytest.mark.parametrize(
    ("length", "status"),
    [(0, 400), (-1, 400), ("1e3", 400), ("", 400), ("٣", 400), (LARGEST + 1, 413), (10**30, 400)],
)
def test_a_length_that_is_none_or_too_much(phone: Phone, length: object, status: int) -> None:
    told = [(b"Tus-Resumable", b"1.0.0"), (b"Upload-Length", str(length).encode())]
    assert phone.client.post("files", headers=told).status_code == status
    assert phone.left() == []


def test_a_name_of_their_own_counts_for_nothing(phone: Phone, film: bytes) -> None:
    evil = "filename Li4vLi4vLi4vZXZpbC5zaA=="  # ../../../evil.sh
    begun = phone.begin(len(film), **{"Upload-Metadata": evil})
    assert begun.headers["location"].startswith(f"/{phone.address.token}/files/")
    assert not list(phone.project.root.rglob("*evil*"))


@pytest.mark.parametrize(
    "upload", ["0" * 20, "..", "%2e%2e", "address", "slips", "..%2f..%2fvox", "a" * 5000]
)
def test_an_upload_that_is_none(phone: Phone, upload: str) -> None:
    before = phone.left()
    assert phone.client.head(f"files/{upload}", headers=TUS).status_code in (404, 405)
    assert phone.go_on(upload, 0, b"x").status_code in (404, 405)
    assert phone.client.delete(f"files/{upload}", headers=TUS).status_code in (404, 405)
    assert phone.finish(upload=upload).status_code == 404
    assert phone.left() == before


def test_bytes_at_another_place_or_of_another_kind(phone: Phone) -> None:
    upload = phone.announce(10)
    assert phone.go_on(upload, 5, b"12345").status_code == 409
    assert phone.go_on(upload, -1, b"12345").status_code == 400
    assert phone.go_on(upload, 0, b"x" * 11).status_code == 413
    assert phone.go_on(upload, 0, _in_pieces(11)).status_code == 413
    assert phone.go_on(upload, 0, b"1", **{"Content-Type": "video/mp4"}).status_code == 415
    assert phone.go_on(upload, 0, b"1", **{"Tus-Resumable": "0.2.0"}).status_code == 412
    assert phone.offset(upload) == 0
    assert phone.go_on(upload, 0, b"12345").status_code == 204
    assert phone.go_on(upload, 0, b"12345").status_code == 409
    assert phone.offset(upload) == 5
    assert phone.client.delete(f"files/{upload}", headers=TUS).status_code == 204
    assert phone.left() == []


def _in_pieces(count: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(count):
        yield b"x"


@pytest.mark.parametrize(
    "content",
    [b"#EXTM3U\nfile:///etc/passwd\n", b"MZ" + os.urandom(500), b"<svg onload=alert(1)>", b"\0" * 1000],
)
def test_what_is_no_recording_is_refused_and_gone(phone: Phone, content: bytes) -> None:
    upload = phone.announce(len(content))
    assert phone.go_on(upload, 0, content).status_code == 204
    assert phone.finish(upload=upload).status_code == 415
    assert phone.left() == []


def test_a_form_that_was_forged(phone: Phone, film: bytes) -> None:
    upload = phone.announce(len(film))
    phone.go_on(upload, 0, film[:100])
    assert phone.finish(upload=upload).status_code == 409
    phone.go_on(upload, 100, film[100:])
    for form in (
        {"agreed": False},
        {"agreed": "true"},
        {"naming": "loud"},
        {"naming": ["full"]},
        {"language": "xx"},
        {"language": None},
        {"text": "and a text"},
        {"name": ["a"]},
    ):
        assert phone.finish(upload=upload, **form).status_code == 400
    assert phone.finish(upload=upload, version="vox 0").status_code == 409
    assert phone.finish(upload=upload, name="x" * 101).status_code == 413
    assert phone.finish(upload=["a"]).status_code == 400
    assert phone.finish(text="  \n ").status_code == 400
    assert phone.finish(text="x" * 20_001).status_code == 413
    for body in (b"", b"[]", b"{", b"[" * 100_000, b'"' + b"x" * 300_000):
        sent = phone.client.post("answers", content=body, headers={"Content-Type": "application/json"})
        assert sent.status_code in (400, 413)
    assert phone.client.post("answers", data={"agreed": "true"}).status_code == 415
    assert phone.arrived.empty()
    assert phone.left() == [f"{upload}.json", f"{upload}.part"]


def test_another_site_cannot_send(phone: Phone) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert phone.begin(10, **headers).status_code == 403
        assert phone.client.post("answers", json={}, headers=headers).status_code == 403
    assert phone.client.get("", headers={"Host": "evil.example"}).status_code == 404
    assert phone.left() == []


def test_one_phone_sends_so_much_a_minute(phone: Phone) -> None:
    assert [phone.begin(10).status_code for _ in range(31)] == [201] * 30 + [429]
    assert phone.finish(text="Hello").status_code == 429


def test_a_disk_that_is_nearly_full(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": (1 << 30) + 100})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert phone.begin(60).status_code == 201
    # What was promised to the first is not promised again.
    assert phone.begin(60).status_code == 507


def test_slips_say_all_that_was_agreed(phone: Phone) -> None:
    phone.finish(text="Hello")
    slip, _ = phone.arrived.get(timeout=10)
    told = json.loads(slip_place(phone.project, slip.id).read_text())
    assert told["channels"] == ["internal", "web", "social"]
    assert told["wording"] in phone.client.get("").text
