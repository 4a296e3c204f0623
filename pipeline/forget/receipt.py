"""The receipt of what was forgotten: it tells how much of what was removed, and nothing of whom."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pipeline import rows
from pipeline.disk import plain_disk_errors, replacing
from pipeline.forget.words import Secrets
from pipeline.forget.worklist import WorkList
from pipeline.project import Project
from pipeline.traces import Trace, find_in

FOLDER = "forgotten"
"""Where receipts lie, in the project."""

_UNTOLD = "(not told: it holds a name)"
"""Stands for what would tell of whom the receipt is."""

_REMOVED = {
    "people": "people",
    "clips": "clips, with what was heard in them",
    "answers": "answers, also in the search index",
    "quotes": "quotes",
    "corrections": "corrections",
    "consents": "records of consent",
    "evidence": "files that show consent",
    "recordings": "recordings and copies of them",
    "pictures_and_copies": "pictures, web copies and other files made of them",
    "takeaways": "quotes, cards, clips, films and reports that were made of them",
    "database_copies": "copies of the database",
    "publications": "publications in the project, with those kept beside them",
}
"""What was removed, in words."""

_SOUGHT = {
    "names": "names and ids of a person",
    "clip_ids": "ids of clips",
    "file_names": "names of files",
    "sayings": "runs of four words that only they say",
}
"""What was looked for, in words."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What came of it.

    Attributes:
        receipt: Where the receipt lies, as the database keeps paths.
        removed: How many of each kind.
        publish_again: Publications that showed them, as the database keeps paths.
        sought: How many of each kind of secret were looked for afterwards.
        traces: What was found all the same.
    """

    receipt: str
    removed: Mapping[str, int]
    publish_again: tuple[str, ...]
    sought: Mapping[str, int]
    traces: tuple[Trace, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Where something was found all the same."""
        return tuple(dict.fromkeys(trace.place for trace in self.traces))


def write_receipt(project: Project, work: WorkList, secrets: Secrets, traces: Iterable[Trace]) -> Forgotten:
    """Write the receipt, for people and for programs.

    Raises:
        MachineError: There is no room, or no right to write.
    """
    found = tuple(traces)
    moment = rows.now()
    folder = project.root / FOLDER
    stem = f"RECEIPT-{moment[:10].replace('-', '')}-{moment[11:19].replace(':', '')}"
    number = 1
    while (folder / f"{stem}.json").exists():
        number += 1
        stem = f"{stem.partition('_')[0]}_{number}"
    done = Forgotten(
        receipt=project.stored_path(folder / f"{stem}.json"),
        removed=work.counts,
        publish_again=work.publish_again,
        sought=secrets.counts,
        traces=found,
    )
    telling = find_in((work.author, *work.publish_again, *done.places), secrets.all)

    def plain(text: str) -> str:
        return _UNTOLD if text in telling else text

    told = {
        "forgotten_at": moment,
        "by": plain(work.author),
        "vox": version("vox"),
        "removed": dict(work.counts),
        "fingerprints": list(work.fingerprints),
        "publish_again": [plain(target) for target in work.publish_again],
        "verified": {
            "sought": dict(secrets.counts),
            "found_in": [plain(place) for place in done.places],
        },
    }
    with plain_disk_errors(project.root):
        folder.mkdir(exist_ok=True)
        for unfinished in folder.glob(".RECEIPT-*"):
            unfinished.unlink()
        _write(folder / f"{stem}.txt", _in_words(told))
        _write(folder / f"{stem}.json", json.dumps(told, indent=2) + "\n")
    return done


def _write(path: Path, text: str) -> None:
    with replacing(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def _in_words(told: Mapping[str, object]) -> str:
    removed, verified = told["removed"], told["verified"]
    assert isinstance(removed, dict) and isinstance(verified, dict)
    lines = [
        "Receipt: what was forgotten",
        "",
        f"When    {told['forgotten_at']}",
        f"By      {told['by']}",
        f"vox     {told['vox']}",
        "",
        "Removed",
        *(f"  {count:>6,}  {_REMOVED[kind]}" for kind, count in removed.items() if count),
        "",
        "Recordings, by sums that only this project can tell: they are not taken in again",
        *_listed(told["fingerprints"]),
        "",
        "Publications, films and reports that must be made again",
        *_listed(told["publish_again"]),
        "",
        "Looked for afterwards, in every byte of the project's folder",
        *(f"  {count:>6,}  {_SOUGHT[kind]}" for kind, count in verified["sought"].items() if count),
        "",
        "Found all the same",
        *_listed(verified["found_in"]),
        "",
    ]
    return "\n".join(lines)


def _listed(items: object) -> list[str]:
    assert isinstance(items, list)
    return [f"  {item}" for item in items] or ["  none"]
