"""Taking decisions back."""

from pipeline import rows
from pipeline.corrections.base import RE_READ, Deciding
from pipeline.decisions import DETAIL, holding, taken_back
from pipeline.people_tables import describe_person
from schemas.errors import UsageError
from schemas.records import Correction


class Undo(Deciding):
    """Taking decisions back."""

    def undo(self, number: int | None = None) -> Correction:
        """Take a decision back; by default the last that was not. What took one back can be taken back too.

        Args:
            number: Of the decision.
        """
        said = {each.id: each for each in self._store.corrections()}
        held = holding(said.values())
        if number is None and not held:
            raise UsageError("There is nothing to undo.")
        chosen = held[-1] if number is None else said.get(number)
        if chosen is None:
            raise UsageError(f"There is no correction {number}.", "See them all with: vox correct log")
        if by := taken_back(said.values()).get(chosen.id):
            raise UsageError(
                f"Correction {chosen.id} was taken back already, by {by}.",
                f"To make it hold again: vox correct undo {by}",
            )
        back = Correction(
            id=0,
            clip_id=chosen.clip_id,
            answer_id=chosen.answer_id,
            field=chosen.field,
            before=chosen.after,
            after=chosen.before,
            start=chosen.start,
            end=chosen.end,
            author=self._author,
            made_at=rows.now(),
            undoes=chosen.id,
        )
        if chosen.field.startswith(DETAIL):
            return self.together(lambda: self._undo_detail(back))
        return self._store.save_correction(back, self._remake(back) if chosen.field in RE_READ else None)

    def _undo_detail(self, back: Correction) -> Correction:
        stored = self._store.save_correction(back)
        person_id, column = back.field.removeprefix(DETAIL).rsplit(":", 1)
        said = [each for each in self._store.corrections() if each.field == back.field]
        held = holding(said)
        # What was decided later holds, whatever is taken back before it.
        value = held[-1].after if held else said[0].before
        self._store.within(lambda db: describe_person(db, person_id, {column: value}))
        return stored
