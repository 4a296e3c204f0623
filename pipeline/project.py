"""A project folder: where its clips, its database and what is derived from them lie."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.disk import plain_disk_errors
from schemas.errors import UsageError
from schemas.settings import DEFAULT_QUESTION, Settings, load_settings

SETTINGS_FILE = "vox.toml"

_TEMPLATE = """\
# The settings of this vox project. Every line may be left out.

# The question people were asked.
question = "{question}"

# The folder you drop clips into; its subfolders become collections.
media = "media"

# The language spoken, such as "en" or "it". Left out, it is detected clip by clip.
# language = "en"

# Brands, products and people that may be named, spelt as you want to read them.
# names = ["Boots", "Monzo", "Priya"]

# Who speaks, if the names of your files tell it; of folders, too: "{{place}}/{{name}} - {{company}}".
# people_pattern = "{{name}} - {{place}}"

# Which engine listens, and with which model (`vox models` lists them).
# engine = "faster-whisper"
# model = "base"

# Themes of your own, in the format of vox's themes.yaml.
# themes = "themes.yaml"
"""


@dataclass(frozen=True, slots=True)
class Project:
    """One project and its settings. `root` is absolute."""

    root: Path
    settings: Settings

    @property
    def database(self) -> Path:
        """The one file with everything vox knows."""
        return self.root / "vox.db"

    @property
    def media(self) -> Path:
        """The drop folder."""
        return self.root / self.settings.media

    @property
    def private(self) -> Path:
        """The lock, and pictures and copies that can be deleted and made again."""
        return self.root / ".vox"

    @property
    def theme_file(self) -> Path | None:
        """The project's own themes, if it has any."""
        return self.root / self.settings.themes if self.settings.themes else None

    def locate(self, path: Path) -> Path:
        """The one path by which vox knows a file or folder, by whatever way it was named.

        A symbolic link that is itself named stays one, unless it leads to a folder.
        """
        real = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
        media = self.media.resolve()
        return self.media / real.relative_to(media) if real.is_relative_to(media) else real

    def stored_path(self, path: Path) -> str:
        """A path as the database keeps it: relative to the project inside of it, so that it can be moved."""
        shown = str(path.absolute()).removeprefix(below(self.root))
        # A name that is no valid text can be told of, though not be kept: `fingerprint.stamp` refuses it.
        return shown if shown.isascii() else os.fsencode(shown).decode("utf-8", "backslashreplace")

    def real_path(self, stored: str) -> Path:
        """The inverse of `stored_path`."""
        return self.root / stored

    def collection_of(self, path: Path) -> str:
        """The subfolder of the drop folder a clip lies in, `/` between levels; empty for none."""
        folder = path.absolute().parent
        return (
            folder.relative_to(self.media).as_posix().strip(".") if folder.is_relative_to(self.media) else ""
        )


def below(folder: Path) -> str:
    """What the paths of all files in a folder begin with."""
    return f"{str(folder).rstrip(os.sep)}{os.sep}"


def find_project(folder: Path | None = None) -> Project:
    """The project in `folder`; by default the current folder, or the nearest parent with a vox.toml.

    Raises:
        UsageError: There is no such folder, or its vox.toml cannot be used.
    """
    root = (folder or Path.cwd()).absolute()
    if not root.is_dir():
        raise UsageError(f"There is no folder {root}.", f"Make it with: vox init --project {root}")
    if folder is None:
        root = next((parent for parent in (root, *root.parents) if (parent / SETTINGS_FILE).is_file()), root)
    settings = root / SETTINGS_FILE
    return Project(root.resolve(), load_settings(settings) if settings.is_file() else Settings())


def create_project(folder: Path, question: str = DEFAULT_QUESTION) -> Project:
    """Make a project: the folder, a vox.toml that explains itself, and the drop folder.

    Raises:
        UsageError: There is a vox.toml already; it is left as it is.
        MachineError: The folder cannot be written to.
    """
    settings = folder / SETTINGS_FILE
    if settings.exists():
        raise UsageError(f"{settings} is there already.", "Edit it, or choose another folder with --project.")
    with plain_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        escaped = question.replace("\\", "\\\\").replace('"', '\\"')
        settings.write_text(_TEMPLATE.format(question=escaped), encoding="utf-8")
        project = find_project(folder)
        project.media.mkdir(exist_ok=True)
    return project
