"""What can be done in the studio: each action by its name, the same as by `vox correct` and `vox people`."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary

from pipeline.corrections import Corrections, correcting
from pipeline.corrections.base import RE_READ
from pipeline.edits import BLUR, REDACT
from pipeline.people import check_consent, save_consent
from pipeline.people_tables import last_consent
from pipeline.project import Project
from pipeline.search import find_person
from schemas.errors import LockedError, UsageError
from schemas.people import Channel, Consent, Naming, Status
from schemas.records import Correction

Told = Mapping[str, Any]
"""What a page sends along with an action: texts, numbers, or lists of them."""

PATIENCE = 20.0
"""Seconds to wait for a run that is writing: pictures that are made anew take some."""

_DETAILS = ("name", "role", "company", "place", "relation")


@dataclass(frozen=True, slots=True)
class Desk:
    """One studio: whose project it is, who decides there, and the secret its pages send along."""

    project: Project
    author: str
    token: str


_DESKS: WeakKeyDictionary[Any, Desk] = WeakKeyDictionary()


def set_up(datasette: Any, desk: Desk) -> None:
    """Make a site a studio."""
    _DESKS[datasette] = desk


def desk_of(datasette: Any) -> Desk:
    """The desk of a studio."""
    return _DESKS[datasette]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an action.

    Attributes:
        corrections: The decisions that were stored; none if it was so already.
        clips: The clips whose sound or picture has to be made anew.
        changed: Whether anything is other than it was.
    """

    corrections: tuple[Correction, ...]
    clips: tuple[str, ...]
    changed: bool


def _number(told: Told, name: str) -> float:
    try:
        return float(told[name])
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"A number is missing: {name}.", "Reload the page and try again.") from None


def _place(told: Told, name: str) -> int:
    return _whole(told.get(name), name)


def _whole(value: Any, name: str) -> int:
    try:
        return int(value)
    # A page sends none of these; whoever writes to the studio from elsewhere is told so, too.
    except (TypeError, ValueError, OverflowError):
        raise UsageError(f"A number is missing: {name}.", "Reload the page and try again.") from None


def _text(told: Told, name: str) -> str:
    return str(told.get(name) or "")


def _is_on(told: Told, name: str = "on") -> bool:
    return _text(told, name) not in ("0", "false", "False", "")


_ANSWERS: dict[str, Callable[[Corrections, str, Told], Correction | None]] = {
    "approve": lambda made, answer, _: made.approve(answer),
    "hide": lambda made, answer, _: made.hide(answer),
    "reset": lambda made, answer, _: made.reset_review(answer),
    "approve_quote": lambda made, answer, _: made.approve_quote(answer),
    "allow_names": lambda made, answer, _: made.allow_names(answer),
    "star": lambda made, answer, told: made.star(answer, _is_on({"on": "1", **told})),
    "accept": lambda made, answer, told: made.accept(answer, _text(told, "theme")),
    "reject": lambda made, answer, told: made.reject(answer, _text(told, "theme")),
    "add": lambda made, answer, told: made.add(answer, _text(told, "theme")),
    # Of many, those that carry it.
    "remove": lambda made, answer, told: made.remove(
        answer, _text(told, "theme"), if_carried=len(_list(told, "answers")) > 1
    ),
    "name": lambda made, answer, told: made.name(answer, _text(told, "name"), voice=_is_on(told, "voice")),
    "in_shot": lambda made, answer, told: made.in_shot(
        answer, made.remember(_text(told, "person")), _is_on({"on": "1", **told})
    ),
    "reword": lambda made, answer, told: made.reword(
        answer, _place(told, "first"), _place(told, "last"), _text(told, "text")
    ),
    "quote": lambda made, answer, told: made.choose_quote(
        answer, _place(told, "first"), _place(told, "last")
    ),
    "redact": lambda made, answer, told: made.redact(
        answer, _place(told, "first"), _place(told, "last"), _text(told, "how") or "mute"
    ),
    "split": lambda made, answer, told: made.split(answer, at=_number(told, "at")),
    "join": lambda made, answer, _: made.join(answer),
    "keep_question": lambda made, answer, _: made.keep_question(answer),
    "strip_question": lambda made, answer, _: made.strip_question(answer),
    "off_topic": lambda made, answer, told: made.mark(answer, off_topic=_is_on({"on": "1", **told})),
    "polarity": lambda made, answer, told: made.set_polarity(answer, _text(told, "value")),
    "kind": lambda made, answer, told: made.set_kind(answer, _text(told, "value")),
}
"""Actions about answers; each is done for every answer that is named."""


def act(desk: Desk, action: str, told: Told) -> Done:
    """Do one thing.

    Args:
        desk: Whose studio it is.
        action: Its name.
        told: What it is about.

    Raises:
        UsageError: There is no such action, or it makes no sense.
        LockedError: Another run has been writing all the while.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with correcting(desk.project, desk.author) as made:
                return _act(desk, made, action, told)
        except LockedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _act(desk: Desk, made: Corrections, action: str, told: Told) -> Done:
    if action == "undo":
        numbers = [_whole(number, "number") for number in _list(told, "number")]
        # The last first: what was done on top of something goes before it.
        return _done(made.together(lambda: [made.undo(number) for number in sorted(numbers, reverse=True)]))
    if action == "blur":
        start, end, x, y, width, height = (
            _number(told, name) for name in ("start", "end", "x", "y", "width", "height")
        )
        person = _text(told, "person") or None
        return _done([made.blur(_text(told, "clip"), start, end, x, y, width, height, person)])
    if action == "describe":
        details = {name: _text(told, name) or None for name in _DETAILS if name in told}
        return _done(made.describe(_text(told, "person"), **details))
    if action == "consent":
        return Done((), (), _consent(desk, made, told))
    if action == "accept_person":
        person = _text(told, "person") or None
        return _done(made.accept_person(_text(told, "suggestion"), person, is_new=_is_on(told, "new")))
    if action == "dismiss_person":
        return _done([made.dismiss_person(_text(told, "suggestion"))])
    if action not in _ANSWERS:
        raise UsageError(f"The studio cannot do '{action}'.", "Reload the page and try again.")
    answers = _list(told, "answers")
    if not answers:
        raise UsageError("No answer is chosen.", "Choose one or more first.")
    # All of them or none: what is half done in a list is hard to see.
    return _done(made.together(lambda: [_ANSWERS[action](made, str(answer), told) for answer in answers]))


def _done(made: Sequence[Correction | None]) -> Done:
    stored = tuple(each for each in made if each)
    anew = {each.clip_id for each in stored if each.field in (REDACT, BLUR) or each.field in RE_READ}
    return Done(stored, tuple(sorted(anew)), bool(stored))


def _consent(desk: Desk, made: Corrections, told: Told) -> bool:
    said = Consent(
        status=cast("Status", _text(told, "status")),
        channels=cast("tuple[Channel, ...]", tuple(map(str, _list(told, "channels")))),
        naming=cast("Naming | None", _text(told, "naming") or None),
        wording=_text(told, "wording") or None,
        wording_version=_text(told, "wording_version") or None,
        given_on=_text(told, "given_on") or None,
        expires_on=_text(told, "expires_on") or None,
        evidence=_text(told, "evidence") or None,
    )
    person = find_person(made.store, _text(told, "person"))
    known = made.store.within(lambda db: last_consent(db, person))
    return save_consent(made.store, person, check_consent(desk.project, said, known), desk.author)


def _list(told: Told, name: str) -> list[Any]:
    value = told.get(name)
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
