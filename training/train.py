"""Train the tagger: the encoder's adapter, the head over it, and how words and meaning are weighed.

    python -m training.train

Reads corpus/, writes adapter.npz, head.npz and examples.json into pipeline/tag/. One seed, one thread count:
the same machine gives the same files. Voices of the test split are never read. Needs the extra `training`.
"""

import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from torch import nn
from transformers import BertConfig, BertModel

from pipeline.tag import encoder as encoding
from pipeline.tag.blend import TAGGED_AS_WHOLE, signals
from pipeline.tag.cues import cue_cosines
from pipeline.tag.examples import FILE as EXAMPLES
from pipeline.tag.head import FILE as HEAD
from pipeline.tag.head import KINDS, POLARITIES
from schemas.themes import load_themes
from training.corpus import Text, read_corpus
