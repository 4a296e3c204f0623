"""Draws notes in many hands, tilts and lights before real pictures, and things that are no notes."""

import math
import random
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Picture = npt.NDArray[np.uint8]

PAPERS = ((125, 240, 250), (170, 250, 190), (200, 180, 255), (250, 250, 250), (250, 230, 180))
"""Colours of paper: yellow, green, pink, white and blue, as blue, green and red."""

INKS = ((30, 20, 20), (120, 40, 20), (30, 30, 150))


@dataclass(frozen=True)
class Light:
    """How a picture is lit: its brightness, warmth, noise, what a shadow takes, and how it is compressed."""

    name: str
    gain: float = 1.0
    warmth: float = 0.0
    noise: float = 3.0
    shadow: float = 0.0
    quality: int = 80


LIGHTS = (
    Light("day"),
    Light("dim", gain=0.5, noise=7.0),
    Light("warm", gain=0.85, warmth=0.18),
    Light("shadow", shadow=0.45),
    Light("poor", gain=0.8, noise=6.0, quality=35),
)


def note(text: str, font: Path, paper: Sequence[int], ink: Sequence[int], side: int = 620) -> Picture:
    """A square of paper with a text on it, as large as it fits."""
    for size in range(110, 26, -6):
        face = ImageFont.truetype(str(font), size)
        width = max(6, int(side * 0.84 / max(1.0, face.getlength("abcdefghij") / 10)))
        lines = textwrap.wrap(text, width)
        tall = sum(face.getbbox(line or " ")[3] for line in lines) + 0.25 * size * len(lines)
        if tall < side * 0.86 and max(face.getlength(line) for line in lines) < side * 0.88:
            break
    picture = Image.new("RGB", (side, side), tuple(reversed(paper)))
    draw = ImageDraw.Draw(picture)
    top = (side - tall) / 2
    for line in lines:
        draw.text((side * 0.06, top), line, font=face, fill=tuple(reversed(ink)))
        top += face.getbbox(line)[3] + 0.25 * size
    return np.asarray(picture)[:, :, ::-1].copy()


def held(ground: Picture, sheet: Picture, share: float, tilt: float, chance: random.Random) -> Picture:
    """A sheet held before a picture: turned by some degrees, and leaning as hands do."""
    height, width = ground.shape[:2]
    side = share * min(height, width)
    middle = np.array([width * chance.uniform(0.4, 0.6), height * chance.uniform(0.45, 0.6)])
    angle = math.radians(tilt)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * side / 2
    lean = np.array([[chance.uniform(-0.06, 0.06) * side for _ in range(2)] for _ in range(4)])
    corners = ((square + lean) @ turn.T + middle).astype(np.float32)
    tall, broad = sheet.shape[:2]
    flat = np.array([[0, 0], [broad, 0], [broad, tall], [0, tall]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners)
    laid = cv2.warpPerspective(sheet, matrix, (width, height), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((tall, broad), 255, np.uint8), matrix, (width, height))
    soft = cv2.GaussianBlur(mask, (3, 3), 0)[:, :, None] / 255
    return (ground * (1 - soft) + laid * soft).astype(np.uint8)


def lit(picture: Picture, light: Light, chance: random.Random) -> Picture:
    """A picture in a light."""
    width = picture.shape[1]
    shown = picture.astype(np.float32) * light.gain
    shown *= np.array([1 - light.warmth, 1.0, 1 + light.warmth], np.float32)
    if light.shadow:
        across = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
        shown *= 1 - light.shadow / (1 + np.exp(-(across - chance.uniform(0.4, 0.6)) * 14))
    shown += np.random.default_rng(chance.randrange(1 << 30)).normal(0, light.noise, shown.shape)
    clipped = cv2.GaussianBlur(shown.clip(0, 255).astype(np.uint8), (3, 3), 0)
    _, packed = cv2.imencode(".jpg", clipped, [cv2.IMWRITE_JPEG_QUALITY, light.quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def shirt(ground: Picture, text: str, font: Path) -> Picture:
    """Somebody in a bright T-shirt with a slogan."""
    shown = ground.copy()
    height, width = shown.shape[:2]
    x, y, s = width / 2, height * 0.35, min(height, width) / 2
    outline = [(-0.5, 0), (-0.25, -0.1), (-0.12, -0.02), (0.12, -0.02), (0.25, -0.1), (0.5, 0), (0.75, 0.4)]
    outline += [
        (0.55, 0.52),
        (0.42, 0.35),
        (0.46, 1.3),
        (-0.46, 1.3),
        (-0.42, 0.35),
        (-0.55, 0.52),
        (-0.75, 0.4),
    ]
    points = np.array([[x + a * s, y + b * s] for a, b in outline], np.int32)
    cv2.fillPoly(shown, [points], (235, 235, 240), lineType=cv2.LINE_AA)
    cv2.circle(shown, (int(x), int(y - 0.3 * s)), int(0.24 * s), (140, 170, 220), -1, cv2.LINE_AA)
    return _lettered(shown, text, font, int(0.13 * s), (x - 0.36 * s, y + 0.35 * s), (20, 20, 20))


def captioned(ground: Picture, text: str, font: Path) -> Picture:
    """A film with a caption burnt in, on a dark strip as they are."""
    shown = ground.copy()
    height, width = shown.shape[:2]
    cv2.rectangle(
        shown, (width // 10, int(height * 0.82)), (width * 9 // 10, int(height * 0.93)), (20, 20, 20), -1
    )
    return _lettered(shown, text, font, int(height * 0.06), (width * 0.13, height * 0.84), (250, 250, 250))


def sign(ground: Picture, text: str, font: Path) -> Picture:
    """A dark board over a shop."""
    shown = ground.copy()
    height, width = shown.shape[:2]
    cv2.rectangle(
        shown,
        (int(width * 0.1), int(height * 0.05)),
        (int(width * 0.9), int(height * 0.25)),
        (60, 40, 30),
        -1,
    )
    return _lettered(shown, text, font, int(height * 0.11), (width * 0.2, height * 0.09), (90, 200, 240))


def _lettered(
    picture: Picture,
    text: str,
    font: Path,
    size: int,
    place: tuple[float, float],
    colour: tuple[int, int, int],
) -> Picture:
    drawn = Image.fromarray(picture[:, :, ::-1])
    face = ImageFont.truetype(str(font), size)
    ImageDraw.Draw(drawn).text(place, text, font=face, fill=tuple(reversed(colour)))
    return np.asarray(drawn)[:, :, ::-1].copy()
