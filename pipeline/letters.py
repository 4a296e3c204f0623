"""In which letters a text file is written."""

import codecs
import re
from pathlib import Path

from schemas.errors import UsageError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_WESTERN = frozenset(
    ("cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin_1", "iso8859_15", "ascii", "utf_8")
)

_SIGN_IN_WORD = re.compile(r"[^\W\d_][\u00a1-\u00bf\ufffd][^\W\d_]")

_BLOCK = 1 << 20

_SAMPLE = 1 << 16
"""Bytes by which another encoding than UTF-8 is told; reading more of them takes seconds."""


def encoding_of(path: Path) -> str:
    """The name of the encoding of a text file, as Python calls it.

    UTF-8 is believed if all of the file is; whatever else it is, is told by its letters.

    Raises:
        UsageError: It is no text.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding
        if b"\x00" in start:
            # Half of the bytes of plain letters are zero in UTF-16, which some programs write without a mark.
            even, odd = start[::2].count(0), start[1::2].count(0)
            if max(even, odd) > len(start) / 4 > 4 * min(even, odd):
                return "utf-16-le" if odd > even else "utf-16-be"
            raise UsageError(
                f"{path.name} is no text.", "Save it as CSV or XLSX in the program that made it."
            )
        decoder = codecs.getincrementaldecoder("utf-8")()
        block, strange = start, b""
        while block:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as problem:
                strange = block[max(0, problem.start - _SAMPLE // 2) : problem.start + _SAMPLE // 2]
                break
            block = file.read(_BLOCK)
        else:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                strange = start
    if not strange:
        return "utf-8"
    from charset_normalizer import from_bytes

    found = from_bytes(strange).best()
    if found and found.encoding not in _WESTERN:
        return found.encoding
    # A few letters with accents fit all of these. Windows writes cp1252 in the west of Europe, and what it
    # writes in the east is seen by signs such as "³" in the midst of words.
    return "cp1250" if _SIGN_IN_WORD.search(strange.decode("cp1252", errors="replace")) else "cp1252"
