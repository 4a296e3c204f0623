"""What is being forgotten, written down before anything is removed: the next run finishes what was killed.

It holds no name and no word: clips by their ids, and the person by a sum under the project's key.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.disk import plain_disk_errors, replacing
from pipeline.project import Project


@dataclass(frozen=True, slots=True)
class WorkList:
    """What is being forgotten.

    Attributes:
        person: Keyed sum of the person's id; None where only a clip is forgotten.
        name: Keyed sum of their name in small letters.
        clips: Bytes of each clip, by its id.
        fingerprints: Keyed sums of the recordings.
        author: Who wants it.
        counts: How many of each kind go.
        publish_again: Publications that showed them.
        learnt: Whether something had been learnt from corrections.
    """

    person: str | None
    name: str | None
    clips: Mapping[str, int]
    fingerprints: tuple[str, ...]
    author: str
    counts: Mapping[str, int]
    publish_again: tuple[str, ...]
    learnt: bool


def place(project: Project) -> Path:
    """Where it lies while there is something to do."""
    return project.private / "forgetting.json"


def read_work_list(project: Project) -> WorkList | None:
    """What is still to be done; None if nothing is."""
    try:
        told = json.loads(place(project).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    lists = {key: tuple(told[key]) for key in ("fingerprints", "publish_again")}
    return WorkList(**told | lists)


def write_work_list(project: Project, work: WorkList) -> None:
    """Write down what is to be done."""
    with plain_disk_errors(project.root), replacing(place(project)) as unfinished:
        unfinished.write_text(json.dumps(asdict(work)), encoding="utf-8")


def drop_unfinished(project: Project) -> None:
    """Remove what was left half written by somebody who was killed."""
    for path in project.private.glob(f".{place(project).stem}-*"):
        path.unlink(missing_ok=True)


def drop_work_list(project: Project) -> None:
    """All of it is done."""
    place(project).unlink(missing_ok=True)
