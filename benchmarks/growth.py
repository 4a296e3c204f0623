"""Whether taking in a clip takes longer the more clips there are already: it should not.

python -m benchmarks.growth [FOLDER] [--clips N ...]

For each number of clips (by default 1, 10,000 and 100,000) a project is made up as if vox had taken them in:
files that take no room in the drop folder, pictures as empty files, and everybody who has a name agreed to
something until some day. Then are measured a run in which
nothing is new; the storing of new clips and the comparing of their answers with all others; and a run over
the examples in media/, which are really heard. Each ratio is to the first number of clips, in the same run.
CPU seconds: what else the machine does counts less in them. FOLDER keeps the databases for the next time.
Linux and macOS only.
"""

import argparse
import math
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from sqlite_utils import Database

from benchmarks.many_answers import SEED, project_with
from pipeline.derived import CLIPS, folders, names
from pipeline.ingest import ingest, load_once
from pipeline.meanings import remember_meanings
from pipeline.note_taking import STAGE, VERSION
from pipeline.progress import Silent
from pipeline.project import Project, find_project
from pipeline.recipes import make_recipes
from pipeline.repeats import link_repeats
from pipeline.rows import now
from pipeline.store import STAGES, Store
from pipeline.tag.encoder import VERSION as ENCODER
from pipeline.transcribe import Engine
from schemas.records import (
    Analysis,
    Answer,
    AudioStream,
    Clip,
    Findings,
    Probe,
    Reading,
    Segment,
    Tag,
    Transcript,
    Word,
)
from schemas.themes import load_themes
from training.corpus import read_corpus

SIZES = (1, 10_000, 100_000)
ANSWERS_A_CLIP = 1.27
NEW = 200
"""Clips that are stored, one after the other."""

RUNS = 3
EXAMPLES = [
    Path(__file__).parents[1] / "media" / name
    for name in ("01-maya-cafe.mp4", "03-priya-bookshop.mp4", "06-rosie-market.mp4", "13-kofi-bus-stop.3gp")
]


@dataclass(frozen=True)
class Cost:
    """What was measured with so many clips.

    Attributes:
        clips: How many there were.
        megabytes: Of the database.
        first: Seconds of the first run, which makes what an older version had not.
        known: Seconds of a run in which nothing is new.
        named: Likewise, of one that is given a single file.
        stored: Milliseconds for each clip that was stored.
        compared: Milliseconds a clip for reading and comparing the answers of these.
        heard: Seconds of a run over the examples, less those of one in which nothing is new.
    """

    clips: int
    megabytes: float
    first: float
    known: float
    named: float
    stored: Sequence[float]
    compared: float
    heard: float

    @property
    def p50(self) -> float:
        """Milliseconds in which half of the clips were stored."""
        return statistics.median(self.stored)

    @property
    def p95(self) -> float:
        """Milliseconds in which 95 of 100 were."""
        return sorted(self.stored)[math.ceil(0.95 * len(self.stored)) - 1]


def measure(folder: Path, scratch: Path, clips: int, engine: Callable[[], Engine]) -> Cost:
    """Make a project of so many clips, and measure what further ones cost in it."""
    kept = project_with(folder / str(clips), round(clips * ANSWERS_A_CLIP))
    project = settled(kept, scratch / str(clips))
    first = _seconds(lambda: ingest(project, [project.media], engine=engine))
    known = min(_seconds(lambda: ingest(project, [project.media], engine=engine)) for _ in range(RUNS))
    one = next(path for path in project.media.rglob("*.mp4"))
    named = min(_seconds(lambda: ingest(project, [one], engine=engine)) for _ in range(RUNS))
    with Store.writing(project.database) as store:
        [there] = store.query("SELECT count(*) AS clips FROM clips")
        recipes = make_recipes(project.settings, load_themes())
        stored = [
            1000 * _seconds(partial(store.save, new, f"{new.clip.id}.mp4", 1, recipes, set(STAGES)))
            for new in new_clips(NEW)
        ]
        compared = _seconds(lambda: _compare(store)) * 1000 / NEW
    for path in EXAMPLES:
        shutil.copy2(path, project.media / path.name)
    heard = _seconds(lambda: ingest(project, [project.media], engine=engine))
    megabytes = project.database.stat().st_size / 1e6
    return Cost(there["clips"], megabytes, first, known, named, stored, compared, heard - known)


