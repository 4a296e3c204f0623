import threading
from collections.abc import Iterator

import pytest

from pipeline.transcribe.ahead import ahead


def test_the_same_items_in_the_same_order() -> None:
    assert list(ahead(range(50), 3)) == list(range(50))
    assert list(ahead([], 3)) == []


def test_an_error_comes_after_what_was_made_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    items = ahead(failing(), 3)
    assert next(items) == 1
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_no_more_is_made_than_asked_and_nothing_after_closing() -> None:
    made: list[int] = []

    def watched() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    before = threading.active_count()
    items = ahead(watched(), 2)
    assert next(items) == 0
    items.close()
    assert len(made) < 10
    assert threading.active_count() == before
