"""What one person says in one go, and the pieces of it that a caption keeps together."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.clauses import find_clauses
from schemas.quotations import Quotation
from schemas.records import Word, join_words

LONGEST_LINE = 42
"""Widths of a letter in a line, as broadcasters keep it."""

PAUSE = 0.7
"""Seconds without a word that always end a caption: it is not shown while nothing of it is said."""

Clock = Callable[[float], float]
"""From seconds of the clip to seconds of the film that has the captions."""

_JOINER = "\N{ZERO WIDTH JOINER}"
_SKIN = range(0x1F3FB, 0x1F400)
"""What gives the emoji before it another skin."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
"""Scripts without spaces, in which a line may end behind any word: of Thai, Burmese, Khmer, Chinese..."""

_NEVER_FIRST = re.compile(
    r"[,.;:!?%…)\]}»”’、。，．：；？！）］｝〕〉》」』】ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]"
)
_NEVER_LAST = re.compile(r"[(\[{«“‘（［｛〔〈《「『【]")
_COMMA = re.compile(r"[,;:，、；：–—…]['\"”’»)]*$")
_LEANING = """
    a an the my your our their his her its this that these those to of in on at for from by with about into
    and but or so because if when as than i you we they he she it is are was were am be been have has had do
    does did don't can could will would should not no very really more most some any every each
"""
_LEANS_ON_NEXT = frozenset(_LEANING.split())
"""English words that read on into the next: a line rather ends before them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive words of one person.

    Attributes:
        words: In order; those that were taken out are not among them.
        speaker: Who says it; empty for who is not named.
        language: ISO 639-1, or None.
    """

    words: tuple[Word, ...]
    speaker: str = ""
    language: str | None = None

    @property
    def text(self) -> str:
        """Its words, token for token."""
        return join_words(self.words)


def passage_of(quotation: Quotation) -> Passage:
    """What is said in a quotation, by whom it may be said to be said."""
    return Passage(quotation.words, quotation.speaker.name or "", quotation.language)


@dataclass(frozen=True, slots=True)
class Atom:
    """What no line is broken in: a word with the marks that are written to it.

    Attributes:
        start: Seconds of the film.
        end: Likewise.
        spaced: Whether a space stands before it.
        width: How wide it is, in letters.
        opens: Whether a sentence begins with it.
        cost: How much it hurts to break before it: 0 between sentences, most after such as "the".
    """

    text: str
    start: float
    end: float
    spaced: bool
    width: int
    opens: bool = False
    cost: float = 0.0


def width(text: str) -> int:
    """How wide a text is, in letters: those of Chinese, Japanese and Korean count double, and so do emoji."""
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
        if unicodedata.category(char) not in ("Mn", "Me", "Cf")
    )


def atoms(passage: Passage, clock: Clock) -> list[Atom]:
    """A passage as what may be broken apart, in order, none wider than a line."""
    whole: list[Atom] = []
    for token in _parts(passage, clock):
        before = whole[-1] if whole else None
        if before and _is_bound(before, token):
            text, end = before.text + token.text, max(before.end, token.end)
            whole[-1] = Atom(text, before.start, end, before.spaced, before.width + token.width)
        else:
            whole.append(token)
    return _weighed(whole)


def _parts(passage: Passage, clock: Clock) -> Iterator[Atom]:
    for word in passage.words:
        for token in _tokens(word, clock):
            yield from _fit(token)


def _tokens(word: Word, clock: Clock) -> Iterator[Atom]:
    """A word as one token; or as several, where somebody put several in its place: they share its time."""
    start, end = clock(word.start), clock(word.end)
    parts = word.text.split()
    total = sum(map(len, parts))
    done = 0
    for number, part in enumerate(parts):
        begin = start + (end - start) * done / total
        done += len(part)
        until = start + (end - start) * done / total
        yield Atom(part, begin, max(begin, until), not (word.glued and number == 0), width(part))


def _is_bound(before: Atom, token: Atom) -> bool:
    """Whether a token is written to what stands before it, and is not to be parted from it."""
    if token.spaced or token.start - before.end >= PAUSE or before.width + token.width > LONGEST_LINE:
        return False
    last, first = before.text[-1], token.text[0]
    if unicodedata.category(first).startswith("M") or _NEVER_FIRST.match(first) or _NEVER_LAST.match(last):
        return True
    return not (_UNSPACED.match(last) or _UNSPACED.match(first))


def _fit(atom: Atom) -> Iterator[Atom]:
    """An atom that is wider than a line, as an address may be, in parts that are not."""
    if atom.width <= LONGEST_LINE:
        yield atom
        return
    lines = [""]
    for cluster in _clusters(atom.text):
        if lines[-1] and width(lines[-1] + cluster) > LONGEST_LINE:
            lines.append("")
        lines[-1] += cluster
    seconds, done = (atom.end - atom.start) / len(atom.text), 0
    for line in lines:
        start = atom.start + seconds * done
        spaced = atom.spaced and done == 0
        done += len(line)
        yield Atom(line, start, atom.start + seconds * done, spaced, width(line))


def _clusters(text: str) -> Iterator[str]:
    """The letters of a text, each with the marks above it; and emoji, each with what changes it."""
    cluster = ""
    for char in text:
        is_part = (
            unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf")
            or ord(char) in _SKIN
            or cluster.endswith(_JOINER)
        )
        if cluster and not is_part:
            yield cluster
            cluster = ""
        cluster += char
    yield cluster


def _weighed(found: list[Atom]) -> list[Atom]:
    """The same, each with how much it hurts to break before it."""
    clauses = {clause.first: clause.opens for clause in find_clauses([atom.text for atom in found])}
    weighed = []
    for place, atom in enumerate(found):
        before = found[place - 1] if place else atom
        cost = 0.0 if clauses.get(place) else _cost(before.text, atom.text, place in clauses)
        # People pause where what they say can be broken.
        cost *= 1 - min(max(0.0, atom.start - before.end), 0.5)
        weighed.append(
            Atom(
                atom.text,
                atom.start,
                atom.end,
                atom.spaced,
                atom.width,
                opens=bool(clauses.get(place)),
                cost=cost,
            )
        )
    return weighed


def _cost(before: str, after: str, is_clause: bool) -> float:
    if is_clause:
        return 3.0
    if _COMMA.search(before):
        return 4.0
    last, first = (re.sub(r"\W+$", "", word.casefold()) for word in (before, after))
    if last in _LEANS_ON_NEXT:
        return 14.0
    return 7.0 if first in _LEANS_ON_NEXT else 10.0


def joined(found: Sequence[Atom]) -> str:
    """Atoms as running text."""
    return "".join(f" {atom.text}" if atom.spaced else atom.text for atom in found).strip()
