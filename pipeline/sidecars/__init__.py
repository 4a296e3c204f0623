"""Transcripts that lie beside clips: they are used in place of listening.

NAME.mov with NAME.srt, NAME.vtt, NAME.json (of Whisper) or NAME.txt; also NAME.en.srt and NAME.mov.srt
"""

from pipeline.sidecars.finding import FORMS, Sidecar, Sidecars
from pipeline.sidecars.reading import BROUGHT, UnfitError, read_sidecar

__all__ = ["BROUGHT", "FORMS", "Sidecar", "Sidecars", "UnfitError", "read_sidecar"]
