import json
import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from pipeline.tag.head import KINDS, POLARITIES
from schemas.themes import load_themes
from training.corpus import FOLDER, Text, read_corpus

SPLITS = ("train", "tune", "test")


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[Text]]:
    return {split: read_corpus(split) for split in SPLITS}


def test_it_is_as_large_as_it_says(corpus: dict[str, list[Text]]) -> None:
    texts = [text for split in SPLITS for text in corpus[split]]
    hard = [text for text in texts if text.dismissed or not text.themes]
    assert len(texts) - len(hard) >= 4000
    assert len(hard) >= 800
    assert len({text.voice for text in texts}) >= 36


def test_every_label_is_known(corpus: dict[str, list[Text]]) -> None:
    slugs = {theme.slug for theme in load_themes()}
    for split in SPLITS:
        for text in corpus[split]:
            assert text.themes | text.dismissed | set(text.second or ()) <= slugs
            assert not text.themes & text.dismissed
            assert text.polarity in POLARITIES
            assert text.kind in (*KINDS, "off_topic")
            assert text.kind != "off_topic" or not text.themes
            assert text.text.strip() == text.text != ""


def test_every_theme_is_spoken_of_often_in_every_split(corpus: dict[str, list[Text]]) -> None:
    for split, least in (("train", 100), ("tune", 20), ("test", 20)):
        counts = Counter(slug for text in corpus[split] for slug in text.themes)
        assert min(counts[theme.slug] for theme in load_themes()) >= least


def test_no_text_is_nearly_another(corpus: dict[str, list[Text]]) -> None:
    """By the runs of three words they share: half of them is a copy. What everybody says is short."""
    runs: dict[tuple[str, ...], list[int]] = defaultdict(list)
    texts = [text for split in SPLITS for text in corpus[split]]
    sizes = []
    for index, text in enumerate(texts):
        words = re.findall(r"[\w']+", text.text.lower())
        own = {tuple(words[place : place + 3]) for place in range(len(words) - 2)} or {tuple(words)}
        sizes.append(len(own))
        for run in own:
            runs[run].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for holders in runs.values():
        shared.update(combinations(holders, 2))
    near = [
        (texts[one].text, texts[other].text)
        for (one, other), number in shared.items()
        if number >= 6 and number / (sizes[one] + sizes[other] - number) >= 0.5
    ]
    assert near == []
    assert len({text.text.lower() for text in texts}) == len(texts)


def test_nothing_of_the_test_voices_comes_with_the_tagger(corpus: dict[str, list[Text]]) -> None:
    examples = json.loads((FOLDER.parent / "pipeline" / "tag" / "examples.json").read_text(encoding="utf-8"))
    trained = {text.text for text in corpus["train"]}
    assert examples.keys() == {theme.slug for theme in load_themes()}
    assert all(text in trained for texts in examples.values() for text in texts)
