"""The order of a film, by rules that are the same each time and told in the plan.

1. It opens with the clearest statement: of what is no story, what stands best alone.
2. It ends on a laugh, if there is one; else on praise with warmth in it; else on what stands best alone.
3. Between them it builds: each stands better alone than the one before. But what wants the opposite of what
   was just said follows at once: the other of two themes that contrast (attention and space), or complaint on
   praise of the same theme.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.store import Store
from schemas.quotations import Quotation

WARM = ("warmth", "care", "feelings", "authentic", "personal")
"""Themes that a film ends on, the warmest first."""

_STATEMENTS = ("definition", "opinion", "advice")

_LAUGH = re.compile(
    r"\b(?:ha+h?\b[\s,.!-]*){2,}|\b(?:ha|he|hi|ho){2,}h?\b|[\[(]\s*laugh|\blol\b", re.IGNORECASE
)
"""How engines, and people who correct them, write down that somebody laughs."""

AS_ASKED = "Where you asked for it."
_OPENS = "Opens: the clearest statement, of what is no story, the one that stands best alone."
_LAUGHS = "Ends on a laugh."
_WARM = "Ends warm: {theme}."
_PRAISE = "Ends on praise."
_STRONGEST = "Ends on what stands best alone."
_BUILDS = "Builds: of what is left, the one that stands least well alone, so that stronger ones follow."
_CONTRAST = "Contrast: {theme}, after {other}."
_OBJECTS = "Contrast: {polarity} on the same theme ({theme}), after {other}."


@dataclass(frozen=True, slots=True)
class Placed:
    """A quotation in its place.

    Attributes:
        quotation: It.
        why: Why it is there, in a sentence.
    """

    quotation: Quotation
    why: str


def laughing(store: Store, quotations: Sequence[Quotation]) -> set[str]:
    """The answers in which somebody is heard to laugh while the quotation is played, as far as is known.

    It is known where laughs were written down as words, or where the engine spelt out a sound that is none.
    """
    found = {each.answer_id for each in quotations if _LAUGH.search(each.text)}
    sounds = store.query('SELECT clip_id, start, "end", text FROM segments WHERE doubted')
    for sound in sounds:
        if _LAUGH.search(sound["text"]):
            found |= {
                each.answer_id
                for each in quotations
                if each.clip_id == sound["clip_id"]
                and sound["start"] < each.end
                and each.start < sound["end"]
            }
    return found


def arrange(
    quotations: Sequence[Quotation], laughs: Collection[str], contrasts: Mapping[str, Collection[str]]
) -> list[Placed]:
    """Put quotations in order.

    Args:
        quotations: At least one.
        laughs: The answers in which somebody laughs.
        contrasts: For each theme the slugs of those whose people want the opposite.
    """
    # What stands equally well alone is in the order of its id: that is the same each time.
    left = sorted(quotations, key=lambda each: (each.score, each.answer_id))
    opening = max(left, key=lambda each: (each.answer_id not in laughs, each.kind in _STATEMENTS, each.score))
    left.remove(opening)
    placed = [Placed(opening, _OPENS)]
    if not left:
        return placed
    ending = _ending(left, laughs)
    left.remove(ending.quotation)
    while left:
        last = placed[-1].quotation
        answers_back = ((each, why) for each in left if (why := _contrast(last, each, contrasts)))
        following, why = next(answers_back, (left[0], _BUILDS))
        left.remove(following)
        placed.append(Placed(following, why))
    return [*placed, ending]


def _ending(left: Sequence[Quotation], laughs: Collection[str]) -> Placed:
    best_first = sorted(left, key=lambda each: -each.score)
    for each in best_first:
        if each.answer_id in laughs:
            return Placed(each, _LAUGHS)
    praise = [each for each in best_first if each.polarity == "praise"]
    for slug in WARM:
        for each in praise:
            for theme in each.themes:
                if theme.slug == slug:
                    return Placed(each, _WARM.format(theme=theme.label))
    if praise:
        return Placed(praise[0], _PRAISE)
    return Placed(best_first[0], _STRONGEST)


def _contrast(last: Quotation, each: Quotation, contrasts: Mapping[str, Collection[str]]) -> str | None:
    for theme in last.themes:
        for other in each.themes:
            if other.slug in contrasts.get(theme.slug, ()):
                return _CONTRAST.format(theme=other.label, other=theme.label)
    if {last.polarity, each.polarity} == {"praise", "complaint"}:
        for theme in last.themes:
            if theme.slug in {other.slug for other in each.themes}:
                return _OBJECTS.format(polarity=each.polarity, theme=theme.label, other=last.polarity)
    return None
