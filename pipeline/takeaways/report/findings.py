"""What a report tells: counted and chosen from the answers that may leave, and nothing else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.measured import MEASURED, MODEL, Measured
from pipeline.project import Project
from pipeline.quotations import Wanted, choose_quotations
from pipeline.store import Store
from pipeline.takeaways.report.shares import Share, people, shares
from schemas.people import Channel
from schemas.quotations import Quotation
from schemas.writings import SOURCE_NAMES

_THEMES = 6
"""Themes that are told with quotes of their own."""

_QUOTES = 3
"""Quotes of a theme, each by somebody else."""

_CONTRASTED = 2
"""Quotes on either side of a contrast."""

_FEW = 0.2
"""Of all people: what a smaller share speaks of is said by few."""

_STRONG = 6
"""Strong voices that are told."""


@dataclass(frozen=True, slots=True)
class Told:
    """A theme with what people say of it."""

    share: Share
    definition: str
    quotes: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two themes that oppose each other.

    Attributes:
        one: What some want, with what they say.
        other: What others want.
        both: How many want both.
    """

    one: Told
    other: Told
    both: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked.

    Attributes:
        people: How many were heard.
        named: How many of them are named in the report.
        relations: How many are customers, colleagues, paid, or of unknown relation.
        roles: What they do, as far as it may be told, and how many of each.
        answers: How many answers they give.
        sources: How many of them came from where, as of `schemas.writings.SOURCES`.
        minutes: Of those that were recorded.
        first: The day the first was given, ISO 8601.
        last: The day the last was.
        languages: ISO 639-1 codes, the most frequent first.
    """

    people: int
    named: int
    relations: Mapping[str, int]
    roles: tuple[tuple[str, int], ...]
    answers: int
    sources: Mapping[str, int]
    minutes: float
    first: str
    last: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """How it was made, and how far to trust it.

    Attributes:
        listened: Engines and models.
        doubtful: Words that are more likely wrong than right in the machine's own view.
        words: All words of the answers.
        approved: How many of the answers a person approved.
        corrections: How many decisions of people hold.
        held_back: Why answers were left out, with how many each reason holds back.
        measured: How often the machine is wrong, measured on other recordings.
        measured_model: With which model that was measured.
    """

    listened: tuple[str, ...]
    doubtful: int
    words: int
    approved: int
    corrections: int
    held_back: tuple[tuple[str, int], ...]
    measured: tuple[Measured, ...]
    measured_model: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All that stands in a report."""

    question: str
    channel: Channel
    made_on: str
    about: str
    asked: Asked
    shares: tuple[Share, ...]
    themes: tuple[Told, ...]
    contrasts: tuple[Contrast, ...]
    strong: tuple[Quotation, ...]
    untold: int
    method: Method
    answer_ids: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the report is called."""
        return f"What we heard: {self.question}"

    @property
    def quoted(self) -> tuple[Quotation, ...]:
        """All quotes in it, each once, in the order in which they stand."""
        sides = [side for pair in self.contrasts for side in (pair.one, pair.other)]
        shown = [quote for told in (*self.themes, *sides) for quote in told.quotes]
        return tuple({quote.answer_id: quote for quote in (*shown, *self.strong)}.values())


def find_all(project: Project, store: Store, wanted: Wanted, channel: Channel, today: date) -> Findings:
    """Count and choose what a report tells.

    Args:
        project: Where it was said.
        store: Its database, open for reading.
        wanted: What the report is about; its extent does not count.
        channel: By which way it is to leave.
        today: The day on which it is made.
    """
    whole = choose_quotations(store, replace(wanted, extent="answer"), channel, today)
    quotable = choose_quotations(store, replace(wanted, extent="quote"), channel, today).quotations
    answers = whole.quotations
    found = shares(answers)
    known = {row["slug"]: row for row in store.query("SELECT slug, definition, contrast FROM themes")}
    taken: set[str] = set()
    contrasts = tuple(_contrasts(answers, found, quotable, known))
    themes = tuple(
        Told(share, known[share.theme.slug]["definition"], _best(quotable, share.theme.slug, _QUOTES, taken))
        for share in found[:_THEMES]
    )
    return Findings(
        question=project.settings.question,
        channel=channel,
        made_on=today.isoformat(),
        about=_about(wanted),
        asked=_asked(answers),
        shares=tuple(found),
        themes=themes,
        contrasts=contrasts,
        strong=_strong(quotable, found, taken),
        untold=sum(not answer.themes for answer in answers),
        method=_method(store, answers, whole.held_back),
        answer_ids=tuple(answer.answer_id for answer in answers),
    )


def _best(
    quotable: Sequence[Quotation], theme: str, most: int, taken: set[str], without: str | None = None
) -> tuple[Quotation, ...]:
    """The best quotes on a theme: each by somebody else, and none that stands elsewhere already.

    Args:
        quotable: The best first.
        theme: The theme.
        most: How many.
        taken: The answers that stand somewhere already; those that are found are added.
        without: Only answers that do not speak of this theme.
    """
    found: list[Quotation] = []
    for quote in quotable:
        slugs = {each.slug for each in quote.themes}
        if quote.answer_id in taken or theme not in slugs or without in slugs:
            continue
        if quote.speaker.key in people(found):
            continue
        found.append(quote)
        taken.add(quote.answer_id)
        if len(found) == most:
            break
    return tuple(found)


def _contrasts(
    answers: Sequence[Quotation],
    found: Sequence[Share],
    quotable: Sequence[Quotation],
    known: Mapping[str, Mapping[str, str | None]],
) -> Iterable[Contrast]:
    by_slug = {share.theme.slug: share for share in found}
    told: set[frozenset[str]] = set()
    for share in found:
        slug = share.theme.slug
        other = known[slug]["contrast"]
        # Either of two themes may say that they oppose each other, or both.
        if other not in by_slug or {slug, other} in told:
            continue
        told.add(frozenset((slug, other)))
        both = people(a for a in answers if slug in _slugs(a)) & people(
            a for a in answers if other in _slugs(a)
        )
        taken: set[str] = set()
        yield Contrast(
            Told(share, known[slug]["definition"] or "", _best(quotable, slug, _CONTRASTED, taken, other)),
            Told(
                by_slug[other],
                known[other]["definition"] or "",
                _best(quotable, other, _CONTRASTED, taken, slug),
            ),
            len(both),
        )


def _strong(quotable: Sequence[Quotation], found: Sequence[Share], taken: set[str]) -> tuple[Quotation, ...]:
    """What few said, and strongly: starred, or a complaint, on themes that few speak of."""
    often = {share.theme.slug for share in found if share.share >= _FEW}
    voices: list[Quotation] = []
    for quote in quotable:
        is_rare = quote.themes and not any(theme.slug in often for theme in quote.themes)
        if quote.answer_id in taken or not is_rare or quote.speaker.key in people(voices):
            continue
        if quote.is_starred or quote.polarity == "complaint":
            voices.append(quote)
    return tuple(voices[:_STRONG])


def _asked(answers: Sequence[Quotation]) -> Asked:
    by_key = {answer.speaker.key: answer.speaker for answer in answers}
    roles = Counter(speaker.role for speaker in by_key.values() if speaker.role)
    return Asked(
        people=len(by_key),
        named=sum(speaker.name is not None for speaker in by_key.values()),
        relations=Counter(speaker.relation or "unknown" for speaker in by_key.values()),
        roles=tuple(sorted(roles.items(), key=lambda each: (-each[1], each[0]))),
        answers=len(answers),
        sources=Counter(answer.source for answer in answers),
        minutes=sum(answer.end - answer.start for answer in answers if not answer.is_text) / 60,
        first=min(answer.said_at for answer in answers),
        last=max(answer.said_at for answer in answers),
        languages=tuple(code for code, _ in Counter(a.language for a in answers if a.language).most_common()),
    )


def _method(store: Store, answers: Sequence[Quotation], held_back: Mapping[str, tuple[str, ...]]) -> Method:
    recorded = [answer for answer in answers if not answer.is_text]
    words = [word for answer in recorded for word in answer.words]
    reasons = Counter(reason for told in held_back.values() for reason in told)
    ids = {answer.answer_id for answer in answers}
    [held] = store.query(
        "SELECT count(*) AS number FROM corrections c WHERE undoes IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM corrections u WHERE u.undoes = c.id)"
    )
    return Method(
        listened=tuple(sorted({answer.revision.rpartition(" ")[0] for answer in recorded})),
        doubtful=sum(word.probability < 0.5 for word in words),
        words=len(words),
        approved=sum(
            row["id"] in ids for row in store.query("SELECT id FROM answers WHERE review = 'approved'")
        ),
        corrections=held["number"],
        held_back=tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))),
        measured=MEASURED,
        measured_model=MODEL,
    )


def _slugs(answer: Quotation) -> set[str]:
    return {theme.slug for theme in answer.themes}


def _about(wanted: Wanted) -> str:
    """What it was narrowed to, in words; empty where it is about everything."""
    parts = [
        f"answers with the words “{wanted.text}”" if wanted.text else "",
        f"themes {', '.join(wanted.themes)}" if wanted.themes else "",
        f"said by {', '.join(wanted.people)}" if wanted.people else "",
        f"only {wanted.polarity}" if wanted.polarity else "",
        f"the collection {wanted.collection}" if wanted.collection else "",
        f"only what came from there: {SOURCE_NAMES[wanted.source].lower()}" if wanted.source else "",
        "chosen answers" if wanted.answers else "",
        "only what was approved" if wanted.approved else "",
        "only what was starred" if wanted.starred else "",
    ]
    return "; ".join(filter(None, parts))
