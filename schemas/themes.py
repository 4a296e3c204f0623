"""The taxonomy: what a theme is, and the reader of theme files, which tells every mistake by its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, ClassVar

import yaml
from annotated_types import Ge, Lt, MinLen
from pydantic import AfterValidator, ConfigDict, Strict, StringConstraints, TypeAdapter, ValidationError
from yaml.constructor import SafeConstructor

from schemas.errors import UsageError
from schemas.marked import Remark, compose, line_of, refuse

FEW_CUES = 3
"""With fewer examples of what people say, a theme is hard to find by its meaning."""

_GAP = ".."


def _says_something(lex: str) -> str:
    words = lex.removesuffix("?").split()
    if not words or _GAP in (words[0], words[-1]):
        raise ValueError("says nothing")
    return lex


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Pattern = Annotated[str, AfterValidator(_says_something)]


@dataclass(frozen=True)
class Theme:
    """One thing people speak of.

    Attributes:
        slug: Its stable name, used in addresses and in the database.
        family: The group of themes it belongs to.
        definition: One sentence.
        hue: Its colour on the site, 0 to 359.
        cues: Things people say, as examples.
        lex: Patterns of words that earn it; themes.yaml explains the notation.
        contrast: The slug of a theme whose people want the opposite; one of the two may name the other.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    slug: Slug
    family: Text
    label: Text
    definition: Text
    hue: Annotated[int, Strict(), Ge(0), Lt(360)]
    cues: Annotated[tuple[Text, ...], MinLen(1)]
    lex: tuple[Pattern, ...] = ()
    contrast: Slug | None = None


_KEYS = tuple(field.name for field in fields(Theme))
_THEME = TypeAdapter(Theme)
_RULES = {
    "slug": "must begin with a small letter and hold only small letters, digits and _",
    "hue": "must be a whole number from 0 to 359",
    "cues": "must be a list of things people say, at least one",
    "lex": "must be a list of patterns of words",
    "contrast": "must be the slug of another theme",
}
_TEXT_RULE = "must be text; put it in quotes"
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Checked:
    """A theme file that was looked over.

    Attributes:
        themes: Those without a mistake.
        mistakes: Why it cannot be used, in order of lines; empty if it can.
        advice: What would make it better.
    """

    path: Path
    themes: tuple[Theme, ...]
    mistakes: tuple[Remark, ...]
    advice: tuple[Remark, ...]


def built_in_themes() -> Path:
    """The theme file of a project that brings none."""
    return Path(str(files("schemas") / "themes.yaml"))


def load_themes(path: Path | None = None) -> tuple[Theme, ...]:
    """Read a theme file, the built-in one by default.

    Raises:
        UsageError: The file is missing or has mistakes; the message gives the line and reason of each.
    """
    checked = check_themes(path or built_in_themes())
    if not checked.mistakes:
        return checked.themes
    raise refuse(checked.path, checked.mistakes, "Nothing was changed. Mend it and run vox again.")


