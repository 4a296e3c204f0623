"""Rows of a sheet that may be about two people of one name: what is said of them."""

from collections.abc import Iterable, Mapping, Sequence

_TELLING = ("role", "company", "place")
"""Columns that tell two people of one name apart."""

APART = "If they are two people, call one otherwise for now, such as 'Ann Lee (Leeds)'; see vox people set."


def differences(before: Mapping[str, str], row: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """What a row says otherwise of somebody who is known, by column, and what to do about it.

    Args:
        before: What is known of them.
        row: It has their name, and not their id.
    """
    name = before["name"]
    for column in _TELLING:
        known, cell = before[column], row.get(column, "")
        if known and cell and known.casefold() != cell.casefold():
            same = f"If it is the same {name}, write {before['id']} under id."
            yield column, f"A {name} is known, with '{known}' here. {same} {APART}"


def taken_for_one(name: str, person_id: str | None, rows: Sequence[int]) -> str:
    """That rows are taken for one person because of the name.

    Args:
        name: Theirs.
        person_id: Of somebody who is known; None for somebody who is new.
        rows: Their numbers; there may be one, of somebody who is known.
    """
    listed = f"Row{'s' if len(rows) > 1 else ''} {' and '.join(map(str, rows))}"
    verb = "are" if len(rows) > 1 else "is"
    said = f"for the {name} who is known ({person_id})" if person_id else f"for one person, {name}"
    return f"{listed} {verb} taken {said}. {APART}"
