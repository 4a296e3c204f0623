"""What follows from what was heard in a clip: its answers, their themes, and what came of it."""

from collections.abc import Sequence

from pipeline import answers, audio
from pipeline.derive import needs_web_copy
from pipeline.tag import Tagger
from schemas.records import Analysis, Answer, Clip, ClipStatus, Probe, Tag, Transcript, Turn
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
    turns: tuple[Turn, ...] = (),
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
        turns: Who speaks when, where voices were told apart.
    """
    found = answers.find_answers(transcript, settings.question, turns) if transcript else ()
    tags: tuple[tuple[Tag, ...], ...] = tuple(
        ()
        if answer.small_talk
        else tagger.tag(answer.text, answer.language or (transcript.language if transcript else None))
        for answer in found
    )
    status, reason = _conclude(probed, transcript, found)
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
        answers=found,
        tags=tags,
        status=status,
        reason=reason,
        # A player plays the first sound track; words from another are heard in a copy that has only it.
        needs_web_copy=needs_web_copy(probed) or bool(transcript and transcript.track),
        turns=turns,
    )


def _conclude(
    probed: Probe, transcript: Transcript | None, found: Sequence[Answer]
) -> tuple[ClipStatus, str | None]:
    """What came of a clip, and why there is no answer if there is none."""
    if any(not answer.small_talk for answer in found):
        return "answered", None
    if not probed.audio:
        return "no_speech", "This clip has no sound."
    if not transcript or not transcript.segments:
        heard_something = transcript and transcript.doubted
        return "no_speech", UNCLEAR if heard_something else "Nobody speaks in this clip."
    if found:
        return "off_topic", "There is only talk about the filming in this clip."
    return "off_topic", "Only the question is asked in this clip."
