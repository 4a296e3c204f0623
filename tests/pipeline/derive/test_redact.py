"""What is redacted is in no sample and no pixel of the copy, and all else is as it was."""

from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.derive import make_web_copy, silences
from pipeline.derive.redact import GUARD, on_whole_pictures
from pipeline.probe import probe
from schemas.records import Box, Muted, Redactions, Span
from tests.conftest import MakeClip
from tests.pipeline.derive.conftest import Ffmpeg, Pictures

RATE = 48_000
BOX = Box(1.0, 2.0, 0.25, 0.25, 0.5, 0.5)


def copied(clip: Path, redactions: Redactions | None = None) -> Path:
    """The copy of a clip without what is redacted."""
    copy = clip.with_name(f"copy-{redactions.recipe if redactions else ''}.mp4")
    make_web_copy(clip, probe(clip), copy, 0, redactions)
    return copy


def samples(ffmpeg: Ffmpeg, path: Path) -> npt.NDArray[np.float32]:
    return np.frombuffer(ffmpeg("-i", path, "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"), np.float32)


def decibels(sound: npt.NDArray[np.float32], start: float, end: float) -> float:
    part = sound[round(start * RATE) : round(end * RATE)].astype(float)
    return float(10 * np.log10(np.mean(part**2) + 1e-20))


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Ffmpeg) -> Path:
    """Six seconds of noise, about as loud as speech."""
    clip = tmp_path_factory.mktemp("noise") / "noise.wav"
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=d=6:a=0.3:color=pink:seed=1", "-ar", str(RATE), clip)
    return clip


@pytest.fixture(scope="module")
def plain(noise: Path, ffmpeg: Ffmpeg) -> npt.NDArray[np.float32]:
    """How it is heard in a copy with nothing redacted."""
    return samples(ffmpeg, copied(noise))


@pytest.mark.parametrize(
    "span",
    [Span(2.0, 2.5), Span(2.0, 2.0), Span(0.0, 0.3), Span(0.05, 0.2), Span(5.5, 6.0)],
    ids=["word", "no time at all", "at the beginning", "near it", "at the end"],
)
def test_muted_words_are_silent_to_the_sample(
    ffmpeg: Ffmpeg, noise: Path, plain: npt.NDArray[np.float32], span: Span
) -> None:
    sound = samples(ffmpeg, copied(noise, Redactions((Muted(span.start, span.end),))))
    assert len(sound) == len(plain)
    inside = sound[round(span.start * RATE) : round(span.end * RATE) or 1]
    assert len(inside) == 0 or np.abs(inside).max() < 1e-4
    for start, end in ((0.0, span.start - GUARD - 0.05), (span.end + GUARD + 0.05, 6.0)):
        if end - start > 0.2:
            assert decibels(sound, start, end) == pytest.approx(decibels(plain, start, end), abs=0.2)
            assert decibels(sound - plain, start, end) < decibels(plain, start, end) - 12


def test_a_bleep_is_a_tone_of_one_kilohertz_and_no_more(
    ffmpeg: Ffmpeg, noise: Path, plain: npt.NDArray[np.float32]
) -> None:
    hidden = Redactions((Muted(2.0, 2.5, "bleep"), Muted(4.0, 4.3), Muted(5.0, 5.5, "bleep")))
    sound = samples(ffmpeg, copied(noise, hidden))
    for start, end in ((2.0, 2.5), (5.0, 5.5)):
        part = sound[round(start * RATE) : round(end * RATE)]
        power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
        hertz = np.fft.rfftfreq(len(part), 1 / RATE)
        tone = power[(hertz > 950) & (hertz < 1050)].sum()
        assert tone / power.sum() > 0.999, "nothing but the tone"
        assert -24 < decibels(sound, start, end) < -18, "as loud as speech, not louder"
    assert decibels(sound, 4.0, 4.3) < -80, "what is muted stays so"
    assert decibels(sound, 3, 3.8) == pytest.approx(decibels(plain, 3, 3.8), abs=0.2), "no quieter for it"


def test_what_is_silent_begins_and_ends_without_a_click(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    clip = tmp_path / "tone.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=f=100:d=4", "-af", "volume=4", "-ar", str(RATE), clip)
    sound = samples(ffmpeg, copied(clip, Redactions((Muted(2.0, 2.5),))))
    # A click is a step: within a tone of 100 Hz samples differ by far less.
    assert np.abs(np.diff(sound)).max() < 0.02


def test_words_close_together_are_one_silence() -> None:
    sounds = [Muted(2.0, 2.2), Muted(1.0, 1.5), Muted(2.3, 2.5, "bleep"), Muted(0.05, 0.1)]
    found = [(round(span.start, 6), round(span.end, 6)) for span in silences(sounds)]
    assert found == [(0.0, 0.22), (0.88, 1.62), (1.88, 2.62)]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory, make_clip: MakeClip) -> Path:
    return make_clip(tmp_path_factory.mktemp("film") / "film.mp4", 3.0, crf=10)


