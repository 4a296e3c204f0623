"""Final Cut Pro's own form of a timeline.

The adapter that OpenTimelineIO has for it (1.0.0) writes no dissolves, no size, and sounds as clips of their
own within gaps; this is what Apple describes for a row of files that become one another.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from pipeline.takeaways.render.canvas import Canvas

if TYPE_CHECKING:
    from pipeline.takeaways.reel.editing import Shot

_VERSION = "1.8"
"""Of 2018: older and newer programs read it."""

_FORMAT, _EFFECT = "r1", "r2"
_FIRST_ASSET = 3
_DISSOLVE_UID = "4731E73A-8DAC-4113-9A30-AE85B1761265"
"""By which Final Cut Pro knows its cross dissolve."""


def write_fcpxml(name: str, shots: Sequence["Shot"], canvas: Canvas) -> str:
    """The text of the file.

    Args:
        name: Of the film.
        shots: In order.
        canvas: What it is drawn on.
    """
    root = ElementTree.Element("fcpxml", version=_VERSION)
    resources = _add(root, "resources")
    told = {"width": str(canvas.width), "height": str(canvas.height), "frameDuration": _time(1, canvas)}
    _add(resources, "format", id=_FORMAT, **told)
    _add(resources, "effect", id=_EFFECT, name="Cross Dissolve", uid=_DISSOLVE_UID)
    for number, shot in enumerate(shots, start=_FIRST_ASSET):
        both = {
            "hasVideo": "1",
            "hasAudio": "1",
            "format": _FORMAT,
            "audioSources": "1",
            "audioChannels": "2",
        }
        length = {"start": "0s", "duration": _time(shot.pictures, canvas), "audioRate": "48000"}
        _add(resources, "asset", id=f"r{number}", name=shot.name, src=shot.url, **both, **length)
    event = _add(_add(root, "library"), "event", name=name)
    project = _add(event, "project", name=name)
    sequence = _add(project, "sequence", format=_FORMAT, tcStart="0s", audioRate="48k")
    spine = _add(sequence, "spine")
    at = before = 0
    for number, shot in enumerate(shots, start=_FIRST_ASSET):
        begin, end = before // 2, shot.pictures - shot.into // 2
        placed = {
            "offset": _time(at, canvas),
            "start": _time(begin, canvas),
            "duration": _time(end - begin, canvas),
        }
        _add(spine, "asset-clip", ref=f"r{number}", name=shot.name, **placed)
        at += end - begin
        if shot.into:
            over = {"offset": _time(at - shot.into // 2, canvas), "duration": _time(shot.into, canvas)}
            transition = _add(spine, "transition", name="Cross Dissolve", **over)
            _add(transition, "filter-video", ref=_EFFECT, name="Cross Dissolve")
        before = shot.into
    sequence.set("duration", _time(at, canvas))
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n\n{body}\n'


def _add(parent: ElementTree.Element, tag: str, **told: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, told)


def _time(pictures: int, canvas: Canvas) -> str:
    return f"{pictures}/{canvas.rate:g}s" if pictures else "0s"
