"""The only module that starts processes: each with limits, in a group of its own, ended when vox ends.

What a process may use is bounded because what it reads is not to be trusted. However vox ends, by itself, by
Ctrl-C or by being killed, nothing it started goes on.
"""

import fcntl
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeAlias

Process: TypeAlias = subprocess.Popen[bytes]

MOST_MEMORY = 6 << 30
"""Bytes of address space of a process: an 8K film with ten bits takes 3.7 GB to be made fit for the web."""

LARGEST_FILE = 12 << 30
"""Bytes of a file that a process writes: six hours of film for the web."""

_KEEPER = r"""
ulimit -c 0
ulimit -v "$1" 2>/dev/null
ulimit -f "$2" 2>/dev/null
shift 2
exec 3<&0 </dev/null
{ read -r nothing <&3; kill -KILL 0; } >/dev/null 2>&1 &
"$@" 3<&-
code=$?
{ kill -KILL $!; wait $!; } 2>/dev/null
exit "$code"
"""
"""Sets the limits, runs the command and leaves with its code. Beside it waits a child for the end of standard
input, which vox holds open and never writes to: it comes when vox is gone, whatever ended it, and then the
whole group is killed. A shell does it because Python can do nothing safely between fork and exec where there
are threads, and because the signal Linux sends at a parent's death comes at that of a mere thread already.
Where the system knows no limit on memory (macOS), there is none."""

_LOWEST_PASSED = 10
"""The shell uses descriptors below it."""

_BLOCK = 512
"""Bytes in which the shell counts the size of files."""


def start(command: Sequence[str | Path], *, low_priority: bool = False) -> Process:
    """Start a process in a group of its own, with limits on memory, files and core dumps.

    Its standard input is empty; what it writes to standard output and says on standard error are pipes. It
    ends with `end`, or when vox does, or when `stdin` is closed (which `communicate` does).

    Args:
        command: The program and its arguments.
        low_priority: Leave the processor to whatever else wants it.
    """
    return _start(["nice", "-n", "10", *command] if low_priority else command, subprocess.PIPE)


def start_servant(command: Sequence[str | Path]) -> tuple[Process, IO[bytes]]:
    """Start a process, as `start` does, that is sent requests; what it says on standard error is lost.

    Args:
        command: The program and its arguments; the descriptor to read requests from is added as the last.

    Returns:
        The process, and where to write requests, unbuffered.
    """
    reading, writing = os.pipe()
    requests = os.fdopen(writing, "wb", buffering=0)
    try:
        passed = fcntl.fcntl(reading, fcntl.F_DUPFD_CLOEXEC, _LOWEST_PASSED)
        try:
            return _start([*command, str(passed)], subprocess.DEVNULL, (passed,)), requests
        finally:
            os.close(passed)
    except BaseException:
        requests.close()
        raise
    finally:
        os.close(reading)


def _start(command: Sequence[str | Path], messages: int, passed: tuple[int, ...] = ()) -> Process:
    return subprocess.Popen(
        ["/bin/sh", "-c", _KEEPER, "sh", str(MOST_MEMORY // 1024), str(LARGEST_FILE // _BLOCK), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=messages,
        start_new_session=True,
        pass_fds=passed,
    )


def end(process: Process) -> None:
    """Kill a process, if it has not ended, with all that it started, and wait until it is gone."""
    assert process.stdin
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    # If somebody has killed the shell alone, this ends the others.
    process.stdin.close()
    process.wait()


@contextmanager
def ended_after(seconds: float, process: Process, late: threading.Event) -> Iterator[None]:
    """Kill the process's group if what is done meanwhile takes longer, and say so in `late`."""

    def stop() -> None:
        late.set()
        end(process)

    timer = threading.Timer(max(seconds, 0), stop)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
