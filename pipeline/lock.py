"""One writer a project: who comes second is told who holds it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from socket import gethostname

from filelock import FileLock, Timeout

from pipeline.disk import plain_disk_errors
from pipeline.project import Project
from schemas.errors import LockedError


@contextmanager
def making(project: Project) -> Iterator[None]:
    """Wait until nobody else makes pictures and copies for a project, and hold them off.

    It is a lock of its own: who decides something need not wait until a film is made. Who needs both takes
    the project's first.

    Raises:
        MachineError: The project cannot be written to.
    """
    with plain_disk_errors(project.root):
        project.private.mkdir(exist_ok=True)
        lock = FileLock(project.private / "making")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def exclusive(project: Project, patience: float = 0) -> Iterator[bool]:
    """Hold the project's lock; the system lets go of it however the process ends.

    Args:
        project: What is held.
        patience: Seconds to wait for another run that holds it.

    Yields:
        Whether the last holder was killed, or went down with the machine: it left its name behind.

    Raises:
        LockedError: Another run holds it.
        MachineError: The project cannot be written to.
    """
    holder = project.private / "writer"
    with plain_disk_errors(project.root):
        project.private.mkdir(exist_ok=True)
        lock = FileLock(project.private / "lock")
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            who = holder.read_text(encoding="utf-8") if holder.is_file() else "another program"
            raise LockedError(
                f"Another run is writing to {project.root}: {who}.",
                "Wait until it has ended and run vox again.",
            ) from None
    try:
        with plain_disk_errors(project.root):
            after_crash = holder.is_file()
            since = datetime.now().strftime("%H:%M")
            holder.write_text(f"process {os.getpid()} on {gethostname()}, since {since}", encoding="utf-8")
        yield after_crash
    finally:
        holder.unlink(missing_ok=True)
        lock.release()
