"""How often the machine is wrong: figures of docs/benchmarks.md that the page `about` and the report tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One figure.

    Attributes:
        what: What is measured, as a heading.
        figure: What it came to.
        told: The figure in a sentence.
        on: What it was measured on.
        stands: Pieces of docs/benchmarks.md in which it stands; a test looks for them.
    """

    what: str
    figure: str
    told: str
    on: str
    stands: tuple[str, ...]


MODEL = "base"
"""The model that was measured. Another one writes other words."""

MEASURED = (
    Measured(
        "Words",
        "7.8 %",
        "of the words are wrong, missing or too many.",
        "67 recordings of which the exact text is known",
        ("| vox | 0.116 |", "| 7.84% |", "word error rates over the 67 whose text is exact"),
    ),
    Measured(
        "Where nobody speaks",
        "0 of 225",
        "recordings of laughs, machines, animals and music were given words.",
        "real sounds without speech",
        ("Of 225 real recordings without speech", "vox wrote words for none"),
    ),
    Measured(
        "Lost words",
        "7 of 329",
        "very short utterances, of up to three seconds, were not written down.",
        "single words, numbers and letters in five languages",
        ("of 329 utterances of a third of a second to three", "nothing is written for 7"),
    ),
    Measured(
        "When a word begins",
        "28 ms",
        "is how far the start of a word is off, at the median; one in twenty is off by more than 124 ms.",
        "1,424 words whose times are known",
        ("| all | 1604 | 1424 | 28 ms | 124 ms |",),
    ),
    Measured(
        "The question",
        "95.1 %",
        "of the questions asked aloud are cut off exactly, and 1 of 916 answers is cut that should not be.",
        "2,496 questions and answers joined, never looked at before",
        (
            "| test, never looked at | 52 | 2,496 | 95.1 % |",
            "Of 916 answers alone",
            "1 is cut wrongly",
        ),
    ),
    Measured(
        "Themes",
        "79 %",
        "of the themes it gives are right, and it finds 64 % of those that a person finds (micro F1 0.70).",
        "89 answers, labelled apart from vox",
        (
            "| 89 collected from others, labelled apart from this project "
            "| 0.79 (0.72-0.86) | 0.64 (0.57-0.71) | 0.70 (0.64-0.76) |",
        ),
    ),
    Measured(
        "Off topic",
        "88 of 94",
        "remarks that are no answer were given no theme.",
        "six voices that had no part in its training",
        ("| 88 of 94 |",),
    ),
    Measured(
        "Praise or complaint",
        "73 %",
        "of the answers are read as a person reads them; of their kind, such as a story or advice, 80 %.",
        "the same 89 answers",
        ("| 9 of 9 | 73 % | 80 % |",),
    ),
    Measured(
        "Who speaks",
        "48 of 60",
        "changes from one person to another are heard, in clips in which two speak.",
        "pairs of speakers it was not tuned on",
        ("| two people, half B: change found | 48 of 60",),
    ),
    Measured(
        "Quotes",
        "66 of 66",
        "are exact pieces of what was said.",
        "the quotes of 40 answers",
        ("66 quotes, all of them exact pieces between the bounds of clauses",),
    ),
)
