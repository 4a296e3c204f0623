from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.themes import check_themes, load_themes

ONE = """\
- slug: speed
  family: Process
  label: Speed
  definition: It is quick.
  hue: 10
  cues: [it was quick]
  lex: [quick/quickly]
"""
OTHER = ONE.replace("speed", "pace").replace("Speed", "Pace")


def test_the_built_in_taxonomy_is_twenty_themes_in_seven_families() -> None:
    themes = load_themes()
    assert len(themes) == 20
    assert len({theme.family for theme in themes}) == 7
    assert len({theme.hue for theme in themes}) == 20
    assert {"feelings", "attention", "space", "extra_mile"} <= {theme.slug for theme in themes}


def test_a_project_can_bring_its_own(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    path.write_text(ONE)
    [theme] = load_themes(path)
    assert (theme.slug, theme.lex) == ("speed", ("quick/quickly",))
    path.write_text(ONE.replace("  lex: [quick/quickly]\n", ""))
    [theme] = load_themes(path)
    assert theme.lex == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE + OTHER.replace("slug: pace", "slug: speed"), ["line 8: the slug 'speed' is used in line 1"]),
        (ONE + OTHER.replace("Pace", "SPEED"), ["line 10: the label 'SPEED' is used in line 3"]),
        (ONE.replace("hue: 10", "hue: 400"), ["line 5: 'hue' must be a whole number from 0 to 359."]),
        (ONE.replace("hue: 10", "hue: yes"), ["line 5: 'hue' must be a whole number"]),
        (ONE + "  colour: red\n", ["line 8: 'colour' is no key of a theme; keys are slug, family"]),
        (ONE + "  lable: x\n", ["line 8: 'lable' is no key of a theme; did you mean 'label'"]),
        (ONE + "  hue: 11\n", ["line 8: 'hue' is there twice in one theme"]),
        (ONE.replace("  definition: It is quick.\n", ""), ["line 1: 'definition' is missing"]),
        (ONE.replace("slug: speed", "slug: Speed!"), ["line 1: 'slug' must begin with a small letter"]),
        (ONE.replace("label: Speed", "label: Yes"), ["line 3: 'label' must be text; put it in quotes"]),
        (ONE.replace("label: Speed", "label:"), ["line 3: 'label' is empty"]),
        (ONE.replace("[it was quick]", "it was quick"), ["line 6: 'cues' must be a list"]),
        (ONE.replace("[it was quick]", "[]"), ["line 6: 'cues' is empty"]),
        (ONE.replace("[it was quick]", "[24, fast]"), ["line 6: each of 'cues' must be text; put it in"]),
        (ONE.replace("[it was quick]", "\n  - fast\n  - he said: now"), ["line 8: each of 'cues' must be"]),
        (ONE.replace("[quick/quickly]", "['.. quick']"), ["line 7: this pattern says nothing: '.. quick'"]),
        (ONE.replace("hue: 10", "hue: 2026-99-99"), ["line 1: this theme holds a value"]),
        (ONE.replace("hue: 10", "hue: !!python/name:os.system x"), ["line 1: this theme holds a value"]),
        (ONE + "  contrast: pace\n", ["line 8: no theme here has the slug 'pace'."]),
        (
            ONE + "  contrast: pase\n" + OTHER,
            ["line 8: no theme here has the slug 'pase'; did you mean 'pace'."],
        ),
        (ONE + "  contrast: speed\n", ["line 8: 'speed' cannot be the contrast of itself."]),
        (ONE + "  contrast: [pace]\n" + OTHER, ["line 8: 'contrast' must be the slug of another theme."]),
        (ONE + "  contrast: 3\n", ["line 8: 'contrast' must be the slug of another theme."]),
        (ONE + "  contrast: ''\n", ["line 8: 'contrast' is empty."]),
        ("\n- slug: [\n", ["line 3: not valid YAML: "]),
        (ONE + "- \t@", ["line 8: not valid YAML: "]),
        ("- slug: a\0b", ["line 1: not valid YAML: it holds a character"]),
        ("", ["line 1: themes are a list"]),
        ("just words", ["line 1: themes are a list"]),
        ("[]", ["line 1: themes are a list"]),
        ("- just words", ["line 1: this is no theme"]),
        ("[" * 100_000, ["line 1: "]),
        (
            ONE.replace("hue: 10", "hue: red") + OTHER.replace("Process", "").replace("[it was quick]", "1"),
            ["line 5: 'hue' must be", "line 9: 'family' is empty", "line 13: 'cues' must be"],
        ),
    ],
)
def test_every_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: list[str]) -> None:
    path = tmp_path / "themes.yaml"
    path.write_text(text)
    mistakes = [str(mistake) for mistake in check_themes(path).mistakes]
    assert [said[: len(start)] for said, start in zip(mistakes, told, strict=True)] == told
    with pytest.raises(UsageError) as caught:
        load_themes(path)
    assert str(path) in caught.value.message
    assert all(said in str(caught.value) for said in mistakes)


def test_few_cues_are_advised_against_and_refused_by_nobody(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    path.write_text(ONE)
    checked = check_themes(path)
    assert [str(each) for each in checked.advice] == ["line 6: 'speed' has few cues: give 3 or more."]
    assert len(load_themes(path)) == 1


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "cannot be read"),
        (lambda path: path.write_bytes(b"\xff\xfe-"), "not text in UTF-8"),
    ],
)
def test_what_is_no_file_of_text_is_told(tmp_path: Path, make: object, told: str) -> None:
    assert callable(make)
    make(tmp_path / "none.yaml")
    with pytest.raises(UsageError, match=told):
        load_themes(tmp_path / "none.yaml")
