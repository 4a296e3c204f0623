"""probe and audio on recordings made by the real ffmpeg, and the clock on which browsers show them."""

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, sync_playwright

from pipeline import tools
from pipeline.audio import read_sound
from pipeline.derive import make_poster, make_web_copy, needs_web_copy
from pipeline.fingerprint import fingerprint
from pipeline.probe import probe
from schemas.errors import ClipError
from schemas.records import SAMPLE_RATE, Audio, AudioStream, Span, VideoStream
from tests.conftest import MakeClip
from tests.publish.conftest import CHROMIUM, OPTIONS


def _sound_of(clip: Path) -> Audio:
    [audio] = read_sound(fingerprint(clip))
    return audio


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, make_clip: MakeClip) -> Path:
    return make_clip(tmp_path_factory.mktemp("media") / "plain.mp4", 2.0)


def test_a_probe_tells_streams_duration_and_date(tmp_path: Path, make_clip: MakeClip) -> None:
    clip = make_clip(tmp_path / "a.mp4", 2.0, metadata="creation_time=2026-05-04T10:11:12Z")
    found = probe(clip)
    assert found.video == VideoStream("h264", "yuv420p", 320, 240, 0, rate=10.0)
    assert found.audio == (AudioStream("aac", 16000, 1),)
    assert found.duration == pytest.approx(2.0, abs=0.1)
    assert found.recorded_at == "2026-05-04T10:11:12.000000Z"


def test_a_sideways_clip_is_measured_upright(tmp_path: Path, plain: Path) -> None:
    turned = tmp_path / "turned.mp4"
    run = [str(tools.find_ffmpeg().path), "-loglevel", "error", "-display_rotation", "90", "-i", str(plain)]
    subprocess.run([*run, "-c", "copy", str(turned)], check=True)
    video = probe(turned).video
    assert video
    assert (video.width, video.height, video.rotation) == (240, 320, 90)


@pytest.mark.parametrize(
    "content",
    [
        b"This is a letter, not a film.",
        b"\x00" * 5000,
        b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile plain.mp4\n",
    ],
    ids=["text", "zeros", "hls", "ffconcat"],
)
def test_what_is_no_recording_is_told(tmp_path: Path, plain: Path, content: bytes) -> None:
    (tmp_path / "plain.mp4").write_bytes(plain.read_bytes())
    fake = tmp_path / "fake.mp4"
    fake.write_bytes(content)
    with pytest.raises(ClipError, match=r"fake\.mp4 is not a video"):
        probe(fake)
    with pytest.raises(ClipError, match="cannot be decoded"):
        _sound_of(fake)


