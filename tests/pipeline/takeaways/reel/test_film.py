"""From a query to a film, and to a folder for an editor: whole or absent, and never longer than allowed."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import opentimelineio as otio
import pytest

from pipeline import tools
from pipeline.corrections import correcting
from pipeline.derived import COPY, folders
from pipeline.people import withdraw
from pipeline.probe import probe
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.quotations import Wanted
from pipeline.takeaways.reel import film as module
from pipeline.takeaways.reel.choice import Planned, plan_film
from pipeline.takeaways.reel.editing import make_edit
from pipeline.takeaways.reel.film import Made, make_film, prepare
from pipeline.takeaways.reel.music import below, lowered, open_music
from pipeline.takeaways.reel.plan import Plan
from pipeline.takeaways.reel.scenes import Scene, lay_out
from pipeline.takeaways.render import canvas
from pipeline.takeaways.render.pieces import Piece
from schemas.errors import ClipError, UsageError
from schemas.records import Probe, Span
from tests.hostile import references
from tests.pipeline.derive.test_bare import check
from tests.pipeline.takeaways.render.conftest import SOUND_RATE, ffmpeg, pictures, quotation, samples
from tests.publish.letting_out import let_out

WISH = Plan((), title="Why?", aspect="1:1", longest=30.0)
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Films as large as a stamp: what they show is of no matter here."""
    monkeypatch.setitem(canvas.SIZES, "1:1", (120, 120))


def planned(project: Project, wish: Plan = WISH, people: int = 12, **wanted: object) -> Planned:
    return plan_film(project, Wanted(**wanted), people, wish, TODAY)  # type: ignore[arg-type]


def rendered(project: Project, found: Planned, music: Path | None = None, name: str = "reel.mp4") -> Made:
    layout = prepare(project, found.plan, [piece.quotation for piece in found.pieces])
    return make_film(project, found.plan, layout, project.root / name, music, Silent())


def taken(project: Project) -> dict[str, int]:
    """The files that are remembered, and how many answers are in each."""
    with sqlite3.connect(project.database) as db:
        return dict(db.execute("SELECT path, count(*) FROM takeaway_answers GROUP BY path"))


def test_a_film_holds_everybody_once_and_is_remembered(film_and_note: Project) -> None:
    found = planned(film_and_note)
    assert len({piece.quotation.speaker.key for piece in found.pieces}) == len(found.pieces) == 2
    made = rendered(film_and_note, found)
    kinds = [each.shown if isinstance(each.shown, str) else "piece" for each in made.layout.scenes]
    assert kinds == ["title", "piece", "piece", "credits", "end"]
    assert len(pictures(made.file)) == made.layout.pictures
    assert made.layout.seconds == pytest.approx(found.seconds)
    assert found.seconds <= 30
    assert taken(film_and_note) == {"reel.mp4": 2}
    check([made.file], ("People who", "internal"))
    assert not list(film_and_note.private.glob("film-*"))


def test_it_is_never_longer_than_allowed(film_and_note: Project) -> None:
    both = planned(film_and_note)
    shorter = planned(film_and_note, replace(WISH, longest=both.seconds - 0.01))
    assert len(shorter.pieces) == 1
    assert shorter.seconds < both.seconds
    assert shorter.left_out == (
        f"Answer {(set(both.plan.answers) - set(shorter.plan.answers)).pop()}:"
        " the film would be too long with it.",
    )
    assert len(planned(film_and_note, people=1).pieces) == 1
    with pytest.raises(UsageError, match="Nothing fits into 3 seconds: with its cards the shortest film"):
        planned(film_and_note, replace(WISH, longest=3.0))
    too_long = replace(both, plan=replace(both.plan, longest=5.0))
    with pytest.raises(UsageError, match="With its cards the film would last"):
        rendered(film_and_note, too_long)


