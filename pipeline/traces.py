"""Looking for traces of somebody: every byte of a folder is searched for words and names.

They are found however they are written: in capitals or not, with other signs or line ends between the words,
as UTF-8 or UTF-16, percent-encoded, as escapes of JSON or HTML, in base64, in gzip and zip (so in XLSX and
DOCX), in the cells of SQLite databases and in their free pages, and in the bytes of pictures and films.
What is encrypted, or seen in a picture and heard in a film, is not found so.
"""

import base64
import binascii
import gzip
import html
import io
import os
import re
import sqlite3
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, unquote_to_bytes

import numpy as np

_BLOCK = 32 << 20
"""Bytes that are looked at at once."""

_OVERLAP = 64 << 10
"""Bytes of a block that are looked at again with the next: what is sought is shorter."""

_LONG = 12
"""Letters from which no other text holds the same by chance; what is shorter must stand alone."""

_TINY = 6
"""Letters below which random bytes look the same; among such there must be readable text around it."""

_DEEPEST = 3
"""Archives in archives, and escapes in escapes, that are opened."""

_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_LOWER = bytes(range(256)).lower()
_SQLITE, _GZIP, _ZIP = b"SQLite format 3\0", b"\x1f\x8b", b"PK\x03\x04"
_HEAD = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: Knuth, volume 3, 6.4
_BESIDE = rb"0-9a-z\x80-\xff"

