"""The form of a question: by its order of words it is told from a statement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.answers.speech import words

AUXILIARY = words(
    """
    is are was were do does did would could can should will has have had might isn't aren't don't
    doesn't
    """
)
MAKES = words(
    """
    make makes made making gives creates create constitutes defines matters counts means
    """
)
SLURRED = words(
    """
    whats whaddya whatcha wotcha whadda whadya
    """
)
WH = SLURRED | words(
    """
    what which how why when where who what's whats how's who's where's what're what'd what'll
    """
)
TURNED = re.compile(r"\b(?:do|would|did|does|have|has|is|could|can) (?:you|that|it|your) |d'you ")
_OF_WHAT = re.compile(
    r"(?:(?:kinds?|sorts?|types?|ways?|things?|parts?|aspects?|qualities|quality|factors?|elements?|"
    r"sense|words?|one|"
    r"extent|important|much|often|well|good|big|easy|far|long|satisfied|happy|likely) (?:of \w+ )?)"
    r"(?:is|are|was|were|do|does|did|has|have|would|could|can|should) "
)


@dataclass(frozen=True, slots=True)
class Form:
    """The form of what may be a question.

    Attributes:
        asks: Its asking word.
        inverted: Whether it has the order of words of a question: "what does", "what do you think".
        subject: Whether it asks for the subject, in the order of words of a statement: "what makes".
        short: Whether it is little more than the asking word and the subject: "Why our gym?".
        is_other: Whether it is a question that nobody asks of others: "What's wrong with ...?".
    """

    asks: str
    inverted: bool
    subject: bool
    short: bool
    is_other: bool

    @classmethod
    def of(cls, asked: Sequence[str], short: bool) -> "Form":
        """The form of the words from the asking one to the subject."""
        between = "".join(f"{word} " for word in asked[1:])
        asks, _, rest = asked[0].partition("'")
        asks = "what" if asks in SLURRED else asks
        turned = bool(rest) or asked[0] in SLURRED or (len(asked) > 1 and asked[1] in AUXILIARY)
        return cls(
            asks=asks,
            inverted=(turned and asks != "which") or bool(TURNED.search(between) or _OF_WHAT.match(between)),
            subject=asks in {"what", "which", "who"} and any(word in MAKES for word in asked[1:7]),
            short=short and asks == "why",
            is_other=bool(re.match(r"(?:is |)wrong ", between)),
        )
