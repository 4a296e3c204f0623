"""A copy every browser plays: what is in it, and what of it is taken over as it is."""

from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.derive import make_web_copy, needs_web_copy
from pipeline.derive.encoding import rate
from pipeline.probe import probe
from schemas.errors import ClipError
from schemas.records import VideoStream
from tests.conftest import MakeClip
from tests.pipeline.derive.conftest import Ffmpeg, Pictures


def copied(clip: Path, track: int = 0) -> Path:
    """The web copy of a clip."""
    copy = clip.with_name(f"copy-of-{clip.stem}.mp4")
    make_web_copy(clip, probe(clip), copy, track)
    return copy


def picture_times(path: Path) -> list[float]:
    with av.open(str(path)) as film:
        return sorted(
            float(packet.pts * packet.time_base) for packet in film.demux(video=0) if packet.pts is not None
        )


def content(ffmpeg: Ffmpeg, path: Path, track: str) -> bytes:
    """A hash of what a track decodes to."""
    return ffmpeg("-i", path, "-map", f"0:{track}", "-f", "md5", "-")


@pytest.mark.parametrize(
    ("name", "options", "needed"),
    [
        ("plain.mp4", {}, False),
        ("plain.mov", {}, False),
        ("hevc.mov", {"vcodec": "libx265", "x265-params": "log-level=none"}, True),
        ("ten_bit.mp4", {"pix_fmt": "yuv420p10le"}, True),
        (
            "old.3gp",
            {"vcodec": "h263", "acodec": "libopencore_amrnb", "ar": 8000, "ac": 1, "s": "176x144"},
            True,
        ),
        ("browser.webm", {"vcodec": "libvpx", "acodec": "libopus", "live": 1, "f": "webm"}, True),
        ("whole.webm", {"vcodec": "libvpx", "acodec": "libopus"}, False),
        ("tape.avi", {"vcodec": "mpeg4", "acodec": "mp3"}, True),
    ],
)
def test_whatever_was_filmed_becomes_what_every_browser_plays(
    tmp_path: Path, make_clip: MakeClip, name: str, options: dict[str, object], needed: bool
) -> None:
    clip = make_clip(tmp_path / name, 1.0, **options)
    assert needs_web_copy(probe(clip)) is needed
    copy = copied(clip)
    made = probe(copy)
    assert made.video
    assert (made.video.codec, made.video.pixel_format) == ("h264", "yuv420p")
    assert [stream.codec for stream in made.audio] == ["aac"]
    assert made.duration == pytest.approx(1.0, abs=0.15)
    assert not needs_web_copy(made)
    assert copy.read_bytes().index(b"moov") < copy.read_bytes().index(b"mdat")


def test_what_fits_already_is_taken_over_as_it_is(
    tmp_path: Path, make_clip: MakeClip, ffmpeg: Ffmpeg
) -> None:
    clip = make_clip(tmp_path / "fits.mp4", 1.0)
    copy = copied(clip)
    for track in ("v:0", "a:0"):
        assert content(ffmpeg, copy, track) == content(ffmpeg, clip, track)


def test_sound_that_does_not_fit_leaves_the_picture_as_it_is(
    tmp_path: Path, make_clip: MakeClip, ffmpeg: Ffmpeg
) -> None:
    clip = make_clip(tmp_path / "half.mov", 1.0, acodec="pcm_s16le")
    copy = copied(clip)
    assert content(ffmpeg, copy, "v:0") == content(ffmpeg, clip, "v:0")
    assert [stream.codec for stream in probe(copy).audio] == ["aac"]


@pytest.mark.parametrize(
    "options",
    [
        {"vf": "scale=1920:1080,setsar=1"},
        {"vf": "setsar=3/2"},
        {"vf": "select=not(eq(mod(n\\,4)\\,1))", "fps_mode": "vfr"},
        {"r": 120},
        {"pix_fmt": "yuvj420p"},
    ],
    ids=["large", "not square", "unsteady", "fast", "full range"],
)
def test_what_does_not_fit_is_encoded(
    tmp_path: Path, make_clip: MakeClip, ffmpeg: Ffmpeg, options: dict[str, object]
) -> None:
    clip = make_clip(tmp_path / "other.mp4", 1.0, **options)
    copy = copied(clip)
    assert content(ffmpeg, copy, "v:0") != content(ffmpeg, clip, "v:0")
    video = probe(copy).video
    assert video
    assert video.square
    assert max(video.width, video.height) <= 1280
    distances = np.diff(picture_times(copy))
    assert len(distances) >= 8
    assert np.ptp(distances) < 0.0005
    assert min(distances) > 1 / 31