def settled(made_up: Project, root: Path) -> Project:
    """A copy of a project that was made up, as if vox had taken in its clips and made their pictures."""
    root.mkdir()
    shutil.copyfile(made_up.database, root / made_up.database.name)
    project = find_project(root)
    project.media.mkdir()
    recipes = {**make_recipes(project.settings, load_themes()), STAGE: VERSION}
    db = Database(project.database, execute_plugins=False)
    try:
        db.execute("PRAGMA synchronous = OFF")
        with db.atomic():
            db.execute("DELETE FROM runs")
            for stage, recipe in recipes.items():
                db.execute(
                    "INSERT INTO runs (clip_id, stage, recipe, finished_at) SELECT id, ?, ?, ? FROM clips"
                    " WHERE status <> 'failed'",
                    [stage, recipe, now()],
                )
            db.execute(
                "INSERT INTO runs (clip_id, stage, recipe, finished_at)"
                " SELECT id, 'failed', ?, ? FROM clips WHERE status = 'failed'",
                [recipes["transcribe"], now()],
            )
            db.execute("UPDATE meanings SET encoder = ?", [ENCODER])
            db.execute(
                "INSERT INTO consents (person_id, status, channels, naming, expires_on, recorded_at)"
                " SELECT id, 'granted', 'web', 'full', '2999-12-31', ? FROM people",
                [now()],
            )
            db.execute("DELETE FROM files")
            for path, clip_id, size in db.execute("SELECT path, id, size FROM clips").fetchall():
                file = project.real_path(path)
                file.parent.mkdir(exist_ok=True)
                file.touch()
                os.truncate(file, size)
                mtime = file.stat().st_mtime_ns
                db.execute("INSERT INTO files VALUES (?, ?, ?, ?)", [path, clip_id, size, mtime])
        for place in folders(project).values():
            place.mkdir(parents=True)
        for clip in db.query(CLIPS):
            for kind, name in names(clip).items():
                (folders(project)[kind] / name).touch()
    finally:
        db.close()
    return project


def new_clips(count: int) -> Iterator[Analysis]:
    """What is found in so many clips, each of three sentences of the corpus; always the same."""
    rng = Random(SEED + 1)
    texts = [text.text for text in read_corpus("tune") if text.kind != "off_topic"]
    for number in range(count):
        said = " ".join(rng.sample(texts, 3))
        words = tuple(Word(at * 0.3, at * 0.3 + 0.25, text, 0.9) for at, text in enumerate(said.split()))
        end = words[-1].end
        segment = Segment(0.0, end, said, words, -0.2, 0.01, 1.1)
        clip_id = f"{rng.getrandbits(64):016x}"
        yield Analysis(
            clip=Clip(clip_id, Path(f"{number}.mp4"), 1_000_000, f"{rng.getrandbits(256):064x}"),
            collection="",
            probe=Probe("mp4", end, None, (AudioStream("aac", 48_000, 1),), None),
            duration=end,
            transcript=Transcript("faster-whisper", "base", "en", 0.99, (segment,), duration=end),
            found=Findings(
                (Answer(0.0, end, said, 0, len(words) - 1, language="en", number=1),),
                (Reading((Tag("attention", 0.7, "tag", 0, 5, "lexicon", "lexicon-1"),)),),
                ((),),
            ),
            status="answered",
            reason=None,
            needs_web_copy=False,
        )


def _compare(store: Store) -> None:
    remember_meanings(store, Silent())
    link_repeats(store)


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process and of those it has started."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    return sum(each.ru_utime + each.ru_stime for each in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def report(costs: Sequence[Cost]) -> Iterator[str]:
    """The lines of a table, each with its ratios to the first."""
    yield (
        "| clips | database | storing a clip, p50 | p95 | ratio | reading and comparing its answers | ratio"
        " | an example, all in all | ratio | a run over all that is known | for each clip | over one file"
        " | first run |"
    )
    yield f"|{' --- |' * 13}"
    base = costs[0]
    for cost in costs:
        an_example = cost.heard / len(EXAMPLES)
        each = (cost.known - base.known) / cost.clips * 1e6 if cost.clips else 0
        yield (
            f"| {cost.clips:,} | {cost.megabytes:,.0f} MB | {cost.p50:.2f} ms | {cost.p95:.2f} ms"
            f" | {cost.p50 / base.p50:.2f} | {cost.compared:.1f} ms | {cost.compared / base.compared:.2f}"
            f" | {an_example * 1000:,.0f} ms | {cost.heard / base.heard:.2f}"
            f" | {cost.known:.2f} s | {each:.0f} µs | {cost.named:.2f} s | {cost.first:.1f} s |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure what a clip costs the more there are.")
    parser.add_argument("folder", type=Path, nargs="?", help="keeps what is made up")
    parser.add_argument("--clips", type=int, nargs="+", default=SIZES, help="how many there are already")
    asked = parser.parse_args()
    costs = []
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        engine = load_once(find_project(root).settings)
        # What is loaded once, and heard for the first time, counts for none.
        measure(root / "warming", root, 1, engine)
        shutil.rmtree(root / "1")
        for clips in asked.clips:
            costs.append(measure(asked.folder or root / "made up", root, clips, engine))
            shutil.rmtree(root / str(clips))
    print("\n".join(report(costs)))


if __name__ == "__main__":
    main()
