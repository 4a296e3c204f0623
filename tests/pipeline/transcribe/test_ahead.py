import threading
from collections.abc import Iterator

import pytest

from pipeline.transcribe.ahead import ahead


def one(item: object) -> float:
    return 1.0


def test_the_same_items_in_the_same_order() -> None:
    assert list(ahead(range(50), 3, one)) == list(range(50))
    assert list(ahead([], 3, one)) == []


def test_an_error_comes_after_what_was_made_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    items = ahead(failing(), 3, one)
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
    items = ahead(watched(), 2, one)
    assert next(items) == 0
    items.close()
    assert len(made) < 10
    made.clear()
    heavy = ahead(watched(), 100, lambda number: 60)
    assert next(heavy) == 0
    heavy.close()
    assert 1 <= len(made) <= 5
    assert threading.active_count() == before
