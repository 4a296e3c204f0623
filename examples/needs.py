"""What the script needs that pip does not install."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

from schemas.errors import MachineError

_PROGRAMS = {"flite": "flite", "text2wave": "festival"}
_FILES = {
    Path("/usr/share/festival/voices/italian/pc_diphone"): "festvox-itapc16k",
    Path("/usr/share/fonts/opentype/bwht"): "fonts-bwht",
}
_LIBRARIES = ("hibari", "pyworld", "skia")
_FLITE_VOICES = {"awb", "rms", "slt"}


def check() -> None:
    """See that everything is there before anything is made.

    Raises:
        MachineError: Something is missing; it names what to install.
    """
    if any(importlib.util.find_spec(library) is None for library in _LIBRARIES):
        raise MachineError(
            "The libraries that make the example clips are missing.",
            'Install them with: pip install -e ".[examples]"',
        )
    packages = [package for program, package in _PROGRAMS.items() if not shutil.which(program)]
    packages += [package for file, package in _FILES.items() if not file.exists()]
    if "flite" not in packages and _FLITE_VOICES - _flite_voices():
        packages.append("flite")
    if packages:
        raise MachineError(
            "Voices or fonts of the example clips are missing.",
            f"On Debian or Ubuntu, install them with: apt install {' '.join(packages)}",
        )


def _flite_voices() -> set[str]:
    said = subprocess.run(["flite", "-lv"], capture_output=True, text=True, timeout=30, check=False).stdout
    return set(said.rpartition(":")[2].split())