def looked_alike(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    """Peak signal to noise ratio, in decibels."""
    return float(10 * np.log10(255**2 / np.mean((one.astype(float) - other.astype(float)) ** 2)))


def test_nothing_is_left_in_a_box_and_all_is_around_it(film: Path, pictures: Pictures) -> None:
    shown = pictures(film, 320, 240)
    hidden = pictures(copied(film, Redactions(boxes=(BOX,))), 320, 240)
    assert len(hidden) == len(shown) == 30
    inside = hidden[:, 60:180, 80:240].astype(int)
    covered = [number for number in range(30) if np.ptp(inside[number]) < 30]
    # Ten pictures a second: those at 1.0 and 2.0 are seen in the box's time, and one more on either side; at
    # this rate, the slowest of copies, what is half a picture off is another one.
    assert covered == list(range(9, 23))
    during = inside[10:21]
    assert during.std(axis=(1, 2)).max() < 1.5, "one colour: no detail"
    assert np.ptp(during.mean(axis=(1, 2)), axis=0).max() < 2, "the same in all pictures"
    assert looked_alike(hidden[15, 60:180, 80:240], shown[15, 60:180, 80:240]) < 15
    around = np.ones((240, 320), bool)
    around[48:192, 68:252] = False
    assert looked_alike(hidden[:, around], shown[:, around]) > 30
    assert looked_alike(hidden[:7], shown[:7]) > 30


def test_a_box_of_a_sideways_clip_is_where_it_is_seen(
    tmp_path: Path, film: Path, ffmpeg: Ffmpeg, pictures: Pictures
) -> None:
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "90", "-i", film, "-c", "copy", turned)
    box = Box(0.0, 3.0, 0.0, 0.5, 0.5, 0.25)
    hidden = pictures(copied(turned, Redactions(boxes=(box,))), 240, 320)[5].astype(int)
    assert hidden[162:238, 2:118].std(axis=(0, 1)).max() < 1.5
    for elsewhere in (hidden[20:140, 130:230], hidden[20:140, 10:110], hidden[260:310, 10:110]):
        assert elsewhere.std(axis=(0, 1)).max() > 20


def test_a_picture_that_stays_long_is_covered_all_the_time(
    tmp_path: Path, make_clip: MakeClip, pictures: Pictures
) -> None:
    """One picture a second: the one before the box began is still seen in it."""
    slow = make_clip(tmp_path / "slow.mp4", 6.0, r=1, sound=False)
    hidden = pictures(copied(slow, Redactions(boxes=(Box(3.4, 3.6, 0, 0, 1, 1),))), 320, 240)
    seconds = 1 / 30
    covered = [
        number * seconds for number, picture in enumerate(hidden) if picture.std(axis=(0, 1)).max() < 3
    ]
    assert covered[0] <= 3.0
    assert covered[-1] >= 4.0 - seconds
    assert covered[0] >= 1.9
    assert covered[-1] <= 5.1


def test_boxes_begin_and_end_with_whole_pictures() -> None:
    times = [0.3, 0.0, 0.1, 0.2, 0.4, 0.5]

    def widened(start: float, end: float, shown: list[float]) -> tuple[float, float]:
        [box] = on_whole_pictures([Box(start, end, 0, 0, 1, 1)], shown)
        return box.start, box.end

    assert widened(0.25, 0.29, times) == (0.1, 0.4)
    assert widened(0.05, 0.45, times) == (0.0, inf)
    assert widened(3.0, 4.0, []) == (0.0, inf), "a clip of which nothing is known is covered all along"


def test_sound_alone_has_no_picture_to_cover(noise: Path, ffmpeg: Ffmpeg) -> None:
    copy = copied(noise, Redactions((Muted(1, 2),), (BOX,)))
    assert probe(copy).video is None
    assert decibels(samples(ffmpeg, copy), 1, 2) < -80


def test_the_recipe_names_what_is_hidden_and_not_how_it_was_said() -> None:
    one = Redactions((Muted(1, 2), Muted(3, 4, "bleep")), (BOX,))
    assert one.recipe == Redactions((Muted(3, 4, "bleep"), Muted(1, 2)), (BOX,)).recipe
    assert one.recipe == Redactions(one.sounds, (replace(BOX, person="ann"),)).recipe
    assert (
        len({one.recipe, Redactions(one.sounds).recipe, Redactions((Muted(1, 2),), (BOX,)).recipe, ""}) == 4
    )
    assert Redactions().recipe == ""
