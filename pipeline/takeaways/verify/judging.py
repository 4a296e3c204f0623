"""What a passage is: said word for word, by whom, or what was said instead."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from pipeline.takeaways.verify.attributions import Attribution, fits
from pipeline.takeaways.verify.passages import Passage
from pipeline.takeaways.verify.rights import Right, Rights
from pipeline.takeaways.verify.said import Index, Place, Said
from pipeline.takeaways.verify.tokens import ELLIPSIS, SOFT, Token, readable, tokenize
from pipeline.takeaways.verify.verdicts import Change, Kind, Verdict

NOT_THEIRS = "Somebody else says it than is named."
NOT_KNOWN = "Nobody is named in vox as who says it, so that the name cannot be checked."
NAMED_MORE = "It names who says it more fully than they agreed to."

UNCLOSED = "The mark that ends the quotation is missing."
JOINED = "An ellipsis joins {pieces} pieces of what was said."
BRACKETS = "What stands in square brackets is put in, and was not said."
EDITED = "The words were corrected since: it is what the machine had heard, or what was written, before."
BEGINS_WITHIN = "It begins within a sentence."
ENDS_WITHIN = "It ends within a sentence."

_ALTERED = 0.6
"""How alike two texts must be for one to be the other with changes."""

_SURELY = 0.8
"""Likewise, of words that may not be told of."""

_INSERTED = re.compile(r"\[[^\]\n]*\]")


@dataclass(frozen=True, slots=True)
class Sought:
    """A passage with its words, and with the pieces that are left where something was left out or put in."""

    passage: Passage
    tokens: tuple[Token, ...]
    pieces: tuple[tuple[Token, ...], ...]

    @property
    def has_insertions(self) -> bool:
        """Whether something stands in square brackets."""
        return any(match.group().strip("[]. …") for match in _INSERTED.finditer(self.passage.text))


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage may have been said."""

    sought: Sought
    verbatim: tuple[Place, ...]
    near: tuple[Place, ...]
    notes: tuple[str, ...] = ()


def seek(passage: Passage) -> Sought:
    """Take a passage apart."""
    text = readable(passage.text)
    passage = replace(passage, text=text)
    tokens = tuple(tokenize(text))
    inserted = [match.span() for match in _INSERTED.finditer(text)]
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == ELLIPSIS or any(start <= token.start < end for start, end in inserted):
            pieces.append([])
        else:
            pieces[-1].append(token)
    spoken = tuple(tuple(piece) for piece in pieces if any(token.is_word for token in piece))
    return Sought(passage, tokens, spoken)


def find(said: Said, index: Index, sought: Sought) -> Found:
    """Find where a passage may have been said."""
    numbers = said.numbers(sought.tokens)
    begins = [first for first in index.rows(numbers) if said.stands(sought.tokens, first, len(numbers))]
    count = len(numbers)
    notes: tuple[str, ...] = () if sought.passage.is_closed else (UNCLOSED,)
    if begins:
        verbatim = tuple(said.place(first, first + count - 1) for first in begins)
        cut = [said.is_cut(first, first + count - 1) for first in begins]
        if all(begun for begun, _ in cut):
            notes += (BEGINS_WITHIN,)
        if all(goes_on for _, goes_on in cut):
            notes += (ENDS_WITHIN,)
        return Found(sought, verbatim, (), notes)
    joined = _join(said, index, sought.pieces) if len(sought.pieces) > 1 or sought.has_insertions else None
    near = [joined] if joined else []
    near += [said.place(*each) for each in index.nearest(numbers) if each[2] >= _ALTERED]
    near += [said.place(first, first + count - 1) for first in index.rows(numbers)]
    if joined and joined.pieces > 1 and any(token.text == ELLIPSIS for token in sought.tokens):
        notes += (JOINED.format(pieces=joined.pieces),)
    if sought.has_insertions:
        notes += (BRACKETS,)
    return Found(sought, (), tuple(sorted(near, key=lambda place: -place.share)), notes)


def _join(said: Said, index: Index, pieces: Sequence[Sequence[Token]]) -> Place | None:
    """Where pieces are said one after the other in one clip, each token for token."""
    if not pieces:
        return None
    places = []
    for piece in pieces:
        numbers = said.numbers(piece)
        rows = [at for at in index.rows(numbers) if said.stands(piece, at, len(numbers), is_piece=True)]
        places.append([(at, at + len(numbers) - 1) for at in rows])
    best: tuple[int, int] | None = None
    for first, last in places[0]:
        end: int | None = last
        for following in places[1:]:
            at = len(following) if end is None else bisect_right(following, (end, len(said.stream)))
            end = following[at][1] if at < len(following) else None
        if end is None or said.place(first, first).clip_id != said.place(end, end).clip_id:
            continue
        if said.place(first, first).is_heard == said.place(end, end).is_heard and (
            best is None or end - first < best[1] - best[0]
        ):
            best = first, end
    return said.place(*best, pieces=len(pieces)) if best else None


def judge(said: Said, rights: Rights, found: Found) -> Verdict:
    """Say what a passage is."""
    shown = [place for place in found.verbatim if not place.is_heard]
    if shown:
        return _verbatim(said, rights, found, shown)
    heard = found.verbatim
    if redacted := [place for place in heard if _is_redacted(said, place)]:
        return _verdict("not_allowed", found, reasons=_right(said, rights, redacted[0]).reasons)
    if heard:
        return _altered(said, rights, replace(found, notes=(*found.notes, EDITED)), heard)
    return _altered(said, rights, found, found.near)