_PERCENT = re.compile(rb"%[0-9a-fA-F]{2}")
_ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_ENTITY = re.compile(rb"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{2,31});")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]{12,}(?:\r?\n|\\n)?)+")


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that was found.

    Attributes:
        place: The file, relative to the folder; what is in an archive or a database follows after `!`.
        secret: What was sought.
        form: How it stands there: `text`, `name` (of a file), `percent`, `escaped`, `entities`, `base64`; or
            `unreadable`, with an empty secret: nobody can tell what is in that file.
    """

    place: str
    secret: str | bytes
    form: str


def find_traces(folder: Path, secrets: Iterable[str | bytes]) -> list[Trace]:
    """Search all files of a folder, and their names, for secrets; each is told once for every place.

    Args:
        folder: A folder, or one file.
        secrets: Words and names, of which capitals and signs do not matter; bytes as they are.
    """
    sought = _Sought(secrets)
    found: dict[tuple[str, str | bytes], Trace] = {}
    for path in _below(folder):
        place = path.relative_to(folder).as_posix() if path != folder else path.name
        for secret in sought.within(os.fsencode(place)):
            found.setdefault((place, secret), Trace(place, secret, "name"))
        for trace in _in_file(path, place, sought):
            found.setdefault((trace.place, trace.secret), trace)
    return list(found.values())


def find_in(texts: Iterable[str], secrets: Iterable[str | bytes]) -> set[str]:
    """Those of some texts that hold a secret."""
    sought = _Sought(secrets)
    return {text for text in texts if sought.within(text.encode(errors="surrogateescape"))}


def squeezed(text: str | bytes) -> bytes:
    """A text without capitals, spaces and signs, as UTF-8: by which texts are compared here."""
    raw = text.encode(errors="surrogateescape") if isinstance(text, str) else text
    return raw.translate(_LOWER, _SIGNS)


class _Sought:
    """What is looked for, ready to be looked for all at once."""

    def __init__(self, secrets: Iterable[str | bytes]) -> None:
        self._raw: list[bytes] = []
        self._patterns: dict[bytes, set[str]] = defaultdict(set)
        self._alone: dict[str, re.Pattern[bytes]] = {}
        for secret in dict.fromkeys(secrets):
            if isinstance(secret, bytes):
                self._raw.append(secret)
                continue
            shapes = {
                normalize(form, shape)
                for form in ("NFC", "NFD")
                for shape in (secret, secret.lower(), secret.upper())
            }
            for shape in shapes:
                for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                    if pattern := squeezed(shape.encode(encoding, "surrogateescape")):
                        self._patterns[pattern].add(secret)
            if len(squeezed(secret)) < _LONG:
                self._alone[secret] = _standing_alone(shapes)
        # A pattern is sought by its first eight bytes, all patterns in one pass; the few shorter one by one.
        self._short = [pattern for pattern in self._patterns if len(pattern) < _HEAD]
        self._heads: dict[bytes, list[bytes]] = defaultdict(list)
        for pattern in self._patterns:
            if len(pattern) >= _HEAD:
                self._heads[pattern[:_HEAD]].append(pattern)
        self._table = np.zeros(1 << 16, bool)
        for head in self._heads:
            self._table[_slots(head, 0)] = True

    def within(self, block: bytes) -> set[str | bytes]:
        """What of it is in some bytes."""
        found: set[str | bytes] = {raw for raw in self._raw if raw in block}
        view = squeezed(block)
        there = {pattern for pattern in self._short if pattern in view} | set(self._starting_within(view))
        candidates = {secret for pattern in there for secret in self._patterns[pattern]}
        return found | {secret for secret in candidates if self._stands(secret, block)}

    def _starting_within(self, view: bytes) -> Iterator[bytes]:
        for offset in range(min(_HEAD, max(len(view) - _HEAD + 1, 0)) if self._heads else 0):
            for index in np.flatnonzero(self._table[_slots(view, offset)]).tolist():
                begin = index * _HEAD + offset
                for pattern in self._heads.get(view[begin : begin + _HEAD], ()):
                    if view.startswith(pattern, begin):
                        yield pattern

    def _stands(self, secret: str, block: bytes) -> bool:
        """Whether it is there as words of its own, where it is so short that others may hold it."""
        if secret not in self._alone:
            return True
        is_random = len(squeezed(secret)) < _TINY
        # Between the letters of UTF-16 stand zeros.
        for view in (block.translate(_LOWER), block.replace(b"\0", b"").translate(_LOWER)):
            is_text = not is_random or _is_text(view[2:])
            for match in self._alone[secret].finditer(view):
                if is_text or _is_amid_text(view, match):
                    return True
        return False


def _slots(data: bytes, offset: int) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    """For every eighth run of eight bytes from an offset on, where it is in the table."""
    runs = np.frombuffer(data, "<u8", count=(len(data) - offset) // _HEAD, offset=offset)
    return (runs * _MIX) >> np.uint64(48)


def _standing_alone(shapes: Iterable[str]) -> re.Pattern[bytes]:
    words = {
        tuple(re.escape(word.encode(encoding)) for word in re.findall(r"[^\W_]+", shape.lower()))
        for shape in shapes
        for encoding in ("utf-8", "utf-16-le")
    }
    plain = {tuple(word.replace(b"\\\0", b"").replace(b"\0", b"") for word in each) for each in words}
    either = b"|".join(b"[^%b]{0,3}".replace(b"%b", _BESIDE).join(each) for each in sorted(plain))
    return re.compile(rb"(?<![%b])(?:%b)(?![%b])" % (_BESIDE, either, _BESIDE))


def _is_text(block: bytes) -> bool:
    """Whether its beginning can be read: of films and pictures every byte is sought in, but none is meant."""
    try:
        return "\0" not in block[:4096].decode()
    except UnicodeDecodeError as error:
        # A letter may be cut in two at the end.
        return error.start > len(block[:4096]) - 4 and b"\0" not in block[:4096]


def _is_amid_text(data: bytes, match: re.Match[bytes]) -> bool:
    """Whether readable characters stand before or after it."""
    sides = data[max(match.start() - _TINY, 0) : match.start()], data[match.end() : match.end() + _TINY]
    return any(len(side) == _TINY and side.isascii() and side.decode().isprintable() for side in sides)


def _below(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        yield folder
        return
    for inside, names, files in os.walk(folder):
        names.sort()
        for name in sorted((*names, *files)):
            yield Path(inside, name)


def _in_file(path: Path, place: str, sought: _Sought) -> Iterator[Trace]:
    try:
        if path.is_symlink():
            yield from _in_blocks([os.fsencode(path.readlink())], place, sought)
        if not path.is_file():
            return
        with path.open("rb") as stream:
            begins = stream.read(len(_SQLITE))
            stream.seek(0)
            yield from _in_blocks(_blocks(stream), place, sought)
            if begins == _SQLITE:
                yield from _in_database(path, place, sought)
            elif begins.startswith((_ZIP, _GZIP)):
                stream.seek(0)
                yield from _in_archive(stream, place, sought, _DEEPEST)
    except OSError:
        yield Trace(place, "", "unreadable")


def _blocks(stream: io.BufferedIOBase) -> Iterator[bytes]:
    kept = b""
    while block := stream.read(_BLOCK):
        yield kept + block
        kept = block[-_OVERLAP:]


def _in_blocks(blocks: Iterable[bytes], place: str, sought: _Sought) -> Iterator[Trace]:
    for block in blocks:
        for form, view in _views(block, _DEEPEST):
            for secret in sorted(sought.within(view), key=str):
                yield Trace(place, secret, form)


def _views(block: bytes, depth: int, form: str = "text") -> Iterator[tuple[str, bytes]]:
    """What bytes say as they are, and as they are meant."""
    yield form, block
    if not depth or not _is_text(block):
        return
    ways: tuple[tuple[str, re.Pattern[bytes], Callable[[bytes], bytes]], ...] = (
        ("percent", _PERCENT, unquote_to_bytes),
        ("escaped", _ESCAPE, _unescaped),
        ("entities", _ENTITY, _without_entities),
        ("base64", _BASE64, _from_base64),
    )
    for name, pattern, decode in ways:
        if pattern.search(block) and (meant := decode(block)) and meant != block:
            yield from _views(meant, depth - 1, name)


def _unescaped(block: bytes) -> bytes:
    def meant(match: re.Match[bytes]) -> bytes:
        return chr(int(match[1] or match[2], 16)).encode("utf-16-le", "surrogatepass")

    def run(match: re.Match[bytes]) -> bytes:
        return _ESCAPE.sub(meant, match[0]).decode("utf-16-le", "replace").encode()

    return re.sub(rb"(?:%b)+" % _ESCAPE.pattern.replace(b"(", b"(?:"), run, block)


def _without_entities(block: bytes) -> bytes:
    return _ENTITY.sub(lambda match: html.unescape(match[0].decode("ascii", "replace")).encode(), block)


def _from_base64(block: bytes) -> bytes:
    found = []
    for match in _BASE64.finditer(block):
        run = re.sub(rb"\\n|[\r\n]", b"", match[0]).translate(bytes.maketrans(b"-_", b"+/"))
        # What stands before it may be of the same letters: it may begin at any of four places.
        for begin in range(4):
            whole = run[begin : begin + (len(run) - begin) // 4 * 4]
            try:
                found.append(base64.b64decode(whole))
            except binascii.Error:
                continue
    return b"\n".join(found)


def _in_archive(stream: io.BufferedIOBase, place: str, sought: _Sought, depth: int) -> Iterator[Trace]:
    try:
        if zipfile.is_zipfile(stream):
            with zipfile.ZipFile(stream) as archive:
                for member in archive.infolist():
                    inside = f"{place}!{member.filename}"
                    for secret in sought.within(member.filename.encode()):
                        yield Trace(inside, secret, "name")
                    with archive.open(member) as opened:
                        yield from _unpacked(opened.read(), inside, sought, depth)
        else:
            stream.seek(0)
            with gzip.open(stream) as opened:
                yield from _unpacked(opened.read(), f"{place}!", sought, depth)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        yield Trace(place, "", "unreadable")


def _unpacked(content: bytes, place: str, sought: _Sought, depth: int) -> Iterator[Trace]:
    yield from _in_blocks([content], place, sought)
    if depth and content.startswith((_ZIP, _GZIP)):
        yield from _in_archive(io.BytesIO(content), place, sought, depth - 1)


def _in_database(path: Path, place: str, sought: _Sought) -> Iterator[Trace]:
    """Cell by cell: a long text is scattered over pages, and in its bytes names stand beside numbers."""
    beside = path.with_name(f"{path.name}-wal")
    mode = "mode=ro" if beside.exists() else "immutable=1"
    try:
        db = sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True)
        db.text_factory = lambda text: text.decode(errors="surrogateescape")
        try:
            tables = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
            for name, sql in tables:
                if sql.upper().startswith("CREATE VIRTUAL"):
                    continue  # Its content lies in other tables.
                yield from _in_blocks(_cells(db, name), f"{place}!{name}", sought)
        finally:
            db.close()
    except sqlite3.DatabaseError:
        yield Trace(place, "", "unreadable")


def _cells(db: sqlite3.Connection, table: str) -> Iterator[bytes]:
    """The texts of a table, many at once, and what else it holds one by one."""
    texts: list[bytes] = []
    size = 0
    for row in db.execute(f'SELECT * FROM "{table}"'):
        for cell in row:
            if isinstance(cell, bytes):
                yield cell
            elif isinstance(cell, str):
                texts.append(cell.encode(errors="surrogateescape"))
                size += len(cell)
        if size > _BLOCK:
            yield b"\n".join(texts)
            texts, size = [], 0
    yield b"\n".join(texts)
