"""The words around the subject of a question, and those that show that there is none."""

import re

from pipeline.answers import phrases
from pipeline.answers.form import AUXILIARY, MAKES
from pipeline.answers.speech import words

BARRED = words(
    """
    i i'd i'm i've i'll me my mine myself they they're they'd he she he's she's well um uh erm er oh
    because
    """
)
COPULA = re.compile(
    r"(?:(?:um+|uh+|er+m*|like|really|basically|actually|honestly|personally|in general|for "
    r"(?:me|us)|to (?:me|us)|"
    r"in my (?:opinion|view|experience|book)|i think|for you|to you) )*"
    r"(?:(?:is|are|was)(?! (?:it|that|there|this|they|she|he|we|you) )|isn't|aren't|were|would "
    r"be|has to be|comes down|means|has always|will always|can be|might be) "
)
PLACED = re.compile(r"(?:in|at|on|from|with|of|like|different) ")
ASIDE = re.compile(
    r"(?:good|great|really good|so good|so great|special|stand out|work|excellent|better|best) "
)
COMPLEMENT = re.compile(
    r"(?:(?:is|was|are)(?! (?:it|that|there|this|they|she|he|we|you) )|means?|looks? like|feels? "
    r"like|sounds? like|is (?:all )?about|is like|entails|involves|"
    r"consists of|should (?:be|look like)|would (?:be|look like)|would be like|comes down to|be) "
    r"(?:all about |like |about |good (?!\w+ (?:service|manners)))?"
)
BARE_COMPLEMENT = re.compile(
    r"(?:look like|mean|feel like|sound like|entail|involve|be like|like|about|all about) "
)
EXAMPLE = re.compile(r"\b(?:time|example|story|moment|occasion|experience|memory|instance)s? ")
DEFINITION = re.compile(
    r"(?:about |on )?(?:your |an? |the |any |some |one )?(?:own |personal |favourite |favorite "
    r"|best |quick )*"
    r"(?:idea|definition|version|example|experience|meaning|thoughts?|take|time|moment|story|view|opinion|"
    r"picture|secret|key)?s? ?(?:of |about |on |when |where |that |to )?"
)
SECOND = re.compile(
    r"\b(?:you|your|you'd|you're|you've|yourself|yours|d'you|whaddya|whatcha|wotcha|whadda|whadya) "
)
OPINION = re.compile("think|reckon|feel|say|believe|suppose|guess|imagine|consider")
VERBS = AUXILIARY | MAKES | {"be", "been", "gets", "get", "means", "look", "looks", "feels"}
LEADS_ON = re.compile(
    r"\b(?:is|was|are|of|about|on|at|with|to|and|like|just|out|see|ask|tell|tells|told|think|"
    r"thinks|but|or|not) $"
)
SIMPLE_ONE = re.compile(
    r"(?:it's (?:just )?an? (?:\w+ )?(?:one|question)|i've (?:just |only )?got (?:\w+ )+?questions?(?: "
    r"for you)?) "
)
NOT_SAID_TO = words(
    """
    know remember wonder see understand that's exactly guess wondered knows knew ask
    """
)
NO_NAMES = words(
    """
    i so well okay ok right alright now then and but yeah yes no hi hello hey service customer good
    great um er uh honestly probably please personally definitely obviously basically first tell
    describe in for as
    """
)
LEADS = tuple(
    (lead, re.compile(pattern))
    for lead, pattern in (
        ("tell", phrases.TELLING),
        ("wish", phrases.WISHING),
        ("", rf"(?:{phrases.OPENER})+"),
        ("", phrases.FRAME),
        ("", phrases.CLAUSE),
    )
)
FRAME = re.compile(rf"\b{phrases.FRAME}")
TAIL = re.compile(phrases.TAIL)
TAIL_TOLD = re.compile(f"{phrases.TAIL_TO_US}|{phrases.TAIL}")
