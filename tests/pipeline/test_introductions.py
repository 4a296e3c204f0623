"""Who introduces themselves is found, and nobody who does not."""

import pytest

from pipeline.introductions import find_introduction


@pytest.mark.parametrize(
    ("text", "name", "details"),
    [
        ("I'm Anna from Leeds. They listen.", "Anna", (None, None, "Leeds")),
        ("I’m Anna from Leeds.", "Anna", (None, None, "Leeds")),
        ("Hi there. I'm Anna.", "Anna", (None, None, None)),
        ("Um, so, yeah, I'm Anna Smith and I like a chat.", "Anna Smith", (None, None, None)),
        ("My name is Tom and I run a bakery in Hull.", "Tom", (None, None, "Hull")),
        ("This is Maria, nurse. I want time.", "Maria", ("nurse", None, None)),
        ("They listen. I'm Anna and I live in Leeds.", "Anna", (None, None, "Leeds")),
        (
            "My name's Dr. Jane O'Neill, I'm a school nurse from York.",
            "Jane O'Neill",
            ("school nurse", None, "York"),
        ),
        ("I'm Mary van der Berg. I work for Tesco.", "Mary van der Berg", (None, "Tesco", None)),
        ("I'm Tom from Tesco.", "Tom", (None, "Tesco", None)),
        # What it is not known to be, a firm or a place, is left out.
        ("I'm Tom from Zorvello.", "Tom", (None, None, None)),
        ("Ich heiße Petra und komme aus Köln.", "Petra", (None, None, "Köln")),
        ("Je m'appelle Élodie, j'habite à Lyon.", "Élodie", (None, None, "Lyon")),
        ("Me llamo José García y soy de Madrid.", "José García", (None, None, "Madrid")),
    ],
)
def test_an_introduction_is_found(text: str, name: str, details: tuple[str | None, ...]) -> None:
    found = find_introduction(text)
    assert found
    assert (found.name, (found.role, found.company, found.place)) == (name, details)
    assert found.said in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I'm from Leeds.",
        "I'm Happy from start to finish.",
        "I'm Sorry.",
        "I'm happy from the moment I walk in.",
        "This is Amazing.",
        "This is Leeds.",
        "This is Maria, nurse, she helped me.",
        "I'm English, so I queue.",
        "I'm Tesco through and through.",
        "I'm Anna's mum.",
        "She said, I'm Tracy.",
        "She said. I'm Tracy from Leeds.",
        '"I\'m Tracy from Leeds," she says.',
        "They know my name is Anna.",
        "My name is on the list.",
        "My name is important to me.",
        "I'm a nurse.",
        "my name is anna",
        "MY NAME IS ANNA",
        "I'm Really Impressed With The Service At Your Store And I Will Come Again",
        "I'm █████ from Leeds.",
        "Mr Smith helped me. I'm Mr Smith's friend.",
    ],
)
def test_nobody_is_found_who_is_not_there(text: str) -> None:
    assert find_introduction(text) is None


def test_a_long_text_is_read_at_once() -> None:
    assert find_introduction("They said so. I'm so happy and so on, so. " * 5000) is None
