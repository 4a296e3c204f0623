"""The whole run, from a folder of clips to a database of answers.

    discover -> fingerprint -> probe -> audio -> transcribe -> voices -> answers -> tag -> quotes
             -> store -> pictures

A clip's work is a pure function of its bytes and the settings, done in this process or by the workers of a
cluster (pipeline/executors); what comes of it is stored by this process alone. Each stage has a recipe, made
of its version, its settings and the recipe of the stage before: what was made by the same recipe is not made
again.
What works on clips is loaded only when there is a clip to work on.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.addresses import FoundElsewhere, is_address, look_at
from pipeline.answer_tables import settle_consents
from pipeline.discover import CLOSED, CLOSED_REMEDY, Found, discover
from pipeline.disk import clear_unfinished
from pipeline.executors import Executor, InProcess
from pipeline.file_people import name_by_files
from pipeline.forget import finish_forgetting
from pipeline.identity import Identity, same_as
from pipeline.lock import exclusive, making
from pipeline.meanings import remember_meanings
from pipeline.missing import mark_missing
from pipeline.note_taking import take_notes
from pipeline.people_tables import clips_with_an_end
from pipeline.pictures import make_missing_pictures
from pipeline.progress import Progress, Silent
from pipeline.project import Project
from pipeline.recipes import make_recipes
from pipeline.repeats import link_repeats
from pipeline.report import Outcome, Report
from pipeline.slips import apply_slips, waiting_slips
from pipeline.store import KnownFile, Place, Store
from pipeline.writings import read_again
from schemas.errors import MachineError, UsageError
from schemas.settings import Settings
from schemas.themes import Theme, load_themes

__all__ = ["Outcome", "Report", "ingest", "load_once"]

if TYPE_CHECKING:
    from pipeline.transcribe import Engine


def ingest(
    project: Project,
    paths: Iterable[Path | str] = (),
    progress: Progress | None = None,
    *,
    retry: bool = False,
    ignore_sidecars: bool = False,
    engine: "Callable[[], Engine] | None" = None,
    cluster: str | None = None,
) -> Report:
    """Take in the clips in `paths`, by default the drop folder, and store what was said in them.

    What is known already is not done again. A clip that fails is recorded with its reason and the rest goes
    on; each clip is stored as soon as it is finished, so a run that is stopped loses nothing it reported.

    Args:
        project: Where the clips belong.
        paths: Folders and files, and addresses of any that lie elsewhere.
        progress: Told of each step.
        retry: Whether to try again what failed before.
        ignore_sidecars: Whether to listen also where a transcript lies beside a clip.
        engine: Gives the engine, if one is loaded already; by default the project's is loaded when needed.
        cluster: The address of the Dask cluster that works on clips, or `local`; None for this process.

    Raises:
        UsageError: There is no clip in `paths`, or the settings or themes cannot be used.
        MachineError: The engine, its weights, ffmpeg, room, the right to write or the cluster is missing
            before every word is stored; afterwards the report says so.
        LockedError: Another run is writing to this project.
    """
    started = time.monotonic()
    progress = progress or Silent()
    themes = load_themes(project.theme_file)
    finish_forgetting(project, progress)
    named = list(map(str, paths))
    addresses = [each for each in named if is_address(each)]
    places = [project.locate(Path(each)) for each in named if not is_address(each)]
    found = discover(places if named else [project.media])
    elsewhere = look_at(addresses)
    if not found.clips and not elsewhere.clips and not any(waiting_slips(project)):
        raise UsageError(
            f"There are no clips in {', '.join(named or [str(project.media)])}.",
            "Copy videos or sound recordings there and run vox ingest again; if they lie on another drive,"
            " connect it. What was taken in before is kept.",
        )
    with (
        exclusive(project) as after_crash,
        Store.writing(project.database, after_crash=after_crash) as store,
        ExitStack() as stack,
    ):
        if found.folders:
            with making(project):
                clear_unfinished(project.private)
        store.save_themes(themes)
        store.within(lambda db: settle_consents(db, clips_with_an_end(db)))
        engine = engine or load_once(project.settings)
        run = _Run(project, store, themes, progress, engine, cluster, stack)
        outcomes = run.take_in(found, elsewhere, retry=retry, ignore_sidecars=ignore_sidecars)
        # Who sent a clip said who they are: the name of its file says nothing of them.
        apply_slips(project, store, themes)
        name_by_files(project, store)
        problem = None
        try:
            run.compare()
            if take_notes(project, store, themes, progress):
                run.compare()
            # Where only some files are named, nothing is asked of the others.
            run.make_pictures(None if found.folders else {each.id for each in outcomes if each.id})
        except MachineError as error:
            # Every word is stored by now, and what came of each clip must be told all the same.
            problem = error
    return Report(
        clips=tuple(sorted(outcomes, key=lambda outcome: outcome.path)),
        ignored=(
            *(project.stored_path(path) for path in found.ignored if path not in run.sidecars),
            *elsewhere.ignored,
        ),
        rungs=run.rungs,
        seconds=time.monotonic() - started,
        problem=problem,
        workers=dict(run.workers),
    )


def load_once(settings: Settings) -> "Callable[[], Engine]":
    """Gives the engine, which is loaded when it is first asked for."""

    @cache
    def load() -> "Engine":
        from pipeline import transcribe

        return transcribe.load_engine(settings.engine, settings.model)

    return load


class _Run:
    """One run over a project.

    Attributes:
        rungs: How many pieces of speech ended on each rung of the ladder.
        sidecars: The transcripts that lie beside clips.
    """

    def __init__(
        self,
        project: Project,
        store: Store,
        themes: Sequence[Theme],
        progress: Progress,
        engine: "Callable[[], Engine]",
        cluster: str | None,
        stack: ExitStack,
    ) -> None:
        self._project = project
        self._store = store
        self._themes = themes
        self._progress = progress
        self._engine = engine
        self._cluster = cluster
        self._stack = stack
        self.rungs: tuple[int, ...] = ()
        self.sidecars: set[Path] = set()

    def take_in(
        self, found: Found, elsewhere: FoundElsewhere, *, retry: bool, ignore_sidecars: bool
    ) -> list[Outcome]:
        """Find out what each file is, work on what is new, and mark what is gone."""
        recipes = make_recipes(self._project.settings, self._themes, self._store.learnt())
        known = Identity(
            self._project,
            self._store,
            recipes,
            retry=retry,
            ignore_sidecars=ignore_sidecars,
            of_all=bool(found.folders),
        )
        known.look_at(found.clips)
        known.look_elsewhere(elsewhere.clips)
        self.sidecars = known.sidecars
        outcomes = known.outcomes + [
            Outcome(self._project.stored_path(folder), None, "failed", f"{CLOSED} {CLOSED_REMEDY}")
            for folder in found.closed
        ]
        if known.work:
            outcomes += self._work_on(known)
        read_again(self._project, self._store, self._themes)
        return outcomes + mark_missing(self._project, self._store, found, known)

    @property
    def workers(self) -> Mapping[str, int]:
        """How many clips each worker of a cluster has worked on, by its name."""
        return self._executor.done if "_executor" in vars(self) else {}

    def compare(self) -> None:
        """Find which answers mean the same as those that changed; also what an earlier run had no time for.

        Raises:
            MachineError: The encoder's weights are missing or altered.
        """
        remember_meanings(self._store, self._progress)
        link_repeats(self._store, self._progress)

    def make_pictures(self, clip_ids: Collection[str] | None) -> None:
        """Make the pictures and copies that are missing.

        Args:
            clip_ids: Of which clips alone; None for all.

        Raises:
            MachineError: ffmpeg, room, the right to write or the cluster is missing.
        """
        make_missing_pictures(
            self._project, self._store, self._progress, self._engine, lambda: self._executor, clip_ids
        )

    def _work_on(self, known: Identity) -> Iterator[Outcome]:
        from pipeline.work import Intake

        done: dict[str, Outcome] = {}
        intake = Intake(self._project, self._store, self._themes, known, self._executor, self._progress)
        for outcome in intake.take_in(list(known.work.values())):
            done[outcome.path] = outcome
            yield outcome
        self.rungs = intake.rungs
        for twin in known.twins:
            original = done[twin.original]
            if original.id is None:
                # It changed while it was read, so nothing is stored that this one repeats.
                yield Outcome(twin.place, None, "waiting", original.reason)
                continue
            file = KnownFile(twin.clip.id, twin.stamp.size, twin.stamp.mtime_ns)
            self._store.save_places([Place(twin.place, file, None)])
            reason = same_as(twin.original)
            yield Outcome(twin.place, original.id, "duplicate", reason, original.duration, original.answers)

    @cached_property
    def _executor(self) -> Executor:
        """What works on clips: this process, or a cluster until the run ends."""
        if not self._cluster:
            return InProcess(self._engine, self._progress.stage)
        from pipeline.executors.cluster import joined

        return self._stack.enter_context(joined(self._cluster, self._project.settings, self._progress))
