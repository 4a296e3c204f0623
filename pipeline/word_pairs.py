"""Which neighbouring words stand in which answers: by them repeats are found, however many answers there are.

An answer is known by its number, and two words that follow each other by a sum of both. `word_pairs` tells
who holds a pair, `compared` which pairs an answer holds. The database itself notes in `changed_answers` what
is new, gone or other than it was; whoever compares answers works that off.
"""

import json
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from sqlite_utils import Database

VERSION = 1
"""Raised when the same answers would be compared in another way: all of them are then compared anew."""

SHORTEST = 6
"""Words: shorter answers are alike by chance."""

COMMON = 50
"""Answers that hold a pair of words from which it tells nothing any more."""

_WORD = re.compile(r"[\w']+")

Pairs = npt.NDArray[np.int32]
"""Sums of pairs, each once, in order."""

Held = npt.NDArray[Any]
"""Rows of `word_pairs`: fields `pair` and `number`, in the order of both."""

_HELD = np.dtype([("pair", np.int32), ("number", np.int64)])
_NONE: Pairs = np.empty(0, np.int32)


def pairs_of(text: str) -> Pairs:
    """The pairs of neighbouring words in a text; none if it is short."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    if len(words) < SHORTEST:
        return _NONE
    sums = [crc32(f"{one} {other}".encode()) for one, other in pairwise(words)]
    return np.unique(np.array(sums, np.uint32).view(np.int32))


def compare_by(db: Database, recipe: str) -> None:
    """Have all answers compared anew, if they were compared in another way or never."""
    if db.execute("SELECT recipe FROM comparison").fetchone() != (recipe,):
        db.execute("INSERT OR REPLACE INTO comparison VALUES (1, ?)", [recipe])
        db.execute("INSERT OR IGNORE INTO changed_answers SELECT number FROM answers")


def kept_pairs(db: Database, numbers: Iterable[int]) -> dict[int, Pairs]:
    """The pairs of some answers, as far as they were compared."""
    found = db.execute(
        "SELECT number, pairs FROM json_each(?) CROSS JOIN compared ON number = value",
        [json.dumps(list(numbers))],
    )
    return {number: np.frombuffer(pairs, np.int32) for number, pairs in found}


def holders(db: Database, pairs: Pairs) -> Held:
    """All answers that hold some pairs."""
    found = db.execute(
        "SELECT pair, number FROM json_each(?) CROSS JOIN word_pairs ON pair = value ORDER BY pair, number",
        [json.dumps(pairs.tolist())],
    )
    return np.fromiter(found, _HELD)


def count_holders(db: Database, pairs: Pairs) -> npt.NDArray[np.int64]:
    """How many answers hold each of some pairs; where it is common, one more than `COMMON`."""
    counted = db.execute(
        "SELECT (SELECT count(*) FROM"
        f" (SELECT 1 FROM word_pairs WHERE pair = value LIMIT {COMMON + 1}))"
        " FROM json_each(?) ORDER BY key",
        [json.dumps(pairs.tolist())],
    )
    return np.fromiter((count for (count,) in counted), np.int64, len(pairs))


def replace_pairs(db: Database, wanted: Mapping[int, Pairs | None]) -> None:
    """Keep which pairs answers hold.

    Where a pair has become common, or is so no longer, others have to be compared again: they are noted.

    Args:
        db: In a transaction.
        wanted: By number; None for one that is compared with no others.
    """
    before = kept_pairs(db, wanted)
    gone, new = _difference(before, wanted), _difference(wanted, before)
    touched = np.unique(np.concatenate([gone["pair"], new["pair"]]))
    was_common = count_holders(db, touched) > COMMON
    # In order: neighbours of a table lie on one page.
    for rows, sql in (
        (gone, "DELETE FROM word_pairs WHERE pair = ? AND number = ?"),
        (new, "INSERT INTO word_pairs VALUES (?, ?)"),
    ):
        db.conn.executemany(sql, _each(np.sort(rows)))
    is_common = count_holders(db, touched) > COMMON
    db.conn.executemany(
        "INSERT OR REPLACE INTO compared VALUES (?, ?)",
        ((number, pairs.tobytes()) for number, pairs in wanted.items() if pairs is not None),
    )
    db.conn.executemany(
        "DELETE FROM compared WHERE number = ?",
        ((number,) for number, pairs in wanted.items() if pairs is None),
    )
    _note(db, holders(db, touched[was_common & ~is_common])["number"])
    _note(db, _linked(db, holders(db, touched[is_common & ~was_common])["number"], wanted))


def drop_gone(db: Database) -> None:
    """Keep nothing of answers that are gone, not even that they were there."""
    gone = "SELECT number FROM changed_answers WHERE number NOT IN (SELECT number FROM answers)"
    numbers = [number for (number,) in db.execute(gone)]
    if numbers:
        replace_pairs(db, dict.fromkeys(numbers))
        db.conn.executemany("DELETE FROM changed_answers WHERE number = ?", ((number,) for number in numbers))


def _difference(some: Mapping[int, Pairs | None], others: Mapping[int, Pairs | None]) -> Held:
    """The pairs that answers hold in the one and not in the other."""
    parts = [np.empty(0, _HELD)]
    for number, pairs in some.items():
        if pairs is None:
            continue
        other = others.get(number)
        left = pairs if other is None else np.setdiff1d(pairs, other, assume_unique=True)
        part = np.empty(len(left), _HELD)
        part["pair"], part["number"] = left, number
        parts.append(part)
    return np.concatenate(parts)


def _linked(db: Database, numbers: npt.NDArray[np.int64], known: Mapping[int, object]) -> set[int]:
    """Those of some answers that are linked with each other, but for those that are known.

    Of a pair that has become common nothing follows but that links may no longer hold.
    """
    others = set(numbers.tolist()) - known.keys()
    linked = db.execute(
        "SELECT one.number, other.number FROM json_each(?) CROSS JOIN answers one ON one.number = value"
        " CROSS JOIN repeats ON answer_id = one.id CROSS JOIN answers other ON other.id = other_id",
        [json.dumps(sorted(others))],
    )
    return {number for both in linked if others.issuperset(both) for number in both}


def _note(db: Database, numbers: Iterable[int]) -> None:
    db.conn.executemany(
        "INSERT OR IGNORE INTO changed_answers VALUES (?)", ((int(number),) for number in numbers)
    )


def _each(rows: Held) -> Iterable[tuple[int, int]]:
    """Rows one by one; a block at a time, since numbers of Python take ten times the room."""
    for begin in range(0, len(rows), 10_000):
        yield from rows[begin : begin + 10_000].tolist()
