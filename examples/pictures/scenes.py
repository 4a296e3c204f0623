"""Which people are in which place, and the frames of each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from . import dog, hands
from .brushes import ink, moved
from .people import PEOPLE
from .person import Speaking
from .places import eating, gardens, rooms, shops, town, travel, waterside, workshop
from .places.place import Place

_GROUND = "#c9b6a2"


@dataclass(frozen=True)
class Scene:
    """A place and the people in it: id, where the middle of the face is, and how large they are.

    `held` draws what is in front of them and moves: a hand, a note, or the dog.
    """

    place: Place
    people: tuple[tuple[str, float, float, float], ...] = ()
    held: Callable[[skia.Canvas, float, Speaking], None] | None = None


def _biscuit(canvas: skia.Canvas, moment: float, speaking: Speaking) -> None:
    with moved(canvas, 360, 576, scale=0.85):
        dog.draw(canvas, moment, speaking)


def _note(canvas: skia.Canvas, moment: float, speaking: Speaking) -> None:
    with moved(canvas, 642, 570):
        hands.note(canvas, moment)


def _wave(canvas: skia.Canvas, moment: float, speaking: Speaking) -> None:
    with moved(canvas, 772, 596, scale=0.95):
        hands.wave(canvas, moment)


SCENES = {
    "01-maya-cafe": Scene(eating.CAFE, (("maya", 672, 320, 1.0),)),
    "02-arthur-allotment": Scene(gardens.ALLOTMENT, (("arthur", 356, 604, 1.28),)),
    "03-priya-bookshop": Scene(shops.BOOKSHOP, (("priya", 566, 330, 1.0),)),
    "04-callum-station": Scene(travel.STATION, (("callum", 378, 650, 1.4),)),
    "05-ingrid-hotel": Scene(rooms.HOTEL, (("ingrid", 606, 322, 1.0),)),
    "06-rosie-market": Scene(town.MARKET, (("rosie", 625, 324, 1.0),)),
    "07-joy-winston-park": Scene(waterside.PARK, (("joy", 412, 320, 0.93), ("winston", 866, 300, 0.98))),
    "08-biscuit-dog": Scene(rooms.LIVING_ROOM, held=_biscuit),
    "09-high-street": Scene(town.STREET),
    "10-mei-note": Scene(rooms.OFFICE, (("mei", 642, 300, 0.98),), _note),
    "11-matteo-kitchen": Scene(eating.KITCHEN, (("matteo", 642, 338, 0.98),)),
    "12-hannah-home": Scene(rooms.HOME, (("hannah", 468, 350, 1.0),)),
    "13-kofi-bus-stop": Scene(travel.BUS_STOP, (("kofi", 456, 330, 1.28),)),
    "14-samir-workshop": Scene(workshop.WORKSHOP, (("samir", 356, 640, 1.32),)),
    "15-bernie-salon": Scene(shops.SALON, (("bernie", 644, 350, 0.97),)),
    "16-yusra-greenhouse": Scene(gardens.GREENHOUSE, (("yusra", 366, 604, 1.26),)),
    "17-leo-harbour": Scene(waterside.HARBOUR, (("leo", 590, 330, 1.0),), _wave),
    "18-dev-tailor": Scene(shops.TAILOR, (("dev", 566, 362, 1.0),)),
}


def draw(
    scene: str, size: tuple[int, int], moments: Iterable[float], speaking: Speaking
) -> Iterator[NDArray[np.uint8]]:
    """Frames (height, width, 3), RGB, one for each moment (seconds from the start of the clip).

    Args:
        scene: A name among SCENES.
        size: Width and height of the frames in pixels.
        moments: When the frames are.
        speaking: Who (by id) has their mouth how far open (0..1) at a moment.
    """
    shown = SCENES[scene]
    place = shown.place
    across, down = size[0] / place.size[0], size[1] / place.size[1]
    behind, before = skia.Surface(*size), skia.Surface(*size)
    # Softened edges let the ground through, so there has to be one.
    behind.getCanvas().clear(ink(_GROUND))
    for surface, paint in ((behind, place.behind), (before, place.before)):
        with surface as canvas:
            canvas.scale(across, down)
            paint(canvas)
    background, foreground = behind.makeImageSnapshot(), before.makeImageSnapshot()
    frame = skia.Surface(*size)
    for moment in moments:
        with frame as canvas:
            canvas.drawImage(background, 0, 0)
            canvas.save()
            canvas.scale(across, down)
            place.alive_behind(canvas, moment)
            for name, x, y, scale in shown.people:
                with moved(canvas, x, y, scale=scale):
                    PEOPLE[name].draw(canvas, moment, speaking)
            if shown.held:
                shown.held(canvas, moment, speaking)
            canvas.restore()
            canvas.drawImage(foreground, 0, 0)
            canvas.save()
            canvas.scale(across, down)
            place.alive_before(canvas, moment)
            canvas.restore()
        pixels = frame.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
        yield np.ascontiguousarray(pixels[:, :, :3])
