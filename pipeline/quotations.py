"""Which words may be taken away: chosen by what they are about and who says them, and asked of the one rule.

Everything that people take away, a list of quotes, a card, a clip, a film, a report, is made of what
`find_quotations` gives, so that none of it holds words or names that may not leave.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal

from sqlite_utils import Database

from pipeline.consent import Agreed, agreements, as_agreed, held_back
from pipeline.project import Project
from pipeline.rows import Row
from pipeline.search import Query, find_answer, find_person, find_source, find_theme, near, require_database
from pipeline.store import Store
from schemas.errors import UsageError
from schemas.people import CHANNELS, Channel
from schemas.quotations import NamedTheme, Quotation, Speaker
from schemas.records import Word, join_words

POLARITIES = ("praise", "complaint", "neutral")

QUOTE_NOT_APPROVED = "Its quote is not approved to stand alone."
OTHER_WORDS = "Its text is not that of its words any more: run vox retag."
NO_WORDS = "All its words were taken out."

_ALL = 1 << 62

Extent = Literal["quote", "answer"]
"""How much of an answer is taken: its best quote (all of it, where it is as short as one), or all of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take away; each narrows it further.

    Attributes:
        text: Words, as in `vox search`.
        themes: Slugs: answers with any of these as a tag.
        people: Names or ids: answers of any of these.
        polarity: One of `POLARITIES`; empty for all.
        collection: The folder the clips lie in; None for all.
        source: Where they came from, one of `schemas.writings.SOURCES`; empty for all.
        answers: Ids: these answers, in this order; empty for all.
        approved: Whether only what somebody approved.
        starred: Whether only what somebody starred.
        extent: How much of each answer.
    """

    text: str = ""
    themes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    polarity: str = ""
    collection: str | None = None
    source: str = ""
    answers: tuple[str, ...] = ()
    approved: bool = False
    starred: bool = False
    extent: Extent = "quote"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What may be taken away of what was wanted.

    Attributes:
        quotations: In the order that was asked for; else by how well they fit the words, or the best first.
        held_back: Why each of the others may not, by the id of its answer, in sentences that name nobody.
    """

    quotations: tuple[Quotation, ...]
    held_back: Mapping[str, tuple[str, ...]]


