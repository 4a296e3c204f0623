"""Names of files are read as the pattern says, and never guessed."""

import unicodedata
from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.people_pattern import FileFacts, people_pattern
from schemas.settings import load_settings

ANNA = FileFacts("Anna Smith", place="Leeds")


def read(pattern: str, path: str) -> FileFacts | None:
    return people_pattern(pattern).read(path.split("/"))


@pytest.mark.parametrize(
    ("pattern", "path", "told"),
    [
        ("{name} - {place}", "Anna Smith - Leeds.mov", ANNA),
        ("{name} - {place}", "day 1/Anna Smith - Leeds.mov", ANNA),
        ("{name} - {place}", "Anna  Smith – Leeds.MP4", ANNA),
        ("{name}_{place}", "Anna Smith_Leeds.mov", ANNA),
        ("{name} - {place}", "Anna Smith - Leeds (1).mov", ANNA),
        ("{name} - {place}", "Anna Smith - Leeds - Copy.mov", ANNA),
        ("{name} - {place}", "Anna Smith - Leeds copy 2.mov", ANNA),
        ("{name} - {place} - {_}", "Anna Smith - Leeds - take 2.mov", ANNA),
        (
            "{place}/{name} - {company}.mov",
            "uk/Leeds/Zoë Bó - ACME.MOV",
            FileFacts("Zoë Bó", None, "ACME", "Leeds"),
        ),
        ("{company}/{_}/{name} ({role})", "ACME/raw/Anna (Nurse).wav", FileFacts("Anna", "Nurse", "ACME")),
        ("{name}", "O'Brien, Jean-Paul.mov", FileFacts("O'Brien, Jean-Paul")),
    ],
)
def test_what_a_name_tells(pattern: str, path: str, told: FileFacts) -> None:
    assert read(pattern, path) == told
    assert read(pattern, unicodedata.normalize("NFD", path)) == told


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("{name} - {place}", "IMG_1234.mov"),
        ("{name} - {place}", "Anna Smith-Leeds.mov"),
        ("{name} - {place}", "Anna - Marie - Leeds.mov"),  # in two ways
        ("{name} {place}", "Anna Smith Leeds.mov"),
        ("{name}-{place}", "Jean-Paul-Leeds.mov"),
        ("{name} - {place}", "Anna - .mov"),
        ("{name} - {place}", " - Leeds.mov"),
        ("{name} - {place}", "2026 - Leeds.mov"),
        ("{name} - {place}", "IMG 12 - Leeds.mov"),
        ("{name} - {place}", "Anna - 12.mov"),
        ("{place}/{name}", "Anna.mov"),
        ("{name} - {company}.mov", "Anna - ACME.mp4"),
        ("{name}", "___.mov"),
    ],
)
def test_what_a_name_does_not_tell(pattern: str, path: str) -> None:
    assert read(pattern, path) is None


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{nmae} - {place}", "{nmae} is nothing that vox reads."),
        ("{name!r}", "{name!r} is nothing that vox reads."),
        ("{name:d}", "{name:d} is nothing that vox reads."),
        ("{name.upper}", "{name.upper} is nothing that vox reads."),
        ("{}", "{} is nothing that vox reads."),
        ("{place}", "there is no {name} in it."),
        ("", "a folder or the file has no name in it."),
        ("/{name}", "a folder or the file has no name in it."),
        ("{name", "a brace is left open, or closes nothing."),
        ("{name}}", "a brace is left open, or closes nothing."),
        ("{name}{place}", "nothing stands before {place} to tell where it begins."),
        ("{name} {name}", "{name} stands in it twice."),
        ("{place}\\\\{name}", "folders are parted by '/', not by '\\'."),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused_with_its_line(
    tmp_path: Path, pattern: str, said: str
) -> None:
    settings = tmp_path / "vox.toml"
    settings.write_text(f'question = "Why?"\npeople_pattern = "{pattern}"\n')
    with pytest.raises(UsageError) as refused:
        load_settings(settings)
    assert refused.value.message == f"{settings}, line 2: 'people_pattern' is wrong: {said}"
    assert '"{name} - {place}"' in refused.value.remedy


def test_a_path_that_is_long_and_full_of_dashes_takes_no_time() -> None:
    assert read("{name} - {role} - {company} - {place}", " - ".join(["a"] * 60) + ".mov") is None
