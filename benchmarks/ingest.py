"""How long `vox ingest` takes where there is nothing to do, and how much it adds to the speech engine.

python -m benchmarks.ingest [FOLDER]

A project of 10,000 clips that are known is made, and `vox ingest` is run over it as a person runs it. FOLDER
is one of real clips: they are taken in, and the same sound is given to the engine without the rest of vox.
Linux and macOS only.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from sqlite_utils import Database

from pipeline import transcribe
from pipeline.audio import read_sound
from pipeline.derived import CLIPS as CLIPS_WITH_PICTURES
from pipeline.derived import folders, names
from pipeline.discover import discover
from pipeline.fingerprint import fingerprint, stamp
from pipeline.ingest import ingest, load_once
from pipeline.probe import probe
from pipeline.progress import Silent
from pipeline.project import Project, find_project
from pipeline.recipes import make_recipes
from pipeline.store import STAGES, Store
from pipeline.transcribe import Engine
from schemas.errors import ClipError
from schemas.records import (
    Analysis,
    Answer,
    Audio,
    AudioStream,
    Findings,
    Probe,
    Reading,
    Segment,
    Tag,
    Transcript,
    Word,
)
from schemas.themes import load_themes

CLIPS = 10_000
RENAMED = 1_000
RUNS = 5

Sound = tuple[Path, list[list[Audio]]]
"""A clip and its first sound track."""

_TEXT = (
    "People who listen to you before they start talking, and who then do what they said they would do,"
    " on the day they said it, without me having to ring them up and ask again."
)


def make_known(root: Path, number: int) -> Project:
    """A project with so many clips, each different, all of which have been taken in, pictures and all."""
    (root / "media").mkdir()
    project = find_project(root)
    recipes = make_recipes(project.settings, load_themes())
    words = tuple(Word(at * 0.3, at * 0.3 + 0.25, text, 0.9) for at, text in enumerate(_TEXT.split()))
    end = words[-1].end
    segment = Segment(0.0, end, _TEXT, words, -0.2, 0.01, 1.1)
    transcript = Transcript("faster-whisper", "base", "en", 0.99, (segment,), duration=end)
    answer = Answer(0.0, end, _TEXT, 0, len(words) - 1, language="en", number=1)
    reading = Reading((Tag("attention", 0.7, "tag", 11, 17, "lexicon", "lexicon-1"),))
    with Store.writing(project.database) as store:
        store.save_themes(load_themes())
    db = Database(project.database)
    store = Store(db)
    # One transaction: each waits for the disk, and here it does not matter what a power cut leaves.
    with db.atomic():
        for at in range(number):
            path = project.media / f"IMG_{at:05d}.wav"
            with wave.open(str(path), "wb") as sound:
                sound.setparams((1, 2, 16_000, 0, "NONE", ""))
                sound.writeframes(at.to_bytes(4, "little") * 50)
            analysis = Analysis(
                clip=fingerprint(path),
                collection="",
                probe=Probe("wav", end, None, (AudioStream("pcm_s16le", 16_000, 1),), None),
                duration=end,
                transcript=transcript,
                found=Findings((answer,), (reading,), ((),)),
                status="answered",
                reason=None,
                needs_web_copy=False,
            )
            place = project.stored_path(path)
            store.save(analysis, place, stamp(path).mtime_ns, recipes, set(STAGES))
    for clip in store.query(CLIPS_WITH_PICTURES):
        for kind, name in names(clip).items():
            target = folders(project)[kind] / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"made")
    db.close()
    return project


def run_vox(project: Project) -> tuple[float, float, str]:
    """`vox ingest` in a process of its own: seconds, MB at its peak, and what it said at the end."""
    command = [sys.executable, "-m", "cli", "ingest", "--project", str(project.root)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        said = process.stdout.read()
        _, _, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = 0
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return took, peak, said.splitlines()[0]


def nothing_to_do() -> None:
    """Run over clips that are known, then over some of them under new names."""
    with tempfile.TemporaryDirectory() as folder:
        project = make_known(Path(folder), CLIPS)
        runs = [run_vox(project) for _ in range(RUNS)]
        shop = project.media / "shop"
        shop.mkdir()
        for path in sorted(project.media.glob("*.wav"))[:RENAMED]:
            path.rename(shop / f"renamed {path.name}")
        renamed = run_vox(project)
    print("| `vox ingest` | seconds | peak memory | what it said |")
    print("| --- | --- | --- | --- |")
    took, peak = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
    print(f"| {CLIPS:,} known clips, median of {RUNS} runs | {took:.2f} | {peak:.0f} MB | {runs[0][2]} |")
    print(f"| {RENAMED:,} of them renamed | {renamed[0]:.2f} | {renamed[1]:.0f} MB | {renamed[2]} |")


class _Heard(Silent):
    """Knows when the last clip was stored: pictures and web copies are made afterwards."""

    def __init__(self) -> None:
        self.at = _now()

    def done(self, path: Path, status: str, reason: str) -> None:
        self.at = _now()


def _now() -> tuple[float, float]:
    """Clock seconds, and CPU seconds of this process and of those it has started."""
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(each.ru_utime + each.ru_stime for each in used)


def _hear(sound: list[Sound], engine: Callable[[], Engine]) -> None:
    for _ in transcribe.transcribe_all(sound, engine, transcribe.Hints()):
        pass


def overhead(folder: Path) -> None:
    """Take in real clips, and give the same sound to the engine alone; the medians of some runs in turn."""
    clips = discover([folder]).clips
    sound: list[Sound] = []
    for clip in clips:
        with suppress(ClipError):
            if probe(clip).audio:
                sound.append((clip, [list(read_sound(fingerprint(clip)))]))
    with tempfile.TemporaryDirectory() as root:
        engine = load_once(find_project(Path(root)).settings)
        _hear(sound, engine)  # loaded and warm
        runs = []
        for number in range(RUNS):
            new = Path(root, str(number))
            new.mkdir()
            heard = _took(lambda progress: _hear(sound, engine))
            runs.append((heard, _took(_taking_in(find_project(new), folder, engine))))
    seconds = sum(block.duration for _, tracks in sound for block in tracks[0])
    print("\n| clips | sound | | speech engine | vox ingest, without pictures | added |")
    print("| --- | --- | --- | --- | --- | --- |")
    for place, unit in enumerate(("clock s", "CPU s")):
        alone, whole = (statistics.median(run[part][place] for run in runs) for part in (0, 1))
        share = (whole - alone) / whole
        print(f"| {len(clips)} | {seconds:.0f} s | {unit} | {alone:.1f} | {whole:.1f} | {share:.1%} |")


def _taking_in(project: Project, folder: Path, engine: Callable[[], Engine]) -> Callable[[_Heard], object]:
    return lambda progress: ingest(project, [folder], progress, engine=engine)


def _took(work: Callable[[_Heard], object]) -> tuple[float, float]:
    """Clock and CPU seconds until it has ended, or until the last clip was stored."""
    heard, before = _Heard(), _now()
    began = heard.at
    work(heard)
    after = _now() if heard.at == began else heard.at
    return after[0] - before[0], after[1] - before[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure vox ingest around the speech engine.")
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of real clips")
    asked = parser.parse_args()
    nothing_to_do()
    if asked.folder:
        overhead(asked.folder)


if __name__ == "__main__":
    main()
