import pytest

from pipeline.tag import load_tagger
from schemas.errors import UsageError
from schemas.themes import Theme, load_themes


def theme(*lex: str) -> Theme:
    return Theme("t", "F", "T", "A theme.", 0, ("a cue",), lex)


def found(text: str, *lex: str) -> list[tuple[str, str]]:
    """Tier and evidence of each tag."""
    tags = load_tagger("lexicon", [theme(*lex)]).read([text], ["en"])[0].tags
    return [(tag.tier, text[tag.evidence_start : tag.evidence_end]) for tag in tags]


@pytest.mark.parametrize(
    ("text", "lex", "evidence"),
    [
        ("They LISTEN to me", "listen/listened", "LISTEN"),
        ("They didn't hear", "didn't hear", "didn't hear"),
        ("They didn’t hear", "didn't hear", "didn’t hear"),
        ("she walked out of there happy", "walked .. happy", "walked out of there happy"),
        ("eye contact, please", "eye contact", "eye contact"),
        ("eye, contact", "eye contact", "eye, contact"),
    ],
)
def test_a_pattern_finds_its_words(text: str, lex: str, evidence: str) -> None:
    assert found(text, lex) == [("tag", evidence)]


@pytest.mark.parametrize(
    ("text", "lex"),
    [
        ("relisten", "listen"),
        ("listener's", "listener"),
        ("I walked. I was happy", "walked .. happy"),
        ("walked one two three four five six happy", "walked .. happy"),
        ("", "listen"),
    ],
)
def test_a_pattern_does_not_find_less_than_its_words(text: str, lex: str) -> None:
    assert found(text, lex) == []


def test_a_weak_pattern_suggests_and_a_strong_one_awards() -> None:
    assert found("It was brilliant", "brilliant ?") == [("suggested", "brilliant")]
    assert found("It was brilliant and expert", "brilliant ?", "expert") == [("tag", "expert")]


def test_english_words_tag_no_other_language() -> None:
    assert load_tagger("lexicon", [theme("listen")]).read(["listen"], ["it"])[0].tags == ()


def test_a_pattern_that_says_nothing_is_told() -> None:
    with pytest.raises(UsageError, match="says nothing"):
        load_tagger("lexicon", [theme(".. happy")])


def test_an_unknown_tagger_is_told() -> None:
    with pytest.raises(UsageError, match="no tagger 'guess'"):
        load_tagger("guess", [])


def test_every_tag_of_the_built_in_taxonomy_shows_its_evidence() -> None:
    themes = load_themes()
    tagger = load_tagger("lexicon", themes)
    text = "They gave me their undivided attention, and then I was left alone to look around."
    tags = {
        tag.theme: text[tag.evidence_start : tag.evidence_end] for tag in tagger.read([text], ["en"])[0].tags
    }
    assert tags["attention"] in text
    assert tags["space"] in text
    assert tags.keys() <= {theme.slug for theme in themes}
    assert all(tag.tagger_version == tagger.version for tag in tagger.read([text], ["en"])[0].tags)


@pytest.mark.parametrize("text", ["", "😀" * 50, "?!…", "word " * 10_000, "ünïcödé ’’’''", "\x00\n\t"])
def test_odd_text_is_tagged_or_left_never_a_crash(text: str) -> None:
    assert len(load_tagger("lexicon", load_themes()).read([text], ["en"])) == 1
