"""The page of `vox collect`, served as phones find it, and a phone that sends."""

import queue
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.collect import FOLDER, serving
from pipeline.collect.address import Address, find_address, names_of
from pipeline.collect.server import build
from pipeline.collect.uploads import Uploads
from pipeline.collect.wording import wordings
from pipeline.project import Project
from pipeline.slips import Slip

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}


@dataclass
class Phone:
    """Somebody with a phone at the page."""

    client: httpx.Client
    project: Project
    address: Address
    arrived: "queue.SimpleQueue[tuple[Slip, float | None]]"

    def begin(self, length: object, **headers: str) -> httpx.Response:
        return self.client.post("files", headers={**TUS, "Upload-Length": str(length), **headers})

    def announce(self, length: int) -> str:
        """The id of an upload."""
        begun = self.begin(length)
        assert begun.status_code == 201
        return begun.headers["location"].rsplit("/", 1)[1]

    def go_on(self, upload: str, offset: object, content: Any, **headers: str) -> httpx.Response:
        told = {**TUS, **BYTES, "Upload-Offset": str(offset), **headers}
        return self.client.patch(f"files/{upload}", headers=told, content=content)

    def offset(self, upload: str) -> int:
        return int(self.client.head(f"files/{upload}", headers=TUS).headers["upload-offset"])

    def send_rest(self, upload: str, content: bytes) -> None:
        """Ask how far it has come and go on from there, as clients of tus do, until all of it is there.

        What was on its way when a connection broke off may still come in after that.
        """
        while (offset := self.offset(upload)) < len(content):
            with suppress(httpx.TransportError):
                assert self.go_on(upload, offset, content[offset:]).status_code in (204, 409)

    def finish(self, **form: Any) -> httpx.Response:
        told = {"naming": "first", "agreed": True, "language": "en", "version": "vox 1", "name": "Ann Lee"}
        return self.client.post("answers", json={**told, **form})

    def left(self) -> list[str]:
        """What lies in the project but for the address."""
        found = [path for place in (".vox", "media") for path in (self.project.root / place).rglob("*")]
        return sorted(path.name for path in found if path.is_file() and path.name != "address")


@pytest.fixture
def phone(project: Project) -> Iterator[Phone]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = find_address(project, "127.0.0.1", port)
    arrived: queue.SimpleQueue[tuple[Slip, float | None]] = queue.SimpleQueue()
    app = build(
        "Why?",
        wordings(project.settings),
        Uploads(project, FOLDER),
        address.token,
        names_of(address),
        lambda slip, seconds: arrived.put((slip, seconds)),
    )
    with serving(app, address), httpx.Client(base_url=address.page, timeout=30) as client:
        yield Phone(client, project, address, arrived)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory, make_clip: Any) -> bytes:
    path: Path = make_clip(tmp_path_factory.mktemp("film") / "film.mp4", 1.0)
    return path.read_bytes()
