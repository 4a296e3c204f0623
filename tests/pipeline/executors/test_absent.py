"""Workers that do not see the folder in which clips lie."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from pipeline.executors import InProcess, Step
from pipeline.hearing import Result
from pipeline.ingest import ingest
from pipeline.project import Project
from schemas.errors import ClipError, MachineError
from tests.conftest import MakeClip, drop


class Elsewhere(InProcess):
    """Does what workers do on a machine on which that folder is not mounted."""

    def run(self, step: Step[Any, Any], items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            yield Result(item.work.place, item.work.clip, problem=ClipError("No such file."), is_absent=True)


def test_a_folder_that_workers_do_not_see_is_no_fault_of_its_clips(
    scripted: Project, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(scripted.media / "a.wav", make_clip(scripted.root / "a.wav", picture=False).read_bytes())
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.ingest.InProcess", Elsewhere)
        with pytest.raises(MachineError, match="A worker does not find"):
            ingest(scripted)
    assert "failed" not in ingest(scripted).counts
