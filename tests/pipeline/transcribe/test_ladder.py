"""Which pieces are heard again, how, and what is kept: the rules, fed with texts of every kind."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from pipeline.transcribe.engine import Heard, Request
from pipeline.transcribe.ladder import Attempt, Hints, climb, switches, why_again
from pipeline.transcribe.speech import Piece, cut_piece
from schemas.records import SAMPLE_RATE, Span, Word


def piece(seconds: float = 4.0, start: float = 0.0) -> Piece:
    samples = np.zeros(round(seconds * SAMPLE_RATE), np.float32)
    return Piece(start, samples, np.ones(round(seconds * 31), np.float32))


def heard(text: str, **changes: object) -> Heard:
    words = tuple(Word(0.3 * i, 0.3 * i + 0.3, word, 0.9) for i, word in enumerate(text.split()))
    return replace(Heard("en", (("en", 0.95), ("cy", 0.02)), words, -0.2, 0.02), **changes)  # type: ignore[arg-type]


GOOD = heard("They listen to me and that is all I want.")
LOOP = heard("the " * 20)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (GOOD, ()),
        (heard(""), ("it has no words",)),
        (heard("Yes, yes, I know, but yes.", avg_logprob=-0.9), ("it is a guess",)),
        (heard("They listen to", complete=False), ("it does not end",)),
        (heard("No. No."), ("it says the same over and over",)),
        (heard("Hold on, hold fast. Hold on, hold fast."), ("it says the same over and over",)),
        (heard("No, no, I never said that."), ()),
        (heard("a b c d e f g h i j k l m n o p q r s t u v w x y z aa bb cc"), ("nobody speaks so fast",)),
        (
            heard("Mae hi.", language="cy", languages=(("cy", 0.5), ("en", 0.4))),
            ("its language is in doubt",),
        ),
        (heard("Per me.", language="it", languages=(("it", 0.97), ("en", 0.01))), ()),
    ],
)
def test_why_a_piece_is_heard_again(text: Heard, why: tuple[str, ...]) -> None:
    assert why_again(Attempt(piece(), text, 1), "en") == why


def way(request: Request) -> tuple[float, int]:
    """How an engine would hear it whose windows fit."""
    return min(30.0, max(request.window, math.ceil(request.seconds + 2))), 5


def hear(
    pieces: list[Piece], answers: list[list[Heard]], hints: Hints | None = None
) -> tuple[list[Attempt], list[list[Request]]]:
    """Climb with these answers, one list a round, of a text each; also what was asked."""
    climbing = climb(pieces, hints or Hints())
    asked = [next(climbing)]
    for texts in answers:
        try:
            heard_so = zip(texts, asked[-1], strict=True)
            asked.append(climbing.send([(replace(text, way=way(request)),) for text, request in heard_so]))
        except StopIteration as done:
            return done.value, asked
    pytest.fail(f"It asks for more: {asked[-1]}")


@pytest.mark.parametrize(
    ("by_stretch", "before"),
    [
        ((("en", 0.99), ("en", 0.95), ("en", 0.9)), []),
        ((("en", 0.99), ("it", 0.95), ("it", 0.9)), [1]),
        ((("en", 0.99), ("it", 0.95), ("en", 0.99)), [1, 2]),
        ((("en", 0.99), ("it", 0.6), ("en", 0.99)), []),  # nobody is sure
        ((("en", 0.99), ("cy", 0.4), ("it", 0.99)), [2]),  # where the longest pause is
        ((), []),  # the language was given
    ],
)
def test_where_the_language_changes(by_stretch: tuple[tuple[str, float], ...], before: list[int]) -> None:
    stretches = (Span(0, 3), Span(3.2, 6), Span(7, 10))
    whole = replace(piece(10.0, start=20.0), stretches=stretches)
    assert switches(whole, by_stretch) == before
    parts = cut_piece(whole, before)
    assert len(parts) == len(before) + 1
    assert np.array_equal(np.concatenate([part.samples for part in parts]), whole.samples)
    for earlier, later in pairwise(parts):
        assert later.start == pytest.approx(earlier.start + earlier.seconds)
    assert sum(len(part.stretches) for part in parts) == len(stretches)


def test_a_short_stretch_says_too_little_of_its_language() -> None:
    whole = replace(piece(5.0), stretches=(Span(0, 3), Span(3.2, 4)))
    assert switches(whole, (("en", 0.99), ("it", 0.99))) == []


def test_the_parts_of_a_piece_in_two_languages_are_heard_anew() -> None:
    whole = replace(piece(6.0), stretches=(Span(0, 3), Span(3.5, 6)))
    mixed = heard("They listen. You can breathe.", by_stretch=(("en", 0.99), ("it", 0.99)))
    italian = heard("Si respira.", language="it", languages=(("it", 0.99),))
    attempts, [first, parts] = hear(
        [whole, piece(start=10)], [[mixed, GOOD], [heard("They listen."), italian]]
    )
    assert [len(request.stretches) for request in first] == [2, 0]
    assert [request.seconds for request in parts] == [3.25, 2.75]
    assert [(each.piece.start, each.heard.text) for each in attempts] == [
        (0.0, "They listen."),
        (3.25, "Si respira."),
        (10.0, GOOD.text),
    ]


def test_what_is_credible_is_heard_once() -> None:
    [attempt], [[request]] = hear([piece()], [[GOOD]])
    assert (attempt.heard.text, attempt.rung) == (GOOD.text, 1)
    assert (request.window, request.languages) == (0.0, ())


def test_only_what_is_not_credible_is_heard_again_and_harder() -> None:
    attempts, asked = hear([piece(), piece(start=5)], [[LOOP, GOOD], [GOOD]])
    assert [attempt.rung for attempt in attempts] == [2, 1]
    assert [attempt.heard.text for attempt in attempts] == [GOOD.text] * 2
    [again] = asked[1]
    assert (again.window, again.languages) == (15.0, ("en",))


def test_the_last_rung_is_the_full_window_and_the_best_is_kept() -> None:
    better, worse = heard("Right.", avg_logprob=-0.9), heard("Write.", avg_logprob=-1.3)
    [attempt], asked = hear([piece()], [[LOOP], [better], [worse]])
    assert asked[2][0].window == 30.0
    assert (attempt.heard.text, attempt.rung) == ("Right.", 3)


def test_the_second_hearing_is_never_the_first_again() -> None:
    for seconds in (3.0, 6.0, 13.5, 20.0):
        _, asked = hear([piece(seconds)], [[LOOP], [GOOD]])
        [first], [second] = asked
        assert way(second)[0] >= way(first)[0] + 4


def test_only_a_hearing_in_another_way_can_agree() -> None:
    unsure = heard("Right.", avg_logprob=-1.2)
    [attempt], asked = hear([piece(27.5)], [[unsure], [unsure]])
    assert way(asked[0][0]) == way(asked[1][0])
    assert attempt.agreement is None
    [attempt], _ = hear([piece(4.0)], [[unsure], [unsure], [unsure]])
    assert attempt.agreement == 1.0


def test_a_long_piece_is_not_heard_twice_in_the_full_window() -> None:
    [attempt], asked = hear([piece(25.0)], [[LOOP], [LOOP]])
    assert len(asked) == 2
    assert attempt.rung == 2


def test_where_the_language_is_in_doubt_others_are_tried() -> None:
    unsure = heard(
        "Mae'n", avg_logprob=-1.3, language="cy", languages=(("cy", 0.5), ("en", 0.4), ("de", 0.1))
    )
    climbing = climb([piece()], Hints())
    next(climbing)
    [again] = climbing.send([(unsure,)])
    assert again.languages == ("cy", "en", "de")
    with pytest.raises(StopIteration) as done:
        climbing.send([(unsure, GOOD, LOOP)])
    [attempt] = done.value.value
    assert (attempt.heard.text, attempt.heard.language) == (GOOD.text, "en")
    assert attempt.heard.languages[0] == ("en", 0.4)


def test_a_given_language_is_the_only_one() -> None:
    _, asked = hear([piece()], [[LOOP], [GOOD]], Hints("it"))
    assert [request.languages for round_ in asked for request in round_] == [("it",), ("it",)]


def test_a_name_stands_only_where_it_is_heard_without_the_glossary_too() -> None:
    hints = Hints(names=("Voxley",))
    spelt = heard("I rang Voxley about it.")
    [attempt], asked = hear([piece()], [[spelt], [heard("I rang Foxly about it.")]], hints)
    assert attempt.heard.text == spelt.text
    assert (asked[0][0].names, asked[1][0].names) == (("Voxley",), ())
    [attempt], _ = hear([piece()], [[spelt], [heard("I rang them about it.")]], hints)
    assert attempt.heard.text == "I rang them about it."
