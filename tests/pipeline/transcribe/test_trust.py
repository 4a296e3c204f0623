from dataclasses import replace

import numpy as np
import pytest

from pipeline.transcribe import load_engine
from pipeline.transcribe.engine import Heard
from pipeline.transcribe.ladder import Attempt
from pipeline.transcribe.speech import Piece
from pipeline.transcribe.trust import weigh, why_doubted
from schemas.errors import UsageError
from schemas.records import SAMPLE_RATE, Span, Word
