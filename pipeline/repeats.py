"""Answers that may be the same one again: a second take, a copy of a recording, a person filmed twice.

A hint for a person to look at; nothing is merged. Nearly the same words are one, whoever says them. So is
nearly the same meaning, but only if the same person says it: many people mean the same.

Only what has changed since is compared with all the rest, so that it takes no longer the more there is.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from sqlite_utils import Database

from pipeline.meanings import kept_meanings
from pipeline.progress import Progress
from pipeline.store import Store
from pipeline.tag.encoder import DIMENSIONS
from pipeline.word_pairs import (
    COMMON,
    Held,
    count_holders,
    drop_gone,
    holders,
    kept_pairs,
    pairs_of,
    replace_pairs,
)

SAME_WORDS = 0.5
"""Share of pairs of neighbouring words in common (Dice). Second takes written for the tests have 0.63 and
more, and any two of the 40 answers of benchmarks/quotes.jsonl 0.09 at most."""

SAME_MEANING = 0.8
"""Cosine of two sentence embeddings, from which two answers of one person are often the same."""

_AT_ONCE = 100_000
"""Answers a transaction: the fewer there are, the less of the index of words is written again."""

_TOGETHER = 4000
"""Answers that are compared with all the others at once."""

_MANY = 10_000
"""Answers whose comparison takes so long that it is announced."""

_LATER = "Comparing {count:,} answers with all others. If you stop this, the next run does it."

_BLOCK = 512
"""Rows of the table of similarities that are in memory at once."""

_COMPARED = "NOT a.off_topic AND a.source <> 'written'"
"""Nobody writes a second take."""

Alike = dict[tuple[int, int], float]
"""How alike two answers are, by their numbers, the lower one first."""

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, and who may have given it.

    Attributes:
        person: The person's id, or None.
        voice: Which voice of the clip it is, or None.
    """

    number: int
    id: str
    clip_id: str
    text: str
    person: str | None
    voice: int | None


def link_repeats(store: Store, progress: Progress | None = None) -> None:
    """Find again which answers may be the same as those that have changed, by what is kept of their meaning.

    Which are linked is the same as if all were compared with all.

    Args:
        store: Open for writing.
        progress: Told where it takes long, as where an older version had compared in another way.
    """
    [waiting] = store.query("SELECT count(*) AS count FROM changed_answers")
    if progress and waiting["count"] > _MANY:
        progress.note(_LATER.format(count=waiting["count"]))
    while store.within(partial(_link_some, store)):
        """There are others."""


def _link_some(store: Store, db: Database) -> bool:
    """Compare some of the answers that have changed; gives whether there were any."""
    drop_gone(db)
    waiting = db.execute("SELECT number FROM changed_answers ORDER BY number LIMIT ?", [_AT_ONCE])
    numbers = [number for (number,) in waiting]
    if not numbers:
        return False
    texts = db.execute(
        f"SELECT a.number, a.text, {_COMPARED} FROM json_each(?) CROSS JOIN answers a ON a.number = value",
        [json.dumps(numbers)],
    )
    replace_pairs(
        db, {number: pairs_of(text) if is_compared else None for number, text, is_compared in texts}
    )
    for begin in range(0, len(numbers), _TOGETHER):
        some = frozenset(numbers[begin : begin + _TOGETHER])
        alike = _same_words(db, some, numbers[begin + _TOGETHER :])
        for both, similarity in _same_meaning(store, some).items():
            alike[both] = max(similarity, alike.get(both, 0.0))
        _save(db, some, alike)
    done = ((number,) for number in numbers)
    db.conn.executemany("DELETE FROM changed_answers WHERE number = ?", done)
    return True


def _save(db: Database, numbers: Set[int], alike: Alike) -> None:
    """Store with which others some answers may be the same, in place of what was known of it."""
    told = {"numbers": json.dumps(sorted(numbers))}
    ids = "SELECT a.id FROM json_each(:numbers) JOIN answers a ON a.number = value"
    for column in ("answer_id", "other_id"):
        db.execute(f"DELETE FROM repeats WHERE {column} IN ({ids})", told)
    db.conn.executemany(
        "INSERT INTO repeats SELECT one.id, other.id, ? FROM answers one, answers other"
        " WHERE one.number = ? AND other.number = ?",
        ((round(similarity, 3), *both) for both, similarity in alike.items()),
    )


