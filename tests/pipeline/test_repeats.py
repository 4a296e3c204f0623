import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import quotes as benchmark
from pipeline.meanings import remember_meanings
from pipeline.progress import Silent
from pipeline.repeats import SAME_MEANING, Said, find_repeats, link_repeats
from pipeline.store import STAGES, Store
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


def said(*texts: str, **known: Any) -> list[Said]:
    """Answers of different clips, of which the same is known."""
    return [Said(f"{n}-1", str(n), text, **known) for n, text in enumerate(texts)]


@pytest.mark.parametrize("takes", TAKES)
def test_nearly_the_same_words_may_be_a_second_take(takes: tuple[str, str]) -> None:
    [repeat] = find_repeats(said(takes[0], "Something else altogether was said by this man.", takes[1]))
    assert (repeat.answer_id, repeat.other_id) == ("0-1", "2-1")
    assert 0.5 <= repeat.similarity < 1


def test_different_answers_and_short_ones_are_no_repeats() -> None:
    texts = [json.loads(line)["text"] for line in benchmark._OWN.read_text("utf-8").splitlines()]
    assert find_repeats(said(*texts, "They listen to me.", "They listen to me.")) == ()


def meanings(*angles: float) -> np.ndarray:
    return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], np.float32)


def test_the_same_meaning_is_a_hint_where_one_person_may_say_both() -> None:
    one, other = (
        "A warm welcome from the people at the desk.",
        "Reception staff who greet you kindly each time.",
    )
    close, far = meanings(0, 0.1), meanings(0, 1)
    assert len(find_repeats(said(one, other, person="ann"), close)) == 1
    assert find_repeats(said(one, other, person="ann"), far) == ()
    assert find_repeats(said(one, other), close) == ()
    two_voices = [Said("a-1", "a", one, voice=1), Said("a-2", "a", other, voice=2)]
    assert find_repeats(two_voices, close) == ()
    people = [Said("a-1", "a", one, person="ann"), Said("b-1", "b", other, person="bob")]
    assert find_repeats(people, close) == ()


def test_repeats_are_stored_anew_each_time(tmp_path: Path) -> None:
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


def test_thousands_of_answers_take_no_time() -> None:
    words = np.random.default_rng(1).integers(0, 3000, (3000, 40)).astype(str)
    answers = said(*(" ".join(row) for row in words))
    started = time.process_time()
    assert find_repeats(answers) == ()
    assert time.process_time() - started < 5