@pytest.mark.parametrize(
    ("filmed", "shown"),
    [
        (24.0, 24),
        (25.0, 25),
        (29.97, 29.97),
        (50.0, 25),
        (60.0, 30),
        (240.0, 30),
        (33.0, 16.5),
        (8.8, 30),
        (None, 30),
    ],
)
def test_the_rate_of_pictures(filmed: float | None, shown: float) -> None:
    assert rate(VideoStream("hevc", "yuv420p", 1920, 1080, 0, rate=filmed)) == pytest.approx(shown)


def test_a_sideways_clip_stands_upright(tmp_path: Path, make_clip: MakeClip, ffmpeg: Ffmpeg) -> None:
    clip = make_clip(tmp_path / "plain.mp4", 1.0, sound=False)
    turned = tmp_path / "turned.mov"
    ffmpeg("-display_rotation", "90", "-i", clip, "-c", "copy", turned)
    video = probe(copied(turned)).video
    assert video
    assert (video.width, video.height, video.rotation) == (240, 320, 0)


def test_pixels_that_are_not_square_are_shown_as_a_player_shows_them(
    tmp_path: Path, make_clip: MakeClip
) -> None:
    wide = make_clip(tmp_path / "wide.mp4", 1.0, sound=False, vf="setsar=3/2")
    for path in (wide, copied(wide)):
        video = probe(path).video
        assert video
        assert (video.width, video.height) == (480, 240)


def test_the_half_pictures_of_a_camcorder_become_whole(
    tmp_path: Path, ffmpeg: Ffmpeg, pictures: Pictures
) -> None:
    clip = tmp_path / "camcorder.mts"
    moving = "testsrc2=s=320x240:r=50:d=1,scroll=h=0.03,tinterlace=interleave_top,setfield=tff"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        moving,
        "-c:v",
        "mpeg2video",
        "-flags",
        "+ildct+ilme",
        "-b:v",
        "8M",
        "-f",
        "mpegts",
        clip,
    )
    copy = copied(clip)
    before, after = probe(clip).video, probe(copy).video
    assert before
    assert after
    assert (before.interlaced, after.interlaced) == (True, False)

    def combs(path: Path) -> float:
        """How much more neighbouring rows differ than rows of one half picture."""
        film = pictures(path, 320, 240)[5:15].astype(int)
        return float(np.abs(film[:, 1:] - film[:, :-1]).mean() / np.abs(film[:, 2:] - film[:, :-2]).mean())

    assert combs(copy) < 0.8 * combs(clip)


def test_sound_all_around_becomes_stereo(tmp_path: Path, make_clip: MakeClip) -> None:
    clip = make_clip(tmp_path / "around.mp4", 1.0, ac=6, ar=48000)
    assert [track.channels for track in probe(clip).audio] == [6]
    assert [track.channels for track in probe(copied(clip)).audio] == [2]


def test_sound_alone_needs_no_picture(tmp_path: Path, make_clip: MakeClip) -> None:
    clip = make_clip(tmp_path / "answer.wav", 1.0, picture=False)
    assert not needs_web_copy(probe(clip))
    made = probe(copied(clip))
    assert made.video is None
    assert [stream.codec for stream in made.audio] == ["aac"]


def test_the_copy_carries_the_track_that_was_heard(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    clip = tmp_path / "tracks.mp4"
    tones = [("-f", "lavfi", "-i", f"sine=f={frequency}:d=1:r=16000") for frequency in (300, 900)]
    ffmpeg(*tones[0], *tones[1], "-map", "0:a", "-map", "1:a", clip)
    for track, frequency in enumerate((300, 900)):
        copy = copied(clip, track)
        assert len(probe(copy).audio) == 1
        samples = np.frombuffer(ffmpeg("-i", copy, "-f", "f32le", "-ar", "16000", "-"), "<f4")
        peak = np.argmax(np.abs(np.fft.rfft(samples))) * 16000 / len(samples)
        assert peak == pytest.approx(frequency, abs=2)


def test_what_cannot_be_copied_leaves_nothing_behind(tmp_path: Path, make_clip: MakeClip) -> None:
    clip = make_clip(tmp_path / "gone.mp4", 1.0)
    found = probe(clip)
    clip.unlink()
    with pytest.raises(ClipError, match=r"No copy for the web could be made of gone\.mp4"):
        make_web_copy(clip, found, tmp_path / "web" / "copy.mp4")
    assert list((tmp_path / "web").iterdir()) == []