def find_quotations(project: Project, wanted: Wanted, channel: Channel, today: date) -> Chosen:
    """Choose what may be taken away.

    Args:
        project: Where it was said.
        wanted: What is looked for.
        channel: By which way it is to leave.
        today: The day on which it leaves.

    Raises:
        UsageError: Nothing has been ingested; or there is no such theme, person, answer or way.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        return choose_quotations(store, wanted, channel, today)


def choose_quotations(store: Store, wanted: Wanted, channel: Channel, today: date) -> Chosen:
    """The same, of a database that is open for reading."""
    people = _check(store, wanted, channel)
    return store.within(lambda db: _choose(db, wanted, people, channel, today))


def require_any(chosen: Chosen) -> None:
    """Make sure that there is something to take away.

    Raises:
        UsageError: Nothing matches, or none of it may leave; the details say why, with how many answers.
    """
    if chosen.quotations:
        return
    if not chosen.held_back:
        raise UsageError(
            "No answer matches.", "Ask for less at once; vox search and vox themes show what there is."
        )
    counts: dict[str, int] = defaultdict(int)
    for reasons in chosen.held_back.values():
        for reason in reasons:
            counts[reason] += 1
    often = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    raise UsageError(
        f"None of the {len(chosen.held_back)} answers that match may leave by this way."
        if len(chosen.held_back) > 1
        else "The answer that matches may not leave by this way.",
        "Approve answers and record consents in vox studio, or by vox correct and vox people.",
        [f"{count}: {reason}" for reason, count in often],
    )


def require_channel(channel: str) -> None:
    """Make sure that there is such a way out.

    Raises:
        UsageError: There is none; the message names the one that may have been meant.
    """
    if channel not in CHANNELS:
        raise UsageError(
            f"There is no way out called '{channel}'.{near(channel, CHANNELS)}",
            f"Say {', '.join(CHANNELS[:-1])} or {CHANNELS[-1]}.",
        )


def _check(store: Store, wanted: Wanted, channel: str) -> list[str]:
    """The ids of the people that are wanted, once all that was asked for makes sense."""
    require_channel(channel)
    if wanted.polarity and wanted.polarity not in POLARITIES:
        raise UsageError(
            f"There is no polarity '{wanted.polarity}'.{near(wanted.polarity, POLARITIES)}",
            f"Say {', '.join(POLARITIES[:-1])} or {POLARITIES[-1]}.",
        )
    if wanted.source:
        find_source(wanted.source)
    for theme in wanted.themes:
        find_theme(store, theme)
    for answer in wanted.answers:
        find_answer(store, answer)
    if wanted.collection:
        known = [row["collection"] for row in store.query("SELECT DISTINCT collection FROM clips")]
        if wanted.collection not in known:
            named = [name for name in known if name]
            raise UsageError(
                f"There is no collection '{wanted.collection}'.{near(wanted.collection, named)}",
                f"Collections are the folders in the drop folder: {', '.join(named) or 'there are none'}.",
            )
    return [find_person(store, person) for person in wanted.people]


def _choose(db: Database, wanted: Wanted, people: Sequence[str], channel: Channel, today: date) -> Chosen:
    rows = {row["id"]: row for row in _matching(db, wanted, people)}
    order = [each for each in _order(db, wanted) if each in rows]
    reasons = {**held_back(db.conn, channel, today, order)}
    agreed = agreements(db.conn, today)
    found: list[Quotation] = []
    for answer_id in order:
        if reasons[answer_id]:
            continue
        made = _quotation(db, rows[answer_id], wanted.extent, channel, agreed)
        if isinstance(made, str):
            reasons[answer_id] = (made,)
        elif not wanted.approved or made.is_approved:
            found.append(made)
    if not wanted.text and not wanted.answers:
        # Of those that stand equally well alone the order of clips decides: sorting keeps it.
        found.sort(key=lambda each: (-each.is_starred, -each.is_approved, -each.score))
    held = {answer_id: reasons[answer_id] for answer_id in order if reasons[answer_id]}
    return Chosen(tuple(found), held)


def _order(db: Database, wanted: Wanted) -> list[str]:
    """The ids of answers in the order in which they are given."""
    if wanted.answers:
        return list(dict.fromkeys(wanted.answers))
    found = Query(wanted.text).page(_ALL)
    shown = [row["id"] for row in db.query(found.sql, dict(found.params))]
    if wanted.text:
        return shown
    # What is withheld is told with its reason; that something is hidden is no news to who hid it.
    withheld = [row["id"] for row in db.query("SELECT id FROM answers WHERE withheld AND NOT off_topic")]
    return list(dict.fromkeys([*shown, *withheld]))


def _matching(db: Database, wanted: Wanted, people: Sequence[str]) -> list[Row]:
    conditions = ["1"]
    if wanted.themes:
        conditions.append(
            "EXISTS (SELECT 1 FROM answer_themes at WHERE at.answer_id = a.id AND at.tier = 'tag'"
            " AND at.theme IN (SELECT value FROM json_each(:themes)))"
        )
    if people:
        conditions.append("a.person_id IN (SELECT value FROM json_each(:people))")
    if wanted.polarity:
        conditions.append("a.polarity = :polarity")
    if wanted.collection is not None:
        conditions.append("c.collection = :collection")
    if wanted.source:
        conditions.append("a.source = :source")
    if wanted.answers:
        conditions.append("a.id IN (SELECT value FROM json_each(:answers))")
    if wanted.approved:
        conditions.append("a.review = 'approved'")
    if wanted.starred:
        conditions.append("a.starred")
    return list(
        db.query(
            "SELECT a.*, c.width IS NOT NULL AS has_picture,"
            " substr(coalesce(c.recorded_at, c.added_at), 1, 10) AS said_at,"
            " q.first_word AS quote_first, q.last_word AS quote_last, q.score AS quote_score"
            " FROM answers a JOIN clips c ON c.id = a.clip_id"
            " LEFT JOIN quotes q ON q.answer_id = a.id AND q.position = 1"
            f" WHERE {' AND '.join(conditions)}",
            {
                "themes": json.dumps(wanted.themes),
                "people": json.dumps(people),
                "polarity": wanted.polarity,
                "collection": wanted.collection,
                "source": wanted.source,
                "answers": json.dumps(wanted.answers),
            },
        )
    )


def _quotation(
    db: Database, answer: Row, extent: Extent, channel: Channel, agreed: Mapping[str, Agreed]
) -> Quotation | str:
    """An answer, or its best quote, as it may be given away; or why there is none, in a sentence."""
    whole = list(
        db.query(
            "SELECT * FROM spoken WHERE clip_id = :clip_id AND position BETWEEN :first_word AND :last_word"
            " ORDER BY position",
            {name: answer[name] for name in ("clip_id", "first_word", "last_word")},
        )
    )
    if _joined(whole) != answer["text"]:
        return OTHER_WORDS
    is_whole = extent == "answer" or answer["quote_first"] is None
    # What was approved may leave as a whole; a piece of it alone only where somebody approved that piece.
    is_approved = answer["review"] == "approved" and (is_whole or answer["quote_review"] == "approved")
    if channel != "internal" and not is_approved:
        return QUOTE_NOT_APPROVED
    first, last = (
        (answer["first_word"], answer["last_word"])
        if is_whole
        else (answer["quote_first"], answer["quote_last"])
    )
    words = tuple(
        Word(row["start"], row["end"], row["text"], row["probability"], bool(row["glued"]))
        for row in whole
        if first <= row["position"] <= last and row["text"]
    )
    if not words:
        return NO_WORDS
    return Quotation(
        answer_id=answer["id"],
        clip_id=answer["clip_id"],
        text=join_words(words),
        start=words[0].start,
        end=words[-1].end,
        words=words,
        speaker=name_speaker(db, answer, channel, agreed),
        themes=tuple(
            NamedTheme(row["slug"], row["label"], row["hue"])
            for row in db.query(
                "SELECT t.slug, t.label, t.hue FROM answer_themes at JOIN themes t ON t.slug = at.theme"
                " WHERE at.answer_id = :id AND at.tier = 'tag' ORDER BY at.score DESC, t.position",
                {"id": answer["id"]},
            )
        ),
        polarity=answer["polarity"],
        kind=answer["kind"],
        language=answer["language"],
        is_whole=is_whole,
        is_approved=is_approved,
        is_starred=bool(answer["starred"]),
        score=answer["quote_score"] or 0.0,
        revision=_revision(db, answer, whole),
        has_picture=bool(answer["has_picture"]),
        source=answer["source"],
        said_at=answer["said_at"],
        question=answer["question"],
        channel=channel,
    )


def _joined(rows: Sequence[Row]) -> str:
    return join_words([Word(0.0, 0.0, row["text"], 1.0, bool(row["glued"])) for row in rows])


def name_speaker(db: Database, answer: Row, channel: Channel, agreed: Mapping[str, Agreed]) -> Speaker:
    """Who says it, as they agreed to be called; among those who made the clips, as these call them."""
    key = answer["speaker"]
    if answer["person_id"] is None:
        return Speaker(key)
    [person] = db.query("SELECT * FROM people WHERE id = :id", {"id": answer["person_id"]})
    agreement = agreed.get(answer["person_id"], Agreed())
    # Who has not been asked yet may be called by name only where nothing leaves.
    naming = "full" if channel == "internal" and agreement.status == "unknown" else agreement.naming
    told = as_agreed({name: person[name] for name in ("name", "role", "company", "place")}, naming)
    return Speaker(key, **told, relation=person["relation"])


def _revision(db: Database, answer: Row, words: Sequence[Row]) -> str:
    """Names what an answer was read from: who listened, and a sum of its words and their times."""
    heard = next(
        db.query(
            "SELECT engine, model FROM runs WHERE clip_id = :clip_id AND stage = 'transcribe'",
            {"clip_id": answer["clip_id"]},
        ),
        {"engine": None, "model": None},
    )
    said = json.dumps([[row["text"], row["start"], row["end"]] for row in words], ensure_ascii=False)
    listened = " ".join(filter(None, (heard["engine"], heard["model"])))
    return f"{listened} {sha256(said.encode()).hexdigest()[:8]}".strip()
