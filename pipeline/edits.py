"""The words of a clip as they are shown: as people corrected them, with a bar over what is redacted.

What the machine heard is never changed. An edit gives a word another text and leaves it its place and its
time: so a click on a corrected word still plays where it is said, and whatever counts words by position goes
on. A word that was taken out, or that stands in the one before it now, has an empty text.

Corrections hold for the words they were made over. Where another model hears others there, a correction is
not put on top of them: it is kept, and told as one that somebody has to look at. What is to be hidden is
hidden by time, whatever is heard there.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from hashlib import sha256

from pipeline.decisions import holding
from schemas.records import (
    Answer,
    Box,
    Correction,
    Muted,
    Redactions,
    Segment,
    Transcript,
    Word,
    join_words,
)

WORDS, REDACT, BLUR, QUOTE = "words", "redact", "blur", "quote"
"""Fields of decisions about words and pictures; several of a kind can hold for one answer."""

REVIEW, QUOTE_REVIEW, STARRED, NAMES = "review", "quote_review", "starred", "names"
"""Fields of decisions about letting an answer out."""

EDITS = frozenset({WORDS, REDACT, QUOTE})
"""Fields that change what is read in a clip: it is tagged anew with each."""

BAR = "\N{FULL BLOCK}" * 5
"""Stands for what is redacted, however long that is."""

_NEAR = 1.0
"""Seconds by which words may have moved since somebody corrected them, if they are the same ones."""

_GUARD = 0.05
"""Seconds before and after what is redacted: a word that only touches it is said outside of it."""


def edited(transcript: Transcript, corrections: Sequence[Correction]) -> Transcript:
    """What was heard as it is shown: the same words in the same places, some with another text.

    Args:
        transcript: What the machine heard.
        corrections: What people decided about the clip.
    """
    changes = word_edits(transcript.words, corrections)
    if not changes:
        return transcript
    segments: list[Segment] = []
    position = 0
    for segment in transcript.segments:
        words = tuple(
            replace(word, text=changes[place][0], probability=1.0) if place in changes else word
            for place, word in enumerate(segment.words, start=position)
        )
        position += len(words)
        segments.append(replace(segment, words=words, text=join_words(words)))
    return replace(transcript, segments=tuple(segments))


def word_edits(words: Sequence[Word], corrections: Sequence[Correction]) -> dict[int, tuple[str, bool]]:
    """The words that are not shown as they were heard, by position: their text, and whether it is redacted.

    Args:
        words: All words of a clip as they were heard.
        corrections: What people decided about the clip.
    """
    changes: dict[int, tuple[str, bool]] = {}
    hidden: dict[int, bool] = {}
    for correction in holding(corrections):
        if correction.field == WORDS and (found := _meant(words, correction)):
            changes = {place: change for place, change in changes.items() if place not in found}
            placed = _placed(words, found, correction.after or "")
            changes |= {place: (text, False) for place, text in placed.items()}
        elif correction.field == REDACT:
            places = _within(words, correction, _GUARD)
            # One bar at its beginning, in whatever answer that is.
            hidden |= {place: hidden.get(place, False) or place == places[0] for place in places}
    changes |= {place: (BAR if begins else "", True) for place, begins in hidden.items()}
    return {place: change for place, change in changes.items() if change != (words[place].text, False)}


def as_told(corrections: Iterable[Correction]) -> list[Correction]:
    """Decisions as they are told in a history: with bars for texts of where something is redacted.

    Args:
        corrections: All that people decided about some clips.
    """
    said = list(corrections)
    hidden: dict[str, list[Correction]] = defaultdict(list)
    for each in holding(said):
        if each.field == REDACT:
            hidden[each.clip_id].append(each)
    return [
        _barred(each)
        if any(each.start < other.end and other.start < each.end for other in hidden[each.clip_id])
        else each
        for each in said
    ]


def _barred(correction: Correction) -> Correction:
    if correction.field not in (WORDS, QUOTE, QUOTE_REVIEW):
        return correction
    return replace(correction, before=correction.before and BAR, after=correction.after and BAR)


def reword(answer: Answer, heard: Transcript, shown: Transcript) -> Answer:
    """An answer and the question before it as they read after edits.

    Args:
        answer: As it was cut from what was heard.
        heard: What the machine heard.
        shown: The same words as they are shown.
    """
    if heard is shown:
        return answer
    text = join_words(shown.words[answer.first_word : answer.last_word + 1])
    return replace(answer, text=text, question=_reworded_question(answer, heard.words, shown.words))


def _reworded_question(answer: Answer, heard: Sequence[Word], shown: Sequence[Word]) -> str | None:
    if answer.question is None:
        return None
    for first in range(answer.first_word):
        if heard[first].start == answer.question_start:
            found = _reading(heard, first, answer.question)
            if found:
                return join_words([shown[place] for place in found])
    return answer.question


def unresolved(words: Sequence[Word], corrections: Sequence[Correction]) -> list[Correction]:
    """The decisions that were made over other words than are heard now: somebody has to look at them.

    Args:
        words: All words of a clip as they are heard now.
        corrections: What people decided about the clip.
    """
    held = holding(corrections)
    return [each for each in held if not _stands(words, each) and not _is_decided_anew(each, held)]


def _is_decided_anew(correction: Correction, held: Sequence[Correction]) -> bool:
    """Whether the same was decided there later; what is hidden stays so until it is taken back."""
    middle = (correction.start + correction.end) / 2
    return correction.field != REDACT and any(
        each.id > correction.id and each.field == correction.field and each.start <= middle <= each.end
        for each in held
    )


def said_there(words: Sequence[Word], start: float, end: float) -> str:
    """A sum of the words heard between two seconds, by which is seen whether others are heard now."""
    return _sum([words[place] for place in _between(words, start, end)])


def _sum(words: Sequence[Word]) -> str:
    text = " ".join(word.text.casefold() for word in words)
    return sha256(text.encode()).hexdigest()[:16]


def chosen_words(words: Sequence[Word], correction: Correction) -> range | None:
    """The words somebody chose as a quote: those that read so, nearest to where they were, or that lie there.

    Args:
        words: All words of a clip as they are shown.
        correction: The choice.
    """
    found = _nearest_reading(words, correction.after or "", correction.start)
    there = _between(words, correction.start, correction.end)
    return found or (range(there[0], there[-1] + 1) if there else None)


def _stands(words: Sequence[Word], correction: Correction) -> bool:
    if correction.field == WORDS:
        # What is written there now may be what somebody wrote over it.
        return _meant(words, correction) is not None or _reads(words, correction, correction.after or "")
    if correction.said is None:
        return True
    # Another model may hear the same words a little earlier or later.
    firsts = [place for place, word in enumerate(words) if abs(word.start - correction.start) <= _NEAR]
    lasts = [place for place, word in enumerate(words) if abs(word.end - correction.end) <= _NEAR]
    return any(
        first <= last and _sum(words[first : last + 1]) == correction.said
        for first in firsts
        for last in lasts
    )


def _meant(words: Sequence[Word], correction: Correction) -> range | None:
    """The words that a correction was made over: those that read the same, nearest to its time."""
    return _nearest_reading(words, correction.before or "", correction.start)


def _nearest_reading(words: Sequence[Word], text: str, start: float) -> range | None:
    """The words that read as a text and begin nearest to a second, where they may have moved to."""
    near = [first for first, word in enumerate(words) if word.text and abs(word.start - start) <= _NEAR]
    places = filter(None, (_reading(words, first, text) for first in near))
    return min(places, key=lambda place: abs(words[place[0]].start - start), default=None)


def _reading(words: Sequence[Word], first: int, text: str) -> range | None:
    """The words from one on that read as a text, if they do."""
    for last in range(first, len(words)):
        read = join_words(words[first : last + 1])
        if len(read) >= len(text):
            return range(first, last + 1) if read == text else None
    return None


def _reads(words: Sequence[Word], correction: Correction, text: str) -> bool:
    found = _between(words, correction.start, correction.end)
    return join_words([words[place] for place in found]) == text


def _between(words: Sequence[Word], start: float, end: float) -> list[int]:
    """The words whose middle lies between two seconds."""
    return [
        place for place, word in enumerate(words) if start - 1e-6 <= (word.start + word.end) / 2 <= end + 1e-6
    ]


def _within(words: Sequence[Word], correction: Correction, guard: float) -> list[int]:
    """The words of which anything is said in the time of a redaction."""
    inside = set(_between(words, correction.start, correction.end))
    start, end = correction.start + guard, correction.end - guard
    return [
        place
        for place, word in enumerate(words)
        if place in inside or (word.start < end and word.end > start)
    ]


def _placed(words: Sequence[Word], places: Sequence[int], text: str) -> Mapping[int, str]:
    """A new text spread over the words it replaces, so that those which are the same stay where they were."""
    is_spaced = not all(words[place].glued for place in places) or len(places) == 1
    units: list[list[int]] = []
    for place in places:
        # "10" and "-foot" are written as one word, and so is what stands there instead.
        if is_spaced and units and words[place].glued:
            units[-1].append(place)
        else:
            units.append([place])
    old = [join_words([words[place] for place in unit]) for unit in units]
    new = text.split() if is_spaced else list("".join(text.split()))
    placed: dict[int, str] = {}
    for unit, before, tokens in zip(units, old, _aligned(old, new), strict=True):
        if tokens == [before]:
            continue
        placed |= dict.fromkeys(unit, "")
        placed[unit[0]] = (" " if is_spaced else "").join(tokens)
    return placed


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[list[str]]:
    """The new words in order, each with an old one: the same where there is one, else one in its stead."""
    told: list[list[str]] = [[] for _ in old]
    same = [token.casefold() for token in old], [token.casefold() for token in new]
    for what, i1, i2, j1, j2 in SequenceMatcher(None, *same, autojunk=False).get_opcodes():
        if what == "insert":
            # Before the first word it stands with that; elsewhere with the word it follows.
            told[max(i1 - 1, 0)].extend(new[j1:j2])
            continue
        size, many = i2 - i1, j2 - j1
        for offset in range(size):
            told[i1 + offset].extend(new[j1 + offset * many // size : j1 + (offset + 1) * many // size])
    return told


def redactions(corrections: Sequence[Correction]) -> Redactions:
    """All that is not to be heard or seen of a clip.

    Args:
        corrections: What people decided about it.
    """
    held = holding(corrections)
    return Redactions(
        sounds=tuple(
            Muted(each.start, each.end, "bleep" if each.after == "bleep" else "mute")
            for each in held
            if each.field == REDACT
        ),
        boxes=tuple(
            Box(each.start, each.end, **json.loads(each.after))
            for each in held
            if each.field == BLUR and each.after
        ),
    )
