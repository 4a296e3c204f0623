"""Days as people and spreadsheets write them."""

import pytest

from pipeline.days import days_come_first, read_day
from schemas.errors import UsageError


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", "2026-11-24"),
        ("2026/1/2", "2026-01-02"),
        ("2026. 11. 24.", "2026-11-24"),
        ("2026-11-24 00:00:00", "2026-11-24"),
        ("1.2.2026", "2026-02-01"),
        ("24/11/2026", "2026-11-24"),
        ("11/24/2026", "2026-11-24"),
        ("05-05-2026", "2026-05-05"),
    ],
)
def test_a_day_that_is_clear_is_read(text: str, day: str) -> None:
    assert read_day(text) == day


def test_a_day_that_could_be_two_is_refused_until_it_is_known_which_comes_first() -> None:
    with pytest.raises(UsageError, match="'1/2/2026' could be two days"):
        read_day("1/2/2026")
    assert read_day("1/2/2026", days_come_first(["", "1/3/2026", "31/1/2026"])) == "2026-02-01"
    assert read_day("1/2/2026", days_come_first(["1/31/2026"])) == "2026-01-02"
    assert days_come_first(["1.2.2026", "1/2/2026", "soon"]) is None


@pytest.mark.parametrize("text", ["tomorrow", "2026-02-30", "31/31/2026", "46000", "24.11.26", "1/2.2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no day"):
        read_day(text)
