"""What people decided, told in words, for the log and for the studio."""

from typing import Any

FORGOTTEN = "somebody who was forgotten"
"""Stands where a person was named who is known no more."""


def what(correction: dict[str, Any], *, is_text: bool = False) -> str:
    """What was decided, in words.

    Args:
        correction: The decision.
        is_text: Whether it is about something that was written: nobody speaks there, and it has no seconds.
    """
    field, after = correction["field"], correction["after"]
    if correction["undoes"] is not None:
        said = f"took back correction {correction['undoes']}"
    elif field.startswith("theme:"):
        said = f"{after} {field.removeprefix('theme:')}"
    elif field.startswith("detail:"):
        person, column = field.removeprefix("detail:").rsplit(":", 1)
        said = f"{column} of {person} is {after or 'not told'}"
    elif field.startswith("introduction:"):
        how = "what is said" if field == "introduction:speech" else "the name of the file"
        said = f"{how} does not tell who speaks"
    elif field.startswith("in_shot:"):
        said = f"{field.removeprefix('in_shot:')} is {'seen' if after == '1' else 'not seen'} in the clip"
    else:
        said = {
            "split": "split in two" if is_text else f"split at {after} s",
            "join": f"joined with {correction['before']}",
            "question": "the question is part of it"
            if after == "answer"
            else "the question is no part of it",
            "off_topic": "no answer: hidden" if after == "1" else "an answer: shown",
            "person": f"{'written' if is_text else 'spoken'} by {after or FORGOTTEN}",
            "voice": f"its voice is {after or FORGOTTEN}",
            "words": f"'{correction['before']}' reads '{after}'" if after else "words taken out",
            "quote": f"its quote is '{after}'",
            "redact": "words redacted" if is_text else f"words redacted, by {after}",
            "blur": f"a part of the picture hidden from {correction['start']:.2f} to"
            f" {correction['end']:.2f} s",
            "review": f"{after}" if after != "new" else "to be looked at again",
            "quote_review": f"its quote '{after}' approved",
            "starred": "starred" if after == "1" else "no star any more",
            "names": "the names in it may be read",
        }.get(field, f"{field} is {after}")
    undone = correction.get("undone_by")
    return f"{said} (taken back by {undone})" if undone else said
