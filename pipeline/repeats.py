"""Answers that may be the same one again: a second take, a copy of a recording, a person filmed twice.

A hint for a person to look at; nothing is merged. Nearly the same words are one, whoever says them. So is
nearly the same meaning, but only if the same person says it: many people mean the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from pipeline.store import Store

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
    for one, other, similarity in _same_meaning(vectors) if vectors is not None else ():
        long = min(len(words[one]), len(words[other])) >= SHORTEST
        if long and _may_be_one_person(answers[one], answers[other]):
            alike[one, other] = max(similarity, alike.get((one, other), 0.0))
    found = [
        Repeat(answers[one].id, answers[other].id, round(similarity, 3))
        for (one, other), similarity in alike.items()
    ]
    return tuple(sorted(found, key=lambda repeat: (-repeat.similarity, repeat.answer_id, repeat.other_id)))


def link_repeats(store: Store, encode: Callable[[Sequence[str]], Vectors]) -> None:
    """Find the repeats among all answers of a project anew, and store them.

    Args:
        store: Open for writing.
        encode: Gives the meaning of each text, a row of unit length.
    """
    rows = store.query(
        """
        SELECT a.id, a.clip_id, a.text, a.person_id AS person, a.voice
        FROM answers a WHERE NOT a.off_topic ORDER BY a.number
        """
    )
    answers = [Said(**row) for row in rows]
    found = find_repeats(answers, _vectors(answers, encode))
    store.save_repeats((repeat.answer_id, repeat.other_id, repeat.similarity) for repeat in found)


def _vectors(answers: Sequence[Said], encode: Callable[[Sequence[str]], Vectors]) -> Vectors | None:
    """What the answers mean; zeros for those that nobody else can have given, which are most."""
    mouths = Counter(mouth for answer in answers for mouth in _mouths(answer))
    wanted = [
        place for place, answer in enumerate(answers) if any(mouths[mouth] > 1 for mouth in _mouths(answer))
    ]
    if not wanted:
        return None
    read = encode([answers[place].text for place in wanted])
    vectors = np.zeros((len(answers), read.shape[1]), np.float32)
    vectors[wanted] = read
    return vectors


def _mouths(answer: Said) -> list[str]:
    return [answer.clip_id, answer.person] if answer.person else [answer.clip_id]


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


def _same_meaning(vectors: Vectors) -> Iterator[tuple[int, int, float]]:
    for begin in range(0, len(vectors), _BLOCK):
        table = vectors[begin : begin + _BLOCK] @ vectors.T
        for row, other in np.argwhere(table >= SAME_MEANING):
            if begin + row < other:
                yield int(begin + row), int(other), min(1.0, float(table[row, other]))


def _may_be_one_person(one: Said, other: Said) -> bool:
    """Whether two answers may come from the same mouth, by who it is or the voice."""
    if one.person and other.person:
        return one.person == other.person
    return one.clip_id == other.clip_id and one.voice == other.voice
