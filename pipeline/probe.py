"""What a file says of itself: streams, size, rotation, duration, date."""

import atexit
import json
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from pipeline import processes
from pipeline.tools import CONTAINERS, MOST_PIXELS
from schemas.errors import ClipError, MachineError
from schemas.records import AudioStream, Probe, VideoStream

_PROGRAM = Path(__file__).with_name("prober.py")
_SECONDS_TO_START = 60.0
_SECONDS_TO_ANSWER = 60.0
"""For one file. A phone's clip takes a hundredth of a second."""


def probe(path: Path) -> Probe:
    """Read the headers of a clip, and its first picture for the rotation.

    Another process reads it, with limits, so that nothing a file holds can take vox with it.

    Raises:
        ClipError: It is not a recording, not a whole one, or holds nothing that can be decoded.
        MachineError: The process that reads cannot be started.
    """
    request = {"path": str(path.absolute()), "containers": CONTAINERS, "most_pixels": MOST_PIXELS}
    try:
        found = _prober().ask(request)
    except TimeoutError:
        raise ClipError(
            f"{path.name} could not be read within {_SECONDS_TO_ANSWER:.0f} seconds.",
            "Try to play it; if it plays, copy it to this machine's own disk, else leave it out.",
        ) from None
    except EOFError:
        raise ClipError(
            f"{path.name} is damaged so badly that the program which reads it broke down.",
            "Copy it from the phone or camera again, else leave it out.",
        ) from None
    if not found:
        raise ClipError(
            f"{path.name} is not a video or sound recording that can be opened, or it is incomplete.",
            "Try to play it; if it plays, copy it from the phone again, else leave it out.",
        )
    if found.pop("cut_off"):
        raise ClipError(
            f"{path.name} is cut off: some of its sound or picture is missing.",
            "Copy it from the phone or camera again.",
        )
    if found.pop("undecodable") and not found["audio"]:
        raise ClipError(
            f"The sound of {path.name} is of a kind that cannot be decoded.",
            "Export it again from the phone or camera as an ordinary video (.mp4 or .mov).",
        )
    if not found["audio"] and not found["video"]:
        raise ClipError(
            f"{path.name} holds neither sound nor picture that can be decoded.",
            "Export it again from the phone or camera as an ordinary video (.mp4 or .mov).",
        )
    video = VideoStream(**found.pop("video")) if found["video"] else found.pop("video")
    return Probe(video=video, audio=tuple(AudioStream(**track) for track in found.pop("audio")), **found)


class _Prober:
    """The process that reads headers: started when first asked, and again after a file has ended it."""

    def __init__(self) -> None:
        self._process: processes.Process | None = None
        self._requests: IO[bytes] | None = None
        self._asking = threading.Lock()

    def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """What it answers to a request; None if the file is no recording.

        Raises:
            TimeoutError: It did not answer in time.
            EOFError: It broke down over this file.
            MachineError: It cannot be started.
        """
        with self._asking:
            if not self._process or self._process.poll() is not None:
                self.close()
                self._start()
            assert self._requests
            try:
                with suppress(BrokenPipeError):
                    self._requests.write(json.dumps(request).encode() + b"\n")
                found: dict[str, Any] | None = json.loads(self._answer(_SECONDS_TO_ANSWER))
            except BaseException:
                # An answer that comes later must not be taken for that to another request.
                self.close()
                raise
            return found

    def close(self) -> None:
        """End it."""
        if self._requests:
            self._requests.close()
        if self._process:
            processes.end(self._process)
            with self._process:
                """Its pipes are closed."""
        self._process = self._requests = None

    def _start(self) -> None:
        # -P: no module that happens to lie in the current folder is imported.
        self._process, self._requests = processes.start_servant([sys.executable, "-P", _PROGRAM])
        try:
            self._answer(_SECONDS_TO_START)
        except (TimeoutError, EOFError):
            self.close()
            raise MachineError(
                "The part of vox that looks into recordings cannot be started.",
                "Install vox again; `vox doctor` says whether anything else is missing.",
            ) from None

    def _answer(self, patience: float) -> bytes:
        """The next line it writes."""
        assert self._process
        assert self._process.stdout
        late = threading.Event()
        with processes.ended_after(patience, self._process, late):
            answer = self._process.stdout.readline()
        if late.is_set():
            raise TimeoutError
        if not answer.endswith(b"\n"):
            raise EOFError
        return answer


@cache
def _prober() -> _Prober:
    prober = _Prober()
    atexit.register(prober.close)
    return prober
