"""Makes the example clips, their truth and their people."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from examples import needs
from examples.clips import Clip, load_clips
from examples.people import write_people
from examples.truth import truth_of, write_truth
from schemas.errors import UsageError

MEDIA = Path(__file__).parent.parent / "media"

_AT_ONCE = 2
"""Clips in the making at the same time."""


def make(
    names: Sequence[str] | None = None, out: Path = MEDIA, *, made: Callable[[str], None] = lambda name: None
) -> None:
    """Make clips, with people.csv and the truth.jsonl of these clips.

    Args:
        names: Which, such as "08-biscuit-dog"; all by default.
        out: The folder they are written to.
        made: Called with the name of each clip when it is done.

    Raises:
        UsageError: There is no such clip.
        MachineError: Voices, fonts or libraries are missing.
    """
    clips = chosen(names)
    needs.check()
    out.mkdir(parents=True, exist_ok=True)
    truth: list[dict[str, Any]] = []
    if len(clips) == 1:
        truth.append(_make(clips[0], out))
        made(clips[0].name)
    else:
        # Fresh processes: the voices' threads do not survive a fork.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(_AT_ONCE, mp_context=context) as pool:
            waiting = {pool.submit(_make, clip, out): clip for clip in clips}
            try:
                for done in as_completed(waiting):
                    truth.append(done.result())
                    made(waiting[done].name)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    write_truth(out / "truth.jsonl", truth)
    write_people(out / "people.csv")


def chosen(names: Sequence[str] | None) -> list[Clip]:
    """The clips of these names, in their order; all of them without names.

    Raises:
        UsageError: There is no such clip.
    """
    clips = {clip.name: clip for clip in load_clips()}
    for name in names or ():
        if name not in clips:
            raise UsageError(f"There is no example clip named {name}.", f"There are: {', '.join(clips)}.")
    return [clip for name, clip in clips.items() if not names or name in names]


def _make(clip: Clip, out: Path) -> dict[str, Any]:
    """Make one clip; returns its line of the truth."""
    from examples.encode import encode, moments
    from examples.pictures import draw
    from examples.soundtrack import sound_of

    sound = sound_of(clip)
    frames = draw(clip.name, clip.size, moments(clip, sound.seconds), sound.speaking)
    encode(clip, frames, sound.samples, out / clip.file)
    return truth_of(clip, sound)
