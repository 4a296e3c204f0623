"""The pieces of an answer that are worth showing alone: pull-quotes.

A quote begins and ends where a clause does and is a piece of the transcript, token for token; nothing is
left out of it or put together. What would say something else alone is never cut off: the "but" that follows
in the same sentence, the "if" before it, what somebody else is reported to have said. Of what remains the
score says which an editor would rather print. An answer of fewer than seven words has no quote: it is as
short as one. Whoever changes what is found raises `QUOTES_VERSION` in pipeline/recipes.py.

The weights were set on 20 answers of benchmarks/quotes.jsonl, whose quotable parts were marked before there
was a score; docs/benchmarks.md has the result on the other 20.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from pipeline.clauses import Clause, find_clauses
from schemas.records import Quote, Tag, Word, join_words

SHORTEST = 7
LONGEST = 30
"""Words of a quote."""

MOST = 3
"""Quotes of one answer."""

LEAST_SCORE = 1.0
"""Score from which a second and third quote are offered."""

SURE_WORD = 0.5
"""Probability of a word, as Whisper gives it, below which it may have been misheard."""

WHOLE = 0.9
"""For a whole sentence, or several; half of it for a beginning or an end of one."""

EASY_LENGTH = 0.5
"""For 7 to 25 words, which are read at a glance; a longer one gets less, down to 0 at 30."""

THEME = 0.5
"""For each theme whose evidence it holds, times the tag's score; for at most two."""

VIVID = 1.0
"""Times the share of words that name, count or do something: "slippers" says more than "nice"."""

CENTRAL = 0.3
"""Times the share of those words that the rest of the answer says again."""

POINTS_BACK = 0.8
"""Off for "he", "that" or "it" at the beginning, of which one must have heard who or what is meant."""

ASKS = 0.8
"""Off for a question."""

STUMBLES = 0.3
"""Off for each filler, restart or repeated word, three at most."""

UNSURE = 0.4
"""Off for each word that may have been misheard, three at most."""

LEANS = 0.8
"""Off for a "because..." or "which..." that leans on what is not in it."""

TURNED = 0.4
"""Off where the next sentence takes it back: "But..."."""

SEVERAL = 0.3
"""Off for each sentence after the first."""

TALKS_ABOUT_FILMING = 3.0
"""Off for small talk, which must not outrank anything."""

_PLAIN = re.compile(r"[^\w']+")
_ASCII_END = re.compile(r"[\w,]$", re.ASCII)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMPTY = _words(
    "a an the and but or so because cos then than that this these those there here it its i i'm i've i'd"
    " i'll me my mine you you're you've you'd you'll your yours he he's she she's him his her hers we we're"
    " we've us our they they're they've they'd them their who whom whose which what what's when where why"
    " how if unless until while as at by for from in into of off on onto out over to up with without about"
    " after before under again is are was were be been being am isn't aren't wasn't weren't do does did"
    " don't doesn't didn't doing have has had haven't hasn't hadn't having can can't could couldn't will"
    " won't would wouldn't shall should shouldn't may might must not no nor yes yeah well just really very"
    " quite too also only even all any some every each both more most much many other another such same own"
    " it's that's there's let's get got gets go goes going went come came say says said make makes made"
    " think know mean like want thing things something anything everything stuff way kind sort bit lot good"
    " great nice lovely amazing bad better best customer service important basically actually literally"
    " obviously definitely probably maybe whatever always never people person somebody someone anybody"
    " everybody one ones"
)
"""Words that say little by themselves, among them those that everybody says of service."""

_FILLERS = _words("um uh uhm er erm ah oh hmm mm")
_BACKWARD = _words(
    "not nor he she him her his he's she's he'd she'd he'll it that this these those it's that's it'll"
)
_VAGUE_THEY = _words("they they're they've they'd their them")
_DEFINES = _words(
    "about when how the not just all like being whether knowing having what a people somebody someone"
)
_TURNS = _words("but although though except unless if until when which who that than however yet only")
"""What comes after these belongs to what comes before."""

_TRAILING = _words("because cos cuz 'cause which who whose whom that than to")
"""Words with which a clause leans on what was said before it, not on what comes after."""

