import pytest

from pipeline.transcribe.glossary import said_as_heard, says_any


@pytest.mark.parametrize(
    ("text", "plain", "stands"),
    [
        ("I rang Voxley today.", "I rang Foxly today.", True),
        ("I rang Voxley today.", "I rang Voxley today.", True),
        ("I rang Voxley today.", "I rang the man today.", False),
        ("Voxley. I rang today.", "I rang today.", False),
        ("We use Blue Kettle a lot.", "We use blue cattle a lot.", True),
        ("We use Blue Kettle a lot.", "We use it a lot.", False),
        ("Voxley and Voxley.", "Foxly and chips.", False),
        ("Nothing of the kind.", "Nothing.", True),
    ],
)
def test_a_name_stands_only_beside_something_like_it(text: str, plain: str, stands: bool) -> None:
    assert said_as_heard(text, plain, ["Voxley", "Blue Kettle"]) is stands


def test_a_name_is_found_as_a_word() -> None:
    assert says_any("At voxley, yes.", ["Voxley"])
    assert not says_any("Voxleyan", ["Voxley"])
    assert not says_any("Anything", [])
