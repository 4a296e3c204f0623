"""Whatever people edit, agree to, take back and publish, in whatever order: nothing leaves that may not.

Sequences are made by hypothesis. What may leave is worked out here a second time, by a simple record of what
was done: not by the rule that is tested. `VOX_SEQUENCES=1000` tries that many; by default there are few, for
each is a project of its own.
"""

import os
import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from pipeline.corrections import Corrections
from pipeline.edits import redactions, unresolved
from pipeline.people import check_consent, save_consent
from pipeline.project import Project, find_project
from pipeline.publish.snapshot import take_snapshot, write_database
from pipeline.search import find_answer
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.people import Channel, Consent, Naming, Status
from tests.publish.curated import tell

SEQUENCES = int(os.environ.get("VOX_SEQUENCES", "25"))

CLIPS = ("a" * 16, "b" * 16, "c" * 16)
SAID = (
    "Quixotic marzipan warms everybody here. And you? Zebulon prices matter to ordinary families.",
    "Ptarmigan listening means they remember my xylem.",
    "Staff who are kumquat kind and answer quickly.",
)
ANSWERS = tuple(
    f"{clip}-{number}" for clip, many in zip(CLIPS, (2, 1, 1), strict=True) for number in range(1, many + 1)
)
NAMES = ("Ottilie Quackenbush", "Bartholomew Fitzgibbon", "Persephone Oyelaran")
SECRETS = {
    ANSWERS[0]: ("quixotic", "marzipan"),
    ANSWERS[1]: ("zebulon", "ordinary"),
    ANSWERS[2]: ("ptarmigan", "xylem"),
    ANSWERS[3]: ("kumquat",),
}
"""Words that nobody else says."""

TODAY = date(2026, 11, 24)

answers = st.sampled_from(ANSWERS)
names = st.sampled_from(NAMES)
places = st.integers(0, 6)
steps = st.one_of(
    st.tuples(st.just("reword"), answers, places, st.sampled_from(["gadzooks", "flummox", "", "two words"])),
    st.tuples(st.just("redact"), answers, places, st.sampled_from(["mute", "bleep"])),
    st.tuples(st.just("quote"), answers, places),
    st.tuples(
        st.sampled_from(["approve", "approve", "hide", "reset_review", "approve_quote", "star"]), answers
    ),
    st.tuples(st.just("name"), answers, names),
    st.tuples(
        st.just("consent"),
        names,
        st.sampled_from(["granted", "granted", "granted", "refused", "withdrawn", "unknown"]),
        st.sampled_from([("web",), ("web", "social"), ("social",), ("internal",)]),
        st.sampled_from(["full", "first", "anonymous"]),
        st.sampled_from([None, -1, 0, 5]),
    ),
    st.tuples(st.just("in_shot"), answers, names),
    st.tuples(st.just("prove")),
    st.tuples(st.just("undo"), st.integers(0, 20)),
    st.tuples(st.just("hear"), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("publish")),
)
# Whatever comes, much of it is let out first: otherwise hardly anything would ever be published.
LET_OUT: list[tuple[Any, ...]] = [
    *(("name", answer, NAMES[who]) for answer, who in zip(ANSWERS, (0, 1, 1, 2), strict=True)),
    *(("approve", answer) for answer in ANSWERS),
    *(
        ("consent", name, "granted", ("web",), naming, None)
        for name, naming in zip(NAMES, ("full", "first", "anonymous"), strict=True)
    ),
]


class World:
    """A project and all that is done to it."""

    def __init__(self, project: Project, store: Store) -> None:
        self.project, self.store = project, store
        self.made = Corrections(project, store, "Zoe")

    def do(self, step: tuple[Any, ...]) -> None:
        """Do one thing; what makes no sense is refused, and changes nothing."""
        what, *rest = step
        before = len(self.store.corrections())
        try:
            (getattr(self, f"_{what}", None) or getattr(self.made, what))(*rest)
        except UsageError:
            assert len(self.store.corrections()) == before

    def _word(self, answer: str, place: int) -> int:
        row = find_answer(self.store, answer)
        return int(min(row["first_word"] + place, row["last_word"]))

    def _reword(self, answer: str, place: int, text: str) -> None:
        word = self._word(answer, place)
        self.made.reword(answer, word, word, text)

    def _redact(self, answer: str, place: int, how: str) -> None:
        word = self._word(answer, place)
        self.made.redact(answer, word, word, how)

    def _quote(self, answer: str, place: int) -> None:
        word = self._word(answer, place)
        self.made.choose_quote(answer, word, self._word(answer, place + 3))

    def _consent(
        self, name: str, status: Status, channels: tuple[Channel, ...], naming: Naming, ends: int | None
    ) -> None:
        expires = None if ends is None else (TODAY + timedelta(days=ends)).isoformat()
        said = check_consent(self.project, Consent(status, channels, naming, expires_on=expires))
        save_consent(self.store, self.made.remember(name), said, "Zoe")

    def _in_shot(self, answer: str, name: str) -> None:
        self.made.in_shot(answer, self.made.remember(name))

    def _undo(self, number: int) -> None:
        self.made.undo(number + 1)

    def _prove(self) -> None:
        for clip in CLIPS:
            recipe = redactions(self.store.corrections(clip)).recipe
            if recipe:
                self.store.save_redaction_check(clip, recipe, True)

    def _hear(self, clip: int, is_other: bool) -> None:
        text = SAID[clip].replace("everybody", "anybody").replace("they", "we").replace("quickly", "slowly")
        tell(self.project, CLIPS[clip], text if is_other else SAID[clip])


