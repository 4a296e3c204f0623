"""Faults of vox itself: their details go to a file, to be sent along by whoever reports them."""

import logging
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

_LOG = logging.getLogger(__name__)


def keep_details(fault: Exception) -> Path:
    """Write down where a fault came from.

    Returns:
        The file that tells it.
    """
    with tempfile.NamedTemporaryFile("w", prefix="vox-fault-", suffix=".txt", delete=False) as details:
        traceback.print_exception(fault, file=details)
    return Path(details.name)


def in_the_background(fault: Exception) -> str:
    """What is said of a fault in something that goes on beside a server: it is logged, too, in one line."""
    said = f"Something went wrong inside vox ({type(fault).__name__})."
    with suppress(OSError):  # Such as a full disk, which may be the fault itself.
        said += f" Please report it with this file: {keep_details(fault)}"
    _LOG.error(said)
    return said
