"""The default tagger, with its real weights."""

import numpy as np
import pytest

from pipeline.tag import DEFAULT_TAGGER, Tagger, load_tagger, tagger_version
from pipeline.tag.blend import SUGGEST_AT, TAG_AT, Blend
from pipeline.tag.learn import load
from pipeline.tag.refit import refit
from schemas.records import Reading
from schemas.themes import Theme, load_themes

SAID = [
    "They gave me their undivided attention, and then they left me to browse with no pressure.",
    "he'd put the kettle on before I'd even got my coat off, never asked me what I take",
    "The toilets were filthy and there was nowhere to sit.",
    "I waited forty minutes on hold and nobody ever rang me back.",
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(DEFAULT_TAGGER, load_themes())


def read(tagger: Tagger, text: str) -> Reading:
    [reading] = tagger.read([text], ["en"])
    return reading


def themes_of(reading: Reading) -> set[str]:
    return {tag.theme for tag in reading.tags if tag.tier == "tag"}


def test_themes_are_found_by_words_and_by_meaning(tagger: Tagger) -> None:
    attention, kettle, toilets, hold = tagger.read(SAID, ["en"] * 4)
    assert {"attention", "space"} <= themes_of(attention)
    assert themes_of(kettle) & {"personal", "proactive", "warmth"}
    assert "tangibles" in themes_of(toilets)
    assert "responsive" in themes_of(hold)
    assert (hold.polarity, hold.kind) == ("complaint", "story")


def test_every_tag_says_why(tagger: Tagger) -> None:
    readings = tagger.read(SAID, ["en"] * 4)
    tags = [(text, tag) for text, reading in zip(SAID, readings, strict=True) for tag in reading.tags]
    assert {tag.source for _, tag in tags} == {"lexicon", "model"}
    for text, tag in tags:
        assert tag.evidence_start is not None and tag.evidence_end is not None
        assert text[tag.evidence_start : tag.evidence_end].strip()
        assert (tag.why is None) == (tag.source == "lexicon")
        assert tag.tier == ("tag" if tag.score >= TAG_AT else "suggested")
        assert tag.score >= SUGGEST_AT
        assert tag.tagger_version == tagger.version == tagger_version(DEFAULT_TAGGER)
    for reading in readings:
        scores = [tag.score for tag in reading.tags]
        assert scores == sorted(scores, reverse=True)


def test_what_is_set_aside_earns_nothing(tagger: Tagger) -> None:
    assert "warmth" in themes_of(read(tagger, "Cheery staff with a big smile."))
    assert "warmth" not in themes_of(
        read(tagger, "I don't mean cheery. Just sort it out when it's gone wrong.")
    )


@pytest.mark.parametrize(
    "text",
    [
        "right is it recording, yeah, ok whenever you're ready",
        "come here biscuit, leave the lady alone, good boy",
    ],
)
def test_what_is_no_answer_gets_no_theme(tagger: Tagger, text: str) -> None:
    reading = read(tagger, text)
    assert themes_of(reading) == set()
    assert reading.off_topic > 0.3


def test_it_says_the_same_each_time_and_nearly_so_among_others(tagger: Tagger) -> None:
    together = tagger.read(SAID, ["en"] * 4)
    assert load_tagger(DEFAULT_TAGGER, load_themes()).read(SAID, ["en"] * 4) == together
    for text, among in zip(SAID, together, strict=True):
        alone = {tag.theme: tag.score for tag in read(tagger, text).tags}
        assert alone == pytest.approx({tag.theme: tag.score for tag in among.tags}, abs=0.02)


@pytest.mark.parametrize(
    "text", ["", "   ", "😀" * 50, "?!…", "word " * 10_000, "ünïcödé ’’’''", "\x00\n\t", "a" * 50_000]
)
def test_odd_text_is_read_or_left_never_a_crash(tagger: Tagger, text: str) -> None:
    assert len(tagger.read([text], [None])) == 1


def test_another_language_is_left_alone(tagger: Tagger) -> None:
    [italian, english] = tagger.read(["Che mi ascoltino.", "They listen."], ["it", "en"])
    assert italian == Reading()
    assert english.tags


def test_a_theme_of_a_projects_own_is_told_by_its_cues() -> None:
    dogs = Theme(
        "dogs",
        "Animals",
        "Dogs welcome",
        "The answer speaks of dogs and other animals.",
        30,
        (
            "they had a bowl of water out for the dog",
            "my dog is welcome there",
            "they give the dog a biscuit",
        ),
        (),
    )
    tagger = load_tagger(DEFAULT_TAGGER, [dogs])
    wet, dry = tagger.read(
        ["They brought a bowl of water for my spaniel.", "The invoice was late."], [None] * 2
    )
    assert [(tag.theme, tag.source) for tag in wet.tags] == [("dogs", "model")]
    assert "dog" in (wet.tags[0].why or "")
    assert dry.tags == ()


def test_a_theme_that_means_something_else_is_not_taken_for_the_built_in_one() -> None:
    other = Theme("value", "F", "Values", "What the firm believes in.", 1, ("they stand for something",), ())
    [reading] = load_tagger(DEFAULT_TAGGER, [other]).read(
        ["It was far too expensive for what it is."], [None]
    )
    assert themes_of(reading) == set()


def test_corrections_move_what_reads_alike_and_little_else() -> None:
    themes = load_themes()
    slugs = [theme.slug for theme in themes]
    said = "I stood in the queue for ages and then she saw us and opened another till"
    taught = [
        (said, {"responsive": False, "proactive": True}),
        ("she saw the queue and opened a till", {"proactive": True}),
    ]
    learnt = refit(themes, taught)
    vectors, _ = Blend(themes).weigh([said, "they opened another till when they saw the queue", SAID[2]])
    change = load(learnt, slugs).logits(vectors)
    itself, alike, far = change[:, slugs.index("proactive")]
    assert itself > 0.3
    assert alike > far
    assert change[0, slugs.index("responsive")] < -0.1
    assert not np.delete(change, [slugs.index("proactive"), slugs.index("responsive")], axis=1).any()
    assert refit(themes, taught[::-1]) == learnt
    assert refit(themes, []) == refit(themes, [("  ", {"value": True})]) == b""


def test_what_was_learnt_is_applied(tagger: Tagger) -> None:
    themes = load_themes()
    learnt = refit(themes, [(text, {"attention": False}) for text in SAID])
    [after] = load_tagger(DEFAULT_TAGGER, themes, learnt).read([SAID[0]], ["en"])
    before, now = ({tag.theme: tag.score for tag in each.tags} for each in (read(tagger, SAID[0]), after))
    assert now["attention"] < before["attention"] - 0.01
    assert now["space"] == before["space"]
