"""How a film to take away is written: as it is posted, and without a tag of any kind."""

from pathlib import Path
from typing import Any

from pipeline import tools
from pipeline.derive.encoding import BARE_PICTURE, SOUND, patience
from pipeline.derive.writing import BARE
from schemas.errors import ClipError

PICTURE = {
    # Places that show films encode them again: what they get is better than what a page plays.
    **{"c:v": "libx264", "preset": "veryfast", "crf": 20, "profile:v": "high", "pix_fmt": "yuv420p"},
    **{"maxrate": "12M", "bufsize": "24M"},
}


def write_film(picture: Any, sound: Any, seconds: float, target: Path, of: str) -> None:
    """Run the chains, in one process, and write an MP4 of H.264 and AAC with the index in front.

    Args:
        picture: An ffmpeg-python chain.
        sound: Likewise, as long.
        seconds: How long they are.
        target: Where to write; whoever calls sees to it that it is whole or absent.
        of: What it is made of, for messages, as "answer 1".

    Raises:
        ClipError: It cannot be made.
        MachineError: There is no ffmpeg.
    """
    options: dict[str, Any] = {
        "f": "mp4",
        "movflags": "+faststart",
        **BARE,
        **PICTURE,
        **SOUND,
        **BARE_PICTURE,
    }
    try:
        tools.run(tools.output([picture, sound], target, **options), timeout=patience(seconds))
    except tools.FfmpegError as problem:
        raise unmade(of) from problem


def unmade(of: str) -> ClipError:
    """The error for a film that ffmpeg could not make."""
    return ClipError(
        f"No film could be made of {of}.", "Remove its copy from .vox/web, run vox derive and try again."
    )
