"""A clip shows and says what was said, who says it and whether it may leave, and nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.corrections import correcting
from pipeline.derived import COPY, folders
from pipeline.people import withdraw
from pipeline.probe import probe
from pipeline.project import Project
from pipeline.quotations import Wanted, find_quotations
from pipeline.store import Store
from pipeline.takeaways import clip as module
from pipeline.takeaways.clip import Cut, check_wishes, file_name, make_clip
from pipeline.takeaways.render.encode import write_film
from schemas.errors import ClipError, UsageError
from schemas.people import Channel
from schemas.quotations import Quotation
from tests.pipeline.derive.test_bare import check
from tests.pipeline.takeaways.render.conftest import pictures, samples
from tests.publish.letting_out import let_out


def quotations(project: Project, channel: Channel = "internal") -> tuple[Quotation, ...]:
    """The film's and the sound recording's, if they may leave."""
    found = find_quotations(project, Wanted(extent="answer"), channel, date.today()).quotations
    return tuple(sorted(found, key=lambda each: not each.has_picture))


def cut(project: Project, quotation: Quotation, *, aspect: str = "filmed", captions: bool = False) -> Cut:
    target = project.root / file_name(quotation, aspect)
    return make_clip(project, quotation, target, aspect=aspect, captions=captions)


def differs(one: Path, other: Path, moment: float) -> tuple[float, ...]:
    """How much two films differ at a moment: in four strips from the top down."""
    video = probe(one).video
    assert video
    at = round(moment * 30)
    apart = np.abs(pictures(one)[at].astype(int) - pictures(other)[at])
    return tuple(float(strip.max()) for strip in np.array_split(apart, 4))


def test_what_may_not_leave_is_marked_and_what_may_is_named_and_captioned(film_and_note: Project) -> None:
    [filmed, _] = quotations(film_and_note)
    bare = cut(film_and_note, filmed)
    let_out(film_and_note)
    [outside, _] = quotations(film_and_note, "social")
    assert outside.speaker.name
    named = make_clip(
        film_and_note, outside, film_and_note.root / "named.mp4", aspect="filmed", captions=False
    )
    captioned = make_clip(
        film_and_note, outside, film_and_note.root / "captioned.mp4", aspect="filmed", captions=True
    )
    assert (bare.canvas.width, bare.canvas.height, bare.canvas.rate) == (320, 240, 30.0)
    assert captioned.has_captions
    assert not named.has_captions
    said = outside.start - captioned.span.start
    top, *_, low = differs(named.file, captioned.file, said + 0.3)
    assert top < 40, "nothing else"
    assert low > 100, "captions"
    # While nobody speaks, no caption is shown, and no name stands elsewhere.
    assert max(differs(named.file, captioned.file, 0.0)) < 40
    for made in (bare, named, captioned):
        found = probe(made.file)
        assert found.duration == pytest.approx(made.span.end - made.span.start, abs=0.04)
        check([made.file], (outside.speaker.name, "People who listen"))
    with Store.reading(film_and_note.database) as store:
        kept = {row["path"] for row in store.query("SELECT path FROM takeaways")}
    assert kept == {made.file.name for made in (bare, named, captioned)}
    assert not list(film_and_note.private.glob("film-*")), "nothing is left of making it"


def test_the_mark_is_there_all_along(film_and_note: Project) -> None:
    let_out(film_and_note)
    made = [
        cut(film_and_note, quotations(film_and_note, "internal")[0]).file.rename(
            film_and_note.root / "in.mp4"
        ),
        cut(film_and_note, quotations(film_and_note, "web")[0]).file,
    ]
    seen = [pictures(file).astype(int) for file in made]
    corner = np.abs(seen[0] - seen[1])[:, :60, 160:]
    assert all(each.max() > 60 for each in corner[5:-5])


def test_it_comes_and_goes_in_the_breath(film_and_note: Project) -> None:
    let_out(film_and_note)
    [filmed, _] = quotations(film_and_note, "web")
    made = cut(film_and_note, filmed)
    light = pictures(made.file).mean(axis=(1, 2))
    begin = round((filmed.start - made.span.start) * 30)
    end = round((filmed.end - made.span.start) * 30)
    middle = light[begin : end + 1]
    assert middle.min() > 0.85 * middle.max(), "no word is in the dark"
    if begin > 3:
        assert light[0] < 30
    heard = np.abs(samples(made.file))
    assert heard[:48].max() < 0.1 * heard.max()
    assert heard[-48:].max() < 0.1 * heard.max()


def test_who_was_not_filmed_is_drawn(film_and_note: Project) -> None:
    _, note = quotations(film_and_note)
    made = cut(film_and_note, note, aspect="1:1")
    found = probe(made.file)
    assert found.video
    assert (found.video.width, found.video.height) == (1080, 1080)
    assert found.audio
    assert made.has_captions


def test_without_a_copy_nothing_is_written(film_and_note: Project) -> None:
    [filmed, _] = quotations(film_and_note)
    for copy in folders(film_and_note)[COPY].glob("*.mp4"):
        copy.unlink()
    with pytest.raises(ClipError, match="no copy for the web") as problem:
        cut(film_and_note, filmed)
    assert problem.value.remedy == "Run vox derive."
    assert not list(film_and_note.root.glob("clip-*"))


def test_a_copy_that_breaks_off_leaves_nothing_half_written(film_and_note: Project) -> None:
    [filmed, _] = quotations(film_and_note)
    for copy in folders(film_and_note)[COPY].glob(f"{filmed.clip_id}*.mp4"):
        content = copy.read_bytes()
        place = content.index(b"mdat") + 4
        copy.write_bytes(content[:place] + bytes(len(content) - place))
    with pytest.raises(ClipError, match="No film could be made of answer") as problem:
        cut(film_and_note, filmed)
    assert "vox derive" in problem.value.remedy
    assert not list(film_and_note.root.glob("*clip-*"))


def test_who_withdrew_is_in_no_clip(film_and_note: Project) -> None:
    let_out(film_and_note)
    [filmed, _] = quotations(film_and_note, "web")
    assert filmed.speaker.name
    withdraw(film_and_note, filmed.speaker.name, "Zoe")
    assert filmed.answer_id not in [each.answer_id for each in quotations(film_and_note)]


@pytest.mark.parametrize(
    ("aspect", "target", "said"),
    [
        ("9:15", None, "There is no aspect '9:15'. Did you mean '9:16'?"),
        ("square", None, "There is no aspect 'square'."),
        ("1:1", Path("clip.mov"), "A clip is an MP4, and clip.mov is not called so."),
    ],
)
def test_what_cannot_be_made_is_said_at_once(aspect: str, target: Path | None, said: str) -> None:
    with pytest.raises(UsageError) as problem:
        check_wishes(aspect, target)
    assert problem.value.message == said


def test_a_decision_after_it_was_chosen_counts(film_and_note: Project) -> None:
    """The name of the copy tells what is redacted now: an older one is not cut."""
    [filmed, _] = quotations(film_and_note)
    with correcting(film_and_note, "Ann") as decide:
        decide.blur(filmed.clip_id, 0.0, 3.0, 0.2, 0.2, 0.5, 0.5)
    with pytest.raises(ClipError, match="no copy for the web"):
        cut(film_and_note, filmed)


def test_who_withdraws_while_it_is_made_is_in_no_clip(
    film_and_note: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_out(film_and_note)
    [filmed, _] = quotations(film_and_note, "web")
    name = filmed.speaker.name
    assert name

    def slowly(*given: Any) -> None:
        write_film(*given)
        withdraw(film_and_note, name, "Zoe")

    monkeypatch.setattr(module, "write_film", slowly)
    with pytest.raises(ClipError, match="while its film was made"):
        cut(film_and_note, filmed)
    assert not list(film_and_note.root.glob("*clip-*"))
