"""Who is named in the answers of a clip, and who may be: what people decided, before what its file is called.

The name of a file counts only in a clip in which one voice answers and no person has said who it is; else it
is a suggestion, as is whoever introduces themselves aloud. Nobody is named by a suggestion.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import rows
from pipeline.introductions import find_introduction
from schemas.records import Correction

NOT_THEM = "introduction:"
"""What the field of a decision against a suggestion begins with; `speech` or `file name` follows."""

SPEECH, FILE = "speech", "file name"
"""Where suggestions come from."""

_MARKS = {SPEECH: "said", FILE: "file"}

Decided = Mapping[str, Mapping[str, Correction]]


@dataclass(frozen=True, slots=True)
class Naming:
    """Who speaks.

    Attributes:
        person: Their id, or None.
        by_file: Whether only the name of the file tells it.
    """

    person: str | None
    by_file: bool = False


def name_speakers(
    answers: Sequence[rows.Row],
    decided: Decided,
    people: Collection[str],
    once_named: Collection[str | None],
    by_file: str | None,
) -> dict[str, Naming]:
    """Who speaks in each answer of a clip, by its id.

    Args:
        answers: Rows of `answers`, with whether each is hidden and who is named in it so far.
        decided: What people decided of them, by answer and field.
        people: The ids of everybody.
        once_named: Whom people named in the clip at any time.
        by_file: Whom the name of the clip's file means, if it is known.
    """
    found: dict[str, Naming] = {}
    for row in answers:
        # Who was named in another way than by a correction stays named.
        person = None if row["person_id"] in (*once_named, by_file) else row["person_id"]
        by = decided[row["id"]].get("person")
        found[row["id"]] = Naming(by.after if by and by.after in people else person)
    named = {each.person for each in found.values()} - {None}
    if by_file in people and named <= {by_file} and len(_voices(answers)) == 1:
        [voice] = _voices(answers)
        for row in answers:
            if _voice(row) == voice and found[row["id"]].person is None:
                found[row["id"]] = Naming(by_file, by_file=True)
    return found


def suggest_speakers(
    answers: Sequence[rows.Row],
    named: Mapping[str, Naming],
    decided: Decided,
    names: Mapping[str, str | None],
    in_file: rows.Row | None,
) -> Iterator[rows.Row]:
    """The rows of `person_suggestions` of a clip: one of a kind for each voice.

    Args:
        answers: Rows of `answers`, in order.
        named: Who speaks in each.
        decided: What people decided of them.
        names: What everybody is called, by id.
        in_file: The clip's row of `file_people`, if it has one.
    """
    shown = [row for row in answers if not row["off_topic"]]
    for voice in dict.fromkeys(map(_voice, shown)):
        # What is said about the filming is no answer, but they may tell there who they are.
        said = [row for row in answers if _voice(row) == voice]
        beside = next(row for row in shown if _voice(row) == voice)
        spoken = _spoken(said)
        if spoken and _is_open(said, named, decided, SPEECH):
            told, answer = spoken
            called = next((names[each] for row in said if (each := named[row["id"]].person)), None)
            if not _is_part_of(told["name"], called):
                target = beside if answer["off_topic"] else answer
                yield _row(target["id"], SPEECH, told)
        unnamed = [row for row in said if not row["off_topic"] and named[row["id"]].person is None]
        if in_file and unnamed and _is_open(said, named, decided, FILE):
            told = {key: in_file[key] for key in ("name", "role", "company", "place", "person_id")}
            yield _row(unnamed[0]["id"], FILE, told)


def _spoken(answers: Sequence[rows.Row]) -> tuple[rows.Row, rows.Row] | None:
    """How somebody introduces themselves in their answers, and in which."""
    for row in answers:
        if found := find_introduction(row["text"]):
            told = {name: getattr(found, name) for name in ("name", "role", "company", "place", "said")}
            return told, row
    return None


def _is_open(answers: Sequence[rows.Row], named: Mapping[str, Naming], decided: Decided, source: str) -> bool:
    """Whether no person has said yet who a voice is, nor that it is nobody who is suggested."""
    return not any(
        NOT_THEM + source in decided[row["id"]] or (named[row["id"]].person and not named[row["id"]].by_file)
        for row in answers
    )


def _is_part_of(name: str, called: str | None) -> bool:
    """Whether somebody who is named already may well call themselves so."""
    return called is not None and set(name.casefold().split()) <= set(called.casefold().split())


def _row(answer_id: str, source: str, told: rows.Row) -> rows.Row:
    about = {"id": f"{answer_id}-{_MARKS[source]}", "answer_id": answer_id, "source": source}
    return about | dict.fromkeys(("person_id", "said")) | told


def _voices(answers: Sequence[rows.Row]) -> set[int]:
    return {_voice(row) for row in answers if not row["off_topic"]}


def _voice(row: rows.Row) -> int:
    # As `answers.speaker` counts them.
    return row["voice"] or 1
