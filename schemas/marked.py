"""Files in YAML that people edit: what is in them with the line it is in, so that mistakes are told by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from schemas.errors import UsageError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where PyYAML was built with it: ten times as fast."""

_DEEPEST = 20


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something about a file: the line, from 1, and what is to be said of it."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}."


def compose(text: str) -> yaml.Node | Remark | None:
    """What a text in YAML holds, with its places; or why it is none. None if it holds nothing."""
    try:
        if deep := _too_deep(text):
            return deep
        found: yaml.Node | None = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        return _bad_yaml(error, text)
    return found


def line_of(node: yaml.Node | None) -> int:
    """The line in which something begins, from 1."""
    return node.start_mark.line + 1 if node else 1


def refuse(path: Path, mistakes: Sequence[Remark], remedy: str) -> UsageError:
    """The error for a file with mistakes: each with its line."""
    if len(mistakes) == 1:
        return UsageError(f"{path}, {mistakes[0]}", remedy)
    return UsageError(f"{path} has {len(mistakes)} mistakes:", remedy, [str(each) for each in mistakes])


def _too_deep(text: str) -> Remark | None:
    """Where lists lie in lists in lists: libyaml would end the process while it reads them."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return Remark(event.start_mark.line + 1 if event.start_mark else 1, "lists are nested too deeply")
    return None


def _bad_yaml(error: yaml.YAMLError, text: str) -> Remark:
    """Where it stops being YAML, and what a reader of YAML makes of it."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return Remark(error.problem_mark.line + 1, f"not valid YAML: {error.problem}")
    at = text[: getattr(error, "position", 0)].count("\n") + 1
    return Remark(at, "not valid YAML: it holds a character that cannot be part of it")
