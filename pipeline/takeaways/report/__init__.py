"""`vox report`: what was heard, as one file to read, to print and to hand on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.quotations import Wanted, choose_quotations, require_any
from pipeline.search import require_database
from pipeline.store import Store
from pipeline.takeaways.keeping import keeping
from pipeline.takeaways.report.findings import Findings, find_all
from pipeline.takeaways.report.paper import write_pdf
from pipeline.takeaways.report.posters import posters_of
from pipeline.takeaways.report.screen import write_html
from pipeline.takeaways.report.wording import put_into_words
from schemas.people import Channel

FORMS: dict[str, Callable[[Mapping[str, Any], Mapping[str, bytes], Path], None]] = {
    "html": write_html,
    "pdf": write_pdf,
}
"""The ways a report is written, by the ending of its file."""


def make_report(
    project: Project,
    wanted: Wanted,
    channel: Channel,
    today: date,
    targets: list[Path],
    progress: Progress | None = None,
) -> Findings:
    """Write what was heard.

    Args:
        project: Where it was said.
        wanted: What the report is about; its extent does not count.
        channel: By which way it is to leave.
        today: The day on which it is made.
        targets: The files to write; each ends with one of `FORMS`.
        progress: Told of each file.

    Returns:
        What stands in it.

    Raises:
        UsageError: Nothing matches or may leave, or something that was asked for does not exist.
        LockedError: Another run is writing to this project.
        MachineError: There is no room, or no right to write.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        require_any(choose_quotations(store, replace(wanted, extent="answer"), channel, today))
        found = find_all(project, store, wanted, channel, today)
        pictures = posters_of(project, store, found.quoted)
    worded = put_into_words(found, pictures)
    named = {f"{answer}.jpg": picture for answer, picture in pictures.items()}
    for target in targets:
        (progress or Silent()).stage(target, "report")
        with keeping(project, target, "report", channel, found.answer_ids) as unfinished:
            FORMS[target.suffix[1:]](worded, named, unfinished)
    return found
