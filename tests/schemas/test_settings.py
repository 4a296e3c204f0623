import json
from dataclasses import asdict
from pathlib import Path

import pytest

from schemas.errors import ExitCode, UsageError
from schemas.settings import DEFAULT_QUESTION, Settings, load_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "vox.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "")) == Settings()
    assert Settings().question == DEFAULT_QUESTION


def test_every_setting_is_read(tmp_path: Path) -> None:
    wanted = Settings(
        "Why?", "in", "t.yaml", "it", ("Boots", "Priya"), "openai-whisper", "large", "{name} - {place}"
    )
    text = "\n".join(f"{key} = {json.dumps(value)}" for key, value in asdict(wanted).items())
    assert load_settings(write(tmp_path, text)) == wanted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('model = "base"\nquesiton = "Why?"', "line 2: 'quesiton' is not a setting"),
        ("question = 3", "line 1: 'question' input should be a valid string"),
        ("question = ", "not valid TOML"),
        ("question = 'a'\nquestion = 'b'", "not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(write(tmp_path, text))
    assert told in caught.value.message
    assert caught.value.remedy
    assert caught.value.exit_code == ExitCode.USAGE


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "vox.toml"
    path.write_bytes(b'question = "\xff"')
    with pytest.raises(UsageError, match="not valid TOML"):
        load_settings(path)
