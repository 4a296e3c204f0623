"""What the tests of derived files share."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.tools import find_ffmpeg

Picture = npt.NDArray[np.uint8]
Ffmpeg = Callable[..., bytes]
Pictures = Callable[..., Picture]


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    """Run the real ffmpeg with these arguments; what it writes to standard output."""

    def run(*arguments: str | Path, given: bytes | None = None) -> bytes:
        command = [str(find_ffmpeg().path), "-loglevel", "error", "-y", *map(str, arguments)]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout

    return run


@pytest.fixture(scope="session")
def pictures(ffmpeg: Ffmpeg) -> Pictures:
    """The pictures in a file as a player shows them: number, row, column, red green blue."""

    def read(path: Path, width: int, height: int, channels: int = 3) -> Picture:
        pixels = "rgb24" if channels == 3 else "rgba"
        raw = ffmpeg("-i", path, "-f", "rawvideo", "-pix_fmt", pixels, "-")
        return np.frombuffer(raw, np.uint8).reshape(-1, height, width, channels)

    return read
