"""How pages differ that are written into a folder: no server is behind them, and any host may send them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Frozen:
    """What is known of the place where the folder will lie.

    Attributes:
        url: Its address without a slash at the end; empty if it is not known. What must tell an absolute
            address, such as a preview or a feed, is then left out.
        index: Whether search engines may list it.
    """

    url: str
    index: bool


_NOW: ContextVar[Frozen | None] = ContextVar("frozen", default=None)


def frozen() -> Frozen | None:
    """Where the page that is being made will lie; None if it is for a visitor of this server."""
    return _NOW.get()


@contextmanager
def freezing(how: Frozen) -> Iterator[None]:
    """Make all pages for a folder, as long as this lasts and in this task alone."""
    token = _NOW.set(how)
    try:
        yield
    finally:
        _NOW.reset(token)
