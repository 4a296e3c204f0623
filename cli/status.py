"""`vox status`, and `vox` alone."""

from cli.common import JsonOption, ProjectOption, count, open_project, print_json, say

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
        say(f"{count(total, 'clip')} ({parts}), {count(found.answers, 'answer')}, {found.minutes} minutes")
    if found.themes:
        top = ", ".join(f"{theme['label']} ({theme['answers']})" for theme in found.themes[:_MOST_THEMES])
        say(f"People speak most of: {top}")
    if used := sum(found.disk.values()):
        say(f"Posters, copies for the web and the like take {megabytes(used)} in .vox.")
    if found.pictures_failed:
        say(f"{found.pictures_failed} of them could not be made; vox derive tries again and says why.")
    for failure in found.failures:
        say(f"Failed: {failure['path']}: {failure['reason']} {failure['remedy']}")
    say(f"Next: {found.next_step}")
