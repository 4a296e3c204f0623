"""A film opens clearly, answers back, builds, and ends on a laugh or warmth; the same way each time."""

from itertools import permutations

from pipeline.project import Project
from pipeline.store import Store
from pipeline.takeaways.reel.order import arrange, laughing
from pipeline.takeaways.reel.scenes import credit_lines, marked
from schemas.quotations import NamedTheme, Quotation, Speaker
from tests.pipeline.takeaways.render.conftest import quotation
from tests.publish.curated import FULL, tell, writing

CONTRASTS = {"attention": {"space"}, "space": {"attention"}}


def said(name: str, score: float, *themes: str, **more: object) -> Quotation:
    return quotation(
        0.0,
        1.0,
        answer_id=name,
        score=score,
        themes=tuple(NamedTheme(slug, slug.capitalize(), 1) for slug in themes),
        **more,
    )


FIVE = [
    said("story", 0.9, "ease", kind="story", polarity="praise"),
    said("clear", 0.8, "attention", kind="opinion"),
    said("space", 0.3, "space", kind="story"),
    said("weak", 0.1, "ease", kind="story", polarity="complaint"),
    said("warm", 0.2, "warmth", kind="story", polarity="praise"),
]


def test_the_order_is_told_and_the_same_each_time() -> None:
    placed = arrange(FIVE, set(), CONTRASTS)
    assert [(each.quotation.answer_id, each.why.split(":")[0]) for each in placed] == [
        ("clear", "Opens"),
        ("space", "Contrast"),
        ("weak", "Builds"),
        ("story", "Contrast"),
        ("warm", "Ends warm"),
    ]
    assert placed[1].why == "Contrast: Space, after Attention."
    assert placed[3].why == "Contrast: praise on the same theme (Ease), after complaint."
    for other in list(permutations(FIVE))[::7]:
        assert arrange(other, set(), CONTRASTS) == placed


def test_it_ends_on_a_laugh_if_there_is_one() -> None:
    placed = arrange(FIVE, {"clear"}, CONTRASTS)
    assert (placed[0].quotation.answer_id, placed[-1].quotation.answer_id) == ("story", "clear")
    assert placed[-1].why == "Ends on a laugh."
    assert arrange(FIVE[:1], set(), {})[0].why.startswith("Opens")


def test_laughs_are_known_by_what_was_written_down(project: Project) -> None:
    tell(project, FULL, "They listen to me, ha ha ha, and they care.")
    with writing(project) as db:
        db.execute(
            "INSERT INTO segments (clip_id, position, start, end, text, avg_logprob, no_speech_prob,"
            " compression_ratio, doubted) VALUES (?, 77, 2.0, 2.5, 'Hahaha!', -1, 0.1, 1, 1)",
            [FULL],
        )
    plain = [said("a-1", 1.0, text="He, he said, and ha.", clip_id="b" * 16)]
    with Store.reading(project.database) as store:
        assert laughing(store, plain) == set()
        assert laughing(store, [said("a-1", 1.0, text="Ha, ha! No.")]) == {"a-1"}
        [sound] = [said(f"{FULL}-1", 1.0, text="They listen.", clip_id=FULL)]
        assert laughing(store, [sound]) == set(), "it is later than what is played"
        later = quotation(1.0, 2.2, answer_id=f"{FULL}-1", clip_id=FULL)
        assert laughing(store, [later]) == {f"{FULL}-1"}


def test_credits_name_who_may_be_named_and_tell_who_is_paid() -> None:
    people = [
        Speaker("1", "Ann Lee", "Gardener", relation="customer"),
        Speaker("2", "Bob", relation="paid"),
        Speaker("3"),
        Speaker("4", relation="paid"),
        Speaker("1", "Ann Lee", "Gardener", relation="customer"),
    ]
    assert credit_lines(people) == ["Ann Lee, Gardener", "Bob, paid", "and 2 others, 1 of them paid"]
    assert credit_lines(people[2:3]) == ["1 voice"]
    assert credit_lines([people[3]]) == ["1 voice, paid"]
    assert marked(people[3]).name == "Paid"
