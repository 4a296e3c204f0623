"""What is said in a plan is found again, word for word, and asked of the one rule anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.people import withdraw
from pipeline.project import Project
from pipeline.quotations import Wanted, find_quotations
from pipeline.takeaways.reel.cuts import Resolved, cut_for, resolve, still_allowed
from pipeline.takeaways.reel.plan import Cut, Plan
from schemas.errors import UsageError
from schemas.people import Channel
from schemas.quotations import Quotation
from tests.publish.curated import FIRST, FULL, NOBODY, consent, deciding, tell

TODAY = date(2026, 6, 1)
PATH = Path("film.yaml")
SAID = "They listen to me and they remember my name."
ID = f"{FULL}-1"


def whole(project: Project, answer: str = ID) -> Quotation:
    [found] = find_quotations(
        project, Wanted(answers=(answer,), extent="answer"), "internal", TODAY
    ).quotations
    return found


def resolved(project: Project, cuts: Sequence[Cut], channel: Channel = "internal") -> Resolved:
    return resolve(project, Plan(tuple(cuts), channel=channel), PATH, TODAY)


def texts(project: Project, *cuts: Cut, channel: Channel = "internal") -> list[str]:
    return [each.text for each in resolved(project, cuts, channel).quotations]


def refused(project: Project, *cuts: Cut, channel: Channel = "internal") -> str:
    with pytest.raises(UsageError) as caught:
        resolved(project, cuts, channel)
    return str(caught.value)


def test_pieces_are_found_by_words_or_seconds(people: Project) -> None:
    answer = whole(people)
    assert answer.text == SAID
    for begin, end, text in (
        (None, None, SAID),
        ("they LISTEN", None, SAID),
        ("They", "me", "They listen to me"),
        ("and they", "remember", "and they remember"),
        ("they remember", "my name", "they remember my name."),
        (answer.words[1].start, answer.words[3].end, "listen to me"),
        (answer.words[1].start + 0.1, "me", "listen to me"),
        ("to", "to", "to"),
    ):
        assert texts(people, Cut(ID, begin, end)) == [text], (begin, end)


def test_a_piece_of_a_word_or_of_nothing_is_told(people: Project) -> None:
    for begin, end, told in (
        ("hey", None, f"'hey' is not said in answer {ID}. It says: “{SAID}”"),
        ("remember", "listen", "'listen' is not said in answer"),
        ("?!", None, "holds no word"),
        (99.0, None, "before 'from'"),
        (None, 0.1, "after 'to'"),
        (6.5, 5.2, "ends before it begins"),
    ):
        said = refused(people, Cut(ID, begin, end, line=7))
        assert said.startswith(f"{PATH}, line 7: "), said
        assert told in said
        assert "Nothing was made." in said


def test_words_of_languages_without_spaces_are_found_and_english_ones_stay_whole(project: Project) -> None:
    tell(project, FULL, "They don't care. 你好 世界")
    answer = whole(project)
    assert texts(project, Cut(ID, "你好", "你好")) == ["你好"]
    assert answer.text.startswith("They don't")
    assert "is not said" in refused(project, Cut(ID, "don", "don"))


def test_all_that_is_wrong_is_told_at_once(people: Project) -> None:
    cuts = [Cut("x-1", line=3), Cut(ID, line=5), Cut(f"{FULL}-9", line=8), Cut(f"{FIRST}-1", "zebra", line=9)]
    with pytest.raises(UsageError) as caught:
        resolved(people, cuts)
    assert caught.value.message == f"{PATH} has 3 mistakes:"
    assert [detail.split(":")[0] for detail in caught.value.details] == ["line 3", "line 8", "line 9"]
    assert f"There is no answer '{FULL}-9'" in caught.value.details[1]
    twice = refused(people, Cut(ID, "They", "me", line=1), Cut(ID, "and", line=2))
    assert "line 2: two pieces" in twice


def test_outside_only_what_was_approved_leaves(people: Project) -> None:
    assert texts(people, Cut(ID, "They", "name."), channel="web") == [SAID]
    assert "Its quote is not approved to stand alone" in refused(
        people, Cut(ID, "They", "me", line=4), channel="web"
    )
    assert "has not consented to this use: paid" in refused(people, Cut(ID, line=4), channel="paid")
    with deciding(people) as made:
        made.hide(f"{FIRST}-1")
    assert "It is hidden." in refused(people, Cut(f"{FIRST}-1"))


def test_the_rule_is_asked_anew_and_changed_words_are_told(people: Project) -> None:
    before = whole(people)
    cut = cut_for(before, before)
    assert resolved(people, [cut]).changed == ()
    with deciding(people) as made:
        made.reword(ID, *made.words_at(ID, "listen"), "harken")
    assert "'They listen' is not said" in refused(people, cut)
    cut = replace(cut, begin=None, end=None, line=12)
    after = resolved(people, [cut])
    assert after.changed[0].startswith(f"Line 12: the words of answer {ID} have changed")
    assert "They harken to me" in after.changed[0]
    assert not still_allowed(people, [before], TODAY)
    assert still_allowed(people, after.quotations, TODAY)
    withdraw(people, "ottilie-quackenbush", "Ann")
    assert "has withdrawn" in refused(people, cut)
    assert not still_allowed(people, after.quotations, TODAY)


def test_who_agrees_to_be_named_no_more_is_noticed(people: Project) -> None:
    before = resolved(people, [Cut(f"{NOBODY}-1"), Cut(ID)]).quotations
    assert [each.speaker.name for each in before] == [None, "Ottilie Quackenbush"]
    consent(people, "Ottilie Quackenbush", naming="first", recorded_at="2026-03-01T00:00:00+00:00")
    assert not still_allowed(people, before, TODAY)


def test_a_plan_tells_a_piece_by_words_that_are_found_again(project: Project) -> None:
    tell(project, FULL, "we care and we care and then we care and we listen to all we care for")
    answer = whole(project)
    for first in range(len(answer.words)):
        for last in range(first, len(answer.words)):
            words = answer.words[first : last + 1]
            piece = replace(answer, words=words, start=words[0].start, end=words[-1].end, is_whole=False)
            [found] = resolved(project, [cut_for(piece, answer)]).quotations
            assert found.words == words
