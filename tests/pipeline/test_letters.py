"""A text is read in the letters in which it was written, however few of them tell."""

from pathlib import Path

import pytest

from pipeline.letters import encoding_of
from schemas.errors import UsageError

WEST = (
    *(
        "Comment,Name\nFine people,Jürgen\n",
        "Schön",
        "Très bien",
        "Señor",
        "It’s great",
        "“Good”",
        "£5 cheaper",
    ),
    *("Åse\nØyvind", "5 €", "café", "Zürich,Köln,München", "naïve – really", "Groß", "João não está", "ação"),
    *("mañana", "crème brûlée", "l’été", "déjà vu…", "Così fan tutte, è vero"),
)
"""A letter or two with an accent, as spreadsheets on Windows write them: statistics took 16 for others."""

OTHERS = {
    "cp1250": ("Obsługa była miła", "Dziękuję bardzo, świetnie"),
    "cp1251": ("Очень вежливые люди", "Спасибо", "Быстро и вежливо, приду ещё"),
    "cp932": ("とても親切でした", "ありがとうございました。また来ます"),
    "gb18030": ("服务好就是听我说",),
}


def read(folder: Path, content: bytes) -> str:
    path = folder / "answers.csv"
    path.write_bytes(content)
    return content.decode(encoding_of(path))


@pytest.mark.parametrize("text", WEST)
def test_a_few_accents_are_those_of_windows_in_the_west(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("encoding", "text"), [(name, text) for name, texts in OTHERS.items() for text in texts]
)
def test_other_letters_are_told_by_what_is_written(encoding: str, text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text.encode(encoding)) == text


def test_a_byte_that_is_no_letter_in_the_west(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes("Příliš žluťoučký kůň".encode("cp1250"))
    assert encoding_of(path) == "cp1250"


def test_one_strange_byte_late_in_a_long_file(tmp_path: Path) -> None:
    text = "They were kind.\n" * 100_000 + "Olé!\n"
    assert read(tmp_path, text.encode("cp1252")) == text
    assert read(tmp_path, text.encode()) == text


def test_what_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no text"):
        read(tmp_path, bytes(range(256)))
