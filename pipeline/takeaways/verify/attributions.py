"""Whom a document names as saying something, and whether they are the one who does.

Read are a line after a dash or in brackets ("— Anna, Nurse"), as in any language, and in English the words of
saying: "says Anna", "Anna said:", "according to Anna".
"""

import re
from dataclasses import dataclass

_VERBS = (
    r"(?:said|says|say|told|tells|adds|added|explains|explained|recalls|recalled|remembers|remembered|puts|asks"
    r"|asked|answers|answered|replies|replied|notes|noted|agrees|agreed|laughs|laughed|admits|admitted|writes"
    r"|wrote|shares|shared|continues|continued|concludes|concluded|insists|insisted)"
)
_NAME = (
    r"(?P<name>[^\W\d_][\w'’.-]*"
    r"(?:\s+(?:(?:van|von|de|der|den|da|di|la|le|al|bin)\s+)*[^\W\d_a-z][\w'’.-]*){0,3})"
)
_AFTER_DASH = re.compile(r"^\s*[.,;]?\s*(?:—|–|―|--|-|~)\s*(?P<line>[^\n“\"„«]+)")
_IN_BRACKETS = re.compile(r"^\s*[.,;]?\s*[(\[](?P<line>[^)\]\n]{1,80})[)\]]")
_SAYS_NAME = re.compile(rf"^\s*,?\s*{_VERBS}\s+{_NAME}")
_NAME_SAYS = re.compile(rf"^\s*,?\s*{_NAME}\s+{_VERBS}\b")
_SAYS_BEFORE = re.compile(
    rf"(?:^|[.!?;,\n]\s*|\s){_NAME}(?:,[^.!?,\n]{{1,60}},|\s*\([^)]{{1,60}}\))?\s+{_VERBS}\b[^.!?\n]{{0,40}}$"
)
_SAYING = re.compile(rf"\b{_VERBS}\b")
_NAME_COLON = re.compile(rf"(?:^|[.!?\n]\s*){_NAME}(?:,[^.!?:\n]{{1,60}}|\s*\([^)]{{1,60}}\))?:\s*$")
_ACCORDING = re.compile(rf"(?:[Aa]ccording to|[Aa]s)\s+{_NAME}\s*(?:puts it|says|said)?\s*[,:]?\s*$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LONGEST = 12
"""Words that a line has which says who says something, where they work and where they live."""

_ARTICLES = _words("a an the one our ein eine un una une")
_LONGEST_WITH_ARTICLE = 6

_KINDS = _words(
    "anonymous somebody someone everybody everyone people customer customers client clients guest guests"
    " visitor visitors user users patient patients member members employee employees colleague colleagues"
    " staff respondent participant interviewee speaker buyer shopper reader passenger tenant resident student"
    " parent kunde kundin gast cliente klant"
)
"""Words for what somebody is, who is not named."""

_NOBODY = _KINDS | _words(
    "a an the one our some another this that she he they it we i you who paid name names first last from in"
    " of with and for but so when what why how as to"
)
"""Words that begin no name, where somebody may be told of without one."""

_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom a document names.

    Attributes:
        text: As it stands there.
        name: The part of it that would be a name.
        is_surely_name: Whether that is a name beyond doubt, rather than what somebody is, or a word that
            begins a sentence.
    """

    text: str
    name: str
    is_surely_name: bool = False


def is_by_line(line: str) -> bool:
    """Whether a line after a dash says who says it, rather than going on with what is said."""
    words = line.split()
    if not words or len(words) > _LONGEST:
        return False
    first = words[0].strip(",.").casefold()
    if first in _KINDS or (first in _ARTICLES and len(words) <= _LONGEST_WITH_ARTICLE):
        return True
    return _looks_like_name(_name_in(line))


def tells_who(text: str) -> bool:
    """Whether what stands beside a quotation tells of who says it, and is not said by them."""
    return bool(_SAYING.search(text)) or after(text) is not None or before(text) is not None


def read_line(line: str) -> Attribution | None:
    """What a line says that is set below a quote: a name, commas, and what else there is to tell."""
    line = line.strip().rstrip(".")
    name = _name_in(line)
    if not name:
        return None
    return Attribution(line, name, is_surely_name=_looks_like_name(name))


def after(text: str) -> Attribution | None:
    """Whom the text names that follows a quotation."""
    for pattern in (_AFTER_DASH, _IN_BRACKETS):
        if found := pattern.match(text):
            line = re.split(r"[.!?](?:\s|$)", found["line"], maxsplit=1)[0]
            if verbal := _NAME_SAYS.match(line) or _SAYS_NAME.match(line):
                return _verbal(verbal, is_surely_name=False)
            return read_line(line)
    if found := _SAYS_NAME.match(text):
        return _verbal(found, is_surely_name=True)
    if found := _NAME_SAYS.match(text):
        return _verbal(found, is_surely_name=False)
    return None


def before(text: str) -> Attribution | None:
    """Whom the text names that leads to a quotation."""
    for pattern in (_ACCORDING, _SAYS_BEFORE, _NAME_COLON):
        if found := pattern.search(text[-160:]):
            return _verbal(found, is_surely_name=False)
    return None


def fits(name: str, person: str) -> bool:
    """Whether a name is that of a person: all of it, its first part, or with parts made short."""
    given, whole = _plain(name), _plain(person)
    if not given or not whole:
        return False
    if given[0] != whole[0] and given != whole[-1:]:
        return False
    rest = iter(whole[1:])
    return given == whole[-1:] or all(
        any(part.startswith(short.rstrip(".")) for part in rest) for short in given[1:]
    )


def _verbal(found: "re.Match[str]", *, is_surely_name: bool) -> Attribution | None:
    name = found["name"].strip(" .")
    # Of "Later Anna" or "the nurse" what is left is where capitals begin.
    parts = name.split()
    while parts and (not parts[0][0].isupper() or parts[0].casefold() in _NOBODY):
        parts.pop(0)
    if not parts:
        return None
    return Attribution(found.group().strip(" ,:"), " ".join(parts), is_surely_name=is_surely_name)


def _name_in(line: str) -> str:
    return re.split(r"[,(;|·/]| [—–-] | at | from | on ", line.strip(), maxsplit=1)[0].strip(" .")


def _looks_like_name(name: str) -> bool:
    """Whether each part begins with a capital, and none is a word for what somebody is."""
    parts = _WORD.findall(name)
    capital = [part for part in parts if part[0].isupper() or not part[0].islower()]
    if not parts or len(parts) > 4 or parts[0].casefold() in _NOBODY:
        return False
    return len(capital) == len(parts) or (parts[0][0].isupper() and parts[-1][0].isupper())


def _plain(name: str) -> list[str]:
    return [part.replace("’", "'").casefold() for part in _WORD.findall(name)]
