"""Moments are told as the clock of this machine shows them."""

from collections.abc import Callable

import pytest

from pipeline.plain import local, local_day

STORED = "2026-11-28T23:30:00+00:00"


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("UTC0", "2026-11-28 23:30"),
        ("Pacific/Kiritimati", "2026-11-29 13:30"),
        ("America/Los_Angeles", "2026-11-28 15:30"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_this_machine(
    in_zone: Callable[[str], None], zone: str, told: str
) -> None:
    in_zone(zone)
    assert (local(STORED), local_day(STORED)) == (told, told[:10])
