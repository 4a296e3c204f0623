"""In which language a text is written."""

from functools import cache
from typing import Any

_SURE = 0.9
"""How sure the guess must be; of short texts it seldom is."""


def detected(text: str) -> str | None:
    """ISO 639-1 code, or None where it is not sure (py3langid, which counts runs of letters)."""
    language, probability = _identifier().classify(text)
    return str(language) if probability >= _SURE else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
