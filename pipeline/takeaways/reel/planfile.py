"""The plan of a film as a file in YAML, which explains itself; mistakes in it are told by line."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import yaml

from pipeline.search import near
from pipeline.takeaways.reel.plan import LONGEST_CROSSFADE, LONGEST_FILM, Cut, Plan, seconds_of
from pipeline.takeaways.render.canvas import SIZES
from pipeline.takeaways.render.pieces import Piece
from schemas.errors import UsageError
from schemas.marked import Remark, compose, line_of, refuse
from schemas.people import CHANNELS, Channel

_KEYS = {
    "title": "title",
    "channel": "channel",
    "aspect": "aspect",
    "captions": "captions",
    "crossfade": "crossfade",
    "max": "longest",
    "music": "music",
    "credits": "credits",
    "end card": "end",
    "pieces": "cuts",
}
"""What things are called in the file, and in `Plan`."""

_CUT_KEYS = {"answer": "answer", "from": "begin", "to": "end", "heard": "heard"}

_LARGEST = 1 << 20
_LONGEST_TEXT = 300
_MOST_CUTS = 500
_NOTHING = ("", "~", "null", "none")
_YES, _NO = ("yes", "true", "on"), ("no", "false", "off")

_HEAD = """\
# A film by vox: change what you like, and render it with: vox reel --from THIS FILE
#
# What can be changed: the order of the pieces (move all of a piece, from its dash on), which ones there are,
# where each begins and ends, and everything above them. What is said cannot be changed: the text in the
# comments is there to be read, and other words in its place would be in no film.
"""

_PIECES = """
# Each piece is a part of an answer. `from` are its first words and `to` its last ones, or seconds of the
# clip, as 3.25; without both it is the best quote of the answer. `heard` tells vox what was written down
# when this was planned: if words were corrected or redacted since, it says so.
pieces:
"""

_REMEDY = "Nothing was made. Mend the plan and run the same command again."


def write_plan(plan: Plan, pieces: Sequence[Piece], why: Sequence[str], lasts: float) -> str:
    """The text of a plan.

    Args:
        plan: What it says.
        pieces: What its cuts are.
        why: Why each of them is where it is, in a sentence.
        lasts: Seconds of the film.
    """
    most = f"{plan.longest:g}s" if plan.longest else ""
    lines = [
        _HEAD,
        f"# So it lasts {lasts:.1f} seconds.",
        "",
        f"title: {_quoted(plan.title)}  # on the first card; empty for none",
        f"channel: {plan.channel}  # {', '.join(CHANNELS[:-1])} or {CHANNELS[-1]}",
        f"aspect: {_quoted(plan.aspect)}  # {', '.join(list(SIZES)[:-1])} or {list(SIZES)[-1]}",
        f"captions: {_word(plan.captions)}",
        f"crossfade: {plan.crossfade:g}  # seconds from one piece to the next, at most {LONGEST_CROSSFADE:g}",
        f"max: {most}  # how long it may be with cards and crossfades; empty for as long as it is",
        f"music: {_quoted(plan.music)}  # a file, seen from the folder of this one; empty for none",
        f"credits: {_word(plan.credits)}  # a card with those who may be named",
        f"end card: {_quoted(plan.end)}  # empty for none",
        _PIECES.rstrip("\n"),
    ]
    for cut, piece, reason in zip(plan.cuts, pieces, why, strict=True):
        said = piece.quotation
        lines += [
            f"  # {' '.join(reason.split())}",
            f"  # {_shown(said.speaker.line or 'Somebody')}, {piece.seconds:.1f} s: “{_shown(said.text)}”",
            f"  - answer: {cut.answer}",
        ]
        lines += [f"    {name}: {_place(at)}" for name, at in (("from", cut.begin), ("to", cut.end)) if at]
        lines += [f"    heard: {_quoted(cut.heard)}", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def read_plan(path: Path) -> Plan:
    """Read a plan that people may have changed.

    Raises:
        UsageError: There is no such file, or it has mistakes: the message gives the line of each.
    """
    root = compose(_text(path))
    if isinstance(root, Remark):
        raise refuse(path, [root], _REMEDY)
    if not isinstance(root, yaml.MappingNode):
        told = Remark(line_of(root), "a plan begins with 'title: ...'; vox reel --plan writes one")
        raise refuse(path, [told], _REMEDY)
    reader = _Reader()
    given = reader.mapping(root, _KEYS, _PLAN, "of a plan")
    if "cuts" not in given and not any(key.value == "pieces" for key, _ in root.value):
        reader.mistakes.append(Remark(line_of(root), "'pieces' is missing: nothing would be in the film"))
    if reader.mistakes:
        raise refuse(path, sorted(set(reader.mistakes)), _REMEDY)
    defaults = {field.name: "" for field in fields(Plan) if field.name in ("title", "end")}
    return Plan(**{**defaults, **given})


def _text(path: Path) -> str:
    try:
        if path.is_file() and path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is too large to be a plan.", "vox reel --plan writes one.")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path} does not exist.", "vox reel --plan --out FILE writes a plan.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text in UTF-8.", "Save it as UTF-8 and try again.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Choose another file.") from None


class _WrongError(Exception):
    """A value is none of those that are possible; what is said of it follows its name."""


class _Reader:
    """Reads values as they are written, whatever YAML takes them for: `9:16` is 556 there, and `no` false."""

    def __init__(self) -> None:
        self.mistakes: list[Remark] = []

    def mapping(
        self, node: yaml.Node, keys: dict[str, str], readers: dict[str, "_Read"], of: str
    ) -> dict[str, Any]:
        """The values that are given, by what they are called in vox."""
        given: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in keys:
                known = near(name, list(keys)).strip().rstrip("?") or f"Keys are {', '.join(keys)}"
                self.mistakes.append(Remark(line_of(key), f"'{name}' is no key {of}. {known}"))
            elif keys[name] in given:
                self.mistakes.append(Remark(line_of(key), f"'{name}' is there twice"))
            else:
                try:
                    given[keys[name]] = readers[keys[name]](self, value)
                except _WrongError as wrong:
                    self.mistakes.append(Remark(line_of(value), f"'{name}' {wrong}"))
        return given

    def scalar(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise _WrongError("must be one value, and this is a list; put text in quotes")
        return " ".join(str(node.value).split())

    def optional(self, node: yaml.Node) -> str:
        said = self.scalar(node)
        return "" if _is_plain(node) and said.casefold() in _NOTHING else said

    def text(self, node: yaml.Node) -> str:
        said = self.optional(node)
        if len(said) > _LONGEST_TEXT:
            raise _WrongError(f"is longer than {_LONGEST_TEXT} characters: it would not fit on a card")
        return said

    def switch(self, node: yaml.Node) -> bool:
        said = self.scalar(node).casefold()
        if said not in (*_YES, *_NO):
            raise _WrongError("must be yes or no")
        return said in _YES

    def choice(self, node: yaml.Node, known: Sequence[str]) -> str:
        said = self.scalar(node)
        if said not in known:
            raise _WrongError(f"must be {', '.join(known[:-1])} or {known[-1]}")
        return said

    def crossfade(self, node: yaml.Node) -> float:
        found = seconds_of(self.scalar(node))
        if found is None or found > LONGEST_CROSSFADE:
            raise _WrongError(f"must be seconds from 0 to {LONGEST_CROSSFADE:g}, as 0.3")
        return found

    def longest(self, node: yaml.Node) -> float | None:
        said = self.optional(node)
        if not said:
            return None
        found = seconds_of(said)
        if not found or found > LONGEST_FILM:
            raise _WrongError(
                f"must be a time above 0 and of at most {LONGEST_FILM / 60:g} minutes, as 60s or 1m30s"
            )
        return found

    def place(self, node: yaml.Node) -> str | float | None:
        said = self.optional(node)
        # What is in quotes are words, also where they look like a number.
        at = seconds_of(said) if _is_plain(node) else None
        return at if at is not None else said or None

    def answer(self, node: yaml.Node) -> str:
        said = self.optional(node)
        if not said:
            raise _WrongError("is empty; it must be the id of an answer, which vox search shows")
        return said

    def cuts(self, node: yaml.Node) -> tuple[Cut, ...]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise _WrongError("must be a list with at least one piece: begin each with '- answer: ...'")
        if len(node.value) > _MOST_CUTS:
            raise _WrongError(f"has more than {_MOST_CUTS} pieces")
        return tuple(cut for each in node.value if (cut := self._cut(each)))

    def _cut(self, node: yaml.Node) -> Cut | None:
        line = line_of(node)
        if not isinstance(node, yaml.MappingNode):
            self.mistakes.append(Remark(line, "this is no piece: a piece begins with '- answer: ...'"))
            return None
        given = self.mapping(node, _CUT_KEYS, _CUT, "of a piece")
        if "answer" not in given:
            if not any(key.value == "answer" for key, _ in node.value):
                self.mistakes.append(Remark(line, "'answer' is missing in this piece"))
            return None
        return Cut(**given, line=line)


_Read = Callable[[_Reader, yaml.Node], Any]

_PLAN: dict[str, _Read] = {
    "title": _Reader.text,
    "channel": lambda reader, node: cast("Channel", reader.choice(node, CHANNELS)),
    "aspect": lambda reader, node: reader.choice(node, list(SIZES)),
    "captions": _Reader.switch,
    "crossfade": _Reader.crossfade,
    "longest": _Reader.longest,
    "music": _Reader.optional,
    "credits": _Reader.switch,
    "end": _Reader.text,
    "cuts": _Reader.cuts,
}
_CUT: dict[str, _Read] = {
    "answer": _Reader.answer,
    "begin": _Reader.place,
    "end": _Reader.place,
    "heard": _Reader.optional,
}


def _is_plain(node: yaml.Node) -> bool:
    """Whether a value is written without quotes."""
    return isinstance(node, yaml.ScalarNode) and not node.style


def _place(at: str | float) -> str:
    return _quoted(at) if isinstance(at, str) else f"{at:.3f}"


def _quoted(text: str) -> str:
    """Text as YAML reads it back, on one line."""
    written = yaml.dump(text, default_style='"', allow_unicode=True, width=1 << 30)
    return str(written).strip()


def _word(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _shown(text: str) -> str:
    """Text in a comment: what ends a line would end the comment."""
    return " ".join(text.split())
