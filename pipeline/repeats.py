"""Answers that may be the same one again: a second take, a copy of a recording, a person filmed twice.

A hint for a person to look at; nothing is merged. Nearly the same words are one, whoever says them. So is
nearly the same meaning, but only if the same person says it: many people mean the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from pipeline.meanings import kept_meanings
from pipeline.store import Store
from pipeline.tag.encoder import DIMENSIONS

SAME_WORDS = 0.5
"""Share of pairs of neighbouring words in common (Dice). Second takes written for the tests have 0.63 and
more, and any two of the 40 answers of benchmarks/quotes.jsonl 0.09 at most."""

SAME_MEANING = 0.8
"""Cosine of two sentence embeddings, from which two answers of one person are often the same."""

SHORTEST = 6
"""Words: shorter answers are alike by chance."""

_COMMON = 50
"""Answers that hold a pair of words from which it tells nothing any more."""

_BLOCK = 512
"""Rows of the table of similarities that are in memory at once."""

_WORD = re.compile(r"[\w']+")

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, and who may have given it.

    Attributes:
        id: The answer's.
        person: The person's id, or None.
        voice: Which voice of the clip it is, or None.
    """

    id: str
    clip_id: str
    text: str
    person: str | None = None
    voice: int | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two answers that may be one.

    Attributes:
        answer_id: The one that comes first in the order they were given in.
        similarity: 0 to 1.
    """

    answer_id: str
    other_id: str
    similarity: float


def find_repeats(answers: Sequence[Said], vectors: Vectors | None = None) -> tuple[Repeat, ...]:
    """Pairs of answers that may be the same, the most alike first.

    Args:
        answers: All answers of a project.
        vectors: What each means, a row of unit length each, or zeros; None where nobody can have said two.
    """
    words = [_WORD.findall(answer.text.lower().replace("’", "'")) for answer in answers]
    alike = dict(_same_words(words))
    for one, other, similarity in _same_meaning(answers, vectors) if vectors is not None else ():
        long = min(len(words[one]), len(words[other])) >= SHORTEST
        if long and _may_be_one_person(answers[one], answers[other]):
            alike[one, other] = max(similarity, alike.get((one, other), 0.0))
    found = [
        Repeat(answers[one].id, answers[other].id, round(similarity, 3))
        for (one, other), similarity in alike.items()
    ]
    return tuple(sorted(found, key=lambda repeat: (-repeat.similarity, repeat.answer_id, repeat.other_id)))


def link_repeats(store: Store) -> None:
    """Find the repeats among all answers of a project anew, by what is kept of their meaning, and store them.

    What was written is left out: nobody writes a second take.

    Args:
        store: Open for writing.
    """
    rows = store.query(
        """
        SELECT a.id, a.clip_id, a.text, a.person_id AS person, a.voice
        FROM answers a WHERE NOT a.off_topic AND a.source <> 'written' ORDER BY a.number
        """
    )
    answers = [Said(**row) for row in rows]
    found = find_repeats(answers, _vectors(store, answers))
    store.save_repeats((repeat.answer_id, repeat.other_id, repeat.similarity) for repeat in found)


def _vectors(store: Store, answers: Sequence[Said]) -> Vectors | None:
    """What the answers mean; zeros for those that nobody else can have given, which are most."""
    places = {place for said in _by_mouth(answers).values() if len(said) > 1 for place in said}
    if not places:
        return None
    vectors = np.zeros((len(answers), DIMENSIONS), np.float32)
    kept = kept_meanings(store, {answers[place].id: answers[place].text for place in places})
    for place in places:
        if (vector := kept.get(answers[place].id)) is not None:
            vectors[place] = vector
    return vectors


def _by_mouth(answers: Sequence[Said]) -> dict[str, list[int]]:
    """The places of the answers of each clip and of each person."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        for mouth in filter(None, (answer.clip_id, answer.person)):
            places[mouth].append(place)
    return places


def _same_words(words: Sequence[Sequence[str]]) -> Iterator[tuple[tuple[int, int], float]]:
    pairs = [set(pairwise(said)) if len(said) >= SHORTEST else set() for said in words]
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, held in enumerate(pairs):
        for pair in held:
            holders[pair].append(place)
    shared = Counter(
        both for places in holders.values() if len(places) <= _COMMON for both in combinations(places, 2)
    )
    for one, other in shared:
        similarity = 2 * len(pairs[one] & pairs[other]) / (len(pairs[one]) + len(pairs[other]))
        if similarity >= SAME_WORDS:
            yield (one, other), similarity


def _same_meaning(answers: Sequence[Said], vectors: Vectors) -> Iterator[tuple[int, int, float]]:
    for places in _by_mouth(answers).values():
        said = vectors[places]
        for begin in range(0, len(places), _BLOCK):
            table = said[begin : begin + _BLOCK] @ said.T
            for row, other in np.argwhere(table >= SAME_MEANING):
                if begin + row < other:
                    yield places[begin + row], places[other], min(1.0, float(table[row, other]))


def _may_be_one_person(one: Said, other: Said) -> bool:
    """Whether two answers may come from the same mouth, by who it is or the voice."""
    if one.person and other.person:
        return one.person == other.person
    return one.clip_id == other.clip_id and one.voice == other.voice
