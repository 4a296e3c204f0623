"""What the tests of films share: a clip that tells which picture and which moment is which."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.probe import probe
from pipeline.takeaways.render.pieces import Piece
from pipeline.tools import find_ffmpeg
from schemas.quotations import Quotation, Speaker
from schemas.records import Span, Word

SOUND_RATE = 48_000
BETWEEN_CLICKS = 0.5
_STRIPES = 10

Numbered = Callable[..., Path]
Sound = npt.NDArray[np.float32]


def ffmpeg(*arguments: str | Path) -> bytes:
    """Run the real ffmpeg with these arguments; what it writes to standard output."""
    command = [str(find_ffmpeg().path), "-loglevel", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Numbered:
    """Make a clip whose pictures show their number, a white stripe is a 1, with a click every half second."""
    folder = tmp_path_factory.mktemp("numbered")

    def make(rate: int = 30, size: str = "160x90", seconds: float = 5.0) -> Path:
        path = folder / f"{rate}-{size}-{seconds}.mp4"
        if not path.exists():
            number = f"mod(floor(N/pow(2\\,floor(X*{_STRIPES}/W)))\\,2)"
            film = f"color=s={size}:r={rate}:d={seconds},format=yuv420p,geq=lum=16+200*{number}:cb=128:cr=128"
            click = f"aevalsrc=if(lt(mod(t\\,{BETWEEN_CLICKS})\\,0.001)\\,0.9\\,0):s={SOUND_RATE}:d={seconds}"
            options = ("-crf", "8", "-g", str(2 * rate), "-colorspace", "bt709", "-b:a", "192k")
            ffmpeg("-f", "lavfi", "-i", film, "-f", "lavfi", "-i", click, *options, path)
        return path

    return make


def quotation(start: float, end: float, **more: object) -> Quotation:
    """A quotation that is said from one moment to another."""
    words = (Word(start, end, "Well", 0.9),)
    return Quotation(
        **{
            **{"answer_id": "a" * 16 + "-1", "clip_id": "a" * 16, "text": "Well", "start": start, "end": end},
            **{"words": words, "speaker": Speaker("x"), "themes": (), "polarity": None, "kind": None},
            **{"language": "en", "is_whole": True, "is_approved": True, "is_starred": False, "score": 1.0},
            **{
                "revision": "r",
                "has_picture": True,
                "source": "video",
                "said_at": "2026-01-02",
                "question": None,
            },
            **{"channel": "web", **more},
        }  # type: ignore[arg-type]
    )


def piece(copy: Path, start: float, end: float) -> Piece:
    """A stretch of a copy, all of which is said."""
    return Piece(quotation(start, end), copy, probe(copy), Span(start, end))


def pictures(path: Path) -> npt.NDArray[np.uint8]:
    """How light a film is: by picture, row and column."""
    video = probe(path).video
    assert video
    raw = ffmpeg("-i", path, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv444p", "-")
    return np.frombuffer(raw, np.uint8).reshape(-1, 3, video.height, video.width)[:, 0]


def numbers(path: Path) -> list[int]:
    """Which pictures of a numbered clip a film shows that is all of its picture."""
    light = pictures(path).mean(axis=1)
    stripe = light.shape[1] // _STRIPES
    inner = light.reshape(-1, _STRIPES, stripe)[:, :, stripe // 4 : -stripe // 4].mean(axis=2)
    return [int(sum(1 << place for place, bit in enumerate(row) if bit > 116)) for row in inner]


def samples(path: Path) -> Sound:
    """The left channel of a film's sound."""
    return np.frombuffer(ffmpeg("-i", path, "-af", "pan=mono|c0=c0", "-f", "f32le", "-"), np.float32)


def clicks(sound: Sound) -> list[float]:
    """When something clicks, in seconds."""
    loud = np.flatnonzero(np.abs(sound) > 0.5 * np.abs(sound).max())
    firsts = loud[np.r_[True, np.diff(loud) > SOUND_RATE * BETWEEN_CLICKS / 2]]
    return [float(each) / SOUND_RATE for each in firsts]
