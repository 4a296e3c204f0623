"""The taxonomy: what a theme is, and the reader of theme files."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, ClassVar

import yaml
from annotated_types import Ge, Lt, MinLen
from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError

from schemas.errors import UsageError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where PyYAML was built with it: ten times as fast."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1)]


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
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    slug: Slug
    family: Text
    label: Text
    definition: Text
    hue: Annotated[int, Ge(0), Lt(360)]
    cues: Annotated[tuple[Text, ...], MinLen(1)]
    lex: tuple[Text, ...]


def load_themes(path: Path | None = None) -> tuple[Theme, ...]:
    """Read a theme file, the built-in one by default.

    Raises:
        UsageError: The file is missing or is not a list of themes with distinct slugs.
    """
    name = str(path) if path else "The built-in theme file"
    source = path or Path(str(files("schemas") / "themes.yaml"))
    try:
        listed = yaml.load(source.read_text(encoding="utf-8"), _Loader)
        themes = TypeAdapter(Annotated[tuple[Theme, ...], MinLen(1)]).validate_python(listed)
    except FileNotFoundError:
        raise UsageError(f"{name} does not exist.", "Check `themes` in vox.toml.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{name} is not valid YAML: {error}.", "Mend it and run vox again.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = _place(listed, first["loc"])
        raise UsageError(f"{name}{place}: {first['msg']}.", "Mend it and run vox again.") from None
    seen: set[str] = set()
    for theme in themes:
        if theme.slug in seen:
            raise UsageError(
                f"{name} has the theme '{theme.slug}' twice.", "Give each theme a slug of its own."
            )
        seen.add(theme.slug)
    return themes


def _place(listed: object, location: tuple[int | str, ...]) -> str:
    """Where in the file, in words: the theme's slug rather than its number where it has one."""
    parts = [str(part) for part in location]
    if parts and parts[0].isdigit() and isinstance(listed, list):
        theme = listed[int(parts[0])]
        parts[0] = theme.get("slug", f"number {int(parts[0]) + 1}") if isinstance(theme, dict) else parts[0]
        return f", theme {': '.join(parts)}"
    return ""
