import time

import pytest

from pipeline.clauses import find_clauses, split_clauses


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_clauses(text)]


@pytest.mark.parametrize(
    "clauses",
    [
        "They listen. | Always.",
        "Mr. Jones rang at 3 p.m. | and he fixed it.",
        "He'd put the scissors down, | he'd put his cup down, | and for two minutes you were all he saw.",
        "I was furious, | I'd been waiting since nine, | and the guy just shrugged.",
        "I'm not saying they have to smile, | but they should at least look up.",
        "He told me he was sorry | and I believed him.",
        "I left | because they ignored me.",
        "这很好。 | 真的。",
        "It depends who you get: | some of them are great, | some of them couldn't care less.",
    ],
)
def test_punctuated_speech_is_cut_where_somebody_else_does_something(clauses: str) -> None:
    assert split(clauses.replace(" | ", " ")) == clauses.split(" | ")


@pytest.mark.parametrize(
    "clauses",
    [
        "so i phoned the bank | they put me on hold | and then a lady came on | and she said sorry",
        "i think it's about being honest | i mean if they don't know just say you don't know"
        " | because i'd rather wait than be told rubbish",
        "what i like is that they leave me alone until i need them | and then they're there",
        "the food was cold | it was an hour late | and nobody apologised | so i never went back",
    ],
)
def test_unpunctuated_speech_is_cut_by_its_shape(clauses: str) -> None:
    assert split(clauses.replace(" | ", " ")) == clauses.split(" | ")


@pytest.mark.parametrize(
    "whole",
    [
        "I want to pick things up, read the last page, and put them back in the wrong place.",
        "When it goes wrong, just say sorry and put it right.",
        "Good service is when they know what you want before you've asked.",
        "I don't think they care about the people they sell to.",
        "Dr. Smith and I waited.",
        "the shop i go to every week",
        "They leave me alone until I ask.",
    ],
)
def test_what_belongs_together_stays_whole(whole: str) -> None:
    assert split(whole) == [whole]


def test_where_a_clause_can_be_read_from_alone() -> None:
    said = "It was late. And, um, I mean, nobody apologised, so I left, which is sad."
    words = said.split()
    clauses = find_clauses(words)
    assert [words[clause.start] for clause in clauses] == ["It", "nobody", "I"]
    assert [(clause.opens, clause.closes) for clause in clauses] == [
        (True, True),
        (True, False),
        (False, True),
    ]


def test_what_leans_on_another_clause_is_told() -> None:
    said = "If you ask. You get it. When did it?"
    assert [clause.leans for clause in find_clauses(said.split())] == [True, False, False]


@pytest.mark.parametrize(
    "text", ["", " ", "😀" * 50, "?!… . .", "ünïcödé ’’’''", "这很好。真的。", "and", "you know"]
)
def test_every_word_is_in_one_clause(text: str) -> None:
    words = text.split()
    assert [
        place for clause in find_clauses(words) for place in range(clause.first, clause.last + 1)
    ] == list(range(len(words)))
    assert all(clause.first <= clause.start <= clause.last for clause in find_clauses(words))


def test_a_long_run_takes_no_time() -> None:
    started = time.perf_counter()
    assert split_clauses("and then they said nothing to me " * 1500)
    assert time.perf_counter() - started < 2