def _same_words(db: Database, numbers: Set[int], later: Sequence[int]) -> Alike:
    """Which answers say nearly what some of them say, but for those whose turn comes later."""
    known = kept_pairs(db, numbers)
    pairs = np.unique(np.concatenate([np.empty(0, np.int32), *known.values()]))
    held_by = count_holders(db, pairs)
    common = pairs[held_by > COMMON]
    held = holders(db, pairs[(held_by > 1) & (held_by <= COMMON)])
    held = held[~np.isin(held["number"], later)]
    # Of the larger of two that are alike a third is in both: so many rare pairs they must share at least.
    least = {
        number: len(said) / 3 - np.isin(said, common, assume_unique=True).sum()
        for number, said in known.items()
    }
    near = _sharing(held, least)
    others = kept_pairs(db, {number for both in near for number in both} - known.keys())
    sets = {number: frozenset(said.tolist()) for number, said in (known | others).items()}
    alike: Alike = {}
    for one, other in near:
        similarity = 2 * len(sets[one] & sets[other]) / (len(sets[one]) + len(sets[other]))
        if similarity >= SAME_WORDS:
            alike[one, other] = similarity
    return alike


def _sharing(held: Held, least: Mapping[int, float]) -> list[tuple[int, int]]:
    """Two answers that share pairs, one of them in `least`, which tells how many these must be."""
    pair, number = held["pair"], held["number"]
    ours = np.fromiter(sorted(least), np.int64, len(least))
    is_ours = np.isin(number, ours)
    needed = np.array([least[each] for each in ours.tolist()])
    found = [np.empty(0, np.int64)]
    # Those who hold a pair lie together, in order. Each is put beside the next, then the one after that...
    for step in range(1, COMMON):
        both = (pair[step:] == pair[:-step]) & (is_ours[step:] | is_ours[:-step])
        found.append(number[:-step][both] << 32 | number[step:][both])
    each, shared = np.unique(np.concatenate(found), return_counts=True)
    one, other = each >> 32, each & 0xFFFFFFFF
    enough = np.ones(len(each), bool)
    for end in (one, other):
        place = np.minimum(np.searchsorted(ours, end), len(ours) - 1)
        enough &= (ours[place] != end) | (shared >= needed[place])
    return list(zip(one[enough].tolist(), other[enough].tolist(), strict=True))


def _same_meaning(store: Store, numbers: Set[int]) -> Alike:
    """Which answers of the same mouth mean nearly what some of them mean."""
    answers = _of_the_same_mouths(store, numbers)
    alike: Alike = {}
    for one, other, similarity in _close(answers, _vectors(store, answers), numbers):
        is_long = all(len(pairs_of(said.text)) for said in (one, other))
        if is_long and _may_be_one_person(one, other):
            alike[one.number, other.number] = similarity
    return alike


def _of_the_same_mouths(store: Store, numbers: Set[int]) -> list[Said]:
    """All answers in the clips, and of the people, of some answers, in order."""
    rows = store.query(
        f"""
        WITH changed AS (SELECT clip_id, person_id FROM json_each(:numbers) JOIN answers ON number = value)
        SELECT a.number, a.id, a.clip_id, a.text, a.person_id AS person, a.voice FROM answers a
        WHERE {_COMPARED} AND a.number IN (
            SELECT number FROM answers WHERE clip_id IN (SELECT clip_id FROM changed)
            UNION SELECT number FROM answers WHERE person_id IN (SELECT person_id FROM changed)
        )
        ORDER BY a.number
        """,
        {"numbers": json.dumps(sorted(numbers))},
    )
    return [Said(**row) for row in rows]


def _vectors(store: Store, answers: Sequence[Said]) -> Vectors:
    """What the answers mean; zeros for those that nobody else can have given, which are most."""
    places = {place for said in _by_mouth(answers) if len(said) > 1 for place in said}
    vectors = np.zeros((len(answers), DIMENSIONS), np.float32)
    kept = kept_meanings(store, {answers[place].id: answers[place].text for place in places})
    for place in places:
        if (vector := kept.get(answers[place].id)) is not None:
            vectors[place] = vector
    return vectors


def _by_mouth(answers: Sequence[Said]) -> list[list[int]]:
    """The places of the answers of each clip and of each person."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        places["clip", answer.clip_id].append(place)
        if answer.person:
            places["person", answer.person].append(place)
    return list(places.values())


def _close(
    answers: Sequence[Said], vectors: Vectors, numbers: Set[int]
) -> Iterator[tuple[Said, Said, float]]:
    """Two answers of the same mouth that mean nearly the same, one of them among `numbers`."""
    for places in _by_mouth(answers):
        said = vectors[places]
        ours = [row for row, place in enumerate(places) if answers[place].number in numbers]
        for begin in range(0, len(ours), _BLOCK):
            some = ours[begin : begin + _BLOCK]
            table = said[some] @ said.T
            for row, other in np.argwhere(table >= SAME_MEANING):
                if some[row] != other:
                    one, two = sorted((some[row], int(other)))
                    yield answers[places[one]], answers[places[two]], min(1.0, float(table[row, other]))


def _may_be_one_person(one: Said, other: Said) -> bool:
    """Whether two answers may come from the same mouth, by who it is or the voice."""
    if one.person and other.person:
        return one.person == other.person
    return one.clip_id == other.clip_id and one.voice == other.voice
