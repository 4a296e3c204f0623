"""Records as rows of the database, and back."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from schemas.records import (
    Analysis,
    Answer,
    Clip,
    Correction,
    Failure,
    Quote,
    Reading,
    Segment,
    Transcript,
    Turn,
    Word,
)
from schemas.themes import Theme
from schemas.writings import Writing

Row = dict[str, Any]


def answer_id(clip_id: str, answer: Answer) -> str:
    """The id of a clip's answer: its number, and where a person split it off, in hundredths of a second.

    It is stable as long as the clip says the same.
    """
    return f"{clip_id}-{answer.number}" + ("" if answer.cut is None else f"-{round(answer.cut * 100)}")


def now() -> str:
    """This moment, in the form in which the database keeps dates."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def clip_row(analysis: Analysis) -> Row:
    """`clips`, but for when it was added and where it lies."""
    video, transcript = analysis.probe.video, analysis.transcript
    return {
        **_identity(analysis.clip),
        "source": "video" if video else "sound",
        "collection": analysis.collection,
        "duration": analysis.duration,
        "width": video.width if video else None,
        "height": video.height if video else None,
        "recorded_at": analysis.probe.recorded_at,
        "language": transcript.language if transcript else None,
        "language_probability": transcript.language_probability if transcript else None,
        "status": analysis.status,
        "reason": analysis.reason,
        "web_copy": int(analysis.needs_web_copy),
        "track": transcript.track if transcript else 0,
    }


def writing_clip_row(writing: Writing) -> Row:
    """`clips`, for what was written, but for when it was added; there is no file, and nothing to play."""
    return {
        **_identity(writing.clip),
        "source": writing.source,
        "collection": writing.collection,
        "recorded_at": writing.written_at,
        "language": writing.language,
        "language_probability": 1.0 if writing.language else None,
        "status": "answered",
        "web_copy": 0,
    }


def failed_clip_row(clip: Clip, reason: str) -> Row:
    """`clips`, for a clip of which nothing is known but that it failed."""
    return {
        **_identity(clip),
        "collection": "",
        "status": "failed",
        "reason": reason,
        "web_copy": 0,
        "added_at": now(),
    }


def _identity(clip: Clip) -> Row:
    return {"id": clip.id, "sha256": clip.sha256, "size": clip.size}


def failure_row(failure: Failure, path: str, clip: Clip | None) -> Row:
    """`failures`."""
    return {
        "path": path,
        "clip_id": clip.id if clip else None,
        "stage": failure.stage,
        "reason": failure.reason,
        "remedy": failure.remedy,
        "failed_at": now(),
    }


def theme_rows(themes: Iterable[Theme]) -> list[Row]:
    """`themes`, in the order of the taxonomy."""
    return [
        {
            "position": position,
            "slug": theme.slug,
            "label": theme.label,
            "family": theme.family,
            "definition": theme.definition,
            "hue": theme.hue,
            "contrast": theme.contrast,
        }
        for position, theme in enumerate(themes)
    ]


_SEGMENT = [field.name for field in fields(Segment) if field.name != "words"]
_WORD = [field.name for field in fields(Word)]


def transcript_rows(clip_id: str, transcript: Transcript) -> tuple[list[Row], list[Row]]:
    """`segments` and `words`; the segments that are not believed are kept without their words."""
    doubted = set(transcript.doubted)
    ordered = sorted([*transcript.segments, *transcript.doubted], key=lambda segment: segment.start)
    segments: list[Row] = []
    words: list[Row] = []
    for position, segment in enumerate(ordered):
        told = {name: getattr(segment, name) for name in _SEGMENT}
        segments.append(
            {"clip_id": clip_id, "position": position, "doubted": int(segment in doubted), **told}
        )
        if segment in doubted:
            continue
        for word in segment.words:
            of_word = {name: getattr(word, name) for name in _WORD} | {"glued": int(word.glued)}
            words.append({"clip_id": clip_id, "position": len(words), "segment": position, **of_word})
    return segments, words


