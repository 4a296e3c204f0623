"""What an answer names, and what it says it is not about.

Names come from the project's glossary and a list of well-known brands, places from a list of countries and
large cities (known_names.yaml). A word that is also something else counts only where its company says so: a
name must not be claimed that nobody spoke. A theme is dismissed where the speaker sets it aside ("I don't
mean cheery", "never mind the price"): what stands there earns no theme. Saying that something was missing
("they didn't smile") dismisses nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from pipeline.clauses import split_clauses
from pipeline.known_names import known_names
from schemas.records import Mention

_WORD = re.compile(r"[^\W_](?:[\w'’&.-]*\w)?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHOP_STANDS_AFTER = _words("at in from with to into on by via called rang phoned tried use used")
_SHOP_STANDS_BEFORE = _words("store stores shop app website branch helpline card account customer")
_PLACE_STANDS_AFTER = _words("in from near to across around outside through over between at of")
_THERE = _words("in near")
_WENT = _words(
    "drove drive driving flew fly flying went go going moved move travel travelled train trip bus flight"
)
_NEAR = 5
"""Words before a place among which somebody goes there."""

_PREFIX = 3
"""Letters of a name by which most texts are known not to hold it; an apostrophe stands later."""

_SHORT = 5
"""Letters up to which a name of the glossary must be spelt as there, capitals too."""

_LIVES = re.compile(
    r"\b(?:live[sd]?|living|grew up|raised|born|based|holiday|office|branch)\s+in\s+((?-i:[A-Z][a-z]{2,}))\b",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|english|french|spanish|german|god)",
    re.IGNORECASE,
)

_OPENING = (
    r"(?:(?:and|but|so|well|um|uh|er|like|yeah|no|oh|okay|right|honestly|look|to be honest|i mean|you know"
    r"|for me|to me|i think|i guess|i'd say|also|actually)\b[\s,.…]*)*"
)
_N_T = r"(?:n't| not)"
_ISNT = r"(?:(?:'s|'re| is| was| are)(?: really)? not|(?: is| was| are)n't)(?: really| necessarily)?"
_WANT = r"(?:want|need|expect)"
_DISMISSES = re.compile(
    rf"^{_OPENING}(?:"
    # "I don't mean cheery", "I'm not saying they have to smile"
    rf"i (?:do{_N_T} mean|am not (?:saying|talking about|after|looking for|asking for))"
    r"|i'm not (?:really )?(?:saying|talking about|after|looking for|asking (?:for|them|you|anyone))"
    # "never mind the price", "forget friendly"
    r"|never mind|forget(?! (?:it|that|me|you|to|my|your)\b)|leave aside|leaving aside"
    # "it's not about the smile", "it isn't a question of price"
    rf"|(?:it|this|that|service){_ISNT} (?!just|only|simply|merely|all\b|always)(?:so much |even )?"
    r"(?:about|the|a (?:question|matter) of|being|having)(?! not\b| only\b| just\b)"
    # "I don't care about the discount", "I'm not bothered about being greeted"
    rf"|(?:i|we) (?:really |honestly )?(?:do{_N_T}|could{_N_T}) (?:really )?(?:care|mind)(?: less)?"
    r" (?:about|if|whether|how|what)"
    r"|(?:i'm|i am|we're) not (?:really |too |that |so |particularly )?(?:bothered|fussed|interested|worried"
    r"|concerned)(?: about| in| by| if| whether)?"
    r"|who cares(?: about| if| whether)|i couldn't give"
    # "I don't need them to be my friend", "they don't need to be chatty"
    rf"|(?:i|we|you) (?:really |honestly )?do{_N_T} (?:really |even )?{_WANT}"
    r" (?:them|him|her|you|it|people|staff|anyone|anybody|someone|somebody|everyone) to"
    rf"|(?:they|you|it|people|staff) do{_N_T} (?:really |even )?(?:need|have) to be"
    # "it's got nothing to do with being polite"
    r"|(?:it|that|this|service)(?:'s| has|'s got| has got| is)? (?:got )?nothing to do with"
    r")\b",
    re.IGNORECASE,
)
_DISMISSES_WITH_CONTRAST = re.compile(
    rf"^{_OPENING}(?:"
    # "You don't have to remember my name, you just have to be on time"
    rf"(?:they|you|it|people|staff) do{_N_T} (?:really |even )?(?:need|have) to"
    # "I don't need a chat, I need my parcel"
    rf"|(?:i|we) do{_N_T} (?:really |even )?{_WANT} (?:a|an|the|any)"
    # "Not friendly, but honest"
    r"|not (?!just|only|simply|all|everyone|every|one|once|a|the|to|because|really|that|sure|many|much)\w+"
    r")\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"\b(?:just|but|as long as|only|rather|i (?:want|need)|instead)\b", re.IGNORECASE)
_DISMISSED_BEFORE = re.compile(
    # "Speed doesn't matter to me", "price isn't the point"
    rf"^{_OPENING}((?:[\w'’-]+ ){{0,5}}[\w'’-]+) ?(?:does{_N_T} (?:really )?(?:matter|bother me|interest me)"
    rf"|(?:is{_N_T}|'s not|are{_N_T}) (?:really )?(?:the point|that important|what matters"
    r"|the (?:main|important) thing)|is (?:irrelevant|secondary|neither here nor there))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[,;]?\s+(?:but|as long as|so long as|just|because|i'd rather|i just"
    r"|(?:it|that)'s(?= (?:about|the|how|when|that|being)))\b|[.?!]",
    re.IGNORECASE,
)


def find_mentions(
    text: str, names: Sequence[str] = (), theme_of: Callable[[str], Sequence[str]] | None = None
) -> tuple[Mention, ...]:
    """What an answer names and dismisses, in order.

    Args:
        text: The answer.
        names: The project's glossary.
        theme_of: The slugs of the themes that some words would earn, the surest first; without it nothing
            is dismissed.
    """
    found = [*_names(text, names), *_places(text, names)]
    for start, end in dismissed_spans(text) if theme_of else ():
        themes = theme_of(text[start:end]) if theme_of else ()
        if themes:
            found.append(Mention("dismissed", text[start:end], start, end, themes[0]))
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.kind)))


def dismissed_spans(text: str) -> list[tuple[int, int]]:
    """Where a text sets something aside, in characters: what stands there is not what the speaker wants."""
    found = []
    for start, end in split_clauses(text):
        said = text[start:end].replace("’", "'")
        rest = text[end : end + 60].replace("’", "'")
        subject = _DISMISSED_BEFORE.match(said)
        if subject:
            found.append((start, start + subject.end()))
            continue
        match = _DISMISSES.match(said)
        if not match and _CONTRAST.search(said + rest):
            match = _DISMISSES_WITH_CONTRAST.match(said)
        if match:
            stop = _ENDS.search(said, match.end())
            found.append((start, start + (stop.start() if stop else len(said))))
    return found


def _names(text: str, glossary: Sequence[str]) -> Iterator[Mention]:
    known = known_names()
    taken: set[int] = set()
    lowered = text.lower()
    listed = [*((name, False) for name in glossary), *((name, True) for name in known.ambiguous_brands)]
    listed += [(name, False) for name in known.brands]
    for name, doubtful in sorted(listed, key=lambda item: -len(item[0])):
        if name[:_PREFIX].lower() not in lowered:
            continue
        # A short word of a glossary may be a common one as well: Will, Grace.
        strict = doubtful or len(name) <= (_SHORT if name in glossary else _PREFIX)
        for match in _pattern(name, ignore_case=not strict).finditer(text):
            span = range(*match.span())
            if taken.intersection(span) or (doubtful and not _is_shop(text, *match.span())):
                continue
            taken.update(span)
            yield Mention("name", match.group(), match.start(), match.end())


def _is_shop(text: str, start: int, end: int) -> bool:
    """Whether a shop or a firm would be named where a word with a capital letter stands."""
    before = [word.lower() for word in _WORD.findall(text[max(0, start - 40) : start])]
    after = [word.lower() for word in _WORD.findall(text[end : end + 20])]
    begins = not before or text[:start].rstrip().endswith((".", "?", "!"))
    stands = before[-1:] and before[-1] in _SHOP_STANDS_AFTER
    return (not begins and bool(stands)) or bool(after and after[0] in _SHOP_STANDS_BEFORE and before)


def _places(text: str, glossary: Sequence[str]) -> Iterator[Mention]:
    known = known_names()
    named = {name.lower() for name in (*known.brands, *known.ambiguous_brands, *glossary)}
    named -= {name.lower() for name in known.places}
    taken: set[int] = set()
    listed = [*((name, False) for name in known.places), *((name, True) for name in known.ambiguous_places)]
    for name, doubtful in sorted(listed, key=lambda item: -len(item[0])):
        if name not in text:
            continue
        for match in _pattern(name, ignore_case=False).finditer(text):
            if not taken.intersection(range(*match.span())) and _is_place(
                text, match.start(), doubtful=doubtful
            ):
                taken.update(range(*match.span()))
                yield Mention("place", match.group(), match.start(), match.end())
    for match in _LIVES.finditer(text):
        word = match.group(1)
        if match.start(1) not in taken and word.lower() not in named and not _NO_PLACE.fullmatch(word):
            yield Mention("place", word, *match.span(1))


def _is_place(text: str, start: int, *, doubtful: bool) -> bool:
    before = [word.lower() for word in _WORD.findall(text[max(0, start - 60) : start])]
    if text[:start].rstrip().endswith((".", "?", "!")):
        return False
    while before and before[-1] == "the":
        before.pop()
    if not before or before[-1] not in _PLACE_STANDS_AFTER:
        return False
    return not doubtful or before[-1] in _THERE or bool(_WENT.intersection(before[-_NEAR:]))


@cache
def _pattern(name: str, *, ignore_case: bool) -> re.Pattern[str]:
    written = re.escape(name).replace("'", "['’]?")
    return re.compile(rf"(?<![\w'’]){written}(?![\w-])", re.IGNORECASE if ignore_case else 0)
