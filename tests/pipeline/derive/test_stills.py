"""Posters, strips and waveforms, by what is to be seen in them."""

from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.derive import make_poster, make_strip, make_waveform
from pipeline.derive.poster import choose
from pipeline.probe import probe
from schemas.errors import ClipError
from schemas.records import Span
from tests.conftest import MakeClip
from tests.pipeline.derive.conftest import Ffmpeg, Pictures


def poster_of(clip: Path, around: Span) -> Path:
    video = probe(clip).video
    assert video
    poster = clip.with_name("posters") / "p.jpg"
    make_poster(clip, video, around, poster)
    assert [path.name for path in poster.parent.iterdir()] == ["p.jpg"]
    return poster


def measured(*pictures: tuple[float, float]) -> bytes:
    """What ffmpeg prints of pictures of a blur and a brightness."""
    return b"".join(
        f"frame:{n} pts:{n} pts_time:{n}\nlavfi.blur={blur}\nlavfi.signalstats.YAVG={light}\n".encode()
        for n, (blur, light) in enumerate(pictures)
    )


@pytest.mark.parametrize(
    ("pictures", "best"),
    [
        ([(5.0, 120), (3.0, 120), (4.0, 120)], 1),
        ([(3.0, 15), (3.2, 120), (4.0, 120)], 1),
        ([(3.0, 250), (3.2, 120)], 1),
        ([(3.0, 85), (5.0, 120)], 0),
        ([(0.0, 0), (0.0, 0)], 0),
        ([], None),
    ],
    ids=["sharp", "dark", "glaring", "light enough", "black", "none"],
)
def test_the_best_of_several_pictures(pictures: list[tuple[float, float]], best: int | None) -> None:
    assert choose(measured(*pictures)) == best


def test_a_poster_is_taken_from_a_sharp_and_bright_moment(
    tmp_path: Path, ffmpeg: Ffmpeg, pictures: Pictures
) -> None:
    """Out of focus but for a moment of white ink on grey, and dark at the end."""
    clip = tmp_path / "wobbly.mp4"
    film = (
        "testsrc2=s=320x240:r=25:d=4,"
        "gblur=sigma=6:enable='not(between(t,1.4,1.8))',"
        "hue=s=0:enable='between(t,1.4,1.8)',"
        "eq=brightness=-0.6:enable='gt(t,1.8)'"
    )
    ffmpeg("-f", "lavfi", "-i", film, "-pix_fmt", "yuv420p", clip)
    poster = pictures(poster_of(clip, Span(0.5, 3.5)), 320, 240)[0].astype(int)
    assert np.ptp(poster, axis=-1).mean() < 10, "only the sharp moment has no colour"


def test_a_poster_is_upright_and_small(tmp_path: Path, make_clip: MakeClip, ffmpeg: Ffmpeg) -> None:
    big = make_clip(tmp_path / "big.mp4", 1.0, sound=False, vf="scale=1920:1080,setsar=1")
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "90", "-i", big, "-c", "copy", turned)
    with av.open(str(poster_of(turned, Span(0, 1)))) as poster:
        assert (poster.streams.video[0].width, poster.streams.video[0].height) == (540, 960)


def test_a_moment_that_is_not_there_gives_way_to_the_beginning(tmp_path: Path, make_clip: MakeClip) -> None:
    assert poster_of(make_clip(tmp_path / "short.mp4", 1.0), Span(60, 62)).is_file()


def test_a_poster_that_cannot_be_taken_leaves_nothing_behind(tmp_path: Path, make_clip: MakeClip) -> None:
    clip = make_clip(tmp_path / "gone.mp4", 1.0)
    video = probe(clip).video
    assert video
    clip.unlink()
    with pytest.raises(ClipError, match=r"No picture could be taken from gone\.mp4"):
        make_poster(clip, video, Span(0, 1), tmp_path / "posters" / "p.jpg")
    assert list((tmp_path / "posters").iterdir()) == []


@pytest.mark.parametrize(("seconds", "size"), [(5, "320x240"), (0.2, "240x320"), (130, "64x64")])
def test_a_strip_leafs_through_the_whole_clip(
    tmp_path: Path, ffmpeg: Ffmpeg, pictures: Pictures, seconds: float, size: str
) -> None:
    """The film grows brighter from its beginning to its end."""
    copy = tmp_path / "copy.mp4"
    film = f"color=black:s={size}:r=10:d={seconds},format=gray,geq=lum=255*T/{seconds}"
    ffmpeg("-f", "lavfi", "-i", film, "-pix_fmt", "yuv420p", "-g", "20", copy)
    make_strip(copy, seconds, tmp_path / "strip.jpg", tmp_path / "clip.mov")
    strip = pictures(tmp_path / "strip.jpg", 3200, 200)[0, 100, 160::320, 0].astype(int)
    assert len(strip) == 10
    if seconds >= 1:
        assert strip == pytest.approx([255 * (place + 0.5) / 10 for place in range(10)], abs=12)
    else:
        assert (np.diff(strip) >= 0).all()
        assert strip[-1] > 100, "no picture is empty"


def test_a_waveform_is_high_where_it_is_loud_on_a_clear_ground(
    tmp_path: Path, ffmpeg: Ffmpeg, pictures: Pictures
) -> None:
    sound = tmp_path / "note.m4a"
    ffmpeg("-f", "lavfi", "-i", "sine=f=200:d=4", "-af", "volume='if(lt(t,2),0.05,4)':eval=frame", sound)
    make_waveform(sound, 0, tmp_path / "wave.png")
    inked = pictures(tmp_path / "wave.png", 960, 320, 4)[0, :, :, 3] > 0
    heights = inked.sum(axis=0)
    assert heights[600:900].max() > 2.5 * heights[100:400].max() > 0
    assert (heights == 0).mean() > 0.2, "there is a gap between bars"
    colours = {tuple(colour) for colour in pictures(tmp_path / "wave.png", 960, 320, 4)[0][inked]}
    assert colours == {(0xD9, 0x60, 0x4A, 255)}
