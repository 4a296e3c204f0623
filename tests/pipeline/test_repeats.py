"""Repeats are found among what has changed, and are the same as if all were compared with all."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from benchmarks import quotes as benchmark
from pipeline import repeats, word_pairs
from pipeline.meanings import STORED, remember_meanings, text_sum
from pipeline.progress import Silent
from pipeline.repeats import SAME_MEANING, SAME_WORDS, link_repeats
from pipeline.store import STAGES, Store
from pipeline.tag.encoder import VERSION
from schemas.migrations import migrations
from schemas.themes import load_themes
from tests.pipeline.test_store import analysis

TAKES = [
    (
        "They remember my name and they remember what I had last time. That's it, really.",
        "Um, they remember my name, and, you know, they remember what I had last time.",
    ),
    (
        "I rang four companies and the fifth one was a man called Des and he turned up in his slippers.",
        "So I rang four companies, right, and the fifth one was this man called Des, turned up in slippers.",
    ),
    (
        "Honesty, because I can forgive a mistake but I can't forgive being lied to.",
        "It's honesty. I can forgive a mistake but I can't forgive being lied to.",
    ),
]
WELCOME = ("A warm welcome from the people at the desk.", "Reception staff who greet you kindly each time.")


@cache
def _empty() -> bytes:
    db = Database(memory=True)
    try:
        migrations.apply(db)
        return db.conn.serialize()
    finally:
        db.close()


class Told:
    """A database of answers that are written into it as they are."""

    def __init__(self) -> None:
        self.db = Database(memory=True)
        self.db.conn.deserialize(_empty())
        self.db.table("people").insert_all({"id": person} for person in ("ann", "bob"))

    def say(self, answer_id: str, text: str, angle: float | None = None, **known: Any) -> None:
        """Add an answer, with a meaning that lies at an angle from others."""
        clip_id, _, position = answer_id.partition("-")
        self.db.table("clips").insert(
            {
                **{"id": clip_id, "sha256": clip_id, "collection": "", "size": 1, "status": "answered"},
                **{"web_copy": 0, "added_at": "now"},
            },
            ignore=True,
        )
        self.db.table("answers").insert(
            {
                **{"id": answer_id, "clip_id": clip_id, "position": int(position), "text": text},
                **{"start": 0.0, "end": 1.0, "first_word": 0, "last_word": 1, **known},
            }
        )
        if angle is not None:
            self.mean(answer_id, angle)

    def mean(self, answer_id: str, angle: float) -> None:
        """What an answer means, as it stands now."""
        vector = np.zeros(384)
        vector[:2] = np.cos(angle), np.sin(angle)
        [(text,)] = self.db.execute("SELECT text FROM answers WHERE id = ?", [answer_id]).fetchall()
        self.db.table("meanings").upsert(
            {
                **{"answer_id": answer_id, "text_sha256": text_sum(text), "encoder": VERSION},
                "vector": vector.astype(STORED).tobytes(),
            },
            pk="answer_id",
        )

    def change(self, answer_id: str, **what: Any) -> None:
        self.db.table("answers").update(
            self.db.execute("SELECT number FROM answers WHERE id = ?", [answer_id]).fetchone()[0], what
        )

    def links(self) -> dict[tuple[str, str], float]:
        link_repeats(Store(self.db))
        found = self.db.execute("SELECT answer_id, other_id, similarity FROM repeats ORDER BY 1, 2")
        return {(one, other): similarity for one, other, similarity in found}


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    yield told
    told.db.close()


@pytest.mark.parametrize("takes", TAKES)
def test_nearly_the_same_words_may_be_a_second_take(told: Told, takes: tuple[str, str]) -> None:
    for clip, text in zip(
        "abc", (takes[0], "Something else altogether was said by this man.", takes[1]), strict=True
    ):
        told.say(f"{clip}-1", text)
    [(both, similarity)] = told.links().items()
    assert both == ("a-1", "c-1")
    assert 0.5 <= similarity < 1


def test_different_answers_short_ones_and_what_was_written_are_no_repeats(told: Told) -> None:
    texts = [json.loads(line)["text"] for line in benchmark._OWN.read_text("utf-8").splitlines()]
    for number, text in enumerate((*texts, "They listen to me.", "They listen to me.")):
        told.say(f"{number}-1", text)
    told.say("copied-1", texts[0], source="written")
    assert told.links() == {}


def test_the_same_meaning_is_a_hint_where_one_person_may_say_both(told: Told) -> None:
    one, other = WELCOME
    told.say("a-1", one, 0.0, person_id="ann")
    told.say("b-1", other, 0.1, person_id="ann")
    assert told.links().keys() == {("a-1", "b-1")}
    told.mean("b-1", 1.0)
    assert told.links() == {}
    told.mean("b-1", 0.1)
    told.change("b-1", person_id="bob")
    assert told.links() == {}
    told.change("b-1", person_id=None)
    assert told.links() == {}
    told.say("a-2", other, 0.0)
    told.change("a-1", voice=1, person_id=None)
    told.change("a-2", voice=2)
    assert ("a-1", "a-2") not in told.links()
    told.change("a-2", voice=1)
    assert ("a-1", "a-2") in told.links()


def test_what_says_something_else_now_is_no_repeat_any_more(tmp_path: Path) -> None:
    recipes = dict.fromkeys(STAGES, "1")
    with Store.writing(tmp_path / "vox.db") as store:
        store.save_themes(load_themes())
        for clip, text in zip("ab", TAKES[0], strict=True):
            store.save(analysis(text, clip_id=clip * 16), f"{clip}.mp4", 1, recipes, set(STAGES))
        for _ in range(2):
            link_repeats(store)
            [row] = store.query("SELECT * FROM repeats")
            assert (row["answer_id"], row["other_id"]) == ("a" * 16 + "-1", "b" * 16 + "-1")
        text = "Nothing at all like what was said before."
        store.save(analysis(text, clip_id="b" * 16), "b.mp4", 1, recipes, set(STAGES))
        link_repeats(store)
        assert store.query("SELECT * FROM repeats") == []


def test_what_one_person_means_twice_is_linked_by_what_is_kept_of_it(tmp_path: Path) -> None:
    recipes = dict.fromkeys(STAGES, "1")
    texts = (
        "You should answer the phone quickly when customers call.",
        "When a customer calls, answer their phone call quickly.",
    )
    with Store.writing(tmp_path / "vox.db") as store:
        store.save_themes(load_themes())
        for clip in "ab":
            said = analysis(*texts[: 2 if clip == "a" else 1], clip_id=clip * 16)
            store.save(said, f"{clip}.mp4", 1, recipes, set(STAGES))
        link_repeats(store)
        by_words = store.query("SELECT * FROM repeats")
        assert [row["similarity"] for row in by_words] == [1]
        remember_meanings(store, Silent())
        link_repeats(store)
        [more] = [row for row in store.query("SELECT * FROM repeats") if row not in by_words]
        assert (more["answer_id"], more["other_id"]) == ("a" * 16 + "-1", "a" * 16 + "-2")
        assert SAME_MEANING <= more["similarity"] < 1
        # Who speaks in the other clip is not known: that it means the same is no hint.
        assert "b" * 16 not in more["other_id"]


def test_only_what_changed_is_compared(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def pairs_of(text: str) -> word_pairs.Pairs:
        read.append(text)
        return word_pairs.pairs_of(text)

    monkeypatch.setattr(repeats, "pairs_of", pairs_of)
    for clip, text in zip("ab", TAKES[0], strict=True):
        told.say(f"{clip}-1", text)
    assert len(told.links()) == 1
    assert len(read) == 2
    told.say("c-1", TAKES[1][0])
    told.links()
    assert read[2:] == [TAKES[1][0]]
    told.links()
    assert len(read) == 3


def test_where_much_is_compared_it_is_told(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    class Listening(Silent):
        def note(self, message: str) -> None:
            notes.append(message)

    notes: list[str] = []
    monkeypatch.setattr(repeats, "_MANY", 1)
    for clip in "ab":
        told.say(f"{clip}-1", TAKES[0][0])
    for _ in range(2):
        link_repeats(Store(told.db), Listening())
    assert notes == ["Comparing 2 answers with all others. If you stop this, the next run does it."]


def test_of_what_is_gone_nothing_is_kept(told: Told) -> None:
    for clip, text in zip("ab", TAKES[0], strict=True):
        told.say(f"{clip}-1", text)
    told.links()
    told.db.execute("DELETE FROM answers WHERE id = 'b-1'")
    word_pairs.drop_gone(told.db)
    for table in ("compared", "word_pairs"):
        assert {number for (number,) in told.db.execute(f"SELECT number FROM {table}")} == {1}
    assert told.db.table("changed_answers").count == 0


WORDS = st.lists(st.sampled_from("abcde"), min_size=4, max_size=10).map(" ".join)
ANSWERS = st.sampled_from([f"{clip}-{position}" for clip in "pqrstu" for position in (1, 2)])
PEOPLE = st.sampled_from(["ann", "bob", None])
CHANGES = st.one_of(
    st.tuples(st.just("say"), ANSWERS, WORDS),
    st.tuples(st.just("text"), ANSWERS, WORDS),
    st.tuples(st.just("person_id"), ANSWERS, PEOPLE),
    st.tuples(st.just("voice"), ANSWERS, st.sampled_from([1, 2, None])),
    st.tuples(st.just("off_topic"), ANSWERS, st.sampled_from([0, 1])),
    st.tuples(st.just("source"), ANSWERS, st.sampled_from(["video", "written"])),
    st.tuples(st.just("mean"), ANSWERS, st.sampled_from([0.0, 0.3, 0.6, 1.2])),
    st.tuples(st.just("go"), ANSWERS, st.none()),
    st.tuples(st.just("link"), st.none(), st.none()),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, min_size=10, max_size=60))
def test_what_is_linked_is_the_same_as_if_all_were_compared_with_all(
    monkeypatch: pytest.MonkeyPatch, changes: list[tuple[str, str, Any]]
) -> None:
    for module in (repeats, word_pairs):
        monkeypatch.setattr(module, "COMMON", 3)
    monkeypatch.setattr(repeats, "_AT_ONCE", 4)
    monkeypatch.setattr(repeats, "_TOGETHER", 2)
    told = Told()
    for what, answer_id, value in changes:
        is_there = told.db.execute("SELECT 1 FROM answers WHERE id = ?", [answer_id]).fetchone()
        if what == "link":
            assert told.links() == compared_with_all(told.db)
        elif what == "say":
            if not is_there:
                told.say(answer_id, value)
        elif not is_there:
            continue
        elif what == "mean":
            told.mean(answer_id, value)
        elif what == "go":
            told.db.execute("DELETE FROM answers WHERE id = ?", [answer_id])
        else:
            told.change(answer_id, **{what: value})
    assert told.links() == compared_with_all(told.db)
    told.db.close()


def compared_with_all(db: Database) -> dict[tuple[str, str], float]:
    """The repeats, worked out a second time and simply."""
    answers = list(
        db.query(
            "SELECT a.*, m.text_sha256, m.vector FROM answers a LEFT JOIN meanings m ON m.answer_id = a.id"
            " WHERE NOT off_topic AND source <> 'written' ORDER BY number"
        )
    )
    for answer in answers:
        said = answer["text"].split()
        answer["pairs"] = set(pairwise(said)) if len(said) >= 6 else set()
    held_by = Counter(pair for answer in answers for pair in answer["pairs"])
    found = {}
    for one, other in combinations(answers, 2):
        similarity = 0.0
        both = one["pairs"] & other["pairs"]
        if any(held_by[pair] <= 3 for pair in both):
            similarity = 2 * len(both) / (len(one["pairs"]) + len(other["pairs"]))
            similarity = similarity if similarity >= SAME_WORDS else 0.0
        if one["person_id"] and other["person_id"]:
            may_be_one = one["person_id"] == other["person_id"]
        else:
            may_be_one = one["clip_id"] == other["clip_id"] and one["voice"] == other["voice"]
        is_known = all(answer["text_sha256"] == text_sum(answer["text"]) for answer in (one, other))
        if may_be_one and is_known and one["pairs"] and other["pairs"]:
            first, second = (np.frombuffer(each["vector"], STORED).astype(float) for each in (one, other))
            if (meaning := min(1.0, float(first @ second))) >= SAME_MEANING:
                similarity = max(similarity, meaning)
        if similarity:
            found[one["id"], other["id"]] = round(similarity, 3)
    return dict(sorted(found.items()))
