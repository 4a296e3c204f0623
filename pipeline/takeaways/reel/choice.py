"""Which pieces a film has: nobody twice, as many as fit, the strongest of each theme."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.project import Project
from pipeline.quotations import Chosen, Wanted, choose_quotations, find_quotations, require_any
from pipeline.store import Store
from pipeline.takeaways.reel.cuts import cut_for
from pipeline.takeaways.reel.order import AS_ASKED, Placed, arrange, laughing
from pipeline.takeaways.reel.plan import Plan
from pipeline.takeaways.reel.scenes import lay_out
from pipeline.takeaways.render.pieces import WRITTEN, Piece, find_pieces
from schemas.errors import ClipError, UsageError
from schemas.quotations import Quotation
from schemas.themes import load_themes

PEOPLE = 12
MOST_SECONDS = 60.0
"""Of a film, unless somebody says otherwise."""

_AGAIN = 0.15
"""How much less a quotation is worth for each that is taken of the same theme: a film shows more than one."""

_LOOKED_AT = 2000
"""Quotations, the best first, among which a film is chosen."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A film that was planned.

    Attributes:
        plan: As it is written down.
        pieces: What its cuts are, in order.
        why: Why each is where it is, in a sentence.
        seconds: How long it lasts.
        chosen: What was looked at, and what was held back.
        left_out: What was wanted and cannot be in it, in sentences.
    """

    plan: Plan
    pieces: tuple[Piece, ...]
    why: tuple[str, ...]
    seconds: float
    chosen: Chosen
    left_out: tuple[str, ...]


def plan_film(project: Project, wanted: Wanted, people: int, wish: Plan, today: date) -> Planned:
    """Choose the pieces of a film, and put them in order.

    Args:
        project: Where it was said.
        wanted: What is looked for.
        people: How many people are in it at most.
        wish: All that the plan says but its pieces.
        today: The day on which it leaves.

    Raises:
        UsageError: There is nothing to show, or it does not fit.
        ClipError: None of what fits can be shown: there are no copies.
    """
    chosen = find_quotations(project, wanted, wish.channel, today)
    require_any(chosen)
    candidates = _played(chosen)[:_LOOKED_AT]
    with Store.reading(project.database) as store:
        laughs = laughing(store, candidates)
    picking = _Picking(project, wish, people)
    if wanted.answers:
        picking.left_out += [
            WRITTEN.format(answer=each.answer_id) for each in chosen.quotations if each.is_text
        ]
    picking.pick(candidates, laughs, in_order=bool(wanted.answers))
    picking.require_any()
    by_answer = {piece.quotation.answer_id: piece for piece in picking.pieces}
    said = [piece.quotation for piece in picking.pieces]
    placed = (
        [Placed(each, AS_ASKED) for each in said]
        if wanted.answers
        else arrange(said, laughs, contrasts(project))
    )
    pieces = tuple(by_answer[each.quotation.answer_id] for each in placed)
    whole = Wanted(answers=tuple(by_answer), extent="answer")
    with Store.reading(project.database) as store:
        answers = {
            each.answer_id: each for each in choose_quotations(store, whole, wish.channel, today).quotations
        }
    cuts = tuple(cut_for(piece.quotation, answers[piece.quotation.answer_id]) for piece in pieces)
    plan = replace(wish, cuts=cuts)
    return Planned(
        plan,
        pieces,
        tuple(each.why for each in placed),
        lay_out(plan, pieces).seconds,
        chosen,
        tuple(picking.left_out),
    )


def _played(chosen: Chosen) -> list[Quotation]:
    """What of it can be played: what was written is in no film.

    Raises:
        UsageError: All of it was written.
    """
    played = [each for each in chosen.quotations if not each.is_text]
    if not played:
        raise UsageError(
            "All that matches was written and not said: there is nothing to play.",
            "vox card and vox quotes take what was written.",
        )
    return played


def contrasts(project: Project) -> Mapping[str, set[str]]:
    """For each theme the slugs of those whose people want the opposite."""
    found: dict[str, set[str]] = {}
    for theme in load_themes(project.theme_file):
        if theme.contrast:
            found.setdefault(theme.slug, set()).add(theme.contrast)
            found.setdefault(theme.contrast, set()).add(theme.slug)
    return found


class _Picking:
    """Takes one quotation after the other, as long as the film does not become too long."""

    def __init__(self, project: Project, wish: Plan, people: int) -> None:
        self._project, self._wish, self._most = project, wish, people
        self.pieces: list[Piece] = []
        self.left_out: list[str] = []
        self._missing: list[ClipError] = []
        self._shortest: float | None = None

    def pick(self, candidates: Sequence[Quotation], laughs: set[str], *, in_order: bool) -> None:
        left = list(candidates)
        if in_order:
            for each in left:
                self._take(each)
            return
        # One that laughs is worth most: films end on it.
        for each in left:
            if each.answer_id in laughs and self._take(each):
                break
        while left and len(self.pieces) < self._most:
            taken = {piece.quotation.speaker.key for piece in self.pieces}
            left = [each for each in left if each.speaker.key not in taken]
            if not left:
                break
            best = min(left, key=self._worth)
            left.remove(best)
            self._take(best)

    def require_any(self) -> None:
        """Make sure that something is in the film.

        Raises:
            UsageError: Nothing fits.
            ClipError: Nothing that fits can be shown.
        """
        if self.pieces:
            return
        if self._shortest is not None and self._wish.longest is not None:
            raise UsageError(
                f"Nothing fits into {self._wish.longest:g} seconds: with its cards the shortest film would"
                f" last {self._shortest:.1f} seconds.",
                "Raise --max, or leave out the title, the credits or the end card.",
            )
        raise self._missing[0]

    def _worth(self, each: Quotation) -> tuple[bool, bool, float, str]:
        """Less for what is worth more."""
        themes = Counter(theme.slug for piece in self.pieces for theme in piece.quotation.themes[:1])
        again = max((themes[theme.slug] for theme in each.themes[:1]), default=0)
        return not each.is_starred, not each.is_approved, _AGAIN * again - each.score, each.answer_id

    def _take(self, quotation: Quotation) -> bool:
        """Whether a quotation is in the film from now on."""
        if quotation.speaker.key in (piece.quotation.speaker.key for piece in self.pieces):
            self.left_out.append(f"Answer {quotation.answer_id}: who says it is in the film already.")
            return False
        if len(self.pieces) >= self._most:
            self.left_out.append(f"Answer {quotation.answer_id}: there are {self._most} people already.")
            return False
        longest = self._wish.longest
        if longest is not None:
            least = lay_out(self._wish, self.pieces).seconds + quotation.end - quotation.start
            # Files are opened only of what may fit.
            if least - self._wish.crossfade > longest:
                self._too_long(quotation, least)
                return False
        try:
            [piece] = find_pieces(self._project, [quotation])
        except ClipError as problem:
            self._missing.append(problem)
            self.left_out.append(str(problem))
            return False
        lasts = lay_out(self._wish, [*self.pieces, piece]).seconds
        if longest is not None and lasts > longest:
            self._too_long(quotation, lasts)
            return False
        self.pieces.append(piece)
        return True

    def _too_long(self, quotation: Quotation, lasts: float) -> None:
        if not self.pieces:
            self._shortest = min(lasts, self._shortest or lasts)
        self.left_out.append(f"Answer {quotation.answer_id}: the film would be too long with it.")
