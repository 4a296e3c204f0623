"""Where the pictures and copies of clips lie, and by which recipe they are made.

Each is a file whose name tells the clip and the recipe, so that what is missing or made by another recipe is
seen from a list of names alone:

    .vox/posters/CLIP.RECIPE.jpg    .vox/waveforms/CLIP.RECIPE.png
    .vox/web/CLIP.RECIPE.mp4        .vox/strips/CLIP.RECIPE.jpg

What is redacted of a clip is in the recipe, too: a file in which it is still seen or heard has another name,
and is not served. The films of publications lie in .vox/published (see `pipeline.films`).

In the place of one that could not be made lies an empty file of the same name with `.failed` behind it.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.edits import redactions
from pipeline.project import Project
from pipeline.rows import Row
from schemas.records import Correction, Redactions

POSTER, WAVEFORM, COPY, STRIP, FILM = "poster", "waveform", "web_copy", "strip", "film"

FAILED = ".failed"

VERSIONS = {POSTER: 1, WAVEFORM: 1, COPY: 1, STRIP: 1}
"""Part of the recipes: raised when one is made another way, so that all of them are made anew."""

CLIPS = """
    SELECT c.id, c.path, c.duration, c.track, c.web_copy, c.width IS NOT NULL AS has_picture,
           a.start AS speaks_from, a."end" AS speaks_to,
           (SELECT json_group_array(json_array(k.id, k.field, k."after", k.start, k."end", k.undoes))
            FROM corrections k WHERE k.clip_id = c.id AND k.field IN ('redact', 'blur')) AS hiding
    FROM clips c LEFT JOIN answers a ON a.clip_id = c.id AND a.position = (
        SELECT min(position) FROM answers WHERE clip_id = c.id AND NOT off_topic
    )
    WHERE c.status <> 'failed' AND c.source IN ('video', 'sound')
"""
"""The clips that have pictures, with all that decides how these are made."""


NOTES = """
    SELECT n.id, c.path, c.duration, c.track, c.web_copy, 1 AS has_picture, c.id AS of_clip,
           coalesce(w.at, w.start, 0) AS speaks_from, coalesce(w.at, w.start, 0) AS speaks_to,
           (SELECT json_group_array(json_array(k.id, k.field, k."after", k.start, k."end", k.undoes))
            FROM corrections k WHERE k.clip_id = c.id AND k.field IN ('redact', 'blur')) AS hiding,
           EXISTS (SELECT 1 FROM word_edits e WHERE e.clip_id = n.id AND e.redacted) AS is_barred
    FROM clips n JOIN writings w ON w.clip_id = n.id JOIN clips c ON c.id = w.of_clip
    WHERE n.source = 'note' AND c.path IS NOT NULL
"""
"""The notes that were read in clips, each as one of `CLIPS`: its picture is the moment it is seen best."""

_NOTHING = "[]"
"""What `hiding` is of a clip in which nothing ever was redacted."""


def folders(project: Project) -> dict[str, Path]:
    """Where the files of each kind lie."""
    return {
        POSTER: project.private / "posters",
        WAVEFORM: project.private / "waveforms",
        COPY: project.private / "web",
        STRIP: project.private / "strips",
        FILM: project.private / "published",
    }


def redactions_of(clip: Row) -> Redactions:
    """All that is not to be heard or seen of a clip.

    Args:
        clip: A row of `CLIPS`.
    """
    if clip["hiding"] == _NOTHING:
        return Redactions()  # As of nearly all: a project may have a hundred thousand.
    return redactions(
        [
            Correction(number, clip["id"], None, field, None, after, start, end, "", "", undoes)
            for number, field, after, start, end, undoes in json.loads(clip["hiding"])
        ]
    )


def names(clip: Row) -> dict[str, str]:
    """The files a clip has when all are made: their names, by kind.

    Args:
        clip: A row of `CLIPS` or `NOTES`.
    """
    hidden = redactions_of(clip)
    if "of_clip" in clip:
        # Words that are barred in the text stand in the picture, so there is none.
        moment = f"-{clip['speaks_from'] * 1000:.0f}{_suffix(Redactions(boxes=hidden.boxes))}"
        return {} if clip["is_barred"] else {POSTER: f"{clip['id']}.{VERSIONS[POSTER]}{moment}.jpg"}
    copy = f"-{clip['track']}{_suffix(hidden)}"
    if not clip["has_picture"]:
        heard = _suffix(Redactions(sounds=hidden.sounds))
        recipes = {WAVEFORM: f"-{clip['track']}{heard}.png", COPY: f"{copy}.mp4"}
    else:
        seen, moment = _suffix(Redactions(boxes=hidden.boxes)), ""
        if clip["speaks_from"] is not None:
            moment = f"-{clip['speaks_from'] * 1000:.0f}-{clip['speaks_to'] * 1000:.0f}"
        recipes = {POSTER: f"{moment}{seen}.jpg", COPY: f"{copy}.mp4", STRIP: f"{seen}.jpg"}
    return {kind: f"{clip['id']}.{VERSIONS[kind]}{recipe}" for kind, recipe in recipes.items()}


def copy_name(clip: Row) -> str:
    """The name of the web copy of a clip, or of the clip in which a note is seen.

    Args:
        clip: A row of `CLIPS` or `NOTES`.
    """
    owner = clip.get("of_clip", clip["id"])
    return f"{owner}.{VERSIONS[COPY]}-{clip['track']}{_suffix(redactions_of(clip))}.mp4"


def like_poster(clip: Row) -> str:
    """What the names of all posters match that show no more of a clip than its own does, for `Path.glob`.

    Args:
        clip: A row of `CLIPS`.
    """
    return f"{clip['id']}.*{_suffix(Redactions(boxes=redactions_of(clip).boxes))}.jpg"


def _suffix(hidden: Redactions) -> str:
    return f"-{hidden.recipe}" if hidden.recipe else ""


def files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What lies in a folder; nothing, if it is not there."""
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return


def disk_use(project: Project) -> dict[str, int]:
    """Bytes that pictures and copies take, by kind."""
    return {
        kind: sum(file.stat(follow_symlinks=False).st_size for file in files(folder) if file.is_file())
        for kind, folder in folders(project).items()
    }


def count_failures(project: Project) -> int:
    """How many pictures and copies could not be made."""
    return sum(file.name.endswith(FAILED) for folder in folders(project).values() for file in files(folder))