def read_transcript(run: Row, clip: Row, segments: Iterable[Row], words: Iterable[Row]) -> Transcript:
    """A transcript from its rows of `runs` and `clips`, and those of `segments` and `words` in order."""
    spoken: dict[int, list[Word]] = {}
    for row in words:
        spoken.setdefault(row["segment"], []).append(read_word(row))
    read: dict[bool, list[Segment]] = {False: [], True: []}
    for row in segments:
        read[bool(row["doubted"])].append(
            Segment(
                start=row["start"],
                end=row["end"],
                text=row["text"],
                words=tuple(spoken.get(row["position"], ())),
                avg_logprob=row["avg_logprob"],
                no_speech_prob=row["no_speech_prob"],
                compression_ratio=row["compression_ratio"],
                language=row["language"],
                speech_prob=row["speech_prob"],
                voice=row["voice"],
                rung=row["rung"],
                doubt=row["doubt"],
            )
        )
    return Transcript(
        engine=run["engine"],
        model=run["model"],
        language=clip["language"],
        language_probability=clip["language_probability"],
        segments=tuple(read[False]),
        doubted=tuple(read[True]),
        track=clip["track"],
    )


def read_word(row: Row) -> Word:
    """A word from its row."""
    return Word(row["start"], row["end"], row["text"], row["probability"], bool(row["glued"]))


def answer_rows(clip_id: str, answers: Iterable[Answer]) -> list[Row]:
    """`answers`, but for what follows from readings and decisions, and what a person sets."""
    return [
        {
            "id": answer_id(clip_id, answer),
            "clip_id": clip_id,
            "position": position,
            "start": answer.start,
            "end": answer.end,
            "text": answer.text,
            "first_word": answer.first_word,
            "last_word": answer.last_word,
            "question": answer.question,
            "question_start": answer.question_start,
            "language": answer.language,
            "voice": answer.voice,
            "small_talk": int(answer.small_talk),
        }
        for position, answer in enumerate(answers, start=1)
    ]


def tag_rows(answer_id: str, reading: Reading) -> list[Row]:
    """`machine_tags`, of one answer."""
    return [{"answer_id": answer_id, **asdict(tag)} for tag in reading.tags]


def reading_row(answer_id: str, reading: Reading) -> Row:
    """`machine_readings`."""
    return {
        "answer_id": answer_id,
        "polarity": reading.polarity,
        "polarity_score": reading.polarity_score if reading.polarity else None,
        "kind": reading.kind,
        "kind_score": reading.kind_score if reading.kind else None,
        "off_topic": reading.off_topic,
    }


def mention_rows(answer_id: str, reading: Reading) -> list[Row]:
    """`mentions`, of one answer."""
    return [{"answer_id": answer_id, **asdict(mention)} for mention in reading.mentions]


def correction_row(correction: Correction) -> Row:
    """`corrections`, but for the number that the database gives."""
    row = {key: value for key, value in asdict(correction).items() if key != "id"}
    return row | {"clip_id": correction.clip_id or None}


def read_correction(row: Row) -> Correction:
    """A correction from its row."""
    told = {field.name: row[field.name] for field in fields(Correction)}
    return Correction(**told | {"clip_id": row["clip_id"] or ""})


def quote_rows(answer_id: str, quotes: Iterable[Quote]) -> list[Row]:
    """`quotes`, of one answer, the best first."""
    return [
        {"answer_id": answer_id, "position": position, **asdict(quote)}
        for position, quote in enumerate(quotes, start=1)
    ]


def turn_rows(clip_id: str, turns: Iterable[Turn]) -> list[Row]:
    """`turns`, of one clip."""
    return [{"clip_id": clip_id, "position": position, **asdict(turn)} for position, turn in enumerate(turns)]


def read_answer(row: Row) -> Answer:
    """An answer from its row."""
    number, _, hundredths = row["id"].removeprefix(f"{row['clip_id']}-").partition("-")
    stored = (
        "start",
        "end",
        "text",
        "first_word",
        "last_word",
        "question",
        "question_start",
        "language",
        "voice",
    )
    return Answer(
        **{name: row[name] for name in stored},
        small_talk=bool(row["small_talk"]),
        number=int(number),
        cut=int(hundredths) / 100 if hundredths else None,
    )


def run_row(clip_id: str, stage: str, recipe: str, transcript: Transcript | None) -> Row:
    """`runs`."""
    return {
        "clip_id": clip_id,
        "stage": stage,
        "recipe": recipe,
        "engine": (transcript and transcript.engine) or None,
        "model": (transcript and transcript.model) or None,
        "finished_at": now(),
    }
