"""New themes, proposed from answers that carry none: groups of them that mean much the same.

Answers are joined two by two, the most alike first, as long as the mean likeness of two groups is high enough
(average linkage, Sokal and Michener 1958). Unlike k-means it needs no number of groups, gives the same
groups each time, and leaves alone what is like nothing else, which is what most untagged answers are.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import yaml

from pipeline.meanings import meanings
from pipeline.people_tables import ended
from pipeline.project import Project
from pipeline.search import require_database
from pipeline.store import Store
from schemas.themes import Theme, load_themes

Vectors = npt.NDArray[np.float32]
"""Gives a row for each text; its direction is what the text means."""

ALIKE = 0.25
"""The mean cosine from which two groups mean much the same. Chosen with MiniLM on 30 sentences of our own
about five topics: at 0.15 it joins what has nothing in common, and at 0.4 it finds only one topic."""

SMALLEST = 3
"""Answers in a group, at least: two that are alike are a coincidence."""

_WORDS = 6
_CUES = 5
_LONGEST_CUE = 20
_COMMON = 0.2
"""Share of all answers from which a word says nothing of any one."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LITTLE = frozenset(
    _WORD.findall(
        "about all and any are because been but can can't could did didn't don't for from get got had has"
        " have her him his how into it's i'm just like not one our out she some that that's the their them"
        " then there they they're this too very want was way were what when where which who will with would"
        " you your you're"
    )
)
"""English words that tell nothing of what is spoken of, of three letters or more; shorter ones never do."""

