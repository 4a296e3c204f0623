"""Every piece is as loud as the others, whatever it was; what is silent stays so."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from pipeline.takeaways.render.canvas import Canvas
from pipeline.takeaways.render.encode import write_film
from pipeline.takeaways.render.picture import opened, picture
from pipeline.takeaways.render.sound import LOUDNESS, level, sound
from pipeline.tools import find_ffmpeg
from tests.pipeline.takeaways.render.conftest import SOUND_RATE, ffmpeg, piece, samples

CANVAS = Canvas(64, 64, 10)
VOICE = (
    "anoisesrc=d=4:r=48000:color=pink:seed=3,tremolo=f=3:d=0.9,volume=enable='lt(mod(t,1),0.2)':volume=0.05"
)
"""Noise that comes and goes as syllables do."""


def levelled(folder: Path, made_by: str | None, start: float, end: float) -> Path:
    """A piece of a film with such a sound, as loud as it is to be."""
    copy, film = folder / "copy.mp4", folder / "film.mp4"
    heard = ("-f", "lavfi", "-i", made_by, "-c:a", "aac") if made_by else ()
    ffmpeg("-f", "lavfi", "-i", "color=s=64x64:r=10:d=4", *heard, copy)
    given = piece(copy, start, end)
    source = opened(given)
    heard_at_last = sound(source, given, CANVAS, level(given))
    write_film(picture(source, given, CANVAS), heard_at_last, 4.0, film, "it")
    return film


def loudness(film: Path) -> float:
    """In LUFS, of the film ten times over: it may be shorter than what can be measured."""
    repeated = ("-stream_loop", "9", "-i", str(film), "-af", "ebur128", "-vn", "-f", "null", "-")
    command = [str(find_ffmpeg().path), *repeated]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


@pytest.mark.parametrize("volume", ["0dB", "-12dB", "-26dB", "9dB"])
@pytest.mark.parametrize(("start", "end"), [(0.3, 3.8), (1.2, 1.6)])
def test_loud_and_quiet_become_alike(tmp_path: Path, volume: str, start: float, end: float) -> None:
    film = levelled(tmp_path, f"{VOICE},volume={volume}", start, end)
    assert loudness(film) == pytest.approx(LOUDNESS, abs=1.0)
    assert np.abs(samples(film)).max() < 1


def test_single_peaks_are_held_down_and_do_not_keep_all_quiet(tmp_path: Path) -> None:
    film = levelled(tmp_path, f"{VOICE},volume=-20dB,volume=enable='lt(mod(t,0.7),0.01)':volume=20", 0.0, 4.0)
    assert loudness(film) == pytest.approx(LOUDNESS, abs=1.0)
    assert np.abs(samples(film)).max() < 1


@pytest.mark.parametrize("made_by", ["anullsrc=r=48000:cl=mono:d=4", None])
@pytest.mark.parametrize(("start", "end"), [(0.0, 3.0), (1.0, 1.1)])
def test_silence_stays_silent(tmp_path: Path, made_by: str | None, start: float, end: float) -> None:
    heard = samples(levelled(tmp_path, made_by and f"{made_by},atrim=duration=4", start, end))
    assert len(heard) / SOUND_RATE == pytest.approx(end - start, abs=0.03)
    assert np.abs(heard).max() < 0.0001


def test_the_noise_of_a_room_is_not_raised_to_a_voice(tmp_path: Path) -> None:
    film = levelled(tmp_path, "anoisesrc=d=4:r=48000:a=0.0002:seed=3", 0.0, 3.0)
    assert loudness(film) < -40
