"""Themes are proposed from groups of answers that mean much the same."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.corrections import correcting
from pipeline.project import Project
from pipeline.propose import (
    ALIKE,
    SMALLEST,
    Vectors,
    as_yaml,
    group,
    propose,
    propose_themes,
    telling_words,
)
from schemas.themes import check_themes, load_themes
from tests.pipeline.test_corrections import tell
from tests.pipeline.test_retag import with_own_themes

PARKING = [
    "There was nowhere to park. I drove around for an hour.",
    "A car park that is free. You park and walk straight in.",
    "Parking: if I cannot park I go somewhere else.",
    "You want to park near the door, that is all.",
]
DOGS = ["They had water for my dog.", "A place where the dog may come in.", "My dog was given a biscuit."]
OTHERS = ["Who knows, really.", "It was blue.", "Four o'clock."]
UNTAGGED = [*PARKING, OTHERS[0], *DOGS, *OTHERS[1:]]


def vectors(*angles: float) -> Vectors:
    """Unit vectors in a plane, by their angle in degrees."""
    turned = np.radians(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def meaning(texts: "list[str] | tuple[str, ...]") -> Vectors:
    """Texts that speak of parking lie together, and those of dogs; all others lie alone."""
    found = np.zeros((len(texts), len(texts) + 2), dtype=np.float32)
    for at, text in enumerate(texts):
        found[at, 0 if "park" in text.lower() else 1 if "dog" in text else at + 2] = 1.0
    return found


def test_groups_are_what_is_alike_the_largest_first_and_the_most_typical_first_in_each() -> None:
    assert group(vectors(0, 170, 30, 40, 270, 160, 190, 55)) == [[2, 3, 7, 0], [1, 5, 6]]
    assert group(vectors(0, 90, 180)) == []
    assert group(np.zeros((3, 4), dtype=np.float32)) == []
    assert group(np.zeros((0, 4), dtype=np.float32)) == []


def test_groups_are_those_of_average_linkage_done_the_plain_way() -> None:
    many = np.random.default_rng(2).normal(size=(80, 6)).astype(np.float32)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    plain = [[at] for at in range(len(many))]
    alike = (many @ many.T).astype(np.float64)
    while True:
        pairs = [(a, b) for a in range(len(plain)) for b in range(a)]
        means = [alike[np.ix_(plain[a], plain[b])].mean() for a, b in pairs]
        best = int(np.argmax(means))
        if means[best] < ALIKE:
            break
        a, b = pairs[best]
        plain[b] += plain.pop(a)
    found = {frozenset(members) for members in group(many)}
    assert found == {frozenset(members) for members in plain if len(members) >= SMALLEST}


def test_no_answer_is_in_two_groups_and_the_order_is_always_the_same() -> None:
    random = np.random.default_rng(1)
    many = random.normal(size=(400, 5)).astype(np.float32)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    groups = group(many)
    members = [member for each in groups for member in each]
    assert len(members) == len(set(members))
    assert [len(each) for each in groups] == sorted((len(each) for each in groups), reverse=True)
    assert groups == group(many)


def test_telling_words_are_said_more_in_the_group_than_elsewhere() -> None:
    parking, dogs = telling_words([PARKING, DOGS], OTHERS)
    assert parking[0] == "park"
    assert dogs[0] == "dog"
    assert "biscuit" not in dogs, "what only one answer says is its own"


def test_what_is_proposed_can_be_pasted_into_a_theme_file(tmp_path: Path) -> None:
    themes = load_themes()
    untagged = [(f"clip-{at}", text) for at, text in enumerate(UNTAGGED)]
    found = list(propose_themes(untagged, meaning(UNTAGGED), ["They listen to me."], themes))
    assert [each.words[0] for each in found] == ["park", "dog"]
    assert [[text for _, text in each.answers] for each in found] == [PARKING, DOGS]
    for each in found:
        assert each.theme.slug not in {theme.slug for theme in themes}
        assert each.theme.hue not in {theme.hue for theme in themes}
    path = tmp_path / "themes.yaml"
    path.write_text(as_yaml(found))
    checked = check_themes(path)
    assert (checked.mistakes, [theme.slug for theme in checked.themes]) == (
        (),
        [each.theme.slug for each in found],
    )
    assert "# clip-0: There was nowhere to park." in path.read_text()


@pytest.mark.parametrize("text", ["!!! ???", "李雷 李雷", "ok", "a: b # c - d 'e' \"f\" \\ \t"])
def test_odd_answers_make_no_odd_file(tmp_path: Path, text: str) -> None:
    untagged = [(f"c-{at}", text) for at in range(4)]
    found = list(propose_themes(untagged, np.ones((4, 1), dtype=np.float32), [], load_themes()))
    (tmp_path / "themes.yaml").write_text(as_yaml(found), encoding="utf-8")
    assert check_themes(tmp_path / "themes.yaml").mistakes == ()


def test_only_answers_on_topic_that_carry_no_theme_are_looked_at(project: Project) -> None:
    project = with_own_themes(project)
    for at, text in enumerate([*PARKING, "The staff.", DOGS[0], DOGS[1]]):
        tell(project, text, clip_id=f"{at:016x}")
    with correcting(project, "ann") as made:
        made.mark(f"{6:016x}-1", off_topic=True)
        made.add(f"{0:016x}-1", "warmth")
    found = propose(project)
    assert found.untagged == 4
    [parking] = found.themes
    assert {text for _, text in parking.answers} == set(PARKING[1:])
