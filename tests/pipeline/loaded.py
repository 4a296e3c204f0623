"""What every run begins with, for processes that begin with it done: they are killed later than that."""

import faster_whisper.vad

import pipeline.work
from pipeline.tag.lexicon import Lexicon
from schemas.themes import load_themes

__all__ = ["faster_whisper", "pipeline"]

# Python keeps the expressions that it compiles.
Lexicon(load_themes())
