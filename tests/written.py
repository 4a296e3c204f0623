"""A project in which people were filmed, and others wrote: tweets, and notes that are seen in a film."""

from collections.abc import Sequence
from typing import Any

from pipeline.corrections import correcting
from pipeline.learning import project_tagger
from pipeline.people import record_consent
from pipeline.project import Project
from pipeline.store import Store
from pipeline.writings import Kept, Writings
from schemas.people import Channel, Consent, Naming
from schemas.themes import load_themes
from schemas.writings import Writing
from tests.publish.curated import FULL

TOLD: dict[str, Any] = {"origin": "hortensia-export.csv", "collection": "tweets", "language": "en"}
ANNA = Writing(
    "key-marmalade-1",
    "They remembered my name.\nNobody else ever has!",
    row=1,
    author="Annabel Ferriday",
    address="https://www.tweets.example/ferriday/1",
    written_at="2026-05-03T10:11:12",
    **TOLD,
)
BEN = Writing(
    "key-marmalade-2",
    "Just let me look around in peace, I will ask when I need you.",
    row=2,
    author="Benedict Gallowglass",
    address="https://www.tweets.example/gallowglass/2",
    written_at="2026-05-04",
    **TOLD,
)
CARA = Writing(
    "key-marmalade-3",
    "Fast answers, and a smile that is meant.",
    row=3,
    author="Caradoc Hinchinbrook",
    address="https://www.tweets.example/hinchinbrook/3",
    written_at="2026-05-05",
    **TOLD,
)
NEW = Writing("key-marmalade-4", "The rhododendron people were rude to my mother.", row=4, **TOLD)
NOTE = Writing(
    "note-marmalade-1", "Give me space to breathe", source="note", of_clip=FULL, start=7.2, end=9.0
)
DOUBTED = Writing("note-marmalade-2", "Closed on ptarmigan days", source="note", of_clip=FULL, start=2.0)
NAMINGS: dict[str, Naming] = {
    "Annabel Ferriday": "full",
    "Benedict Gallowglass": "first",
    "Caradoc Hinchinbrook": "anonymous",
}
EVERYWHERE: tuple[Channel, ...] = ("internal", "web", "social", "paid")


def answer_of(writing: Writing) -> str:
    """The id of the answer that a writing is."""
    return f"{writing.clip.id}-1"


def write(project: Project, writings: Sequence[Writing]) -> list[Kept]:
    """Take writings in, as `vox import` does."""
    themes = load_themes(project.theme_file)
    with Store.writing(project.database) as store:
        store.save_themes(themes)
        return list(Writings(project, store, project_tagger(store, themes), themes).keep(writings))


def write_all(project: Project) -> Project:
    """Three tweets of people who agreed to different things, and one that is new."""
    write(project, (ANNA, BEN, CARA, NEW))
    approve(project, ANNA, BEN, CARA)
    with correcting(project, "moneypenny") as made:
        for writing in (ANNA, BEN, CARA):
            made.name(answer_of(writing), writing.author or "")
    for name, naming in NAMINGS.items():
        record_consent(project, name, Consent("granted", EVERYWHERE, naming), "moneypenny")
    return project


def with_notes(project: Project) -> Project:
    """Two notes are seen in a film: one is confirmed, the other nobody has looked at."""
    write(project, (NOTE, DOUBTED))
    approve(project, NOTE)
    return project


def approve(project: Project, *writings: Writing) -> None:
    """Approve writings, and their quotes."""
    with correcting(project, "moneypenny") as made:
        for writing in writings:
            made.approve(answer_of(writing))
            of_it = {"id": answer_of(writing)}
            of_it = {"id": answer_of(writing)}
            if made.store.query("SELECT quote FROM answers WHERE id = :id", of_it)[0]["quote"]:
                made.approve_quote(answer_of(writing))