class Log:
    """What holds of all that was decided, worked out plainly from the records."""

    def __init__(self, database: Path) -> None:
        db = sqlite3.connect(database)
        db.row_factory = sqlite3.Row
        self.corrections = [dict(row) for row in db.execute("SELECT * FROM corrections ORDER BY id")]
        self.consents = {
            row["person_id"]: dict(row) for row in db.execute("SELECT * FROM consents ORDER BY id")
        }
        self.names = dict(db.execute("SELECT id, name FROM people").fetchall())
        self.words = [dict(row) for row in db.execute("SELECT * FROM words ORDER BY clip_id, position")]
        self.edits = {
            (row["clip_id"], row["position"]): dict(row) for row in db.execute("SELECT * FROM word_edits")
        }
        db.close()

    def holds(self, number: int) -> bool:
        return not any(self.holds(each["id"]) for each in self.corrections if each["undoes"] == number)

    def last(self, answer: str, decided: str) -> str | None:
        said = [
            each["after"]
            for each in self.corrections
            if (each["answer_id"], each["field"], each["undoes"]) == (answer, decided, None)
            and self.holds(each["id"])
        ]
        return said[-1] if said else None

    def seen(self, clip: str) -> set[str]:
        told = {
            each["field"].removeprefix("in_shot:"): each["after"]
            for each in self.corrections
            if each["clip_id"] == clip and each["field"].startswith("in_shot:")
            if each["undoes"] is None and self.holds(each["id"])
        }
        return {person for person, after in told.items() if after == "1"}

    def agreed(self, person: str | None) -> bool:
        said = self.consents.get(person or "")
        if said is None or said["status"] != "granted" or "web" not in said["channels"].split():
            return False
        return said["expires_on"] is None or said["expires_on"] >= TODAY.isoformat()

    def may_leave(self, answer: str) -> bool:
        """Whether an answer may be published at most; the rule may hold back more."""
        clip = answer.split("-")[0]
        everybody = {self.last(other, "person") for other in ANSWERS if other.startswith(clip)} | self.seen(
            clip
        )
        return self.last(answer, "review") == "approved" and all(map(self.agreed, everybody))

    def redacted(self) -> set[str]:
        """The words in the middle of what is redacted."""
        held = [each for each in self.corrections if each["field"] == "redact" and each["undoes"] is None]
        return {
            word["text"].strip(".,?").casefold()
            for each in held
            if self.holds(each["id"])
            for word in self.words
            if word["clip_id"] == each["clip_id"]
            and each["start"] <= (word["start"] + word["end"]) / 2 <= each["end"]
        }


def check(log: Log, published: set[str], database: Path) -> None:
    """Nothing is published that may not be: neither as a row, nor as a byte."""
    assert published <= {answer for answer in ANSWERS if log.may_leave(answer)}
    content = database.read_bytes().decode("latin-1").casefold()
    for answer, secrets in SECRETS.items():
        for secret in secrets:
            if answer not in published or secret in log.redacted():
                assert secret not in content, (answer, secret)
    shown = {log.last(answer, "person") for answer in published}
    for person, name in log.names.items():
        naming = (log.consents.get(person) or {"naming": None})["naming"] if person in shown else None
        first, last = name.casefold().split()
        assert naming == "full" or last not in content, name
        assert naming in ("full", "first") or first not in content, name


def check_kept(world: World, log: Log, before: Log) -> None:
    """No decision is lost: each stands as it was made, and is applied, or listed to be looked at."""
    assert log.corrections[: len(before.corrections)] == before.corrections
    for clip in CLIPS:
        transcript = world.store.transcript(clip)
        assert transcript is not None
        waiting = {each.id for each in unresolved(transcript.words, world.store.corrections(clip))}
        held = [
            each
            for each in log.corrections
            if (each["clip_id"], each["field"], each["undoes"]) == (clip, "words", None)
            and log.holds(each["id"])
        ]
        for place, word in enumerate(transcript.words):
            middle = (word.start + word.end) / 2
            about = [each for each in held if each["start"] <= middle <= each["end"]]
            edit = log.edits.get((clip, place))
            if about and about[-1]["id"] not in waiting and not (edit and edit["redacted"]):
                assert (edit["text"] if edit else word.text) == about[-1]["after"]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which three clips were heard, and all of it let out."""
    root = tmp_path_factory.mktemp("begun")
    (root / "media").mkdir()
    project = find_project(root)
    for clip, text in zip(CLIPS, SAID, strict=True):
        tell(project, clip, text)
    with Store.writing(project.database) as store:
        for step in LET_OUT:
            World(project, store).do(step)
    return project.database


@settings(max_examples=SEQUENCES, deadline=None, suppress_health_check=list(HealthCheck))
@given(later=st.lists(steps, min_size=1, max_size=14))
def test_no_sequence_publishes_what_may_not_leave_or_loses_a_decision(
    begun: Path, tmp_path_factory: pytest.TempPathFactory, later: list[tuple[Any, ...]]
) -> None:
    root = tmp_path_factory.mktemp("world")
    shutil.copy(begun, root / "vox.db")
    project = find_project(root)
    with Store.writing(project.database) as store:
        world = World(project, store)
        before = Log(project.database)
        for number, step in enumerate([*later, ("publish",)]):
            if step[0] != "publish":
                world.do(step)
                continue
            target = root / f"published-{number}.db"
            snapshot = store.within(lambda db: take_snapshot(db, TODAY))
            write_database(snapshot, target, {})
            log = Log(project.database)
            check(log, set(snapshot.answers), target)
            check_kept(world, log, before)
            before = log
            event(f"published {len(snapshot.answers)} answers")
    shutil.rmtree(root)
