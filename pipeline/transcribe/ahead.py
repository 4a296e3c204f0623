"""Work done ahead: a generator that runs in a thread of its own."""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

Item = TypeVar("Item")


class _End:
    """Says that there is no more, and why if something went wrong."""

    def __init__(self, problem: BaseException | None) -> None:
        self.problem = problem


def ahead(items: Iterable[Item], most: float, weight: Callable[[Item], float]) -> Generator[Item, None, None]:
    """The same items in the same order, made before they are asked for, until they weigh `most` together.

    An error in making them is raised here. When this generator is closed, no further item is made.
    """
    ready: deque[Item | _End] = deque()
    changed = threading.Condition()
    held, closed = 0.0, False

    def put(item: Item | _End) -> bool:
        """Whether more is wanted."""
        nonlocal held
        with changed:
            changed.wait_for(lambda: held < most or closed)
            ready.append(item)
            held += 0.0 if isinstance(item, _End) else weight(item)
            changed.notify_all()
            return not closed

    def work() -> None:
        problem: BaseException | None = None
        try:
            for item in items:
                if not put(item):
                    break
        except BaseException as error:
            problem = error
        put(_End(problem))

    worker = threading.Thread(target=work, name="ahead", daemon=True)
    worker.start()
    try:
        while True:
            with changed:
                changed.wait_for(lambda: ready)
                item = ready.popleft()
                held -= 0.0 if isinstance(item, _End) else weight(item)
                changed.notify_all()
            if isinstance(item, _End):
                break
            yield item
        if item.problem:
            raise item.problem
    finally:
        with changed:
            closed = True
            changed.notify_all()
        worker.join()
