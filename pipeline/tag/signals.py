"""What speaks for each theme of a text, before it is weighed: its meaning and its words.

Meaning is the trained head's logit for the text; words are a strong or a weak match of the theme's own list.
A clause that sets a theme aside ("never mind the price") has no words that count.
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

NAMES = ("meaning", "strong words", "weak words", "no answer", "always")
"""The signals, in the order of `Signals.values` and of `Head.blend`."""

_LONGEST = 60
"""Words read as a whole: the head was trained on short answers, and a longer text is read in parts."""


_Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, in characters, and its vector."""

    start: int
    end: int
    vector: Floats


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each theme of one text.

    Attributes:
        values: Shape (themes, signals), the signals in the order of `NAMES`.
        matches: The words of a theme's own list, by its slug.
        vector: Of the whole text.
        polarities: Probabilities in the order of `head.POLARITIES`.
        kinds: Likewise of `head.KINDS`, and last that the text is no answer.
    """

    values: Floats
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

    Attributes:
        lexicon: The themes' words.
        trained: Places in the taxonomy of the themes that the head was trained on.
        own: Places of the others.
        cues: Tells those; None if there are none.
    """

    def __init__(self, themes: Sequence[Theme], head: Head, encoder: Encoder) -> None:
        self._slugs = [theme.slug for theme in themes]
        self.lexicon = Lexicon(themes)
        self._head = head
        self._encoder = encoder
        meant = dict(zip(head.slugs, head.definitions, strict=True))
        self.trained = [
            column for column, theme in enumerate(themes) if meant.get(theme.slug) == theme.definition
        ]
        self._rows = [head.slugs.index(themes[column].slug) for column in self.trained]
        self.own = [column for column in range(len(themes)) if column not in self.trained]
        self.cues = CueModel([themes[column] for column in self.own], head.cue) if self.own else None

    def listen(self, texts: Sequence[str]) -> list[Signals]:
        """The signals of each text, none of which is empty."""
        parts = self._read(texts, [_stretches(text) for text in texts])
        return [self._signals(text, read) for text, read in zip(texts, parts, strict=True)]

    def likeliest(self, text: str, columns: Sequence[int]) -> dict[int, Part]:
        """For themes, by their places in the taxonomy, the clause of a text that is most about each."""
        dismissed = dismissed_spans(text)
        clauses = [
            (start, end)
            for start, end in split_clauses(text)
            if not any(start < till and since < end for since, till in dismissed)
        ]
        [parts] = self._read([text], [clauses or _stretches(text)])
        logits = self._logits(text, parts)
        return {column: parts[int(logits[:, column].argmax())] for column in columns}

    def _read(self, texts: Sequence[str], spans: Sequence[_Spans]) -> list[list[Part]]:
        """Stretches of texts with their vectors, all read together."""
        places = [(index, start, end) for index, of_text in enumerate(spans) for start, end in of_text]
        vectors = self._encoder.encode([texts[index][start:end] for index, start, end in places])
        parts: list[list[Part]] = [[] for _ in texts]
        for (index, start, end), vector in zip(places, vectors, strict=True):
            parts[index].append(Part(start, end, vector))
        return parts

    def _signals(self, text: str, parts: Sequence[Part]) -> Signals:
        vectors = np.stack([part.vector for part in parts])
        kinds = softmax(linear(vectors, self._head.kind)).mean(axis=0)
        meant = _without(text, dismissed_spans(text))
        matches = {match.theme: match for match in self.lexicon.matches(meant)}
        values = np.stack(
            [
                self._logits(text, parts).max(axis=0),
                np.array([slug in matches and matches[slug].strong for slug in self._slugs]),
                np.array([slug in matches and not matches[slug].strong for slug in self._slugs]),
                np.full(len(self._slugs), kinds[-1]),
                np.ones(len(self._slugs)),
            ],
            axis=-1,
        )
        return Signals(
            values=np.asarray(values, np.float32),
            matches=matches,
            vector=np.asarray(vectors.mean(axis=0), np.float32),
            polarities=softmax(linear(vectors, self._head.polarity)).mean(axis=0),
            kinds=kinds,
        )

    def _logits(self, text: str, parts: Sequence[Part]) -> Floats:
        """How much each part is about each theme, shape (parts, themes)."""
        logits = np.zeros((len(parts), len(self._slugs)), np.float32)
        vectors = np.stack([part.vector for part in parts])
        logits[:, self.trained] = linear(vectors, self._head.theme)[:, self._rows]
        if self.cues:
            logits[:, self.own] = self.cues.logits([text[part.start : part.end] for part in parts])
        return logits


def _stretches(text: str) -> _Spans:
    """The text as a whole, cut between clauses where it is longer than the head is used to."""
    stretches: _Spans = []
    for start, end in split_clauses(text):
        if stretches and len(text[stretches[-1][0] : end].split()) <= _LONGEST:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with full stops in place of some of its parts, so that places in it stay what they were."""
    for start, end in spans:
        text = text[:start] + "." * (end - start) + text[end:]
    return text
