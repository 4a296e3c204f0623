"""From a plan to what is said in it: each cut is found in the words of its answer, by the one rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.project import Project
from pipeline.quotations import NO_WORDS, QUOTE_NOT_APPROVED, Wanted, choose_quotations
from pipeline.search import require_database
from pipeline.store import Store
from pipeline.takeaways.reel.plan import Cut, Plan
from pipeline.takeaways.render.pieces import WRITTEN
from schemas.errors import UsageError
from schemas.marked import Remark, refuse
from schemas.quotations import Quotation
from schemas.records import Word, join_words

_SAME = 0.005
"""Seconds: a plan tells them to the millisecond."""

_FEWEST = 2
"""Words by which the ends of a piece are told in a plan, so that people find them."""

_REMEDY = "Nothing was made. Mend the plan, or write another with vox reel --plan."

_APOSTROPHES = "'’-‐‑–"


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is said in a film.

    Attributes:
        quotations: In order.
        changed: What is to be told of words that are not as they were when it was planned: a sentence each.
    """

    quotations: tuple[Quotation, ...]
    changed: tuple[str, ...] = ()


def resolve(project: Project, plan: Plan, path: Path, today: date) -> Resolved:
    """Find what is said in a plan, as it may leave today.

    Args:
        project: Where it was said.
        plan: What is wanted.
        path: Its file, for messages.
        today: The day on which it leaves.

    Raises:
        UsageError: A piece is not there, or may not leave; the message gives the line and reason of each.
    """
    require_database(project)
    found: list[Quotation] = []
    mistakes: list[Remark] = []
    changed: list[str] = []
    with Store.reading(project.database) as store:
        for cut in plan.cuts:
            try:
                said = _find(store, cut, plan, today)
            except UsageError as problem:
                told = " ".join([problem.message, problem.remedy]).rstrip(". ")
                mistakes.append(Remark(cut.line, told))
                continue
            found.append(said)
            if len(found) > 1 and found[-2].answer_id == said.answer_id:
                told = f"two pieces of answer {cut.answer} in a row would sound as if it were said so"
                mistakes.append(Remark(cut.line, f"{told}. Put another between them, or make one of them"))
            if cut.heard and cut.heard != said.revision:
                changed.append(
                    f"Line {cut.line}: the words of answer {cut.answer} have changed since this was planned."
                    f" The film says: “{said.text}”"
                )
    if mistakes:
        raise refuse(path, mistakes, _REMEDY)
    return Resolved(tuple(found), tuple(changed))


def still_allowed(project: Project, quotations: Sequence[Quotation], today: date) -> bool:
    """Whether everything in a film may still leave, in the same words, now that it is made.

    Args:
        project: Where it was said.
        quotations: As they are in the film.
        today: The day on which it leaves.
    """
    with Store.reading(project.database) as store:
        for each in quotations:
            is_all = each.is_whole or each.channel == "internal"
            wanted = Wanted(answers=(each.answer_id,), extent="answer" if is_all else "quote")
            now = choose_quotations(store, wanted, each.channel, today).quotations
            if [(same.revision, same.speaker) for same in now] != [(each.revision, each.speaker)]:
                return False
    return True


def cut_for(quotation: Quotation, answer: Quotation) -> Cut:
    """How a plan tells of a piece: by words that are found again, else by seconds.

    Args:
        quotation: What is said in the piece.
        answer: All of its answer.
    """
    if quotation.is_whole and quotation.words == answer.words:
        ends = _ends(quotation.words, 1)
    else:
        ends = _ends(quotation.words, len(quotation.words))
    for begin, end in ends:
        cut = Cut(quotation.answer_id, begin, end, quotation.revision)
        if _span(answer.words, cut) == quotation.words:
            return cut
    return Cut(quotation.answer_id, round(quotation.start, 3), round(quotation.end, 3), quotation.revision)


def _ends(words: Sequence[Word], most: int) -> list[tuple[str, str]]:
    """The first and last words of a piece, as few as people need at first, then more and more."""
    counts = range(min(_FEWEST, len(words)), max(most, _FEWEST) + 1)
    return [(join_words(words[:count]), join_words(words[-count:])) for count in counts]


