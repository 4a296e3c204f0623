"""What speaks for each theme of a text, before it is weighed: its meaning and its words.

Meaning is the trained head's logit for the whole text and for its likeliest clause: one clause among ten
otherwise drowns. Words are a strong or a weak match of the theme's own list. A clause that sets a theme
aside ("never mind the price") speaks for none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.clauses import split_clauses
from pipeline.mentions import dismissed_spans
from pipeline.tag.cues import CueModel
from pipeline.tag.encoder import Encoder, Floats
from pipeline.tag.head import Head, linear, softmax
from pipeline.tag.lexicon import Lexicon, Match
from schemas.themes import Theme

NAMES = ("whole text", "likeliest clause", "strong words", "weak words", "no answer", "always")
"""The signals, in the order of `Signals.values` and of `Head.blend`."""

_LONGEST = 120
"""Words read as a whole: the head was trained on short answers, and a longer text is read in parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text that is read by itself, in characters, and its vector."""

    start: int
    end: int
    vector: Floats


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each theme of one text.

    Attributes:
        values: Shape (themes, signals), the signals in the order of `NAMES`.
        likeliest: For each theme the part of the text that is most about it.
        matches: The words of a theme's own list, by its slug.
        vector: Of the whole text.
        polarities: Probabilities in the order of `head.POLARITIES`.
        kinds: Likewise of `head.KINDS`, and last that the text is no answer.
    """

    values: Floats
    likeliest: tuple[Part, ...]
    matches: dict[str, Match]
    vector: Floats
    polarities: Floats
    kinds: Floats


class Listener:
    """Finds the signals in texts.

    Args:
        themes: The taxonomy. Those the head was not trained on, a project's own, are told by their cues.
        head: The trained head.
        encoder: Adapted, as the head was trained with.
    """

    def __init__(self, themes: Sequence[Theme], head: Head, encoder: Encoder) -> None:
        self._slugs = [theme.slug for theme in themes]
        self.lexicon = Lexicon(themes)
        self._head = head
        self._encoder = encoder
        meant = dict(zip(head.slugs, head.definitions, strict=True))
        self._trained = [
            column for column, theme in enumerate(themes) if meant.get(theme.slug) == theme.definition
        ]
        self._rows = [head.slugs.index(themes[column].slug) for column in self._trained]
        self._own = [column for column in range(len(themes)) if column not in self._trained]
        self.cues = CueModel([themes[column] for column in self._own], head.cue) if self._own else None

    def listen(self, texts: Sequence[str]) -> list[Signals]:
        """The signals of each text, none of which is empty."""
        spans = [_spans(text) for text in texts]
        vectors = self._encoder.encode(
            [
                text[start:end]
                for text, (whole, clauses) in zip(texts, spans, strict=True)
                for start, end in whole + clauses
            ]
        )
        found: list[Signals] = []
        position = 0
        for text, (whole, clauses) in zip(texts, spans, strict=True):
            parts = [
                Part(start, end, vectors[position + index])
                for index, (start, end) in enumerate(whole + clauses)
            ]
            position += len(parts)
            found.append(self._signals(text, parts[: len(whole)], parts[len(whole) :]))
        return found

    def _signals(self, text: str, whole: list[Part], clauses: list[Part]) -> Signals:
        dismissed = dismissed_spans(text)
        meant = [
            part
            for part in clauses
            if not any(part.start < end and start < part.end for start, end in dismissed)
        ] or whole
        vectors = np.stack([part.vector for part in whole])
        kinds = softmax(linear(vectors, self._head.kind)).mean(axis=0)
        of_parts = self._logits(text, meant)
        matches = {match.theme: match for match in self.lexicon.matches(_without(text, dismissed))}
        strong = [slug in matches and matches[slug].strong for slug in self._slugs]
        weak = [slug in matches and not matches[slug].strong for slug in self._slugs]
        values = np.stack(
            [
                self._logits(text, whole).max(axis=0),
                of_parts.max(axis=0),
                np.array(strong, np.float32),
                np.array(weak, np.float32),
                np.full(len(self._slugs), kinds[-1]),
                np.ones(len(self._slugs)),
            ],
            axis=-1,
        )
        return Signals(
            values=np.asarray(values, np.float32),
            likeliest=tuple(meant[index] for index in of_parts.argmax(axis=0)),
            matches=matches,
            vector=np.asarray(vectors.mean(axis=0), np.float32),
            polarities=softmax(linear(vectors, self._head.polarity)).mean(axis=0),
            kinds=kinds,
        )

    def _logits(self, text: str, parts: Sequence[Part]) -> Floats:
        """How much each part is about each theme, shape (parts, themes)."""
        logits = np.zeros((len(parts), len(self._slugs)), np.float32)
        vectors = np.stack([part.vector for part in parts])
        logits[:, self._trained] = linear(vectors, self._head.theme)[:, self._rows]
        if self.cues:
            logits[:, self._own] = self.cues.logits([text[part.start : part.end] for part in parts])
        return logits


_Spans = list[tuple[int, int]]


def _spans(text: str) -> tuple[_Spans, _Spans]:
    """The text as a whole, cut where it is longer than the head is used to; and its clauses, if several."""
    clauses = split_clauses(text)
    whole: _Spans = []
    for start, end in clauses:
        if whole and len(text[whole[-1][0] : end].split()) <= _LONGEST:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole, clauses if len(clauses) > 1 else []


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with full stops in place of some of its parts, so that places in it stay what they were."""
    for start, end in spans:
        text = text[:start] + "." * (end - start) + text[end:]
    return text
