"""What is written on a sheet: PP-OCRv6, from the package rapidocr, which brings its weights.

It reads Latin letters, Chinese and Japanese; of other scripts it makes nothing that is trusted.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from rapidfuzz import fuzz

from pipeline.notes.frames import Picture
from pipeline.notes.paper import VIEW, Seen
from schemas.errors import MachineError

_SUMS = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}
"""sha256 of the weights that find lines and that read them, as rapidocr 3.10 ships them."""

_LINE = 0.55
"""Confidence below which a line is left out: it is a shadow or a fold."""

_SHEET = 0.7
"""Confidence below which little is made of a sheet."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of one view.

    Attributes:
        lines: From top to bottom.
        confidence: Of its letters, on average, 0 to 1.
    """

    lines: tuple[str, ...] = ()
    confidence: float = 0.0

    @property
    def text(self) -> str:
        """Its lines as lines."""
        return "\n".join(self.lines)


def read_sheet(views: Sequence[tuple[float, object, Seen]]) -> tuple[Reading, int]:
    """The reading of a sheet that its views agree on most, and which view gave it.

    Its sharpest view is read first, and mirrored where little is made of it; where nothing is, as on most
    that look like sheets, the others are not read at all.

    Raises:
        MachineError: What reads is missing or altered.
    """
    sharpest = max(range(len(views)), key=lambda place: views[place][2].sharpness)
    first, is_mirrored = _read(views[sharpest][2].view), False
    if first.confidence < _SHEET:
        mirrored = _read(_turned(views[sharpest][2].view))
        if mirrored.confidence > first.confidence:
            first, is_mirrored = mirrored, True
    if first.confidence < _SHEET:
        return first, sharpest
    readings = [
        first if place == sharpest else _read(_turned(seen.view) if is_mirrored else seen.view)
        for place, (_, _, seen) in enumerate(views)
    ]
    chosen = max(range(len(readings)), key=lambda place: _agreement(readings, place))
    return readings[chosen], chosen


def _turned(view: Picture) -> Picture:
    """A view as front cameras show it."""
    return np.ascontiguousarray(view[:, ::-1])


def _agreement(readings: Sequence[Reading], place: int) -> float:
    """How like the others a reading is, by how sure it is."""
    own = readings[place]
    others = [each for at, each in enumerate(readings) if at != place]
    alike = sum(fuzz.ratio(own.text, other.text) for other in others) / (100 * len(others)) if others else 1.0
    return own.confidence * (0.5 + alike) if own.lines else 0.0


def _read(view: Picture) -> Reading:
    found = _reader()(view)
    if found is None or not getattr(found, "txts", None):
        return Reading()
    pieces = [
        (box, text.strip(), float(score))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= _LINE and re.search(r"\w", text)
    ]
    lines: list[list[tuple[Any, str, float]]] = []
    for piece in sorted(pieces, key=lambda each: each[0][:, 1].mean()):
        box = piece[0]
        middle, height = box[:, 1].mean(), box[:, 1].max() - box[:, 1].min()
        # What stands beside each other is one line.
        if lines and middle - lines[-1][-1][0][:, 1].mean() < 0.5 * height:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    ordered = [sorted(line, key=lambda each: each[0][:, 0].min()) for line in lines]
    letters = sum(len(text) for _, text, _ in pieces)
    sure = sum(score * len(text) for _, text, score in pieces)
    return Reading(
        tuple(" ".join(text for _, text, _ in line) for line in ordered), sure / letters if letters else 0.0
    )


@cache
def _reader() -> Any:
    """The reader, once its weights are seen to be what they should be.

    Raises:
        MachineError: They are missing or altered.
    """
    folder = files("rapidocr").joinpath("models")
    for name, expected in _SUMS.items():
        file = folder.joinpath(name)
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            raise MachineError(
                f"The weights that read notes, {name}, are missing or altered.",
                "Install them anew with: pip install --force-reinstall rapidocr",
            )
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Det.model_path": str(folder.joinpath("PP-OCRv6_det_small.onnx")),
            "Rec.model_path": str(folder.joinpath("PP-OCRv6_rec_small.onnx")),
            # A view is large enough as it is; by default the smaller side is blown up to 736.
            "Det.limit_type": "max",
            "Det.limit_side_len": VIEW,
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