def test_the_order_that_is_asked_for_is_kept(film_and_note: Project) -> None:
    one, other = planned(film_and_note).plan.answers
    for ids in ((one, other), (other, one)):
        found = planned(film_and_note, answers=ids)
        assert found.plan.answers == list(ids)
        assert set(found.why) == {"Where you asked for it."}


def test_without_a_copy_that_is_told_and_others_are_taken(film_and_note: Project) -> None:
    copies = sorted(folders(film_and_note)[COPY].iterdir())
    copies[0].unlink()
    found = planned(film_and_note)
    assert len(found.pieces) == 1
    assert "There is no copy for the web" in found.left_out[0]
    copies[1].unlink()
    with pytest.raises(ClipError, match="vox derive"):
        planned(film_and_note)


Decide = Callable[[Project, str], object]


def _hide(project: Project, answer: str) -> None:
    with correcting(project, "Ann") as made:
        made.hide(answer)


def _cover(project: Project, answer: str) -> None:
    with correcting(project, "Ann") as made:
        made.blur(answer.split("-")[0], 0.5, 1.0, 0.1, 0.1, 0.2, 0.2)


def _withdraw(project: Project, answer: str) -> None:
    with sqlite3.connect(project.database) as db:
        [(person,)] = db.execute("SELECT person_id FROM answers WHERE id = ?", [answer])
    withdraw(project, person, "Ann")


@pytest.mark.parametrize("decide", [_hide, _cover, _withdraw])
def test_what_is_decided_meanwhile_counts(
    film_and_note: Project, monkeypatch: pytest.MonkeyPatch, decide: Decide
) -> None:
    let_out(film_and_note)
    found = planned(film_and_note, replace(WISH, channel="social", title="", credits=False, end=""))
    answer = next(each.quotation.answer_id for each in found.pieces if each.quotation.has_picture)

    def join(*given: Any) -> None:
        given[-1].write_bytes(b"made")
        decide(film_and_note, answer)

    monkeypatch.setattr(module, "join", join)
    with pytest.raises(ClipError, match="While the film was made"):
        rendered(film_and_note, found)
    assert not [each for each in film_and_note.root.iterdir() if "reel" in each.name]
    assert taken(film_and_note) == {}


def test_words_are_never_said_while_one_becomes_the_next() -> None:
    said = Piece(quotation(1.1, 1.95), Path("x"), Probe("mp4", 3.0, None, (), None), Span(1.0, 2.0))
    layout = lay_out(replace(WISH, crossfade=0.3, credits=False, end=""), [said, said])
    one, other = layout.scenes[1:]
    assert one == Scene(said, 30, 6, 8) == other
    starts = layout.starts()
    for start, span, scene in zip(starts[1:], layout.said(), layout.scenes[1:], strict=True):
        assert span.start * 30 >= start + layout.fade - 1e-6
        assert span.end * 30 <= start + scene.pictures - layout.fade + 1e-6


def test_music_is_quiet_under_words_looped_and_gone_at_the_end(tmp_path: Path) -> None:
    tune = tmp_path / "a 100% tune.mp3"
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=d=4:seed=1", tune)
    music = open_music(tune, 12.0)
    assert music.is_shorter(12.0)
    raw = tmp_path / "mix.wav"
    out = below(music, 12.0, [Span(4.0, 5.0), Span(5.5, 7.0)]).output(str(raw))
    tools.run(out, timeout=60)
    heard = samples(raw)
    assert len(heard) == 12 * SOUND_RATE

    def loud(begin: float, end: float) -> float:
        return float(np.sqrt(np.mean(heard[int(begin * SOUND_RATE) : int(end * SOUND_RATE)] ** 2)))

    alone = loud(1.0, 3.0)
    for begin, end in ((4.0, 5.0), (5.0, 5.5), (5.5, 7.0)):
        assert 20 * np.log10(alone / loud(begin, end)) == pytest.approx(12, abs=1)
    assert loud(11.95, 12.0) < alone / 20
    # Where it begins again, every 3 of its 4 seconds, there is neither a gap nor a leap.
    steps = [loud(at / 20, at / 20 + 0.05) for at in range(20, 70)]
    assert min(steps) > alone * 0.5
    assert lowered([]) == "1-0.7488*(0)"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.mp3", None, "There is no music"),
        ("list.mp3", b"#EXTM3U\n/etc/passwd\n", "It is not music that can be opened"),
        ("text.wav", b"RIFF" + b"x" * 200, "It is not music that can be opened"),
        ("empty.mp3", b"", "It is not music that can be opened"),
    ],
)
def test_music_that_is_none_is_refused(tmp_path: Path, name: str, content: bytes | None, told: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=told):
        open_music(path, 10.0)


