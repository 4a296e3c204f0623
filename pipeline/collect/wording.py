"""What the page says, and what people agree to on it, in the languages of the project."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml

from schemas.errors import UsageError
from schemas.people import Channel
from schemas.settings import Settings

BUILT_IN_CHANNELS: tuple[Channel, ...] = ("internal", "web", "social")
"""What the wording of languages.yaml says."""

BUILT_IN = "vox 1"
"""The version of that wording: another wording is another version."""

_TEXTS = Path(__file__).with_name("languages.yaml")


@dataclass(frozen=True, slots=True)
class Wording:
    """The page in one language.

    Attributes:
        language: ISO 639-1 code.
        texts: All that stands on the page, by name.
        consent: What people agree to, word for word.
        version: By which that wording is known.
        channels: For which ways out it is a consent.
    """

    language: str
    texts: Mapping[str, str]
    consent: str
    version: str
    channels: tuple[Channel, ...]


def wordings(settings: Settings) -> dict[str, Wording]:
    """The page in each language of a project, the first of them where none fits.

    Raises:
        UsageError: A language is not known, or it is not said in each what people agree to, or for what.
    """
    known = _texts()
    for code in (*settings.collect_languages, *settings.collect_consent):
        if code not in known:
            raise UsageError(
                f"vox.toml: the page of vox collect cannot be had in '{code}'.",
                f"Languages are: {', '.join(sorted(known))}.",
            )
    if not settings.collect_languages:
        raise UsageError("vox.toml: 'collect_languages' names none.", 'Write: collect_languages = ["en"]')
    own, channels = settings.collect_consent, settings.collect_channels
    if bool(own) != bool(channels):
        raise UsageError(
            "vox.toml: what people agree to and for which channels belong together.",
            'Set both [collect_consent] and collect_channels, such as ["internal", "web"], or neither.',
        )
    if missing := [code for code in settings.collect_languages if own and not own.get(code, "").strip()]:
        raise UsageError(
            f"vox.toml: [collect_consent] lacks what people agree to in: {', '.join(missing)}.",
            "Say it in every language of collect_languages.",
        )
    found = {}
    for code in settings.collect_languages:
        consent = own[code].strip() if own else known[code]["consent"]
        version = f"own {sha256(consent.encode()).hexdigest()[:8]}" if own else BUILT_IN
        found[code] = Wording(code, known[code], consent, version, channels or BUILT_IN_CHANNELS)
    return found


def choose(found: Mapping[str, Wording], asked: str | None, accepted: str) -> Wording:
    """The page as somebody wants it.

    Args:
        found: What there is; the first where none fits.
        asked: A language they chose, or None.
        accepted: What their browser says (Accept-Language).
    """
    if asked in found:
        return found[str(asked)]
    wanted = []
    for place, part in enumerate(accepted[:1000].split(",")):
        code, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        wanted.append((-quality, place, code.strip().split("-")[0].lower()))
    best = next((code for quality, _, code in sorted(wanted) if code in found and quality < 0), None)
    return found[best] if best else next(iter(found.values()))


@cache
def _texts() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return texts
