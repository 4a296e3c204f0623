import random
import string
from pathlib import Path

import pytest

from pipeline.project import Project, find_project
from pipeline.propose import propose
from pipeline.search import MARK_BEGIN, MARK_END, Query, search
from pipeline.status import read_status
from pipeline.store import STAGES, Store
from schemas.errors import UsageError
from schemas.themes import load_themes
from tests.pipeline.test_store import RECIPES, analysis
from tests.publish.curated import FIRST, FULL, consent, rows, tell, writing

SAID = [
    "They listen, really listen.",
    "Listening costs nothing.",
    "A smile at the café.",
    "Don't rush me. It's fine.",
]


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("search")
    with Store.writing(root / "vox.db") as store:
        store.save_themes(load_themes())
        for number, text in enumerate(SAID):
            store.save(
                analysis(text, clip_id=f"{number:016d}"), f"media/{number}.mp4", 1, RECIPES, set(STAGES)
            )
    return find_project(root)


def texts(project: Project, words: str, theme: str = "") -> list[str]:
    return [answer["text"] for answer in search(project, Query(words, theme), 10).answers]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", SAID),
        ("listening", [SAID[0], SAID[1]]),
        ("listen nothing", [SAID[1]]),
        ('"really listen"', [SAID[0]]),
        ('"listen really', [SAID[0]]),
        ("listen -nothing", [SAID[0]]),
        ("-listen", [SAID[2], SAID[3]]),
        ('-"really listen"', [SAID[1], SAID[2], SAID[3]]),
        ("noth*", [SAID[1]]),
        ("CAFE", [SAID[2]]),
        ("don't", [SAID[3]]),
        ("nobody", []),
        ("!!! ??? *", SAID),
    ],
)
def test_words_phrases_exclusions_and_prefixes(found_in: Project, words: str, expected: list[str]) -> None:
    assert sorted(texts(found_in, words)) == sorted(expected)


def test_the_best_comes_first_with_its_words_marked(found_in: Project) -> None:
    found = search(found_in, Query("listen"), 10)
    assert found.total == 2
    assert found.answers[0]["text"] == SAID[0]
    assert found.answers[0]["snippet"].count(MARK_BEGIN) == found.answers[0]["snippet"].count(MARK_END) == 2
    assert found.answers[0]["file"] == "media/0.mp4"
    assert found.answers[0]["themes"] == ["warmth"]


def test_a_theme_narrows(found_in: Project) -> None:
    assert len(texts(found_in, "listen", "warmth")) == 2
    assert texts(found_in, "listen", "space") == []
    with pytest.raises(UsageError, match="no theme 'speed'"):
        search(found_in, Query("", "speed"), 10)


def test_no_input_is_an_error(found_in: Project) -> None:
    hostile = [
        '"',
        "-",
        "*",
        '""',
        '-"',
        "AND OR NOT NEAR(",
        "text:x",
        "a AND",
        "(",
        "^x",
        "'; DROP TABLE answers;--",
    ]
    hostile += [
        "\x00",
        "\udcff",
        "a\x00b",
        "🙂",
        "x" * 100_000,
        "a " * 5_000,
        "-a " * 5_000,
        '"a b" ' * 999,
        "İ ß ﬁ ²",
    ]
    letters = random.Random(7)
    pool = string.printable + "“”’éß漢字🙂\u202e\x00"
    hostile += ["".join(letters.choices(pool, k=letters.randint(1, 40))) for _ in range(2000)]
    with Store.reading(found_in.database) as store:
        for words in hostile:
            query = Query(words, letters.choice(["", "warmth", "'\"%"]))
            for statement in (query.page(5), query.count()):
                store.query(statement.sql, statement.params)


def test_before_anything_is_ingested_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Nothing has been ingested"):
        search(find_project(tmp_path), Query(""), 10)


def test_a_consent_that_ended_counts_though_nobody_has_written_since(people: Project) -> None:
    tell(people, "e" * 16, "Blue umbrellas, quite blue.")
    with writing(people) as db:
        db.execute("UPDATE answers SET person_id = 'ottilie-quackenbush' WHERE clip_id = ?", ["e" * 16])
        db.execute("DELETE FROM answer_themes WHERE answer_id = ?", [f"{'e' * 16}-1"])
    before, themes = propose(people).untagged, read_status(people).themes
    assert search(people, Query("umbrellas"), 5).total == 1
    consent(people, "Ottilie Quackenbush", expires_on="2020-01-01")
    shown = "SELECT clip_id FROM answers WHERE shown"
    assert {FULL, "e" * 16} < {row["clip_id"] for row in rows(people.database, shown)}
    assert search(people, Query("umbrellas"), 5).total == 0
    found = search(people, Query(), 9)
    assert found.total == len(found.answers)
    assert {answer["clip_id"] for answer in found.answers}.isdisjoint({FULL, "e" * 16})
    assert FIRST in {answer["clip_id"] for answer in found.answers}
    assert propose(people).untagged == before - 1
    left = {theme["slug"]: theme["answers"] for theme in read_status(people).themes}
    assert sum(left.values()) < sum(theme["answers"] for theme in themes)
    consent(people, "Ottilie Quackenbush", expires_on="2999-12-31")
    assert search(people, Query("umbrellas"), 5).total == 1
