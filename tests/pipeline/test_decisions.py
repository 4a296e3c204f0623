"""Which decisions hold, and about which answer each is."""

import pytest

from pipeline.decisions import Placed, about, decide, holding, is_off_topic, shown_themes
from schemas.records import Correction


def decision(
    number: int, field: str = "theme:care", after: str | None = "added", start: float = 0.0, end: float = 4.0
) -> Correction:
    return Correction(number, "c", "c-1", field, None, after, start, end, "ann", "2026")


def undo(number: int, undoes: int) -> Correction:
    return Correction(number, "c", "c-1", "theme:care", None, None, 0.0, 4.0, "bob", "2026", undoes)


@pytest.mark.parametrize(
    ("undone", "held"),
    [
        ([], [1, 2]),
        ([(3, 1)], [2]),
        ([(3, 1), (4, 3)], [1, 2]),
        ([(3, 1), (4, 3), (5, 4)], [2]),
        ([(3, 1), (4, 2)], []),
        ([(3, 2), (4, 1), (5, 3)], [2]),
    ],
)
def test_what_was_taken_back_does_not_hold_unless_that_was_taken_back(
    undone: list[tuple[int, int]], held: list[int]
) -> None:
    said = [decision(1), decision(2), *(undo(*each) for each in undone)]
    assert [each.id for each in holding(reversed(said))] == held


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0.0, 4.0, "a"),
        (3.5, 9.0, "b"),
        (3.0, 4.5, "a"),
        (3.0, 5.0, "b"),
        (9.0, 9.0, "c"),
        (20.0, 30.0, None),
        (9.5, 12.0, None),
        (-5.0, 0.0, None),
    ],
)
def test_a_decision_is_about_the_answer_with_which_it_shares_most_time(
    start: float, end: float, found: str | None
) -> None:
    answers = [Placed("a", 0.0, 4.0), Placed("b", 4.0, 9.0), Placed("c", 9.0, 9.0)]
    answer = about(decision(1, start=start, end=end), answers)
    assert (answer.id if answer else None) == found


def test_the_last_decision_about_a_field_counts() -> None:
    said = [decision(1, after="added"), decision(2, after="removed"), decision(3, "kind", "story")]
    decided = decide([Placed("a", 0.0, 4.0), Placed("b", 4.0, 8.0)], said)
    assert {field: by.after for field, by in decided["a"].items()} == {
        "theme:care": "removed",
        "kind": "story",
    }
    assert decided["b"] == {}


def test_who_speaks_with_a_voice_speaks_in_all_its_answers_until_another_is_named() -> None:
    answers = [
        Placed("a", 0.0, 4.0, 1),
        Placed("b", 4.0, 8.0, 2),
        Placed("c", 8.0, 12.0, 1),
        Placed("d", 12.0, 14.0, None),
    ]
    said = [decision(1, "voice", "ann"), decision(2, "person", "bob", 8.0, 12.0)]
    named = {key: by["person"].after for key, by in decide(answers, said).items() if by}
    assert named == {"a": "ann", "c": "bob"}
    alone = decide(answers, [decision(1, "voice", "eve", 12.0, 14.0)])
    assert [key for key, by in alone.items() if by] == ["d"]


def machine(slug: str, tier: str = "tag") -> dict[str, object]:
    evidence = {"evidence_start": 1, "evidence_end": 2, "tagger_version": "v1", "why": "like this"}
    return {"answer_id": "a", "theme": slug, "score": 0.5, "tier": tier, "source": "model", **evidence}


def test_a_person_awards_with_the_machines_evidence_and_refuses_without_a_trace() -> None:
    decided = {
        "theme:care": decision(1, after="accepted"),
        "theme:space": decision(2, after="rejected"),
        "theme:value": decision(3, after="added"),
        "theme:gone": decision(4, after="added"),
        "theme:ease": decision(5, after="removed"),
    }
    found = [machine("care", "suggested"), machine("space"), machine("warmth")]
    shown = {row["theme"]: row for row in shown_themes("a", found, decided, ["care", "space", "value"])}
    assert shown.keys() == {"warmth", "care", "value"}
    for slug, evidence, why in (("care", 1, "like this"), ("value", None, None)):
        row = shown[slug]
        assert (row["source"], row["tier"], row["score"]) == ("person", "tag", 1.0)
        assert (row["evidence_start"], row["why"]) == (evidence, why)


@pytest.mark.parametrize(
    ("small_talk", "likely", "tags", "said", "hidden"),
    [
        (False, 0.0, [], {}, False),
        (True, 0.0, [], {}, True),
        (False, 0.95, [], {}, True),
        (False, 0.95, ["suggested"], {}, False),
        (False, 0.95, ["tag"], {}, False),
        (True, 0.95, [], {"off_topic": "0"}, False),
        (False, 0.0, ["tag"], {"off_topic": "1"}, True),
        (True, 0.95, [], {"theme:care": "added"}, False),
        (True, 0.0, [], {"theme:care": "removed"}, True),
    ],
)
def test_what_is_hidden(
    small_talk: bool, likely: float, tags: list[str], said: dict[str, str], hidden: bool
) -> None:
    decided = {field: decision(1, field, after) for field, after in said.items()}
    assert is_off_topic(small_talk, likely, [machine("care", tier) for tier in tags], decided) == hidden
