"""A project whose people agreed to different things: the clips are told of, and never filmed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.analysis import analyse
from pipeline.corrections import Corrections, correcting
from pipeline.project import Project
from pipeline.recipes import make_recipes
from pipeline.store import STAGES, Store
from pipeline.tag import DEFAULT_TAGGER, load_tagger
from schemas.records import AudioStream, Clip, Probe, Segment, Transcript, VideoStream, Word
from schemas.themes import load_themes

FULL, FIRST, NOBODY, TWO = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)
"""Clips of somebody who is named in full, by first name, not at all; and one in which two people answer."""

PAUSE = "~"
"""In what is said, half a second in which nobody speaks."""

SAID = {
    FULL: "What makes good customer service? ~ ~ They listen to me and they remember my name.",
    FIRST: "Staff who care about you, and who answer quickly.",
    NOBODY: "A warm smile at the door, and nobody who pushes me to buy.",
    TWO: (
        "What makes good customer service? Honest prices, every single time. And you?"
        " Somebody who apologises when zanzibar goes wrong."
    ),
}
PEOPLE = {
    FULL: ("Ottilie Quackenbush", "full"),
    FIRST: ("Bartholomew Fitzgibbon", "first"),
    NOBODY: ("Persephone Oyelaran", "anonymous"),
}


def tell(project: Project, clip_id: str, text: str, *, begin: float = 1.0) -> None:
    """Store a clip in which a text is said, two words a second, as a run does after it has been heard."""
    words = tuple(
        Word(begin + at * 0.5, begin + at * 0.5 + 0.4, word, 0.9)
        for at, word in enumerate(text.split())
        if word != PAUSE
    )
    segment = Segment(begin, words[-1].end, text.replace(PAUSE, ""), words, -0.2, 0.01, 1.1, "en")
    doubted = Segment(50.0, 51.0, "Thanks for watching kilimanjaro", (), -1, 0.9, 1, "en", doubt="No speech.")
    themes = load_themes(project.theme_file)
    with Store.writing(project.database) as store:
        store.save_themes(themes)
        learnt = analyse(
            Clip(clip_id, project.media / "secret-party" / f"{clip_id}.mp4", 5, clip_id * 4),
            "secret-party",
            project.settings,
            load_tagger(DEFAULT_TAGGER, themes),
            Probe(
                "mp4",
                60.0,
                VideoStream("h264", "yuv420p", 320, 240, 0),
                (AudioStream("aac", 16_000, 1),),
                "2025-05-12T17:45:33+00:00",
            ),
            Transcript("scripted", "m", "en", 0.9, (segment,), (doubted,)),
            corrections=store.corrections(clip_id),
        )
        recipes = make_recipes(project.settings, themes)
        store.save(learnt, f"media/secret-party/{clip_id}.mp4", 7, recipes, set(STAGES))


def curate(project: Project) -> Project:
    """Fill a project: all that is said in the first three clips is approved, and their people agreed."""
    for clip_id, text in SAID.items():
        tell(project, clip_id, text)
    with deciding(project) as made:
        for clip_id, (name, naming) in PEOPLE.items():
            made.name(f"{clip_id}-1", name)
            made.describe(
                name, role="Gardener", company="Wellingtonia Ltd", place="Ipswich", relation="customer"
            )
            made.approve(f"{clip_id}-1")
            consent(project, name, naming=naming)
    return project


@contextmanager
def deciding(project: Project) -> Iterator[Corrections]:
    """What somebody decides."""
    with correcting(project, "moneypenny") as made:
        yield made


def consent(project: Project, name: str, status: str = "granted", **more: Any) -> None:
    """Store what somebody agrees to from now on."""
    row = {
        "status": status,
        "channels": "web internal",
        "naming": "full",
        "wording": "May we show the xylophone film?",
        "evidence": "consents/signed.pdf",
        "recorded_at": "2026-01-02T03:04:05+00:00",
        **more,
    }
    columns = ", ".join(row)
    with writing(project) as db:
        db.execute(
            f"INSERT INTO consents (person_id, {columns})"
            f" SELECT id, {', '.join('?' * len(row))} FROM people WHERE name = ?",
            [*row.values(), name],
        )


@contextmanager
def writing(project: Project) -> Iterator[sqlite3.Connection]:
    """The database as anybody could write to it."""
    db = sqlite3.connect(project.database)
    db.execute("PRAGMA foreign_keys = ON")
    try:
        with db:
            yield db
    finally:
        db.close()


def rows(database: Path, sql: str, *params: object) -> list[dict[str, Any]]:
    """What a published database holds."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in db.execute(sql, params)]
    finally:
        db.close()
