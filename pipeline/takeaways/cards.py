"""Cards: what somebody said as a picture to post, with a text for who cannot see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.derived import CLIPS, COPY, POSTER, folders, names
from pipeline.project import Project
from pipeline.quotations import Extent, Wanted, find_quotations
from pipeline.search import near
from pipeline.store import Store
from pipeline.takeaways.drawing.cards import CardWords, draw_words
from pipeline.takeaways.drawing.colours import ACCENT
from pipeline.takeaways.drawing.layouts import DESIGNS, PICTURED, PLAIN, SIZES
from pipeline.takeaways.drawing.lettering import quoted
from pipeline.takeaways.drawing.page import Form
from pipeline.takeaways.drawing.photos import Pixels, read
from pipeline.takeaways.keeping import default_path, keeping
from schemas.errors import ClipError, UsageError, VoxError
from schemas.quotations import Quotation
from schemas.records import Span

FORMS: tuple[Form, ...] = ("png", "svg")

_RELATIONS = {"customer": "A customer", "colleague": "A colleague"}
"""How somebody is called who is not named."""

_PAID = "Paid"
"""What viewers must be told of who is."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a card looks.

    Attributes:
        design: One of `DESIGNS`.
        size: One of `SIZES`.
        form: One of `FORMS`.
    """

    design: str = "paper"
    size: str = "1080x1080"
    form: Form = "png"

    def check(self) -> None:
        """Make sure that there is such a look.

        Raises:
            UsageError: There is no such design, size or format.
        """
        for what, value, known in (
            ("design", self.design, DESIGNS),
            ("size of cards", self.size, tuple(SIZES)),
            ("format of cards", self.form, FORMS),
        ):
            if value not in known:
                raise UsageError(
                    f"There is no {what} '{value}'.{near(value, known)}",
                    f"Say {', '.join(known[:-1])} or {known[-1]}.",
                )


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was made.

    Attributes:
        quotation: What is on it.
        file: The picture.
        alt_file: A text file that holds `alt`.
        alt: What the card shows, for who cannot see it.
    """

    quotation: Quotation
    file: Path
    alt_file: Path
    alt: str


@dataclass(frozen=True, slots=True)
class Cards:
    """What was made; and what could not be, with the reason, by the id of the answer."""

    made: tuple[Card, ...]
    failed: dict[str, VoxError]


def make_cards(
    project: Project, quotations: Sequence[Quotation], look: Look, out: Path | None = None
) -> Cards:
    """Make a card of each of some quotations.

    Args:
        project: Where it was said.
        quotations: What is on them.
        look: How they look.
        out: A file, or a folder; None for the project's own.

    Raises:
        UsageError: There is no such look; or several cards would be in one file.
        LockedError: Another run has been writing to the project all the while.
        MachineError: There is no room, or no right to write.
    """
    look.check()
    if out and not out.is_dir() and out.suffix.lower() != f".{look.form}":
        raise UsageError(
            f"{out.name} is no name of a card as {look.form.upper()}.",
            f"Name a file that ends in .{look.form}, or a folder that is there.",
        )
    targets = [_target(project, each, look, out) for each in quotations]
    if len(set(targets)) < len(targets):
        raise UsageError(
            f"{len(targets)} cards do not go into one file, {out}.", "Name a folder that is there with --out."
        )
    made: list[Card] = []
    failed: dict[str, VoxError] = {}
    for quotation, target in zip(quotations, targets, strict=True):
        try:
            picture = draw_card(project, quotation, look)
        except VoxError as problem:
            failed[quotation.answer_id] = problem
            continue
        try:
            made.append(_keep(project, quotation, picture, alt_text(project, quotation, look), target))
        except ClipError as problem:
            failed[quotation.answer_id] = problem
    return Cards(tuple(made), failed)


def draw_card(project: Project, quotation: Quotation, look: Look) -> bytes:
    """Draw a card.

    Args:
        project: Where it was said.
        quotation: What is on it.
        look: How it looks.

    Raises:
        UsageError: The words are too many, or there is no picture for a design that has one.
        ClipError: The picture has not been made.
        MachineError: No font has some of the characters.
    """
    picture = _picture(project, quotation) if look.design in PICTURED else None
    alt = alt_text(project, quotation, look)
    return draw_words(_words(project, quotation), look.design, look.size, look.form, picture, alt)


