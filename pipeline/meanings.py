"""What answers mean, kept beside them as vectors: those that say the same lie close.

To read a text takes some milliseconds, and nobody is to wait for a hundred thousand. So at the end of a run
only those answers are read that are new, or were cut or heard anew; of all others nothing is asked.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np

from pipeline.progress import Progress
from pipeline.store import Store
from pipeline.tag.encoder import LANGUAGE, VERSION, Encoder, Floats, unit
from pipeline.word_pairs import VERSION as COMPARED_BY
from pipeline.word_pairs import compare_by

STORED = np.dtype("<f2")
"""The numbers of a vector in the database."""

_TOGETHER = 256
"""Answers that are read and stored at once: a run that is stopped loses no more."""

_MANY = 2000
"""Answers whose reading takes so long that it is announced."""

_LATER = "Reading {count:,} answers for what they mean. If you stop this, the next run goes on with it."

_ANSWERS = """
    SELECT a.number, a.id, a.text, m.text_sha256 AS read
    FROM changed_answers CROSS JOIN answers a USING (number) JOIN clips c ON c.id = a.clip_id
    LEFT JOIN meanings m ON m.answer_id = a.id AND m.encoder = :encoder
    WHERE NOT a.off_topic AND coalesce(a.language, c.language, :language) = :language
"""

_PAGE = 5000
"""Answers that are looked at together."""


def meanings(texts: Sequence[str]) -> Floats:
    """What texts mean, a vector of unit length each: those that say the same lie close.

    Raises:
        MachineError: The encoder's weights are missing or altered.
    """
    return unit(Encoder(adapted=False).encode(texts))


def remember_meanings(store: Store, progress: Progress) -> bool:
    """Read the answers of which no meaning is kept, or that of another text or encoder, and keep it.

    Answers that are hidden, or in a language the encoder cannot read, are left out.

    Args:
        store: Open for writing.
        progress: Told where it takes long.

    Returns:
        Whether there were any.

    Raises:
        MachineError: The encoder's weights are missing or altered.
    """
    encoder: Encoder | None = None
    told = {"encoder": VERSION, "language": LANGUAGE}
    store.within(lambda db: compare_by(db, f"{VERSION} {COMPARED_BY}"))
    [missing] = store.query(f"SELECT count(*) AS count FROM ({_ANSWERS}) WHERE read IS NULL", told)
    if missing["count"] > _MANY:
        progress.note(_LATER.format(count=missing["count"]))
    last = -1
    # Page by page: there may be a million.
    while page := store.query(
        f"SELECT * FROM ({_ANSWERS}) WHERE number > :last ORDER BY number LIMIT {_PAGE}",
        told | {"last": last},
    ):
        last = page[-1]["number"]
        unread = [(row["id"], row["text"]) for row in page if row["read"] != text_sum(row["text"])]
        encoder = encoder or (Encoder(adapted=False) if unread else None)
        for begin in range(0, len(unread), _TOGETHER):
            assert encoder is not None
            batch = unread[begin : begin + _TOGETHER]
            vectors = unit(encoder.encode([text for _, text in batch])).astype(STORED)
            store.save_meanings(
                {
                    "answer_id": answer_id,
                    "text_sha256": text_sum(text),
                    "encoder": VERSION,
                    "vector": vector.tobytes(),
                }
                for (answer_id, text), vector in zip(batch, vectors, strict=True)
            )
    return encoder is not None


def keep_meanings(store: Store, clip_id: str, meanings: Mapping[str, bytes]) -> None:
    """Keep what the answers of a clip mean, where it is known already.

    Args:
        store: Open for writing.
        clip_id: The clip.
        meanings: The bytes of vectors of `STORED`, each by the `text_sum` of its text.
    """
    if not meanings:
        return
    found = store.query(
        f"SELECT id, text FROM ({_ANSWERS}) WHERE id IN (SELECT id FROM answers WHERE clip_id = :clip)",
        {"encoder": VERSION, "language": LANGUAGE, "clip": clip_id},
    )
    said = [(row["id"], text_sum(row["text"])) for row in found]
    store.save_meanings(
        {"answer_id": answer, "text_sha256": text, "encoder": VERSION, "vector": meanings[text]}
        for answer, text in said
        if text in meanings
    )


def kept_meanings(store: Store, texts: Mapping[str, str]) -> dict[str, Floats]:
    """What answers mean, a vector of unit length each, by their ids; some may not be kept.

    Args:
        store: The database.
        texts: What each answer says now, by its id.
    """
    found = store.query(
        "SELECT answer_id, text_sha256, vector FROM json_each(:ids) JOIN meanings ON answer_id = value"
        " WHERE encoder = :encoder",
        {"ids": json.dumps(list(texts)), "encoder": VERSION},
    )
    return {
        row["answer_id"]: np.frombuffer(row["vector"], STORED).astype(np.float32)
        for row in found
        if row["text_sha256"] == text_sum(texts[row["answer_id"]])
    }


def text_sum(text: str) -> str:
    """By which is known whether a meaning is that of a text: its SHA-256."""
    return sha256(text.encode()).hexdigest()
