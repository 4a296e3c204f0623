"""Clips by the names of their files, as people write them."""

import unicodedata
from pathlib import PurePath

from pipeline.store import Store
from schemas.errors import UsageError

SEVERAL = "; "
"""Between the names of several clips."""


class ClipNames:
    """Finds clips by name, and says what they are called.

    Args:
        store: Where the clips are. Texts have no file: they are named by their ids.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._paths: dict[str, str] = {
            row["id"]: row["path"] for row in store.query("SELECT id, path FROM clips WHERE path IS NOT NULL")
        }
        self._found: dict[str, list[str]] = {}
        for clip_id, path in self._paths.items():
            for name in {_plain(path), _plain(PurePath(path).name)}:
                self._found.setdefault(name, []).append(clip_id)

    def name(self, clip_id: str) -> str:
        """A clip's file, with its folder where another has the same name; its id where neither tells it."""
        path = self._paths.get(clip_id)
        if path is None:
            return clip_id
        for name in (PurePath(path).name, path):
            if ";" not in name and self._found[_plain(name)] == [clip_id]:
                return name
        return clip_id

    def clips(self, names: str) -> list[str]:
        """The clips that are named, with ';' between them.

        Raises:
            UsageError: There is no such file, or several have that name.
        """
        return [self._clip(name.strip()) for name in names.split(";") if name.strip()]

    def _clip(self, name: str) -> str:
        if name in self._paths or self._is_text(name):
            return name
        found = self._found.get(_plain(name), [])
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError(
                f"There is no clip {name} in this project.", "Write its file name as in the folder."
            )
        exact = [clip_id for clip_id in found if name in (self._paths[clip_id], clip_id)]
        if len(exact) == 1:
            return exact[0]
        paths = sorted(self._paths[clip_id] for clip_id in found)
        if len({_plain(path) for path in paths}) < len(paths):
            paths = sorted(found)
        raise UsageError(f"Several clips are called {name}.", f"Write which one: {', '.join(paths)}.")

    def _is_text(self, name: str) -> bool:
        texts = "SELECT 1 FROM clips WHERE id = :id AND source IN ('note', 'written')"
        return bool(self._store.query(texts, {"id": name}))


def _plain(name: str) -> str:
    """A name without what is lost when it is typed: capitals, kinds of spaces, and how accents are stored.

    macOS takes accents apart, and puts a narrow space that cannot be typed before the AM of a recording.
    """
    composed = unicodedata.normalize("NFC", " ".join(name.replace("\\", "/").split()))
    return unicodedata.normalize("NFC", composed.casefold())