def alt_text(project: Project, quotation: Quotation, look: Look) -> str:
    """What a card shows, in sentences, for who cannot see it."""
    words = _words(project, quotation)
    who = ", ".join(filter(None, (words.name, words.role)))
    sentences = [
        f"A card with a quote: {quoted(words.quote, words.language)}",
        f"Said by: {who}." if who else "",
        f"In answer to: {words.question}",
        f"Theme: {words.theme}." if words.theme else "",
        "With a picture of the clip in which it is said." if look.design in PICTURED else "",
        "Marked as internal." if words.is_internal else "",
    ]
    return "".join(f"{sentence}\n" for sentence in sentences if sentence)


def _words(project: Project, quotation: Quotation) -> CardWords:
    """What is written on a card; of the speaker what they agreed to be told of."""
    speaker = quotation.speaker
    told = [speaker.role, speaker.company] if speaker.name else []
    if speaker.relation == "paid":
        told.append(_PAID)
    theme = quotation.themes[0] if quotation.themes else None
    return CardWords(
        quote=quotation.text,
        language=quotation.language,
        name=speaker.name or _RELATIONS.get(speaker.relation or "", ""),
        role=", ".join(filter(None, told)),
        theme=theme.label if theme else "",
        question=project.settings.question,
        hue=theme.hue if theme else ACCENT,
        is_internal=quotation.channel == "internal",
    )


def _picture(project: Project, quotation: Quotation) -> Pixels:
    """A picture of who speaks: the clip's own, if it was taken while they do; else one of its copy."""
    if not quotation.has_picture:
        raise UsageError(
            f"The clip of answer {quotation.answer_id} has no picture.",
            f"Take another design: {', '.join(PLAIN[:-1])} or {PLAIN[-1]}.",
        )
    with Store.reading(project.database) as store:
        [clip] = store.query(f"SELECT * FROM ({CLIPS}) WHERE id = :clip", {"clip": quotation.clip_id})
    files = {kind: folders(project)[kind] / name for kind, name in names(clip).items()}
    is_theirs = (clip["speaks_from"] or 0) <= quotation.start < (clip["speaks_to"] or 0)
    try:
        if is_theirs and files[POSTER].is_file():
            return read(files[POSTER])
        return read(files[COPY], Span(quotation.start, quotation.end))
    except OSError:
        raise ClipError(
            f"There is no picture yet of the clip of answer {quotation.answer_id}.", "Run vox derive."
        ) from None


def _target(project: Project, quotation: Quotation, look: Look, out: Path | None) -> Path:
    name = f"card-{quotation.answer_id}-{look.design}-{look.size}.{look.form}"
    if out is None:
        return default_path(project, name, quotation.channel)
    return out / name if out.is_dir() else out


def _keep(project: Project, quotation: Quotation, picture: bytes, alt: str, target: Path) -> Card:
    beside = target.with_suffix(".txt")
    channel, answers = quotation.channel, [quotation.answer_id]
    with (
        keeping(project, target, "card", channel, answers) as unfinished,
        keeping(project, beside, "card", channel, answers) as unfinished_text,
    ):
        unfinished.write_bytes(picture)
        unfinished_text.write_text(alt, encoding="utf-8")
        _require_unchanged(project, quotation)
    return Card(quotation, target, beside, alt)


def _require_unchanged(project: Project, before: Quotation) -> None:
    """Make sure that what was allowed when it was chosen still is: of many cards the last takes a while.

    Raises:
        ClipError: It may not leave any more, is redacted, corrected, or of somebody else.
    """
    extent: Extent = "answer" if before.is_whole else "quote"
    wanted = Wanted(answers=(before.answer_id,), extent=extent)
    now = find_quotations(project, wanted, before.channel, date.today()).quotations
    if [(each.words, each.speaker) for each in now] != [(before.words, before.speaker)]:
        raise ClipError(
            f"Somebody decided about answer {before.answer_id} while its card was made: there is none.",
            "Run the same command again.",
        )
