"""The passages of a document that are quoted, and whom it names as saying them.

Quoted is what stands between marks of quotation, double or single, straight or curly, of any language, in a
block quote, or in a paragraph of Word in a style for quotes. A quotation may go on over paragraphs, each of
which begins with the mark again. Marks within a quotation are part of it. One or two words between marks are
taken for a manner of speaking ("so-called"), unless it is said who says them or they are set as a quote.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.takeaways.verify.attributions import (
    Attribution,
    after,
    before,
    is_by_line,
    read_line,
    tells_who,
)
from pipeline.takeaways.verify.blocks import Block
from pipeline.takeaways.verify.tokens import tokenize

_SHORT = 2
"""Words up to which a quotation may be a manner of speaking."""

_DOUBLE = {"“": "”", "„": "“”", "‟": "”", "«": "»", '"': '"', "＂": "＂", "「": "」", "『": "』", "‹": "›"}
_REVERSED = {"»": "«", "”": "”", "›": "‹"}
"""Marks that open where they are used the other way round, as in German and Swedish books."""

_SINGLE = {"‘": "’", "‚": "‘’", "'": "'"}
"""Marks that are apostrophes, too."""

_MAY_STAND_BEFORE = frozenset('([{—–-/:>*_…“„«"')
_SHORTENED = re.compile(r"(?:\d\ds?|em|til|n|cause|tis|twas|cos|bout)\b", re.IGNORECASE)
"""What follows an apostrophe at the beginning of a word: '90s, 'em."""

_OPENING = re.compile(r"(?:^|\s)['‘‚](?=\w)")

_PARAGRAPHS = 20
"""Over how many a passage may go on."""

_FAR = 2000
"""Signs after an apostrophe within which a mark is sought that would end a quotation."""

_DASH = re.compile(r"^(?:—|–|―|--?|~)\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Passage:
    """What is quoted, without the marks around it.

    Attributes:
        place: Where in the document.
        attribution: Whom it names, or None.
        is_closed: Whether the mark is there that ends it.
        is_set: Whether it stands in what is set as a quote, and so is no manner of speaking.
    """

    text: str
    place: str
    attribution: Attribution | None = None
    is_closed: bool = True
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """The passages of a document in order, and how many short ones are not among them."""

    passages: tuple[Passage, ...]
    short: int


@dataclass(frozen=True, slots=True)
class _Span:
    """Where in a text something is quoted: the marks around it are at `start` and before `end`."""

    start: int
    end: int
    opener: str
    is_closed: bool


def find_passages(blocks: Sequence[Block], *, short: bool = False) -> Quoted:
    """Find what a document quotes.

    Args:
        blocks: Its paragraphs.
        short: Whether one or two words between marks count, too.
    """
    found: list[Passage] = []
    passed_over = 0
    for passage in _all(blocks):
        words = sum(token.is_word for token in tokenize(passage.text))
        if words > _SHORT or (words and (short or passage.attribution or passage.is_set)):
            found.append(passage)
        else:
            passed_over += bool(words)
    return Quoted(tuple(found), passed_over)


def _all(blocks: Sequence[Block]) -> Iterator[Passage]:
    at = 0
    while at < len(blocks):
        block = blocks[at]
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        by = _by(following)
        if block.is_quote and not (at and blocks[at - 1].is_quote and _by(block)):
            yield from (replace(passage, is_set=True) for passage in _of_quote(block, by))
        else:
            open_at, passages = _of_paragraph(block, by)
            yield from passages
            if open_at is not None:
                passage, used = _over_paragraphs(blocks, at, open_at)
                yield passage
                at += used
        at += 1


def _by(block: Block | None) -> Attribution | None:
    """Whom a block names that says who says what stands before it."""
    if block is None or not (block.is_by or _DASH.match(block.text)):
        return None
    line = _DASH.sub("", block.text).split("\n")[0]
    return read_line(line) if is_by_line(line) else None


def _of_quote(block: Block, by: Attribution | None) -> Iterator[Passage]:
    """The passages of a block that is set as a quote: all of it, unless marks part it from what is told."""
    lines = block.text.split("\n")
    while len(lines) > 1 and _DASH.match(lines[-1]) and is_by_line(_DASH.sub("", lines[-1])):
        by = read_line(_DASH.sub("", lines.pop()))
    text = "\n".join(lines)
    spans = spans_of(text)
    is_led_to = bool(spans) and (spans[0].start == 0 or before(text[: spans[0].start]) is not None)
    if not is_led_to or not spans[-1].is_closed:
        yield Passage(text, block.place, by)
        return
    if not all(tells_who(rest) for rest in _between(text, spans) if re.search(r"\w", rest)):
        yield Passage(text, block.place, by)
        return
    if len(spans) == 1 and spans[0].start == 0 and not text[spans[0].end :].strip():
        yield Passage(text[1 : spans[0].end - 1], block.place, by)
        return
    _, passages = _of_paragraph(Block(text, block.place), by)
    yield from passages


def _between(text: str, spans: Sequence[_Span]) -> Iterator[str]:
    """What stands outside of what is quoted."""
    at = 0
    for span in spans:
        yield text[at : span.start]
        at = span.end
    yield text[at:]


def _of_paragraph(block: Block, by: Attribution | None) -> tuple[_Span | None, list[Passage]]:
    """The passages of a paragraph; and where one begins that does not end in it."""
    text = block.text
    spans = spans_of(text)
    passages: list[Passage] = []
    for number, span in enumerate(spans):
        if not span.is_closed:
            return span, passages
        until = spans[number + 1].start if number + 1 < len(spans) else len(text)
        since = spans[number - 1].end if number else 0
        is_last = number + 1 == len(spans)
        named = after(text[span.end : until]) or before(text[since : span.start])
        if is_last and named is None and not re.search(r"\w", text[span.end :]):
            named = by
        passages.append(Passage(text[span.start + 1 : span.end - 1], block.place, named))
    # "“Yes,” says Anna, “it is.”": who is named between two pieces says both.
    for number in range(1, len(passages)):
        between = text[spans[number - 1].end : spans[number].start]
        if passages[number].attribution is None and not re.search(r"[.!?]", between):
            passages[number] = replace(passages[number], attribution=after(between))
    return None, passages


def _over_paragraphs(blocks: Sequence[Block], at: int, span: _Span) -> tuple[Passage, int]:
    """A passage that is not ended in the paragraph in which it begins, and how many more it takes.

    The following paragraphs may begin with the mark again, as is usual, or not.
    """
    block = blocks[at]
    parts = [block.text[span.start + 1 :]]
    named = before(block.text[: span.start])
    for number, following in enumerate(blocks[at + 1 : at + _PARAGRAPHS], start=1):
        if following.is_quote:
            break
        begins = int(following.text.startswith(span.opener))
        first = next(
            (place for place in range(begins, len(following.text)) if _is_mark(following.text, place)), None
        )
        if first is None:
            parts.append(following.text[begins:])
            continue
        opens = following.text[first] == '"' and _opens(following.text, first)
        if opens or following.text[first] not in _closers(span.opener):
            break
        parts.append(following.text[begins:first])
        rest = following.text[first + 1 :]
        by = None
        if not re.search(r"\w", rest) and at + number + 1 < len(blocks):
            by = _by(blocks[at + number + 1])
        return Passage("\n".join(parts), block.place, after(rest) or by or named), number
    return Passage(parts[0], block.place, named, is_closed=False), 0


def _closers(opener: str) -> str:
    return _DOUBLE.get(opener) or _REVERSED[opener]


def _is_mark(text: str, place: int) -> bool:
    """Whether there is a mark that begins or ends a quotation, other than a single one."""
    return text[place] in _DOUBLE or text[place] in "”»›"


def spans_of(text: str) -> list[_Span]:
    """Where in a paragraph something is quoted; the last one may not be ended."""
    found: list[_Span] = []
    # What is not ended once is not ended later: a long text is not searched to its end for each.
    endless = ""
    at = 0
    while at < len(text):
        closers = _opens(text, at)
        if not closers or text[at] in endless:
            at += 1
            continue
        end = _close(text, at, closers)
        if end is not None:
            found.append(_Span(at, end + 1, text[at], is_closed=True))
            at = end + 1
        elif text[at] in _SINGLE or (text[at] in _REVERSED and text[at] not in _DOUBLE):
            endless += text[at]
            at += 1
        else:
            found.append(_Span(at, len(text), text[at], is_closed=False))
            break
    return found


def _opens(text: str, at: int) -> str:
    """The marks that would end what the sign at a place opens; empty if it opens nothing."""
    sign = text[at]
    if sign not in _DOUBLE and sign not in _REVERSED and sign not in _SINGLE:
        return ""
    before_it = text[at - 1] if at else " "
    after_it = text[at + 1] if at + 1 < len(text) else " "
    begins = before_it.isspace() or before_it in _MAY_STAND_BEFORE
    if sign in _DOUBLE:
        # A straight mark after a letter or a number ends something, or means inches.
        if sign == '"' and not (begins and not after_it.isspace()):
            return ""
        return _DOUBLE[sign]
    if not begins or after_it.isspace() or _SHORTENED.match(text, at + 1):
        return ""
    return _REVERSED.get(sign) or _SINGLE[sign]


def _close(text: str, at: int, closers: str) -> int | None:
    """Where what is opened at a place ends."""
    opener, depth = text[at], 1
    for place in range(at + 1, len(text)):
        sign = text[place]
        if sign in closers and (opener not in _SINGLE or _ends(text, place)):
            depth -= 1
            if depth == 0:
                return place
        elif sign == opener and opener not in closers:
            depth += 1
    if depth > 1:
        # A mark is missing somewhere: the first end is taken.
        return next((place for place in range(at + 1, len(text)) if text[place] in closers), None)
    return None


def _ends(text: str, place: int) -> bool:
    """Whether a single mark ends something, and is no apostrophe."""
    following = text[place + 1] if place + 1 < len(text) else " "
    if text[place - 1].isspace() or following.isalnum():
        return False
    # "the customers' needs ... '": an apostrophe after an s, where another mark comes before one that opens.
    goes_on = following == " " and text[place + 2 : place + 3].islower()
    rest = _OPENING.split(text[place + 1 : place + _FAR], maxsplit=1)[0]
    later = re.search(r"\w[.,!?…]*['’](?!\w)", rest)
    return not (text[place - 1] in "sz" and goes_on and later)
