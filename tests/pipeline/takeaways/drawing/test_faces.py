"""Which fonts are taken; and what is said when none has a character."""

import sys
from pathlib import Path

import pytest

from pipeline.takeaways.drawing.faces import FOLDER, SANS, SERIF, families, installed
from schemas.errors import MachineError

EUROPE = (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝÞß àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐő"
    "ŒœŔŕŘřŚśŞşŠšŤťŪūŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚț „“”‘’‚‹›«»–—…€£"
)


@pytest.mark.parametrize("family", [SERIF, SANS])
def test_our_fonts_have_the_letters_of_europe(family: str) -> None:
    assert families(EUROPE, family) == [family]


def test_both_weights_are_there_with_their_licence() -> None:
    ours = {
        (each.family, each.weight) for each in installed().fonts() if str(each.path).startswith(str(FOLDER))
    }
    assert ours == {(SERIF, 400), (SANS, 400), (SANS, 700)}
    assert "SIL Open Font License" in (FOLDER / "LICENSE.txt").read_text()


def test_what_only_joins_or_turns_needs_no_glyph() -> None:
    assert families("a\N{ZERO WIDTH JOINER}b\N{RIGHT-TO-LEFT MARK}c\N{VARIATION SELECTOR-16}\nd", SERIF) == [
        SERIF
    ]


def test_a_character_of_no_script_is_told_of() -> None:
    with pytest.raises(MachineError) as told:
        families("It was \ue123 nice", SANS)
    assert told.value.message == "No font on this machine has \ue123."
    assert told.value.remedy == "That is no character of any script: correct the words with vox correct."


@pytest.mark.parametrize(
    ("text", "message", "package"),
    [
        ("名前を覚え", "No font on this machine has え を 前 名 覚.", "fonts-noto-cjk"),
        ("👍", "No font on this machine has 👍.", "fonts-noto-color-emoji"),
        ("ᏣᎳᎩ", "No font on this machine has Ꭹ Ꮃ Ꮳ.", "fonts-noto-core"),
        (
            "一二三四五六七八九十",
            "No font on this machine has 一 七 三 九 二 五 八 六 and 2 more characters.",
            "fonts-noto-cjk",
        ),
    ],
)
def test_a_message_names_what_no_font_has_and_what_brings_it(
    monkeypatch: pytest.MonkeyPatch, text: str, message: str, package: str
) -> None:
    monkeypatch.setattr("pipeline.takeaways.drawing.faces._ranked", lambda language: ())
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(MachineError) as told:
        families(text, SERIF)
    assert told.value.message == message
    assert told.value.remedy == f"Install one: sudo apt install {package}"
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(MachineError, match=r"fonts\.google\.com/noto"):
        families(text, SERIF)


def test_a_font_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    from pipeline.takeaways.drawing.faces import _covered

    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00nothing")
    assert _covered(broken, 0) == frozenset()
