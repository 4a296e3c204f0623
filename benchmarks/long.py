"""How much memory and time a recording of hours takes.

python -m benchmarks.long MANIFEST [--hours H]

The recordings of MANIFEST (JSON lines with `file`) are joined, with pauses, again and again until the file is
long enough, and heard in a process of its own.
"""

import argparse
import json
import multiprocessing
import re
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import ffmpeg
import numpy as np

from pipeline import tools
from pipeline.audio import read_sound
from pipeline.fingerprint import fingerprint
from pipeline.models import BASE
from pipeline.transcribe import Hints, load_engine, transcribe_all
from schemas.records import SAMPLE_RATE, Transcript

_PAUSE = 0.8
"""Seconds between two recordings."""

_SLOWEST = 1800


def join(manifest: Path, seconds: float, target: Path) -> None:
    """Write one long sound file in which all recordings follow each other, again and again."""
    lines = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    raw = target.with_suffix(".pcm")
    written = 0
    with raw.open("wb") as stream:
        while written < seconds * SAMPLE_RATE:
            for line in lines:
                for block in read_sound(fingerprint(manifest.parent / line["file"])):
                    samples = np.pad(block.samples, (0, round(_PAUSE * SAMPLE_RATE)))
                    stream.write((samples * 32767).astype("<i2").tobytes())
                    written += len(samples)
    sound = ffmpeg.input(str(raw), format="s16le", ar=SAMPLE_RATE, ac=1)
    tools.run(tools.output([sound], target, t=seconds, **{"c:a": "aac", "b:a": "48k"}), timeout=_SLOWEST)


def listen(path: Path) -> tuple[Transcript, float, float, int]:
    """A file's transcript, and the CPU seconds, clock seconds and peak memory (MB) it took; Linux only."""
    engine = load_engine("faster-whisper", BASE)
    cpu, wall = time.process_time(), time.perf_counter()
    [(_, found)] = transcribe_all([(path, [read_sound(fingerprint(path))])], lambda: engine, Hints())
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert isinstance(found, Transcript)
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("utf-8"))
    assert peak
    return found, cpu, wall, int(peak[1]) // 1000


def main() -> None:
    """Make the file, hear it, and print what it took."""
    parser = argparse.ArgumentParser(description="Measure the memory that a long recording takes.")
    parser.add_argument("manifest", type=Path, help="a file of JSON lines beside the recordings")
    parser.add_argument("--hours", type=float, default=2.0, help="how long (2)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.m4a"
        join(asked.manifest, asked.hours * 3600, path)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            found, cpu, wall, peak = process.submit(listen, path).result()
    print(
        "| sound | words | heard again | CPU s / audio s | wall s / audio s | peak memory |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        f"| {found.duration / 60:.0f} min | {len(found.words)} | {sum(found.rungs[1:])} of {sum(found.rungs)}"
        f" pieces | {cpu / found.duration:.3f} | {wall / found.duration:.3f} | {peak} MB |"
    )


if __name__ == "__main__":
    main()
