"""Whether this machine has what vox needs, and what to do about what it lacks."""

import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline import models, tools
from pipeline.disk import megabytes
from schemas.errors import VoxError

ENOUGH_ROOM = 1_000_000_000
"""Bytes: the weights once, and copies of some dozen clips."""

_ENGINE_PACKAGES = {"faster-whisper": "faster-whisper", "openai-whisper": "openai-whisper"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes:
        ok: False if it must be mended before vox works.
        detail: What was found.
        remedy: What to do, or what would make it better; empty if nothing.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(root: Path) -> list[Check]:
    """Look at this machine, for a project in `root`."""
    return [
        _python(),
        _ffmpeg(),
        *_engines(),
        *_weights(),
        _theme_weights(),
        _room("Room for the project", root),
        _cache_room(),
    ]


def _python() -> Check:
    return Check("Python", True, sys.version.split()[0])


def _ffmpeg() -> Check:
    try:
        found = tools.find_ffmpeg()
    except VoxError as problem:
        return Check("ffmpeg", False, problem.message, problem.remedy)
    where = f"on PATH, {found.path}" if found.origin == "PATH" else "inside the package imageio-ffmpeg"
    return Check("ffmpeg", True, f"{found.version}, {where}")


def _engines() -> list[Check]:
    checks = []
    for engine, package in _ENGINE_PACKAGES.items():
        try:
            checks.append(Check(f"Engine {engine}", True, version(package)))
        except PackageNotFoundError:
            required = engine == "faster-whisper"
            remedy = (
                "Run: pip install faster-whisper"
                if required
                else 'To have it: pip install "vox[openai-whisper]"'
            )
            checks.append(Check(f"Engine {engine}", not required, "not installed", remedy))
    return checks


def _weights() -> list[Check]:
    checks = []
    for model in models.list_models():
        name = f"Weights {model.name}"
        if model.state == "not installed":
            detail = "not put together yet"
            checks.append(
                Check(name, True, detail, "Happens by itself at the first use, or run: vox models install")
            )
            continue
        try:
            models.verify(model.name)
            checks.append(Check(name, True, f"verified, {megabytes(model.size)} in {model.path}"))
        except VoxError as problem:
            checks.append(Check(name, False, problem.message, problem.remedy))
    return checks


def _theme_weights() -> Check:
    from pipeline.tag.encoder import package_weights

    name = "Weights of themes"
    try:
        return Check(name, True, f"verified, {megabytes(package_weights().stat().st_size)}")
    except VoxError as problem:
        return Check(name, False, problem.message, problem.remedy)


def _cache_room() -> Check:
    return _room("Room for weights", models.models_dir())


def _room(name: str, folder: Path) -> Check:
    existing = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    free = shutil.disk_usage(existing).free
    detail = f"{megabytes(free)} free on the disk of {existing}"
    if free < ENOUGH_ROOM:
        return Check(
            name, False, detail, f"Free some space: {megabytes(ENOUGH_ROOM)} are enough to begin with."
        )
    return Check(name, True, detail)
