"""What people put right and let out: words, cuts, themes, who speaks, what is approved, hidden or redacted.

A decision is a record of its own, put on top of what the machine said: it changes and deletes nothing, and
another one can take it back. The command line and the studio call the same functions.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.corrections.cuts import Cuts
from pipeline.corrections.kinds import KINDS, POLARITIES, Kinds
from pipeline.corrections.redaction import Redaction
from pipeline.corrections.review import Review
from pipeline.corrections.suggested import Suggested
from pipeline.corrections.themes import Themes
from pipeline.corrections.undo import Undo
from pipeline.corrections.wording import Wording
from pipeline.lock import exclusive
from pipeline.project import Project
from pipeline.search import require_database
from pipeline.store import Store

__all__ = ["KINDS", "POLARITIES", "Corrections", "correcting"]


@contextmanager
def correcting(project: Project, author: str) -> Iterator["Corrections"]:
    """Hold the project while somebody puts something right.

    Args:
        project: Where the answers are.
        author: Who decides.

    Raises:
        UsageError: Nothing has been ingested.
        LockedError: Another run is writing to this project.
    """
    require_database(project)
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        yield Corrections(project, store, author)


class Corrections(Themes, Cuts, Kinds, Suggested, Wording, Redaction, Review, Undo):
    """Decisions about answers, which are named by their ids.

    Each method stores one decision and gives it back, or None where it is so already. All of them raise
    UsageError, and change nothing, where what they are asked makes no sense.

    Args:
        project: Where the answers are.
        store: Open for writing.
        author: Who decides.
    """
