"""Notes that are held up are read, and nothing else is taken for one."""

import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ImageFont

from benchmarks import drawn_notes
from benchmarks.notes import read
from pipeline.corrections import correcting
from pipeline.forget import forget, plan_forgetting
from pipeline.ingest import ingest
from pipeline.notes import find_notes
from pipeline.probe import probe
from pipeline.project import Project
from pipeline.store import Store

MEDIA = Path(__file__).parents[3] / "media"
NOTE = MEDIA / "10-mei-note.mp4"
SAID = "don't make me explain it three times."


@pytest.fixture
def font(tmp_path: Path) -> Path:
    """The typeface that Pillow brings along."""
    face: Any = ImageFont.load_default(20)
    path = tmp_path / "face.ttf"
    path.write_bytes(face.font_bytes)
    return path


@pytest.fixture
def ground() -> drawn_notes.Picture:
    """A room of sorts: stripes and noise."""
    chance = np.random.default_rng(3)
    picture = np.zeros((540, 960, 3), np.uint8) + np.array([90, 120, 140], np.uint8)
    picture[:, ::37] = (40, 60, 70)
    noise: drawn_notes.Picture = (picture + chance.integers(0, 12, picture.shape)).astype(np.uint8)
    return noise


def filmed(picture: drawn_notes.Picture, light: drawn_notes.Light = drawn_notes.LIGHTS[0]) -> list[str]:
    chance = random.Random(4)
    notes = read([drawn_notes.lit(picture, light, chance) for _ in range(3)])
    return [" ".join(note.text.split()) for note in notes]


@pytest.mark.parametrize("light", drawn_notes.LIGHTS[::3], ids=lambda light: light.name)
def test_a_note_is_read_in_any_light(
    light: drawn_notes.Light, font: Path, ground: drawn_notes.Picture
) -> None:
    sheet = drawn_notes.note("Give me space to breathe", font, drawn_notes.PAPERS[0], drawn_notes.INKS[0])
    assert filmed(drawn_notes.held(ground, sheet, 0.7, -8, random.Random(1)), light) == [
        "Give me space to breathe"
    ]


def test_what_is_no_sheet_of_paper_is_no_note(font: Path, ground: drawn_notes.Picture) -> None:
    for draw in (drawn_notes.shirt, drawn_notes.sign, drawn_notes.captioned):
        assert filmed(draw(ground, "Always be kind", font)) == []
    blank: drawn_notes.Picture = np.zeros((400, 400, 3), np.uint8) + np.array(drawn_notes.PAPERS[0], np.uint8)
    assert filmed(drawn_notes.held(ground, blank, 0.7, 5, random.Random(1))) == []


def test_a_clip_without_a_note_has_none(spoken_clip: Path) -> None:
    found = probe(spoken_clip)
    assert found.video
    assert found.duration
    assert find_notes(spoken_clip, found.video, found.duration) == []


def rows(project: Project, sql: str) -> list[dict[str, Any]]:
    with Store.reading(project.database) as store:
        return store.query(sql)


def test_a_note_waits_until_a_person_has_looked_and_goes_with_its_clip(project: Project) -> None:
    shutil.copy(NOTE, project.media / "mei.mp4")
    ingest(project)
    [note] = rows(
        project,
        'SELECT a.id, a.text, a.shown, a.source, w.start, w."end", w.of_clip, c.path FROM answers a'
        " JOIN writings w ON w.clip_id = a.clip_id JOIN clips c ON c.id = w.of_clip",
    )
    assert (note["text"].casefold(), note["shown"], note["source"]) == (SAID, 0, "note")
    assert note["path"] == "media/mei.mp4"
    assert 0 <= note["start"] < note["end"] <= 8
    [picture] = (project.private / "posters").glob(f"{note['id'].split('-')[0]}.*.jpg")
    assert picture.stat().st_size > 5000
    ingest(project)
    assert len(rows(project, "SELECT 1 FROM writings")) == 1
    with correcting(project, "ann") as made:
        made.approve(note["id"])
    assert rows(project, "SELECT shown FROM answers") == [{"shown": 1}]
    forget(project, plan_forgetting(project, "mei.mp4"), "tester")
    assert rows(project, "SELECT 1 FROM clips") == []
    assert not picture.exists()
