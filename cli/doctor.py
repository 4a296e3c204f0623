"""`vox doctor`."""

import typer

from cli.common import JsonOption, ProjectOption, open_project, print_json, say
from schemas.errors import ExitCode


def doctor(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Check that this machine has what vox needs, and say what to do about what it lacks."""
    from pipeline.doctor import examine

    checks = examine(open_project(project).root)
    if as_json:
        print_json({"ok": all(check.ok for check in checks), "checks": checks})
    else:
        for check in checks:
            say(f"{'ok' if check.ok else '!!'}  {check.name}: {check.detail}")
            if check.remedy:
                say(f"      {check.remedy}")
    raise typer.Exit(ExitCode.OK if all(check.ok for check in checks) else ExitCode.ENVIRONMENT)
