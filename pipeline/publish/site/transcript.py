"""An answer's words as its page shows them: each with its times, its doubt, and the themes it earned.

And as captions take them: what each person says, in order.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from pipeline.captions import Passage
from pipeline.publish.site.data import Row
from schemas.records import Word

_DOUBTFUL = 0.5
"""Words less probable than this are shown as uncertain."""

Span = tuple[float, float]


def spoken_words(answer: Row, words: Sequence[Row], picked: Span | None = None) -> list[Row]:
    """The words of an answer in order, each with what stands before it, its times, doubt and themes.

    Args:
        answer: With its themes.
        words: All of its clip, in order; those that were taken out are not among them.
        picked: Seconds from and to which somebody points; words that are mostly within are `picked`.

    Returns:
        Joined, `before` and `text` are the answer's text, token for token.
    """
    spoken: list[Row] = []
    position = 0
    first = bisect_left(words, answer["first_word"], key=itemgetter("position"))
    last = bisect_right(words, answer["last_word"], key=itemgetter("position"))
    for word in words[first:last]:
        start = answer["text"].index(word["text"], position)
        end = start + len(word["text"])
        middle = (word["start"] + word["end"]) / 2
        spoken.append(
            {
                **word,
                "before": answer["text"][position:start],
                "doubtful": word["probability"] < _DOUBTFUL,
                "picked": picked is not None and picked[0] <= middle <= picked[1],
                "themes": [
                    theme["slug"]
                    for theme in answer["themes"]
                    if theme["evidence_start"] is not None
                    and theme["evidence_start"] < end
                    and theme["evidence_end"] > start
                ],
            }
        )
        position = end
    return spoken


def stretches(spoken: Sequence[Row]) -> list[dict[str, Any]]:
    """Words in stretches that earned the same themes, so that what marks them is not cut between words."""
    return [
        {"themes": themes, "words": list(words)}
        for themes, words in groupby(spoken, lambda word: word["themes"])
    ]


def joined(spoken: Sequence[Row]) -> str:
    """Words as they stand in the answer, token for token."""
    return "".join(f"{word['before']}{word['text']}" for word in spoken).strip()


def passages(clip: Row, answer: Row | None = None) -> list[Passage]:
    """What is said in a clip, or in one of its answers; without what is not believed.

    Args:
        clip: As `recording.read_clip` gives it.
        answer: One of its answers, or None for all that is said, also between them.
    """
    doubted = {segment["position"] for segment in clip["segments"] if segment["doubted"]}
    giving = {
        position: each
        for each in clip["answers"]
        for position in range(each["first_word"], each["last_word"] + 1)
    }
    found: list[tuple[Row | None, list[Word]]] = []
    for word in clip["words"]:
        given = giving.get(word["position"])
        if word["segment"] in doubted or (answer and given is not answer):
            continue
        if not found or found[-1][0] is not given:
            found.append((given, []))
        found[-1][1].append(
            Word(word["start"], word["end"], word["text"], word["probability"], bool(word["glued"]))
        )
    return [
        Passage(
            tuple(words),
            (given["name"] or "") if given else "",
            given["language"] if given else clip["language"],
        )
        for given, words in found
    ]
