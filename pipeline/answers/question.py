"""Where somebody asks the project's question, in whatever words, and where that question ends.

A question has a place from which it is asked, and an end after which the answer begins, with or without a
mark between them. It is told from statements in the same words ("what makes good service is people who
care") by its order of words, by whom it addresses, and by what follows.
"""

import re
from collections.abc import Sequence

from pipeline.answers import phrases, wording
from pipeline.answers.form import AUXILIARY, MAKES, TURNED, WH, Form
from pipeline.answers.speech import Spoken
from pipeline.answers.topic import SMALL_WORDS, is_of_customers, topic_of

_REACH = 16
"""Words between the asking word and what is asked about, at most."""

_FAR = 16
"""Words that an interviewer may say before asking."""

_SHORT = 5
"""Words of a question that has no verb: "Why our gym?"."""

_LEFT = 8
"""Words that may still belong to a question after its tail, if a question mark ends them."""


class Listener:
    """Looks for a project's question in what was said.

    Args:
        heard: All that was said in a clip.
        question: The project's question.
    """

    def __init__(self, heard: Sequence[Spoken], question: str) -> None:
        self._heard = heard
        self._topic = topic_of(question)
        self._marks = any(each.pauses for each in heard)
        self._capitals = any(each.capital for each in heard)
        self._texts = [self._plain(position) for position in range(len(heard))]

    def question_at(self, start: int, *, follows_answer: bool) -> int | None:
        """Where a question that begins here ends, not included; None if none does.

        Args:
            start: Position in what was said.
            follows_answer: Whether somebody has been answering: people ask questions of their own then ("How
                hard can good service be?"), so it must be nearly the project's, or a short "and you?".
        """
        if follows_answer and (again := self.again_at(start)):
            return again
        place, lead = self._lead_in(start)
        end = None
        for at in dict.fromkeys([place, start]):
            end = self._asking(at, start, lead=lead if at == place else "", follows_answer=follows_answer)
            if end is not None:
                break
        if end is None:
            end = self._project_question(start)
        if end is None and not follows_answer:
            end = self._after_a_lead_in(start)
        return end

    def _after_a_lead_in(self, start: int) -> int | None:
        """The end of a question after an interviewer's own words: "Alright Sue, fire away, what ..."."""
        for place in range(start + 1, min(start + _FAR, len(self._heard))):
            before = self._heard[place - 1]
            if before.ends and not phrases.ADDRESSES.search(self._text(start, place)):
                return None
            if self._texts[place] not in WH:
                continue
            here = place
            while here > start + 1 and self.is_opener(here - 1, here):
                here -= 1
            if self._marks and not self._heard[here - 1].pauses:
                continue
            lead = wording.SIMPLE_ONE.sub("", self._text(start, place))
            if not re.search(r"\bask(?:ing)? (?:you|every\w+) ", lead) and (
                phrases.REPORTED.search(lead) or (not before.pauses and wording.LEADS_ON.search(lead))
            ):
                continue
            end = self._wh(place, start, told=False, follows_answer=False)
            if end is not None and (self._marks or self._heard[end - 1].ends or end - place >= 3):
                return end
        return None

    def again_at(self, start: int) -> int | None:
        """Where a short "and you?" that begins here ends."""
        end = self._sentence_end(start)
        found = phrases.AGAIN.fullmatch(self._text(start, end))
        if not found or end - start > 9:
            return None
        asks = self._heard[end - 1].asks
        return end if asks or re.search(r"about you|question|turn|over to|^and you ", found[0]) else None

    def is_opener(self, start: int, end: int) -> bool:
        """Whether nothing is said but "okay", "so", a greeting."""
        return bool(phrases.ONLY_OPENERS.fullmatch(self._text(start, end)))

    def introduces(self, start: int, end: int) -> bool:
        """Whether a sentence introduces who is going to be asked: "So you've been here for ten years."."""
        return bool(phrases.INTRODUCES.match(self._text(start, end)))

    # Parts of a question

    def _lead_in(self, start: int) -> tuple[int, str]:
        """Where the asking begins, and how it is led in: `tell`, `wish` or neither."""
        place, how = start, ""
        while place < len(self._heard):
            text = self._text(place, place + 30)
            for lead, pattern in wording.LEADS:
                if found := pattern.match(text):
                    place += found[0].count(" ")
                    how = lead or how
                    break
            else:
                if place == start or not self._is_bare_name(place):
                    break
                place += 1
        return place, how

    def _is_bare_name(self, place: int) -> bool:
        """Whether a word between a lead-in and the asking can only be a name: "tell me dave what's ..."."""
        text, after = self._texts[place], self._texts_at(place + 1)
        return (
            after in WH
            and text not in WH
            and text not in SMALL_WORDS
            and text not in wording.NOT_SAID_TO
            and (self._heard[place].capital or not self._capitals)
        )

    def _asking(self, place: int, start: int, *, lead: str, follows_answer: bool) -> int | None:
        """The end of what is asked, if it is asked here."""
        if place >= len(self._heard):
            return None
        first = self._texts[place]
        if first in {"in", "to", "for", "at"} and self._texts_at(place + 1) in {"what", "which"}:
            place, first = place + 1, self._texts[place + 1]
        if first in WH:
            return self._wh(place, start, told=bool(lead), follows_answer=follows_answer)
        if lead == "tell":
            return self._told_about(place)
        if thoughts := phrases.THOUGHTS.match(self._text(place, place + 8)):
            end = self._about(place + thoughts[0].count(" "), 6)
            return end and self._up_to_the_mark(self._tail(end, told=True))
        if follows_answer:
            return None
        if first in AUXILIARY and self._texts_at(place + 1) in {"you", "there"}:
            return self._yes_or_no(place)
        if place == 0 and first in MAKES and (end := self._about(place, 4)) and self._heard[end - 1].asks:
            return end  # the clip begins within the question
        return self._topic_first(place)

    def _wh(self, place: int, start: int, *, told: bool, follows_answer: bool) -> int | None:
        """The end of a question that begins with an asking word."""
        before = self._text(start, place)
        scene = bool(self._topic.head.search(before))
        if scene and (end := self._asked_of_the_scene(place)):
            return end
        if mind := phrases.MIND.match(self._text(place, place + 16)):
            end = self._about(place + mind[0].count(" "), 5)
            return end and self._up_to_the_mark(self._tail(end, told=False))
        end = self._about(place, _REACH)
        if end is None:
            return None
        asked = self._asked_words(place, end)
        form = Form.of(asked, place == start and end - place < _SHORT)
        turned = form.inverted or bool(TURNED.match(self._text(end, end + 3)))
        if form.is_other or not (told or turned or form.subject or form.short):
            return None
        end = self._tail(self._complement(end, asked, told=told, inverted=form.inverted), told=False)
        second = bool(wording.SECOND.search(self._text(place, end)))
        other = form.asks in {"why", "how", "when", "where"} and form.asks != self._topic.asks
        if other and not second and not (form.asks == "how" and told):
            return None
        if not self._heard[end - 1].ends:
            left = self._text(end, end + 14)
            if wording.COPULA.match(left) and not (turned and second):
                return None
            if not (turned or told) and wording.PLACED.match(left) and " is " in left[:60]:
                return None
            end = self._up_to_the_mark(end)
        closed = self._heard[end - 1]
        if "i" in before.split() and not (second or closed.asks or re.search("ask|tell|describe", before)):
            return None
        if follows_answer:
            mine = form.asks != self._topic.asks and not {"you", "your"} & set(asked)
            clear = closed.ends and (second or self._topic.is_nearly(self._texts[start:end]))
            return end if clear and not mine else None
        return end

    def _asked_words(self, place: int, end: int) -> list[str]:
        """The words of the asking, without "in your opinion" and the like between them."""
        first, *others = self._texts[place:end]
        return [first, *wording.FRAME.sub("", "".join(f"{word} " for word in others)).split()]

    def _told_about(self, place: int) -> int | None:
        """What is asked for without an asking word: "tell me about ...", "give me your idea of ..."."""
        found = wording.DEFINITION.match(self._text(place, place + 12))
        step = found[0].count(" ") if found else 0
        reach = 12 if found and wording.EXAMPLE.search(found[0]) else 6
        end = self._about(place + step, reach)
        if end is None:
            return None
        between = self._text(place, end)
        if "sentence" in self._text(max(0, place - 6), place) and self._texts_at(end) in {"is", "means"}:
            return end + 1
        if not step and not re.match(
            r"(?:about|what|how|why|your|good|great|customer|service|the|an?) ", between
        ):
            return None
        return self._up_to_the_mark(self._tail(end, told=True))

    def _yes_or_no(self, place: int) -> int | None:
        end = self._about(place, _REACH)
        if end is None:
            return None
        named = self._text(place, end)
        end = self._up_to_the_mark(self._tail(end, told=True))
        if self._topic.asks in AUXILIARY and named.startswith(f"{self._topic.asks} you "):
            return end
        if re.match(r"(?:would you say|do you think|do you reckon) there(?:'s| is| are) ", named):
            return end
        there = named.split()[1] == "there" and wording.SECOND.search(self._text(place, end))
        return (
            end
            if there
            or re.search(r" (?:ever|got|an? (?:good )?story) ", named)
            or wording.EXAMPLE.search(named)
            else None
        )

    def _topic_first(self, place: int) -> int | None:
        """The subject first and the asking after it: "Good customer service. What is it?"."""
        named = self._about(place, 4)
        if named is None:
            return None
        found = re.match(
            r"(?:then |well )?(?:what|how) (?:is it|is that|makes it|does it mean|does that mean|would "
            r"you|do you|"
            r"does it look like)\b ?(?:good |great |that good |mean |describe it |define it |like |about )*",
            self._text(named, named + 12),
        )
        if not found:
            return None
        end = self._tail(named + found[0].count(" "), told=False)
        end = self._up_to_the_mark(end)
        return end if self._heard[end - 1].ends or wording.SECOND.search(self._text(named, end)) else None

    def _asked_of_the_scene(self, place: int) -> int | None:
        """After "when you think of service,": "what comes to mind?"."""
        found = phrases.SCENE.match(self._text(place, place + 12))
        if not found:
            return None
        end = place + found[0].count(" ")
        return self._up_to_the_mark(self._tail(end, told=False))

    def _complement(self, end: int, asked: Sequence[str], *, told: bool, inverted: bool) -> int:
        """Past what completes the asking: "what good service *means*", "what makes service *good*"."""
        if self._heard[end - 1].ends:
            return end
        text = self._text(end, end + 6)
        makes = any(word in MAKES for word in asked[:-1])
        if (
            makes
            and not {"good", "great", "best", "excellent"} & set(asked)
            and (good := wording.ASIDE.match(text))
        ):
            return end + good[0].count(" ")
        if inverted and (bare := wording.BARE_COMPLEMENT.match(text)):
            return end + bare[0].count(" ")
        verb = makes or (len(asked) > 1 and asked[1] in {"is", "are", "was"}) or asked[0] == "what's"
        if not (told or inverted) or verb:
            return end
        if self._waits_for_is(asked) and re.match(r"(?:is|was|are) ", text):
            return end + 1
        complement = wording.COMPLEMENT.match(text)
        return end + complement[0].count(" ") if complement else end

    def _waits_for_is(self, asked: Sequence[str]) -> bool:
        """Whether nothing but the subject stands after "you think" or "you say": "is" must follow."""
        opinions = [place for place, word in enumerate(asked) if wording.OPINION.fullmatch(word)]
        after = asked[opinions[-1] + 1 :] if opinions else ()
        return bool(after) and all(
            word in SMALL_WORDS - wording.VERBS or self._topic.names(word) for word in after
        )

    def _tail(self, end: int, *, told: bool) -> int:
        """Past all that comes after the asking and belongs to it."""
        while end < len(self._heard):
            text = self._text(end, end + 14)
            found = (wording.TAIL_TOLD if told else wording.TAIL).match(text)
            if not found:
                return end
            after = end + found[0].count(" ")
            # After a full stop it is the answer's, unless it stands alone: "Is it? For you?"
            if self._heard[end - 1].ends and not self._heard[after - 1].ends:
                return end
            if self._heard[end - 1].asks and not self._heard[after - 1].asks:
                return end
            if self._heard[end - 1].pauses and found[0].startswith(("for us", "for me")):
                return end
            if found[0] in {"really ", "then ", "like "} and not self._heard[after - 1].pauses:
                return end
            end = after
        return end

    def _up_to_the_mark(self, end: int) -> int:
        """To the question mark, where few words stand before it and none begins an answer."""
        if self._heard[end - 1].ends:
            return end
        stop = self._sentence_end(end)
        if stop - end > _LEFT or not self._heard[stop - 1].ends:
            return end
        left = self._text(end, stop)
        if not phrases.GOES_ON.match(left) or phrases.REMAINS_ANSWER.search(f" {left}"):
            return end
        if self._heard[stop - 1].asks:
            return stop
        return end

    def _about(self, place: int, reach: int) -> int | None:
        """Where the subject of the project's question has been named, within so many words."""
        found = None
        others: set[int] = set()
        for position in range(place, min(place + reach, len(self._heard))):
            text = self._texts[position]
            if text in wording.BARRED and position > place and not (text == "i" and position == place + 1):
                break
            if self._topic.head.fullmatch(text) or self._is_synonym(position):
                found = position + 1
                if (
                    self._texts_at(found) in {"experience", "experiences"}
                    and not self._heard[position].pauses
                ):
                    found += 1
                break
            for number, other in enumerate(self._topic.others):
                if other.fullmatch(text):
                    others.add(number)
                    if len(others) >= 2 and 3 * len(others) >= 2 * (len(self._topic.others) + 1):
                        found = position + 1
            if self._heard[position].ends:
                break
        return found

    def _is_synonym(self, position: int) -> bool:
        """Whether it is customer care where the project asks about customer service."""
        return (
            position > 0
            and self._topic.is_service
            and is_of_customers(*self._texts[position - 1 : position + 1])
        )

    def _project_question(self, start: int) -> int | None:
        """The project's question word for word, even where it has no form of a question."""
        wanted = self._topic.tokens
        place = start
        while place < len(self._heard) and self.is_opener(place, place + 1):
            place += 1
        end = place + len(wanted)
        if len(wanted) < 3 or tuple(self._texts[place:end]) != wanted:
            return None
        left = self._text(end, end + 8)
        if not self._heard[end - 1].ends and wording.COPULA.match(left):
            return None
        return self._tail(end, told=False)

    # Words

    def _sentence_end(self, start: int) -> int:
        for position in range(start, len(self._heard)):
            if self._heard[position].ends:
                return position + 1
        return len(self._heard)

    def _text(self, start: int, end: int) -> str:
        """The words from one position to another as the patterns read them, a space after each."""
        return "".join(f"{text} " for text in self._texts[start:end])

    def _texts_at(self, position: int) -> str:
        return self._texts[position] if position < len(self._texts) else ""

    def _plain(self, position: int) -> str:
        """A word as the patterns read it: a name is only that."""
        here = self._heard[position]
        if self._topic.names(here.text):
            return here.text
        if not here.capital or here.text in wording.NO_NAMES or here.text.startswith(("i'", "what", "how")):
            return here.text
        starts = position == 0 or self._heard[position - 1].ends
        if starts:
            return phrases.NAME if here.pauses and not here.ends else here.text
        near = here.pauses or self._heard[position - 1].pauses
        return phrases.NAME if near else here.text
