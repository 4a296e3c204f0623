"""Talk about the filming: "Is it on?", "Shall I just start?", "Thank you, cut."."""

import re

_FILLER = (
    r"(?:(?:so|ok|okay|right|alright|well|now|then|and|um+|uh+|er+m*|oh|yeah|yes|yep|no|sorry|great|lovely|"
    r"perfect|brilliant|cool|good|please|just|there|here|hello|hi|wait|hang on|hold on|one sec(?:ond)?|"
    r"let me see|go on|sure|fine|nice|awesome) )"
)
_FILMED = r"(?:on|recording|rolling|filming|live|running|working|going|ready|set|good to go|started)"
_DOES_NOT_GO_ON = r"(?= |$)"

_BEFORE = (
    rf"(?:(?:is|was) (?:it|this|that|the camera|the thing|this thing|the mic|the red light|it "
    rf"still) (?:{_FILMED} )+(?:now |yet |already )?"
    rf"|(?:is it|it's|it is|we're|we are|are we|are you|you're|that's|i'm|am i) (?:still |all |now )*"
    rf"(?:recording|rolling|filming|live|on camera|in (?:the )?(?:frame|shot|focus)) (?:now |"
    rf"yet |already |already now )?"
    r"|are (?:we|you) (?:ready|all set|good|set|on) (?:now |yet |to go )?"
    r"|can you (?:hear|see) me (?:ok|okay|alright|now|all right)? ?"
    r"|(?:where )?(?:do|should|shall|am) i (?:supposed to )?(?:look|looking)(?: (?:at|into|in|"
    r"here|there|straight))*"
    r"(?: (?:you|the camera|the lens|it|that|this|here|there))? "
    r"|(?:shall|should|can|do) (?:i|we) (?:just )?(?:start|begin|go|talk|go ahead|start talking)(?: "
    r"(?:now|again|over))* "
    r"|(?:shall|should|do) i (?:say|introduce|give) (?:my name|myself|who i am)(?: first)? "
    r"|(?:(?:let me|i'll|can i|shall i|let's) (?:just )?(?:start|do that|do it|try that|go) "
    r"(?:over|again|once more|from the top) )"
    r"|do you want me to (?:start|say my name|look at (?:you|the camera)|begin|go|do it again|"
    r"say that again|repeat (?:it|that|the question)) "
    r"|(?:whenever|when|ready when) you(?:'re| are) ready |when you are |ready when you are "
    r"|(?:off you go|go ahead|you can (?:start|go|begin)(?: now)?|and action|action|ready|rolling|recording|"
    r"take (?:one|two|three|four|five)|testing(?: testing)?|(?:testing )?one two(?: three)?|three two one) "
    r"|(?:does|is) my (?:hair|face) (?:look )?(?:ok|okay|alright) |do i look (?:ok|okay|alright) "
    r"|i (?:hate|don't like|'m not used to) being (?:filmed|on camera|on video) "
    r"|(?:i've )?(?:pressed|press|hit|just press) (?:the )?(?:record|button|red button|play) "
    r"|how do(?:es)? (?:i|you|this|it) (?:work|start it|turn (?:this|it) on) )"
)
_CERTAIN_AFTER = (
    r"(?:cut|(?:and )?cut there|thank you(?: (?:very|so) much)?|thanks(?: (?:a lot|very much|"
    r"so much|for (?:that|your time|having me)))?|"
    r"thank you for (?:that|your time|having me)|cheers(?: for that)?|bye(?: bye)?|goodbye|"
    r"(?:was|is) that (?:ok|okay|alright|all right|enough|good|any good|what you wanted|it)(?: "
    r"for you| then)?|"
    r"did (?:you|we|that) (?:get|record|catch) (?:that|it|all that|all of that|everything)|did "
    r"that (?:work|come out)|"
    r"(?:do you|you) want me to (?:do|say) (?:it|that) again|(?:shall|should|can) (?:i|we) (?:do|"
    r"say|try) (?:it|that) again|"
    r"how do (?:i|you) (?:stop|turn) (?:it|this)(?: off)?|(?:can you )?(?:stop|turn) (?:it|that|"
    r"this)(?: off| there| now)?|"
    r"(?:have you |did you )?(?:stopped|stop) (?:recording|filming|it)|is (?:it|this) (?:off|"
    r"still (?:on|recording|going))|"
    r"are we (?:done|finished|good)|we're done(?: here)?|we've got it|we got it|that's a wrap|"
    r"(?:that was|that's) (?:great|perfect|lovely|brilliant|fantastic|really good|wonderful|"
    r"it for the filming)(?: thank you| thanks)?|"
    r"got (?:it|that)) "
)
_PERHAPS_AFTER = (
    r"(?:that's (?:it|all|me|about it|me done|all from me|all i've got|everything)(?: really|"
    r" then)?|that's the lot|"
    r"i'm done|the end|i think that's (?:it|all)|is there anything else|anything else) "
)

_ALL_BEFORE = re.compile(rf"(?:{_FILLER})*{_BEFORE}(?:{_FILLER}|{_BEFORE})*")
_STARTS = re.compile(rf"((?:{_FILLER})*{_BEFORE}(?:{_BEFORE})*)(?={_FILLER})")
_ALL_AFTER = re.compile(rf"(?:{_FILLER}|{_PERHAPS_AFTER}|{_CERTAIN_AFTER}|{_BEFORE})+")
_ONLY_FILLER = re.compile(rf"(?:{_FILLER})+")
_CERTAIN = re.compile(rf"(?:^| )(?:{_CERTAIN_AFTER})")
_ENDS = re.compile(
    rf" ((?:(?:ok|okay|right|alright|yeah|so|um|er) )*(?:{_PERHAPS_AFTER})+(?:{_FILLER})*"
    rf"(?:{_CERTAIN_AFTER})+(?:{_FILLER})*"
    rf"|(?:{_CERTAIN_AFTER})+(?:and )?cut )$"
)


def opens(sentence: str) -> bool:
    """Whether a sentence, as plain words with a space after each, is talk before the answer."""
    return bool(_ALL_BEFORE.fullmatch(sentence))


def closes(sentence: str) -> bool:
    """Whether a sentence may be talk after the answer."""
    return bool(_ALL_AFTER.fullmatch(sentence))


def surely_closes(sentence: str) -> bool:
    """Whether it can be nothing else: people end an answer with "that's it", too."""
    return closes(sentence) and bool(_CERTAIN.search(sentence))


def opening_words(sentence: str) -> int:
    """How many words at the beginning of a sentence without marks are talk before the answer."""
    found = _STARTS.match(sentence)
    return found[1].count(" ") if found else 0


def closing_words(sentence: str) -> int:
    """How many words at its end are talk after the answer."""
    found = _ENDS.search(f" {sentence}")
    return found[1].count(" ") if found else 0
