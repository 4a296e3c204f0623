"""A film of chosen stretches: only those, in step, and on the clock that is told of it."""

from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.derive import make_published_copy, needs_web_copy
from pipeline.probe import probe
from pipeline.timeline import Timeline
from schemas.records import Span
from tests.pipeline.derive.conftest import Ffmpeg, Pictures

RATE = 48_000
PICTURES_A_SECOND = 25
KEPT = (Span(1.013, 2.5), Span(3.337, 3.9), Span(7.02, 9.0))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Ffmpeg) -> Path:
    """Ten seconds of noise, and of pictures that show their own number: a white stripe is a 1."""
    clip = tmp_path_factory.mktemp("film") / "copy.mp4"
    number = "mod(floor(N/pow(2\\,floor(X/32)))\\,2)"
    film = f"color=s=320x240:r={PICTURES_A_SECOND}:d=10,format=yuv420p,geq=lum=16+200*{number}:cb=128:cr=128"
    sound = f"anoisesrc=d=10:r={RATE}:a=0.3:color=pink:seed=2"
    options = ("-crf", "12", "-g", "50", "-metadata", "location=+51.5-0.1/", "-b:a", "192k")
    ffmpeg("-f", "lavfi", "-i", film, "-f", "lavfi", "-i", sound, *options, clip)
    return clip


def film_of(copy: Path, kept: tuple[Span, ...]) -> Path:
    film = copy.with_name(f"film-{len(kept)}.mp4")
    make_published_copy(copy, probe(copy), kept, film)
    return film


def numbers(pictures: Pictures, film: Path) -> list[int]:
    """Which pictures of the copy a film shows."""
    stripes = pictures(film, 320, 240)[:, 100:140, :, 0].mean(axis=1).reshape(-1, 10, 32)[:, :, 8:24]
    return [int(sum((bit > 110) << place for place, bit in enumerate(row.mean(axis=1)))) for row in stripes]


def test_only_the_chosen_pictures_are_in_it_on_its_clock(copy: Path, pictures: Pictures) -> None:
    timeline = Timeline(KEPT)
    shown = numbers(pictures, film_of(copy, KEPT))
    assert len(shown) == pytest.approx(timeline.duration * PICTURES_A_SECOND, abs=1)
    for place, number in enumerate(shown):
        filmed = number / PICTURES_A_SECOND
        assert any(span.start <= filmed < span.end for span in KEPT), "also at the joints"
        assert timeline.at(filmed) == pytest.approx(place / PICTURES_A_SECOND, abs=0.04)


def test_many_stretches_do_not_drift(copy: Path, pictures: Pictures) -> None:
    """Each is half a picture longer than whole ones."""
    kept = tuple(Span(at * 0.5, at * 0.5 + 0.26) for at in range(1, 19))
    shown = numbers(pictures, film_of(copy, kept))
    timeline = Timeline(kept)
    last = timeline.at(shown[-1] / PICTURES_A_SECOND)
    assert last == pytest.approx((len(shown) - 1) / PICTURES_A_SECOND, abs=0.04)


def test_sounds_are_where_they_are_told_to_the_sample_and_joints_are_soft(copy: Path, ffmpeg: Ffmpeg) -> None:
    def samples(path: Path) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return np.frombuffer(ffmpeg("-i", path, "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"), np.float32)

    timeline, before, after = Timeline(KEPT), samples(copy), samples(film_of(copy, KEPT))
    assert len(after) / RATE == pytest.approx(timeline.duration, abs=0.03)
    for moment in (1.1, 2.3, 3.5, 7.2, 8.8):
        said = before[round(moment * RATE) :][:4800]
        there = round(timeline.at(moment) * RATE)
        fit = [float(said @ after[there + off : there + off + 4800]) for off in range(-200, 201)]
        assert int(np.argmax(fit)) - 200 == 0
    for joint in (timeline.at(3.337), timeline.at(7.02)):
        quiet = after[round((joint - 0.001) * RATE) : round((joint + 0.001) * RATE)]
        assert np.abs(quiet).max() < 0.1 * np.abs(after).max()


def test_it_says_nothing_of_its_origin_and_starts_and_seeks_quickly(copy: Path) -> None:
    film = film_of(copy, KEPT)
    content = film.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert not needs_web_copy(probe(film))
    assert not [hidden for hidden in (b"+51.5", b"Lavf", b"Lavc", b"x264") if hidden in content]
    with av.open(str(film)) as opened:
        assert opened.metadata.get("location") is None
        keys = [
            float(packet.pts * packet.time_base)
            for packet in opened.demux(video=0)
            if packet.is_keyframe and packet.pts is not None and packet.time_base
        ]
    assert max(np.diff([*keys, Timeline(KEPT).duration])) <= 2.05


def test_sound_alone_is_cut_the_same_way(tmp_path: Path, copy: Path, ffmpeg: Ffmpeg) -> None:
    note = tmp_path / "note.mp4"
    ffmpeg("-i", copy, "-vn", "-c", "copy", note)
    film = film_of(note, KEPT)
    assert probe(film).video is None
    assert probe(film).duration == pytest.approx(Timeline(KEPT).duration, abs=0.03)


def test_sound_that_ends_before_its_picture_leaves_the_rest_in_step(
    tmp_path: Path, copy: Path, ffmpeg: Ffmpeg
) -> None:
    short = tmp_path / "short.mp4"
    ffmpeg("-i", copy, "-c:v", "copy", "-af", "atrim=end=2", short)
    film = film_of(short, KEPT)
    assert probe(film).duration == pytest.approx(Timeline(KEPT).duration, abs=0.05)