def _verbatim(said: Said, rights: Rights, found: Found, places: Sequence[Place]) -> Verdict:
    named = found.sought.passage.attribution
    place, right = _best(said, rights, places, named)
    source = rights.source(place, right) if right.is_told else None
    if not right.is_told and right.reasons:
        return _verdict("not_allowed", found, reasons=right.reasons)
    if wrong := _misnamed(rights, right, named):
        kind: Kind = "misattributed" if not right.reasons else "not_allowed"
        return _verdict(kind, found, source=source, reasons=(*right.reasons, wrong))
    reasons = right.reasons
    if named and not reasons and _names_more(rights, right, named):
        reasons = (NAMED_MORE,)
    return _verdict("not_allowed" if reasons else "verbatim", found, source=source, reasons=reasons)


def _best(
    said: Said, rights: Rights, places: Sequence[Place], named: Attribution | None
) -> tuple[Place, Right]:
    """Of places where the same is said the one at which who is named says it, and which may be used."""
    best: tuple[tuple[bool, int, bool], Place, Right] | None = None
    for place in places:
        right = _right(said, rights, place)
        faults = (bool(_misnamed(rights, right, named)), len(right.reasons), not right.is_told)
        if best is None or faults < best[0]:
            best = faults, place, right
        if not any(faults):
            # What is said by thousands is not asked about for each of them.
            break
    assert best is not None
    return best[1:]


def _altered(said: Said, rights: Rights, found: Found, near: Sequence[Place]) -> Verdict:
    near = [rights.within(place) for place in near]
    told = [(place, right) for place in near if (right := _right(said, rights, place)).is_told]
    if told:
        place, right = told[0]
        source = rights.source(place, right)
        difference = _difference(source.text, found.sought)
        reasons = right.reasons
        if wrong := _misnamed(rights, right, found.sought.passage.attribution):
            reasons = (*reasons, wrong)
        return _verdict("altered", found, source=source, difference=difference, reasons=reasons)
    for place in near:
        if place.share >= _SURELY:
            return _verdict("not_allowed", found, reasons=_right(said, rights, place).reasons)
    return _verdict("never_said", found)


def _right(said: Said, rights: Rights, place: Place) -> Right:
    return rights.of(place, is_redacted=place.is_heard and _is_redacted(said, place))


def _is_redacted(said: Said, place: Place) -> bool:
    at = range(place.first, place.last + 1)
    return any(said.edits.get((place.clip_id, position), ("", False))[1] for position in at)


def _misnamed(rights: Rights, right: Right, named: Attribution | None) -> str:
    """Why it is not who is named that says it, or that this is not known; else empty."""
    if named is None:
        return ""
    name = rights.name(right)
    if name and fits(named.name, name):
        return ""
    described = {word.casefold() for word in re.findall(r"\w+", rights.described(right))}
    is_what_they_are = {word.casefold() for word in re.findall(r"\w+", named.name)} <= described
    if is_what_they_are or not (named.is_surely_name or rights.is_known(named.name)):
        return ""
    return NOT_THEIRS if name else NOT_KNOWN


def _names_more(rights: Rights, right: Right, named: Attribution) -> bool:
    """Whether more of a name is told than somebody agreed to."""
    name = rights.name(right)
    if not name or not fits(named.name, name):
        return False
    allowed = rights.speaker(right).name
    return allowed is None or len(named.name.split()) > len(allowed.split())


def _difference(said_text: str, sought: Sought) -> tuple[Change, ...]:
    """What was said and what is written, piece by piece; marks at the end that may differ are not told of."""
    said_text, written_text = readable(said_text), " ".join(sought.passage.text.split())
    said, written = _without_end(tokenize(said_text)), _without_end(tokenize(written_text))
    changes: list[Change] = []
    for edit in Indel.opcodes([token.text for token in said], [token.text for token in written]):
        one = _slice(said_text, said[edit.src_start : edit.src_end])
        other = _slice(written_text, written[edit.dest_start : edit.dest_end])
        if edit.tag == "equal":
            changes.append(Change(other, other))
        elif changes and changes[-1].said != changes[-1].written:
            # What was taken out and what was put in its place are one change.
            last = changes.pop()
            changes.append(Change(_both(last.said, one), _both(last.written, other)))
        else:
            changes.append(Change(one, other))
    return tuple(changes)


def _without_end(tokens: Sequence[Token]) -> Sequence[Token]:
    at = len(tokens)
    while at and tokens[at - 1].text in SOFT and tokens[at - 1].text != ELLIPSIS:
        at -= 1
    return tokens[:at]


def _both(one: str, other: str) -> str:
    return " ".join(filter(None, (one, other)))


def _slice(text: str, tokens: Sequence[Token]) -> str:
    return text[tokens[0].start : tokens[-1].end] if tokens else ""


def _verdict(kind: Kind, found: Found, **more: object) -> Verdict:
    passage = found.sought.passage
    by = passage.attribution.text if passage.attribution else ""
    return Verdict(kind, passage.text, passage.place, by, notes=found.notes, **more)  # type: ignore[arg-type]
