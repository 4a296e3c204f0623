"""read_sound on recordings as phones, microphones and accidents make them."""

import random
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pipeline import audio, tools
from pipeline.audio import read_sound
from pipeline.fingerprint import fingerprint
from pipeline.transcribe.speech import find_speech
from schemas.errors import ClipError
from schemas.records import SAMPLE_RATE, Audio
from tests.conftest import EXAMPLES

Samples = npt.NDArray[np.float32]


def ffmpeg(*arguments: object) -> None:
    command = [str(tools.find_ffmpeg().path), "-loglevel", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


def write(path: Path, *channels: Samples) -> Path:
    """A WAV at 16 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.stack(channels, axis=1).clip(-1, 1) * 32767).astype("<i2").tobytes())
    return path


def read(path: Path, track: int = 0) -> list[Audio]:
    return list(read_sound(fingerprint(path), track))


def level(samples: Samples) -> float:
    """dBFS."""
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-12))


def at_level(samples: Samples, dbfs: float) -> Samples:
    return (samples * 10 ** ((dbfs - level(samples)) / 20)).astype(np.float32)


def noise(seconds: float, dbfs: float) -> Samples:
    return at_level(
        np.random.default_rng(0).normal(size=round(seconds * SAMPLE_RATE)).astype(np.float32), dbfs
    )


def spoken_seconds(samples: Samples) -> float:
    return sum(span.end - span.start for span in find_speech(Audio(samples)))


def delayed(samples: Samples, milliseconds: float) -> Samples:
    late = round(milliseconds * SAMPLE_RATE / 1000)
    return np.concatenate([np.zeros(late, np.float32), samples[: len(samples) - late]])


@pytest.fixture(scope="module")
def maya() -> Samples:
    return at_level(read(EXAMPLES / "01-maya-cafe.mp4")[0].samples[: 8 * SAMPLE_RATE], -24)


@pytest.fixture(scope="module")
def arthur() -> Samples:
    return at_level(read(EXAMPLES / "02-arthur-allotment.mov")[0].samples[: 8 * SAMPLE_RATE], -24)


def test_a_short_clip_is_one_block(spoken_clip: Path) -> None:
    (block,) = read(spoken_clip)
    assert block.start == 0
    assert block.samples.dtype == np.float32


def test_a_long_sound_is_cut_at_pauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "LONGEST_BLOCK", 6)
    monkeypatch.setattr(audio, "_SHORTEST_BLOCK", 1)
    time = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    # It pauses for 0.3 s at the end of every 1.7 s.
    sound = (0.3 * np.sin(2 * np.pi * 300 * time) * (time % 1.7 < 1.4)).astype(np.float32)
    blocks = read(write(tmp_path / "long.wav", sound))
    assert [block.duration <= 6 for block in blocks] == [True] * 4
    for block in blocks[1:]:
        assert 1.4 < block.start % 1.7 < 1.7
    assert np.cumsum([0, *(block.duration for block in blocks[:-1])]) == pytest.approx(
        [block.start for block in blocks]
    )
    assert np.concatenate([block.samples for block in blocks]) == pytest.approx(sound, abs=1e-3)


def test_sound_without_a_pause_is_cut_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "LONGEST_BLOCK", 6)
    monkeypatch.setattr(audio, "_SHORTEST_BLOCK", 1)
    blocks = read(write(tmp_path / "noise.wav", noise(15, -20)))
    assert sum(len(block.samples) for block in blocks) == 15 * SAMPLE_RATE
    assert max(block.duration for block in blocks) <= 6


@pytest.mark.parametrize("dbfs", [-50, -60])
def test_quiet_speech_is_raised(tmp_path: Path, maya: Samples, dbfs: float) -> None:
    (block,) = read(write(tmp_path / "quiet.wav", at_level(maya, dbfs) + noise(8, dbfs - 20)))
    assert -36 < level(block.samples) < -22
    assert spoken_seconds(block.samples) == pytest.approx(spoken_seconds(maya), rel=0.1)


def test_loud_speech_is_left_alone(tmp_path: Path, maya: Samples) -> None:
    (block,) = read(write(tmp_path / "loud.wav", maya))
    assert block.samples == pytest.approx(maya, abs=1e-3)


def test_a_click_in_quiet_speech_is_not_clipped(tmp_path: Path, maya: Samples) -> None:
    clicked = at_level(maya, -55)
    clicked[SAMPLE_RATE : SAMPLE_RATE + 20] = 0.8
    (block,) = read(write(tmp_path / "click.wav", clicked))
    assert np.abs(block.samples).max() <= 0.96
    assert level(block.samples[2 * SAMPLE_RATE :]) > -36


def test_silence_and_hum_stay_no_speech(tmp_path: Path) -> None:
    hum = 0.003 * np.sin(2 * np.pi * 50 * np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    for name, sound in {"digital": hum * 0, "room": noise(8, -70), "hum": hum + noise(8, -75)}.items():
        (block,) = read(write(tmp_path / f"{name}.wav", sound))
        assert level(block.samples) < -40, name
        assert find_speech(block) == [], name


def test_channels_that_cancel_are_not_silence(tmp_path: Path, maya: Samples) -> None:
    (block,) = read(write(tmp_path / "cancels.wav", maya, -maya))
    assert level(block.samples) == pytest.approx(-24, abs=1)


@pytest.mark.parametrize("dead", [0, 1])
def test_a_dead_channel_does_no_harm(tmp_path: Path, maya: Samples, dead: int) -> None:
    channels = [maya, maya * 0] if dead else [maya * 0, maya]
    (block,) = read(write(tmp_path / "dead.wav", *channels))
    assert block.samples == pytest.approx(maya, abs=1e-3)


def test_a_channel_of_noise_is_left_out(tmp_path: Path, maya: Samples) -> None:
    (block,) = read(write(tmp_path / "noisy.wav", maya, noise(8, -28)))
    assert block.samples == pytest.approx(maya, abs=1e-3)


@pytest.mark.parametrize(
    "other",
    [
        lambda voice: voice,
        lambda voice: 0.5 * voice,
        lambda voice: delayed(voice, 0.5) * 0.7,
        lambda voice: delayed(voice, 1.0) + noise(8, -45),
        lambda voice: delayed(voice, 6.0) * 0.4 + noise(8, -50),
        lambda voice: -0.8 * voice + noise(8, -60),
    ],
    ids=["twice", "quieter", "phone", "ambience", "far", "inverted"],
)
def test_one_voice_in_both_channels_is_heard_once(
    tmp_path: Path, maya: Samples, other: Callable[[Samples], Samples]
) -> None:
    assert len(read(write(tmp_path / "stereo.wav", maya, other(maya)))) == 1


def test_two_people_before_one_phone_are_mixed(tmp_path: Path, maya: Samples, arthur: Samples) -> None:
    left = np.concatenate([maya, delayed(arthur, 0.4) * 0.6])
    right = np.concatenate([delayed(maya, 0.4) * 0.6, arthur])
    assert len(read(write(tmp_path / "both.wav", left, right))) == 1


@pytest.mark.parametrize("bleed", [0.0, 0.1, 0.3])
def test_two_microphones_are_two_voices(tmp_path: Path, maya: Samples, arthur: Samples, bleed: float) -> None:
    nothing = np.zeros(SAMPLE_RATE // 2, np.float32)
    first = np.concatenate([maya, nothing, arthur * 0])
    second = np.concatenate([maya * 0, nothing, arthur])
    left = first + delayed(second, 3) * bleed + noise(16.5, -65)
    right = second + delayed(first, 3) * bleed + noise(16.5, -65)
    heard = read(write(tmp_path / "clip-on.wav", left, right))
    assert [voice.start for voice in heard] == [0.0, 0.0]
    turn = len(maya) + len(nothing) // 2
    for voice, own in zip(heard, (slice(0, turn), slice(turn, None)), strict=True):
        spoken = find_speech(voice)
        assert sum(span.end - span.start for span in spoken) > 5
        assert all(own.start / SAMPLE_RATE - 0.5 <= span.start for span in spoken)
        assert all(span.end <= (own.stop or len(left)) / SAMPLE_RATE + 0.5 for span in spoken)


def test_two_voices_at_once_are_both_kept(tmp_path: Path, maya: Samples, arthur: Samples) -> None:
    left = np.concatenate([maya, np.zeros(5 * SAMPLE_RATE, np.float32)])
    right = np.concatenate([np.zeros(5 * SAMPLE_RATE, np.float32), arthur])
    heard = read(write(tmp_path / "over.wav", left, right))
    for voice, said in zip(heard, (left, right), strict=True):
        assert level(voice.samples) == pytest.approx(level(said), abs=0.5)


def test_another_track_can_be_read(tmp_path: Path, maya: Samples) -> None:
    silent, spoken = write(tmp_path / "a.wav", maya * 0), write(tmp_path / "b.wav", maya)
    clip = tmp_path / "tracks.mov"
    ffmpeg("-i", silent, "-i", spoken, "-map", "0:a", "-map", "1:a", "-c:a", "aac", clip)
    assert level(read(clip, 0)[0].samples) < -80
    assert level(read(clip, 1)[0].samples) == pytest.approx(-24, abs=1)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("tracks.mkv", [*["-map", "0:a"] * 64, "-c:a", "pcm_s16le"]),
        ("sixteen.wav", ["-af", "pan=16c|c3=c0|c15=c0"]),
        ("unknown.wav", ["-af", "pan=6c|c0=c0|c1=c0"]),
        ("surround.mp4", ["-af", "pan=5.1|FL=0.3*c0|FR=0.3*c0|FC=c0"]),
        ("fast.wav", ["-ar", 384000, "-af", "pan=16c|c0=c0|c1=c0"]),
        ("telephone.amr", ["-ar", 8000, "-c:a", "libopencore_amrnb"]),
        ("recorder.wav", ["-ar", 8000, "-c:a", "adpcm_ima_wav"]),
        ("clipped.wav", ["-af", "volume=30dB"]),
        ("mp3.mp4", ["-c:a", "libmp3lame"]),
        ("hours.mp4", ["-c:a", "aac", "-bsf:a", "setts=ts=TS+if(gt(N\\,50)\\,32400*16000\\,0)"]),
        ("hours.mkv", ["-c:a", "pcm_s16le", "-output_ts_offset", 36000]),
    ],
)
def test_odd_sound_is_heard(tmp_path: Path, maya: Samples, name: str, options: list[object]) -> None:
    clip = tmp_path / name
    ffmpeg("-i", write(tmp_path / "plain.wav", maya), *options, clip)
    (block,) = read(clip)
    # ADPCM comes in blocks, of which the last is filled up.
    assert block.duration == pytest.approx(8, abs=0.2)
    assert spoken_seconds(block.samples) > 5


def test_a_header_that_claims_ten_hours_is_not_believed(tmp_path: Path, maya: Samples) -> None:
    clip = write(tmp_path / "claims.wav", maya)
    content = bytearray(clip.read_bytes())
    size = content.index(b"data") + 4
    content[size : size + 4] = (36_000 * SAMPLE_RATE * 2).to_bytes(4, "little")
    clip.write_bytes(content)
    (block,) = read(clip)
    assert block.duration == pytest.approx(8, abs=0.01)


@pytest.mark.parametrize(
    ("suffix", "kept"),
    # In WebM ffmpeg cannot go on before the next cluster, and this one has none.
    [("m4a", 6.5), ("mkv", 6.5), ("mp3", 6.5), ("webm", 3.5), ("flac", 6.5)],
)
def test_what_decodes_is_kept(tmp_path: Path, maya: Samples, suffix: str, kept: float) -> None:
    whole, half, damaged = (tmp_path / f"{name}.{suffix}" for name in ("whole", "half", "damaged"))
    ffmpeg("-i", write(tmp_path / "plain.wav", maya), "-movflags", "+faststart", whole)
    content = bytearray(whole.read_bytes())
    half.write_bytes(content[: len(content) // 2])
    assert sum(block.duration for block in read(half)) == pytest.approx(4, abs=0.5)
    middle = slice(len(content) // 2, len(content) * 5 // 8)
    content[middle] = random.Random(0).randbytes(middle.stop - middle.start)
    damaged.write_bytes(content)
    samples = np.concatenate([block.samples for block in read(damaged)])
    assert spoken_seconds(samples[: 3 * SAMPLE_RATE]) > 1.5
    assert len(samples) > kept * SAMPLE_RATE


def test_nothing_to_decode_is_told(tmp_path: Path) -> None:
    clip = tmp_path / "noise.mp3"
    clip.write_bytes(random.Random(0).randbytes(50_000))
    with pytest.raises(ClipError, match=r"The sound of noise\.mp3 cannot be decoded") as caught:
        read(clip)
    assert "Try to play it" in caught.value.remedy


_MEASURE = """
import re, resource, sys
from pathlib import Path
from pipeline.audio import read_sound
from pipeline.fingerprint import fingerprint
print(sum(audio.duration for audio in read_sound(fingerprint(Path(sys.argv[1])))))
# Not ru_maxrss, which begins with that of whoever started this program.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("channels", "seconds"), [("stereo", 1200), ("16c", 300)])
def test_memory_does_not_grow_with_the_sound(tmp_path: Path, channels: str, seconds: int) -> None:
    clip = tmp_path / "long.mka"
    source = f"anoisesrc=r=16000:a=0.001:d={seconds},tremolo=f=0.5:d=0.9"
    ffmpeg("-f", "lavfi", "-i", source, "-af", f"pan={channels}|c0=c0|c1=-0.7*c0", "-c:a", "pcm_s16le", clip)
    measured = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(clip)], capture_output=True, text=True, check=True
    )
    heard, ours, of_ffmpeg = map(float, measured.stdout.split())
    assert heard == pytest.approx(seconds, abs=0.1)
    assert ours < 200
    assert of_ffmpeg < 200
