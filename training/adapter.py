"""Fit the encoder to what people say of service: the first of the two steps of training.

    python -m training.adapter

Reads the training voices of corpus/ and writes pipeline/tag/adapter.npz, a low-rank change of every matrix of
the encoder (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021), with the layers for
themes, polarity and kind that were trained with it, which training/head.py takes over. About a quarter
of an hour on two cores. One seed and two threads: the same machine writes the same file. Needs the extra
`training`.
"""

import random
import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers import BertConfig, BertModel

from pipeline.tag.encoder import ADAPTER, DIMENSIONS, base_weights, make_tokenizer
from pipeline.tag.head import KINDS, POLARITIES
from schemas.themes import load_themes
from training.corpus import FOLDER, Text, read_corpus, weights

TARGET = FOLDER.parent / "pipeline" / "tag" / ADAPTER

SEED = 1
EPOCHS = 14
BATCH = 32
RANK = 16
ENCODER_RATE = 8e-4
LAYER_RATE = 2e-3
"""Learning rates at their peak; both rise for a tenth of the time and fall to nothing (Smith, 2018)."""

UNPUNCTUATED = 0.3
"""Share of texts whose punctuation is taken away: much speech comes without."""

JOINED = 0.3
"""Share of answers that another one is put behind, so that texts on several themes are common."""

_LONGEST_JOINED = 160
_LONGEST = 96
_LAST_KIND = "off_topic"
_UNKNOWN = -100
"""What `cross_entropy` leaves out: of two texts put together the kind may be neither's."""


class Network(nn.Module):  # type: ignore[misc]  # torch is not followed
    """The encoder with its adapter, and a layer each for themes, polarity and kind over its mean vector."""

    def __init__(self, themes: int) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=30522,
            hidden_size=DIMENSIONS,
            num_hidden_layers=6,
            num_attention_heads=12,
            intermediate_size=1536,
        )
        base = BertModel(config, add_pooling_layer=False)
        base.load_state_dict({name: torch.tensor(value) for name, value in base_weights().items()})
        self.encoder = get_peft_model(
            base,
            LoraConfig(
                r=RANK,
                lora_alpha=2 * RANK,
                lora_dropout=0.05,
                target_modules=["query", "key", "value", "dense"],
            ),
        )
        self.drop = nn.Dropout(0.1)
        self.theme = nn.Linear(DIMENSIONS, themes)
        self.polarity = nn.Linear(DIMENSIONS, len(POLARITIES))
        self.kind = nn.Linear(DIMENSIONS, len(KINDS) + 1)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of themes, polarity and kind, one row a text."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        spoken = mask[..., None].float()
        mean = self.drop((states * spoken).sum(1) / spoken.sum(1))
        return self.theme(mean), self.polarity(mean), self.kind(mean)


def train(texts: Sequence[Text]) -> Network:
    """Fit a network to the corpus, telling of each pass."""
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    chance = random.Random(SEED)
    slugs = tuple(theme.slug for theme in load_themes())
    network = Network(len(slugs))
    layers = [*network.theme.parameters(), *network.polarity.parameters(), *network.kind.parameters()]
    adapter = [weight for weight in network.encoder.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": LAYER_RATE}, {"params": adapter, "lr": ENCODER_RATE}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [LAYER_RATE, ENCODER_RATE], total_steps=EPOCHS * (len(texts) // BATCH + 1), pct_start=0.1
    )
    wanted = weights(list(texts), slugs)
    for epoch in range(EPOCHS):
        started, total = time.monotonic(), 0.0
        network.train()
        for ids, mask, themes, polarities, kinds in _batches(texts, wanted, chance):
            theme, polarity, kind = network(ids, mask)
            # A theme is one of twenty and a text carries one or two: the factor makes up for the mean.
            loss = 8 * binary_cross_entropy_with_logits(theme, themes)
            for said, known in ((polarity, polarities), (kind, kinds)):
                if (known != _UNKNOWN).any():
                    loss = loss + 0.5 * cross_entropy(said, known, ignore_index=_UNKNOWN)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(
            f"pass {epoch + 1} of {EPOCHS}: loss {total:.1f}, {time.monotonic() - started:.0f} s", flush=True
        )
    return network


def _batches(
    texts: Sequence[Text], wanted: Any, chance: random.Random
) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor, Tensor]]:
    """The corpus once, varied, in batches of texts of like length and in another order each time."""
    tokenizer = make_tokenizer(_LONGEST)
    rows = [_vary(index, texts, wanted, chance) for index in range(len(texts))]
    pieces = [tokenizer.encode(row[0]).ids for row in rows]
    order = list(range(len(rows)))
    chance.shuffle(order)
    stretch = BATCH * 20
    order = [
        index
        for start in range(0, len(order), stretch)
        for index in sorted(order[start : start + stretch], key=lambda index: len(pieces[index]))
    ]
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    chance.shuffle(batches)
    for batch in batches:
        longest = max(len(pieces[index]) for index in batch)
        ids = torch.tensor([pieces[index] + [0] * (longest - len(pieces[index])) for index in batch])
        mask = torch.tensor(
            [[int(place < len(pieces[index])) for place in range(longest)] for index in batch]
        )
        yield (
            ids,
            mask,
            torch.tensor(np.array([rows[index][1] for index in batch])),
            torch.tensor([rows[index][2] for index in batch]),
            torch.tensor([rows[index][3] for index in batch]),
        )


def _vary(index: int, texts: Sequence[Text], wanted: Any, chance: random.Random) -> tuple[str, Any, int, int]:
    """A text as it is, without its punctuation, or with another one behind it."""
    text, themes = texts[index], wanted[index]
    said, polarity, kind = text.text, _polarity(text), _kind(text)
    if chance.random() < UNPUNCTUATED:
        said = re.sub(r"[.,!?;:]", "", said)
    other = chance.randrange(len(texts))
    joinable = text.kind != _LAST_KIND and texts[other].kind != _LAST_KIND
    short = max(len(said), len(texts[other].text)) < _LONGEST_JOINED
    if chance.random() < JOINED and joinable and short:
        said = f"{said} {texts[other].text}"
        themes = np.maximum(themes, wanted[other])
        polarity = polarity if polarity == _polarity(texts[other]) else _UNKNOWN
        kind = kind if kind == _kind(texts[other]) else _UNKNOWN
    return said, themes, polarity, kind


def _polarity(text: Text) -> int:
    return [str(name) for name in POLARITIES].index(text.polarity)


def _kind(text: Text) -> int:
    return [*KINDS, _LAST_KIND].index(text.kind)


def save(network: Network) -> None:
    """Write the adapter, halved in precision, and the layers over it."""
    arrays: dict[str, Any] = {}
    for name, module in network.encoder.named_modules():
        if hasattr(module, "lora_A"):
            # What peft calls base_model.model.X is X in BERT.
            plain = name.removeprefix("base_model.model.")
            arrays[f"{plain}.A"] = module.lora_A["default"].weight.detach().numpy().astype(np.float16)
            change = module.lora_B["default"].weight.detach() * module.scaling["default"]
            arrays[f"{plain}.B"] = change.numpy().astype(np.float16)
    for name in ("theme", "polarity", "kind"):
        layer = getattr(network, name)
        arrays[f"layer.{name}"] = (
            torch.hstack([layer.weight, layer.bias[:, None]]).detach().numpy().astype(np.float32)
        )
    np.savez_compressed(TARGET, **arrays)


if __name__ == "__main__":
    save(train(read_corpus("train")))
