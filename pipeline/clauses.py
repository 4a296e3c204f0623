"""Where the sentences and clauses of spoken English begin and end.

Whisper's punctuation decides where it stands. Speech also comes as long runs with little of it or none, and
there a clause is told by its shape: a word that joins ("and", "but", "because"), then somebody who does
something ("they never rang"). In doubt two clauses stay one: a piece that is too long is still whole. Of a
text in another language the sentences are found, and no clauses within them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"[.?!。？！]['\"”’)\]]*$")
_TRAILS_OFF = re.compile(r"(?:\.\.+|…)['\"”’)]*$")
_COMMA = re.compile(r"[,;:，；：–—-]['\"”’)]*$")
_ABBREVIATION = re.compile(r"(?:mr|mrs|ms|dr|st|prof|vs|no|e\.g|i\.e|(?-i:[A-Z]))\.", re.IGNORECASE)
_MAYBE_ABBREVIATION = re.compile(r"(?:[ap]\.m|etc|co|ltd|inc)\.", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"^[^\w']+|[^\w']+$")
_TOKEN = re.compile(r"[^\s。！？]*[。！？]+|\S+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_JOINING = _words("and but so because cos cuz 'cause or then plus also")
_SOUNDS = _words("um uh uhm er erm ah oh hmm mm god gosh")
_FILLERS = _words(
    "well like yeah yep yes no okay ok right now actually basically anyway honestly so hi hello"
)
"""Fillers where they stand apart ("No, they were rude"), and words like others elsewhere ("No one rang")."""

_TWO_WORD_FILLERS = frozenset(
    [("i", "mean"), ("you", "know"), ("you", "see"), ("i", "guess"), ("i", "suppose")]
)
_BOUND = frozenset(
    [("so", "that"), ("so", "far"), ("so", "long"), ("so", "much"), ("so", "many"), ("because", "of")]
)
"""A joining word that belongs to the next."""

DEPENDENT = _words(
    "when whenever if while where wherever although though unless until till after before since once as"
    " than because cos cuz 'cause which who whose whom that whereas to"
)
"""Words with which a clause leans on another: alone it is no statement."""

_SUBORDINATE = _words("when whenever if while where although though unless until till since once whereas")
_SURE_SUBJECTS = _words("i he she we they")
_OTHER_SUBJECTS = _words("you it this that there these those who what everything nothing something")
_CONTRACTED = re.compile(r"(?:i'm|(?:i|you|he|she|it|we|they|that|there|this)'(?:s|re|ve|ll|d))")
_SPOKEN_CONTRACTION = _words("theres thats im ive ill youre youve theyre theyve weve dont hes shes its")
_HEADS = _words(
    "the a an my your our their his her its some every each one no people somebody someone nobody everybody"
    " everyone anybody anyone staff customers most all both another"
)
_AUXILIARIES = _words(
    "am is are was were be been isn't aren't wasn't weren't do does did don't doesn't didn't have has had"
    " haven't hasn't hadn't can could can't couldn't will would won't wouldn't shall should shouldn't may"
    " might must mustn't need needn't ain't gonna gotta"
)
_VERBS = _words(
    "answered answers asked asks became bought brought call called calls came care cared cares changed"
    " charged cost costs come comes cut deserve ended expect explained explains feel feels felt fixed forgot"
    " found gave get gets give gives go goes got greet greeted happened happens hate hated heard help helped"
    " helps hold held ignored just keep keeps kept knew know knows laughed left let lets like liked likes"
    " listen listened listens look looked looks lost love loved loves made make makes mattered matters mean"
    " means met need needed needs never noticed offer offered offers opened ordered paid passed phoned"
    " picked put puts ran rang read remember remembered remembers replied rolled said sat saw say says seem"
    " seemed seems sent serve served showed shows smile smiled smiles sold sorted speak spent spoke stand"
    " stayed stood stopped sweats take takes talk talked talks tell tells think thinks thought told took"
    " treat treated treats tried turned turns understand understands used waited walk walked walks want"
    " wanted wants went work worked works wrote always"
)
_ADVERBS = _words(
    "just always never really actually also still only even all both probably honestly literally kind sort"
    " definitely already sometimes usually often then"
)
_TAKES_A_CLAUSE = _words(
    "think thinks thought thinking know knows knew knowing feel feels felt say says said saying believe"
    " believes believed guess hope hoped wish wished mean means meant reckon suppose see sees saw find found"
    " sure glad remember remembers realise realised realize realized notice noticed decide decided expect"
    " swear bet figure imagine ask asked wonder wondered care if when because cos that what who which where"
    " how why than as like whatever whoever wherever whenever until till before after while unless although"
    " though whether and but or so then since once even only not especially every way time times moment"
    " minute day reason place thing things everything anything something nothing all one ones person much"
    " many more less the a an to of for with at in on from about by into"
)
_TOLD = _words(
    "tell tells told telling show shows showed promise promised ask asks asked assure assured remind"
    " reminded convince convinced teach taught"
)
_REPORTING = _words("say says said saying ask asks asked told goes went reply replied thought shouted like")
_COMPLETE = _words(
    "me him us them it there here now again ever too anyway together away back mine yours hers ours theirs"
    " myself yourself himself herself themselves though well today yesterday once twice down up off out home"
    " alone right"
)
_OBJECTS = _words(
    "me him her us them it my your our their his its the a an this that these those some any no what"
    " something everything anything nothing somebody someone every"
)
_PREPOSITIONS = _words("for in at by on after before with within from during to of about through")
_LONE_HEADS = _words(
    "somebody someone nobody everybody everyone anybody anyone people staff everything nothing"
)
_BEING = _words("am is are was were 'm 's 're isn't wasn't aren't weren't")
_LEAST_RUN = 12
"""Words without a mark between them that Whisper punctuates as a rule: a longer run was not punctuated."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, by positions of words.

    Attributes:
        first: Its first word.
        start: Its first word after such as "and", "well" or "I mean": what could be read alone begins here.
        last: Its last word, included.
        opens: Whether it begins a sentence.
        closes: Whether it ends one.
        leans: Whether it begins with "when", "if", "which"... and says nothing alone.
    """

    first: int
    start: int
    last: int
    opens: bool
    closes: bool
    leans: bool


def split_clauses(text: str) -> list[tuple[int, int]]:
    """The clauses of a text, in characters: `text[start:end]`. White space between them belongs to none."""
    tokens = list(_TOKEN.finditer(text))
    return [
        (tokens[clause.first].start(), tokens[clause.last].end())
        for clause in find_clauses([token.group() for token in tokens])
    ]


def find_clauses(words: Sequence[str]) -> list[Clause]:
    """The clauses of a spoken text, in order; together they hold every word once.

    Args:
        words: As they are written, punctuation attached.
    """
    plain = [_plain(word) for word in words]
    found: list[Clause] = []
    for first, last in _sentences(words):
        starts = [first, *_inner_starts(words, plain, first, last)]
        for start, following in zip(starts, [*starts[1:], last + 1], strict=True):
            opening = _skip_opening(words, plain, start, following)
            found.append(
                Clause(
                    first=start,
                    start=opening,
                    last=following - 1,
                    opens=start == first,
                    closes=following == last + 1,
                    leans=plain[opening] in DEPENDENT and not _asks(words[last]),
                )
            )
    return found


def ends_sentence(word: str, following: str | None) -> bool:
    """Whether a sentence ends with a word.

    Args:
        word: As it is written, punctuation attached.
        following: The next word, or None if there is none.
    """
    if following is None:
        return True
    if _TRAILS_OFF.search(word) or _MAYBE_ABBREVIATION.fullmatch(word):
        return following[:1].isupper()
    return bool(_SENTENCE_END.search(word)) and not _ABBREVIATION.fullmatch(word)


def _plain(word: str) -> str:
    return _NOT_LETTERS.sub("", word.lower().replace("’", "'"))


def _asks(word: str) -> bool:
    return "?" in word


def _sentences(words: Sequence[str]) -> list[tuple[int, int]]:
    found, first = [], 0
    for position, (word, following) in enumerate(zip(words, [*words[1:], None], strict=False)):
        if ends_sentence(word, following):
            found.append((first, position))
            first = position + 1
    return found


def _inner_starts(words: Sequence[str], plain: Sequence[str], first: int, last: int) -> list[int]:
    """Where a clause begins within a sentence, but for its first."""
    found: list[int] = []
    runs = _runs(words, first, last)
    start, opening, acted = first, _skip_opening(words, plain, first, last + 1), False
    for place in range(first + 1, last):
        acted = acted or (place > opening and _has_verb(plain, opening, place - 1))
        if plain[place - 1] in _REPORTING and _COMMA.search(words[place - 1]):
            # "He said, sir, I bring my own sandwiches": what follows is not the speaker's own.
            return found
        pause = bool(_COMMA.search(words[place - 1]) or _TRAILS_OFF.search(words[place - 1]))
        unmarked = runs[place - first] > _LEAST_RUN
        if acted and place > start + 1 and _begins(words, plain, place, last, pause=pause, unmarked=unmarked):
            found.append(place)
            start, opening, acted = place, _skip_opening(words, plain, place, last + 1), False
    return found


def _runs(words: Sequence[str], first: int, last: int) -> list[int]:
    """For each word how long the run without a mark is that it belongs to."""
    found: list[int] = []
    begin = first
    for place in range(first, last + 1):
        if place == last or _COMMA.search(words[place]):
            found += [place + 1 - begin] * (place + 1 - begin)
            begin = place + 1
    return found


def _begins(
    words: Sequence[str], plain: Sequence[str], place: int, last: int, *, pause: bool, unmarked: bool
) -> bool:
    """Whether a clause begins at a word, given that what stands before it in its sentence has a verb."""
    before, word = plain[place - 1], plain[place]
    opening = _skip_opening(words, plain, place, last + 1)
    joined = any(each in _JOINING for each in plain[place:opening])
    said_between = tuple(plain[place - 2 : place]) in _TWO_WORD_FILLERS
    if said_between or before in _JOINING or before in _SOUNDS or (before in _FILLERS and not pause):
        # The clause began with that word, if it began.
        return False
    if opening > place and not joined and before in _TAKES_A_CLAUSE:
        # "I don't think, you know, they care" is one thought.
        return False
    agent = _after_adverbs(plain, opening, last) if joined else opening
    subject = agent + (plain[agent] in _SUBORDINATE)
    if subject > last or not _acts(plain, subject, last, named=joined or pause or subject > agent):
        return False
    if pause:
        return True
    if word == "so" and plain[place + 1] == "that":
        return False
    if joined:
        return before not in ("not", "even", "only", "just")
    if opening > place:
        # "I mean", "you know" and such, said without a pause.
        return unmarked and before not in _TAKES_A_CLAUSE and before not in _AUXILIARIES
    # "they leave me alone until I ask" stays whole.
    return subject == agent and unmarked and _stands_apart(plain, place, last)


def _stands_apart(plain: Sequence[str], place: int, last: int) -> bool:
    """Whether somebody who does something, with nothing that joins them to what was said, begins anew.

    "the shop I go to" does not: its verb lacks what it acts on. "the shop they gave me a coat" does.
    """
    before, word = plain[place - 1], plain[place]
    if before in _TAKES_A_CLAUSE or before in _AUXILIARIES or before in _VERBS:
        return False
    if before in _COMPLETE:
        return plain[place - 2] not in _TOLD
    contracted = _is_contraction(word)
    if word in ("it's", "its", "there's", "theres") or plain[place : place + 2] in (
        ["it", "was"],
        ["there", "was"],
        ["there", "were"],
    ):
        return before not in _COMPLETE
    if word not in _SURE_SUBJECTS and not contracted:
        return False
    verb = place if contracted else _after_adverbs(plain, place + 1, last)
    if plain[verb] in _BEING:
        return True
    if plain[verb] in _AUXILIARIES or contracted:
        verb = _after_adverbs(plain, verb + 1, last)
    then = plain[verb + 1 : verb + 3] if verb < last else []
    if contracted:
        return bool(then) and then[0] in _OBJECTS
    return bool(then) and (then[0] in _OBJECTS or (then[0] in _PREPOSITIONS and then[-1] in _OBJECTS))


def _skip_opening(words: Sequence[str], plain: Sequence[str], place: int, end: int) -> int:
    """The first word from a place that is no "and", "well" or "I mean"; at least one word is left."""
    while place < end - 1:
        word, following = plain[place], plain[place + 1]
        apart = bool(_COMMA.search(words[place])) or _is_subject(following) or following in _JOINING | _SOUNDS
        if (word, following) in _TWO_WORD_FILLERS and place + 2 < end:
            if not (_COMMA.search(words[place + 1]) or _is_subject(plain[place + 2])):
                return place
            place += 2
        elif (
            word in _SOUNDS
            or (word in _FILLERS and apart)
            or (word in _JOINING and (word, following) not in _BOUND)
        ):
            place += 1
        else:
            return place
    return place


def _is_subject(word: str) -> bool:
    return word in _SURE_SUBJECTS or word in ("you", "it", "if", "when") or _is_contraction(word)


def _is_contraction(word: str) -> bool:
    return bool(_CONTRACTED.fullmatch(word)) or word in _SPOKEN_CONTRACTION - {"its", "dont", "ill"}


def _after_adverbs(plain: Sequence[str], place: int, last: int) -> int:
    while place < last and (plain[place] in _ADVERBS or plain[place].endswith("ly")):
        place += 1
    return place


def _acts(plain: Sequence[str], place: int, last: int, *, named: bool) -> bool:
    """Whether somebody does something from a place on.

    Args:
        plain: The words.
        place: Where who does it would stand.
        last: The last word of the sentence.
        named: Whether it may be more than a pronoun: "the lady at the desk said".
    """
    word = plain[place]
    if _is_contraction(word):
        return True
    if place >= last:
        return False
    verb = _after_adverbs(plain, place + 1, last)
    if word in _SURE_SUBJECTS:
        return plain[verb] not in _JOINING
    if word == "you" and named:
        return plain[verb] not in _JOINING | _PREPOSITIONS
    if word in _OTHER_SUBJECTS:
        return _is_verb(plain[verb]) or (word in ("it", "this", "that") and plain[verb].endswith(("s", "ed")))
    if named and word in _PREPOSITIONS:
        # "and for two minutes you were"
        near = range(place + 2, min(place + 9, last + 1))
        return any(plain[ahead] in _SURE_SUBJECTS or _is_contraction(plain[ahead]) for ahead in near) or any(
            plain[ahead] == "you" and _is_verb(plain[ahead + 1]) for ahead in near if ahead < last
        )
    if not named or word not in _HEADS:
        return False
    for ahead in range(place + 1, min(place + 8, last + 1)):
        if plain[ahead] in ("to", "who", "that", "which", *_JOINING):
            return False
        if (
            _is_verb(plain[ahead])
            or (ahead < last and plain[ahead] in _SURE_SUBJECTS)
            or ((ahead > place + 1 or word in _LONE_HEADS) and plain[ahead].endswith("ed"))
        ):
            return True
    return False


def _is_verb(word: str) -> bool:
    return word in _AUXILIARIES or word in _VERBS or word.endswith("n't")


def _has_verb(plain: Sequence[str], first: int, place: int) -> bool:
    """Whether a word is what somebody does, or is told to do, in a clause that begins at `first`."""
    word, before = plain[place], plain[place - 1] if place > first else ""
    return (
        _is_contraction(word)
        or word in _AUXILIARIES
        or (word in _VERBS and before not in ("to", "the", "a"))
        or before in _SURE_SUBJECTS
        or (before in _LONE_HEADS and word.endswith("ed"))
    )
