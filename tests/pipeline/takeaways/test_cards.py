"""A card holds the exact words, the name as agreed, and nobody else's face."""

import sqlite3
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.derived import CLIPS, COPY, POSTER, folders, names
from pipeline.project import Project
from pipeline.quotations import Wanted, find_quotations
from pipeline.store import Store
from pipeline.takeaways.cards import Look, draw_card, make_cards
from pipeline.takeaways.drawing.cards import CardWords, draw_words
from pipeline.takeaways.drawing.photos import Pixels, jpeg
from pipeline.tools import find_ffmpeg
from schemas.errors import ClipError, UsageError
from schemas.people import Channel
from schemas.quotations import Quotation
from tests.pipeline.takeaways.drawing.pixels import pixels, plain
from tests.publish.curated import FIRST, FULL, NOBODY, TWO, consent, curate, deciding

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)


@pytest.fixture
def people(project: Project) -> Project:
    project.media.mkdir(exist_ok=True)
    made = curate(project)
    with deciding(made) as decisions:
        for clip in (FULL, FIRST, NOBODY):
            decisions.approve_quote(f"{clip}-1")
    return made


def quotations(project: Project, *answers: str, channel: Channel = "internal") -> list[Quotation]:
    wanted = Wanted(answers=answers)
    return list(find_quotations(project, wanted, channel, date(2026, 5, 1)).quotations)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[CardWords, Pixels | None]]:
    """What is drawn, as well as drawing it."""
    seen: list[tuple[CardWords, Pixels | None]] = []

    def note(words: CardWords, *more: Any) -> bytes:
        seen.append((words, more[3]))
        return draw_words(words, *more)

    monkeypatch.setattr("pipeline.takeaways.cards.draw_words", note)
    return seen


def test_a_card_is_written_with_a_text_and_remembered(people: Project) -> None:
    [quotation] = quotations(people, f"{FULL}-1")
    made = make_cards(people, [quotation], Look())
    [card] = made.made
    assert card.file.relative_to(people.root) == Path(f"takeaways/card-{FULL}-1-paper-1080x1080-internal.png")
    assert pixels(card.file.read_bytes()).shape == (1080, 1080, 3)
    alt = card.alt_file.read_text()
    assert card.alt_file == card.file.with_suffix(".txt")
    assert f"“{quotation.text}”" in alt
    assert "Said by: Ottilie Quackenbush, Gardener, Wellingtonia Ltd." in alt
    assert "Marked as internal." in alt
    with sqlite3.connect(people.database) as db:
        kept = db.execute("SELECT path, answer_id FROM takeaway_answers ORDER BY path").fetchall()
    assert kept == [
        (f"takeaways/card-{FULL}-1-paper-1080x1080-internal{ending}", f"{FULL}-1")
        for ending in (".png", ".txt")
    ]
    assert len(list(card.file.parent.iterdir())) == 2


def test_people_are_named_as_they_agreed(
    people: Project, drawn: list[tuple[CardWords, Pixels | None]]
) -> None:
    wanted = [f"{clip}-1" for clip in (FULL, FIRST, NOBODY)]
    made = make_cards(people, quotations(people, *wanted, channel="web"), Look(size="1200x630"))
    assert [card.file.name for card in made.made] == [f"card-{each}-paper-1200x630.png" for each in wanted]
    shown = [words for words, _ in drawn]
    assert [(words.name, words.role) for words in shown] == [
        ("Ottilie Quackenbush", "Gardener, Wellingtonia Ltd"),
        ("Bartholomew", "Gardener"),
        ("A customer", ""),
    ]
    assert not any(words.is_internal for words in shown)
    told = "".join(card.alt for card in made.made)
    assert not any(name in told for name in ("Fitzgibbon", "Persephone", "Oyelaran", "Ipswich", "internal"))


def test_viewers_are_told_of_who_is_paid(
    people: Project, drawn: list[tuple[CardWords, Pixels | None]]
) -> None:
    [quotation] = quotations(people, f"{NOBODY}-1", channel="web")
    paid = replace(quotation, speaker=replace(quotation.speaker, relation="paid"))
    draw_card(people, paid, Look())
    assert (drawn[0][0].name, drawn[0][0].role) == ("", "Paid")


