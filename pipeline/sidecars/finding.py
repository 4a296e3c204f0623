"""Which transcript lies beside a clip."""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

FORMS = ("json", "vtt", "srt", "txt")
"""Endings of transcripts, the ones that tell most of time first."""

_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z0-9]{2,8})?")

_LARGEST = 32 << 20
"""Bytes: a transcript of a whole day is smaller."""

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A transcript beside a clip.

    Attributes:
        form: Its ending, of `FORMS`.
        sha256: Of its content, in hex: another content is another transcript.
        language: What its name says of the language, ISO 639-1, or None.
    """

    path: Path
    form: str
    sha256: str
    language: str | None


_Called = tuple[Path, str, str | None]
"""A file that may be a transcript: its path, its form, and the language in its name."""


class Sidecars:
    """Finds the transcripts of clips; each folder is looked at once."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, list[_Called]]] = {}

    def of(self, clip: Path) -> Sidecar | None:
        """The transcript beside a clip, or None; of several the one that tells most of time.

        A .json that is no transcript, such as what an album exports beside each film, is none.
        """
        for each in self._beside(clip):
            if found := _opened(*each):
                return found
        return None

    def all_of(self, clip: Path) -> list[Path]:
        """Every file beside a clip that is, or may be meant as, a transcript of it."""
        return [path for path, _, _ in self._beside(clip)]

    def _beside(self, clip: Path) -> list[_Called]:
        """What is called like a transcript of a clip."""
        # Strings, not `Path`s: a hundred thousand clips are asked for.
        folder, name = os.path.split(clip)
        if folder not in self._folders:
            self._folders[folder] = _transcripts(Path(folder))
        called = self._folders[folder]
        if not called:
            return []
        found = [*called.get(clip.stem.lower(), ()), *called.get(name.lower(), ())]
        return sorted(found, key=lambda each: (FORMS.index(each[1]), each[0]))


def _transcripts(folder: Path) -> dict[str, list[_Called]]:
    """The files of a folder that are called like transcripts, by what stands before their endings."""
    found: dict[str, list[_Called]] = {}
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return {}
    for name in names:
        called, _, form = name.lower().rpartition(".")
        if form not in FORMS:
            continue
        found.setdefault(called, []).append((folder / name, form, None))
        stem, _, language = called.rpartition(".")
        if _LANGUAGE.fullmatch(language):
            found.setdefault(stem, []).append((folder / name, form, language[:2]))
    return found


def _opened(path: Path, form: str, language: str | None) -> Sidecar | None:
    try:
        if not 0 < path.stat().st_size <= _LARGEST:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    if form == "json" and not _is_transcript(content):
        return None
    return Sidecar(path, form, hashlib.sha256(content).hexdigest(), language)


def _is_transcript(content: bytes) -> bool:
    """Whether a JSON is one that Whisper writes, whole or broken."""
    if not re.search(rb'"(?:segments|transcription)"\s*:\s*\[', content[:_HEAD]):
        return False
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return True  # It looks like one, and is refused with a reason.
    return isinstance(document, dict)
