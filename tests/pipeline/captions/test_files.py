"""Captions as files."""

from pipeline.captions import Cue, Passage, make_cues, plain_text, sub_rip, web_vtt
from schemas.records import Word

SAID = ("R&D", "<b>", "-->", "{fine}", "3.", "5")
WORDS = tuple(Word(at * 0.5, at * 0.5 + 0.4, text, 0.9, text == "5") for at, text in enumerate(SAID))


def test_files_escape_what_a_word_may_hold_and_name_who_speaks() -> None:
    passage = Passage(WORDS, "Ann\n<Lee>", "en")
    assert web_vtt(make_cues([passage]), "en") == (
        "WEBVTT\nLanguage: en\n\n00:00:00.000 --> 00:00:02.900\n"
        "<v Ann &lt;Lee&gt;>R&amp;D &lt;b&gt; --&gt; {fine} 3.5\n"
    )
    assert sub_rip(make_cues([passage])) == "1\n00:00:00,000 --> 00:00:02,900\nR&D <b> --> {fine} 3.5\n"
    assert plain_text([passage]) == "Ann <Lee>: R&D <b> --> {fine} 3.5\n"


def test_another_language_is_marked() -> None:
    cues = [
        Cue(0, 1, ("Yes.",), "", "en"),
        Cue(3601.5, 3603, ("Prima la sedia,", "poi la pasta."), "Ida", "it"),
    ]
    assert web_vtt(cues, "en").endswith(
        "01:00:01.500 --> 01:00:03.000\n<v Ida><lang it>Prima la sedia,\npoi la pasta.</lang>\n"
    )
    assert sub_rip(cues).endswith("2\n01:00:01,500 --> 01:00:03,000\nPrima la sedia,\npoi la pasta.\n")


def test_nothing_said_is_a_file_without_captions() -> None:
    assert web_vtt([]) == "WEBVTT\n"
