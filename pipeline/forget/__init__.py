"""Forgetting somebody, or a clip: rows, words, recordings, pictures, copies, and what was published of them.

What is to be done is written down first, by ids alone. Then go the files that show a consent, then all rows
in one transaction, so that nobody sees half of it; then the other files, wherever they were moved to; then
what is left of the words in the database's free pages. At the end every byte of the project is searched
for them. Each step can be done again: whoever is killed is finished by the same command or by the next run.
"""

import shutil
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from pipeline.disk import clear_unfinished
from pipeline.forget.files import Sought, before, find_files, remove_file, remove_publication, shows
from pipeline.forget.plan import Plan, evidence_of, is_inside, make_plan, seek
from pipeline.forget.receipt import Forgotten, write_receipt
from pipeline.forget.tables import rebuild_search, remove_published, remove_rows, remove_taken
from pipeline.forget.words import Secrets, gather_secrets
from pipeline.forget.worklist import (
    WorkList,
    drop_unfinished,
    drop_work_list,
    place,
    read_work_list,
    write_work_list,
)
from pipeline.forgotten import keyed
from pipeline.learning import learn
from pipeline.lock import exclusive, making
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.search import require_database
from pipeline.store import Store
from pipeline.takeaway_tables import shared_takeaways, takeaways_with
from pipeline.traces import Trace, find_traces
from pipeline.upkeep import erase_free_pages
from schemas.errors import UsageError
from schemas.themes import load_themes

__all__ = ["Forgotten", "Plan", "finish_forgetting", "forget", "plan_forgetting"]

_OWN = {".vox/forgetting.json", ".vox/writer"}
"""What of vox itself tells of them until the end: it goes with it."""

_LOOKING = "Looking through every file of the project for what is left of them."


def plan_forgetting(project: Project, meant: str) -> Plan:
    """What goes if a person or a clip is forgotten; nothing is changed.

    Args:
        project: Where they are.
        meant: A person, by id or name; or a clip, by id, path or file name.

    Raises:
        UsageError: Nothing has been ingested, nobody and nothing is called so, or several are.
    """
    require_database(project)
    with Store.reading(project.database) as store:
        return make_plan(project, store, meant)


def forget(project: Project, plan: Plan, author: str, progress: Progress | None = None) -> Forgotten:
    """Remove all that a plan names, make sure that it is gone, and write a receipt.

    Args:
        project: Where it is.
        plan: As somebody saw it and agreed to it.
        author: Who wants it.
        progress: Told what takes long.

    Raises:
        UsageError: There is more or less of it by now.
        MachineError: Something may not be removed, or another program holds the database; what is left is
            done by the same command again.
        LockedError: Another run is writing to this project.
    """
    meant = plan.person or plan.clips[0].id
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        if make_plan(project, store, meant) != plan:
            raise UsageError(
                "Something has changed meanwhile, and nothing was removed.", "Run the same command again."
            )
        write_work_list(project, store.within(lambda db: _work_list(db, plan, author)))
        return _work_off(project, store, progress or Silent())


def finish_forgetting(
    project: Project, progress: Progress | None = None, meant: str | None = None
) -> Forgotten | None:
    """Finish what was being forgotten when vox was killed.

    Args:
        project: Where it is.
        progress: Told what takes long.
        meant: A name or an id that somebody typed: if it is theirs, that is looked for afterwards, too.

    Returns:
        What came of it; None if nothing was to be done.

    Raises:
        MachineError: As in `forget`.
        LockedError: Likewise.
    """
    if not place(project).is_file():
        return None
    with exclusive(project) as after_crash, Store.writing(project.database, after_crash=after_crash) as store:
        if not place(project).is_file():
            return None  # Somebody else finished it.
        return _work_off(project, store, progress or Silent(), meant)


