"""The site over the example clips, served for real: on a port, to HTTP clients and to Chromium."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from pipeline.ingest import Report
from pipeline.project import Project

_SECONDS_TO_START = 30


@pytest.fixture(scope="session")
def site(examples: tuple[Project, Report]) -> Iterator[str]:
    """The address of `vox serve` over the examples."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cli", "serve", "--project", str(examples[0].root), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            said = server.communicate(timeout=30)[1]
    assert "Traceback" not in said, said


def _wait_for(address: str, server: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(address, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"vox serve did not start: {server.stderr.read() if server.stderr else ''}")


@pytest.fixture
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, timeout=30) as opened:
        yield opened
