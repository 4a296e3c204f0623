"""By which recipe each stage is made: what was made by the same recipe is not made again.

A recipe is a hash of a stage's version, its settings and the recipe of the stage before. Versions of stages
stand here and not beside their code, because a run in which there is nothing to do loads none of it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from pipeline import models
from pipeline.tag import DEFAULT_TAGGER, tagger_version
from schemas.settings import Settings
from schemas.themes import Theme

TRANSCRIBE_VERSION = 4
"""Raised when the same engine and model would write other words: transcripts are then made anew."""

VOICES_VERSION = 1
"""Raised when the same sound and words would give other turns."""

ANSWERS_VERSION = 2
"""Raised when the same transcript and turns would give other answers."""

SIDECARS_VERSION = 1
"""Raised when the same transcript that was brought along would give other words."""

WRITINGS_VERSION = 1
"""Raised when the same text would be cut into other words."""

QUOTES_VERSION = 2
"""Raised when the same answers and themes would give other quotes, mentions or suggested names."""


def make_recipes(
    settings: Settings, themes: Sequence[Theme], learnt: tuple[str, bytes] | None = None
) -> dict[str, str]:
    """The recipe of each stage in `store.STAGES`.

    Args:
        settings: Of the project.
        themes: Its taxonomy.
        learnt: What its corrections taught the tagger, as `Store.learnt` gives it.
    """
    transcript = _recipe(
        TRANSCRIBE_VERSION,
        settings.engine,
        settings.model,
        models.identity(settings.model),
        settings.language,
        settings.names,
    )
    voices = _recipe(transcript, VOICES_VERSION)
    found = _recipe(voices, ANSWERS_VERSION, settings.question)
    tags = _tags(found, themes, learnt)
    return {"transcribe": transcript, "voices": voices, "answers": found, "tag": tags}


def with_sidecar(recipes: Mapping[str, str], sidecar: str | None) -> dict[str, str]:
    """The recipes of a clip beside which a transcript lies.

    Args:
        recipes: Those of clips that are heard: what they say is asked where the transcript does not fit.
        sidecar: The SHA-256 of the transcript; None for no transcript.
    """
    if sidecar is None:
        return dict(recipes)
    return {stage: _recipe(recipe, SIDECARS_VERSION, sidecar) for stage, recipe in recipes.items()}


def make_writing_recipes(themes: Sequence[Theme], learnt: tuple[str, bytes] | None = None) -> dict[str, str]:
    """The recipe of each stage of what was written: no engine hears it, and no question is cut from it.

    Args:
        themes: The taxonomy of the project.
        learnt: What its corrections taught the tagger, as `Store.learnt` gives it.
    """
    words = _recipe("written", WRITINGS_VERSION)
    return {**dict.fromkeys(("transcribe", "voices", "answers"), words), "tag": _tags(words, themes, learnt)}


def _tags(found: str, themes: Sequence[Theme], learnt: tuple[str, bytes] | None) -> str:
    told = [[theme.slug, theme.cues, theme.lex] for theme in themes]
    return _recipe(found, tagger_version(DEFAULT_TAGGER), told, learnt and learnt[0], QUOTES_VERSION)


def _recipe(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
