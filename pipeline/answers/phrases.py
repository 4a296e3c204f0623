"""How interviewers begin, ask and end a question, as patterns over plain words with a space after each.

A question is openers and lead-ins ("okay so, can you tell us, in your own words"), the asking itself ("what
makes good service") and a tail ("for you, do you think"). The asking is understood in question.py.
"""

import re

_WORD = r"[\w']+ "

NAME = "§"
"""Stands for a word that is somebody's name."""

OPENER = (
    rf"(?:{NAME} |(?:so|ok|okay|right|alright|well|now|then|and|but|um+|uh+|er+m*|hmm+|mm+|hi|hello|hey|yeah|"
    r"yes|yep|please|just|like|anyway|first|firstly|lastly|finally|good (?:morning|afternoon|evening)|great|"
    r"lovely|brilliant|perfect|cool|sir|madam|ma'am|mate|love|guys|everyone|everybody|there|g'day|actually|"
    r"basically|really|sorry|thanks|thank you|both|first (?:off|of all)|here we go|"
    r"(?:(?:a|an|one|the|my|our|your) )?(?:first|second|third|next|last|other|another|quick|final|simple|"
    r"easy)? ?(?:question|one)(?: (?:then|for you|first|to start))?) )"
)
"""A word or two before a question that ask nothing."""

_TELL = (
    r"(?:start by |begin by |start off by |kindly |please |just |maybe )*"
    r"(?:tell|telling|describe|describing|explain|explaining|say|saying|share|sharing|give|giving|talk|"
    r"talking|walk|walking|define|defining|put (?:it |this )?(?:in|into) words|name|naming|think "
    r"of|thinking of|list|sum up) "
    r"(?:to )?(?:(?:me|us|everyone|everybody|the (?:camera|viewers|people|audience|folks)) )?"
    r"(?:at home |through |with us |with me )?(?:please |just |maybe |briefly |quickly |first )*"
    r"(?:(?:a (?:little|bit)(?: bit)?|a few words|something|more) )?"
    r"(?:about (?=(?:what|how|why|which|when|who|where)\b))?"
)
_I = r"(?:i|we|i'd|we'd|i'm|we're|i'll|we'll)"
_WISH = (
    r"(?:just|really|also|all|going|trying|gonna|want|wanted|wanna|like|love|curious|wondering|interested|"
    r"keen|asking|would|will|to|in|know|ask|hear|find|out|about|start|begin|by|with|an?|easy|you|people|"
    r"everyone|everybody|question|the|same|thing|one|today|this|is|from|was|am|are|get|your|thoughts|on|and|"
    r"if|could|understand|here|round|around|talking|doing|video|film|few|some|questions)"
)
TELLING = (
    rf"(?:(?:(?:can|could|would|will|might) you (?:please |just |maybe |possibly |perhaps |both |mind |"
    rf"be able to |like to |care to )*{_TELL})"
    rf"|(?:(?:do|would|did) you (?:mind|want to|wanna|care to|fancy) {_TELL})"
    rf"|(?:(?:why don't you|how about you|i'd like you to|i would like you to|i want you to|"
    rf"i'd love (?:for )?you to|we'd (?:like|love) you to|you can|you could|go ahead and|feel free to|"
    rf"go on|if you (?:can|could)|maybe) (?:please |just )*{_TELL})"
    rf"|(?:(?:(?:can|could|may) (?:i|we) (?:just )?(?:get|ask) you to|do you think you could|"
    rf"would it be possible to|would you be able to) {_TELL})"
    r"|(?:(?:can|could|will) you )?(?:please )?(?:finish|complete) (?:this|the|my) sentence "
    r"(?:for (?:me|us) )?"
    rf"|{_TELL})"
)
"""Asks to be told: what follows may be no question in form."""

