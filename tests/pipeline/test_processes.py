"""Processes end with whatever started them, and take no more than they may."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import processes


def until(what: Callable[[], bool]) -> bool:
    """Whether it comes true within a minute."""
    late = time.monotonic() + 60
    while not what() and time.monotonic() < late:
        time.sleep(0.05)
    return what()


def gone(pid: int) -> bool:
    """Whether a process runs no more; one that nobody has asked for its code yet is gone as well."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # the second where it ends between open and read
        return True


FAMILY = ["/bin/sh", "-c", "sleep 600 & echo $$ $!; wait"]
"""A process with a child, which says the numbers of both."""


def pids(line: bytes) -> list[int]:
    return [int(number) for number in line.split()]


def test_what_a_process_writes_and_its_code_come_through() -> None:
    with processes.start(["/bin/sh", "-c", "cat; echo out; echo err >&2; exit 7"]) as process:
        assert process.stdout
        assert process.stderr
        assert (process.stdout.read(), process.stderr.read(), process.wait()) == (b"out\n", b"err\n", 7)


def test_a_process_ends_with_its_children() -> None:
    with processes.start(FAMILY) as process:
        assert process.stdout
        family = pids(process.stdout.readline())
        assert os.getpgid(family[0]) == process.pid != os.getpgid(0)
        processes.end(process)
    assert until(lambda: all(map(gone, family)))


def test_nothing_is_left_where_only_the_shell_was_killed() -> None:
    with processes.start(FAMILY) as process:
        assert process.stdout
        family = pids(process.stdout.readline())
        process.kill()
        process.wait()
        assert not any(map(gone, family))
        processes.end(process)
    assert until(lambda: all(map(gone, family)))


@pytest.mark.parametrize("signal", ["KILL", "TERM", "INT"])
def test_a_process_ends_when_vox_does(signal: str) -> None:
    code = (
        "import sys, time; from pipeline import processes\n"
        f"process = processes.start({FAMILY!r}); print(process.stdout.readline().decode(), flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as vox:
        assert vox.stdout
        family = pids(vox.stdout.readline())
        assert not any(map(gone, family))
        subprocess.run(["/bin/sh", "-c", f"kill -{signal} {vox.pid}"], check=True)
    assert until(lambda: all(map(gone, family)))


def test_limits_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processes, "MOST_MEMORY", 300 << 20)
    monkeypatch.setattr(processes, "LARGEST_FILE", 1 << 20)
    greedy = f"bytearray({400 << 20})"
    with processes.start([sys.executable, "-c", greedy]) as process:
        assert process.stderr
        assert b"MemoryError" in process.stderr.read()
    endless = tmp_path / "endless"
    with processes.start(["/bin/sh", "-c", f"cat /dev/zero > '{endless}'"]) as process:
        assert process.wait() != 0
    assert endless.stat().st_size == 1 << 20


def test_priority_is_low_where_asked() -> None:
    nice = []
    for low in (False, True):
        with processes.start(["nice"], low_priority=low) as process:
            assert process.stdout
            nice.append(int(process.stdout.read()))
    assert nice[1] > nice[0]


def test_a_servant_reads_requests() -> None:
    code = "import sys, os\nfor line in os.fdopen(int(sys.argv[1])): print(line.upper(), end='', flush=True)"
    process, requests = processes.start_servant([sys.executable, "-c", code])
    with process, requests:
        assert process.stdout
        for request in (b"one\n", b"two\n"):
            requests.write(request)
            assert process.stdout.readline() == request.upper()
        requests.close()
        assert process.wait() == 0
