"""Recordings on their way from phones: each a file that only grows, until all of it is there.

How far one has come is the size of its file, and nothing else: after a lost connection or a crash it goes on
from there. One that nobody has gone on with for a week is given up.
"""

import asyncio
import json
import os
import re
import secrets
import shutil
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.disk import sync
from pipeline.fingerprint import fingerprint
from pipeline.probe import probe
from pipeline.project import Project
from pipeline.slips import Slip, arrivals_folder, hand_over, part_place, slip_place, write_slip

LARGEST = 2 << 30
"""Bytes of a recording: ten minutes of a phone's 4K."""

KEPT_FREE = 1 << 30
"""Bytes of the disk that are left to others."""

MOST_AT_ONCE = 60
"""Recordings that arrive at the same time."""

_MOST_BEGUN = 500
_WEEK = 7 * 24 * 3600.0
_A_MINUTE = 60.0
_MOST_A_MINUTE = 30
"""Recordings and texts of one phone."""

_TAKES_OVER = 10.0
"""Seconds in which a writer lets go of an upload that another goes on with."""

_ID = re.compile(r"[0-9a-f]{20}", re.ASCII)

_ENDINGS = {
    "mov": (".mp4", ".m4a"),
    "matroska": (".webm", ".webm"),
    "ogg": (".ogg", ".ogg"),
    "mpegts": (".ts", ".ts"),
    "asf": (".wmv", ".wma"),
    "mpeg": (".mpg", ".mpg"),
}
"""By the demuxer's first name: with a picture, and without."""


class RefusedError(Exception):
    """What somebody sent is not taken.

    Args:
        status: Of HTTP.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class _Turn:
    """Who writes an upload: one at a time."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    leave: asyncio.Event = field(default_factory=asyncio.Event)
    last: int = 0
    """How many have asked for it so far."""


