"""What is looked for is found however it is written, and nothing else is."""

import base64
import gzip
import io
import os
import random
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from pipeline.traces import find_traces

SECRETS = ("Zoë Quackenbush", "the chips here cost", "Ann", "a890381cb38ca2f9")
NOISE = random.Random(7).randbytes(3000)


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet.xml", content)
    return packed.getvalue()


WAYS: dict[str, Callable[[str], bytes]] = {
    "text": lambda said: f"say {said} then".encode(),
    "capitals": lambda said: f"say {said.upper()} then".encode(),
    "other signs": lambda said: "...\n  ".join(f"Say, {said}!".split()).encode(),
    "latin-1": lambda said: f"say {said} then".encode("latin-1"),
    "utf-16": lambda said: f"say {said} then".encode("utf-16"),
    "utf-16-be": lambda said: f"say {said} then".encode("utf-16-be"),
    "percent": lambda said: f"/find?q={quote(said)}&sort=new".encode(),
    "percent, every letter": lambda said: "".join(f"%{byte:02X}" for byte in said.encode()).encode(),
    "json": lambda said: "".join(f"\\u{ord(char):04x}" for char in f" {said} ").encode(),
    "html": lambda said: "".join(f"&#{ord(char)};" for char in f" {said} ").encode(),
    "html, in hex": lambda said: "".join(f"&#x{ord(char):x};" for char in f" {said} ").encode(),
    "base64": lambda said: b"data:text/plain;base64," + base64.b64encode(f"We say {said} then".encode()),
    "gzip": lambda said: gzip.compress(f"say {said} then".encode()),
    "zip": lambda said: zipped(f"<t>{said}</t>".encode()),
    "zip in zip": lambda said: zipped(zipped(f"<t>{said}</t>".encode())),
    "film": lambda said: NOISE + b"\0\0\0\x15title: " + said.encode() + b"\0" + NOISE,
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("way", WAYS)
def test_it_is_found_however_it_is_written(way: str, secret: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(WAYS[way](secret))
    assert {trace.secret for trace in find_traces(tmp_path, SECRETS)} == {secret}


def test_it_is_found_in_cells_in_free_pages_and_in_names_of_files(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "some.db")
    db.execute("CREATE TABLE people (id TEXT, name TEXT)")
    db.execute("INSERT INTO people VALUES ('x', 'Ann'), ('y', ?)", ["-" * 9000 + " Zoë Quackenbush"])
    db.commit()
    db.execute("CREATE TABLE gone (words TEXT)")
    db.execute("INSERT INTO gone VALUES ('Yes, the chips here cost more.')")
    db.commit()
    db.execute("PRAGMA secure_delete = OFF")
    db.execute("DROP TABLE gone")
    db.commit()
    db.close()
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "a890381cb38ca2f9.1.jpg").touch()
    found = {(trace.place, trace.secret) for trace in find_traces(tmp_path, SECRETS)}
    assert found >= {
        ("some.db!people", "Ann"),
        ("some.db!people", "Zoë Quackenbush"),
        ("some.db", "the chips here cost"),
        ("ann", "Ann"),
        ("ann/a890381cb38ca2f9.1.jpg", "a890381cb38ca2f9"),
    }


def test_bytes_are_found_as_they_are_also_where_two_blocks_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copy.jpg").write_bytes(NOISE)
    (tmp_path / "other.jpg").write_bytes(NOISE[::-1])
    assert [trace.place for trace in find_traces(tmp_path, [NOISE[1000:1100]])] == ["copy.jpg"]
    monkeypatch.setattr("pipeline.traces._BLOCK", 1000)
    monkeypatch.setattr("pipeline.traces._OVERLAP", 200)
    assert [trace.place for trace in find_traces(tmp_path, [NOISE[950:1050]])] == ["copy.jpg"]


def test_what_only_looks_alike_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("A channel, the Annexe, and mann. The chips there cost 5.")
    (tmp_path / "film.mp4").write_bytes(random.Random(1).randbytes(4 << 20))
    assert find_traces(tmp_path, SECRETS) == []


@pytest.mark.skipif(os.name == "nt", reason="Rights are others there.")
def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(zipped(b"some text " * 50)[:-30])
    (tmp_path / "link").symlink_to("/nowhere/Ann Lee")
    found = {(trace.place, trace.secret, trace.form) for trace in find_traces(tmp_path, ["Ann Lee"])}
    assert found == {("broken.zip", "", "unreadable"), ("link", "Ann Lee", "text")}
