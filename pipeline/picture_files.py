"""How one picture or copy of a clip is made; and what a worker of a cluster makes of a clip in one go."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.addresses import fetched, is_address
from pipeline.derived import COPY, POSTER, STRIP, VERSIONS, WAVEFORM, copy_name, names, redactions_of
from pipeline.executors import Told
from pipeline.rows import Row
from schemas.errors import ClipError
from schemas.records import Span

if TYPE_CHECKING:
    from pipeline.transcribe import Engine

_WITHOUT_ANSWER = (0.3, 0.5)
"""Between which shares of its duration the poster of a clip is taken in which nobody answers."""

_LONGEST = 600.0
"""Seconds of a clip whose copy is sent through a cluster: some 100 MB. Longer ones are made where they are
kept."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made of a clip.

    Attributes:
        clip: A row of `derived.CLIPS` or `NOTES`.
        kinds: In the order in which they are made.
        source: Its file, or the address at which it lies.
    """

    clip: Row
    kinds: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was made of a clip.

    Attributes:
        files: The content of each, by kind.
        problems: Why others could not be made, by kind.
    """

    clip_id: str
    kinds: tuple[str, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


class MakePictures:
    """Makes pictures and copies of clips where they are not kept: see `Step`."""

    def __init__(self) -> None:
        self.recipe = self.found_here()

    def found_here(self) -> str:
        """See `Step.found_here`."""
        return repr(VERSIONS)

    def weight(self, item: Order) -> float:
        """See `Step.weight`: files are large, and none waits for another."""
        return 1.0

    def lost(self, item: Order, reason: str) -> Delivery:
        """See `Step.lost`."""
        return Delivery(item.clip["id"], item.kinds, problems=dict.fromkeys(item.kinds, reason))

    def __call__(
        self, items: Iterable[Order], engine: "Callable[[], Engine]", told: Told
    ) -> Iterator[Delivery]:
        """See `Step`."""
        return map(_deliver, items)


def can_be_sent(clip: Row, kinds: Sequence[str]) -> bool:
    """Whether files can be made by a worker: all they need is the clip, and they are not too large."""
    needs_copy = STRIP in kinds or bool(redactions_of(clip).recipe)
    return (clip["duration"] or 0.0) <= _LONGEST and (COPY in kinds or not needs_copy)


def _deliver(order: Order) -> Delivery:
    clip, done = order.clip, Delivery(order.clip["id"], order.kinds)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="vox-", ignore_cleanup_errors=True)))
        try:
            is_elsewhere = is_address(order.source)
            source = (
                stack.enter_context(fetched(order.source, folder)) if is_elsewhere else Path(order.source)
            )
        except ClipError as problem:
            done.problems.update(dict.fromkeys(order.kinds, str(problem)))
            return done
        for kind in order.kinds:
            target = folder / names(clip)[kind]
            try:
                make_file(clip, kind, source, target, folder / copy_name(clip))
                done.files[kind] = target.read_bytes()
            except ClipError as problem:
                done.problems[kind] = str(problem)
    return done


def make_file(clip: Row, kind: str, source: Path, target: Path, copy: Path) -> None:
    """Make one file of a clip.

    Args:
        clip: A row of `derived.CLIPS` or `NOTES`.
        kind: `poster`, `waveform`, `web_copy` or `strip`.
        source: The clip.
        target: What is made.
        copy: Where its web copy lies, if it has been made.

    Raises:
        ClipError: It cannot be made.
        MachineError: The disk is full.
    """
    from pipeline import derive
    from pipeline.probe import probe

    hidden, track = redactions_of(clip), clip["track"]
    if kind != COPY and hidden.recipe:
        if not copy.is_file():
            raise ClipError(f"There can be no {kind} of {source.name} without its redacted copy.", "")
        source, track = copy, 0
    probed = probe(source)
    if kind == COPY:
        derive.make_web_copy(source, probed, target, track, hidden)
    elif kind == WAVEFORM and probed.audio:
        derive.make_waveform(source, probed.audio[track].position, target)
    elif kind == POSTER and probed.video:
        derive.make_poster(source, probed.video, _speaking(clip), target)
    elif kind == STRIP and copy.is_file():
        derive.make_strip(copy, probe(copy).duration or clip["duration"], target, source)
    else:
        raise ClipError(f"There can be no {kind} of {source.name}.", "")


def _speaking(clip: Row) -> Span:
    """When somebody answers in a clip; if nobody does, a while in its first half."""
    if clip["speaks_from"] is not None:
        return Span(clip["speaks_from"], clip["speaks_to"])
    first, last = (clip["duration"] * share for share in _WITHOUT_ANSWER)
    return Span(first, last)
