"""Files made by ffmpeg: whole or absent, and without a tag of what they were made from."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import tools
from pipeline.disk import no_room, plain_disk_errors
from schemas.errors import ClipError

BARE: dict[str, Any] = {
    **{"map_metadata": -1, "map_chapters": -1, "fflags": "+bitexact"},
    **{"flags:v": "+bitexact", "flags:a": "+bitexact"},
}
"""Phones write places and owners into tags: nothing derived keeps any, nor the name of the encoder."""


@contextmanager
def whole(target: Path, source: Path, failure: str) -> Iterator[Callable[[str], Path]]:
    """Let a file be made beside `target`, which it becomes when all went well: `target` is whole or absent.

    Args:
        target: Where the file shall be. Its folder is made.
        source: What it is made from.
        failure: What to say if it cannot be, as "No picture could be taken from".

    Yields:
        The path of a file of any name in a folder that is thrown away; the one named `target.name` is kept.

    Raises:
        ClipError: ffmpeg could not make it.
        MachineError: The disk is full, or the folder cannot be written to.
    """
    with plain_disk_errors(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=target.parent, ignore_cleanup_errors=True) as folder:
            try:
                yield Path(folder).joinpath
                made = Path(folder, target.name)
                if not made.is_file() or not made.stat().st_size:
                    raise tools.FfmpegError("wrote nothing")
            except tools.FfmpegError as problem:
                if os.strerror(errno.ENOSPC) in problem.detail:
                    raise no_room(target.parent) from None
                raise ClipError(
                    f"{failure} {source.name}.", "Its words are stored; try to play it."
                ) from None
            # A power cut must not leave a name without its content: nobody would make it again.
            with made.open("rb") as written:
                os.fsync(written.fileno())
            made.replace(target)
