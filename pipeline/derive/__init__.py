"""Pictures and copies made from a clip: they carry none of its tags and can be made again at any time."""

from pipeline.derive.film import make_published_copy
from pipeline.derive.playable import needs_web_copy
from pipeline.derive.poster import make_poster
from pipeline.derive.redact import silences
from pipeline.derive.strip import make_strip
from pipeline.derive.waveform import make_waveform
from pipeline.derive.web_copy import make_web_copy

__all__ = [
    "make_poster",
    "make_published_copy",
    "make_strip",
    "make_waveform",
    "make_web_copy",
    "needs_web_copy",
    "silences",
]
