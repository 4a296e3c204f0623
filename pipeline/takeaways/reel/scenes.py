"""What is seen one after the other: cards and pieces, and for how many pictures each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.takeaways.reel.plan import Plan
from pipeline.takeaways.render.canvas import SIZES, Canvas
from pipeline.takeaways.render.pieces import Piece
from schemas.quotations import Speaker
from schemas.records import Span

Card = Literal["title", "credits", "end"]

PAID = "paid"
"""Said of whoever is paid, as the law wants it in most countries."""

_TITLE, _CREDITS, _END = (1.0, 0.3, 2.5, 6.0), (1.5, 0.4, 2.5, 8.0), (1.0, 0.3, 2.0, 5.0)
"""How long cards are read: seconds, as many more for each word or line, and the least and the most."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of the film.

    Attributes:
        shown: A piece, or which card.
        own: How many pictures it has.
        before: How many times its first picture is shown before that, while the scene before goes.
        after: How many times its last one is shown after, while the next comes.
    """

    shown: Piece | Card
    own: int
    before: int = 0
    after: int = 0

    @property
    def pictures(self) -> int:
        """How many there are in all."""
        return self.before + self.own + self.after


@dataclass(frozen=True, slots=True)
class Layout:
    """All of a film.

    Attributes:
        scenes: In order.
        fade: Pictures in which one scene becomes the next, and in which the film comes and goes.
        canvas: What it is drawn on.
    """

    scenes: tuple[Scene, ...]
    fade: int
    canvas: Canvas

    @property
    def pictures(self) -> int:
        """How many the film has."""
        return sum(scene.pictures for scene in self.scenes) - self.fade * (len(self.scenes) - 1)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.pictures / self.canvas.rate

    def starts(self) -> list[int]:
        """With which picture each scene begins to come."""
        found, at = [], 0
        for scene in self.scenes:
            found.append(at)
            at += scene.pictures - self.fade
        return found

    def said(self) -> list[Span]:
        """When somebody speaks, in seconds of the film."""
        found = []
        for start, scene in zip(self.starts(), self.scenes, strict=True):
            if isinstance(scene.shown, Piece):
                begin, said = (start + scene.before) / self.canvas.rate, scene.shown.said
                found.append(Span(begin + said.start, begin + said.end))
        return found


def lay_out(plan: Plan, pieces: Sequence[Piece]) -> Layout:
    """When what is seen.

    No word is said while one piece becomes the next: where the breath around it is shorter than that takes,
    its first or last picture stays for a moment.
    """
    canvas = Canvas(*SIZES[plan.aspect])
    fade = round(plan.crossfade * canvas.rate)
    scenes: list[Scene] = []
    if plan.title:
        scenes.append(_card("title", _reading(_TITLE, len(plan.title.split())), fade, canvas))
    for piece in pieces:
        own = canvas.pictures(piece.seconds)
        quiet = (piece.said.start, own / canvas.rate - piece.said.end)
        before, after = (max(0, fade - int(seconds * canvas.rate)) for seconds in quiet)
        scenes.append(Scene(piece, own, before, after))
    if plan.credits:
        seconds = _reading(_CREDITS, len(credit_lines([piece.quotation.speaker for piece in pieces])))
        scenes.append(_card("credits", seconds, fade, canvas))
    if plan.end:
        scenes.append(_card("end", _reading(_END, len(plan.end.split())), fade, canvas))
    return Layout(tuple(scenes), fade, canvas)


def credit_lines(speakers: Sequence[Speaker]) -> list[str]:
    """Who is in it: those by name who may be named, and how many others; who is paid is marked so."""
    people = {speaker.key: speaker for speaker in speakers}.values()
    lines = list(dict.fromkeys(marked(each).line for each in people if each.name))
    others = [each for each in people if not each.name]
    if not others:
        return lines
    paid = sum(each.relation == PAID for each in others)
    and_others = f"{'and ' if lines else ''}{len(others)} {'other' if lines else 'voice'}"
    told = f"{and_others}{'' if len(others) == 1 else 's'}"
    if paid:
        told += f", {PAID}" if paid == len(others) else f", {paid} of them {PAID}"
    return [*lines, told]


def marked(speaker: Speaker) -> Speaker:
    """A speaker as films tell of them: viewers are told of who is paid, though nobody may be named."""
    if speaker.relation != PAID:
        return speaker
    if not speaker.name:
        return replace(speaker, name=PAID.capitalize())
    return replace(speaker, role=", ".join(filter(None, (speaker.role, PAID))))


def _reading(times: tuple[float, float, float, float], number: int) -> float:
    base, each, least, most = times
    return min(most, max(least, base + each * number))


def _card(card: Card, seconds: float, fade: int, canvas: Canvas) -> Scene:
    return Scene(card, max(canvas.pictures(seconds), 2 * fade + 1))
