"""A person: what they look like, and how they move while they talk and listen."""

from collections.abc import Callable
from dataclasses import dataclass, field

import skia

from . import beards, clothes, face, glasses, hair
from .brushes import Sprite, box, inside, lit, moved
from .motion import Motion

Speaking = Callable[[str, float], float]

# The neck, about which the head turns, below the middle of the face.
_NECK = 140.0
# How far shoulders are drawn up, so that necks are no longer than they should be.
_SHOULDERS = 34.0


@dataclass(frozen=True)
class Person:
    """Somebody in a picture; the middle of their face is the origin, and their face about 200 units wide.

    Args:
        name: Their id, by which the clip tells when they speak.
        face: Skin, eyes, mouth and age.
        hair: Hair, beard and whatever is on the head.
        clothes: What they wear.
        rim: The colour of the light that catches their left edge.
    """

    name: str
    face: face.Face
    hair: hair.Hair
    clothes: clothes.Clothes
    rim: str = "#ffe6b0"
    _layers: dict[str, Sprite] = field(default_factory=dict, repr=False, compare=False)

    def draw(self, canvas: skia.Canvas, moment: float, speaking: Speaking) -> None:
        """Draw them as they are at one moment (seconds)."""
        if not self._layers:
            self._layers.update(self._pictured())
        motion = Motion.at(self.name, moment, speaking)
        tilted = (0.0, _NECK + motion.breath * 0.6)
        with moved(canvas, *tilted, turn=motion.tilt), moved(canvas, motion.sway, motion.nod - _NECK):
            self._layers["back"].put(canvas)
        with moved(canvas, 0, motion.breath - _SHOULDERS):
            self._layers["body"].put(canvas)
        with moved(canvas, *tilted, turn=motion.tilt), moved(canvas, motion.sway, motion.nod - _NECK):
            self._layers["head"].put(canvas)
            face.features(canvas, self.face, motion)
            face.mouth(canvas, self.face, motion)
            if self.hair.beard == "moustache":
                beards.moustache(canvas, self.hair.beard_colour, motion)
            glasses.glasses(canvas, self.face.glasses, self.face.frame, motion)
        with moved(canvas, motion.sway * 0.35, motion.breath):
            self._layers["before"].put(canvas)

    def _pictured(self) -> dict[str, Sprite]:
        def layer(paint: Callable[[skia.Canvas], None], bounds: tuple[float, float, float, float]) -> Sprite:
            return Sprite(lambda canvas: lit(canvas, paint, self.rim), bounds)

        def head(canvas: skia.Canvas) -> None:
            # Without the hair behind the ears the light would draw an edge round every gap between them.
            with inside(canvas, box(-260, -300, 520, 396)):
                hair.back(canvas, self.hair)
            face.head(canvas, self.face)
            hair.front(canvas, self.hair, self.face)

        around = (-260.0, -300.0, 260.0, 420.0)
        return {
            "back": layer(lambda canvas: hair.back(canvas, self.hair), around),
            "body": layer(lambda canvas: clothes.body(canvas, self.clothes, self.face), (-320, 40, 320, 700)),
            "head": layer(head, around),
            "before": layer(lambda canvas: hair.before(canvas, self.hair), around),
        }
