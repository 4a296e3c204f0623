"""Run a program and see which files and addresses it and all it starts ask the system for (strace)."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_CHANGES = ("creat", "mk", "rm", "rename", "link", "unlink", "symlink", "truncate", "chmod", "chown", "utim")
_TO_BE_CONTINUED = " <unfinished ...>"
_FIRST_WORDS = 4
"""Of a command line: `python`, its name for itself, an option, a file."""

_SHOWN = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OPENED = re.compile(r"= \d+<(/(?:[^>\\]|\\.)*)>$")


@cache
def can_watch() -> bool:
    """Whether strace is here and may look."""
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], check=False).returncode == 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What was asked for.

    Attributes:
        opened: By process, files that were opened.
        written: Files that were opened to be written, made, renamed or removed.
        network: Calls that reach for an address outside the machine's own files, as strace shows them.
        commands: By process or thread, the last command line it was given, or whoever started it.
        text: All of it.
    """

    opened: dict[int, set[str]]
    written: set[str]
    network: list[str]
    commands: dict[int, list[str]]
    text: str

    def opened_by(self, program: str) -> set[str]:
        """Files that processes opened whose program, or whose first arguments, hold this word."""
        return {
            path
            for pid, paths in self.opened.items()
            if any(program in word for word in self.commands.get(pid, ())[:_FIRST_WORDS])
            for path in paths
        }


def watch(
    command: Sequence[object], log: Path, folder: Path, **options: Any
) -> tuple["subprocess.CompletedProcess[str]", Seen]:
    """Run a command in a folder, and what was seen of it."""
    # --seccomp-bpf: only the calls that are looked at cost time.
    behind = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-y",
        "-s",
        "9999",
        "-e",
        "trace=%file,%network,fork,vfork,clone,clone3",
    ]
    done = subprocess.run(
        [*behind, "-o", log, *map(str, command)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    return done, _read(log.read_text(errors="replace"), folder)


def _read(text: str, folder: Path) -> Seen:
    opened: dict[int, set[str]] = {}
    commands: dict[int, list[str]] = {}
    starters: dict[int, int] = {}
    written: set[str] = set()
    network: list[str] = []
    for pid, call in _calls(text):
        name = call.split("(")[0]
        paths = [_plain(path) for path in _SHOWN.findall(call)]
        if name.startswith("exec") and " = 0" in call:
            commands[pid] = paths
        if name.startswith(("fork", "vfork", "clone")) and (number := re.search(r"= (\d+)$", call)):
            starters[int(number[1])] = pid
        if found := _OPENED.search(call):
            opened.setdefault(pid, set()).add(_plain(found[1]))
        to_write = name.startswith("open") and re.search("O_WRONLY|O_RDWR|O_CREAT", call)
        if (to_write or name.startswith(_CHANGES)) and " = -1" not in call:
            written |= {str(folder / path) for path in paths}
        if re.search(r"AF_INET|AF_PACKET|sin6?_addr", call):
            network.append(call)
    for pid in opened:
        told = pid
        while told not in commands and told in starters:
            told = starters[told]
        commands.setdefault(pid, commands.get(told, []))
    return Seen(opened, written, network, commands, text)


def _calls(text: str) -> Iterator[tuple[int, str]]:
    """Each call with its process; one that others interrupt is told in two lines."""
    begun: dict[int, str] = {}
    for line in text.splitlines():
        number, call = line.split(maxsplit=1)
        pid = int(number)
        if call.endswith(_TO_BE_CONTINUED):
            begun[pid] = call.removesuffix(_TO_BE_CONTINUED)
        elif call.startswith("<... "):
            yield pid, begun.pop(pid, "") + call.split(" resumed>", 1)[1]
        else:
            yield pid, call


def _plain(shown: str) -> str:
    """A name as it is, from how strace writes it."""
    return (
        shown.encode("latin-1", "replace").decode("unicode_escape").encode("latin-1").decode(errors="replace")
    )
