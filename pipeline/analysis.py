"""What follows from what was heard in a clip: its answers, their themes, and what came of it."""

from pipeline import answers, audio, quotes
from pipeline.derive import needs_web_copy
from pipeline.mentions import find_mentions
from pipeline.tag import Tagger
from schemas.records import Analysis, Clip, ClipStatus, Probe, Tag, Transcript
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
    """
    found = answers.find_answers(transcript, settings.question) if transcript else ()
    tags: tuple[tuple[Tag, ...], ...] = tuple(
        tagger.tag(answer.text, answer.language or (transcript.language if transcript else None))
        for answer in found
    )
    words = transcript.words if transcript else ()
    quoted = tuple(
        () if answer.small_talk else quotes.find_quotes(words, answer.first_word, answer.last_word, themes)
        for answer, themes in zip(found, tags, strict=True)
    )
    mentioned = tuple(
        find_mentions(answer.text, settings.names, lambda said: [tag.theme for tag in tagger.tag(said, None)])
        for answer in found
    )
    status, reason = _conclude(probed, transcript, bool(found))
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
        quotes=quoted,
        mentions=mentioned,
        status=status,
        reason=reason,
        # A player plays the first sound track; words from another are heard in a copy that has only it.
        needs_web_copy=needs_web_copy(probed) or bool(transcript and transcript.track),
    )


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
