"""What this machine has to work with: cores and memory."""

import os

_SPARE = 1 << 30
"""Bytes of memory that are left to all else."""


def cores() -> int:
    """Cores that this process may use: of a container, those it was given.

    `OMP_NUM_THREADS` says otherwise where it is set, as Dask does for its workers, which have one each.
    """
    given = os.environ.get("OMP_NUM_THREADS", "")
    if given.isdigit() and int(given):
        return int(given)
    from loky import cpu_count

    return int(cpu_count())


def how_many(bytes_each: int, most: int) -> int:
    """How many of something that takes a core and some memory this machine can do at once; at least one.

    Args:
        bytes_each: Memory that each takes.
        most: More are not worth it.
    """
    import psutil

    room = (psutil.virtual_memory().available - _SPARE) // bytes_each
    return max(1, min(cores(), most, int(room)))
