"""Where clips are worked on: in this process, or by the workers of a cluster.

What is done is a `Step`: a function of its items and of nothing else, so that it makes no difference where.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from pipeline.transcribe import Engine

__all__ = ["Executor", "InProcess", "Step", "Told"]

Item = TypeVar("Item")
Result = TypeVar("Result")
Given = TypeVar("Given", contravariant=True)
Made = TypeVar("Made", covariant=True)

Told = Callable[[Path, str, float | None], None]
"""Told that a clip has entered a stage, or which second of its sound has been reached in it."""


class Step(Protocol[Given, Made]):
    """Something that is done with clips. It is picklable, and so are its items and results.

    Attributes:
        recipe: Tells its version with those of all that it uses, weights among them: where it is another,
            other results come of the same items.
    """

    recipe: str

    def __call__(self, items: Iterable[Given], engine: "Callable[[], Engine]", told: Told) -> Iterator[Made]:
        """A result for each item, as soon as it is there; in any order.

        Args:
            items: Iterated in the thread of the caller.
            engine: Gives the engine; not called where nothing is to be heard.
            told: Told of each step.
        """

    def found_here(self) -> str:
        """What `recipe` is by what this process has."""

    def weight(self, item: Given) -> float:
        """How much work an item is, as a share of what is given away at once."""

    def lost(self, item: Given, reason: str) -> Made:
        """What comes of an item that ended every process that worked on it."""


class Executor(Protocol):
    """Has steps done.

    Attributes:
        is_elsewhere: Whether what is made is brought here from other processes: it is worth it, then, to do
            all that can be done with a clip in one go.
    """

    is_elsewhere: bool

    @property
    def done(self) -> Mapping[str, int]:
        """How many items each worker of a cluster has worked on, by its name."""

    def run(self, step: "Step[Item, Result]", items: Iterable[Item]) -> Iterator[Result]:
        """A result for each item, as soon as it is there; in any order.

        Args:
            step: What is done with them.
            items: Iterated in the thread of the caller, not much further than is worked on.

        Raises:
            MachineError: What the step needs is missing.
        """


class InProcess:
    """Does all in this process, with an engine that uses all cores.

    Args:
        engine: Gives the engine.
        told: Told of each step.
    """

    is_elsewhere = False
    done: Mapping[str, int] = MappingProxyType({})

    def __init__(self, engine: "Callable[[], Engine]", told: Told) -> None:
        self._engine = engine
        self._told = told

    def run(self, step: "Step[Item, Result]", items: Iterable[Item]) -> Iterator[Result]:
        """See `Executor.run`."""
        return step(items, self._engine, self._told)
