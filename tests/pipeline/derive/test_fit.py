"""Colours stay as they were: patches of known colour go in as cameras write them, and come out."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.derive import make_poster, make_web_copy
from pipeline.probe import probe
from schemas.records import Span
from tests.pipeline.derive.conftest import Ffmpeg, Pictures

Floats = npt.NDArray[np.float64]

PATCHES = np.array(
    [
        [115, 82, 68],
        [194, 150, 130],
        [241, 194, 167],
        [87, 60, 46],
        [98, 122, 157],
        [87, 108, 67],
        [122, 122, 121],
    ]
)
"""Four skins, from the ColorChecker and beyond it, its sky and leaf, and a grey, as a screen shows them."""

SKINS, LIGHTEST = 4, 2
SIDE = 32


def hlg(light: Floats) -> Floats:
    """ITU-R BT.2100: display light in cd/m2 on a screen of 1000 as a signal."""
    luminance = light @ np.array([0.2627, 0.6780, 0.0593]) / 1000
    scene = light / 1000 * luminance[:, None] ** (1 / 1.2 - 1)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    signal: Floats = np.where(
        scene <= 1 / 12, np.sqrt(3 * scene), a * np.log(np.maximum(12 * scene - b, 1e-9)) + c
    )
    return signal


def pq(light: Floats) -> Floats:
    """SMPTE ST 2084, likewise."""
    power = (light / 10_000) ** 0.1593017578125
    signal: Floats = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    return signal


def wide(rgb: npt.NDArray[Any], white: float) -> Floats:
    """What a BT.709 screen shows as light in BT.2020's colours, white being so many cd/m2 (ITU-R BT.2408)."""
    primaries = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    light: Floats = ((rgb / 255) ** 2.4 @ primaries.T) * white
    return light


def planes(signal: Floats) -> bytes:
    """Colours in BT.2020 as frames of patches side by side, 10 bits, limited range."""
    luma = signal @ np.array([0.2627, 0.6780, 0.0593])
    blue, red = (signal[:, 2] - luma) / 1.8814, (signal[:, 0] - luma) / 1.4746
    rows = [64 + 876 * luma, 512 + 896 * blue, 512 + 896 * red]
    return b"".join(np.round(row).astype("<u2").repeat(SIDE)[None].repeat(SIDE, 0).tobytes() for row in rows)


def seen(picture: npt.NDArray[np.uint8]) -> Floats:
    """The colour in the middle of each patch."""
    return picture[SIDE // 2, SIDE // 2 :: SIDE].astype(float)


def lab(rgb: npt.NDArray[Any]) -> Floats:
    """CIE L*a*b*, in which a distance of 2 is just seen."""
    v = np.asarray(rgb, float) / 255
    light = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]])
    f = np.cbrt(light @ matrix.T / [0.9505, 1, 1.0888])
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], -1)


def shown(clip: Path, pictures: Pictures) -> dict[str, Floats]:
    """The patches as the copy and the poster of a clip show them."""
    found = probe(clip)
    assert found.video
    width = SIDE * len(PATCHES)
    make_web_copy(clip, found, clip.with_name("copy.mp4"))
    make_poster(clip, found.video, Span(0, 1), clip.with_name("poster.jpg"))
    return {
        "copy": seen(pictures(clip.with_name("copy.mp4"), width, SIDE)[1]),
        "poster": seen(pictures(clip.with_name("poster.jpg"), width, SIDE)[0]),
    }


@pytest.mark.parametrize(("transfer", "curve"), [("arib-std-b67", hlg), ("smpte2084", pq)])
def test_skin_filmed_in_hdr_is_neither_washed_out_nor_dark(
    tmp_path: Path, ffmpeg: Ffmpeg, pictures: Pictures, transfer: str, curve: Any
) -> None:
    clip = tmp_path / "hdr.mp4"
    told = (
        "-color_trc",
        transfer,
        "-color_primaries",
        "bt2020",
        "-colorspace",
        "bt2020nc",
        "-color_range",
        "tv",
    )
    raw = (
        "-f",
        "rawvideo",
        "-pix_fmt",
        "yuv444p10le",
        "-s",
        f"{SIDE * len(PATCHES)}x{SIDE}",
        "-r",
        "10",
        "-i",
        "-",
    )
    encoded = ("-c:v", "libx265", "-x265-params", "log-level=none:lossless=1", "-pix_fmt", "yuv420p10le")
    frames = planes(curve(wide(PATCHES, white=203.0))) * 10
    ffmpeg(*told, *raw, *encoded, *told, clip, given=frames)
    for kind, colours in shown(clip, pictures).items():
        before, after = lab(PATCHES), lab(colours)
        distances = np.linalg.norm(after - before, axis=1)
        assert np.delete(distances, LIGHTEST).max() < 4, kind
        # What is nearly white makes room for highlights.
        assert distances[LIGHTEST] < 10, kind
        assert (after[:SKINS, 0] - before[:SKINS, 0]).max() < 2, kind
        strength = np.hypot(after[:, 1], after[:, 2]) / np.hypot(before[:, 1], before[:, 2])
        assert strength[:SKINS].min() > 0.9, kind


@pytest.mark.parametrize(
    ("matrix", "height", "pixels", "told"),
    [
        ("bt601", SIDE, "yuv420p", "smpte170m"),
        ("bt709", SIDE, "yuv420p", "bt709"),
        ("bt601", SIDE, "yuvj420p", "smpte170m"),
        ("bt601", SIDE, "yuv420p", None),
    ],
    ids=["601", "709", "full range", "told nothing"],
)
def test_ordinary_colours_stay_as_they_were(
    tmp_path: Path,
    ffmpeg: Ffmpeg,
    pictures: Pictures,
    matrix: str,
    height: int,
    pixels: str,
    told: str | None,
) -> None:
    clip = tmp_path / "sdr.mp4"
    size = f"{SIDE * len(PATCHES)}x{SIDE}"
    frame = PATCHES.astype(np.uint8).repeat(SIDE, 0)[None].repeat(SIDE, 0).tobytes()
    full = "pc" if pixels == "yuvj420p" else "tv"
    turned = f"scale=out_color_matrix={matrix}:out_range={full},format={pixels}"
    turned += f",setparams=colorspace={told or 'unknown'}"
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", "10", "-i", "-", "-vf", turned)
    ffmpeg(*raw, "-c:v", "libx264", "-qp", "1", clip, given=frame * 10)
    for kind, colours in shown(clip, pictures).items():
        assert np.linalg.norm(lab(colours) - lab(PATCHES), axis=1).max() < 4, kind