_OTHERS_SAY = _words("said says say told tells asked asks goes reply replied like")
_SPEAKERS = _words("i i'm i've i'll i'd we we're we've we'll you you're you've you'll my our")
_SMALL_TALK = re.compile(
    r"\b(?:is (?:it|that|this) (?:on|recording|enough|okay|all right)|my name(?:'s| is)|can you hear me"
    r"|are (?:we|you) (?:rolling|recording|filming)|(?:shall|should|can|do) i (?:start|go|begin|look)"
    r"|thank(?:s| you) for (?:asking|having)|the camera|start again|that's (?:it|all) really"
    r"|you know what i mean|simple as that)\b"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Words that earned a theme, by positions."""

    first: int
    last: int
    score: float


def find_quotes(words: Sequence[Word], first: int, last: int, tags: Sequence[Tag] = ()) -> tuple[Quote, ...]:
    """The best quotes of an answer, at most three, the best first.

    Args:
        words: All words of a transcript.
        first: Position of the answer's first word.
        last: Position of its last word, included.
        tags: The answer's themes.
    """
    # A word that somebody took out says nothing, and keeps its place.
    places = [place for place in range(first, last + 1) if words[place].text]
    said = [words[place] for place in places]
    ends = list(accumulate(len(word.text) + (not word.glued) for word in said))
    lead = 0 if not said or said[0].glued else 1
    spans = [(end - len(word.text) - lead, end - lead) for word, end in zip(said, ends, strict=True)]
    tokens = [word.text for word in said]
    unsure = [word.probability < SURE_WORD for word in said]
    inside = [word.glued and bool(_ASCII_END.search(before.text)) for before, word in pairwise(said)]
    return tuple(
        Quote(
            start=said[piece.first].start,
            end=said[piece.last].end,
            text=join_words(said[piece.first : piece.last + 1]),
            first_word=places[piece.first],
            last_word=places[piece.last],
            score=round(piece.score, 3),
        )
        for piece in _best(tokens, _evidence(tags, spans), unsure, [False, *inside])
    )


def find_quotes_in_text(text: str, tags: Sequence[Tag] = ()) -> list[tuple[int, int]]:
    """Where the best quotes of a text stand, in characters; at most three, the best first.

    Args:
        text: One answer.
        tags: Its themes.
    """
    tokens = list(re.finditer(r"\S+", text))
    spans = [token.span() for token in tokens]
    said = [token.group() for token in tokens]
    nothing = [False] * len(said)
    return [
        (spans[piece.first][0], spans[piece.last][1])
        for piece in _best(said, _evidence(tags, spans), nothing, nothing)
    ]


def _evidence(tags: Sequence[Tag], spans: Sequence[tuple[int, int]]) -> list[_Evidence]:
    """The evidence of tags by positions of words, which stand at `spans` in the text."""
    found = []
    for tag in tags:
        if tag.evidence_start is None or tag.evidence_end is None:
            continue
        held = [
            place
            for place, (start, end) in enumerate(spans)
            if start < tag.evidence_end and end > tag.evidence_start
        ]
        if held:
            found.append(_Evidence(held[0], held[-1], tag.score))
    return found


def _best(
    tokens: Sequence[str], evidence: Sequence[_Evidence], unsure: Sequence[bool], inside: Sequence[bool]
) -> list[_Piece]:
    """The best pieces that do not overlap.

    Args:
        tokens: The words of one answer.
        evidence: Of its themes.
        unsure: Whether each word may have been misheard.
        inside: Whether each is written without a space after the one before it.
    """
    clauses = find_clauses(tokens)
    scorer = _Scorer(tokens, clauses, evidence, unsure)
    found = [
        _Piece(run[0].start, run[-1].last, scorer.score(run)) for run in _candidates(tokens, clauses, inside)
    ]
    best: list[_Piece] = []
    for piece in sorted(found, key=lambda piece: (-piece.score, piece.first)):
        apart = all(piece.last < other.first or piece.first > other.last for other in best)
        if apart and (not best or piece.score >= LEAST_SCORE):
            best.append(piece)
        if len(best) == MOST:
            break
    return best


def _candidates(
    tokens: Sequence[str], clauses: Sequence[Clause], inside: Sequence[bool]
) -> Iterator[Sequence[Clause]]:
    """Runs of clauses of the right length that say the same alone as where they stand."""
    plain = [_plain(token) for token in tokens]
    for place, opening in enumerate(clauses):
        before = clauses[place - 1] if place and not opening.opens else None
        if inside[opening.start] or (before and _hangs_on(plain, before, opening)):
            continue
        for end in range(place, len(clauses)):
            length = clauses[end].last + 1 - opening.start
            if length > LONGEST:
                break
            following = clauses[end].last + 1
            split = following < len(tokens) and inside[following]
            cut_short = not clauses[end].closes and plain[following] in _TURNS
            cut_short = cut_short or _lacks_its_end(plain, clauses[end])
            if length >= SHORTEST and not split and not cut_short:
                yield clauses[place : end + 1]


def _lacks_its_end(plain: Sequence[str], clause: Clause) -> bool:
    """Whether a clause is the first half of a thought: "and when I sit down"."""
    return clause.leans and not clause.closes and plain[clause.start] not in _TRAILING


def _hangs_on(plain: Sequence[str], before: Clause, clause: Clause) -> bool:
    """Whether a clause within a sentence would say something else without the one before it."""
    if before.leans:
        # "If nobody smiles, I leave."
        return True
    reports = any(word in _OTHERS_SAY for word in plain[before.start : before.last + 1])
    joined = plain[clause.first] in ("and", "so", "then")
    return reports and not joined and plain[clause.start] in _SPEAKERS


class _Scorer:
    """Says of a run of clauses how much an editor would like to print it."""

    def __init__(
        self,
        tokens: Sequence[str],
        clauses: Sequence[Clause],
        evidence: Sequence[_Evidence],
        unsure: Sequence[bool],
    ) -> None:
        self._tokens = tokens
        self._plain = [_plain(token) for token in tokens]
        self._evidence = evidence
        self._unsure = unsure
        self._bounds = set(_sentence_bounds(clauses))
        self._counts = Counter(word for word in self._plain if _says_something(word))

    def score(self, clauses: Sequence[Clause]) -> float:
        """The sum of what speaks for it, less what speaks against it."""
        first, last = clauses[0].start, clauses[-1].last
        return self._merits(clauses, first, last) - self._faults(clauses, first, last)

    def _merits(self, clauses: Sequence[Clause], first: int, last: int) -> float:
        words = self._plain[first : last + 1]
        telling = Counter(word for word in words if _says_something(word))
        again = sum(self._counts[word] > count for word, count in telling.items())
        held = [each.score for each in self._evidence if first <= each.first and each.last <= last]
        return (
            WHOLE * ((first in self._bounds) + (last in self._bounds)) / 2
            + EASY_LENGTH * min(1.0, (LONGEST - len(words)) / 5)
            + VIVID * len(telling) / len(words)
            + CENTRAL * again / max(1, len(telling))
            + THEME * sum(sorted(held)[-2:])
        )

    def _faults(self, clauses: Sequence[Clause], first: int, last: int) -> float:
        words = self._plain[first : last + 1]
        text = " ".join(words)
        sentences = sum(clause.closes for clause in clauses[:-1])
        following = self._plain[last + 1] if last + 1 < len(self._plain) else ""
        return (
            POINTS_BACK * self._points_back(first)
            + ASKS * ("?" in "".join(self._tokens[first : last + 1]))
            + STUMBLES * min(3, _stumbles(words))
            + UNSURE * min(3, sum(self._unsure[first : last + 1]))
            + LEANS * (clauses[0].leans and not (clauses[0].opens and clauses[-1].closes))
            + TURNED * (following in ("but", "except"))
            + SEVERAL * sentences
            + TALKS_ABOUT_FILMING * bool(_SMALL_TALK.search(text))
        )

    def _points_back(self, first: int) -> float:
        """How much its beginning points back: 0 not at all, 1 to one person or thing."""
        word, following = self._plain[first], [*self._plain[first + 1 : first + 3], "", ""]
        if word in _VAGUE_THEY:
            # "They remember my name": who is meant goes without saying.
            return 0.3 if first else 0.0
        if word not in _BACKWARD:
            return 0.0
        if word.startswith("it") and (following[0] in _DEFINES or following[1] in _DEFINES):
            return 0.0
        return 1.0 if first else 0.5


def _sentence_bounds(clauses: Sequence[Clause]) -> Iterator[int]:
    """The first and last words of sentences; of speech that was not punctuated none are known."""
    opening = 0
    for clause in clauses:
        if clause.opens:
            opening = clause.start
        if clause.closes and clause.last + 1 - opening <= LONGEST:
            yield from (opening, clause.last)


def _stumbles(words: Sequence[str]) -> int:
    pairs = list(pairwise(words))
    return (
        sum(word in _FILLERS for word in words)
        + sum(pair in (("i", "mean"), ("sort", "of"), ("kind", "of")) for pair in pairs)
        + sum(one == other for one, other in pairs)
        + sum(pair == following for pair, following in zip(pairs, pairs[2:], strict=False))
    )


def _says_something(word: str) -> bool:
    return word not in _EMPTY and word not in _FILLERS and bool(word)


def _plain(token: str) -> str:
    return _PLAIN.sub("", token.lower().replace("’", "'"))
