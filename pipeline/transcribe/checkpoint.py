"""CTranslate2's Whisper weights as the checkpoint that openai-whisper loads.

`model.bin` is a plain table of tensors: no pickle, no code. They map one to one onto openai-whisper's state
dict. The layout is CTranslate2's (version 6, model_spec.py `_serialize`); the names on the other side are
those of openai-whisper's model.py.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from schemas.errors import MachineError

Tensors = dict[str, npt.NDArray[Any]]

_DTYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
"""CTranslate2's numbers for the types of tensors."""


def read_checkpoint(weights: Path) -> dict[str, Any]:
    """Read a model.bin as `{"dims": ..., "model_state_dict": ...}`.

    Returns:
        `dims`: keyword arguments of `whisper.model.ModelDimensions`. `model_state_dict`: float32 arrays.

    Raises:
        MachineError: It is not a Whisper model, is damaged, or its weights are quantised and cannot be
            converted.
    """
    with weights.open("rb") as stream:
        try:
            tensors = _read_tensors(stream, weights)
        except (struct.error, ValueError):
            raise MachineError(
                f"{weights} ends too early or is damaged.", "Install the model again from its source."
            ) from None
    if any(tensor.dtype == np.int8 and tensor.ndim == 2 for tensor in tensors.values()):
        raise MachineError(
            f"The weights in {weights.parent} are quantised, which the engine 'openai-whisper' cannot use.",
            "Use --engine faster-whisper, or install the model in float16.",
        )
    return {"dims": _dimensions(tensors), "model_state_dict": _state_dict(tensors)}


def _read_tensors(stream: BinaryIO, weights: Path) -> Tensors:
    def unpack(layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, stream.read(struct.calcsize("<" + layout)))

    def text() -> str:
        (length,) = unpack("H")
        return stream.read(length).rstrip(b"\0").decode()

    (version,) = unpack("I")
    if version != 6 or text() != "WhisperSpec":
        raise MachineError(
            f"{weights} is not a Whisper model in CTranslate2's format, version 6.",
            "Use --engine faster-whisper for it.",
        )
    _revision, count = unpack("II")
    tensors: Tensors = {}
    for _ in range(count):
        name = text()
        (rank,) = unpack("B")
        shape = unpack(f"{rank}I")
        kind, size = unpack("BI")
        tensors[name] = np.frombuffer(stream.read(size), dtype=_DTYPES[kind]).reshape(shape)
    return tensors


def _dimensions(tensors: Tensors) -> dict[str, int]:
    """What openai-whisper calls ModelDimensions, read off the shapes."""
    state, mels, _ = tensors["encoder/conv1/weight"].shape
    vocabulary, text_state = tensors["decoder/embeddings/weight"].shape
    return {
        "n_mels": mels,
        "n_audio_ctx": len(tensors["encoder/position_encodings/encodings"]),
        "n_audio_state": state,
        "n_audio_head": int(tensors["encoder/num_heads"]),
        "n_audio_layer": _count_layers(tensors, "encoder"),
        "n_vocab": vocabulary,
        "n_text_ctx": len(tensors["decoder/position_encodings/encodings"]),
        "n_text_state": text_state,
        "n_text_head": int(tensors["decoder/num_heads"]),
        "n_text_layer": _count_layers(tensors, "decoder"),
    }


def _count_layers(tensors: Tensors, side: str) -> int:
    return 1 + max(int(found[1]) for name in tensors if (found := re.match(rf"{side}/layer_(\d+)/", name)))


def _state_dict(tensors: Tensors) -> Tensors:
    named = {
        "encoder.positional_embedding": "encoder/position_encodings/encodings",
        "encoder.conv1.weight": "encoder/conv1/weight",
        "encoder.conv1.bias": "encoder/conv1/bias",
        "encoder.conv2.weight": "encoder/conv2/weight",
        "encoder.conv2.bias": "encoder/conv2/bias",
        "encoder.ln_post.weight": "encoder/layer_norm/gamma",
        "encoder.ln_post.bias": "encoder/layer_norm/beta",
        "decoder.token_embedding.weight": "decoder/embeddings/weight",
        "decoder.positional_embedding": "decoder/position_encodings/encodings",
        "decoder.ln.weight": "decoder/layer_norm/gamma",
        "decoder.ln.bias": "decoder/layer_norm/beta",
    }
    state = {theirs: tensors[ours] for theirs, ours in named.items()}
    for side in ("encoder", "decoder"):
        for layer in range(_count_layers(tensors, side)):
            state.update(
                _block(tensors, f"{side}/layer_{layer}", f"{side}.blocks.{layer}", side == "decoder")
            )
    return {name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in state.items()}


def _block(tensors: Tensors, ours: str, theirs: str, has_cross_attention: bool) -> Iterator[tuple[str, Any]]:
    """One transformer block. CTranslate2 keeps query, key and value in one tensor; the key has no bias."""
    pairs = [("self_attention", "attn")] + [("attention", "cross_attn")] * has_cross_attention
    for our_name, their_name in pairs:
        layer, block = f"{ours}/{our_name}", f"{theirs}.{their_name}"
        if our_name == "self_attention":
            query, key, value = np.split(tensors[f"{layer}/linear_0/weight"], 3)
            query_bias, _, value_bias = np.split(tensors[f"{layer}/linear_0/bias"], 3)
            out = f"{layer}/linear_1"
        else:
            query, query_bias = tensors[f"{layer}/linear_0/weight"], tensors[f"{layer}/linear_0/bias"]
            key, value = np.split(tensors[f"{layer}/linear_1/weight"], 2)
            _, value_bias = np.split(tensors[f"{layer}/linear_1/bias"], 2)
            out = f"{layer}/linear_2"
        yield from {
            f"{block}.query.weight": query,
            f"{block}.query.bias": query_bias,
            f"{block}.key.weight": key,
            f"{block}.value.weight": value,
            f"{block}.value.bias": value_bias,
            f"{block}.out.weight": tensors[f"{out}/weight"],
            f"{block}.out.bias": tensors[f"{out}/bias"],
            f"{block}_ln.weight": tensors[f"{layer}/layer_norm/gamma"],
            f"{block}_ln.bias": tensors[f"{layer}/layer_norm/beta"],
        }.items()
    yield from {
        f"{theirs}.mlp.0.weight": tensors[f"{ours}/ffn/linear_0/weight"],
        f"{theirs}.mlp.0.bias": tensors[f"{ours}/ffn/linear_0/bias"],
        f"{theirs}.mlp.2.weight": tensors[f"{ours}/ffn/linear_1/weight"],
        f"{theirs}.mlp.2.bias": tensors[f"{ours}/ffn/linear_1/bias"],
        f"{theirs}.mlp_ln.weight": tensors[f"{ours}/ffn/layer_norm/gamma"],
        f"{theirs}.mlp_ln.bias": tensors[f"{ours}/ffn/layer_norm/beta"],
    }.items()