def test_a_truncated_clip_is_told(tmp_path: Path, plain: Path) -> None:
    half = tmp_path / "half.mp4"
    half.write_bytes(plain.read_bytes()[: plain.stat().st_size // 2])
    with pytest.raises(ClipError, match="incomplete"):
        probe(half)


def test_sound_comes_at_sixteen_kilohertz_mono(tmp_path: Path, make_clip: MakeClip) -> None:
    audio = _sound_of(make_clip(tmp_path / "a.mp4", 2.0, ac=2, ar=44100))
    assert audio.samples.dtype == np.float32
    assert audio.duration == pytest.approx(2.0, abs=0.1)
    spectrum = np.abs(np.fft.rfft(audio.samples))
    assert np.argmax(spectrum) * SAMPLE_RATE / len(audio.samples) == pytest.approx(220, abs=1)


def test_sound_that_starts_late_keeps_its_time(tmp_path: Path, plain: Path, make_clip: MakeClip) -> None:
    late = tmp_path / "late.mp4"
    ffmpeg = str(tools.find_ffmpeg().path)
    command = [ffmpeg, "-loglevel", "error", "-i", str(plain), "-itsoffset", "1.0", "-i", str(plain)]
    subprocess.run([*command, "-map", "0:v", "-map", "1:a", "-c", "copy", str(late)], check=True)
    samples = _sound_of(late).samples
    first = int(np.argmax(np.abs(samples) > 0.02)) / SAMPLE_RATE
    assert first == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize(
    "name",
    [
        "-i.mp4",
        "a b.mp4",
        "quote'single.mp4",
        "$(touch pwned).mp4",
        "concat:x.mp4",
        "%03d.mp4",
        "カスタマー.mp4",
    ],
)
def test_any_name_is_only_a_name(tmp_path: Path, plain: Path, name: str) -> None:
    clip = tmp_path / name
    clip.write_bytes(plain.read_bytes())
    assert probe(clip).audio
    assert len(_sound_of(clip).samples)
    video = probe(clip).video
    assert video
    make_poster(clip, video, Span(0.0, 1.0), tmp_path / "out %d" / "poster.jpg")
    make_web_copy(clip, probe(clip), tmp_path / "out %d" / "copy.mp4")
    assert not (tmp_path / "pwned").exists()


_AT_PICTURE = """async ([film, times]) => {
    const bytes = Uint8Array.from(atob(film), c => c.charCodeAt(0));
    const video = document.createElement("video");
    const until = name => new Promise((done, failed) => {
        video.addEventListener(name, done, { once: true });
        video.addEventListener("error", () => failed(video.error.message), { once: true });
    });
    const loaded = until("loadeddata");
    video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
    await loaded;
    const canvas = document.createElement("canvas").getContext("2d");
    const bright = [];
    for (const time of times) {
        // A busy browser says "seeked" a moment before the picture is there.
        const shown = new Promise(done => {
            const look = (now, picture) =>
                Math.abs(picture.mediaTime - time) < 0.05 ? done() : video.requestVideoFrameCallback(look);
            video.requestVideoFrameCallback(look);
        });
        video.currentTime = time;
        await shown;
        canvas.drawImage(video, 0, 0, 8, 8);
        bright.push(canvas.getImageData(4, 4, 1, 1).data[0] > 128);
    }
    return bright;
}"""
"""Whether the picture is white at each time, on the clock of the browser's player."""

_SHIFTED: dict[str, tuple[list[str], float]] = {
    # how the clip is written, and when on vox's clock its flash and beep are
    "plain": ([], 2.0),
    "late": (["-output_ts_offset", "5", "-avoid_negative_ts", "disabled"], 2.0),
    "edited": (["-ss", "0.5"], 1.5),
    "fragmented": (["-movflags", "+frag_keyframe+empty_moov"], 2.0),
}


@pytest.fixture(scope="module")
def player() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser.new_page()
        browser.close()


@pytest.fixture(scope="module")
def flash(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Black and silent for two seconds, then white with a tone."""
    clip = tmp_path_factory.mktemp("flash") / "flash.mp4"
    inputs = ("color=s=64x64:r=25:d=4,drawbox=color=white:t=fill:enable=gte(t\\,2)", "sine=d=4:r=48000")
    command = [str(tools.find_ffmpeg().path), "-loglevel", "error"]
    for source in inputs:
        command += ["-f", "lavfi", "-i", source]
    command += ["-af", "volume=0:enable=lt(t\\,2)", "-bf", "0", "-pix_fmt", "yuv420p", str(clip)]
    subprocess.run(command, check=True)
    return clip


@pytest.mark.parametrize("how", _SHIFTED)
def test_times_are_as_a_browser_shows_them(tmp_path: Path, player: Page, flash: Path, how: str) -> None:
    options, when = _SHIFTED[how]
    clip = tmp_path / "clip.mp4"
    run = [str(tools.find_ffmpeg().path), "-loglevel", "error"]
    before = options if how == "edited" else []
    after = [] if how == "edited" else options
    subprocess.run([*run, *before, "-i", str(flash), "-c", "copy", *after, str(clip)], check=True)
    samples = _sound_of(clip).samples
    heard = int(np.argmax(np.abs(samples) > 0.05)) / SAMPLE_RATE
    assert heard == pytest.approx(when, abs=0.04)
    found = probe(clip)
    assert needs_web_copy(found) is (how == "late")
    copy = tmp_path / "copy.mp4"
    make_web_copy(clip, found, copy)
    assert not needs_web_copy(probe(copy))
    for shown in [copy] if how == "late" else [clip, copy]:
        film = base64.b64encode(shown.read_bytes()).decode()
        assert player.evaluate(_AT_PICTURE, [film, [when - 0.06, when + 0.06]]) == [False, True]
    heard = int(np.argmax(np.abs(_sound_of(copy).samples) > 0.05)) / SAMPLE_RATE
    assert heard == pytest.approx(when, abs=0.04)


def test_the_padding_of_an_mp3_is_no_other_clock(tmp_path: Path, make_clip: MakeClip) -> None:
    found = probe(make_clip(tmp_path / "voice.mp3", 1.0, picture=False))
    assert found.start > 0.04
    assert not needs_web_copy(found)
