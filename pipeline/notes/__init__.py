"""Notes that people hold up to the camera: found, read, and joined over time.

    pictures, two a second -> sheets of paper in each -> the same sheet followed -> read where it is sharpest

What is read counts for nothing until a person has looked at it.
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline.notes.following import Follower
from pipeline.notes.frames import frames
from pipeline.notes.joining import join
from pipeline.notes.paper import find_sheets
from pipeline.notes.reading import read_sheet
from schemas.notes import Note
from schemas.records import VideoStream

__all__ = ["Note", "find_notes"]


def find_notes(clip: Path, video: VideoStream, duration: float) -> Sequence[Note]:
    """The notes that are held up in a clip, in order.

    Args:
        clip: The file.
        video: Its picture track.
        duration: Seconds; only the first ten minutes are looked through.

    Raises:
        ClipError: Its pictures cannot be decoded.
        MachineError: What reads is missing or altered.
    """
    follower = Follower()
    for moment, picture in frames(clip, video, duration):
        follower.see(moment, picture, find_sheets(picture))
    return join([(sheet, read_sheet(sheet.views)) for sheet in follower.held()])
