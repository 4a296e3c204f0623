"""The folder an image is built from: what is in it, what is not, and that its program runs as it says."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import httpx
import pytest
import yaml

from pipeline.publish.docker import export_docker
from pipeline.publish.password import hashed
from tests.conftest import PATIENCE, MakeClip, free_port
from tests.publish.curated import FULL
from tests.publish.published_site import SECRETS, publication

PASSWORD = "three blue ducks"
HEAVY = (
    "torch",
    "whisper",
    "ctranslate2",
    "ffmpeg_bin",
    "imageio",
    "onnx",
    "tokenizers",
    "av=",
    "typer",
    "rich",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, make_clip: MakeClip) -> Path:
    root = tmp_path_factory.mktemp("docker")
    made = root / "image"
    made.mkdir()
    kept = hashed(PASSWORD)
    export_docker(publication(root, make_clip), made, password_hash=kept, url="https://voices.example/said/")
    return made


def environment(folder: Path, port: int) -> dict[str, str]:
    """What the container gives its program: what compose.yaml and the Dockerfile say, and nothing of here."""
    told = dict(line.split("=", 1) for line in (folder / ".env").read_text("utf-8").splitlines())
    libraries = str(Path(httpx.__file__).parent.parent)
    path = os.pathsep.join((str(folder / "app"), libraries))
    return {**told, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "VOX_PORT": str(port)}


def test_it_holds_the_publication_the_programs_and_no_more(folder: Path) -> None:
    names = {entry.name for entry in folder.iterdir()}
    assert names == {
        *(
            "Dockerfile",
            "compose.yaml",
            ".dockerignore",
            ".env",
            "README.md",
            "requirements.txt",
            "app",
            "data",
        )
    }
    held = [file for file in folder.rglob("*") if file.is_file()]
    assert (folder / "data" / "media" / f"{FULL}.mp4") in held
    # Neither weights of models nor commands.
    assert not [file for file in held if file.suffix in (".npz", ".pyc")]
    assert not (folder / "app" / "cli").exists()
    assert sum(file.stat().st_size for file in (folder / "app").rglob("*")) < 3_000_000
    # The rest are words of programs, too.
    secrets = (*SECRETS[: SECRETS.index("17:45")], "xylophone", "signed.pdf", "moneypenny")
    for file in held:
        told = file.read_bytes().lower()
        for secret in (*secrets, str(folder.parent), PASSWORD, str(Path.cwd())):
            assert secret.lower().encode() not in told, (file, secret)


def test_libraries_are_pinned_as_they_are_here_and_none_is_heavy(folder: Path) -> None:
    pins = (folder / "requirements.txt").read_text("utf-8").splitlines()
    for pin in pins:
        name, version = pin.split("==")
        assert metadata.version(name) == version
    assert not [pin for pin in pins if pin.startswith(HEAVY)]
    assert {"datasette", "uvicorn", "starlette", "numpy", "sqlite-utils"} <= {
        pin.split("==")[0] for pin in pins
    }


def test_the_password_is_for_whoever_runs_it_and_not_for_the_image(folder: Path) -> None:
    told = (folder / ".env").read_text("utf-8")
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    assert re.search(r"^VOX_SECRET=[0-9a-f]{64}$", told, re.M) and "$" not in told
    ignored = (folder / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[1:] == ["*", "!requirements.txt", "!app", "!data"]
    sums = re.findall(r"VOX_PASSWORD_HASH=(\S+)", told)
    for file in (folder / "data").rglob("*"):
        assert file.is_dir() or sums[0].encode() not in file.read_bytes()


def test_the_dockerfile_and_the_compose_file_give_nothing_away(folder: Path) -> None:
    lines = (folder / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    assert re.fullmatch(r"(FROM|WORKDIR|COPY|RUN|ENV|USER|EXPOSE|STOPSIGNAL|HEALTHCHECK|CMD|\s)+", " ".join(
        step for step, _ in steps
    ))  # fmt: skip
    assert all(re.match(r"python:3\.\d+-slim-\w+", told) for step, told in steps if step == "FROM")
    # What is copied from here is there, and let through to the builder.
    copied = {told.split()[0] for step, told in steps if step == "COPY" and not told.startswith("--from")}
    assert copied == {"requirements.txt", "app", "data"}
    last = dict(reversed([(step, told) for step, told in reversed(steps)]))
    assert last["USER"] == "10001:10001" and last["EXPOSE"] == "8001" and last["CMD"].startswith('["')

    [service] = yaml.safe_load((folder / "compose.yaml").read_text("utf-8"))["services"].values()
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"] and service["user"] == "10001:10001"
    assert service["ports"] == ["127.0.0.1:8001:8001"] and service["mem_limit"] and service["tmpfs"]
    # What it asks for its health is what the image does.
    assert '", "'.join(service["healthcheck"]["test"][1:]) in last["HEALTHCHECK"]


@pytest.mark.skipif(os.name != "posix", reason="A container is Linux.")
def test_its_program_runs_with_nothing_but_the_folder_and_ends_when_told(
    folder: Path, tmp_path: Path
) -> None:
    port = free_port()
    told = environment(folder, port)
    # As in the image, nothing but what the Dockerfile copies is there.
    for name in ("app", "data"):
        shutil.copytree(folder / name, tmp_path / name)
    told["PYTHONPATH"] = told["PYTHONPATH"].replace(str(folder), str(tmp_path))
    for path in (*(tmp_path / "data").rglob("*"), tmp_path / "data"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    python = [sys.executable, "-P", "-m"]
    health = [sys.executable, str(tmp_path / "app/pipeline/publish/docker/health.py")]
    command = [*python, "pipeline.publish.docker.run", str(tmp_path / "data")]
    with subprocess.Popen(command, env=told, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as server:
        try:
            until = time.monotonic() + PATIENCE
            while subprocess.run(health, env=told, cwd=tmp_path).returncode and time.monotonic() < until:
                time.sleep(0.2)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                refused = client.get("/said/", headers={"accept": "text/html"})
                assert refused.status_code == 401 and "server" not in refused.headers
                assert client.post("/login", data={"password": PASSWORD}).headers["location"] == "/said/"
                assert client.get("/", headers={"x-long": "a" * 40_000}).status_code == 431
        finally:
            server.send_signal(signal.SIGTERM)
            # Docker waits as long before it kills.
            said = server.communicate(timeout=10)[1]
    assert "Traceback" not in said
    assert not [path for path in (tmp_path / "data").rglob("*") if path.name.startswith("vox.db-")]
    gone = subprocess.run(health, env=told, cwd=tmp_path)
    assert gone.returncode == 1
    for path in (tmp_path / "data", tmp_path / "data" / "media"):
        path.chmod(0o755)
