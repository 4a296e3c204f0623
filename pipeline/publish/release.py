"""Publishing from beginning to end: what would change, the making, the change of places, and the way back."""

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from pipeline.consent import held_back
from pipeline.disk import plain_disk_errors
from pipeline.lock import exclusive
from pipeline.meanings import remember_meanings
from pipeline.progress import Progress
from pipeline.project import Project
from pipeline.publications import (
    Form,
    add_to_publication,
    form_of,
    save_publication,
)
from pipeline.publish.difference import BARRING, GONE, Difference, compare
from pipeline.publish.publication import Unmade, build_publication
from pipeline.publish.snapshot import take_snapshot
from pipeline.publish.swap import (
    MEDIA,
    Held,
    Label,
    bring_back,
    drop_previous,
    previous,
    read_label,
    replacing_publication,
    require_target,
    write_label,
)
from pipeline.search import require_database
from pipeline.store import Store
from schemas.errors import ExitCode, UsageError, VoxError

CHANGED_SINCE = (
    "What is hidden of it, where it begins and ends, or how its speaker may be named, has changed since."
)

Agree = Callable[[Difference], bool]
"""Asked before anything disappears from a place."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a publication is wanted.

    Attributes:
        form: `static` for a folder of pages, `docker` for one to make an image of, `serve` for this machine.
        index: Whether search engines may list it.
        url: Where it will stand, or None.
        collections: Whether the names of the folders that clips lie in are told.
        password_hash: Of the password that visitors are asked for (see `pipeline.publish.password`), or None.
    """

    form: Form
    index: bool = False
    url: str | None = None
    collections: bool = False
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was published, or would be.

    Attributes:
        target: Where, as `Project.stored_path` makes it.
        written: Whether anything was.
        clips: How many recordings are shown there.
        texts: How many texts.
        people: How many people.
        unmade: Clips whose words are shown without a film.
        previous: Where the publication before is kept, likewise; None if none is.
    """

    form: Form
    target: str
    written: bool
    difference: Difference
    clips: int
    texts: int
    people: int
    unmade: tuple[Unmade, ...] = ()
    previous: str | None = None
    seconds: float = 0.0

    @property
    def exit_code(self) -> ExitCode:
        """1 if films are missing, else 0."""
        return ExitCode.SOME_FAILED if self.unmade else ExitCode.OK


def rehearse(project: Project, folder: Path, wish: Wish, today: date) -> Report:
    """Tell what publishing would change, and change nothing.

    Raises:
        UsageError: Nothing has been ingested, or something else is at that place.
    """
    require_database(project)
    target = require_target(project, folder)
    with Store.reading(project.database) as store:
        return _compare(project, store, target, wish, today)


def publish(
    project: Project, folder: Path, wish: Wish, today: date, progress: Progress, agree: Agree
) -> Report:
    """Publish what may leave today, in place of what was published there before.

    Args:
        project: What is published.
        folder: Where; what is there must be a publication of vox, or nothing.
        wish: How it is wanted.
        today: The day on which it leaves.
        progress: Told of each film.
        agree: Asked if something disappears.

    Raises:
        VoxError: Nothing may leave, and nothing is published there that must go.
        UsageError: Nothing has been ingested, or something else is at that place.
        MachineError: ffmpeg, room or the right to write is missing.
        LockedError: Another run is writing to this project.
    """
    started = time.monotonic()
    require_database(project)
    target = require_target(project, folder)
    place = project.stored_path(target)
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        published = _published(target)
        planned = _compare(project, store, target, wish, today)
        difference = planned.difference
        if not difference.published and not difference.disappear:
            raise _nothing_to_publish(difference)
        if difference.disappear and not agree(difference):
            return planned
        remember_meanings(store, progress)
        with _scratch(project) as scratch:
            contents = build_publication(
                project,
                store,
                scratch,
                today,
                progress,
                index=wish.index,
                url=wish.url,
                collections=wish.collections,
                password=wish.password_hash is not None,
            )
            sums = _sums(contents.answers)
            # Were this killed, whoever asks to be taken down is found at both places.
            store.within(lambda db: add_to_publication(db, place, wish.form, sums))
            with replacing_publication(target) as new:
                _export(wish, scratch, new, progress)
                write_label(new, _label(wish, contents.answers))
        _remember(project, store, target, wish.form)
        before = _settle_previous(project, store, target, today)
        # What was proven while films were made may be shown, too.
        made = store.within(lambda db: compare(db, published, contents.answers, contents.held_back))
    return Report(
        form=wish.form,
        target=place,
        written=True,
        difference=made,
        clips=contents.clips,
        texts=contents.texts,
        people=contents.people,
        unmade=contents.unmade,
        previous=before,
        seconds=time.monotonic() - started,
    )


def bring_previous_back(project: Project, folder: Path, today: date, agree: Agree) -> Report:
    """Let the publication before take its place again, if all that it shows may still be shown.

    Args:
        project: What was published.
        folder: Where.
        today: The day on which it leaves again.
        agree: Asked if something disappears.

    Raises:
        VoxError: Something in it may not leave any more.
        UsageError: There is none.
        LockedError: Another run is writing to this project.
    """
    started = time.monotonic()
    require_database(project)
    target = require_target(project, folder)
    label = read_label(previous(target))
    if label is None:
        raise UsageError(
            f"There is no publication before the one in {folder}.",
            f"One is kept as {previous(folder).name}, unless it shows what must not be shown any more.",
        )
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        kept = label.answers
        refused = store.within(lambda db: _barred(db, kept, today))
        difference = store.within(lambda db: compare(db, _published(target), kept, refused))
        if refused:
            raise _not_brought_back(folder, difference, refused)
        place = project.stored_path(target)
        form = store.within(lambda db: form_of(db, place)) or "static"
        report = Report(form, place, False, difference, *_size(store, kept))
        if difference.disappear and not agree(difference):
            return report
        store.within(lambda db: add_to_publication(db, place, form, _sums(kept)))
        bring_back(target)
        _remember(project, store, target, form)
        before = _settle_previous(project, store, target, today)
    return replace(report, written=True, previous=before, seconds=time.monotonic() - started)


def _published(target: Path) -> Mapping[str, Held]:
    """The answers at a place."""
    label = read_label(target)
    return label.answers if label else {}


def _compare(project: Project, store: Store, target: Path, wish: Wish, today: date) -> Report:
    snapshot = store.within(lambda db: take_snapshot(db, today, collections=wish.collections))
    difference = store.within(
        lambda db: compare(db, _published(target), snapshot.answers, snapshot.held_back)
    )
    place, people = project.stored_path(target), len(snapshot.rows["people"])
    return Report(wish.form, place, False, difference, len(snapshot.films), snapshot.texts, people)


@contextmanager
def _scratch(project: Project) -> Iterator[Path]:
    """An empty folder for what goes into a publication; whoever holds the lock may use it."""
    folder = project.private / "publishing"
    with plain_disk_errors(project.root):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _label(wish: Wish, answers: Mapping[str, Held]) -> Label:
    return Label(index=wish.index, url=wish.url, password=wish.password_hash is not None, answers=answers)


def _remember(project: Project, store: Store, target: Path, form: Form) -> None:
    """Store what is at a place now."""
    place = project.stored_path(target)
    store.within(lambda db: save_publication(db, place, form, _sums(_published(target))))


def _settle_previous(project: Project, store: Store, target: Path, today: date) -> str | None:
    """Where the publication before is kept: not at all if it shows what must not be shown any more."""
    before = previous(target)
    refused = store.within(lambda db: _barred(db, _published(before), today))
    if any(not BARRING.isdisjoint(reasons) for reasons in refused.values()):
        drop_previous(target)
    return project.stored_path(before) if before.exists() else None


def _sums(answers: Mapping[str, Held]) -> dict[str, str]:
    return {answer_id: held.content for answer_id, held in answers.items()}


def _barred(db: Database, kept: Mapping[str, Held], today: date) -> dict[str, tuple[str, ...]]:
    """Why answers of an earlier publication may not leave again."""
    reasons = held_back(db.conn, "web", today, list(kept))
    now = take_snapshot(db, today)
    found: dict[str, tuple[str, ...]] = {}
    for answer_id, held in kept.items():
        why = reasons.get(answer_id, (GONE,))
        if not why and answer_id in now.held_back:
            why = now.held_back[answer_id]
        elif not why and now.answers[answer_id].guard != held.guard:
            why = (CHANGED_SINCE,)
        if why:
            found[answer_id] = why
    return found


def _size(store: Store, answers: Iterable[str]) -> tuple[int, int, int]:
    """How many recordings, texts and people some answers are from."""
    sql = (
        "SELECT count(DISTINCT clip_id) FILTER (WHERE source IN ('video', 'sound')) AS clips,"
        " count(DISTINCT clip_id) FILTER (WHERE source IN ('note', 'written')) AS texts,"
        " count(DISTINCT person_id) AS people FROM answers"
        " WHERE id IN (SELECT value FROM json_each(:ids))"
    )
    [size] = store.query(sql, {"ids": json.dumps(list(answers))})
    return size["clips"], size["texts"], size["people"]


def _nothing_to_publish(difference: Difference) -> VoxError:
    return VoxError(
        "Nothing may be published yet, and nothing was.",
        "Approve answers in vox studio, say who speaks (vox people name), and record their consent; then look"
        " again with --dry-run.",
        [f"{_counted(len(each.answers))}: {each.reason}" for each in difference.held_back],
    )


def _not_brought_back(
    folder: Path, difference: Difference, refused: Mapping[str, tuple[str, ...]]
) -> VoxError:
    known = {answer.id: answer for answer in difference.rest}
    told = [
        f"{answer_id}{f', {known[answer_id].person}' if answer_id in known else ''}: {' '.join(reasons)}"
        for answer_id, reasons in refused.items()
    ]
    return VoxError(
        f"The publication before the one in {folder} stays where it is:"
        f" {_counted(len(refused))} in it may not be shown any more.",
        "Publish anew instead.",
        told,
    )


def _counted(answers: int) -> str:
    return f"{answers:,} answer{'' if answers == 1 else 's'}"


def _export(wish: Wish, publication: Path, folder: Path, progress: Progress) -> None:
    """Make of a publication what is put at its place."""
    # Loaded when needed: Datasette takes half a second.
    if wish.form == "static":
        from pipeline.publish.published import build_published_site
        from pipeline.publish.static import export_static

        site = build_published_site(publication)
        export_static(site, publication / MEDIA, folder, progress, url=wish.url, index=wish.index)
    elif wish.form == "docker":
        from pipeline.publish.docker import export_docker

        export_docker(publication, folder, password_hash=wish.password_hash, url=wish.url)
    else:
        for entry in publication.iterdir():
            shutil.move(entry, folder / entry.name)