def _find(store: Store, cut: Cut, plan: Plan, today: date) -> Quotation:
    wanted = Wanted(answers=(cut.answer,), extent="answer")
    whole = choose_quotations(store, wanted, plan.channel, today)
    best = choose_quotations(store, replace(wanted, extent="quote"), plan.channel, today)
    is_quote = cut.begin is None and cut.end is None
    chosen = best if is_quote else whole
    if any(each.is_text for each in chosen.quotations):
        raise UsageError(WRITTEN.format(answer=cut.answer))
    if not chosen.quotations:
        reasons = " ".join(chosen.held_back.get(cut.answer, (NO_WORDS,)))
        raise UsageError(f"answer {cut.answer} may not leave by this way ({plan.channel}): {reasons}")
    [said] = chosen.quotations
    if is_quote:
        return said
    words = _span(said.words, cut)
    if words == said.words:
        return said
    for quote in best.quotations:
        if words == quote.words:
            return quote
    if plan.channel != "internal":
        raise UsageError(
            f"these words of answer {cut.answer} may not leave by this way ({plan.channel}):"
            f" {QUOTE_NOT_APPROVED} Take all of the answer, or its approved quote"
        )
    return replace(
        said,
        text=join_words(words),
        start=words[0].start,
        end=words[-1].end,
        words=words,
        is_whole=False,
        is_approved=False,
    )


def _span(words: Sequence[Word], cut: Cut) -> tuple[Word, ...]:
    """The words from one place to another.

    Raises:
        UsageError: There are no such places, or one is behind the other.
    """
    spelt = _Spelt(words)
    first = 0 if cut.begin is None else spelt.begins(cut.begin, cut)
    last = len(words) - 1 if cut.end is None else spelt.ends(cut.end, first, cut)
    if last < first:
        raise UsageError(f"this piece of answer {cut.answer} ends before it begins")
    if spelt.is_inside(first) or spelt.is_inside(last + 1):
        raise UsageError(f"this piece of answer {cut.answer} would begin or end within a word")
    return tuple(words[first : last + 1])


class _Spelt:
    """Words as letters alone, with the place of each: commas and capitals need not be written as they are."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        letters = ""
        for place, word in enumerate(words):
            self._starts.setdefault(len(letters), place)
            letters += _letters(word.text)
            self._ends[len(letters)] = place
        self._text = letters

    def begins(self, at: str | float, cut: Cut) -> int:
        """The place of the first word of a piece."""
        if isinstance(at, float):
            later = [place for place, word in enumerate(self._words) if word.end > at + _SAME]
            if not later:
                raise UsageError(
                    f"answer {cut.answer} ends at {self._words[-1].end:.2f} seconds, before 'from'"
                )
            return later[0]
        for begin, _ in self._found(at, 0, cut):
            return begin
        raise self._never(at, cut)

    def ends(self, at: str | float, first: int, cut: Cut) -> int:
        """The place of the last one; of several, the first behind `first`."""
        if isinstance(at, float):
            earlier = [place for place, word in enumerate(self._words) if word.start < at - _SAME]
            if not earlier:
                raise UsageError(
                    f"answer {cut.answer} begins at {self._words[0].start:.2f} seconds, after 'to'"
                )
            return earlier[-1]
        for _, end in self._found(at, first, cut):
            return end
        raise self._never(at, cut, " after 'from'" if first else "")

    def is_inside(self, place: int) -> bool:
        """Whether a cut before that place would part what is one word."""
        if not 0 < place < len(self._words) or not self._words[place].glued:
            return False
        before, after = self._words[place - 1].text, self._words[place].text
        # Languages without spaces are glued everywhere; there any place between two characters will do.
        return after[:1] in _APOSTROPHES or before[-1:] in _APOSTROPHES or after[:1].isascii()

    def _found(self, text: str, first: int, cut: Cut) -> list[tuple[int, int]]:
        wanted = _letters(text)
        if not wanted:
            raise UsageError(
                f"'{text}' holds no word; 'from' and 'to' are words of answer {cut.answer}, or seconds"
            )
        found, at = [], self._text.find(wanted)
        while at >= 0:
            begin, end = self._starts.get(at), self._ends.get(at + len(wanted))
            if begin is not None and end is not None and begin >= first:
                found.append((begin, end))
            at = self._text.find(wanted, at + 1)
        return found

    def _never(self, text: str, cut: Cut, where: str = "") -> UsageError:
        return UsageError(
            f"'{text}' is not said in answer {cut.answer}{where}. It says: “{join_words(self._words)}”"
        )


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum() or char == "█")
