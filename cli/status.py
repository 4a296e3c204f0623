"""`vox status`, and `vox` alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say, say_table

if TYPE_CHECKING:
    from pipeline.status import Status

_MOST_THEMES = 5


def status(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Show what the project holds, what failed and what to do next."""
    from pipeline.disk import megabytes
    from pipeline.status import read_status

    found = read_status(open_project(project))
    if as_json:
        print_json(found)
        return
    say(f"{found.question}  ({found.project})")
    if found.clips:
        total = sum(found.clips.values())
        parts = ", ".join(f"{number} {status.replace('_', ' ')}" for status, number in found.clips.items())
        spoken = found.answers - found.written - found.notes
        say(f"{count(total, 'clip')} ({parts}), {count(spoken, 'answer')}, {found.minutes} minutes")
    if found.written or found.notes:
        texts = [
            count(found.written, "written answer") if found.written else "",
            f"{count(found.notes, 'answer')} read from notes" if found.notes else "",
        ]
        say(f"{', '.join(filter(None, texts))}; {count(found.answers, 'answer')} in all")
    if found.unread_notes:
        say(
            f"{count(found.unread_notes, 'note')} read from pictures: look at them in vox studio;"
            " until they are approved they are not shown or counted."
        )
    if found.themes:
        top = ", ".join(f"{theme['label']} ({theme['answers']})" for theme in found.themes[:_MOST_THEMES])
        say(f"People speak most of: {top}")
    if used := sum(found.disk.values()):
        say(f"Posters, copies for the web and the like take {megabytes(used)} in .vox.")
    if found.pictures_failed:
        say(f"{found.pictures_failed} of them could not be made; vox derive tries again and says why.")
    say_table(_worth_knowing(found))
    if found.failures:
        say("To try again what failed: vox ingest --retry")
    say(f"Next: {found.next_step}")


def _worth_knowing(found: "Status") -> Iterator[tuple[str, str, str]]:
    """What is not as it should be: what, which file, and what it means or what to do."""
    if found.duplicates:
        yield "duplicate", count(found.duplicates, "file"), "The same recording as another; shown once."
    for old in found.replaced:
        yield "replaced", old["by"], f"Holds another recording now; the old one is kept as /clip/{old['id']}."
    for clip in found.missing:
        answers = f"; {count(clip['answers'], 'answer')} of it kept" if clip["answers"] else ""
        yield "missing", clip["path"], f"Its file is gone since {clip['missing_since'][:10]}{answers}."
    for path in found.waiting:
        yield "waiting", path, "Has not arrived whole yet; the next vox ingest takes it when it has."
    for failure in found.failures:
        yield "failed", failure["path"], f"{failure['reason']} {failure['remedy']}"
