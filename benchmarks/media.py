"""How quickly a player gets a piece of a long clip, beside Datasette's own files, and what it costs others.

A large file stands in the place of a clip's copy in a copy of a project: what it holds does not matter here.

    python -m benchmarks.media PROJECT [--megabytes 300]
"""

import argparse
import contextlib
import http.client
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.derived import COPY, folders
from pipeline.project import find_project
from pipeline.store import Store

_PIECE = 2**20
_VIEWERS = 8
_SECONDS = 5.0
_PORTS = (8741, 8742)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time byte ranges of a long clip.")
    parser.add_argument("project", type=Path)
    parser.add_argument("--megabytes", type=int, default=300)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        clip_id, copy = _stand_in(arguments.project, root, arguments.megabytes)
        ours = [sys.executable, "-m", "cli", "serve", "--project", folder, "--port", str(_PORTS[0])]
        stock = [
            sys.executable,
            "-m",
            "datasette",
            "--static",
            f"web:{copy.parent}",
            "--port",
            str(_PORTS[1]),
        ]
        with _serving(ours, _PORTS[0]) as server, _serving(stock, _PORTS[1]):
            address = f"http://127.0.0.1:{_PORTS[0]}/media/{clip_id}.mp4"
            _print_ranges(address, f"http://127.0.0.1:{_PORTS[1]}/web/{copy.name}", arguments.megabytes)
            _print_left(server.pid, address)
            _print_viewers(address)


def _stand_in(project: Path, root: Path, megabytes: int) -> tuple[str, Path]:
    shutil.copy(project / "vox.db", root / "vox.db")
    shutil.copytree(project / ".vox", root / ".vox")
    with Store.reading(root / "vox.db") as store:
        clips = [row["id"] for row in store.query("SELECT id FROM clips ORDER BY path")]
    web = folders(find_project(root))[COPY]
    copy = next(file for clip in clips for file in web.glob(f"{clip}.*.mp4"))
    with copy.open("r+b") as file:
        file.truncate(megabytes * 2**20)
    return copy.name.split(".")[0], copy


@contextlib.contextmanager
def _serving(command: list[str], port: int) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(300):
                with contextlib.suppress(OSError):
                    _get(f"http://127.0.0.1:{port}/")
                    break
                time.sleep(0.1)
            yield server
        finally:
            server.terminate()


def _get(address: str, wanted: str | None = None) -> tuple[float, int]:
    """Seconds and bytes of one answer, read to its end."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", f"{parts.path}?{parts.query}", headers={"range": wanted} if wanted else {})
    length = len(connection.getresponse().read())
    connection.close()
    return time.perf_counter() - began, length


def _print_ranges(ours: str, stock: str, megabytes: int) -> None:
    start = (megabytes - 10) * 2**20
    wanted = f"bytes={start}-{start + _PIECE - 1}"
    timed = [_get(ours, wanted) for _ in range(20)]
    seconds, length = statistics.median(each[0] for each in timed), timed[0][1]
    stock_seconds, stock_length = _get(stock, wanted)
    print(f"| 1 MiB near the end of {megabytes} MB | ms | ratio | bytes sent |\n| --- | --- | --- | --- |")
    print(f"| vox | {seconds * 1000:.1f} | 1 | {length} |")
    ratio = stock_seconds / seconds
    print(f"| datasette --static | {stock_seconds * 1000:.0f} | {ratio:.0f} | {stock_length} |\n")


def _print_left(pid: int, address: str) -> None:
    parts = urlsplit(address)
    before = _read_by(pid)
    for _ in range(5):
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        connection.request("GET", parts.path, headers={"range": "bytes=1000-"})
        connection.getresponse().read(1000)
        connection.close()
    time.sleep(2)
    megabytes = (_read_by(pid) - before) / 2**20
    print(f"Five seeks, each left after 1000 bytes: the server read {megabytes:.1f} MB.\n")


def _read_by(pid: int) -> int:
    return int(Path(f"/proc/{pid}/io").read_text().split("rchar: ")[1].split()[0])


def _print_viewers(address: str) -> None:
    site = address.split("/media/")[0]
    quiet = _latency(site)
    over = threading.Event()
    sent: list[int] = []

    def view() -> None:
        while not over.is_set():
            for start in range(0, 64 * _PIECE, 4 * _PIECE):
                if over.is_set():
                    break
                sent.append(_get(address, f"bytes={start}-{start + 4 * _PIECE - 1}")[1])
                # A player fills its buffer and then plays: 4 MiB are seconds of video.
                over.wait(0.5)

    viewers = [threading.Thread(target=view) for _ in range(_VIEWERS)]
    began = time.perf_counter()
    for viewer in viewers:
        viewer.start()
    busy = _latency(site)
    over.set()
    for viewer in viewers:
        viewer.join()
    rate = sum(sent) / (time.perf_counter() - began) / 2**20
    print("| /find | p50 ms | p95 ms |\n| --- | --- | --- |")
    for name, (p50, p95) in (("alone", quiet), (f"beside {_VIEWERS} viewers, {rate:.0f} MB/s", busy)):
        print(f"| {name} | {p50:.0f} | {p95:.0f} |")
    print(f"| ratio | {busy[0] / quiet[0]:.1f} | {busy[1] / quiet[1]:.1f} |")


def _latency(site: str) -> tuple[float, float]:
    """Milliseconds a search takes: median and 95th percentile."""
    timed, until = [], time.perf_counter() + _SECONDS
    while time.perf_counter() < until:
        timed.append(_get(f"{site}/find?q=people")[0] * 1000)
    return statistics.median(timed), statistics.quantiles(timed, n=20)[-1]


if __name__ == "__main__":
    main()
