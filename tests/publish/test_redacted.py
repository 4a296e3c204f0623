"""What is redacted is never served: not from the original, not from older copies, not while one is made."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import correcting
from pipeline.derived import COPY, POSTER, STRIP, folders
from pipeline.ingest import ingest
from pipeline.pictures import make_pictures, make_pictures_of
from pipeline.project import Project
from pipeline.publish.server import build_site
from pipeline.store import Store

BOX = (0.25, 0.25, 0.5, 0.5)


class Site:
    """Asks the site of a project, without a server of its own."""

    def __init__(self, project: Project) -> None:
        self._datasette = build_site(project)
        self._loop = asyncio.new_event_loop()

    def get(self, path: str) -> Any:
        return self._loop.run_until_complete(self._datasette.client.get(path))

    def close(self) -> None:
        self._loop.close()


@pytest.fixture
def site(film_and_note: Project) -> Iterator[Site]:
    opened = Site(film_and_note)
    yield opened
    opened.close()


def facts(project: Project, name: str = "film.mp4") -> dict[str, Any]:
    with Store.reading(project.database) as store:
        return store.query(
            "SELECT c.id AS clip, a.id AS answer, a.first_word AS first, c.path"
            " FROM clips c JOIN answers a ON a.clip_id = c.id WHERE c.path LIKE :name",
            {"name": f"%{name}"},
        )[0]


def made(project: Project, kind: str, clip: str) -> list[Path]:
    return sorted(folders(project)[kind].glob(f"{clip}.*"))


def test_nothing_is_served_until_a_copy_without_it_is_made(film_and_note: Project, site: Site) -> None:
    film = facts(film_and_note)
    names = [f"/media/{film['clip']}{ending}" for ending in (".mp4", ".jpg", "-strip.jpg")]
    before = [site.get(name).content for name in names]
    assert all(before)
    with correcting(film_and_note, "Ann") as decide:
        decide.blur(film["clip"], 0.5, 1.5, *BOX)
        decide.redact(film["answer"], film["first"], film["first"] + 1)
    for name in names:
        answer = site.get(name)
        assert answer.status_code == 404
        assert "made anew without what was redacted" in answer.text
    page = site.get(f"/clip/{film['clip']}")
    assert "being made anew" in page.text
    assert "<video" not in page.text
    report = make_pictures_of(film_and_note, [film["clip"]])
    assert [each.kind for each in report.made] == [COPY, POSTER, STRIP]
    after = [site.get(name) for name in names]
    assert [answer.status_code for answer in after] == [200, 200, 200]
    assert all(answer.content != old for answer, old in zip(after, before, strict=True))
    for kind in (COPY, POSTER, STRIP):
        assert len(made(film_and_note, kind, film["clip"])) == 1, "what still shows it is gone"


def test_without_its_copy_a_redacted_recording_is_not_played_as_it_is(
    film_and_note: Project, site: Site
) -> None:
    film = facts(film_and_note)
    for copy in made(film_and_note, COPY, film["clip"]):
        copy.unlink()
    address = f"/media/{film['clip']}.mp4"
    assert site.get(address).content == film_and_note.real_path(film["path"]).read_bytes()
    with correcting(film_and_note, "Ann") as decide:
        decision = decide.redact(film["answer"], film["first"], film["first"])
    assert decision
    assert site.get(address).status_code == 404
    assert site.get(f"/media/{film['clip']}.jpg").status_code == 200, "no word is seen in a poster"
    with correcting(film_and_note, "Ann") as decide:
        decide.undo(decision.id)
    assert site.get(address).status_code == 200


def test_an_older_poster_stands_in_only_if_it_shows_no_more(film_and_note: Project, site: Site) -> None:
    film = facts(film_and_note)
    [poster] = made(film_and_note, POSTER, film["clip"])
    poster.rename(poster.with_name(f"{film['clip']}.1-5-7.jpg"))
    assert site.get(f"/media/{film['clip']}.jpg").status_code == 200
    with correcting(film_and_note, "Ann") as decide:
        decide.blur(film["clip"], 0.5, 1.5, *BOX)
    assert site.get(f"/media/{film['clip']}.jpg").status_code == 404


def test_the_waveform_of_a_redacted_note_is_drawn_without_it(film_and_note: Project, site: Site) -> None:
    note = facts(film_and_note, "note.wav")
    address = f"/media/{note['clip']}.png"
    before = site.get(address).content
    with correcting(film_and_note, "Ann") as decide:
        decide.redact(note["answer"], note["first"], note["first"] + 1)
    assert site.get(address).status_code == 404
    ingest(film_and_note)
    assert site.get(address).status_code == 200
    assert site.get(address).content != before


def test_what_is_redacted_while_a_copy_is_made_is_made_too(
    film_and_note: Project, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import derive

    film = facts(film_and_note)
    make = derive.make_web_copy

    def decide_meanwhile(*arguments: Any) -> None:
        monkeypatch.undo()
        with correcting(film_and_note, "Ben") as decide:
            decide.blur(film["clip"], 2.0, 2.5, *BOX)
        make(*arguments)

    with correcting(film_and_note, "Ann") as decide:
        decide.blur(film["clip"], 0.5, 1.5, *BOX)
    monkeypatch.setattr(derive, "make_web_copy", decide_meanwhile)
    report = make_pictures_of(film_and_note, [film["clip"]])
    assert [each.kind for each in report.made].count(COPY) == 2
    assert site.get(f"/media/{film['clip']}.mp4").status_code == 200
    assert make_pictures(film_and_note).made == ()


def test_words_that_are_still_heard_are_told_and_not_stored(film_and_note: Project) -> None:
    """The scripted engine hears all its words in whatever it is given."""
    film = facts(film_and_note)
    with correcting(film_and_note, "Ann") as decide:
        decide.redact(film["answer"], film["first"] + 2, film["first"] + 2)
    report = make_pictures(film_and_note, ["film.mp4"])
    [proof] = report.proofs
    assert (proof.passed, report.exit_code, len(proof.heard)) == (False, 1, 1)
    assert "a redacted word is still heard at 0:0" in proof.told
    with closing(sqlite3.connect(film_and_note.database)) as db:
        [(clip, recipe, passed)] = db.execute("SELECT clip_id, recipe, passed FROM redaction_checks")
    assert (clip, recipe, passed) == (film["clip"], proof.recipe, 0)
    assert make_pictures(film_and_note).proofs == (), "the same sound is not listened to again"
