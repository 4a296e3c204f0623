"""Clips that lie elsewhere: at an address of any kind that fsspec knows, such as s3:// or sftp://.

Who may read there is told to fsspec, by its own settings or by the program that each kind of storage has: vox
neither asks for credentials nor keeps any.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from pipeline.discover import SUFFIXES
from pipeline.fingerprint import Stamp
from schemas.errors import ClipError, UsageError

_PIECE = 1 << 20
"""Bytes that are fetched at once."""

_DIGITS = 15
"""Hex digits of the sum by which a change is known: as many as a whole number of SQLite holds."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A clip at an address.

    Attributes:
        address: In full.
        stamp: Its size, and what tells whether it has changed.
        collection: The subfolder it lies in, `/` between levels; empty for none.
    """

    address: str
    stamp: Stamp
    collection: str


@dataclass(slots=True)
class FoundElsewhere:
    """What lies at the addresses looked at: clips and other files, each sorted."""

    clips: list[Elsewhere] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def is_address(place: str) -> bool:
    """Whether a place is an address, not a file of this machine."""
    kind, mark, _ = place.partition("://")
    return bool(mark) and kind.replace("+", "").isalnum()


def look_at(addresses: Iterable[str]) -> FoundElsewhere:
    """What lies at some addresses and in folders below them.

    Raises:
        UsageError: There is nothing, it cannot be reached, or what reads such addresses is not installed.
    """
    found = FoundElsewhere()
    for address in addresses:
        _refuse_password(address)
        try:
            files = _open(address)
            root = str(files._strip_protocol(address)).rstrip("/")
            inside = files.find(root, detail=True)
            lying = {
                files.unstrip_protocol(path): (Stamp(int(info["size"]), _changed(files, path)), path)
                for path, info in inside.items()
            }
        except ImportError as error:
            raise UsageError(f"{address} cannot be read: {error}.", "Install that, and try again.") from None
        except Exception as error:  # each kind of storage has errors of its own
            raise UsageError(
                f"{address} cannot be read ({type(error).__name__}: {error}).",
                "Check the address, and that you may read there; see docs/scale.md.",
            ) from None
        if not lying:
            raise UsageError(f"There is nothing at {address}.", "Check the address and run vox again.")
        for name, (stamp, path) in sorted(lying.items()):
            if PurePosixPath(path).suffix.lower() not in SUFFIXES or PurePosixPath(path).name.startswith("."):
                found.ignored.append(name)
                continue
            parent = str(PurePosixPath(path).parent)
            collection = parent.removeprefix(root).strip("/") if parent.startswith(root) else ""
            found.clips.append(Elsewhere(name, stamp, collection))
    return found


@contextmanager
def fetched(address: str, folder: Path) -> Iterator[Path]:
    """A copy of what lies at an address, which is removed in the end.

    Args:
        address: Of a file.
        folder: In which the copy lies.

    Raises:
        ClipError: It cannot be fetched.
    """
    with TemporaryDirectory(prefix="vox-", dir=folder, ignore_cleanup_errors=True) as own:
        copy = Path(own) / PurePosixPath(address).name
        try:
            with _open(address).open(address, "rb") as source, copy.open("wb") as target:
                while piece := source.read(_PIECE):
                    target.write(piece)
        except Exception as error:  # each kind of storage has errors of its own
            raise ClipError(
                f"{copy.name} cannot be fetched ({type(error).__name__}: {error}).",
                "Check that it is there and may be read, and run vox ingest --retry.",
            ) from None
        yield copy


def _open(address: str) -> Any:
    from fsspec.core import url_to_fs

    files, _ = url_to_fs(address, use_listings_cache=False)
    return files


def _changed(files: Any, path: str) -> int:
    """A number that is another one once the file has changed, of what its storage tells of it."""
    return int(sha256(str(files.ukey(path)).encode()).hexdigest()[:_DIGITS], 16)


def _refuse_password(address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError:
        raise UsageError(f"{address} is no address.", "Such as: s3://bucket/folder") from None
    if parts.password:
        shown = parts._replace(netloc=parts.hostname or "").geturl()
        raise UsageError(
            f"There is a password in the address {shown}.",
            "Leave it out, and tell it to fsspec: see docs/scale.md.",
        )
