"""Whether a file has arrived whole: a copy that is still going on must not be taken for the clip."""

import struct
import time
from pathlib import Path
from typing import IO

from schemas.errors import ClipError, StillCopyingError

SETTLED = 2.0
"""Seconds a file must have stayed the same before it is believed."""

GIVEN_UP = 300.0
"""Seconds after the last change from which a file without its end is cut off, not still being copied."""

_ISO_BEGINS_WITH = {b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"sidx", b"wide", b"free", b"skip", b"pnot"}
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_SEGMENT_HEADER = 12
"""Bytes at most."""

_LONGEST_EBML_HEADER = 256


def is_settled(mtime_ns: int, now: float) -> bool:
    """Whether a file that was last changed then may be believed at `now`, in seconds since 1970.

    A time of change in the future, from the clock of a network drive, is not.
    """
    return now - mtime_ns / 1e9 >= SETTLED


def require_whole(path: Path, size: int, mtime_ns: int) -> None:
    """Make sure that a file has its end and, where its format has one, its index.

    MP4 and its kin, and Matroska with WebM, say how long they are. Others do not; of them a pause in copying
    cannot be told from the end.

    Raises:
        StillCopyingError: It is not whole, and was changed in the last `GIVEN_UP` seconds.
        ClipError: It is not whole, and nothing has been added to it since.
    """
    given_up = time.time() - mtime_ns / 1e9 >= GIVEN_UP
    if size and not _lacks_its_end(path, size, given_up):
        return
    if not given_up:
        raise StillCopyingError(
            f"{path.name} has not arrived whole: it is still being copied, or was cut off.",
            "Run vox ingest again when it has arrived.",
        )
    if size:
        raise ClipError(
            f"{path.name} is cut off: its end is missing, and nothing has been added to it for"
            f" {GIVEN_UP / 60:.0f} minutes.",
            "Copy it from the phone or camera again.",
        )
    raise ClipError(f"{path.name} is empty (0 bytes).", "Copy it from the phone or camera again.")


def _lacks_its_end(path: Path, size: int, given_up: bool) -> bool:
    try:
        with path.open("rb") as stream:
            begin = stream.read(_LONGEST_EBML_HEADER)
            if begin[4:8] in _ISO_BEGINS_WITH:
                return _iso_lacks_its_end(stream, size, given_up)
            if begin.startswith(_EBML):
                return _matroska_lacks_its_end(begin, size)
    except OSError:
        # Whoever reads all of it tells this better.
        pass
    return False


def _iso_lacks_its_end(stream: IO[bytes], size: int, given_up: bool) -> bool:
    """Walk the outermost boxes: the index (moov) must be there, and no sound or picture (mdat) cut short.

    Once there is no more hope, an index in front is left to tell (`probe`): some boxes only claim too much.
    """
    position, has_index = 0, False
    while position + 8 <= size:
        stream.seek(position)
        header = stream.read(16)
        length, kind = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            length = struct.unpack(">Q", header[8:])[0]
        if length == 0 and kind == b"mdat":
            # Up to the end of the file, wherever that is: the index of such a file comes first.
            break
        if kind in (b"moov", b"mdat") and position + length > size:
            return not (given_up and has_index)
        has_index = has_index or kind == b"moov"
        if length < 8:
            break
        position += length
    return not has_index


def _matroska_lacks_its_end(begin: bytes, size: int) -> bool:
    """Compare what the segment says of its size; browsers, which write as they record, say nothing."""
    header, at = _ebml_size(begin, len(_EBML))
    if header is None:
        return False
    if at + header + _SEGMENT_HEADER > size:
        return True
    if begin[at + header : at + header + len(_SEGMENT)] != _SEGMENT:
        return False
    segment, at = _ebml_size(begin, at + header + len(_SEGMENT))
    return segment is not None and at + segment > size


def _ebml_size(data: bytes, at: int) -> tuple[int | None, int]:
    """The number at that place, None if it says `unknown`, and where it ends."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if not first or at + length > len(data):
        return None, at
    bits = 7 * length
    number = int.from_bytes(data[at : at + length], "big") & ((1 << bits) - 1)
    return (None if number == (1 << bits) - 1 else number), at + length
