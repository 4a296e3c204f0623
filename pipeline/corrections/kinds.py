"""Decisions about what an answer is."""

from collections.abc import Sequence
from typing import get_args

from pipeline.corrections.base import Deciding
from pipeline.search import find_answer, near
from schemas.errors import UsageError
from schemas.records import AnswerKind, Correction, Polarity

POLARITIES: tuple[str, ...] = get_args(Polarity)
KINDS: tuple[str, ...] = get_args(AnswerKind)


class Kinds(Deciding):
    """Decisions about what an answer is."""

    def mark(self, answer_id: str, *, off_topic: bool) -> Correction | None:
        """Hide what is no answer, or bring back what is one."""
        answer = find_answer(self._store, answer_id)
        if bool(answer["off_topic"]) == off_topic:
            return None
        return self._decide(answer, "off_topic", str(answer["off_topic"]), str(int(off_topic)))

    def set_polarity(self, answer_id: str, polarity: str) -> Correction | None:
        """Say whether the answer is praise, complaint or neutral."""
        return self._set(answer_id, "polarity", polarity, POLARITIES)

    def set_kind(self, answer_id: str, kind: str) -> Correction | None:
        """Say whether the answer is a definition, a story, advice or an opinion."""
        return self._set(answer_id, "kind", kind, KINDS)

    def _set(self, answer_id: str, facet: str, value: str, known: Sequence[str]) -> Correction | None:
        answer = find_answer(self._store, answer_id)
        if value not in known:
            raise UsageError(
                f"There is no {facet} '{value}'.{near(value, known)}",
                f"Say {', '.join(known[:-1])} or {known[-1]}.",
            )
        # Without a score a person has said so already.
        if answer[facet] == value and answer[f"{facet}_score"] is None:
            return None
        return self._decide(answer, facet, answer[facet], value)
