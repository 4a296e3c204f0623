"""What vox invents where nobody speaks, and what it loses where somebody does, beside its engines.

python -m benchmarks.nonspeech MANIFEST [--speech MANIFEST] [--limit N] [--out FILE]

MANIFEST is a file of JSON lines beside recordings in which nobody speaks: `file`, `sound` (what is heard)
and, where words are sung or spoken after all, `words`: true or a `sound` that says SINGING; those are shown
apart. The manifest of `--speech` names real utterances, best very short ones: `file`, `text` (what is said)
and, if they come in several forms, `variant`. An utterance is lost where nothing at all is written for it.
"""

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.transcribe import Measured, Recording, measure_all

_LONGEST_SHOWN = 60
"""Characters of an invented text: the temperature fallbacks can write hundreds."""

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


@dataclass(frozen=True, slots=True)
class Sound:
    """One line of a manifest.

    Attributes:
        path: The recording.
        what: What is heard in it: a kind of sound, or what is said.
        words: Whether somebody speaks or sings words.
        variant: Which form of an utterance it is; empty where there is only one.
    """

    path: Path
    what: str
    words: bool
    variant: str = ""


def read_nonspeech(manifest: Path, limit: int | None = None) -> list[Sound]:
    """The recordings in which nobody speaks; at most `limit`, spread evenly over the manifest."""
    return [
        Sound(
            manifest.parent / line["file"],
            line["sound"],
            words=bool(line.get("words")) or "SINGING" in line["sound"],
        )
        for line in _read_lines(manifest, limit)
    ]


def read_speech(manifest: Path, limit: int | None = None) -> list[Sound]:
    """The real utterances; at most `limit`, spread evenly over the manifest."""
    return [
        Sound(manifest.parent / line["file"], line["text"], words=True, variant=line.get("variant", ""))
        for line in _read_lines(manifest, limit)
    ]


def _read_lines(manifest: Path, limit: int | None) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    if not limit or limit >= len(lines):
        return lines
    return [lines[place * len(lines) // limit] for place in range(limit)]


def count_words(text: str) -> int:
    """How many words a text has; a phrase in a script without spaces counts as one."""
    return len(_WORD.findall(text))


def invented_table(sounds: Sequence[Sound], results: Mapping[str, Measured]) -> str:
    """What each system wrote where nobody speaks, in Markdown; recordings that do hold words come last."""
    silent = [place for place, sound in enumerate(sounds) if not sound.words]
    sung = [place for place, sound in enumerate(sounds) if sound.words]
    lengths = next(iter(results.values())).lengths
    lines = [
        f"{len(silent)} recordings in which nobody speaks, {sum(lengths[place] for place in silent):.0f} s;"
        f" {len(sung)} more with words, which count for CPU time only.",
        "",
        "| system | recordings with invented words | invented words | CPU s | CPU s / audio s |",
        "|" + " --- |" * 5,
    ]
    for name, result in results.items():
        counts = [count_words(result.texts[place]) for place in silent]
        lines.append(
            f"| {name} | {sum(map(bool, counts))} of {len(silent)} | {sum(counts)} |"
            f" {result.cpu:.1f} | {result.cpu / sum(lengths):.3f} |"
        )
    for title, places in (("Invented", silent), ("Written where words are spoken or sung", sung)):
        rows = [
            f"| {sounds[place].path.name} | {sounds[place].what} | {name} | {_shorten(result.texts[place])} |"
            for place in places
            for name, result in results.items()
            if count_words(result.texts[place])
        ]
        if rows:
            lines += ["", f"{title}:", "", "| recording | sound | system | text |", "|" + " --- |" * 4, *rows]
    return "\n".join(lines)


def lost_table(utterances: Sequence[Sound], results: Mapping[str, Measured]) -> str:
    """The real utterances for which a system wrote nothing, in Markdown."""
    variants = sorted({utterance.variant for utterance in utterances if utterance.variant})
    head = ["system", "lost", "share", *(f"lost, {variant}" for variant in variants), "CPU s"]
    lengths = next(iter(results.values())).lengths
    lines = [
        f"{len(utterances)} real utterances, {sum(lengths):.0f} s.",
        "",
        f"| {' | '.join(head)} |",
        "|" + " --- |" * len(head),
    ]
    lost: list[str] = []
    for name, result in results.items():
        missing = [not count_words(text) for text in result.texts]
        cells = [name, f"{sum(missing)} of {len(missing)}", f"{sum(missing) / len(missing):.2%}"]
        for variant in variants:
            among = [gone for gone, said in zip(missing, utterances, strict=True) if said.variant == variant]
            cells.append(f"{sum(among)} of {len(among)}")
        lines.append(f"| {' | '.join([*cells, f'{result.cpu:.1f}'])} |")
        lost += [
            f"| {said.path.name} | {_shorten(said.what)} | {name} |"
            for gone, said in zip(missing, utterances, strict=True)
            if gone
        ]
    if lost:
        lines += ["", "Lost:", "", "| recording | said | system |", "|" + " --- |" * 3, *lost]
    return "\n".join(lines)


def _shorten(text: str) -> str:
    """The text as one cell of a table."""
    text = " ".join(text.replace("|", "¦").split())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _run(sounds: Sequence[Sound]) -> dict[str, Measured]:
    return measure_all([Recording(sound.path, "", trusted=False) for sound in sounds])


def main() -> None:
    """Run every system over the recordings and print the tables."""
    parser = argparse.ArgumentParser(description="Measure what vox and its engines invent and lose.")
    parser.add_argument("manifest", type=Path, help="JSON lines beside recordings without speech")
    parser.add_argument("--speech", type=Path, metavar="MANIFEST", help="JSON lines beside real utterances")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N recordings of each manifest (all)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the tables to FILE too")
    asked = parser.parse_args()
    sounds = read_nonspeech(asked.manifest, asked.limit)
    printed = invented_table(sounds, _run(sounds))
    if asked.speech:
        utterances = read_speech(asked.speech, asked.limit)
        printed += "\n\n" + lost_table(utterances, _run(utterances))
    print(printed)
    if asked.out:
        asked.out.write_text(f"{printed}\n", "utf-8")


if __name__ == "__main__":
    main()
