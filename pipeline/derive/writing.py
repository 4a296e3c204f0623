"""Files made by ffmpeg: whole or absent, and without a tag of what they were made from."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import tools
from pipeline.disk import no_room, plain_disk_errors, replacing
from schemas.errors import ClipError

BARE: dict[str, Any] = {
    **{"map_metadata": -1, "map_chapters": -1, "fflags": "+bitexact"},
    **{"flags:v": "+bitexact", "flags:a": "+bitexact"},
}
"""Phones write places and owners into tags: nothing derived keeps any, nor the name of the encoder."""


@contextmanager
def whole(target: Path, source: Path, failure: str) -> Iterator[Path]:
    """A name for ffmpeg to write to; what it wrote becomes `target` at the end, which is whole or absent.

    Args:
        target: Where the file shall be. Its folder is made.
        source: What it is made from.
        failure: What to say if it cannot be, as "No picture could be taken from".

    Raises:
        ClipError: ffmpeg could not make it.
        MachineError: The disk is full, or the folder cannot be written to.
    """
    with plain_disk_errors(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with replacing(target) as unfinished:
                yield unfinished
                if not unfinished.is_file() or not unfinished.stat().st_size:
                    raise tools.FfmpegError("wrote nothing")
        except tools.FfmpegError as problem:
            if os.strerror(errno.ENOSPC) in problem.detail:
                raise no_room(target.parent) from None
            raise ClipError(f"{failure} {source.name}.", "Its words are stored; try to play it.") from None
