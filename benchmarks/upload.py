"""A large recording over a bad connection: is it byte for byte there, how fast, and with how much memory?

    python -m benchmarks.upload [MEGABYTES]

Sends random bytes (by default 1,000 MB) to a real `vox collect` over loopback; the connection is cut twenty
times without a word. Prints whether the sums are equal, MB a second (all cuts and their repair included), and
the most memory the server held in MB.
"""

import hashlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

_CUTS = 20
_TUS = {"Tus-Resumable": "1.0.0"}
_PIECE = 1 << 20


def main(megabytes: int) -> None:
    """Print the figures."""
    size = megabytes * 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        source = root / "source"
        with source.open("wb") as file:
            for begin in range(0, size, _PIECE):
                file.write(os.urandom(min(_PIECE, size - begin)))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        project = root / "project"
        (project / "media").mkdir(parents=True)
        command = [sys.executable, "-m", "cli", "collect", "--project", str(project)]
        command += ["--host", "127.0.0.1", "--port", str(port)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            try:
                assert server.stderr
                found = re.match(r"Open http://[^/]+(/[^/]+)/", server.stderr.readline())
                assert found
                began = time.monotonic()
                upload = _send(source, size, port, found[1])
                seconds = time.monotonic() - began
                status = Path(f"/proc/{server.pid}/status").read_text()
            finally:
                server.terminate()
        same = _sum(source) == _sum(project / ".vox" / "collect" / f"{upload}.part")
        peak = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1000
    whole = "equal" if same else "DIFFERENT"
    print(
        f"{megabytes:,} MB, {_CUTS} cuts: {whole}, {megabytes / seconds:,.0f} MB/s, {peak:,.0f} MB of memory"
    )


def _send(source: Path, size: int, port: int, base: str) -> str:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        begun = client.post(f"{base}/files", headers={**_TUS, "Upload-Length": str(size)})
        place = begun.headers["location"]
        cut, offset = 0, 0
        while offset < size:
            cut += 1
            until = size if cut > _CUTS else min(size, offset + size // (_CUTS + 1))
            _send_a_part(source, offset, until, size, port, place)
            offset = int(client.head(place, headers=_TUS).headers["upload-offset"])
    return str(place).rsplit("/", 1)[1]


def _send_a_part(source: Path, begin: int, until: int, size: int, port: int, place: str) -> None:
    """Promise the rest, send so much of it, and hang up; the last time, wait for the answer."""
    head = (
        f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nTus-Resumable: 1.0.0\r\n"
        f"Upload-Offset: {begin}\r\nContent-Length: {size - begin}\r\n"
        "Content-Type: application/offset+octet-stream\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as line, source.open("rb") as file:
        line.sendall(head.encode())
        file.seek(begin)
        line.sendfile(file, begin, until - begin)
        if until == size:
            line.recv(1000)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