def _work_list(db: Database, plan: Plan, author: str) -> WorkList:
    clips = {clip.id: clip.size for clip in plan.clips}
    sums = dict(db.execute("SELECT id, sha256 FROM clips").fetchall())
    return WorkList(
        person=keyed(db, plan.person) if plan.person else None,
        name=keyed(db, plan.name.casefold()) if plan.name else None,
        clips=clips,
        fingerprints=tuple(keyed(db, sums[clip_id]) for clip_id in clips),
        author=author,
        counts=plan.counts,
        # One that was kept beside another goes, and nobody wants it again.
        publish_again=tuple(
            place for place in (*plan.publications, *plan.elsewhere) if not place.endswith(".previous")
        )
        + tuple(shared_takeaways(db, clips)),
        learnt=db.execute("SELECT 1 FROM learnt").fetchone() is not None,
    )


def _work_off(project: Project, store: Store, progress: Progress, meant: str | None = None) -> Forgotten:
    """Do all that is left to do."""
    work = read_work_list(project)
    assert work is not None
    person = store.within(lambda db: _person(db, work))
    secrets = _secrets(project, store, work, person, meant)
    for path in evidence_of(store, person)[0]:
        evidence = project.real_path(path)
        if is_inside(project, evidence):
            remove_file(evidence)
    store.within(lambda db: remove_rows(db, person, work.clips))
    sought = store.within(
        lambda db: seek(
            project, work.clips, lambda each: keyed(db, each) == work.person, takeaways_with(db, work.clips)
        )
    )
    with making(project):
        clear_unfinished(project.private)
        drop_unfinished(project)
        _remove_files(project, store, sought)
    if work.learnt and not store.learnt():
        learn(store, load_themes(project.theme_file))
    store.within(rebuild_search)
    erase_free_pages(project.database)
    progress.note(_LOOKING)
    done = write_receipt(project, work, secrets, _left(project, secrets))
    drop_work_list(project)
    return done


def _person(db: Database, work: WorkList) -> str | None:
    """The id of the person, if their row is still there."""
    ids = [person for (person,) in db.execute("SELECT id FROM people").fetchall()]
    return next((person for person in ids if keyed(db, person) == work.person), None)


def _secrets(
    project: Project, store: Store, work: WorkList, person: str | None, meant: str | None
) -> Secrets:
    """What is looked for afterwards: where their rows are gone already, all that is still known."""
    known = store.clips()
    clip_ids = [clip_id for clip_id in work.clips if clip_id in known]
    found = gather_secrets(project, store, person, clip_ids)
    names = found.names
    if meant and not names:
        typed = " ".join(meant.split())
        sums = store.within(lambda db: {keyed(db, typed), keyed(db, typed.casefold())})
        names = (typed,) if not sums.isdisjoint({work.person, work.name}) else ()
    return replace(found, names=names, clip_ids=tuple(work.clips))


def _remove_files(project: Project, store: Store, sought: Sought) -> None:
    lying = find_files(project, sought)
    targets = [row["target"] for row in store.query("SELECT target FROM publications")]
    for folder in (*lying.publications, *map(project.real_path, targets)):
        for kept in before(folder):
            _remove_kept(kept, sought)
    for folder in lying.publications:
        remove_publication(folder)
    for path in (*lying.databases, *lying.made, *lying.takeaways, *lying.recordings):
        remove_file(path)
    shutil.rmtree(project.private / "publishing", ignore_errors=True)
    gone = [
        target
        for target in targets
        if is_inside(project, project.real_path(target)) and not project.real_path(target).exists()
    ]
    store.within(lambda db: remove_published(db, sought.clips, gone))
    taken = [path for path in sought.taken_paths if not path.exists()]
    store.within(lambda db: remove_taken(db, sought.clips, map(project.stored_path, taken)))


def _remove_kept(folder: Path, sought: Sought) -> None:
    """Remove a publication that is kept beside another, if it shows them; and what was left half made."""
    if folder.name.startswith("."):
        shutil.rmtree(folder)
    elif shows(folder, sought):
        remove_publication(folder)


def _left(project: Project, secrets: Secrets) -> list[Trace]:
    """What is still found of them."""
    found = [trace for trace in find_traces(project.root, secrets.all) if trace.place not in _OWN]
    if not project.media.resolve().is_relative_to(project.root):
        found += find_traces(project.media, secrets.all)
    return found
