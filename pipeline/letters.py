"""In which letters a text file is written."""

import codecs
import re
from pathlib import Path

from pipeline.languages import detected
from schemas.errors import UsageError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_ASCII = 127

_FEW, _TOO_FEW = 0.3, 4
"""Up to this share of letters with accents, or so few of them, a text is Latin."""

_EAST = frozenset(("cs", "hr", "hu", "pl", "ro", "sk", "sl"))

_FAR = (
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
)
"""What is written where letters are not Latin."""

_SIGN_IN_WORD = re.compile(r"[^\W\d_][\u00a1-\u00bf\ufffd][^\W\d_]")
"""Signs such as "³" in the midst of a word: in cp1250 they are letters."""

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
    return _without_mark(strange)


def _without_mark(strange: bytes) -> str:
    """What a text is written in that is not UTF-8.

    A few letters with accents among plain ones fit nearly all encodings, and statistics of so few guess
    wildly. They are what Windows writes in the west of Europe, unless the words are those of the east.
    """
    high = sum(byte > _ASCII for byte in strange)
    letters = high + sum(chr(byte).isalpha() for byte in strange if byte <= _ASCII)
    if high > _FEW * letters and high >= _TOO_FEW:
        from charset_normalizer import from_bytes

        if found := from_bytes(strange, cp_isolation=list(_FAR)).best():
            return found.encoding
    west, east = (strange.decode(encoding, errors="replace") for encoding in ("cp1252", "cp1250"))
    return "cp1250" if _SIGN_IN_WORD.search(west) or detected(east) in _EAST else "cp1252"
