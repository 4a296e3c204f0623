"""What an image needs: vox's own modules, and in exact versions the libraries that its server imports."""

import ast
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline import processes
from schemas.errors import MachineError

_OURS = ("pipeline", "schemas")
_PROGRAMS = ("pipeline.publish.docker.run", "pipeline.publish.docker.health")
_DATA = ("pipeline", "schemas", "pipeline.publish", "pipeline.publish.site")
"""Packages of which the server reads more than modules; the weights of models are in others."""

_FOLDERS = ("data_templates", "templates", "static")

_LOADED = (
    "import importlib, json, sys\n"
    f"for name in {_PROGRAMS!r}: importlib.import_module(name)\n"
    "print(json.dumps({n: getattr(m, '__file__', None) for n, m in list(sys.modules.items())}))"
)

_OF_EVERY_ENVIRONMENT = ("pip", "setuptools")
_THERE = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "python_version": "3.12",
    "python_full_version": "3.12.0",
    "platform_python_implementation": "CPython",
    "extra": "",
}
"""What an image is, whatever this machine is (PEP 508)."""


def copy_programs(folder: Path) -> None:
    """Copy vox's modules, and what its server reads beside them, as an installed distribution."""
    for name in _OURS:
        _copy_modules(resources.files(name), folder / name)
    for name in _DATA:
        package = resources.files(name)
        _copy_data(package, folder.joinpath(*name.split(".")))
    [site] = [point for point in metadata.entry_points(group="datasette") if point.name == "vox"]
    version = metadata.version("vox")
    told = folder / f"vox-{version}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: vox\nVersion: {version}\n", encoding="utf-8"
    )
    # By it Datasette finds the site.
    (told / "entry_points.txt").write_text(f"[datasette]\n{site.name} = {site.value}\n", encoding="utf-8")


def _copy_modules(package: Traversable, folder: Path) -> None:
    folder.mkdir(parents=True)
    for entry in package.iterdir():
        if entry.is_file() and entry.name.endswith(".py"):
            (folder / entry.name).write_bytes(entry.read_bytes())
        elif entry.is_dir() and entry.joinpath("__init__.py").is_file():
            _copy_modules(entry, folder / entry.name)


def _copy_data(package: Traversable, folder: Path) -> None:
    for entry in package.iterdir():
        if entry.is_file() and entry.name.endswith(".yaml"):
            (folder / entry.name).write_bytes(entry.read_bytes())
        elif entry.is_dir() and entry.name in _FOLDERS:
            (folder / entry.name).mkdir()
            for file in entry.iterdir():
                if file.is_file():
                    (folder / entry.name / file.name).write_bytes(file.read_bytes())


def requirements() -> dict[str, str]:
    """The libraries that the server imports, and what they require: their versions here, by name.

    Raises:
        MachineError: The server cannot be imported.
    """
    found: dict[str, str] = {}
    waiting = sorted(_imported())
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found or name in _OF_EVERY_ENVIRONMENT:
            continue
        try:
            library = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            # Only other systems need it, or ours: then pip finds it by itself.
            continue
        found[name] = library.version
        needed = [Requirement(each) for each in library.requires or ()]
        waiting += [each.name for each in needed if not each.marker or each.marker.evaluate({**_THERE})]
    return dict(sorted(found.items()))


def _imported() -> set[str]:
    """The distributions that our modules import themselves, of those that the server loads."""
    loaded = _loaded()
    own = (file for name, file in loaded.items() if file and name.partition(".")[0] in _OURS)
    tops = {name.partition(".")[0] for name in loaded} - {*_OURS, *sys.stdlib_module_names}
    owners = metadata.packages_distributions()
    return {library for top in _named(own) & tops for library in owners.get(top, ())}


def _loaded() -> Mapping[str, str | None]:
    """The modules that are loaded once the server is, each with its file, seen in a new interpreter."""
    with processes.start([sys.executable, "-c", _LOADED]) as process:
        assert process.stdout and process.stderr
        said, complaints = process.stdout.read(), process.stderr.read()
        code = process.wait()
    if code:
        raise MachineError(
            "vox's own server cannot be loaded.",
            "Install vox again.",
            [complaints.decode(errors="replace")[-400:]],
        )
    found: dict[str, str | None] = json.loads(said)
    return found


def _named(files: Iterable[str]) -> set[str]:
    """The top names of all that some modules import."""
    return {name.partition(".")[0] for file in files for name in _imports(Path(file).read_text("utf-8"))}


def _imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
