"""All that is known of one answer and why, and who speaks in all of them."""

from collections import defaultdict
from datetime import date
from typing import Any

from pipeline import consent
from pipeline.answer_tables import placed
from pipeline.decisions import THEME, about, decide, taken_back
from pipeline.edits import as_told, unresolved
from pipeline.places import PLACE, WRITINGS, told_place
from pipeline.project import Project
from pipeline.search import find_answer, require_database
from pipeline.store import Store
from schemas.records import Correction

Facts = dict[str, Any]


def show(project: Project, answer_id: str) -> Facts:
    """Everything about an answer: who says it, its question, its themes with why, and what people decided.

    Raises:
        UsageError: Nothing has been ingested, or there is no such answer.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        answer = find_answer(store, answer_id)
        said = store.corrections(answer["clip_id"])
        answers = placed(
            store.query("SELECT * FROM answers WHERE clip_id = :clip_id ORDER BY position", answer)
        )
        decided = decide(answers, said)[answer_id]
        gone = taken_back(said)
        [clip] = store.query(f"SELECT {PLACE} FROM clips c {WRITINGS} WHERE c.id = :clip_id", answer)
        person = store.query("SELECT id, name FROM people WHERE id = :person_id", answer)
        by_answer = {"id": answer_id}
        reasons = store.within(lambda db: consent.held_back(db.conn, "internal", date.today(), [answer_id]))
        return {
            **{key: answer[key] for key in ("id", "clip_id", "start", "end", "text", "language", "voice")},
            "source": answer["source"],
            "file": clip["path"],
            "place": told_place(clip),
            "person": person[0] if person else None,
            "question": answer["question"],
            "off_topic": bool(answer["off_topic"]),
            "review": answer["review"],
            "held_back": [each for each in reasons[answer_id] if each != consent.NO_ANSWER],
            "polarity": _facet(answer, "polarity"),
            "kind": _facet(answer, "kind"),
            "themes": [
                _theme(answer, row, decided.get(THEME + row["slug"]))
                for row in store.query(
                    "SELECT t.slug, t.label, at.tier, at.score, at.source, at.evidence_start,"
                    " at.evidence_end, at.why, at.tagger_version"
                    " FROM answer_themes at JOIN themes t ON t.slug = at.theme"
                    " WHERE at.answer_id = :id ORDER BY at.tier DESC, at.score DESC, t.position",
                    by_answer,
                )
            ],
            "mentions": store.query(
                'SELECT kind, text, start, "end", theme FROM mentions WHERE answer_id = :id ORDER BY start',
                by_answer,
            ),
            "quotes": store.query(
                'SELECT text, start, "end" FROM quotes WHERE answer_id = :id ORDER BY position', by_answer
            ),
            "repeats": store.query(
                "SELECT iif(answer_id = :id, other_id, answer_id) AS id, similarity FROM repeats"
                " WHERE :id IN (answer_id, other_id) ORDER BY similarity DESC, id",
                by_answer,
            ),
            "corrections": [
                {**correction_facts(each), "undone_by": gone.get(each.id)}
                for each in as_told(said)
                if (found := about(each, answers)) and found.id == answer_id
            ],
        }


def correction_facts(correction: Correction) -> Facts:
    """A correction as JSON tells it."""
    return {name: getattr(correction, name) for name in correction.__slots__}


def answers_of(project: Project, clip_id: str) -> list[Facts]:
    """The answers of a clip in order, hidden ones too, with the slugs of their themes."""
    with Store.reading(project.database) as store:
        answers = store.query(
            'SELECT id, start, "end", text, question, person_id, off_topic FROM answers'
            " WHERE clip_id = :clip ORDER BY position",
            {"clip": clip_id},
        )
        for answer in answers:
            answer["off_topic"] = bool(answer["off_topic"])
            answer["themes"] = [
                row["theme"]
                for row in store.query(
                    "SELECT theme FROM answer_themes WHERE answer_id = :id AND tier = 'tag'"
                    " ORDER BY score DESC, theme",
                    answer,
                )
            ]
        return answers


def list_corrections(project: Project) -> list[Facts]:
    """All that people decided, in order, and by which other each was taken back.

    Raises:
        UsageError: Nothing has been ingested.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        said = store.corrections()
    gone = taken_back(said)
    return [{**correction_facts(each), "undone_by": gone.get(each.id)} for each in as_told(said)]


def list_unresolved(project: Project) -> list[Facts]:
    """The decisions that stand over other words since a clip was heard anew: somebody has to look at them.

    Raises:
        UsageError: Nothing has been ingested.
    """
    require_database(project)
    found: list[Correction] = []
    with Store.reading(project.database) as store:
        said: dict[str, list[Correction]] = defaultdict(list)
        for each in filter(lambda each: each.clip_id, store.corrections()):
            said[each.clip_id].append(each)
        for clip_id, decisions in said.items():
            transcript = store.transcript(clip_id)
            again = {each.id for each in unresolved(transcript.words if transcript else (), decisions)}
            found += [each for each in as_told(decisions) if each.id in again]
    return [correction_facts(each) for each in sorted(found, key=lambda each: each.id)]


def _facet(answer: Facts, name: str) -> Facts | None:
    """Polarity or kind: how sure the machine is, or that a person says so."""
    if answer[name] is None:
        return None
    score = answer[f"{name}_score"]
    return {"value": answer[name], "score": score, "source": "person" if score is None else "model"}


def _theme(answer: Facts, row: Facts, decided: Correction | None) -> Facts:
    """A theme with the words that earned it, and who decided about it."""
    start, end = row.pop("evidence_start"), row.pop("evidence_end")
    return {
        **row,
        "evidence": None if start is None else [start, end],
        "words": None if start is None else answer["text"][start:end],
        "author": decided.author if decided else None,
    }
