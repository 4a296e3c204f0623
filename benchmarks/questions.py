"""How exactly the interviewer's question is cut from what people answer.

python -m benchmarks.questions [--half dev|test] [--failures] [QUESTIONS ANSWERS]

Every phrasing of the question is joined with answers, written as Whisper may write them: with a question
mark, with a full stop, with nothing between question and answer but a comma, and without any mark or capital.
A join is exact if the question, all of it and nothing else, is cut off and kept beside. An answer alone is
cut wrongly if anything is cut from it. QUESTIONS and ANSWERS are files of JSON lines as in benchmarks/spoken.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.answers import find_answers
from schemas.records import Segment, Transcript, Word
from schemas.settings import DEFAULT_QUESTION

SPOKEN = Path(__file__).parent / "spoken"

_ANSWERS_A_PHRASING = 12
_REPEATS = "repeat"
"""Kind of answers in which people repeat the question to themselves: cut or whole, both are right."""


def _bare(text: str) -> str:
    return re.sub(r"[^\w\s']", " ", text).lower()


def _continuing(said: str) -> str:
    """An answer as it is written within a sentence."""
    return said if re.match(r"I\b", said) else said[0].lower() + said[1:]


WRITTEN: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "question mark": lambda asked, said: (asked.rstrip(".?") + "?", said),
    "full stop": lambda asked, said: (asked.rstrip(".?") + ".", said),
    "comma": lambda asked, said: (asked.rstrip(".?") + ",", _continuing(said)),
    "no marks": lambda asked, said: (_bare(asked), _bare(said)),
}
"""Ways to write a question and an answer that follow each other."""


@dataclass(frozen=True, slots=True)
class Join:
    """A question and an answer, spoken one after the other."""

    asked: str
    said: str
    project: str
    written: str

    @property
    def is_exact(self) -> bool:
        """Whether the question is cut off, all of it and nothing else."""
        found = find_answers(transcript(f"{self.asked} {self.said}"), self.project)
        return [(answer.question, answer.text) for answer in found] == [
            (" ".join(self.asked.split()), " ".join(self.said.split()))
        ]


def transcript(text: str) -> Transcript:
    """A transcript that says a text, two words a second."""
    words = tuple(Word(n / 2, n / 2 + 0.5, word, 0.9) for n, word in enumerate(text.split()))
    segment = Segment(0.0, len(words) / 2, text, words, -0.2, 0.0, 1.0, "en")
    return Transcript("scripted", "script", "en", 1.0, (segment,))


def joins(
    questions: Sequence[dict[str, str]], answers: Sequence[dict[str, str]], seed: int = 5
) -> Iterator[Join]:
    """Each phrasing with some answers, in each way of writing."""
    choose = random.Random(seed)
    sayable = [answer["said"] for answer in answers if answer["kind"] != _REPEATS]
    for question in questions:
        for written, write in WRITTEN.items():
            for said in choose.sample(sayable, _ANSWERS_A_PHRASING):
                asked, spoken = write(question["asked"], said)
                yield Join(asked, spoken, question["project"], written)


def wrong_cuts(answers: Sequence[dict[str, str]], project: str = DEFAULT_QUESTION) -> tuple[list[str], int]:
    """Answers from which something is cut though no question is in them, and how many were tried."""
    alone = [
        text
        for answer in answers
        if answer["kind"] != _REPEATS
        for text in (answer["said"], answer["said"].rstrip(".?!"), " ".join(_bare(answer["said"]).split()))
    ]
    # Two answers on end: a question of one's own in the middle of what one says.
    said = [answer["said"] for answer in answers if answer["kind"] != _REPEATS]
    alone += [f"{first} {second}" for first, second in zip(said, said[7:] + said[:7], strict=True)]
    cut = [
        text
        for text in alone
        if [answer.text for answer in find_answers(transcript(text), project)] != [text]
    ]
    return cut, len(alone)


def _read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    """Print how many joins are exact, by way of writing, and how many answers are cut wrongly."""
    parser = argparse.ArgumentParser(description="How exactly the question is cut from the answer.")
    parser.add_argument("questions", nargs="?", type=Path, default=SPOKEN / "questions.jsonl")
    parser.add_argument("answers", nargs="?", type=Path, default=SPOKEN / "answers.jsonl")
    parser.add_argument("--half", choices=("dev", "test", "second", "third"), help="only these phrasings")
    parser.add_argument("--failures", action="store_true", help="print what went wrong")
    given = parser.parse_args()
    questions, answers = _read(given.questions), _read(given.answers)
    for half in [given.half] if given.half else sorted({question["half"] for question in questions}):
        phrasings = [question for question in questions if question["half"] == half]
        exact: Counter[str] = Counter()
        tried: Counter[str] = Counter()
        failed: Counter[str] = Counter()
        for join in joins(phrasings, answers):
            tried[join.written] += 1
            exact[join.written] += join.is_exact
            if not join.is_exact:
                failed[join.asked] += 1
                if given.failures:
                    print(f"  [{join.written}] {join.asked} | {join.said}")
                    for answer in find_answers(transcript(f"{join.asked} {join.said}"), join.project):
                        print(f"      -> {answer.question!r} | {answer.text!r} {answer.small_talk or ''}")
        print(
            f"{half}: {len(phrasings)} phrasings, {exact.total()} of {tried.total()} joins exact"
            f" ({exact.total() / tried.total():.1%}): "
            + ", ".join(f"{way} {exact[way] / tried[way]:.1%}" for way in tried)
        )
    cut, alone = wrong_cuts(answers)
    print(f"answers alone: {len(cut)} of {alone} cut wrongly ({len(cut) / alone:.2%})")
    for text in cut if given.failures else ():
        print(f"  {text}")


if __name__ == "__main__":
    main()
