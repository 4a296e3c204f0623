"""How exactly words are timed: what vox says beside material whose times are known.

python -m benchmarks.word_times [MANIFEST] [--out FILE]

Every kind of material has a row; a word counts only where it was recognised, letter by letter.

- Joined: recordings of MANIFEST (JSON lines beside the recordings: `file`, `text`, and `text_quality` as
  benchmarks.transcribe reads it), trimmed to their sound and joined with pauses of known lengths, over a
  noise floor or in digital silence. Known: where the first word of each begins and its last word ends.
- Timed: lines of MANIFEST with `words`, a list of `[start, end]` in seconds for every word of `text`, as
  they are.
- Examples: when each utterance of the example clips begins and ends.
- Spoken: what is said in the examples, by flite, which tells when each of its sounds ends; every word is
  known. A stop (p, t, k, b, d, g) begins where the mouth closes, in silence: such a word, after a pause, is
  heard some 50 ms later than it begins.
"""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np
from rich.progress import track

from benchmarks.known_times import Known, Material, examples, joined, spoken, timed, words_of
from pipeline.models import BASE
from pipeline.transcribe import Engine, load_engine, transcribe
from schemas.records import Audio, Word

CLOSE = 0.1
"""Seconds within which a time is close enough to jump to."""


@dataclass(frozen=True, slots=True)
class Timed:
    """By how much a word was timed too late (seconds, below 0 too early); None where nothing is known."""

    kind: str
    start: float | None
    end: float | None


def match(said: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """Positions in both of the words that were recognised, by the alignment with the fewest errors."""
    if not said or not heard:
        return []
    [chunks] = jiwer.process_words(" ".join(said), " ".join(heard)).alignments
    return [
        (chunk.ref_start_idx + i, chunk.hyp_start_idx + i)
        for chunk in chunks
        if chunk.type == "equal"
        for i in range(chunk.ref_end_idx - chunk.ref_start_idx)
    ]


def compare(known: Sequence[Known], heard: Sequence[Word]) -> list[Timed]:
    """The errors of the words that were recognised and of which a time is known."""
    spelled = [(word, "".join(words_of(word.text))) for word in heard]
    spelled = [(word, text) for word, text in spelled if text]
    found = []
    for said, written in match([word.text for word in known], [text for _, text in spelled]):
        truth, word = known[said], spelled[written][0]
        if truth.start is not None or truth.end is not None:
            start = None if truth.start is None else word.start - truth.start
            end = None if truth.end is None else word.end - truth.end
            found.append(Timed(truth.kind, start, end))
    return found


def hear(audio: Audio, engine: Engine) -> Sequence[Word]:
    """The words of some sound, as vox writes them down."""
    return transcribe(audio, engine).words


def measure(materials: Iterable[Material], engine: Engine) -> list[Timed]:
    """The errors of everything that was recognised."""
    return [
        error for material in materials for error in compare(material.words, hear(material.audio, engine))
    ]


def table(known: Sequence[Known], found: Sequence[Timed]) -> str:
    """The errors in Markdown, one row a kind; signed medians tell whether words are late (+) or early (-)."""
    head = ["material", "times known"]
    for what in ("starts", "ends"):
        head += [f"{what} recognised", "median", "95 %", f"within {CLOSE * 1000:.0f} ms", "late by"]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    kinds = list(dict.fromkeys(word.kind for word in known if _is_timed(word)))
    for name, chosen in {**{kind: {kind} for kind in kinds}, "all": set(kinds)}.items():
        errors = [error for error in found if error.kind in chosen]
        cells = [name, str(sum(word.kind in chosen and _is_timed(word) for word in known))]
        cells += _cells([error.start for error in errors if error.start is not None])
        cells += _cells([error.end for error in errors if error.end is not None])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _is_timed(word: Known) -> bool:
    return word.start is not None or word.end is not None


def _cells(seconds: Sequence[float]) -> list[str]:
    if not seconds:
        return ["0", "", "", "", ""]
    signed = np.array(seconds)
    size = np.abs(signed)
    middle, most = np.percentile(size, (50, 95)) * 1000
    return [
        str(len(seconds)),
        f"{middle:.0f} ms",
        f"{most:.0f} ms",
        f"{np.mean(size <= CLOSE):.0%}",
        f"{np.median(signed) * 1000:+.0f} ms",
    ]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Set word times beside material whose times are known.")
    parser.add_argument("manifest", nargs="?", type=Path, help="a file of JSON lines beside the recordings")
    parser.add_argument("--engine", default="faster-whisper", help="what transcribes (faster-whisper)")
    parser.add_argument("--model", default=BASE, help=f"which model ({BASE})")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table to FILE too")
    asked = parser.parse_args()
    materials = [*examples(), *spoken()]
    if asked.manifest:
        materials = [*joined(asked.manifest), *timed(asked.manifest), *materials]
    engine = load_engine(asked.engine, asked.model)
    found = measure(track(materials, "Hearing"), engine)
    printed = table([word for material in materials for word in material.words], found)
    print(printed)
    if asked.out:
        asked.out.write_text(f"{printed}\n", "utf-8")


if __name__ == "__main__":
    main()
