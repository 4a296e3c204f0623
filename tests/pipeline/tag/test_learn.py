import numpy as np

from pipeline.tag import learn
from pipeline.tag.encoder import DIMENSIONS, Floats, unit


def vectors(number: int) -> Floats:
    return unit(np.random.default_rng(1).normal(size=(number, DIMENSIONS)).astype(np.float32))


def loss(weights: Floats, rows: Floats, offsets: Floats, verdicts: list[bool]) -> float:
    """The penalised negative log-likelihood that `fit` makes least."""
    logits = offsets + rows @ weights[:-1] + weights[-1]
    signs = np.where(verdicts, 1, -1)
    return float(np.logaddexp(0, -signs * logits).sum() + learn.PENALTY / 2 * (weights**2).sum())


def test_the_fit_cannot_be_bettered() -> None:
    rows, verdicts = vectors(6), [True, True, False, True, False, False]
    offsets = np.array([-9, 1, 2, -1, 0, 6], np.float32)
    weights = learn.fit(rows, offsets, verdicts)
    least = loss(weights, rows, offsets, verdicts)
    assert least < loss(np.zeros_like(weights), rows, offsets, verdicts)
    for direction in vectors(20):
        for step in (0.05, -0.05):
            moved = weights + step * np.append(direction, 0.1).astype(np.float32)
            assert loss(moved, rows, offsets, verdicts) > least


def test_a_correction_moves_its_own_text_most() -> None:
    rows = vectors(3)
    weights = learn.fit(rows[:1], np.array([-2], np.float32), [True])
    change = learn.Learnt(["a"], {"a": weights}).logits(rows)[:, 0]
    assert change[0] > 0.4
    assert change[0] > 1.5 * abs(change[1:]).max()


def test_weights_survive_the_database_and_other_themes() -> None:
    weights = {"b": np.arange(DIMENSIONS + 1, dtype=np.float32), "a": np.ones(DIMENSIONS + 1, np.float32)}
    stored = learn.dump(weights)
    assert stored == learn.dump(dict(reversed(weights.items())))
    back = learn.load(stored, ["a", "new"]).logits(vectors(2))
    assert np.allclose(back[:, 0], vectors(2).sum(axis=1) + 1, atol=1e-5)
    assert not back[:, 1].any()
    assert not learn.load(None, ["a"]).logits(vectors(1)).any()
