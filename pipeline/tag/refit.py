"""From what people corrected to what the tagger has learnt; see pipeline/tag/learn.py."""

from collections.abc import Mapping, Sequence

from pipeline.tag import learn
from pipeline.tag.blend import Blend
from schemas.themes import Theme


def refit(themes: Sequence[Theme], examples: Sequence[tuple[str, Mapping[str, bool]]]) -> bytes:
    """Learn from corrections, always from all of them and from nothing else: the order does not matter.

    Args:
        themes: The taxonomy.
        examples: Answers in English, each with the themes a person gave (True) or refused it (False).

    Returns:
        What `load_tagger` takes as `learnt`.

    Raises:
        UsageError: A theme's word list cannot be used.
        MachineError: The encoder's weights are missing or altered.
    """
    # Sorted, because what is read together is rounded together.
    spoken = sorted(
        ((text, verdicts) for text, verdicts in examples if text.strip() and verdicts),
        key=lambda said: said[0],
    )
    if not spoken:
        return learn.dump({})
    vectors, logits = Blend(themes).weigh([text for text, _ in spoken])
    weights = {}
    for column, theme in enumerate(themes):
        judged = [row for row, (_, verdicts) in enumerate(spoken) if theme.slug in verdicts]
        if judged:
            verdicts = [spoken[row][1][theme.slug] for row in judged]
            weights[theme.slug] = learn.fit(vectors[judged], logits[judged, column], verdicts)
    return learn.dump(weights)
