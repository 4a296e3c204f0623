"""What people decided about answers: which corrections hold, which answer each is about, and what follows.

A correction is about the answer with which it shares most time, whatever that is called now: so it holds when
a clip is heard anew by another model, and when answers are split and joined.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.records import Correction

CUTS = frozenset({"split", "join", "question"})
"""Fields that change where answers begin and end; pipeline/answers/cuts.py applies them."""

THEME = "theme:"
"""What the field of a decision about a theme begins with; its slug follows."""

DETAIL = "detail:"
"""What the field of a decision about a person begins with; their id and what is told of them follow."""

AWARDED = frozenset({"accepted", "added"})
"""What a person says of a theme that an answer carries; of others, `rejected` or `removed`."""

PERSON_VERSION = "person"
"""Stands for the tagger's version where only a person found a theme."""

NO_ANSWER = 0.95
"""How sure the tagger must be that a text is no answer for it to be hidden, if it sees no theme in it either:
so it is of one in 948 answers of voices it was not trained on, and of two in three texts that are none."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """An answer as far as corrections look for it: when it is said, in seconds, and by which voice."""

    id: str
    start: float
    end: float
    voice: int | None = None


def taken_back(corrections: Iterable[Correction]) -> dict[int, int]:
    """The numbers of the corrections that do not hold, each with that of the one which took it back."""
    found: dict[int, int] = {}
    # The last first: what takes something back may itself have been taken back.
    for correction in sorted(corrections, key=lambda each: each.id, reverse=True):
        if correction.undoes is not None and correction.id not in found:
            found[correction.undoes] = correction.id
    return found


def holding(corrections: Iterable[Correction]) -> list[Correction]:
    """The decisions that were not taken back, in the order in which they were made."""
    ordered = sorted(corrections, key=lambda correction: correction.id)
    gone = taken_back(ordered)
    return [each for each in ordered if each.undoes is None and each.id not in gone]


def about(correction: Correction, answers: Sequence[Placed]) -> Placed | None:
    """The answer that a correction is about: the one with which it shares most time, if any."""

    def shared(answer: Placed) -> float:
        return min(answer.end, correction.end) - max(answer.start, correction.start)

    best = max(
        answers, key=lambda answer: (shared(answer), -abs(answer.start - correction.start)), default=None
    )
    # A single word may take no time at all.
    if best and (shared(best) > 0 or (best.start, best.end) == (correction.start, correction.end)):
        return best
    return None


def decide(answers: Sequence[Placed], corrections: Iterable[Correction]) -> dict[str, dict[str, Correction]]:
    """For each answer by id, and each field that somebody decided, the last decision that holds.

    Who speaks with a voice is a decision about `person` for every answer of that voice.
    """
    decided: dict[str, dict[str, Correction]] = {answer.id: {} for answer in answers}
    for correction in holding(corrections):
        answer = about(correction, answers)
        if answer is None or correction.field in CUTS:
            continue
        if correction.field != "voice":
            decided[answer.id][correction.field] = correction
            continue
        for other in answers:
            if other == answer or (answer.voice is not None and other.voice == answer.voice):
                decided[other.id]["person"] = correction
    return decided


def shown_themes(
    answer_id: str, machine: Sequence[Row], decided: Mapping[str, Correction], slugs: Iterable[str]
) -> list[Row]:
    """The rows of `answer_themes` of an answer: what the tagger found, and above it what people decided.

    Args:
        answer_id: The answer.
        machine: The themes that the tagger found in it.
        decided: What people decided of it, by field.
        slugs: The themes there are.
    """
    found = {row["theme"]: row for row in machine}
    known = set(slugs)
    said = {field.removeprefix(THEME): by.after for field, by in decided.items() if field.startswith(THEME)}
    shown = [row for slug, row in found.items() if slug not in said]
    for slug, after in said.items():
        if after in AWARDED and slug in known:
            evidence = found.get(slug, {})
            shown.append(
                {
                    "answer_id": answer_id,
                    "theme": slug,
                    "score": 1.0,
                    "tier": "tag",
                    "evidence_start": evidence.get("evidence_start"),
                    "evidence_end": evidence.get("evidence_end"),
                    "source": "person",
                    "tagger_version": evidence.get("tagger_version", PERSON_VERSION),
                    "why": evidence.get("why"),
                }
            )
    return shown


def is_off_topic(
    small_talk: bool, likely: float, machine: Sequence[object], decided: Mapping[str, Correction]
) -> bool:
    """Whether an answer is hidden: as a person says; else as small talk, or as the tagger takes it for none.

    What carries a theme that a person awarded is an answer.

    Args:
        small_talk: Whether it was found to be talk about the filming.
        likely: The tagger's probability that it is no answer.
        machine: The themes that the tagger found in it.
        decided: What people decided of it, by field.
    """
    if by := decided.get("off_topic"):
        return by.after == "1"
    if any(field.startswith(THEME) and by.after in AWARDED for field, by in decided.items()):
        return False
    return small_talk or (likely >= NO_ANSWER and not machine)
