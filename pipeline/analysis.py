"""What follows from what was heard in a clip: its answers, their themes, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline import answers, audio, quotes
from pipeline.answers import apply_cuts
from pipeline.decisions import CUTS, holding
from pipeline.derive import needs_web_copy
from pipeline.edits import BAR, QUOTE, chosen_words, edited, reword
from pipeline.introductions import without_introduction
from pipeline.mentions import find_mentions
from pipeline.tag import Tagger
from schemas.records import (
    Analysis,
    Answer,
    Clip,
    ClipStatus,
    Correction,
    Findings,
    Probe,
    Quote,
    Reading,
    Transcript,
    Turn,
    Word,
    join_words,
)
from schemas.settings import Settings
from schemas.writings import TEXTS

UNCLEAR = "Nobody speaks in this clip, or too unclearly to be written down."
NOT_ALL = "Only the first {hours} hours of this clip were listened to; cut the rest into clips of their own."


def analyse(
    clip: Clip,
    collection: str,
    settings: Settings,
    tagger: Tagger,
    probed: Probe,
    transcript: Transcript | None,
    known_duration: float | None = None,
    corrections: Sequence[Correction] = (),
    turns: Sequence[Turn] = (),
) -> Analysis:
    """What follows from what was heard in a clip: its answers, their themes, and what came of it.

    Args:
        clip: The clip.
        collection: The subfolder it lay in.
        settings: With the question.
        tagger: Finds the themes.
        probed: What the file says of itself.
        transcript: What was heard; None where there is no sound.
        known_duration: Seconds, where they are known from an earlier run.
        corrections: What people decided about the clip.
        turns: Who speaks when, where voices were told apart.
    """
    found = find_and_read(transcript, settings, tagger, corrections, turns) if transcript else Findings()
    status, reason = _conclude(probed, transcript, bool(found.answers))
    heard = transcript.duration if transcript else 0.0
    if max(heard, known_duration or 0.0) >= audio.LONGEST:
        reason = " ".join(filter(None, [reason, NOT_ALL.format(hours=audio.LONGEST // 3600)]))
    # A header can claim anything; without a picture, what decodes is all there is.
    claimed = probed.duration or probed.measured if probed.video or not heard else None
    return Analysis(
        clip=clip,
        collection=collection,
        probe=probed,
        duration=known_duration or claimed or heard,
        transcript=transcript,
        found=found,
        status=status,
        reason=reason,
        # A player plays the first sound track; words from another are heard in a copy that has only it.
        needs_web_copy=needs_web_copy(probed) or bool(transcript and transcript.track),
        turns=tuple(turns),
    )


def find_and_read(
    transcript: Transcript,
    settings: Settings,
    tagger: Tagger,
    corrections: Sequence[Correction],
    turns: Sequence[Turn],
) -> Findings:
    """The answers in what was heard, cut as people decided, and what the tagger makes of each.

    Args:
        transcript: What was heard in a clip.
        settings: With the question.
        tagger: Finds the themes.
        corrections: What people decided about the clip.
        turns: Who speaks when, where voices were told apart.
    """
    cuts = [each for each in holding(corrections) if each.field in CUTS]
    is_text = transcript.engine in TEXTS
    found = _all_of(transcript) if is_text else answers.find_answers(transcript, settings.question, turns)
    # What somebody writes over a word does not change where answers begin: they stay the same answers.
    shown = edited(transcript, corrections)
    reworded = [reword(answer, transcript, shown) for answer in apply_cuts(found, transcript, cuts)]
    return read(shown, reworded, tagger, settings.names, corrections)


def _all_of(transcript: Transcript) -> tuple[Answer, ...]:
    """What was written is one answer: nobody asks in it, or talks of the filming."""
    words = transcript.words
    whole = Answer(
        start=words[0].start,
        end=words[-1].end,
        text=join_words(words),
        first_word=0,
        last_word=len(words) - 1,
        language=transcript.language,
        number=1,
    )
    return (whole,)


def read(
    transcript: Transcript,
    found: Sequence[Answer],
    tagger: Tagger,
    names: Sequence[str] = (),
    corrections: Sequence[Correction] = (),
) -> Findings:
    """What the tagger makes of answers, what each names and dismisses, and what of it is worth quoting.

    Args:
        transcript: What was heard in a clip, with its words as people corrected them.
        found: Its answers.
        tagger: Finds the themes.
        names: The project's glossary.
        corrections: What people decided about the clip.
    """
    languages = [answer.language or transcript.language for answer in found]
    readings = [
        replace(reading, mentions=find_mentions(answer.text, names, tagger.words_of))
        for answer, reading in zip(
            found, _tagged([answer.text for answer in found], languages, tagger), strict=True
        )
    ]
    quoted = [
        ()
        if answer.small_talk
        else _choose_quotes(
            quotes.find_quotes(transcript.words, answer.first_word, answer.last_word, reading.tags),
            answer,
            transcript.words,
            corrections,
        )
        for answer, reading in zip(found, readings, strict=True)
    ]
    return Findings(tuple(found), tuple(readings), tuple(quoted))


def _tagged(texts: Sequence[str], languages: Sequence[str | None], tagger: Tagger) -> list[Reading]:
    """What the tagger makes of texts: where somebody first says who they are, of what they say then.

    With that before it, an answer reads like none. Where no theme follows it may well be none.
    """
    readings = list(tagger.read(texts, languages))
    rests = {place: rest for place, text in enumerate(texts) if (rest := without_introduction(text)) != text}
    read = tagger.read(list(rests.values()), [languages[place] for place in rests]) if rests else ()
    for place, reading in zip(rests, read, strict=True):
        if any(tag.tier == "tag" for tag in reading.tags):
            readings[place] = reading
    return readings


def _choose_quotes(
    found: Sequence[Quote], answer: Answer, words: Sequence[Word], corrections: Sequence[Correction]
) -> tuple[Quote, ...]:
    """The quotes of an answer: first the one a person chose, if any; never one with a redacted word in it.

    Args:
        found: The best ones, the best first.
        answer: The answer.
        words: All words of its clip as they are shown.
        corrections: What people decided about the clip.
    """
    best = list(found)
    for correction in holding(corrections):
        place = chosen_words(words, correction) if correction.field == QUOTE else None
        if not place or not answer.first_word <= place[0] <= place[-1] <= answer.last_word:
            continue
        first, last = place[0], place[-1]
        chosen = Quote(
            start=words[first].start,
            end=words[last].end,
            text=join_words(words[first : last + 1]),
            first_word=first,
            last_word=last,
            score=max((quote.score for quote in found), default=0.0),
            chosen=True,
        )
        apart = [quote for quote in found if quote.last_word < first or quote.first_word > last]
        best = [chosen, *apart[: quotes.MOST - 1]]
    return tuple(quote for quote in best if quote.text and BAR not in quote.text)


def _conclude(probed: Probe, transcript: Transcript | None, answered: bool) -> tuple[ClipStatus, str | None]:
    """What came of a clip, and why there is no answer if there is none."""
    if answered:
        return "answered", None
    if not probed.audio:
        return "no_speech", "This clip has no sound."
    if not transcript or not transcript.segments:
        heard_something = transcript and transcript.doubted
        return "no_speech", UNCLEAR if heard_something else "Nobody speaks in this clip."
    return "off_topic", "Only the question is asked in this clip."