def test_who_answers_later_is_not_shown_as_who_answers_first(
    people: Project, drawn: list[tuple[CardWords, Pixels | None]]
) -> None:
    """The poster of a clip shows who answers first in it; of all others a moment of their own is taken."""
    first, second = quotations(people, f"{TWO}-1", f"{TWO}-2")
    with Store.reading(people.database) as store:
        [clip] = store.query(f"SELECT * FROM ({CLIPS}) WHERE id = :clip", {"clip": TWO})
    files = {kind: folders(people)[kind] / name for kind, name in names(clip).items()}
    for kind in (POSTER, COPY):
        files[kind].parent.mkdir(parents=True, exist_ok=True)
    files[POSTER].write_bytes(jpeg(plain(GREEN, 96, 54)))
    cut = (first.end + second.start) / 2
    red, blue = (f"color=0x{bytes(each).hex()}:s=96x54" for each in (RED, BLUE))
    two = f"{red}:d={cut}[a];{blue}:d=20[b];[a][b]concat"
    command = [str(find_ffmpeg().path), "-loglevel", "error", "-f", "lavfi", "-i", two]
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(files[COPY])], check=True)
    made = make_cards(people, [first, second], Look("portrait"))
    assert not made.failed
    seen = [tuple(picture.mean(axis=(0, 1))) for _, picture in drawn if picture is not None]
    assert seen[0] == pytest.approx(GREEN, abs=12)
    assert seen[1] == pytest.approx(BLUE, abs=12)
    files[POSTER].unlink()
    draw_card(people, first, Look("poster"))
    picture = drawn[-1][1]
    assert picture is not None
    assert tuple(picture.mean(axis=(0, 1))) == pytest.approx(RED, abs=12)


def test_without_a_picture_it_says_what_to_do(people: Project) -> None:
    [quotation] = quotations(people, f"{FULL}-1")
    with pytest.raises(ClipError) as missing:
        draw_card(people, quotation, Look("poster"))
    assert missing.value.remedy == "Run vox derive."
    with pytest.raises(UsageError, match="has no picture") as heard:
        draw_card(people, replace(quotation, has_picture=False), Look("portrait"))
    assert heard.value.remedy == "Take another design: paper, colour or bold."


def test_one_that_fails_does_not_keep_the_others(people: Project) -> None:
    first, second = quotations(people, f"{FULL}-1", f"{FIRST}-1")
    made = make_cards(people, [replace(first, text="\ue000"), second], Look())
    assert [card.quotation.answer_id for card in made.made] == [second.answer_id]
    assert list(made.failed) == [first.answer_id]
    assert len(list((people.root / "takeaways").iterdir())) == 2


def test_what_is_decided_meanwhile_counts(people: Project) -> None:
    [quotation] = quotations(people, f"{FULL}-1")
    consent(people, "Ottilie Quackenbush", "withdrawn")
    made = make_cards(people, [quotation], Look())
    assert str(made.failed[f"{FULL}-1"]) == (
        f"Somebody decided about answer {FULL}-1 while its card was made: there is none."
        " Run the same command again."
    )
    assert not list((people.root / "takeaways").iterdir())


def test_several_do_not_go_into_one_file(people: Project) -> None:
    both = quotations(people, f"{FULL}-1", f"{FIRST}-1")
    with pytest.raises(UsageError, match="2 cards do not go into one file"):
        make_cards(people, both, Look(), people.root / "one.png")
    with pytest.raises(UsageError, match=r"one\.png is no name of a card as SVG"):
        make_cards(people, both[:1], Look(form="svg"), people.root / "one.png")
    assert not (people.root / "one.png").exists()
    folder = people.root / "mine"
    folder.mkdir()
    made = make_cards(people, both, Look(form="svg"), folder)
    assert [card.file.parent for card in made.made] == [folder, folder]


@pytest.mark.parametrize(
    ("look", "message"),
    [
        (Look(design="postr"), "There is no design 'postr'. Did you mean 'poster'?"),
        (Look(size="1080"), "There is no size of cards '1080'."),
        (Look(form="gif"), "There is no format of cards 'gif'."),  # type: ignore[arg-type]
    ],
)
def test_looks_that_there_are_not(look: Look, message: str) -> None:
    with pytest.raises(UsageError) as told:
        look.check()
    assert told.value.message.startswith(message)
