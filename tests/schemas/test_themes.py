from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.themes import load_themes

ONE = """
- slug: speed
  family: Process
  label: Speed
  definition: It is quick.
  hue: 10
  cues: [it was quick]
  lex: [quick/quickly]
"""


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE + ONE, "'speed' twice"),
        (ONE.replace("hue: 10", "hue: 400"), "theme speed: hue: Input should be less than 360"),
        (ONE + "  colour: red\n", "theme speed: colour: Unexpected keyword argument"),
        (ONE.replace("  definition: It is quick.\n", ""), "theme speed: definition"),
        (ONE.replace("slug: speed", "slug: Speed!"), "slug"),
        ("- slug: [", "not valid YAML"),
        ("", "Input should be"),
        ("just words", "Input should be"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "themes.yaml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        load_themes(path)
    assert told in caught.value.message
    assert str(path) in caught.value.message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        load_themes(tmp_path / "none.yaml")
