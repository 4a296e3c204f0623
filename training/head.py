"""Weigh words and meaning together: the second step of training, after training/adapter.py.

    python -m training.head

Reads pipeline/tag/adapter.npz and the corpus, and writes pipeline/tag/head.npz and the examples. The layers
over the encoder are taken as the first step left them. How the signals of a theme make a probability is
fitted on the voices of the `tune` split, which neither the encoder nor the word lists have seen: so a score
means what it says of new voices. A minute. Needs the extra `training`.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from pipeline.tag.cues import CueModel
from pipeline.tag.encoder import ADAPTER, Encoder, Floats, unit
from pipeline.tag.examples import TEXTS, VECTORS
from pipeline.tag.head import FILE, Head, linear
from pipeline.tag.signals import NAMES, Listener
from schemas.themes import Theme, load_themes
from training.corpus import FOLDER, Text, read_corpus, weights

TAG = FOLDER.parent / "pipeline" / "tag"

EXAMPLES_A_THEME = 24
_WORDS_OF_EXAMPLE = range(5, 23)
_CANDIDATES = 80


def main() -> None:
    """Fit, and save."""
    themes = load_themes()
    tune = [text for text in read_corpus("tune") if text.text.strip()]
    said = [text.text for text in tune]
    wanted = weights(tune, tuple(theme.slug for theme in themes))
    head = _layers(themes)
    encoder = Encoder()
    signals = np.stack([heard.values for heard in Listener(themes, head, encoder).listen(said)])
    blend = fit_line(signals.reshape(-1, len(NAMES)), wanted.reshape(-1))
    cosines = CueModel(themes, np.array([1, 0], np.float32)).logits(said).reshape(-1, 1)
    cue = fit_line(np.hstack([cosines, np.ones_like(cosines)]), wanted.reshape(-1))
    head = replace(head, blend=blend, cue=cue)
    _save(head)
    for name, weight in zip(NAMES, blend, strict=True):
        print(f"{name:<16} {weight:+.3f}")
    print(f"{'cue':<16} {cue[0]:+.3f} {cue[1]:+.3f}")
    examples = choose_examples(themes, head, encoder, read_corpus("train"))
    text = json.dumps(examples, ensure_ascii=False, indent=1)
    (TAG / TEXTS).write_text(f"{text}\n", encoding="utf-8")
    vectors: dict[str, Any] = {
        slug: unit(encoder.encode(texts)).astype(np.float16) for slug, texts in examples.items()
    }
    np.savez_compressed(TAG / VECTORS, **vectors)


def _layers(themes: Sequence[Theme]) -> Head:
    with np.load(TAG / ADAPTER) as saved:
        layers = {name: saved[f"layer.{name}"] for name in ("theme", "polarity", "kind")}
    return Head(
        slugs=tuple(theme.slug for theme in themes),
        definitions=tuple(theme.definition for theme in themes),
        **layers,
        blend=np.zeros(len(NAMES), np.float32),
        cue=np.zeros(2, np.float32),
    )


def fit_line(signals: Floats, wanted: Floats) -> Floats:
    """Weights of a logistic regression whose targets may lie between 0 and 1; the signals hold the offset."""
    given, target = torch.tensor(signals, dtype=torch.float64), torch.tensor(wanted, dtype=torch.float64)
    line = torch.zeros(given.shape[1], dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([line], max_iter=500, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        value = binary_cross_entropy_with_logits(given @ line, target)
        value.backward()
        return value

    search.step(loss)
    return np.asarray(line.detach().numpy(), np.float32)


def choose_examples(
    themes: Sequence[Theme], head: Head, encoder: Encoder, corpus: Sequence[Text]
) -> dict[str, list[str]]:
    """For each theme, short texts that both readers gave it alone: the plainest, as unlike as can be."""
    chosen: dict[str, list[str]] = {}
    for row, theme in enumerate(themes):
        texts = [
            text.text
            for text in corpus
            if text.themes == {theme.slug}
            and text.second == {theme.slug: True}
            and len(text.text.split()) in _WORDS_OF_EXAMPLE
        ]
        vectors = encoder.encode(texts)
        plainest = np.argsort(-linear(vectors, head.theme)[:, row], kind="stable")[:_CANDIDATES]
        places = unit(vectors[plainest])
        taken = [0]
        while len(taken) < min(EXAMPLES_A_THEME, len(plainest)):
            taken.append(int((places @ places[taken].T).max(axis=1).argmin()))
        chosen[theme.slug] = sorted(texts[plainest[index]] for index in taken)
    return chosen


def _save(head: Head) -> None:
    np.savez_compressed(
        TAG / FILE,
        slugs=np.array(head.slugs),
        definitions=np.array(head.definitions),
        theme=head.theme,
        polarity=head.polarity,
        kind=head.kind,
        blend=head.blend,
        cue=head.cue,
    )


if __name__ == "__main__":
    main()
