"""Redacted words are listened for with the real Whisper; and what counts as hearing one."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.audio import read_sound
from pipeline.corrections import correcting
from pipeline.derived import CLIPS, COPY, folders, names
from pipeline.fingerprint import fingerprint
from pipeline.ingest import Report, load_once
from pipeline.pictures import make_pictures
from pipeline.project import Project, find_project
from pipeline.proof import prove_redactions, still_heard
from pipeline.store import Store
from pipeline.transcribe import transcribe
from schemas.records import Word
from tests.publish.test_media import copy_of


def heard(text: str) -> list[Word]:
    return [Word(at, at + 0.4, word, 0.9) for at, word in enumerate(text.split())]


@pytest.mark.parametrize(
    ("secret", "kept", "now", "found"),
    [
        ("priya", "my name is and i am here", "My name is and I am here.", []),
        ("priya", "my name is and i am here", "My name is Priya, and I am here.", ["priya"]),
        ("priya", "my name is and i am here", "My name is Pri and I am here.", ["priya"]),
        ("priya", "my name is and i am here", "My name is Priyas and I am here.", ["priya"]),
        ("catherine", "ask today", "Ask Katherine today.", ["catherine"]),
        ("everyday", "it is not for us", "It is not every day for us.", ["everyday"]),
        ("boots", "boots is fine and is better", "Boots is fine and is better.", []),
        ("boots", "boots is fine and is better", "Boots is fine and Boots is better.", ["boots"]),
        ("them", "tell to wait", "Tell the to wait.", ["them"]),
        ("price", "we like the price here a lot", "We like the pricey here a lot.", []),
        ("服務", "我 喜歡", "我喜歡 服 務", ["服務"]),
    ],
    ids=[
        *("gone", "there", "its beginning", "another form", "misspelt", "in two", "said elsewhere too"),
        *("once more than elsewhere", "part of a small word", "one that is kept, misheard", "no spaces"),
    ],
)
def test_a_hidden_word_is_heard_if_it_or_its_like_is(
    secret: str, kept: str, now: str, found: list[str]
) -> None:
    assert [token for _, token in still_heard([secret], kept.split(), heard(now))] == found


@pytest.fixture
def spoken(examples: tuple[Project, Report], tmp_path: Path) -> Iterator[tuple[Project, dict[str, Any]]]:
    """One example on its own, as the default engine heard it, and its answer."""
    for name in ("vox.db", "media", ".vox"):
        source = examples[0].root / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, tmp_path / name)
    project = find_project(tmp_path)
    with Store.reading(project.database) as store:
        [answer] = store.query(
            "SELECT a.*, c.path FROM answers a JOIN clips c ON c.id = a.clip_id WHERE c.path LIKE '%01-maya%'"
        )
    yield project, answer


def position(project: Project, answer: dict[str, Any], text: str) -> int:
    with Store.reading(project.database) as store:
        words = store.query(
            "SELECT position, text FROM words WHERE clip_id = :clip_id ORDER BY position", answer
        )
    return next(int(word["position"]) for word in words if text in word["text"].casefold())


def test_words_are_gone_from_the_copy_and_others_are_not(spoken: tuple[Project, dict[str, Any]]) -> None:
    project, answer = spoken
    engine = load_once(project.settings)
    first, last = position(project, answer, "flat"), position(project, answer, "white")
    with correcting(project, "Ann") as decide:
        decide.redact(answer["id"], first, last)
        decide.redact(answer["id"], *2 * (position(project, answer, "humming"),), "bleep")
    [proof] = make_pictures(project).proofs
    assert proof.passed
    with closing(sqlite3.connect(project.database)) as db:
        checks = db.execute("SELECT clip_id, recipe, passed FROM redaction_checks").fetchall()
    assert checks == [(answer["clip_id"], proof.recipe, 1)]
    [sound] = read_sound(fingerprint(copy_of(project, answer["clip_id"])))
    said = {word.text.strip(".,").casefold() for word in transcribe(sound, engine()).words}
    assert {"asleep", "somebody", "worth", "coffee"} <= said
    assert not {"flat", "white", "humming"} & said

    # Had the copy been made with the words in it, that would be told.
    with Store.writing(project.database) as store:
        [clip] = store.query(f"{CLIPS} AND c.id = :clip_id", answer)
        copy = folders(project)[COPY] / names(clip)[COPY]
        shutil.copy2(project.real_path(answer["path"]), copy)
        [proof] = prove_redactions(project, store, [answer["clip_id"]], engine=engine, again=True)
        assert len(proof.heard) == 3
        assert not proof.passed
        [check] = store.query("SELECT passed FROM redaction_checks")
        assert check["passed"] == 0
        dump = str([tuple(row.values()) for row in store.query("SELECT * FROM redaction_checks")]).casefold()
    assert not [word for word in ("flat", "white", "humming") if word in dump]
