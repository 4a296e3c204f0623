"""What publishing would change at a place: what appears, changes and disappears, and why the rest stays away.

It is told to whoever publishes, on their own machine: people are called by their names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlite_utils import Database

from pipeline.consent import BARRED, OTHER_BARRED
from pipeline.publish.swap import Held

GONE = "It is not in the project any more."

BARRING = frozenset({*BARRED.values(), OTHER_BARRED, GONE})
"""Reasons for which an answer must not be shown any more, wherever it is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as whoever publishes knows it.

    Attributes:
        person: The name of who says it; None if nobody is named.
        text: What it says; None if the project does not know it any more.
        reasons: Why it is not published; none if it is.
    """

    id: str
    person: str | None
    text: str | None
    reasons: tuple[str, ...] = ()

    @property
    def is_barred(self) -> bool:
        """Whether it must not be shown because of somebody who refused, withdrew or let consent expire."""
        return not BARRING.isdisjoint(self.reasons)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Answers that are not published for one reason, in their order; of one there may be several reasons."""

    reason: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Difference:
    """What publishing changes.

    Attributes:
        appear: Answers that were not there.
        change: Answers of which something else will be shown.
        disappear: Answers that will not be there any more; first those that must not be.
        stay: How many answers stay as they are.
        rest: All other answers of the project, with why they are held back.
    """

    appear: tuple[Answer, ...]
    change: tuple[Answer, ...]
    disappear: tuple[Answer, ...]
    stay: int
    rest: tuple[Answer, ...]

    @property
    def published(self) -> int:
        """How many answers will be there."""
        return len(self.appear) + len(self.change) + self.stay

    @property
    def barred(self) -> tuple[Answer, ...]:
        """Answers that are there and must not be."""
        return tuple(answer for answer in self.disappear if answer.is_barred)

    @cached_property
    def held_back(self) -> tuple[HeldBack, ...]:
        """Why answers are held back, what holds most of them first."""
        reasons: dict[str, list[Answer]] = {}
        for answer in self.rest:
            for reason in answer.reasons:
                reasons.setdefault(reason, []).append(answer)
        found = [HeldBack(reason, tuple(answers)) for reason, answers in reasons.items()]
        return tuple(sorted(found, key=lambda each: -len(each.answers)))


def compare(
    db: Database,
    before: Mapping[str, Held],
    after: Mapping[str, Held],
    held_back: Mapping[str, tuple[str, ...]],
) -> Difference:
    """Compare what is published with what will be.

    Args:
        db: The project's database.
        before: What is published, by answer.
        after: What will be.
        held_back: Why each other answer of the project is not.
    """
    known = {
        row["id"]: row
        for row in db.query(
            "SELECT a.id, a.text, p.name FROM answers a LEFT JOIN people p ON p.id = a.person_id"
            " ORDER BY a.number"
        )
    }

    def told(ids: Iterable[str]) -> tuple[Answer, ...]:
        return tuple(
            Answer(
                each,
                known[each]["name"] if each in known else None,
                known[each]["text"] if each in known else None,
                held_back.get(each, () if each in after else (GONE,)),
            )
            for each in ids
        )

    gone = told([*(each for each in known if each in before), *sorted(before.keys() - known.keys())])
    return Difference(
        appear=told(each for each in known if each in after.keys() - before.keys()),
        change=told(each for each in known if each in after and before.get(each, after[each]) != after[each]),
        disappear=tuple(
            sorted((each for each in gone if each.id not in after), key=lambda each: not each.is_barred)
        ),
        stay=sum(before.get(each) == held for each, held in after.items()),
        rest=told(each for each in known if each in held_back),
    )
