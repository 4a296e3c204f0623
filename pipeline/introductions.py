"""Who introduces themselves: "I'm Anna from Leeds", "my name is Tom and I run a bakery in Hull".

It is only ever offered: nobody is named by what was found here until a person says so. So it would rather
miss somebody than take a word for a name. A name must stand with a capital letter where other words have
none, after words by which people introduce themselves, at the beginning of what they say, or with where they
are from or what they do. What others are told to have said ("she goes, I'm Tracy") is no introduction.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from pipeline.known_names import known_names

_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_TITLES = frozenset(["dr", "mr", "mrs", "ms", "miss", "prof", "professor"])
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "de",
        "der",
        "den",
        "da",
        "di",
        "du",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "ter",
        "ten",
        "dos",
        "mac",
        "o",
    ]
)
_MOST = 4
"""Words a name has at most, without such as "van der"."""

_OPENING = re.compile(
    r"(?:(?:hi|hiya|hello|hey|morning|afternoon|evening|good (?:morning|afternoon|evening|day)|there"
    r"|everyone|everybody|guys|all|folks|um|uh|erm|er|ah|oh|so|okay|ok|right|well|yeah|yes|and|alright|yep"
    r"|sure|first of all"
    r"|hallo|guten (?:tag|morgen|abend)|ja|also|bonjour|salut|alors|oui|euh|hola|buenos d[ií]as"
    r"|buenas(?: tardes)?|s[ií]|pues|bueno)\b[\s,.!…-]*)*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_TELLS = re.compile(r"\b(?:said|says|say|goes|went|like|asked|told me|thought)[.,:…]*\s*$", re.IGNORECASE)
"""Before what somebody else is told to have said."""

_STRONG = re.compile(
    r"(?:my (?:full |first )?name(?:'s| is)|the name's|i(?:'m| am) called|i go by"
    r"|mein name ist|ich hei(?:ß|ss)e|je m'appelle|moi,? c'est|me llamo|mi nombre es)\s+",
    re.IGNORECASE,
)
"""After these hardly anything but a name stands with a capital letter."""

_WEAK = re.compile(r"(?:i'm|i am)\s+", re.IGNORECASE)
"""After these a name may stand, and much else."""

_SHOWN = re.compile(r"(?:this is|it's)\s+", re.IGNORECASE)
"""Somebody speaks of themselves so if they say where they are from or what they do, or that they speak."""

_GREETED = re.compile(r"\b(?:hi|hiya|hello|hey|hallo|bonjour|hola)\b[\s,.!-]*$", re.IGNORECASE)
_HERE = re.compile(r"\s+here\b", re.IGNORECASE)

_GOES_ON = re.compile(
    r"\s*(?:$|[.!?,;:…—–]|-\s|(?:and|y|et|und)\s+(?:i|i'm|i've|we|we're|my|this|je|j'|ich)\b"
    r"|(?:from|aus|de)\s+(?-i:[A-Z])|(?:i|i'm|i've|je|ich|vengo|soy|vivo|tengo)\b|aged?\s+\d)",
    re.IGNORECASE,
)
"""What may follow a name: the end, or more of who they are."""

_FROM = re.compile(r",?\s+(?:(?:here|calling|speaking)\s+)?(?:from|over in)\s+", re.IGNORECASE)
_FROM_SOMEWHERE = re.compile(rf"(?:{_FROM.pattern})(?-i:[A-ZÀ-Þ])", re.IGNORECASE)
_HOME = re.compile(
    r"(?:\b(?:i'm|i am|i come|and|we're) (?:originally |calling |coming )?from"
    r"|\b(?:i |i'm |and )(?:live|lives|living|based|am based|i live) in"
    r"|\bi (?:run|own|manage|have|keep|teach|work) (?:a|an|the|my|at|as|in)\b[^.!?,]{0,40}?\bin"
    r"|\b(?:ich )?(?:komme|bin) aus|\bich (?:wohne|lebe) in|\b(?:je viens|j'habite|je suis) (?:de|à)"
    r"|\b(?:soy|vengo) de|\bvivo en)\s+",
    re.IGNORECASE,
)
_WORKS = re.compile(r"\b(?:i work|working|i'm) (?:at|for|with)\s+", re.IGNORECASE)
_SPEAKS = re.compile(r"\s+(?:speaking\b|here\b(?!\s+(?:who|that|is|was)\b))", re.IGNORECASE)
_OTHER = re.compile(r"[^.!?]{0,60}?\b(?:he|she|him|her|his)\b", re.IGNORECASE)
"""So goes on who shows somebody else."""
_AGE = re.compile(
    r"\b(?:i'm|i am|aged?)\s+(?:\d|twenty|thirty|forty|fifty|sixty|seventy|eighty)", re.IGNORECASE
)

_BETWEEN = frozenset(["upon", "on", "of", "and", "&", "de", "am", "sur", "la", "le"])
_PROPER = re.compile(
    r"(?:the )?((?:[A-ZÀ-Þ][\w'&-]+)(?: (?:(?:upon|on|of|and|&|de|am|sur|la|le) )?[A-ZÀ-Þ][\w'&-]+){0,3})"
)

_NEAR = 60
"""Letters before a sentence, or behind a name, that are looked at."""

_CAPITALS = 0.35
"""Share of words with a capital letter inside sentences from which capitals tell nothing."""

_FEW = 6
"""Words of which no share is taken."""

_ALL_NAMES = frozenset(["tiktok", "facebook", "instagram", "whatsapp", "youtube", "google"])


@dataclass(frozen=True, slots=True)
class Introduction:
    """Somebody introduces themselves.

    Attributes:
        name: What they say they are called.
        said: The words in which they do, as they stand in the text.
    """

    name: str
    role: str | None
    company: str | None
    place: str | None
    said: str


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    start: int
    end: int


def find_introduction(text: str) -> Introduction | None:
    """Who introduces themselves in a text; None where it is not sure that somebody does.

    Args:
        text: What one person says.
    """
    plain = text.replace("’", "'")
    for begin, is_first in _places(plain):
        found = _introduction(plain, begin, is_first=is_first)
        if found:
            name, told, end = found
            if _capitals_tell_nothing(plain, [name, *(each for each in told.values() if each)]):
                return None
            return Introduction(
                name=name.text,
                said=text[begin:end].strip(),
                **{kind: each.text if each else None for kind, each in told.items()},
            )
    return None


def without_introduction(text: str) -> str:
    """A text with spaces where somebody introduces themselves, as long as it was; all of it if that is all.

    What stands there is no answer, and what is an answer reads like none behind it.
    """
    found = find_introduction(text)
    if not found:
        return text
    begin = text.index(found.said)
    rest = text[begin + len(found.said) :]
    return " " * (len(text) - len(rest)) + rest if begin == 0 or _OPENING.fullmatch(text, 0, begin) else text


def _places(text: str) -> Iterator[tuple[int, bool]]:
    """Where sentences begin, behind what only opens them; and whether only that was said before."""
    starts = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    behind = -1
    for start in starts:
        opening = _OPENING.match(text, start)
        begin = opening.end() if opening else start
        # An opening may go over several sentences: "Hi there. Right. I'm Anna."
        if begin > behind and not _TELLS.search(text, max(0, start - _NEAR), start):
            yield begin, start == 0
        behind = begin


def _introduction(
    text: str, begin: int, *, is_first: bool
) -> tuple[_Name, dict[str, _Name | None], int] | None:
    """The name, what else is told, and where that ends, if somebody introduces themselves there."""
    strong, weak, shown = (way.match(text, begin) for way in (_STRONG, _WEAK, _SHOWN))
    match = strong or weak or shown
    greeted = bool(_GREETED.search(text, max(0, begin - _NEAR), begin))
    if not match and not greeted:
        return None
    name = _name(text, match.end() if match else begin)
    if not name or (not strong and _is_known(name.text)):
        return None
    told = _details(text, name)
    has_more = any(told.values()) or bool(
        _AGE.search(text, name.end, name.end + _NEAR) or _FROM_SOMEWHERE.match(text, name.end)
    )
    goes_on, speaks, other = (bool(way.match(text, name.end)) for way in (_GOES_ON, _SPEAKS, _OTHER))
    if strong:
        sure = goes_on or is_first
    elif weak:
        sure = goes_on and (is_first or has_more)
    elif shown:
        sure = is_first and not other and (speaks or (goes_on and any(told.values())))
    else:
        sure = is_first and bool(_HERE.match(text, name.end))
    if not sure:
        return None
    return name, told, max([name.end, *(each.end for each in told.values() if each)])


def _name(text: str, start: int) -> _Name | None:
    """The name that begins at a place."""
    tokens: list[re.Match[str]] = []
    title, count = None, 0
    for match in _TOKEN.finditer(text, start):
        word = match.group().lower()
        gap = text[tokens[-1].end() if tokens else start : match.start()]
        if gap.replace(".", "", 1 if title and not tokens else 0) != (" " if tokens or title else ""):
            break
        if not tokens and not title and word in _TITLES and match.group()[0].isupper():
            title, start = match, match.end()
            continue
        is_particle = bool(tokens) and word in _PARTICLES
        if not is_particle and not _looks_like_a_name(match.group(), is_first=not tokens):
            break
        tokens.append(match)
        count += not is_particle
        if count == _MOST:
            break
    while tokens and tokens[-1].group().lower() in _PARTICLES and tokens[-1].group().islower():
        tokens.pop()
    # Mr Smith has another name, which was not said.
    if not tokens or (title and len(tokens) == 1):
        return None
    first, last = tokens[0].start(), tokens[-1].end()
    return _Name(text[first:last], first, last)


def _looks_like_a_name(word: str, *, is_first: bool) -> bool:
    if len(word) < 2 or not word[0].isupper() or word.isupper() or word.endswith("'s"):
        return False
    plain = word.lower()
    if plain in _lists().not_names or plain.split("'")[0] in ("i", "it", "he", "she", "we", "you", "they"):
        return False
    # Going, Interested, Really.
    is_verb = len(plain) > 5 and plain.endswith(("ing", "ly", "ted", "sed", "ned", "ked"))
    return not (is_first and is_verb and plain not in _lists().names_like_words)


def _is_known(name: str) -> bool:
    """Whether a shop or a place is called so, and hardly anybody."""
    known = known_names()
    return name in {*known.brands, *known.ambiguous_brands, *known.places} or name.lower() in _ALL_NAMES


def _details(text: str, name: _Name) -> dict[str, _Name | None]:
    """What is told of somebody behind their name, in that sentence or in the next."""
    ends = [match.start() for match in _SENTENCE.finditer(text, name.end)]
    end = ends[1] if len(ends) > 1 else len(text)
    known = known_names()
    place = company = None
    if match := _FROM.match(text, name.end):
        found = _proper(text, match.end(), end)
        # A firm or a place: only what is known to be one is taken for it.
        if found and found.text in {*known.places, *known.ambiguous_places}:
            place = found
        elif found and found.text in known.brands:
            company = found
    if not place and (match := _HOME.search(text, name.end, end)):
        found = _proper(text, match.end(), end)
        place = found if found and found.text not in known.brands else None
    if not company and (match := _WORKS.search(text, name.end, end)):
        company = _proper(text, match.end(), end)
    role = _role(text, name, end)
    if role and not place and (match := _FROM.match(text, role.end)):
        found = _proper(text, match.end(), end)
        place = found if found and found.text in {*known.places, *known.ambiguous_places} else None
    return {"role": role, "company": company, "place": place}


def _proper(text: str, start: int, end: int) -> _Name | None:
    """A name of a place or a firm: words with capital letters from a place on."""
    match = _PROPER.match(text, start, end)
    if not match:
        return None
    kept: list[re.Match[str]] = []
    for word in re.compile(r"\S+").finditer(text, *match.span(1)):
        plain = word.group().split("'")[0].lower()
        if plain in _lists().not_names - _BETWEEN and not _is_known(word.group()):
            break
        kept.append(word)
    while kept and kept[-1].group() in _BETWEEN:
        kept.pop()
    if not kept:
        return None
    first, stop = kept[0].start(), kept[-1].end()
    return _Name(text[first:stop], first, stop)


def _role(text: str, name: _Name, end: int) -> _Name | None:
    found = _roles().search(text, name.end, end)
    return _Name(found.group(1), *found.span(1)) if found else None


@cache
def _roles() -> re.Pattern[str]:
    listed = "|".join(sorted(map(re.escape, _lists().occupations), key=len, reverse=True))
    return re.compile(
        r"(?:,\s+|\b(?:i'm|i am|and|i work as|as)\s+)(?:a |an |the )?"
        rf"((?:[a-z-]+ ){{0,2}}?(?:{listed}))\b(?! of\b|')"
        r"(?=\s*(?:$|[.!?,;…]|(?:and|from|in|at|for|here|who|with|by|but)\b))",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class _Lists:
    not_names: frozenset[str]
    occupations: frozenset[str]
    names_like_words: frozenset[str]


@cache
def _lists() -> _Lists:
    read = yaml.safe_load((files("pipeline") / "introductions.yaml").read_text("utf-8"))
    return _Lists(
        **{key: frozenset(word.strip() for word in words.split(",")) for key, words in read.items()}
    )


def _capitals_tell_nothing(text: str, names: Iterable[_Name]) -> bool:
    """Whether words stand with capital letters wherever they are, as in a headline."""
    spans = [(each.start, each.end) for each in names]
    inside = [
        match.group()
        for match in _TOKEN.finditer(text)
        if match.start() > 0
        and not re.search(r"[.!?…]\s*$", text[: match.start()])
        and not any(start <= match.start() < end for start, end in spans)
        and match.group().split("'")[0] not in ("I",)
    ]
    capital = sum(word[0].isupper() for word in inside)
    return len(inside) >= _FEW and capital / len(inside) > _CAPITALS
