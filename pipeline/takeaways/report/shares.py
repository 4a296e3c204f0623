"""How many of the people speak of what, and how sure that is of others than those who were asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from schemas.quotations import NamedTheme, Quotation

_Z = 1.959964
"""Standard deviations around which 95 in 100 lie."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many people speak of a theme, and how.

    Attributes:
        theme: The theme.
        people: Who speak of it.
        of_people: All who were heard.
        low: Of as many people asked at random the share that would speak of it is between this
        high: and this, 19 times in 20.
        praising: Who praise, in an answer that speaks of it.
        complaining: Who complain; some do both.
        answers: In how many answers.
    """

    theme: NamedTheme
    people: int
    of_people: int
    low: float
    high: float
    praising: int
    complaining: int
    answers: int

    @property
    def share(self) -> float:
        """Of all who were heard, 0 to 1."""
        return self.people / self.of_people


def interval(number: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, 0 to 1 (Wilson, 1927): it is honest where few were asked.

    Args:
        number: How many of them.
        of: How many were asked; at least one.
    """
    share, room = number / of, _Z**2 / of
    middle = (share + room / 2) / (1 + room)
    half = _Z * sqrt(share * (1 - share) / of + room / (4 * of)) / (1 + room)
    return max(0.0, middle - half), min(1.0, middle + half)


def shares(answers: Sequence[Quotation]) -> list[Share]:
    """Every theme that occurs, the one that most people speak of first."""
    everybody = len(people(answers))
    by_theme: dict[str, list[Quotation]] = defaultdict(list)
    for answer in answers:
        for theme in answer.themes:
            by_theme[theme.slug].append(answer)
    found = []
    for slug, speaking in by_theme.items():
        who = len(people(speaking))
        low, high = interval(who, everybody)
        found.append(
            Share(
                next(theme for theme in speaking[0].themes if theme.slug == slug),
                who,
                everybody,
                low,
                high,
                len(people(each for each in speaking if each.polarity == "praise")),
                len(people(each for each in speaking if each.polarity == "complaint")),
                len(speaking),
            )
        )
    return sorted(found, key=lambda share: (-share.people, -share.answers, share.theme.label))


def people(answers: Iterable[Quotation]) -> set[str]:
    """Who gives these answers: a person, or a voice that nobody named yet."""
    return {answer.speaker.key for answer in answers}
