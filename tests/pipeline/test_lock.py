import os
import subprocess
import sys

import pytest

from pipeline.lock import exclusive
from pipeline.project import Project
from schemas.errors import ExitCode, LockedError


def test_the_second_is_told_who_holds_the_lock(project: Project) -> None:
    with exclusive(project):
        code = "import sys; from pathlib import Path; from pipeline.lock import exclusive\n"
        code += (
            "from pipeline.project import find_project\nwith exclusive(find_project(Path(sys.argv[1]))): pass"
        )
        other = subprocess.run(
            [sys.executable, "-c", code, str(project.root)], capture_output=True, text=True, check=False
        )
        assert "LockedError" in other.stderr
        assert f"process {os.getpid()} on " in other.stderr
        with pytest.raises(LockedError) as caught, exclusive(project):
            pass
        assert caught.value.exit_code == ExitCode.LOCKED
    with exclusive(project) as after_crash:
        assert not after_crash


def test_the_next_one_knows_that_the_last_was_killed(project: Project) -> None:
    code = "import os, sys; from pathlib import Path; from pipeline.lock import exclusive\n"
    code += "from pipeline.project import find_project\n"
    code += "with exclusive(find_project(Path(sys.argv[1]))): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(project.root)], check=False)
    with exclusive(project) as after_crash:
        assert after_crash
    with exclusive(project) as after_crash:
        assert not after_crash