def test_music_that_leads_to_other_files_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=440:d=4", secret)
    for name, content in references(secret, secret.name, "http://127.0.0.1:9").items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UsageError):
            open_music(tmp_path / name, 10.0)


def test_music_without_sound_or_of_no_length_is_refused(tmp_path: Path) -> None:
    for name, made, told in (
        ("film.mp4", ("color=s=16x16:d=3",), "has no sound"),
        ("short.wav", ("sine=440:d=0.5",), "too short"),
        ("silent.wav", ("anullsrc=d=3", "-t", "3"), "nothing is heard"),
    ):
        ffmpeg("-f", "lavfi", "-i", *made, tmp_path / name)
        with pytest.raises(UsageError, match=told):
            open_music(tmp_path / name, 10.0)


def test_an_editor_gets_the_pieces_and_nothing_beyond_them(film_and_note: Project) -> None:
    found = planned(film_and_note)
    layout = prepare(film_and_note, found.plan, [piece.quotation for piece in found.pieces])
    folder = film_and_note.root / "edit"
    make_edit(film_and_note, found.plan, layout, folder, Silent())
    files = sorted(folder.glob("media/*"))
    assert [each.name.split("-", 1)[0] for each in files] == ["01", "02", "03", "04", "05"]
    for path, scene in zip(files, layout.scenes, strict=True):
        assert len(pictures(path)) == scene.own
        if isinstance(scene.shown, Piece):
            assert scene.shown.quotation.answer_id in path.name
            assert probe(path).duration == pytest.approx(scene.shown.seconds, abs=0.05)
    timeline = otio.adapters.read_from_file(str(folder / "film.otio"))
    for track in timeline.tracks:
        for clip in track.find_clips():
            assert (folder / clip.media_reference.target_url).is_file()
            [held] = [path for path in files if clip.media_reference.target_url.endswith(path.name)]
            assert clip.media_reference.available_range.duration.value == len(pictures(held))
    lasts = timeline.duration().value
    assert lasts >= layout.pictures
    edl = (folder / "film.edl").read_text()
    assert edl.count("* FROM CLIP: media/") + edl.count("* TO CLIP: media/") >= 5
    assert re.search(r"^001 +001 +B +C", edl, re.MULTILINE)
    xml = ElementTree.parse(folder / "film.fcpxml").getroot()
    assert [each.get("src") for each in xml.iter("asset")] == [f"media/{each.name}" for each in files]
    [sequence] = xml.iter("sequence")
    assert sequence.get("duration") == f"{lasts:.0f}/30s"
    for path in folder.glob("film.*"):
        assert str(film_and_note.root) not in path.read_text()
    assert set(taken(film_and_note)) == {str(p.relative_to(film_and_note.root)) for p in folder.rglob("*.*")}
    with pytest.raises(UsageError, match="is there already"):
        make_edit(film_and_note, found.plan, layout, folder, Silent())


def test_music_that_is_too_short_is_played_again(film_and_note: Project) -> None:
    tune = film_and_note.root / "tune.wav"
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=d=2.5:seed=1", tune)
    found = planned(film_and_note, replace(WISH, credits=False, end=""), people=1)
    made = rendered(film_and_note, found, tune)
    assert made.is_looped
    assert len(samples(made.file)) / SOUND_RATE == pytest.approx(made.layout.seconds, abs=0.03)
