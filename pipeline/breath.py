"""Which stretches of a clip leave: those in which something is said that may, and a breath around."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.records import Span

LEAD = 0.25
"""Seconds of quiet before and after what is said that are shown with it: without, it begins abruptly."""


@dataclass(frozen=True, slots=True)
class Said:
    """What leaves: an answer, or a piece of one.

    Attributes:
        start: Seconds of the clip.
        end: Likewise.
        words: The positions of its words.
    """

    start: float
    end: float
    words: range


def stretches(
    answers: Iterable[Said], words: Sequence[Span], others: Iterable[Span], end: float
) -> list[Span]:
    """The stretches of a clip in which some of it is said that may leave.

    No other word is in them, nor what else may be speech: half of the silence beside those is left out.

    Args:
        answers: What leaves.
        words: When each word of the clip is said, by position.
        others: When else somebody may be speaking.
        end: Where the clip ends, in seconds.
    """
    said = list(answers)
    ours = {place for answer in said for place in answer.words}
    beside = [*(span for place, span in enumerate(words) if place not in ours), *others]
    return [_with_leads(answer, beside, end) for answer in said]


def _with_leads(answer: Said, others: Sequence[Span], end: float) -> Span:
    middle = (answer.start + answer.end) / 2
    earlier = [span.end for span in others if (span.start + span.end) / 2 < middle]
    later = [span.start for span in others if (span.start + span.end) / 2 >= middle]
    quiet_before = (answer.start - max(earlier)) / 2 if earlier else answer.start
    quiet_after = (min(later) - answer.end) / 2 if later else end - answer.end
    return Span(
        answer.start - min(LEAD, max(0.0, quiet_before)), answer.end + min(LEAD, max(0.0, quiet_after))
    )
