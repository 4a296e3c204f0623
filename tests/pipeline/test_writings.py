"""What was written is kept word for word, once, and with what it said before."""

import pytest

from pipeline.learning import project_tagger
from pipeline.project import Project
from pipeline.store import Store
from pipeline.writings import Kept, Writings, transcribed
from schemas.records import join_words
from schemas.themes import load_themes
from schemas.writings import Writing

ANNA = Writing(
    "tweet 1", "They remembered my name.\n\nNobody else ever has!", author="Anna", written_at="2026-05-01"
)
BEN = Writing("tweet 2", "Just let me look around in peace, I will ask when I need you.", origin="tweets.csv")


def keep(project: Project, *writings: Writing) -> list[Kept]:
    themes = load_themes(project.theme_file)
    with Store.writing(project.database) as store:
        store.save_themes(themes)
        return list(Writings(project, store, project_tagger(store, themes), themes).keep(writings))


def test_a_writing_is_an_answer_word_for_word(project: Project) -> None:
    assert [kept.status for kept in keep(project, ANNA, BEN)] == ["added", "added"]
    with Store.reading(project.database) as store:
        found = store.query("SELECT * FROM answers ORDER BY number")
        assert [row["text"] for row in found] == [" ".join(each.text.split()) for each in (ANNA, BEN)]
        assert {row["source"] for row in found} == {"written"}
        assert {row["shown"] for row in found} == {1}
        assert {row["theme"] for row in store.query("SELECT theme FROM answer_themes")} >= {"space"}
        [clip] = store.query("SELECT * FROM clips WHERE id = :id", {"id": ANNA.clip.id})
        assert (clip["source"], clip["path"], clip["duration"]) == ("written", None, None)


def test_the_same_again_adds_nothing_and_another_text_is_a_revision(project: Project) -> None:
    keep(project, ANNA)
    with Store.reading(project.database) as store:
        before = [store.query(f"SELECT * FROM {table}") for table in ("clips", "answers", "words", "runs")]
    assert [kept.status for kept in keep(project, ANNA)] == ["unchanged"]
    with Store.reading(project.database) as store:
        assert before == [
            store.query(f"SELECT * FROM {table}") for table in ("clips", "answers", "words", "runs")
        ]
    [kept] = keep(project, Writing("tweet 1", "They forgot my name.", author="Anna"))
    assert kept.status == "revised"
    with Store.reading(project.database) as store:
        [answer] = store.query("SELECT * FROM answers")
        assert answer["text"] == "They forgot my name."
        [old] = store.query("SELECT * FROM revisions")
        assert old["text"].split() == ANNA.text.split()


def test_what_a_note_says_is_nobodys_answer_before_somebody_looked(project: Project) -> None:
    keep(project, Writing("note", "Give me space to breathe", source="note"))
    with Store.reading(project.database) as store:
        assert [row["shown"] for row in store.query("SELECT shown FROM answers")] == [0]


@pytest.mark.parametrize(
    "text",
    [
        "Good service: be kind, don't rush — and smile.",
        "服务好就是听我说。",
        "ยิ้มแย้มแจ่มใส และ พูดจาดี",
        "Sie hören zu, 你好 too",
    ],
)
def test_the_words_are_all_of_the_text(text: str) -> None:
    words = transcribed(Writing("key", text)).words
    assert join_words(words) == text
    assert [word.start for word in words] == [float(number) for number in range(len(words))]
