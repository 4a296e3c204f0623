"""Hair, and the order in which hair, hats and jewellery lie about a head.

Units are those of a person: the middle of the face is the origin, the top of the skull about 128 above.
"""

import math
from dataclasses import dataclass

import skia

from . import beards, hats
from .brushes import blob, both, curve, darker, lighter, oval, shape, stroke
from .face import Face
from .hairstyles import STYLES, puffs


@dataclass(frozen=True)
class Hair:
    """What is on a head.

    Args:
        style: A key of STYLES; empty for a bald head, "none" where nothing shows.
        fill: The colour of the hair.
        beard: One of the styles of beards; empty for none.
        beard_fill: The colour of the beard; empty for that of the hair.
        hat: One of the hats; empty for none.
        hat_fill: The colour of the hat.
        ribbon: The colour of the hat's band.
        hoops: The colour of the earrings; empty for none.
    """

    style: str = ""
    fill: str = "#3a2320"
    beard: str = ""
    beard_fill: str = ""
    hat: str = ""
    hat_fill: str = "#777777"
    ribbon: str = "#c9953a"
    hoops: str = ""

    @property
    def beard_colour(self) -> str:
        """The beard's own colour, or the hair's."""
        return self.beard_fill or self.fill


def back(canvas: skia.Canvas, hair: Hair) -> None:
    """What is behind the neck."""
    dark = darker(hair.fill, 0.3)
    if hair.style == "afro":
        shape(canvas, puffs(0, -62, 168, 150, 20, 38), hair.fill, dark, along="down")
    elif hair.style == "curls":
        shape(canvas, puffs(0, -70, 112, 90, 15, 30), dark)
    elif hair.style == "white curls":
        shape(canvas, puffs(0, -66, 104, 84, 15, 26), hair.fill, dark)
    elif hair.style == "curls under a hat":
        shape(canvas, puffs(0, -20, 104, 80, 15, 26), hair.fill, dark)
    elif hair.style == "plait":
        shape(canvas, blob(both([(0, -158), (70, -142), (112, -70), (106, 60), (76, 130), (0, 150)])), dark)
    elif hair.style == "fringe":
        long = blob(
            both([(0, -150), (72, -136), (118, -70), (122, 40), (134, 160), (132, 222), (60, 230), (0, 226)])
        )
        shape(canvas, long, hair.fill, dark, along="down")
    elif hair.style == "bob":
        shape(
            canvas,
            blob(both([(0, -150), (70, -136), (124, -66), (132, 40), (130, 112), (70, 120), (0, 116)])),
            dark,
        )
    elif hair.style == "tousled":
        neck = blob(
            both(
                [
                    (0, -120),
                    (104, -60),
                    (118, 20),
                    (110, 60),
                    (122, 92),
                    (96, 84),
                    (90, 120),
                    (60, 96),
                    (0, 110),
                ]
            )
        )
        shape(canvas, neck, dark)


def front(canvas: skia.Canvas, hair: Hair, face: Face) -> None:
    """Beard, hair, jewellery and hat: all that lies on the face and turns with it."""
    beards.beard(canvas, hair.beard, hair.beard_colour, face)
    drawn = STYLES.get(hair.style)
    if drawn:
        drawn(canvas, hair.fill, face)
    if hair.hoops:
        for side in (-1, 1):
            ring = oval(side * 103, 66, 19, 20)
            stroke(canvas, ring, darker(hair.hoops, 0.25), 6.5)
            stroke(canvas, ring, lighter(hair.hoops, 0.15), 3.6)
    hats.hat(canvas, hair.hat, hair.hat_fill, hair.ribbon, face)


def before(canvas: skia.Canvas, hair: Hair) -> None:
    """What hangs down in front of the shoulders."""
    if hair.style != "plait":
        return
    for k in range(12):
        y = 96 + k * 26
        x = -92 + 9 * math.sin(k * 0.35)
        with_width = 31 - 0.6 * k
        for side in (-1, 1):
            lobe = blob(
                [
                    (x, y + 16),
                    (x + side * with_width, y - 4),
                    (x + side * with_width * 0.8, y - 22),
                    (x, y - 8),
                ]
            )
            shape(canvas, lobe, lighter(hair.fill, 0.2), darker(hair.fill, 0.35), along="down")
            stroke(
                canvas,
                curve([(x + side * 4, y + 8), (x + side * 20, y - 8)]),
                lighter(hair.fill, 0.35),
                2,
                alpha=0.5,
            )