_FAMILY = "New"
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme that answers without one have in common.

    Attributes:
        words: What they say more than other answers do, the most telling first.
        answers: id and text of each, the most typical first.
    """

    theme: Theme
    words: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """What was proposed, the largest group first, and from how many answers."""

    untagged: int
    themes: tuple[Proposal, ...]


def propose(project: Project) -> Proposals:
    """Group the answers that are on topic and carry no theme that is trusted.

    Args:
        project: Where the answers are.

    Raises:
        UsageError: Nothing has been ingested, or the themes cannot be used.
        MachineError: The encoder's weights are missing or altered.
    """
    require_database(project)
    themes = load_themes(project.theme_file)
    with Store.reading(project.database) as store:
        answers = store.query(
            "SELECT id, text, EXISTS (SELECT 1 FROM answer_themes WHERE answer_id = a.id AND tier = 'tag')"
            " AS tagged FROM answers a WHERE shown AND id NOT IN (SELECT value FROM json_each(:ended))"
            " ORDER BY number",
            {"ended": store.within(lambda db: ended(db, date.today()))},
        )
    untagged = [(row["id"], row["text"]) for row in answers if not row["tagged"]]
    others = [row["text"] for row in answers if row["tagged"]]
    if len(untagged) < SMALLEST:
        return Proposals(len(untagged), ())
    vectors = meanings([text for _, text in untagged])
    return Proposals(len(untagged), tuple(propose_themes(untagged, vectors, others, themes)))


def propose_themes(
    untagged: Sequence[tuple[str, str]], vectors: Vectors, others: Sequence[str], themes: Sequence[Theme]
) -> Iterator[Proposal]:
    """A theme for each group of answers, the largest group first.

    Args:
        untagged: id and text of each answer without a theme.
        vectors: A row for each, of unit length.
        others: The texts of all other answers, which tell common words from telling ones.
        themes: Those there are: slugs and colours that are taken.
    """
    groups = group(vectors)
    texts = [[untagged[member][1] for member in members] for members in groups]
    grouped = {member for members in groups for member in members}
    alone = (text for at, (_, text) in enumerate(untagged) if at not in grouped)
    rest = [*others, *alone, *(cue for theme in themes for cue in theme.cues)]
    slugs = {theme.slug for theme in themes}
    hues = [theme.hue for theme in themes]
    for members, said, words in zip(groups, texts, telling_words(texts, rest), strict=True):
        slug = _slug(words, slugs)
        slugs.add(slug)
        hues.append(_free_hue(hues))
        named = words or (slug,)
        theme = Theme(
            slug=slug,
            family=_FAMILY,
            label=" and ".join(named[:2]).capitalize(),
            definition=f"The answer speaks of {', '.join(named)}.",
            hue=hues[-1],
            cues=tuple(_cues(said, words)),
        )
        yield Proposal(theme, words, tuple(untagged[member] for member in members))


def as_yaml(proposals: Sequence[Proposal]) -> str:
    """Themes as a theme file has them, each below the answers it comes from."""
    parts: list[str] = []
    for each in proposals:
        theme = {key: getattr(each.theme, key) for key in ("slug", "family", "label", "definition", "hue")}
        cues = list(each.theme.cues)
        answers = "".join(f"# {answer_id}: {' '.join(text.split())}\n" for answer_id, text in each.answers)
        stub = yaml.safe_dump([{**theme, "cues": cues}], sort_keys=False, allow_unicode=True, width=math.inf)
        parts.append(answers + stub)
    return "\n".join(parts)


def group(vectors: Vectors) -> list[list[int]]:
    """Groups of rows that are alike, the largest first; in each the most typical first.

    Args:
        vectors: Rows of unit length.
    """
    groups = [[at] for at in range(len(vectors))]
    alike = (vectors @ vectors.T).astype(np.float32)
    np.fill_diagonal(alike, -np.inf)
    nearest = alike.argmax(axis=1) if groups else np.zeros(0, dtype=int)
    while groups:
        first = int(alike[np.arange(len(groups)), nearest].argmax())
        second = int(nearest[first])
        if alike[first, second] < ALIKE:
            break
        shares = np.array([len(groups[first]), len(groups[second])], dtype=np.float32)
        alike[first] = alike[:, first] = shares / shares.sum() @ alike[[first, second]]
        alike[second] = alike[:, second] = alike[first, first] = -np.inf
        groups[first] += groups[second]
        groups[second] = []
        # A mean is never nearer than the nearer of the two: nobody else has another neighbour now.
        stale = np.flatnonzero((nearest == first) | (nearest == second))
        nearest[stale] = alike[stale].argmax(axis=1)
        nearest[first] = alike[first].argmax()
    found = [_typical_first(members, vectors) for members in groups if len(members) >= SMALLEST]
    return sorted(found, key=lambda members: (-len(members), min(members)))


def _typical_first(members: list[int], vectors: Vectors) -> list[int]:
    nearness = vectors[members] @ vectors[members].mean(axis=0)
    return [members[at] for at in np.argsort(-nearness, kind="stable")]


def telling_words(groups: Sequence[Sequence[str]], rest: Sequence[str]) -> list[tuple[str, ...]]:
    """What each group says more than others, the most telling first, by class-based TF-IDF.

    How often a word is said in the group, times log(1 + A / f): A is the mean number of words of a group, the
    rest being one, and f how often all say it (Grootendorst 2022, arXiv:2203.05794).
    """
    said = [Counter(word for text in texts for word in _words(text)) for texts in (*groups, rest)]
    everywhere = sum(said, Counter[str]())
    mean = everywhere.total() / len(said)
    texts = [text for group in (*groups, rest) for text in group]
    in_answers = Counter(word for text in texts for word in set(_words(text)))
    found: list[tuple[str, ...]] = []
    for members, words in zip(groups, said, strict=False):
        by_answers = Counter(word for text in members for word in set(_words(text)))
        common = max(_COMMON * len(texts), len(members))
        weights = {
            word: times / words.total() * math.log(1 + mean / everywhere[word])
            for word, times in words.items()
            if in_answers[word] <= common
        }
        # What only one of them says is its own, unless they share no word at all.
        shared = {word: weight for word, weight in weights.items() if by_answers[word] > 1}
        weights = shared or weights
        found.append(tuple(sorted(weights, key=lambda word: (-weights[word], word))[:_WORDS]))
    return found


def _words(text: str) -> list[str]:
    words = _WORD.findall(text.casefold().replace("’", "'"))
    return [word for word in words if len(word) > 2 and word not in _LITTLE]


def _cues(texts: Sequence[str], words: Sequence[str]) -> list[str]:
    """Sentences of the group that are short and say its words; else how its answers begin."""
    cues = [
        " ".join(sentence.split())
        for text in texts
        for sentence in _SENTENCE.findall(text)
        if len(sentence.split()) <= _LONGEST_CUE and set(_words(sentence)) & set(words)
    ]
    return list(dict.fromkeys(cues))[:_CUES] or [" ".join(texts[0].split()[:_LONGEST_CUE])]


def _slug(words: Sequence[str], taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", "_".join(words[:2])).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9_]", "", plain).strip("_") or "theme"
    return next(
        name for n in range(1, len(taken) + 2) if (name := slug if n == 1 else f"{slug}_{n}") not in taken
    )


def _free_hue(taken: Sequence[int]) -> int:
    """The colour farthest from those that are taken."""

    def distance(hue: int) -> int:
        return min((min(abs(hue - other), 360 - abs(hue - other)) for other in taken), default=360)

    return max(range(360), key=distance)
