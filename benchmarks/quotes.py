"""The pull-quotes of answers, for a person to judge, and whether each is what it must be.

python -m benchmarks.quotes [FILE.jsonl]

FILE holds JSON lines: `id`, `text`, and, if somebody marked them, `good`: the parts that are worth printing.
By default it is benchmarks/quotes.jsonl, 40 invented answers; the weights of the score were set on those
with odd numbers. Every quote is checked: an exact piece of its answer from one word's beginning to another's
end, 7 to 30 words, between the bounds of clauses, apart from the other quotes.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.clauses import find_clauses
from pipeline.quotes import LONGEST, SHORTEST, find_quotes
from schemas.records import Quote, Word, join_words

_OWN = Path(__file__).with_name("quotes.jsonl")

_SAME = 0.5
"""Share of the words of two pieces, of all in either, from which they are taken for the same choice."""


def words_of(text: str) -> list[Word]:
    """A text as if it had been heard, a word a second."""
    return [Word(float(place), place + 1.0, word, 1.0) for place, word in enumerate(text.split())]


def faults_of(words: Sequence[Word], quotes: Sequence[Quote]) -> list[str]:
    """What is wrong with the quotes of an answer."""
    clauses = find_clauses([word.text for word in words])
    starts, ends = {clause.start for clause in clauses}, {clause.last for clause in clauses}
    faults = []
    taken: set[int] = set()
    for quote in quotes:
        held = range(quote.first_word, quote.last_word + 1)
        if quote.text != join_words(words[quote.first_word : quote.last_word + 1]):
            faults.append(f"not what was said: {quote.text}")
        if not SHORTEST <= len(held) <= LONGEST:
            faults.append(f"{len(held)} words: {quote.text}")
        if quote.first_word not in starts or quote.last_word not in ends:
            faults.append(f"cuts a clause: {quote.text}")
        if taken.intersection(held):
            faults.append(f"overlaps: {quote.text}")
        taken.update(held)
    return faults


def is_marked(words: Sequence[Word], quote: Quote, good: Sequence[str]) -> bool:
    """Whether a quote is, give or take a clause, one of the parts that somebody marked."""
    ours = set(range(quote.first_word, quote.last_word + 1))
    return any(
        len(ours & theirs) / len(ours | theirs) >= _SAME
        for part in good
        for theirs in _places([word.text for word in words], part.split())
    )


def _places(said: Sequence[str], wanted: Sequence[str]) -> list[set[int]]:
    """Where some words stand in a row."""
    size = len(wanted)
    return [
        set(range(first, first + size))
        for first in range(len(said) - size + 1)
        if list(said[first : first + size]) == list(wanted)
    ]


def main() -> None:
    """Print the quotes of every answer, and what was counted."""
    parser = argparse.ArgumentParser(description="Show the pull-quotes of answers, and check them.")
    parser.add_argument("file", type=Path, nargs="?", default=_OWN, help="JSON lines: id, text, good")
    answers: list[dict[str, Any]] = [
        json.loads(line) for line in parser.parse_args().file.read_text("utf-8").splitlines()
    ]
    faults: list[str] = []
    count = quoted = marked = hits = 0
    for answer in answers:
        words = words_of(answer["text"])
        quotes = find_quotes(words, 0, len(words) - 1)
        print(f"\n{answer['id']}: {answer['text']}")
        for quote in quotes:
            print(f"   {quote.score:5.2f}  {quote.text}")
        faults += [f"{answer['id']}: {fault}" for fault in faults_of(words, quotes)]
        count += len(quotes)
        quoted += bool(quotes)
        if answer.get("good"):
            marked += 1
            hits += bool(quotes) and is_marked(words, quotes[0], answer["good"])
    print(f"\n{count} quotes of {quoted} of {len(answers)} answers; {len(faults)} faults.")
    if marked:
        print(f"The first quote is one of those marked: {hits} of {marked}.")
    print("\n".join(faults))


if __name__ == "__main__":
    main()
