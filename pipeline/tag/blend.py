"""The default tagger: words and meaning weighed together.

A logistic regression, fitted by training/head.py on voices the encoder had not seen, makes one probability of
each theme's signals. The words are the evidence where they match; where only the meaning speaks, the
likeliest clause is, with the example that it reads like.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from pipeline.tag import learn
from pipeline.tag.encoder import ADAPTER, LANGUAGE, Encoder, Floats, unit
from pipeline.tag.examples import Examples
from pipeline.tag.head import FILE, KINDS, POLARITIES, fingerprint, load_head, sigmoid
from pipeline.tag.lexicon import STRONG_SCORE, WEAK_SCORE
from pipeline.tag.signals import Listener, Part, Signals
from schemas.records import Reading, Tag, Tier
from schemas.themes import Theme

TAG_AT = 0.45
"""The probability from which a theme is awarded, chosen on the development set."""

SUGGEST_AT = 0.25
"""The probability from which it is shown as a suggestion."""

_STRONG, _WEAK = (float(np.log(score / (1 - score))) for score in (STRONG_SCORE, WEAK_SCORE))


class Blend:
    """Tags by words and meaning; see `Tagger`.

    Args:
        themes: The taxonomy; a project may have its own.
        learnt: What a project's corrections taught.

    Raises:
        UsageError: A theme's word list cannot be used.
        MachineError: The encoder's weights are missing or altered.
    """

    version = f"blend-1-{fingerprint([ADAPTER, FILE])}"

    def __init__(self, themes: Sequence[Theme], learnt: bytes | None = None) -> None:
        self._slugs = [theme.slug for theme in themes]
        self._encoder = Encoder()
        self._head = load_head()
        self._listener = Listener(themes, self._head, self._encoder)
        self._learnt = learn.load(learnt, self._slugs)

    def read(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[Reading]:
        """See `Tagger.read`. Its words are English: a text in another language gets an empty reading."""
        english = [
            index
            for index, (text, language) in enumerate(zip(texts, languages, strict=True))
            if language in (LANGUAGE, None) and text.strip()
        ]
        readings = [Reading()] * len(texts)
        for index, signals in zip(
            english, self._listener.listen([texts[index] for index in english]), strict=True
        ):
            readings[index] = self._read(texts[index], signals)
        return readings

    def words_of(self, text: str) -> list[str]:
        """See `Tagger.words_of`."""
        return self._listener.lexicon.words_of(text)

    def weigh(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Vectors of texts, of unit length, and the logits of their themes with nothing learnt.

        Args:
            texts: In English, none empty.

        Returns:
            Shapes (texts, dimensions) and (texts, themes).
        """
        heard = self._listener.listen(texts)
        vectors = unit(np.stack([signals.vector for signals in heard]))
        return vectors, np.stack([self._logits(signals) for signals in heard])

    def _read(self, text: str, signals: Signals) -> Reading:
        # What is off topic was learnt from answers on service: it says nothing where other themes are sought.
        off_topic = float(signals.kinds[-1]) if self._listener.trained else 0.0
        kind, polarity = int(signals.kinds[:-1].argmax()), int(signals.polarities.argmax())
        return Reading(
            tags=self._tags(text, signals),
            polarity=POLARITIES[polarity],
            polarity_score=round(float(signals.polarities[polarity]), 3),
            kind=KINDS[kind],
            kind_score=round(float(signals.kinds[kind]), 3),
            off_topic=round(off_topic, 3),
        )

    def _logits(self, signals: Signals) -> Floats:
        """Of all themes. A project's own are as sure as the likeness to their cues or their words alone."""
        logits: Floats = signals.values @ self._head.blend
        meaning, strong, weak = signals.values[self._listener.own, :3].T
        words = np.where(strong, _STRONG, np.where(weak, _WEAK, -np.inf))
        logits[self._listener.own] = np.maximum(meaning, words)
        return logits

    def _tags(self, text: str, signals: Signals) -> tuple[Tag, ...]:
        change = self._learnt.logits(unit(signals.vector[None]))[0]
        scores = sigmoid(self._logits(signals) + change)
        likely = [
            int(column) for column in np.argsort(-scores, kind="stable") if scores[column] >= SUGGEST_AT
        ]
        unsaid = [column for column in likely if self._slugs[column] not in signals.matches]
        parts = self._listener.likeliest(text, unsaid) if unsaid else {}
        return tuple(
            self._explain(text, column, float(scores[column]), signals, parts.get(column))
            for column in likely
        )

    def _explain(self, text: str, column: int, score: float, signals: Signals, part: Part | None) -> Tag:
        """A tag with the words that earned it, or the part of the text and the example that it reads like."""
        slug = self._slugs[column]
        tier: Tier = "tag" if score >= TAG_AT else "suggested"
        if part is None:
            match = signals.matches[slug]
            return Tag(slug, round(score, 3), tier, match.start, match.end, "lexicon", self.version)
        example = self._examples.nearest(part.vector, slug)
        if example is None and self._listener.cues:
            example = self._listener.cues.nearest(text[part.start : part.end], slug)
        why = f"reads like “{example}”"
        return Tag(slug, round(score, 3), tier, part.start, part.end, "model", self.version, why)

    @cached_property
    def _examples(self) -> Examples:
        return Examples()