WISHING = (
    rf"(?:(?:{_I} (?:{_WISH} )+)"
    rf"|(?:what {_I} (?:{_WISH} )*?(?:know|ask|ask you|hear|hear from you|find out|understand) is )"
    rf"|(?:(?:i (?:guess|suppose|think) )?(?:my|the|our|your) (?:first |next |last |other |big |main |only )*"
    rf"question (?:(?:to|for) (?:you|everyone|everybody)(?: guys| all)? )?(?:then |today |here )*"
    rf"(?:(?:is|would be|was|i have|we have|really|simply|just|this) )+)"
    rf"|(?:(?:may|can|could|might) (?:i|we) (?:just |please |quickly )?ask (?:you )?"
    rf"(?:a question |something |this |quickly |both |straight |first )*(?:about )?)"
    rf"|(?:let me (?:just )?(?:ask|start by asking) (?:you )?(?:this |a question |something )?))"
)
"""Announces a question: what follows need not have the order of words of one."""

FRAME = (
    r"(?:(?:in|from) your (?:own |personal |honest |humble )*(?:words?|views?|opinions?|experience|mind|eyes|"
    r"book|head|world|business|job|perspective|point of view|side|line of work) "
    r"|(?:for|to|according to|with) (?:you|yourself) (?:personally |guys |both |two |all )?"
    rf"|(?:as|being) (?:an? |the )?(?:{_WORD}){{1,4}}?"
    r"|(?:just )?(?:for|on) (?:the )?(?:camera|record|tape|video|viewers|people at home) "
    r"|in (?:one|a|a few|two|three|five|ten|a couple of) (?:words?|sentences?|nutshell) "
    r"|(?:personally|honestly|generally|overall|we're rolling|we are rolling|off you go|over to you) )"
)
"""Says from where to look at it."""

CLAUSE = (
    rf"(?:(?:when|if|thinking|looking|think|imagine|say) (?!you ask me|i may)(?:{_WORD}){{1,12}}?)"
    r"(?=(?:what|which|how|who|where|tell|describe)\b)"
)
"""Sets the scene: "when you think of service," "if you had to say," "thinking back,"."""

_OPINION = r"(?:think|reckon|feel|say|believe|suppose|guess|imagine|find|consider)"
TAIL = (
    r"(?:(?:for|to|from|according to|with) (?:you|yourself|you're) (?:guys |two |both |all |personally )?"
    r"(?!to (?!me|us))"
    r"|(?:in|from) your (?:own |personal |honest |humble )*(?:words?|views?|opinions?|experience|mind|eyes|"
    r"book|head|world|business|job|perspective|point of view) "
    rf"|(?:do|did) you (?:yourself |personally )?{_OPINION} "
    r"|would you (?:say|think|reckon|suggest) |you (?:think|reckon|would say|feel) "
    r"|(?:personally|really|today|please|overall|in general|generally|exactly|at all|these days|nowadays|"
    r"mate|sir|madam|then|in the first place) "
    r"|if you (?:had|have) to (?:say|choose|pick|sum it up|describe it|put it into words) (?:it )?"
    r"|what (?:would|might|could) (?:it|that|they) be |what is it |what's that |what comes to mind "
    r"|what would you say |what are they |what is that "
    r"|in (?:one|a|a few|two|three|five|ten|a couple of) (?:words?|sentences?|nutshell) "
    r"|(?:that )?you've (?:ever |personally |recently )?(?:had|received|experienced|got|seen|been given) "
    r"(?:so far )?"
    r"|here more (?:often )?|more often |in this (?:country|town|city|area|place|shop|store|day and age) "
    r"|(?:you )?(?:had|received|experienced) recently |a?round here |when it's at home |to your mind "
    r"|(?:do|did|would|have|are|can) you (?:most |really |usually |personally )?"
    r"(?:like|want|expect|prefer|need|look for|enjoy|value|hope for|looking for|hoping for) (?:most |best )?"
    r"|(?:and )?what makes (?:it|that) (?:so )?(?:good|great|special|work) (?!is |are |was )"
    rf"|as an? (?!bit|little|lot|smile)\w+ (?:owner |manager |member )?|{NAME} )"
)
"""Comes after the asking and belongs to it."""

