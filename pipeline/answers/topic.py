"""What a project asks about, read from its own question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.answers.form import AUXILIARY, WH
from pipeline.answers.speech import words

SMALL_WORDS = words(
    """
    a an the and or of in on at to for from with about by as is are was were be been being am do does
    did done has have had can could would should will may might what which how why when where who whom
    whose that this these those it its there here i you your yours yourself we us our ours they them
    their he she his her my me one thing things most more best better good great really so if not make
    makes made making get gets think say tell like mean means look looks feel way ways much many some
    any people someone ever just now all often
    """
)
_ALIKE = {
    "service": r"(?:services?|servicing|servers)",
    "customer": r"(?:customers?|costumers?|customer's|custom|consumers?|clients?|guests?)",
}
_OF_CUSTOMERS = r"(?:care|experiences?|support|relations|satisfaction|surface|circus)"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a project asks about, from its own question.

    Attributes:
        tokens: The whole question as plain words.
        asks: Its asking word.
        head: Pattern of what it is about, the last word with a meaning of its own.
        others: Patterns of its other such words.
    """

    tokens: tuple[str, ...]
    asks: str
    head: re.Pattern[str]
    others: tuple[re.Pattern[str], ...]

    @property
    def is_service(self) -> bool:
        """Whether it is about service, which has other names."""
        return self.head.pattern == _ALIKE["service"]

    def is_nearly(self, said: Sequence[str]) -> bool:
        """Whether three quarters of the whole question are said, in its order."""
        position = 0
        for text in said:
            if position < len(self.tokens) and text == self.tokens[position]:
                position += 1
        return 4 * position >= 3 * len(self.tokens)

    def names(self, text: str) -> bool:
        """Whether a word is one of its own."""
        return any(pattern.fullmatch(text) for pattern in (self.head, *self.others))


@lru_cache(maxsize=8)
def topic_of(question: str) -> Topic:
    """What a project's question is about."""
    tokens = tuple(re.findall(r"[\w']+", question.lower().replace("’", "'")))
    content = [token for token in tokens if token not in SMALL_WORDS] or list(tokens[-1:])
    *others, head = content or [""]
    asks = tokens[0] if tokens and tokens[0] in AUXILIARY else ""
    asks = asks or next((token for token in tokens if token in WH), "what")
    return Topic(tokens, asks, _like(head), tuple(_like(other) for other in others))


def _like(word: str) -> re.Pattern[str]:
    """The word and its other forms: those that share its beginning."""
    if word in _ALIKE:
        return re.compile(_ALIKE[word])
    stem = re.sub(r"(?:'s|ing|ed|es|s|e)$", "", word) if len(word) > 4 else word
    return re.compile(re.escape(stem) + r"\w{0,3}(?:'s)?")


def is_of_customers(first: str, second: str) -> bool:
    """Whether two words are another name of customer service, or what it is misheard as."""
    return bool(re.fullmatch(_ALIKE["customer"], first) and re.fullmatch(_OF_CUSTOMERS, second))
