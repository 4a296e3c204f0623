"""What is said as captions: for players, for films that have them burned in, and to take away.

Read in this order: `passages` (what is said, as it can be broken), `cuts` (which words share a caption),
`cues` (when each is shown), `lines` (where its line is broken), `files` (SRT, WebVTT and text) and `burnt`
(as they are drawn into a film).
"""

from pipeline.captions.burnt import Look, advanced_substation
from pipeline.captions.cues import (
    LONGEST_LINE,
    MOST_A_SECOND,
    TOLERANCE,
    Cue,
    make_cues,
)
from pipeline.captions.files import plain_text, sub_rip, web_vtt
from pipeline.captions.passages import Passage, passage_of

__all__ = [
    "LONGEST_LINE",
    "MOST_A_SECOND",
    "TOLERANCE",
    "Cue",
    "Look",
    "Passage",
    "advanced_substation",
    "make_cues",
    "passage_of",
    "plain_text",
    "sub_rip",
    "web_vtt",
]
