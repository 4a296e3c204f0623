"""Tagging again what was tagged before: the tagger of today over all answers, without hearing them again.

The files are not needed: what was said is in the database. What people decided stays as they left it.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.analysis import read
from pipeline.edits import edited
from pipeline.learning import learn, project_tagger
from pipeline.lock import exclusive
from pipeline.meanings import remember_meanings
from pipeline.places import PLACE, WRITINGS, is_text, told_place
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.recipes import make_recipes, make_writing_recipes
from pipeline.repeats import link_repeats
from pipeline.rows import Row
from pipeline.search import require_database
from pipeline.store import Store
from pipeline.tag import Tagger
from schemas.themes import load_themes

FACETS = ("polarity", "kind", "off_topic")

_State = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """What became another thing about an answer.

    Attributes:
        id: The answer's.
        file: Of its clip, as the database keeps it; None where another recording has taken its place, and of
            what was written.
        place: Where it is found, in words.
        start: Seconds from the start of the clip.
        added: slug and tier of each theme it did not carry before.
        removed: slug and tier of each theme it carries no more.
        tiers: slug, tier before and tier after, of each theme that is trusted more or less than before.
        facets: name, value before and value after, of polarity, kind and whether it is hidden.
    """

    id: str
    file: str | None
    place: str
    start: float
    text: str
    added: tuple[dict[str, str], ...]
    removed: tuple[dict[str, str], ...]
    tiers: tuple[dict[str, str], ...]
    facets: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Retagged:
    """What came of tagging again.

    Attributes:
        tagger: The version of the tagger.
        answers: How many were read.
        changes: Of those that are not as they were, in order.
        dry_run: Whether nothing was stored.
    """

    tagger: str
    answers: int
    changes: tuple[Change, ...]
    dry_run: bool
    seconds: float

    @property
    def totals(self) -> dict[str, int]:
        """How many answers changed, and how many themes were added, removed, or changed their tier."""
        return {
            "changed": len(self.changes),
            "added": sum(len(change.added) for change in self.changes),
            "removed": sum(len(change.removed) for change in self.changes),
            "tiers": sum(len(change.tiers) for change in self.changes),
        }


def retag(project: Project, *, dry_run: bool = False, progress: Progress | None = None) -> Retagged:
    """Tag all answers again; each clip is stored as soon as it is finished.

    Args:
        project: Where the answers are.
        dry_run: Whether only to tell what would change.
        progress: Told of each clip.

    Raises:
        UsageError: Nothing has been ingested, or the themes cannot be used.
        LockedError: Another run is writing to this project.
    """
    started = time.monotonic()
    progress = progress or Silent()
    require_database(project)
    themes = load_themes(project.theme_file)
    with (
        exclusive(project) as after_crash,
        Store.writing(project.database, after_crash=after_crash) as store,
        store.rehearsing() if dry_run else nullcontext(),
    ):
        clips = store.query(
            f"SELECT c.id, {PLACE} FROM clips c {WRITINGS} WHERE id IN (SELECT clip_id FROM answers)"
            " ORDER BY path, w.origin, w.row, id"
        )
        # Before the themes are saved: with one that is no more go its tags.
        before = {clip["id"]: _state(store, clip["id"]) for clip in clips}
        store.save_themes(themes)
        learn(store, themes)
        tagger = project_tagger(store, themes)
        heard = make_recipes(project.settings, themes, store.learnt())["tag"]
        written = make_writing_recipes(themes, store.learnt())["tag"]
        progress.begin(len(clips))
        changes: list[Change] = []
        for clip in clips:
            recipe = written if is_text(clip) else heard
            _read_again(store, tagger, clip["id"], project.settings.names, recipe)
            found = list(_changes(clip, before[clip["id"]], _state(store, clip["id"])))
            changes += found
            progress.done(Path(told_place(clip)), "tagged", "" if found else "nothing changed")
        if not dry_run:
            remember_meanings(store, progress)
            link_repeats(store, progress)
    answers = sum(map(len, before.values()))
    return Retagged(tagger.version, answers, tuple(changes), dry_run, time.monotonic() - started)


def _read_again(store: Store, tagger: Tagger, clip_id: str, names: Sequence[str], recipe: str) -> None:
    transcript = store.transcript(clip_id)
    assert transcript is not None  # What has answers was heard.
    said = store.corrections(clip_id)
    found = read(edited(transcript, said), store.answers(clip_id), tagger, names, said)
    store.save_readings(clip_id, found, recipe)


def _state(store: Store, clip_id: str) -> _State:
    """What is shown of the answers of a clip."""
    clip = {"id": clip_id}
    state: _State = {
        row["id"]: {**row, "themes": {}}
        for row in store.query(
            f"SELECT id, start, text, {', '.join(FACETS)} FROM answers WHERE clip_id = :id ORDER BY position",
            clip,
        )
    }
    for row in store.query(
        "SELECT at.answer_id, at.theme, at.tier FROM answer_themes at JOIN answers a ON a.id = at.answer_id"
        " JOIN themes t ON t.slug = at.theme WHERE a.clip_id = :id ORDER BY t.position",
        clip,
    ):
        state[row["answer_id"]]["themes"][row["theme"]] = row["tier"]
    return state


def _changes(clip: Row, before: _State, after: _State) -> Iterator[Change]:
    for answer_id, now in after.items():
        old = before[answer_id]
        had, has = old["themes"], now["themes"]
        change = Change(
            id=answer_id,
            file=clip["path"],
            place=told_place(clip, now["start"]),
            start=now["start"],
            text=now["text"],
            added=_named(has, has.keys() - had.keys()),
            removed=_named(had, had.keys() - has.keys()),
            tiers=tuple(
                {"slug": slug, "before": had[slug], "after": tier}
                for slug, tier in has.items()
                if had.get(slug, tier) != tier
            ),
            facets=tuple(
                {"name": name, "before": old[name], "after": now[name]}
                for name in FACETS
                if old[name] != now[name]
            ),
        )
        if change.added or change.removed or change.tiers or change.facets:
            yield change


def _named(tiers: dict[str, str], slugs: Iterable[str]) -> tuple[dict[str, str], ...]:
    wanted = set(slugs)
    return tuple({"slug": slug, "tier": tier} for slug, tier in tiers.items() if slug in wanted)
