"""Steps for tests: what they do with numbers shows what a cluster does with them."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.executors import Told
from pipeline.transcribe import Engine


@dataclass
class Doubling:
    """Doubles numbers.

    Attributes:
        deadly: A number at which the process ends, as it does where memory is used up.
        seconds: It takes over each.
    """

    deadly: int | None = None
    seconds: float = 0.0
    recipe: str = "doubling"

    def found_here(self) -> str:
        return os.environ.get("VOX_TEST_RECIPE", "doubling")

    def weight(self, item: int) -> float:
        return 0.0

    def lost(self, item: int, reason: str) -> tuple[int, int | str]:
        return item, reason

    def __call__(
        self, items: Iterable[int], engine: Callable[[], Engine], told: Told
    ) -> Iterator[tuple[int, int | str]]:
        for item in items:
            if item == self.deadly:
                os._exit(9)
            time.sleep(self.seconds)
            yield item, 2 * item


def fall_behind() -> None:
    """Have this process another state of vox than the others."""
    os.environ["VOX_TEST_RECIPE"] = "tripling"