def check_themes(path: Path) -> Checked:
    """Look a theme file over, all of it.

    Raises:
        UsageError: There is no such file, or it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"{path} does not exist.", "Check its name, and `themes` in vox.toml.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text in UTF-8.", "Save it as UTF-8 and run vox again.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Choose another file.") from None
    root = compose(text)
    if isinstance(root, Remark):
        return Checked(path, (), (root,), ())
    if not isinstance(root, yaml.SequenceNode) or not root.value:
        reason = "themes are a list: begin each with '- slug: ...'"
        return Checked(path, (), (Remark(line_of(root), reason),), ())
    themes: list[tuple[yaml.Node, Theme]] = []
    mistakes: list[Remark] = [*_used_twice(root.value), *_no_contrasts(root.value)]
    for node in root.value:
        found = _read_theme(node)
        if isinstance(found, Theme):
            themes.append((node, found))
        else:
            mistakes += found
    advice = (
        Remark(line_of(_value(node, "cues")), f"'{theme.slug}' has few cues: give {FEW_CUES} or more")
        for node, theme in themes
        if len(theme.cues) < FEW_CUES
    )
    return Checked(path, tuple(theme for _, theme in themes), tuple(sorted(set(mistakes))), tuple(advice))


def _read_theme(node: yaml.Node) -> Theme | list[Remark]:
    """The theme that is written there, or what is wrong with it."""
    if not isinstance(node, yaml.MappingNode):
        return [Remark(line_of(node), "this is no theme: a theme begins with 'slug: ...'")]
    keys = [key.value for key, _ in node.value]
    mistakes = [
        Remark(line_of(key), f"'{key.value}' is there twice in one theme")
        for at, (key, _) in enumerate(node.value)
        if key.value in keys[:at]
    ]
    try:
        return mistakes or _THEME.validate_python(SafeConstructor().construct_document(node))
    except ValidationError as error:
        return mistakes + [_remark(node, each["loc"], each["type"]) for each in error.errors()]
    except (yaml.YAMLError, ValueError):
        return [
            *mistakes,
            Remark(line_of(node), "this theme holds a value that is neither text nor a number"),
        ]


def _remark(node: yaml.MappingNode, location: Sequence[int | str], kind: str) -> Remark:
    """One mistake that pydantic found, in words, at its line."""
    name, *inside = location
    if kind == "missing":
        return Remark(line_of(node), f"'{name}' is missing in this theme")
    if name not in _KEYS:
        near = get_close_matches(str(name), _KEYS, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"keys are {', '.join(_KEYS)}"
        key = next((key for key, _ in node.value if key.value == str(name)), node)
        return Remark(line_of(key), f"'{name}' is no key of a theme; {hint}".rstrip("?"))
    value = _value(node, str(name))
    if inside and isinstance(inside[0], int) and isinstance(value, yaml.SequenceNode):
        value = value.value[inside[0]]
        if kind == "value_error":
            return Remark(line_of(value), f"this pattern says nothing: '{value.value}'")
        return Remark(line_of(value), f"each of '{name}' {_TEXT_RULE}")
    rule = "is empty" if value.value in ("", []) else _RULES.get(str(name), _TEXT_RULE)
    return Remark(line_of(value), f"'{name}' {rule}")


def _used_twice(nodes: Sequence[yaml.Node]) -> Iterator[Remark]:
    """Slugs and labels that an earlier theme has: addresses and people could not tell them apart."""
    for key in ("slug", "label"):
        seen: dict[str, int] = {}
        for node in nodes:
            value = _value(node, key)
            if not isinstance(value, yaml.ScalarNode):
                continue
            name = value.value.strip().casefold()
            if name in seen:
                yield Remark(
                    line_of(value), f"the {key} '{value.value}' is used in line {seen[name]} already"
                )
            seen.setdefault(name, line_of(value))


def _no_contrasts(nodes: Sequence[yaml.Node]) -> Iterator[Remark]:
    """Contrasts to a theme that is not there, or to the theme itself."""
    slugs = [slug.value for node in nodes if (slug := _value(node, "slug")) is not node]
    for node in nodes:
        value = _value(node, "contrast")
        # What is no text is told where a theme is read.
        if value is node or not isinstance(value, yaml.ScalarNode) or value.tag != _TEXT_TAG:
            continue
        own = _value(node, "slug")
        if value.value == own.value:
            yield Remark(line_of(value), f"'{value.value}' cannot be the contrast of itself")
        elif value.value and value.value not in slugs:
            near = get_close_matches(value.value, [slug for slug in slugs if isinstance(slug, str)], n=1)
            hint = f"; did you mean '{near[0]}'" if near else ""
            yield Remark(line_of(value), f"no theme here has the slug '{value.value}'{hint}")


def _value(node: yaml.Node, name: str) -> Any:
    """The node of a key's value; the node itself where there is no such key."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), node)
