"""Decisions about what of a clip is not to be heard, read or seen."""

import json

from pipeline.corrections.base import Deciding
from pipeline.edits import BLUR, REDACT
from pipeline.places import is_text
from pipeline.search import find_answer
from schemas.errors import UsageError
from schemas.records import Correction

HOWS = ("mute", "bleep")


class Redaction(Deciding):
    """Decisions about redactions."""

    def redact(self, answer_id: str, first: int, last: int, how: str = "mute") -> Correction | None:
        """Hide words: their sound is muted or bleeped, and a bar stands in their place.

        Args:
            answer_id: The answer.
            first: Position in the clip of the first of the words.
            last: Position of the last, included.
            how: `mute` or `bleep`.
        """
        if how not in HOWS:
            raise UsageError(f"Words can be hidden by mute or bleep, not by '{how}'.")
        answer = find_answer(self._store, answer_id)
        if is_text(answer) and how != HOWS[0]:
            raise UsageError("This was written: there is no sound to put a tone over.", "A bar stands there.")
        words, _ = self._spoken(answer, first, last)
        start, end = words[0].start, words[-1].end
        if any(
            (each.start, each.end, each.after) == (start, end, how) for each in self._held(answer, REDACT)
        ):
            return None
        # What was said there is not written into the decision.
        return self._edit(answer, REDACT, None, how, start, end, is_about_sound=True)

    def blur(
        self,
        clip_id: str,
        start: float,
        end: float,
        x: float,
        y: float,
        width: float,
        height: float,
        person: str | None = None,
    ) -> Correction | None:
        """Hide a part of the picture for a while.

        Args:
            clip_id: The clip.
            start: Seconds from the start of the clip.
            end: Likewise.
            x: Of the upright picture's width, where the box begins: 0 at the left to 1.
            y: Of its height: 0 at the top to 1.
            width: Of the picture's width.
            height: Of its height.
            person: Whom it covers, by name or id.
        """
        found = self._store.query("SELECT id, source, width FROM clips WHERE id = :id", {"id": clip_id})
        if not found:
            raise UsageError(f"There is no clip {clip_id}.", "Its id is in the address of its page.")
        if is_text(found[0]):
            raise UsageError("This was written: there is no picture to hide anything of.")
        if found[0]["width"] is None:
            raise UsageError("This clip has no picture to hide anything of.")
        if not 0 <= start < end:
            raise UsageError(f"A box cannot last from {start:g} to {end:g} seconds.")
        if not (0 <= x < 1 and 0 <= y < 1 and 0 < width <= 1 - x + 1e-6 and 0 < height <= 1 - y + 1e-6):
            raise UsageError(
                "The box does not lie in the picture.",
                "Its left, top, width and height are shares of the picture, from 0 to 1.",
            )
        covered = self._known_person(person) if person else None
        box = {"x": x, "y": y, "width": width, "height": height, "person": covered}
        clip = {"clip_id": clip_id, "id": None, "start": start, "end": end}
        return self._decide(clip, BLUR, None, json.dumps(box))
