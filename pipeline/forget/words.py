"""By what somebody is recognised who was forgotten: what is looked for afterwards in every byte."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.project import Project
from pipeline.store import Store
from pipeline.traces import squeezed

_TOGETHER = 4
"""Words in a row by which an answer is recognised."""

_SHORTEST = 12
"""Letters of these: fewer are said by anybody."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be found any more."""

    names: tuple[str, ...] = ()
    clip_ids: tuple[str, ...] = ()
    file_names: tuple[str, ...] = ()
    sayings: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every one."""
        return (*self.names, *self.clip_ids, *self.file_names, *self.sayings)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {name: len(getattr(self, name)) for name in ("names", "clip_ids", "file_names", "sayings")}


def gather_secrets(project: Project, store: Store, person: str | None, clip_ids: Sequence[str]) -> Secrets:
    """By what a person, or clips, are recognised, before they are removed.

    Args:
        project: Where they are.
        store: Its database.
        person: Their id, if somebody is forgotten.
        clip_ids: The clips that go.
    """
    within = {"clips": json.dumps(list(clip_ids)), "person": person}
    theirs = "IN (SELECT value FROM json_each(:clips))"
    names = store.query("SELECT id, name FROM people WHERE id = :person", within)
    files = {stays: _file_names(store, f"{stays} {theirs}", within) for stays in ("", "NOT")}
    others = b"\n".join(
        squeezed(text)
        for text in (
            project.settings.question,
            *_texts(store, f"NOT {theirs}", within),
            *(row["text"] for row in store.query("SELECT label || '. ' || definition AS text FROM themes")),
        )
    )
    said = dict.fromkeys(
        run for text in _texts(store, theirs, within) for run in _runs(text) if squeezed(run) not in others
    )
    called = [each for row in names for each in (row["id"], row["name"]) if each]
    # Where they wrote leads to who they are, as a name does.
    called += [
        row["address"]
        for row in store.query(
            f"SELECT DISTINCT address FROM writings w WHERE address IS NOT NULL AND clip_id {theirs}"
            " AND NOT EXISTS (SELECT 1 FROM writings o WHERE o.address = w.address"
            f" AND o.clip_id NOT {theirs})",
            within,
        )
    ]
    return Secrets(
        # Most ids are the name in another spelling.
        names=tuple({squeezed(each): each for each in called}.values()),
        clip_ids=tuple(clip_ids),
        file_names=tuple(sorted(files[""] - files["NOT"])),
        sayings=tuple(said),
    )


def _file_names(store: Store, where: str, params: dict[str, str | None]) -> set[str]:
    found = store.query(
        f"SELECT path FROM clips WHERE path IS NOT NULL AND id {where}"
        f" UNION SELECT path FROM files WHERE clip_id {where}",
        params,
    )
    return {Path(row["path"]).name for row in found}


def _texts(store: Store, where: str, params: dict[str, str | None]) -> Iterator[str]:
    """All that was said in clips: as it was heard, and as it is shown."""
    for sql in (
        f"SELECT group_concat(text, ' ') AS text FROM (SELECT clip_id, text FROM words WHERE clip_id {where}"
        " ORDER BY clip_id, position) GROUP BY clip_id",
        f"SELECT text FROM segments WHERE clip_id {where}",
        f"SELECT text FROM revisions WHERE clip_id {where}",
        f"SELECT text FROM answers WHERE clip_id {where}",
        f"SELECT question AS text FROM answers WHERE question IS NOT NULL AND clip_id {where}",
    ):
        for row in store.query(sql, params):
            yield row["text"]


def _runs(text: str) -> Iterable[str]:
    words = _WORD.findall(text)
    for begin in range(len(words) - _TOGETHER + 1):
        run = " ".join(words[begin : begin + _TOGETHER])
        if len(squeezed(run)) >= _SHORTEST:
            yield run
