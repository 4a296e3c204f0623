"""What follows from what was heard in a clip: its answers, their themes, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline import answers, audio, quotes
from pipeline.answers import apply_cuts
from pipeline.decisions import CUTS, holding
from pipeline.derive import needs_web_copy
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
    Transcript,
    Turn,
)
from schemas.settings import Settings

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
    found = answers.find_answers(transcript, settings.question, turns)
    return read(transcript, apply_cuts(found, transcript, cuts), tagger, settings.names)


def read(
    transcript: Transcript, found: Sequence[Answer], tagger: Tagger, names: Sequence[str] = ()
) -> Findings:
    """What the tagger makes of answers, what each names and dismisses, and what of it is worth quoting.

    Args:
        transcript: What was heard in a clip.
        found: Its answers.
        tagger: Finds the themes.
        names: The project's glossary.
    """
    languages = [answer.language or transcript.language for answer in found]
    readings = [
        replace(reading, mentions=find_mentions(answer.text, names, tagger.words_of))
        for answer, reading in zip(
            found, tagger.read([answer.text for answer in found], languages), strict=True
        )
    ]
    quoted = [
        ()
        if answer.small_talk
        else quotes.find_quotes(transcript.words, answer.first_word, answer.last_word, reading.tags)
        for answer, reading in zip(found, readings, strict=True)
    ]
    return Findings(tuple(found), tuple(readings), tuple(quoted))


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
