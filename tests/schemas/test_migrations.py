from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from schemas.migrations import migrations

PUBLIC = {
    "clips": {"id", "path", "sha256", "size", "duration", "status"},
    "segments": {"clip_id", "position", "start", "end", "text"},
    "words": {"clip_id", "position", "start", "end", "text", "probability"},
    "answers": {
        *("id", "clip_id", "person_id", "start", "end", "text"),
        *("quote", "kind", "polarity", "language", "review"),
    },
    "themes": {"slug", "label", "family", "definition"},
    "answer_themes": {
        *("answer_id", "theme", "score", "tier"),
        *("evidence_start", "evidence_end", "source", "tagger_version"),
    },
    "people": {"id", "name", "role"},
    "consents": {"person_id", "status", "channels"},
    "corrections": {"answer_id", "author", "made_at"},
    "runs": {"clip_id", "stage", "recipe"},
    "failures": {"path", "stage", "reason", "remedy"},
}


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    migrations.apply(db)
    yield db
    db.close()


def test_the_public_tables_have_their_columns(db: Database) -> None:
    for table, columns in PUBLIC.items():
        assert columns <= set(db.table(table).columns_dict), table


def test_the_search_index_follows_the_answers(db: Database) -> None:
    db.table("clips").insert(
        {
            "id": "c",
            "sha256": "s",
            "collection": "",
            "size": 1,
            "status": "answered",
            "web_copy": 0,
            "added_at": "now",
        }
    )
    answer = {"clip_id": "c", "position": 1, "start": 0.0, "end": 1.0, "first_word": 0, "last_word": 1}
    db.table("answers").insert({**answer, "id": "c-1", "text": "They listened, at the café"})
    assert [row["id"] for row in db.table("answers").search("cafe listening")] == ["c-1"]
    db.execute("UPDATE answers SET text = 'gone' WHERE id = 'c-1'")
    assert not list(db.table("answers").search("listening"))
    assert db.table("answers").detect_fts() == "answers_fts"


def test_applying_twice_changes_nothing(db: Database) -> None:
    before = db.schema
    migrations.apply(db)
    assert db.schema == before
    assert not migrations.pending(db)
