"""How fast and how well vox transcribes, beside the engines it is built on: same weights, same run.

python -m benchmarks.transcribe MANIFEST [--limit N] [--out FILE]

MANIFEST is a file of JSON lines beside the recordings: `file`, `text` and, where not every text can be
trusted to the word, `text_quality` ("exact" and "standard-prompt" count for the word error rate; all for
speed). Sound is decoded beforehand; each system runs in a process of its own, so its memory can be told.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import Progress

from benchmarks.examples import word_error_rate
from benchmarks.sound import read_whole
from pipeline.models import BASE, WEIGHTS, locate
from schemas.records import Transcript

if TYPE_CHECKING:
    from schemas.records import Audio

Transcribe = Callable[[Sequence["Audio"]], list[str]]

TRUSTED = {"exact", "standard-prompt"}
LENGTHS = {"under 5 s": (0, 5), "5 to 10 s": (5, 10), "10 to 20 s": (10, 20), "over 20 s": (20, 1e9)}


@dataclass(frozen=True, slots=True)
class Recording:
    """One line of the manifest; `trusted` tells whether its text counts for the word error rate."""

    path: Path
    text: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What one system took and wrote.

    Attributes:
        texts: One a recording.
        lengths: Seconds of each recording.
        cpu: Seconds of processor time, of all threads.
        wall: Seconds by the clock.
        memory: The most resident memory, in bytes, of the whole process.
    """

    texts: list[str]
    lengths: list[float]
    cpu: float
    wall: float
    memory: int


def _vox() -> Transcribe:
    from pipeline.transcribe import Hints, load_engine, transcribe_all

    engine = load_engine("faster-whisper", BASE)

    def run(sounds: Sequence["Audio"]) -> list[str]:
        heard = transcribe_all(((i, [[sound]]) for i, sound in enumerate(sounds)), lambda: engine, Hints())
        texts = {
            i: " ".join(segment.text for segment in found.segments)
            for i, found in heard
            if isinstance(found, Transcript)
        }
        return [texts[i] for i in range(len(sounds))]

    return run


def _faster_whisper() -> Transcribe:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(locate(BASE)), device="cpu", compute_type="int8", local_files_only=True)
    return lambda sounds: [
        " ".join(segment.text for segment in model.transcribe(sound.samples, vad_filter=True)[0])
        for sound in sounds
    ]


def _openai_whisper(**options: Any) -> Transcribe:
    import torch
    import whisper

    from pipeline.transcribe.checkpoint import read_checkpoint

    checkpoint = read_checkpoint(locate(BASE) / WEIGHTS)
    model = whisper.model.Whisper(whisper.model.ModelDimensions(**checkpoint["dims"]))
    model.load_state_dict(
        {name: torch.from_numpy(tensor) for name, tensor in checkpoint["model_state_dict"].items()}
    )
    return lambda sounds: [
        str(whisper.transcribe(model, sound.samples, fp16=False, **options)["text"]) for sound in sounds
    ]


SYSTEMS: dict[str, Callable[[], Transcribe]] = {
    "vox": _vox,
    "faster-whisper, beam 5 with its voice detector": _faster_whisper,
    "openai-whisper, its command's default": lambda: _openai_whisper(beam_size=5, best_of=5),
    "openai-whisper, greedy": _openai_whisper,
}
"""What is compared; the first is ours."""


def read_manifest(manifest: Path, limit: int | None = None) -> list[Recording]:
    """The recordings a manifest names, in its order; at most `limit`, spread evenly over it."""
    lines = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    step = max(1, len(lines) // limit) if limit else 1
    return [
        Recording(manifest.parent / line["file"], line["text"], line.get("text_quality", "exact") in TRUSTED)
        for line in lines[::step][:limit]
    ]


def measure(system: str, recordings: Sequence[Recording]) -> Measured:
    """Run one system over all recordings in a process of its own; loading the model is not counted."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(_measure, system, recordings).result()


def measure_all(recordings: Sequence[Recording]) -> dict[str, Measured]:
    """Run every system over all recordings, one after another, and show how far it is."""
    results: dict[str, Measured] = {}
    with Progress() as progress:
        task = progress.add_task("Measuring", total=len(SYSTEMS))
        for system in SYSTEMS:
            progress.update(task, description=system)
            results[system] = measure(system, recordings)
            progress.advance(task)
    return results


def _measure(system: str, recordings: Sequence[Recording]) -> Measured:
    sounds = [read_whole(recording.path) for recording in recordings]
    transcribe = SYSTEMS[system]()
    cpu, wall = time.process_time(), time.perf_counter()
    texts = transcribe(sounds)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return Measured(texts, [sound.duration for sound in sounds], cpu, wall, memory)


def table(recordings: Sequence[Recording], results: dict[str, Measured]) -> str:
    """The results in Markdown, with ratios to the first system."""
    ours = next(iter(results.values()))
    total = sum(ours.lengths)
    head = ["system", "CPU s / audio s", "ratio", "wall s / audio s", "ratio", "memory", "WER", *LENGTHS]
    lines = [
        f"{len(recordings)} recordings, {total:.0f} s; model `{BASE}`; word error rates over the"
        f" {sum(recording.trusted for recording in recordings)} whose text is exact.",
        "",
        f"| {' | '.join(head)} |",
        f"|{' --- |' * len(head)}",
    ]
    for name, result in results.items():
        cells = [
            name,
            f"{result.cpu / total:.3f}",
            f"{result.cpu / ours.cpu:.1f}",
            f"{result.wall / total:.3f}",
            f"{result.wall / ours.wall:.1f}",
            f"{result.memory / 1e6:.0f} MB",
            _rate(recordings, result, (0, 1e9)),
            *(_rate(recordings, result, bounds) for bounds in LENGTHS.values()),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _rate(recordings: Sequence[Recording], result: Measured, bounds: tuple[float, float]) -> str:
    pairs = [
        (recording.text, text, "en")
        for recording, text, length in zip(recordings, result.texts, result.lengths, strict=True)
        if recording.trusted and bounds[0] <= length < bounds[1]
    ]
    return f"{word_error_rate(pairs):.2%}" if pairs else ""


def main() -> None:
    """Measure every system and print the table."""
    parser = argparse.ArgumentParser(description="Measure vox beside the engines it is built on.")
    parser.add_argument("manifest", type=Path, help="a file of JSON lines beside the recordings")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N recordings (all)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table to FILE too")
    asked = parser.parse_args()
    recordings = read_manifest(asked.manifest, asked.limit)
    printed = table(recordings, measure_all(recordings))
    print(printed)
    if asked.out:
        asked.out.write_text(f"{printed}\n", "utf-8")


if __name__ == "__main__":
    main()
