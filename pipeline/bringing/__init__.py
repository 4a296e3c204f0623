"""Answers that were written down elsewhere are taken in: read, known again, and kept.

    open -> guess columns -> read rows -> know again -> keep

A file is read twice, row by row: first to know all that is in it, then to keep it. So nothing of it is held
in memory, however long it is, and a row that changed is told from one that is new.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipeline.bringing.consents import Asked, Consents
from pipeline.bringing.rows import Brought, Rows
from pipeline.brought import Mapping, Sheet, read_rows
from pipeline.learning import project_tagger
from pipeline.lock import exclusive
from pipeline.meanings import remember_meanings
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.repeats import link_repeats
from pipeline.store import Store
from pipeline.writings import Writings
from schemas.themes import load_themes

__all__ = ["Asked", "Brought", "bring"]


def bring(
    project: Project,
    path: Path,
    sheet: Sheet,
    columns: Mapping,
    language: str | None = None,
    *,
    month_first: bool = False,
    asked: Asked | None = None,
    done: Callable[[int, int], None] = lambda done, total: None,
) -> Brought:
    """Take in the answers of a file; what is known already is not taken in again.

    They are stored some hundred at a time: a run that is stopped loses nothing it reported, and the same
    command goes on.

    Args:
        project: Where they belong.
        path: The file; only its name is kept.
        sheet: Its rows.
        columns: Which column holds what.
        language: In which all of it is written; None to tell it row by row.
        month_first: Whether 3/5 is the fifth of March; else its other dates tell.
        asked: What people said yes or no to in the column of consent, if there is one.
        done: Told how many rows are done, of how many.

    Raises:
        UsageError: The themes cannot be used.
        MachineError: The tagger's weights are missing, or the database cannot be written.
        LockedError: Another run is writing to this project.
    """
    started = time.monotonic()
    themes = load_themes(project.theme_file)
    found = Brought()
    with (
        exclusive(project) as after_crash,
        Store.writing(project.database, after_crash=after_crash) as store,
    ):
        store.save_themes(themes)
        told = language or project.settings.language
        read = partial(read_rows, sheet, columns, path.name, language=told, month_first=month_first)
        rows = Rows(store, read, path.name)
        total = store.within(rows.look_through)
        keeping = Writings(project, store, project_tagger(store, themes), themes)
        consents = Consents(store, asked)
        for number, kept in enumerate(keeping.keep(rows.writings(found)), start=1):
            setattr(found, kept.status, getattr(found, kept.status) + 1)
            said = kept.writing.agreed
            if said is not None and kept.status != "forgotten":
                found.note(kept.writing.row, consents.record(kept.clip_id, kept.writing, said))
            done(number, total)
        found.notes.sort(key=lambda note: note.row)
        found.gone = rows.gone()
        if found.added or found.revised:
            remember_meanings(store, Silent())
            link_repeats(store)
    found.seconds = time.monotonic() - started
    return found
