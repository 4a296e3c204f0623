from benchmarks.introductions import SENTENCES, answers, measure, read
from pipeline.introductions import find_introduction


def test_what_is_offered_is_right_and_little_is_missed() -> None:
    rows = read(SENTENCES)
    names, places = measure(rows), measure(rows, "place")
    assert (names.precision, places.precision) == (1, 1)
    assert names.recall > 0.85
    assert places.recall > 0.75


def test_in_thousands_of_answers_only_those_are_named_who_say_who_they_are() -> None:
    found = [introduction for text in answers() if (introduction := find_introduction(text))]
    # Looked at one by one.
    assert len(found) == 24
