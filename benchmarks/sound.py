"""A recording as the systems compared here hear it."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.audio import read_sound
from pipeline.fingerprint import fingerprint
from schemas.records import Audio


def read_whole(path: Path) -> Audio:
    """The first sound track of a file, all at once; two voices apart are mixed.

    Raises:
        ClipError: The sound cannot be decoded.
        MachineError: There is no ffmpeg.
    """
    blocks: dict[float, npt.NDArray[np.float32]] = {}
    for audio in read_sound(fingerprint(path)):
        blocks[audio.start] = blocks[audio.start] + audio.samples if audio.start in blocks else audio.samples
    return Audio(np.concatenate(list(blocks.values())))
