"""Work done ahead: a generator that runs in a thread of its own."""

import queue
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

Item = TypeVar("Item")

_SECONDS_TO_LOOK_UP = 0.1


class _End:
    """Says that there is no more, and why if something went wrong."""

    def __init__(self, problem: BaseException | None) -> None:
        self.problem = problem


def ahead(items: Iterable[Item], most: int) -> Generator[Item, None, None]:
    """The same items in the same order, up to `most` of them made before they are asked for.

    An error in making them is raised here. When this generator is closed, no further item is made.
    """
    ready: queue.Queue[Item | _End] = queue.Queue(most)
    closed = threading.Event()

    def put(item: Item | _End) -> None:
        while not closed.is_set():
            try:
                ready.put(item, timeout=_SECONDS_TO_LOOK_UP)
            except queue.Full:
                continue
            return

    def work() -> None:
        problem: BaseException | None = None
        try:
            for item in items:
                put(item)
                if closed.is_set():
                    break
        except BaseException as error:
            problem = error
        put(_End(problem))

    worker = threading.Thread(target=work, name="ahead", daemon=True)
    worker.start()
    try:
        while not isinstance(item := ready.get(), _End):
            yield item
        if item.problem:
            raise item.problem
    finally:
        closed.set()
        worker.join()
