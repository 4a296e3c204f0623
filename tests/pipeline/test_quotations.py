"""What may be taken away: exact words, by who agreed to be called how, and nothing that may not leave."""

from datetime import date

import pytest

from pipeline import consent as rule
from pipeline.project import Project
from pipeline.quotations import QUOTE_NOT_APPROVED, Chosen, Wanted, find_quotations, require_any
from schemas.errors import UsageError
from schemas.people import Channel
from schemas.quotations import Speaker
from schemas.records import join_words
from tests.publish.curated import FIRST, FULL, NOBODY, SAID, TWO, consent, curate, deciding

TODAY = date(2026, 11, 29)


@pytest.fixture
def people(project: Project) -> Project:
    return curate(project)


def choose(project: Project, channel: Channel = "internal", **wanted: object) -> Chosen:
    return find_quotations(project, Wanted(**wanted), channel, TODAY)  # type: ignore[arg-type]


def test_each_is_a_piece_of_the_words_token_for_token(people: Project) -> None:
    found = choose(people).quotations
    assert len(found) == 5
    for each in found:
        assert join_words(each.words) == each.text
        said = SAID[each.clip_id].replace("~ ", "")
        assert each.text in said
        assert (each.start, each.end) == (each.words[0].start, each.words[-1].end)
        assert each.address == f"/answer/{each.answer_id}?t={each.start:.2f},{each.end:.2f}"


def test_nothing_leaves_for_others_without_approval_and_consent(people: Project) -> None:
    found = choose(people, "web", extent="answer")
    assert {each.clip_id for each in found.quotations} == {FULL, FIRST, NOBODY}
    assert {answer.split("-")[0] for answer in found.held_back} == {TWO}
    assert choose(people, "paid").quotations == ()
    consent(people, "Bartholomew Fitzgibbon", "withdrawn")
    for channel in ("internal", "web"):
        found = choose(people, channel, extent="answer")
        assert FIRST not in {each.clip_id for each in found.quotations}
        assert found.held_back[f"{FIRST}-1"] == (rule.BARRED["withdrawn"],)


def test_a_quote_leaves_alone_only_if_it_was_approved(people: Project) -> None:
    found = choose(people, "web")
    assert {each.clip_id for each in found.quotations if not each.is_whole} == set()
    assert QUOTE_NOT_APPROVED in {why for reasons in found.held_back.values() for why in reasons}
    with deciding(people) as made:
        made.approve_quote(f"{NOBODY}-1")
    [quote] = [each for each in choose(people, "web").quotations if each.clip_id == NOBODY]
    assert quote.is_approved and not quote.is_whole


def test_everybody_is_called_as_they_agreed(people: Project) -> None:
    def speaker(clip: str, channel: Channel = "web") -> Speaker:
        [found] = choose(people, channel, extent="answer", answers=(f"{clip}-1",)).quotations
        return found.speaker

    assert speaker(FULL).line == "Ottilie Quackenbush, Gardener, Wellingtonia Ltd"
    assert speaker(FIRST).line == "Bartholomew, Gardener"
    assert speaker(NOBODY).line == ""
    # Among those who filmed it, too; only who was not asked yet is called by name there.
    assert speaker(NOBODY, "internal").name is None
    with deciding(people) as made:
        made.name(f"{TWO}-1", "Ann Lee")
    assert speaker(TWO, "internal").name == "Ann Lee"


def test_what_is_redacted_is_a_bar_and_another_revision(people: Project) -> None:
    [before] = choose(people, answers=(f"{NOBODY}-1",), extent="answer").quotations
    with deciding(people) as made:
        made.redact(f"{NOBODY}-1", 1, 1, "mute")
    [after] = choose(people, answers=(f"{NOBODY}-1",), extent="answer").quotations
    assert "warm" not in after.text and rule.NOT_PROVEN not in after.text
    assert after.text == join_words(after.words)
    assert before.revision != after.revision
    assert before.revision.startswith("scripted m ")


def test_what_is_wanted_narrows_it(people: Project) -> None:
    assert [each.clip_id for each in choose(people, text="warm smile").quotations] == [NOBODY]
    assert {each.clip_id for each in choose(people, people=("Ottilie Quackenbush",)).quotations} == {FULL}
    assert choose(people, collection="secret-party", starred=True).quotations == ()
    with deciding(people) as made:
        made.star(f"{FIRST}-1")
    assert choose(people).quotations[0].clip_id == FIRST
    assert [each.clip_id for each in choose(people, starred=True).quotations] == [FIRST]
    wanted = (f"{NOBODY}-1", f"{FULL}-1")
    assert [each.answer_id for each in choose(people, answers=wanted).quotations] == list(wanted)
    themes = {theme.slug for each in choose(people).quotations for theme in each.themes}
    for slug in themes:
        for each in choose(people, themes=(slug,)).quotations:
            assert slug in {theme.slug for theme in each.themes}


@pytest.mark.parametrize(
    ("wanted", "channel", "said"),
    [
        ({"themes": ("speeed",)}, "internal", "There is no theme 'speeed'"),
        ({"people": ("Otto",)}, "internal", "Nobody is called 'Otto'"),
        ({"answers": ("x-1",)}, "internal", "There is no answer 'x-1'"),
        ({"polarity": "prais"}, "internal", "Did you mean 'praise'?"),
        ({"collection": "secret-part"}, "internal", "Did you mean 'secret-party'?"),
        ({}, "webb", "Did you mean 'web'?"),
    ],
)
def test_what_makes_no_sense_is_told(
    people: Project, wanted: dict[str, object], channel: Channel, said: str
) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        choose(people, channel, **wanted)


def test_nothing_to_take_away_is_told_with_its_reasons(people: Project) -> None:
    with pytest.raises(UsageError, match="No answer matches"):
        require_any(choose(people, text="submarine"))
    with pytest.raises(UsageError) as told:
        require_any(choose(people, "paid"))
    assert any(rule.NOT_FOR_THIS.format(channel="paid") in detail for detail in told.value.details)
    require_any(choose(people))
