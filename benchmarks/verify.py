"""How long it takes to check a long document against many answers.

python -m benchmarks.verify [FOLDER] [--answers N] [--pages N]

FOLDER keeps the project that is made up, for the next time. Ten passages are quoted on each page of 500
words: half as they were said, the others with words changed, pieces left out, or never said by anybody.
Beside it stands how long it takes to look for each of them by itself with rapidfuzz in all answers.
"""

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random

from rapidfuzz import fuzz, process

from benchmarks.many_answers import SEED, project_with
from pipeline.project import Project
from pipeline.store import Store
from pipeline.takeaways.verify import Verified, verify

_QUOTED_ON_A_PAGE = 10
_WORDS_BETWEEN = 35
_TRIED = 20
"""Passages that are looked for one by one; all would take minutes."""


def main() -> None:
    """Print how long it takes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = project_with(asked.folder or Path(scratch) / "project", asked.answers)
        with Store.reading(project.database) as store:
            texts = [row["text"] for row in store.query("SELECT text FROM answers ORDER BY number")]
        path = Path(scratch) / "draft.md"
        passages = write_draft(path, texts, asked.pages)
        begun = time.perf_counter()
        found = check(project, path)
        seconds = time.perf_counter() - begun
        begun = time.perf_counter()
        for passage in passages[:_TRIED]:
            process.extractOne(passage, texts, scorer=fuzz.partial_ratio)
        alone = (time.perf_counter() - begun) / _TRIED * len(passages)
        told = ", ".join(f"{number} {kind}" for kind, number in found.counts.items() if number)
        print(f"{len(texts):,} answers, {asked.pages} pages, {len(passages)} quotations: {told}")
        print(
            f"vox verify: {seconds:.2f} s."
            f" One by one with rapidfuzz: {alone:.1f} s, {alone / seconds:.0f} times as long."
        )


def check(project: Project, path: Path) -> Verified:
    """What is found of a draft."""
    return verify(project, path, "internal", date.today())


def write_draft(path: Path, texts: list[str], pages: int) -> list[str]:
    """Write a draft of so many pages, and give what it quotes."""
    rng = Random(SEED)
    # What stands between holds no marks of its own: some would open what they never end.
    said = [word.strip("'\"‘’“”") for word in " ".join(rng.choices(texts, k=100)).split()]
    passages = []
    lines = []
    for number in range(pages * _QUOTED_ON_A_PAGE):
        words = rng.choice(texts).split()
        begin = rng.randrange(max(1, len(words) - 15))
        piece = words[begin : begin + 15]
        match number % 8:
            case 1:
                piece[len(piece) // 2] = "otherwise"
            case 3 if len(piece) > 9:
                piece[4:7] = ["…"]
            case 5:
                piece = rng.sample(said, 12)
            case 7:
                piece.insert(3, "definitely")
        passages.append(" ".join(piece).replace('"', ""))
        lines.append(f"{' '.join(rng.choices(said, k=_WORDS_BETWEEN))} “{passages[-1]}” and so on.")
    path.write_text("\n\n".join(lines), encoding="utf-8")
    return passages


if __name__ == "__main__":
    main()
