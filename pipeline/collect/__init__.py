"""`vox collect`: people answer on their phones, and what they send is taken in.

    page -> uploads -> check -> slip -> drop folder -> ingest

The page is served by a thread of its own, so that phones are answered while clips are listened to. Nothing of
the project can be reached through it: it takes, and gives nothing back.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn

from pipeline.arrival import SETTLED
from pipeline.collect.address import Address, listen, names_of
from pipeline.collect.server import build
from pipeline.collect.uploads import Uploads
from pipeline.collect.wording import wordings
from pipeline.ingest import Report, ingest, load_once
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.slips import Slip, hand_over, slip_place, waiting_slips
from schemas.errors import LockedError, MachineError

FOLDER = "collected"
"""In the drop folder: the collection of what comes in here."""

_LATER = 5.0
"""Seconds after which it is tried again to take in what another run kept us from."""

_TICK = 0.5
"""Seconds between two looks at whether something has arrived."""

_CLEARS_EVERY = 600.0
"""Seconds after which it is looked whether something was given up."""

_SECONDS_TO_END = 10


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody has sent an answer.

    Attributes:
        seconds: Of a recording, where it says how long it is.
    """

    slip: Slip
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What arrived was taken in.

    Attributes:
        slips: Those whose answers can be found now.
    """

    slips: tuple[Slip, ...]
    report: Report


def collect(
    project: Project,
    address: Address,
    open_to: Callable[[Address], None],
    progress: Progress | None = None,
) -> Iterator[Arrived | Taken]:
    """Serve the page until it is interrupted, and take in what arrives; tells of both.

    Args:
        project: Where the answers belong.
        address: Where the page is.
        open_to: Told once it can be opened.
        progress: Told of each step of taking in.

    Raises:
        UsageError: The settings say nothing, or something else, of what people agree to.
        MachineError: The port is taken, the address is not this machine's, or there is no right to write.
        KeyboardInterrupt: It was ended.
    """
    arrived: queue.SimpleQueue[Arrived] = queue.SimpleQueue()
    uploads = Uploads(project, FOLDER)
    uploads.clear()
    for slip in list(waiting_slips(project)):
        hand_over(project, slip)
    app = build(
        project.settings.question,
        wordings(project.settings),
        uploads,
        address.token,
        names_of(address),
        lambda slip, seconds: arrived.put(Arrived(slip, seconds)),
    )
    with serving(app, address):
        open_to(address)
        yield from _take_in(project, arrived, uploads, progress or Silent())


def _take_in(
    project: Project, arrived: "queue.SimpleQueue[Arrived]", uploads: Uploads, progress: Progress
) -> Iterator[Arrived | Taken]:
    engine = load_once(project.settings)
    # What an earlier run did not come to is due at once.
    due = 0.0 if any(waiting_slips(project)) else float("inf")
    clears = time.monotonic() + _CLEARS_EVERY
    while True:
        # On some systems nothing interrupts a longer wait.
        with suppress(queue.Empty):
            yield arrived.get(timeout=_TICK)
            # What has just arrived is left alone for a moment, as in any drop folder.
            due = min(due, time.monotonic() + SETTLED + _TICK)
        now = time.monotonic()
        if now >= clears:
            uploads.clear()
            clears = now + _CLEARS_EVERY
        if now < due:
            continue
        before = list(waiting_slips(project))
        if not before:
            # Another run took it in.
            due = float("inf")
            continue
        folder = project.media / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        try:
            report = ingest(project, [folder], progress, engine=engine)
        except (LockedError, MachineError) as problem:
            # Another run writes, or the disk is full: what arrived is safe, and phones are answered.
            progress.note(str(problem))
            due = now + _LATER
            continue
        waits = any(clip.status == "waiting" for clip in report.clips)
        due = time.monotonic() + SETTLED if waits else float("inf")
        yield Taken(tuple(slip for slip in before if not slip_place(project, slip.id).exists()), report)


@contextmanager
def serving(app: Any, address: Address) -> Iterator[None]:
    """Answer phones in a thread of its own."""
    listening = listen(address)
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        server_header=False,
        lifespan="off",
        proxy_headers=False,
        ws="none",
        limit_concurrency=300,
        timeout_graceful_shutdown=_SECONDS_TO_END // 2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join(_SECONDS_TO_END)
        listening.close()
