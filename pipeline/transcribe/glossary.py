"""Names that a project expects: spelt as its glossary has them, and never where nobody said them.

Whisper spells names as in a text that it takes for written before, so the glossary is given to it as one.
It then also writes them where they were not said. So a piece with such a name is heard once more without
the glossary, and the name stands only where something like it was heard there too.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

LIKE = 0.5
"""How alike a name and what is heard in its place must be: share of letters in common (difflib)."""

_TOKEN = re.compile(r"\w+")


def says_any(text: str, names: Sequence[str]) -> bool:
    """Whether a text holds one of the names."""
    tokens = _tokens(text)
    return any(_places(tokens, _tokens(name)) for name in names)


def said_as_heard(text: str, plain: str, names: Sequence[str]) -> bool:
    """Whether every name in a text stands where something like it was heard.

    Args:
        text: Written with the glossary.
        plain: Written for the same sound without it.
        names: The glossary.
    """
    ours, theirs = _tokens(text), _tokens(plain)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return all(
        _alike("".join(ours[first:last]), "".join(_beside(blocks, theirs, first, last)))
        for name in names
        for first, last in _places(ours, _tokens(name))
    )


def _beside(
    blocks: Sequence[tuple[str, int, int, int, int]], theirs: Sequence[str], first: int, last: int
) -> Iterator[str]:
    """The tokens of the plain text that stand in the place of some of ours."""
    for kind, start, end, their_start, their_end in blocks:
        overlap_start, overlap_end = max(start, first), min(end, last)
        if kind == "equal" and overlap_start < overlap_end:
            yield from theirs[their_start + overlap_start - start : their_start + overlap_end - start]
        elif kind == "replace" and overlap_start < overlap_end:
            # Of a longer stretch that differs, the part that lies as far along as the name.
            scale = (their_end - their_start) / (end - start)
            low = their_start + int((overlap_start - start) * scale)
            high = their_start + max(1, round((overlap_end - start) * scale + 0.5))
            yield from theirs[low : min(high, their_end)]


def _alike(name: str, heard: str) -> bool:
    return SequenceMatcher(None, name, heard, autojunk=False).ratio() >= LIKE


def _places(tokens: Sequence[str], wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Where some tokens stand in a row."""
    size = len(wanted)
    return [
        (first, first + size)
        for first in range(len(tokens) - size + 1)
        if size and list(tokens[first : first + size]) == list(wanted)
    ]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())
