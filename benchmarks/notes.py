"""How well notes that are held up are read, and what is taken for one that is none.

    python -m benchmarks.notes CLIPS PRINT_FONT... [--hands HAND_FONT...]

Draws notes with answers of training/ that nobody looked at while the reader was tuned, in each of
the fonts, on paper of five colours, tilted by up to 15 degrees and leaning, in five lights, before
pictures of the clips in the folder CLIPS, and reads each as it is read from a film of three
seconds. Prints the character error rate (Levenshtein distance by length; capitals are not told
apart, for some hands have no others) by kind of font, font, light and tilt; then how many false
notes there are in the clips themselves and in T-shirts, signs and captions drawn before them; and
what it costs.
"""

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from benchmarks import drawn_notes
from benchmarks.drawn_notes import Picture
from pipeline.discover import discover
from pipeline.notes import find_notes
from pipeline.notes.following import Follower
from pipeline.notes.joining import join
from pipeline.notes.paper import find_sheets
from pipeline.notes.reading import read_sheet
from pipeline.probe import probe
from schemas.errors import ClipError
from schemas.notes import Note

_EACH = 6
"""Notes drawn in each font."""

_NEGATIVES = 20
"""Pictures of each thing that is no note."""


def main(clips: Path, fonts: Sequence[tuple[str, Path]]) -> None:
    """Draw, read and print."""
    chance = random.Random(11)
    grounds = _grounds(clips)
    texts = _texts()
    errors: dict[str, list[float]] = defaultdict(list)
    for kind, font in fonts:
        for number in range(_EACH):
            light = drawn_notes.LIGHTS[number % len(drawn_notes.LIGHTS)]
            text, tilt = chance.choice(texts), chance.uniform(-15, 15)
            sheet = drawn_notes.note(
                text, font, chance.choice(drawn_notes.PAPERS), chance.choice(drawn_notes.INKS)
            )
            shown = drawn_notes.held(chance.choice(grounds), sheet, chance.uniform(0.4, 0.75), tilt, chance)
            found = read([drawn_notes.lit(shown, light, chance) for _ in range(3)])
            said = " ".join(" ".join(note.text for note in found).split()).casefold()
            error = min(1.0, Levenshtein.distance(said, text.casefold()) / len(text))
            leaning = "tilt to 5°" if abs(tilt) <= 5 else "tilt 5° to 15°"
            for key in (kind, f"  {font.stem}", f"light: {light.name}", leaning):
                errors[key].append(error)
    print(f"{'':<34} {'notes':>6} {'CER':>7} {'missed':>7}")
    for key, found_errors in errors.items():
        missed = sum(error >= 0.95 for error in found_errors)
        print(f"{key:<34} {len(found_errors):>6} {np.mean(found_errors):>7.1%} {missed:>7}")
    _print_false(clips, grounds, texts, [font for _, font in fonts])


def read(pictures: Sequence[Picture]) -> list[Note]:
    """The notes in pictures, a second apart."""
    follower = Follower()
    for number, picture in enumerate(pictures):
        follower.see(float(number), picture, find_sheets(picture))
    return join([(sheet, read_sheet(sheet.views)) for sheet in follower.held()])


def _print_false(
    clips: Path, grounds: Sequence[Picture], texts: Sequence[str], fonts: Sequence[Path]
) -> None:
    chance = random.Random(12)
    print()
    things = {"T-shirts": drawn_notes.shirt, "signs": drawn_notes.sign, "captions": drawn_notes.captioned}
    for thing, draw in things.items():
        false = 0
        for _ in range(_NEGATIVES):
            words = " ".join(chance.choice(texts).split()[:4])
            shown = draw(chance.choice(grounds), words, chance.choice(fonts))
            false += bool(read([drawn_notes.lit(shown, drawn_notes.LIGHTS[0], chance) for _ in range(3)]))
        print(f"{thing:<34} {_NEGATIVES:>6} of which taken for notes {false}")
    looked_at, seconds, started = 0, 0.0, time.process_time()
    for path in discover([clips]).clips:
        try:
            found = probe(path)
            if not found.video or not found.duration:
                continue
            notes = find_notes(path, found.video, found.duration)
        except ClipError:
            continue
        looked_at, seconds = looked_at + 1, seconds + found.duration
        for note in notes:
            print(f"  {path.name}: {' / '.join(note.text.splitlines())} ({note.confidence:.2f})")
    cost = (time.process_time() - started) / seconds * 1000
    print(f"{'clips':<34} {looked_at:>6} with what is listed above; {cost:.0f} ms a second of film")


def _grounds(clips: Path) -> list[Picture]:
    """A picture of each clip, of the size in which notes are looked for."""
    found: list[Picture] = []
    for path in discover([clips]).clips:
        opened = cv2.VideoCapture(str(path))
        is_there, picture = opened.read()
        if is_there:
            scale = 960 / max(picture.shape[:2])
            found.append(np.asarray(cv2.resize(picture, None, fx=scale, fy=scale), np.uint8))
    return found


def _texts() -> list[str]:
    files = sorted(Path("training/corpus").glob("*.jsonl"))[-8:]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines]
    return [text for text in texts if 12 <= len(text) <= 60 and text.isascii()]


if __name__ == "__main__":
    told = sys.argv[2:]
    split = told.index("--hands") if "--hands" in told else len(told)
    hands = [("handwriting", Path(font)) for font in told[split + 1 :]]
    main(Path(sys.argv[1]), [("print", Path(font)) for font in told[:split]] + hands)
