"""The default tagger: words and meaning weighed together.

Each theme of an answer has up to four signals: the trained head over the whole answer and over its likeliest
clause, and whether the theme's list of words matches strongly or weakly. A logistic regression, fitted by
training/train.py on voices the head had not seen, makes one probability of them. The words are the evidence
where they match; where only the meaning speaks, the likeliest clause is, with the example it reads like.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.clauses import split_clauses
from pipeline.mentions import dismissed_spans
from pipeline.tag import learn
from pipeline.tag.cues import CueModel
from pipeline.tag.encoder import ADAPTER, Encoder, Floats, unit
from pipeline.tag.examples import Examples
from pipeline.tag.head import FILE, KINDS, POLARITIES, fingerprint, linear, load_head, sigmoid, softmax
from pipeline.tag.lexicon import Lexicon, Match
from schemas.records import Reading, Tag, Tier
from schemas.themes import Theme

TAG_AT = 0.5
"""The probability from which a theme is awarded, chosen on the development set."""

SUGGEST_AT = 0.25
"""The probability from which it is shown as a suggestion."""

OFF_TOPIC_AT = 0.5
"""Of a text that is likelier than this to be no answer, nothing is tagged."""

_LANGUAGE = "en"
_LONGEST = 120
"""Words read as a whole: the head was trained on short answers, and a longer text is read in parts."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a text that is read by itself: (part of) the whole, or a clause."""

    start: int
    end: int
    whole: bool


class Blend:
    """Tags by words and meaning; see `Tagger`.

    Args:
        themes: The taxonomy. Themes of a project's own are told by their words and by likeness to their cues.
        learnt: What a project's corrections taught.

    Raises:
        UsageError: A theme's word list cannot be used.
        MachineError: The encoder's weights are missing or altered.
    """

    version = f"blend-1-{fingerprint([ADAPTER, FILE])}"

    def __init__(self, themes: Sequence[Theme], learnt: bytes | None = None) -> None:
        self._slugs = [theme.slug for theme in themes]
        self._lexicon = Lexicon(themes)
        self._encoder = Encoder()
        self._head = load_head()
        self._examples = Examples(self._encoder)
        known = dict(zip(self._head.slugs, range(len(self._head.slugs)), strict=True))
        meant = dict(zip(self._head.slugs, self._head.definitions, strict=True))
        self._rows = {
            column: known[theme.slug]
            for column, theme in enumerate(themes)
            if meant.get(theme.slug) == theme.definition
        }
        own = [column for column in range(len(themes)) if column not in self._rows]
        self._cues = CueModel([themes[column] for column in own], self._head.cue) if own else None
        self._own = own
        self._learnt = learn.load(learnt, self._slugs)

    def read(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[Reading]:
        """See `Tagger.read`. Its words are English: a text in another language gets an empty reading."""
        english = [
            index
            for index, (text, language) in enumerate(zip(texts, languages, strict=True))
            if language in (_LANGUAGE, None) and text.strip()
        ]
        readings = [Reading()] * len(texts)
        parts_of = [_parts(texts[index]) for index in english]
        vectors = self._encoder.encode(
            [texts[index][part.start : part.end] for index, parts in zip(english, parts_of, strict=True) for part in parts]
        )
        position = 0
        for index, parts in zip(english, parts_of, strict=True):
            readings[index] = self._read(texts[index], parts, vectors[position : position + len(parts)])
            position += len(parts)
        return readings

    def _read(self, text: str, parts: Sequence[_Part], vectors: Floats) -> Reading:
        whole = np.array([part.whole for part in parts])
        kinds = softmax(linear(vectors[whole], self._head.kind)).mean(axis=0)
        polarities = softmax(linear(vectors[whole], self._head.polarity)).mean(axis=0)
        off_topic = float(kinds[-1])
        kind = int(kinds[:-1].argmax())
        polarity = int(polarities.argmax())
        return Reading(
            tags=self._tags(text, parts, vectors, off_topic) if off_topic < OFF_TOPIC_AT else (),
            polarity=POLARITIES[polarity],
            polarity_score=round(float(polarities[polarity]), 3),
            kind=KINDS[kind],
            kind_score=round(float(kinds[kind]), 3),
            off_topic=round(off_topic, 3),
        )

    def _tags(self, text: str, parts: Sequence[_Part], vectors: Floats, off_topic: float) -> tuple[Tag, ...]:
        dismissed = dismissed_spans(text)
        matches = {match.theme: match for match in self._lexicon.matches(_without(text, dismissed))}
        whole = [index for index, part in enumerate(parts) if part.whole]
        meant = [
            index
            for index, part in enumerate(parts)
            if not part.whole and not any(part.start < end and start < part.end for start, end in dismissed)
        ]
        logits = self._logits([text[part.start : part.end] for part in parts], vectors)
        signals = np.stack(
            [
                logits[whole].max(axis=0),
                logits[meant or whole].max(axis=0),
                *(
                    np.array([getattr(matches.get(slug), "strong", None) is strong for slug in self._slugs])
                    for strong in (True, False)
                ),
                np.full(len(self._slugs), off_topic),
                np.ones(len(self._slugs)),
            ],
            axis=-1,
        )
        learnt = self._learnt.logits(unit(vectors[whole])).max(axis=0)
        scores = sigmoid(signals.astype(np.float32) @ self._head.blend + learnt)
        tags = []
        for column in np.argsort(-scores, kind="stable"):
            if scores[column] < SUGGEST_AT:
                break
            likeliest = max(meant or whole, key=lambda index: float(logits[index, column]))
            match = matches.get(self._slugs[column])
            tags.append(
                self._explain(text, int(column), float(scores[column]), match, parts[likeliest], vectors[likeliest])
            )
        return tuple(tags)

    def _logits(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """How much each part is about each theme, shape (parts, themes)."""
        logits = np.zeros((len(texts), len(self._slugs)), np.float32)
        if self._rows:
            logits[:, list(self._rows)] = linear(vectors, self._head.theme[list(self._rows.values())])
        if self._cues:
            logits[:, self._own] = self._cues.logits(texts)
        return logits

    def _explain(
        self, text: str, column: int, score: float, match: Match | None, part: _Part, vector: Floats
    ) -> Tag:
        """A tag with the words that earned it, or the part of the text and the example that it reads like."""
        slug = self._slugs[column]
        tier: Tier = "tag" if score >= TAG_AT else "suggested"
        score = round(score, 3)
        if match:
            return Tag(slug, score, tier, match.start, match.end, "lexicon", self.version)
        example = self._cues.nearest(text[part.start : part.end], slug) if column in self._own and self._cues else None
        example = example or self._examples.nearest(vector, slug)
        return Tag(slug, score, tier, part.start, part.end, "model", self.version, f"reads like “{example}”")


def _parts(text: str) -> list[_Part]:
    """The text as a whole, cut where it is longer than the head is used to; then its clauses, if several."""
    clauses = split_clauses(text)
    whole: list[_Part] = []
    for start, end in clauses:
        if whole and len(text[whole[-1].start : end].split()) <= _LONGEST:
            whole[-1] = _Part(whole[-1].start, end, True)
        else:
            whole.append(_Part(start, end, True))
    return whole + ([_Part(start, end, False) for start, end in clauses] if len(clauses) > 1 else [])


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with full stops in place of some of its parts, so that places in it stay what they were."""
    for start, end in spans:
        text = text[:start] + "." * (end - start) + text[end:]
    return text
