"""What was written leaves like what was said; where it stands, only with the full name of who wrote it."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from pipeline.corrections import correcting
from pipeline.people import record_consent, withdraw
from pipeline.progress import Silent
from pipeline.project import Project
from pipeline.publish.publication import build_publication
from pipeline.publish.published import build_published_site
from pipeline.publish.release import Wish, publish
from pipeline.publish.static import export_static
from pipeline.store import Store
from pipeline.traces import find_traces
from schemas.people import Consent
from tests.publish.curated import rows
from tests.publish.published_site import visit
from tests.publish.test_snapshot import TODAY
from tests.written import (
    ANNA,
    BEN,
    CARA,
    DOUBTED,
    EVERYWHERE,
    NEW,
    NOTE,
    answer_of,
    with_notes,
    write,
    write_all,
)

SECRETS = (
    *("hortensia", "marmalade", "tweets.example/gallowglass", "tweets.example/hinchinbrook", "Gallowglass"),
    *(
        "Hinchinbrook",
        "Caradoc",
        "2026-05-04",
        "2026-05-05",
        "10:11",
        "rhododendron",
        "ptarmigan",
        "moneypenny",
    ),
    # What it said before, and a word that is hidden now.
    *("forgot my umbrella", "peace"),
)


def export(project: Project, folder: Path) -> Path:
    """A publication, and below it the folder for any web host."""
    (folder / "site").mkdir(parents=True)
    (folder / "pages").mkdir()
    with Store.writing(project.database) as store:
        built = build_publication(project, store, folder / "site", TODAY, Silent(), media=False)
    assert built.answers
    site = build_published_site(folder / "site")
    export_static(site, folder / "site" / "media", folder / "pages", Silent())
    for database in site.databases.values():
        database.close()
    return folder


@pytest.fixture
def written(project: Project) -> Project:
    """A project in which nobody was filmed; one text was revised, and of another a word is hidden."""
    write(project, [replace(ANNA, text="They forgot my umbrella.")])
    write_all(project)
    with correcting(project, "moneypenny") as made:
        made.redact(answer_of(BEN), 6, 6)
        made.approve(answer_of(BEN))
    return project


def test_a_project_with_nothing_but_texts_is_published_without_a_leak(
    written: Project, tmp_path: Path
) -> None:
    folder = export(written, tmp_path / "out")
    assert [(trace.place, trace.secret) for trace in find_traces(folder, SECRETS)] == []
    for told in ("Annabel Ferriday", "https://www.tweets.example/ferriday/1", "Benedict", "2026-05-03"):
        assert find_traces(folder, [told]), told
    pages = folder / "pages"
    home = " ".join((pages / "index.html").read_text("utf-8").split())
    assert "3 written" in home
    assert "minutes" not in home
    for clip in (ANNA, BEN, CARA):
        page = (pages / "answer" / answer_of(clip) / "index.html").read_text("utf-8")
        assert "<video" not in page
        assert "media/" not in page
        assert (pages / "answer" / answer_of(clip) / "index.html").is_file()
    assert not list(pages.rglob("*.mp4"))
    assert not list(pages.rglob("*.vtt"))
    found = (pages / "find" / "answers.json").read_text("utf-8")
    assert '"source":"written"' in found


def test_tables_hold_what_was_agreed_to(written: Project, tmp_path: Path) -> None:
    database = export(written, tmp_path / "out") / "site" / "vox.db"
    told = rows(
        database, "SELECT c.*, w.* FROM clips c JOIN writings w ON w.clip_id = c.id ORDER BY w.address"
    )
    assert [(row["address"], row["written_at"], row["recorded_at"]) for row in told] == [
        (None, None, None),
        (None, None, None),
        (ANNA.address, "2026-05-03", "2026-05-03"),
    ]
    for row in told:
        assert (row["key"], row["origin"], row["row"], row["author"], row["of_clip"]) == (
            "",
            "",
            None,
            None,
            None,
        )
        assert (row["duration"], row["web_copy"], row["size"], row["source"]) == (None, 0, 0, "written")
    assert rows(database, "SELECT * FROM runs") == []
    [answer] = rows(database, "SELECT * FROM answers WHERE id = ?", answer_of(ANNA))
    assert (answer["start"], answer["end"], answer["text"]) == (
        0.0,
        8.0,
        "They remembered my name. Nobody else ever has!",
    )


def test_a_note_is_published_without_the_film_it_was_seen_in(people: Project, tmp_path: Path) -> None:
    with_notes(people)
    with correcting(people, "moneypenny") as made:
        made.name(answer_of(NOTE), "Nora Quist")
    record_consent(people, "Nora Quist", Consent("granted", EVERYWHERE, "full"), "moneypenny")
    folder = export(people, tmp_path / "out")
    page = (folder / "pages" / "answer" / answer_of(NOTE) / "index.html").read_text("utf-8")
    assert "Read from a note" in page
    assert "7.20" not in page
    assert [trace.secret for trace in find_traces(folder, ["marmalade", "ptarmigan", DOUBTED.clip.id])] == []


def test_publishing_counts_texts_and_takes_down_who_withdrew(written: Project, tmp_path: Path) -> None:
    target = tmp_path / "public"
    report = publish(written, target, Wish("static"), TODAY, Silent(), lambda _: True)
    assert (report.clips, report.texts, report.people, report.unmade) == (0, 3, 3, ())
    assert report.difference.published == 3
    again = publish(written, target, Wish("static"), TODAY, Silent(), lambda _: True)
    assert (again.difference.stay, again.difference.change) == (3, ())
    withdraw(written, "Annabel Ferriday", "moneypenny")
    gone = publish(written, target, Wish("static"), TODAY, Silent(), lambda _: True)
    assert [answer.id for answer in gone.difference.disappear] == [answer_of(ANNA)]
    assert find_traces(target, ["Ferriday", "ferriday/1", "remembered my name"]) == []


def test_less_is_told_when_less_is_agreed_to(written: Project, tmp_path: Path) -> None:
    target = tmp_path / "public"
    publish(written, target, Wish("static"), TODAY, Silent(), lambda _: True)
    record_consent(written, "Annabel Ferriday", Consent("granted", EVERYWHERE, "first"), "moneypenny")
    changed = publish(written, target, Wish("static"), TODAY, Silent(), lambda _: True)
    assert [answer.id for answer in changed.difference.change] == [answer_of(ANNA)]
    assert find_traces(target, ["Ferriday", "ferriday/1", "2026-05-03"]) == []


def test_a_published_site_serves_texts(written: Project, tmp_path: Path) -> None:
    folder = export(written, tmp_path / "out") / "site"

    async def look(client: httpx.AsyncClient) -> list[httpx.Response]:
        addresses = (
            f"/answer/{answer_of(ANNA)}",
            f"/answer/{answer_of(BEN)}",
            f"/answer/{answer_of(NEW)}",
            f"/clip/{ANNA.clip.id}.json",
            f"/media/{ANNA.clip.id}.mp4",
            "/vox/writings",
            "/feed.atom",
        )
        return [await client.get(address) for address in addresses]

    anna, ben, new, facts, media, table, feed = visit(folder, look)
    assert (anna.status_code, ben.status_code, new.status_code) == (200, 200, 404)
    assert 'class="redacted"' in ben.text
    assert facts.json()["writing"]["said_before"] == []
    assert (media.status_code, table.status_code, feed.status_code) == (404, 404, 200)
