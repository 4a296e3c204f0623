"""Pictures as every browser shows them: upright, with square pixels and ordinary colours.

ffmpeg turns a picture upright by itself; the rest is here.
"""

from typing import Any, Literal

from schemas.records import VideoStream

HDR = (16, 18)
"""PQ and HLG, as ITU-T H.273 counts transfer characteristics. Dolby Vision of phones is HLG with hints."""

_UNTOLD = 2
_HIGH_DEFINITION = 720
"""Pixels: from this height on, browsers take colours that say nothing of themselves for BT.709."""

_WHITE = 225
"""cd/m2 of an HDR picture that are shown as white. The standard says 203 (ITU-R BT.2408), and phones film
somewhat brighter than it does."""

_BRIGHTEST = 1000
"""cd/m2 up to which highlights keep their shape."""

_TONE_MAP = {"tonemap": "mobius", "param": 0.4, "desat": 0, "peak": _BRIGHTEST / _WHITE}
"""Leaves dark and middle tones, and so most of a face, as they are, and bends only what is brighter; colours
keep their hue and strength. The usual curve (hable) darkens skin by a third."""

Purpose = Literal["film", "still"]


def fit(picture: Any, video: VideoStream, side: int, purpose: Purpose) -> Any:
    """An ffmpeg-python picture, made fit to be shown.

    Args:
        picture: As it is decoded.
        video: What is known of it.
        side: Pixels of the longer side, at most; a smaller picture is not enlarged. Both sides are even.
        purpose: A film is BT.709; the colours of a JPEG are those of BT.601, over the whole range.
    """
    if video.interlaced:
        picture = picture.filter("bwdif", mode="send_frame", deint="interlaced")
    shrink = f"min(1,{side}/max(iw*sar,ih))"
    size = {"w": f"max(2,trunc(iw*sar*{shrink}/2)*2)", "h": f"max(2,trunc(ih*{shrink}/2)*2)"}
    if video.transfer in HDR:
        picture = _tone_mapped(picture.filter("scale", **size), purpose)
    else:
        colours: dict[str, Any] = {"out_color_matrix": "bt709", "out_range": "tv"}
        if purpose == "still":
            colours = {"out_color_matrix": "bt601", "out_range": "pc"}
        if video.matrix == _UNTOLD:
            is_high = min(video.width, video.height) >= _HIGH_DEFINITION
            colours["in_color_matrix"] = "bt709" if is_high else "bt601"
        picture = picture.filter("scale", **size, **colours)
    picture = picture.filter("format", "yuv420p" if purpose == "film" else "yuvj420p").filter("setsar", 1)
    if purpose == "film":
        told = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}
        picture = picture.filter("setparams", **told)
    # What a camera hid beside the pixels stays behind.
    return picture.filter("sidedata", mode="delete")


def _tone_mapped(picture: Any, purpose: Purpose) -> Any:
    """An HDR picture with ordinary contrast and colours."""
    # Without agamma=0 zimg takes HLG's system gamma for each colour by itself, and skin comes out too red.
    light = {"tin": "input", "pin": "2020", "min": "2020_ncl", "t": "linear", "npl": _WHITE, "agamma": 0}
    shown = {"t": "709", "m": "709", "r": "tv"} if purpose == "film" else {"t": "709", "m": "170m", "r": "pc"}
    return (
        picture.filter("zscale", **light)
        .filter("format", "gbrpf32le")
        .filter("zscale", p="709")
        .filter("tonemap", **_TONE_MAP)
        .filter("zscale", **shown)
    )