TAIL_TO_US = r"(?:for (?:us|me|the camera) (?:please )?)"
"""Likewise, where the interviewer asked to be told."""

AGAIN = re.compile(
    rf"(?:{OPENER})*(?:(?:what|how) about (?:you|yourself)|you|yourself|for you|what do you {_OPINION}|"
    rf"(?:the )?same (?:question|thing)(?: (?:to|for) you)?|over to you|your turn|your go|"
    rf"what would you {_OPINION}|go on then) (?:guys |two |both |all |sir |madam |mate |then |too |{NAME} )*"
)
"""Asks the next person the same."""

ONLY_OPENERS = re.compile(rf"(?:{OPENER})+")

REMAINS_ANSWER = re.compile(
    r"(?:^| )(?:i|i'd|i'm|i've|i'll|me|my|mine|we|our|they|they're|he|she|well|um+|uh+|er+m*|"
    r"probably|honestly|definitely|obviously|oh|yeah|yes|no|because|what|which|would|could) "
)
"""Words with which answers begin and no question goes on."""

INTRODUCES = re.compile(
    rf"(?:{OPENER})*(?:you've been|you have been|you run|you work|you've worked|you own|you're the|"
    r"(?:i'm|we're|i am|we are) (?:here )?(?:with|at|in|joined by)|here with|joining (?:me|us)|thanks for|"
    r"thank you for) "
)
"""How interviewers say with whom they speak."""

SCENE = re.compile(
    r"what(?: (?:comes|springs|jumps|pops) (?:to|into) (?:your )?(?:mind|head)(?: first)?"
    r"|(?:'s| is) the first thing (?:that )?(?:(?:comes|springs) to mind|you think of)"
    r"|(?: would|'d| does| do| did| might) (?:it|that|they|this|you) "
    r"(?:be|mean(?: to you| for you)?|think(?: of)?|say|picture|imagine|see|hear|feel|look for|look like|"
    r"want|expect|like|value)"
    r"|(?: matters(?: most)? to you)|(?: makes (?:it|that) (?:so )?(?:good|great|special|work))"
    r"|(?:'s| is| was) (?:it|that)(?: about)?) "
)
"""What is asked after the scene is set: "what comes to mind", "what would it be"."""

GOES_ON = re.compile(
    r"(?:in|at|on|from|with|around|here|as|if|over|across|during|these|nowadays|compared|versus|rather|"
    r"beyond|apart|within|about|of|for|to|and your|that you|which you|you|you've|that makes|when) "
)
"""With which a question may go on after its subject, where a question mark ends it."""

REPORTED = re.compile(
    r"(?:^| )(?:i|i'd|i'm|i've|my|me|mine|they|they're|he|she|it|it's|that's|know|knows|knew|remember|wonder|"
    r"wondered|understand|says|said|goes|asks|asked|asking yourself|ask yourself|ask me|ask us|exactly) "
)
"""Shows that words in the form of a question are part of what somebody tells."""

ADDRESSES = re.compile(
    r"(?:^| )(?:you|your|you're|you've|let's|question|everybody|everyone|ladies|folks|say|"
    r"imagine|finish|picture) "
)
"""Shows that the interviewer speaks."""

THOUGHTS = re.compile(
    r"(?:any|your|what about your|and your) (?:own |personal )?(?:thoughts?|opinions?|views?|"
    r"take|ideas?|definition|"
    r"advice|feelings?) (?:on|about|of) "
)
"""Asks without a verb: "Your thoughts on ..."."""

MIND = re.compile(
    r"what (?:(?:comes|springs|jumps|pops) (?:to|into) (?:your )?(?:mind|head)|do you think "
    r"of|would you say) "
    r"(?:first )?(?:when|if) (?:i|you|we|somebody|someone) (?:say|think of|think about|hear|"
    r"mention|says|talk about) "
    r"(?:the (?:words?|phrase) )?"
)
"""Asks for the first thing that comes to mind when ..."""