class Uploads:
    """The recordings that are on their way.

    Args:
        project: Where they belong.
        collection: The subfolder of its drop folder into which they go.

    Attributes:
        writers: How many are being written.
    """

    def __init__(self, project: Project, collection: str) -> None:
        self._project = project
        self._collection = collection
        self._folder = arrivals_folder(project)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._turns: dict[str, _Turn] = {}
        self._begun: dict[str, deque[float]] = defaultdict(deque)
        self.writers = 0

    def begin(self, length: int, who: str) -> str:
        """Make room for a recording; gives the id by which it goes on.

        Args:
            length: Its bytes.
            who: The address it comes from.

        Raises:
            RefusedError: It is empty, too large, one too many, or there is no room.
        """
        if length < 1:
            raise RefusedError(400)
        if length > LARGEST:
            raise RefusedError(413)
        self.count(who)
        begun = list(self._all())
        if len(begun) >= _MOST_BEGUN:
            raise RefusedError(503)
        promised = sum(self._length(each) - self.offset(each) for each in begun)
        if shutil.disk_usage(self._folder).free - promised - length < KEPT_FREE:
            raise RefusedError(507)
        upload = secrets.token_hex(10)
        # The part first: what is without a length after a crash is never gone on with.
        for place, content in (
            (self._part(upload), ""),
            (self._told(upload), json.dumps({"length": length})),
        ):
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        sync(self._folder)
        return upload

    def count(self, who: str) -> None:
        """Count what somebody sends.

        Raises:
            RefusedError: It was too much in the last minute.
        """
        now = time.monotonic()
        for other in [other for other, begun in self._begun.items() if begun[-1] < now - _A_MINUTE]:
            del self._begun[other]
        begun = self._begun[who]
        while begun and begun[0] < now - _A_MINUTE:
            begun.popleft()
        if len(begun) >= _MOST_A_MINUTE:
            raise RefusedError(429)
        begun.append(now)

    def length(self, upload: str) -> int:
        """How many bytes a recording has.

        Raises:
            RefusedError: There is none of that id.
        """
        if not _ID.fullmatch(upload) or not self._part(upload).is_file():
            raise RefusedError(404)
        return self._length(upload)

    def offset(self, upload: str) -> int:
        """How many bytes of it are here."""
        try:
            return self._part(upload).stat().st_size
        except FileNotFoundError:
            return 0

    @asynccontextmanager
    async def taking(self, upload: str) -> AsyncIterator[asyncio.Event]:
        """Be the only one who writes an upload: who writes it now is asked to leave.

        A phone that lost its connection comes back before the old one is noticed to be dead.

        Yields:
            Is set when another wants to go on.

        Raises:
            RefusedError: There is none of that id, or the other does not leave.
        """
        self.length(upload)
        turn = self._turns.setdefault(upload, _Turn())
        turn.last += 1
        ours = turn.last
        turn.leave.set()
        try:
            await asyncio.wait_for(turn.lock.acquire(), _TAKES_OVER)
        except TimeoutError:
            raise RefusedError(423) from None
        try:
            self.length(upload)
            turn.leave = asyncio.Event()
            if ours != turn.last:
                turn.leave.set()  # Another came while we waited.
            yield turn.leave
        finally:
            turn.lock.release()

    def drop(self, upload: str) -> None:
        """Leave nothing of an upload."""
        self._told(upload).unlink(missing_ok=True)
        self._part(upload).unlink(missing_ok=True)
        self._turns.pop(upload, None)

    def open(self, upload: str) -> int:
        """A file descriptor that adds to an upload."""
        return os.open(self._part(upload), os.O_WRONLY | os.O_APPEND)

    def cut(self, upload: str, offset: int) -> None:
        """Take back what came after an offset."""
        os.truncate(self._part(upload), offset)

    def is_finished(self, upload: str) -> bool:
        """Whether an upload has become an answer."""
        if not _ID.fullmatch(upload):
            return False
        found = (self._project.media / self._collection).glob(f"{upload}.*")
        return slip_place(self._project, upload).exists() or any(found)

    def check(self, upload: str) -> tuple[str, str, float | None]:
        """What a whole upload is: where it goes, its sum, and how many seconds it takes.

        Raises:
            ClipError: It is no recording.
            MachineError: It cannot be found out.
        """
        part = self._part(upload)
        found = probe(part)
        picture, sound = _ENDINGS.get(found.container.split(",")[0], (None, None))
        ending = (picture if found.video else sound) or f".{found.container.split(',')[0]}"
        target = self._project.media / self._collection / f"{upload}{ending}"
        return (
            self._project.stored_path(target),
            fingerprint(part).sha256,
            found.duration or found.measured,
        )

    def keep(self, slip: Slip) -> None:
        """What somebody agreed to first, then what they sent: neither is ever without the other.

        Raises:
            MachineError: There is no room, or no right to write.
        """
        write_slip(self._project, slip)
        hand_over(self._project, slip)
        if slip.file:
            self.drop(slip.id)

    def clear(self) -> None:
        """Give up what nobody has gone on with for a week."""
        long_ago = time.time() - _WEEK
        for upload in list(self._all()):
            with suppress(FileNotFoundError):
                if self._part(upload).stat().st_mtime < long_ago and not self._is_kept(upload):
                    self.drop(upload)
        for place in (*self._folder.glob("*.json"), *self._folder.glob("slips/.*")):
            with suppress(FileNotFoundError):
                is_part = place.parent == self._folder and self._part(place.stem).exists()
                if not is_part and place.stat().st_mtime < long_ago:
                    place.unlink()

    def _is_kept(self, upload: str) -> bool:
        return slip_place(self._project, upload).exists()

    def _all(self) -> Iterator[str]:
        for place in self._folder.glob("*.part"):
            yield place.stem

    def _length(self, upload: str) -> int:
        try:
            return int(json.loads(self._told(upload).read_text(encoding="utf-8"))["length"])
        except (OSError, ValueError):
            return 0

    def _part(self, upload: str) -> Path:
        return part_place(self._project, upload)

    def _told(self, upload: str) -> Path:
        return self._folder / f"{upload}.json"
