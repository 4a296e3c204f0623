"""Films of publications are made once, follow what is published, and show only what may be seen."""

from pathlib import Path

import pytest

from pipeline.corrections import correcting
from pipeline.derived import FILM, folders
from pipeline.films import Film, make_films
from pipeline.pictures import make_pictures
from pipeline.probe import probe
from pipeline.project import Project
from pipeline.store import Store
from schemas.errors import ClipError
from schemas.records import Span


def clip_ids(project: Project) -> tuple[str, str]:
    """The ids of the film and of the sound recording."""
    with Store.reading(project.database) as store:
        film, note = store.query("SELECT id FROM clips ORDER BY path")
        return film["id"], note["id"]


def films(project: Project, kept: dict[str, list[Span]]) -> dict[str, Film | ClipError]:
    with Store.reading(project.database) as store:
        return make_films(project, store, kept)


def stamps(project: Project) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folders(project)[FILM].iterdir()}


def test_each_clip_has_its_film_and_the_pictures_of_it_once(film_and_note: Project) -> None:
    film, note = clip_ids(film_and_note)
    kept = {film: [Span(0.5, 1.0), Span(2.0, 99.0)], note: [Span(-1.0, 1.5)]}
    made = films(film_and_note, kept)
    one, other = made[film], made[note]
    assert isinstance(one, Film)
    assert isinstance(other, Film)
    assert one.files.keys() == {".mp4", ".jpg", "-strip.jpg"}
    assert other.files.keys() == {".mp4", ".png"}
    assert all(path.stat().st_size > 300 for each in (one, other) for path in each.files.values())
    assert one.timeline.kept[1].end == pytest.approx(3.0, abs=0.1), "no longer than the clip"
    for each in (one, other):
        assert probe(each.files[".mp4"]).duration == each.duration
        assert each.duration == pytest.approx(each.timeline.duration, abs=0.1)
    before = stamps(film_and_note)
    assert isinstance(films(film_and_note, kept)[film], Film)
    assert stamps(film_and_note) == before


def test_another_piece_takes_the_place_of_the_old(film_and_note: Project) -> None:
    film, note = clip_ids(film_and_note)
    films(film_and_note, {film: [Span(0.5, 1.0)], note: [Span(0.0, 1.0)]})
    before = stamps(film_and_note)
    films(film_and_note, {film: [Span(0.5, 1.2)]})
    after = stamps(film_and_note)
    assert len(after) == len(before) == 5
    assert before.keys() & after.keys() == {name for name in before if note in name}


def test_without_a_copy_as_it_may_be_shown_there_is_no_film(film_and_note: Project) -> None:
    film, _ = clip_ids(film_and_note)
    kept = {film: [Span(0.5, 2.5)]}
    before = films(film_and_note, kept)[film]
    assert isinstance(before, Film)
    with correcting(film_and_note, "Ann") as decide:
        decide.blur(film, 1.0, 2.0, 0.2, 0.2, 0.5, 0.5)
    problem = films(film_and_note, kept)[film]
    assert isinstance(problem, ClipError)
    assert "no web copy of this clip as it may be shown" in problem.message
    make_pictures(film_and_note)
    after = films(film_and_note, kept)[film]
    assert isinstance(after, Film)
    assert after.files[".mp4"].name != before.files[".mp4"].name
    assert not before.files[".mp4"].exists()


def test_what_is_no_clip_or_has_no_piece_has_no_film(film_and_note: Project) -> None:
    film, _ = clip_ids(film_and_note)
    made = films(film_and_note, {"0" * 16: [Span(0, 1)], film: []})
    assert all(isinstance(each, ClipError) for each in made.values())


def test_the_films_of_a_clip_that_is_no_more_are_removed(film_and_note: Project) -> None:
    folder = folders(film_and_note)[FILM]
    folder.mkdir()
    stranger = folder / f"{'f' * 16}.1-abc.mp4"
    stranger.write_bytes(b"x")
    films(film_and_note, {})
    assert not stranger.exists()
    stranger.write_bytes(b"x")
    make_pictures(film_and_note)
    assert list(Path(folder).iterdir()) == []
