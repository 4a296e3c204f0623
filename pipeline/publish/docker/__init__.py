"""A publication as a folder from which an image is built, on any machine with Docker."""

import secrets
import shutil
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.disk import plain_disk_errors
from pipeline.publish.docker.contents import copy_programs, requirements
from pipeline.publish.password import for_environment

_FILES = {
    "Dockerfile": "Dockerfile",
    "compose.yaml": "compose.yaml",
    "dockerignore": ".dockerignore",
    "README.md": "README.md",
}

_PROXIES = "127.0.0.1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"
"""Where a web server in front of a container is: on the same machine, or in a network of its own (RFC 1918).
Those are believed when they say that a visitor came by https."""


def export_docker(
    publication: Path, folder: Path, *, password_hash: str | None = None, url: str | None = None
) -> None:
    """Write all that an image of a publication is built from.

    Args:
        publication: As `build_publication` made it.
        folder: Where to; it is there and empty.
        password_hash: Of the password that visitors are asked for (see `pipeline.publish.password`).
        url: Where it will stand; its path is that under which the container is visited.

    Raises:
        MachineError: The disk is full or refuses.
    """
    with plain_disk_errors(folder):
        shutil.copytree(publication, folder / "data", copy_function=shutil.copyfile)
        copy_programs(folder / "app")
        pinned = "".join(f"{name}=={version}\n" for name, version in requirements().items())
        (folder / "requirements.txt").write_text(pinned, encoding="utf-8")
        ours = resources.files(__name__)
        for source, name in _FILES.items():
            (folder / name).write_bytes(ours.joinpath(source).read_bytes())
        _write_environment(folder / ".env", password_hash, url)


def _write_environment(path: Path, password_hash: str | None, url: str | None) -> None:
    """What is not for the image: whoever has that must not be able to let themselves in."""
    told = {"VOX_BASE_URL": _path(url), "FORWARDED_ALLOW_IPS": _PROXIES}
    if password_hash:
        told |= {"VOX_PASSWORD_HASH": for_environment(password_hash), "VOX_SECRET": secrets.token_hex(32)}
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in told.items()), encoding="utf-8")


def _path(url: str | None) -> str:
    """The path of an address, with a slash at both ends."""
    path = urlsplit(url or "").path.strip("/")
    return f"/{path}/" if path else "/"
