"""The files in docs/cluster do what they say: their own commands are run, though in no container."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import yaml
from distributed import Client
from typer.testing import CliRunner

from cli.app import app
from tests.conftest import free_port
from tests.docs.test_docs import ROOT

FOLDER = ROOT / "docs" / "cluster"
PORTS = ("8786", "8787", "8788")
Command = Sequence[str]


def compose() -> Mapping[str, Any]:
    services: Mapping[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))["services"]
    return services


def manifests() -> list[Mapping[str, Any]]:
    return list(yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text("utf-8")))


def pods() -> dict[str, Mapping[str, Any]]:
    """What runs, by name."""
    return {
        each["metadata"]["name"]: each["spec"]["template"]["spec"]
        for each in manifests()
        if each["kind"] in ("Deployment", "Job")
    }


def commands(where: str) -> dict[str, Command]:
    if where == "compose":
        return {name: service["command"] for name, service in compose().items()}
    by_name = {name: pod["containers"][0]["command"] for name, pod in pods().items()}
    return {"vox": by_name.pop("ingest"), **by_name}


def here(command: Command, folder: Path, ports: Mapping[str, str]) -> list[str]:
    """The same on this machine: its own address, ports that are free, and a folder of the test."""
    there = {"scheduler:8786": f"127.0.0.1:{ports['8786']}", "0.0.0.0": "127.0.0.1", "/tmp": str(folder)}
    text = "\0".join(command)
    for name, value in (there | dict(ports)).items():
        text = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.])", value, text)
    program, *rest = text.split("\0")
    return [str(Path(sys.executable).with_name(program)), *rest]


@contextmanager
def running(command: Command, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "said.txt").open("ab") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def is_healthy(port: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def test_two_workers_join_and_work(tmp_path: Path) -> None:
    scheduler, health, first, second = (str(free_port()) for _ in range(4))
    asked = commands("compose")
    with ExitStack() as stack:
        ports = {"8786": scheduler, "8787": health}
        started = [here(asked["scheduler"], tmp_path, ports)]
        started += [here(asked["worker"], tmp_path, ports | {"8788": each}) for each in (first, second)]
        for command in started:
            stack.enter_context(running(command, tmp_path))
        with Client(f"tcp://127.0.0.1:{scheduler}", timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            assert list(client.nthreads().values()) == [1, 1]
            limits = {
                each["memory_limit"] for each in client.scheduler_info(n_workers=-1)["workers"].values()
            }
            assert limits == {2 << 30}
            assert client.submit(sum, [2, 3]).result(timeout=60) == 5
        # What asks whether each is well gets an answer where it asks.
        for port in (health, first, second):
            until = time.monotonic() + 60
            while not is_healthy(port):
                assert time.monotonic() < until
                time.sleep(0.1)


def test_both_files_say_the_same_commands() -> None:
    assert commands("compose") == commands("kubernetes")


def test_the_coordinator_is_called_as_it_can_be() -> None:
    program, name, *rest = commands("compose")["vox"]
    assert program == "vox"
    known = CliRunner().invoke(app, [name, "--help"], terminal_width=100).stdout
    assert all(f"  {option} " in known for option in rest if option.startswith("--"))


def test_health_is_asked_for_where_it_is_told() -> None:
    for name, port in (("scheduler", "8787"), ("worker", "8788")):
        service, pod = compose()[name], pods()[name]["containers"][0]
        assert f"http://127.0.0.1:{port}/health" in service["healthcheck"]["test"][-1]
        compile(service["healthcheck"]["test"][-1], name, "exec")
        assert f"0.0.0.0:{port}" in service["command"]
        ports = {each["name"]: str(each["containerPort"]) for each in pod["ports"]}
        assert {str(probe["httpGet"]["path"]) for probe in probes(pod)} == {"/health"}
        assert {ports[probe["httpGet"]["port"]] for probe in probes(pod)} == {port}


def probes(container: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [value for key, value in container.items() if key.endswith("Probe")]


def test_nobody_is_root_or_can_become_it() -> None:
    for service in compose().values():
        assert service["user"] == "${VOX_USER:-10001:10001}"
        assert (service["cap_drop"], service["read_only"]) == (["ALL"], True)
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in service
    for pod in pods().values():
        assert pod["securityContext"]["runAsNonRoot"]
        assert not pod["automountServiceAccountToken"]
        for container in pod["containers"]:
            assert container["resources"]["limits"]["memory"]
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }


def test_workers_see_clips_where_the_coordinator_does_and_nothing_else() -> None:
    [clips] = [each for each in compose()["worker"]["volumes"] if each["type"] == "bind"]
    assert (clips["target"], clips["read_only"]) == ("/project/media", True)
    mounts = {
        name: {each["mountPath"]: each for each in pod["containers"][0]["volumeMounts"]}
        for name, pod in pods().items()
    }
    assert mounts["worker"].keys() == {"/project/media", "/tmp"}
    assert mounts["worker"]["/project/media"]["readOnly"]
    assert mounts["ingest"]["/project/media"]["name"] == mounts["worker"]["/project/media"]["name"]


def test_names_in_the_manifests_lead_somewhere() -> None:
    claims = {each["metadata"]["name"] for each in manifests() if each["kind"] == "PersistentVolumeClaim"}
    for pod in pods().values():
        volumes = {each["name"]: each for each in pod["volumes"]}
        used = {each["name"] for each in pod["containers"][0]["volumeMounts"]}
        assert used == volumes.keys()
        asked = (each.get("persistentVolumeClaim") for each in volumes.values())
        named = {claim["claimName"] for claim in asked if claim}
        assert named <= claims
    [service] = [each for each in manifests() if each["kind"] == "Service"]
    assert service["metadata"]["name"] == "scheduler"
    for each in manifests():
        if each["kind"] == "Deployment":
            labels = each["spec"]["template"]["metadata"]["labels"]
            assert each["spec"]["selector"]["matchLabels"].items() <= labels.items()
    images = {pod["containers"][0]["image"] for pod in pods().values()}
    [version] = re.findall(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    images |= {service["image"] for service in compose().values()}
    assert images == {f"vox-cluster:{version}"}
    told = re.findall(r"vox-cluster:[\w.]+", (ROOT / "docs" / "scale.md").read_text("utf-8"))
    assert set(told) == images


def test_the_image_is_made_of_what_is_there() -> None:
    dockerfile = (FOLDER / "Dockerfile").read_text("utf-8")
    copied = [
        name
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", dockerfile, re.MULTILINE)
        for name in line.split()
    ]
    assert "pyproject.toml" in copied
    assert all((ROOT / name).exists() for name in copied)
    let_in = re.findall(r"^!(.*)$", (FOLDER / "Dockerfile.dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(let_in) == sorted(copied)
    assert dockerfile.index("\nUSER 10001") < dockerfile.index("\nCMD")


def test_the_image_holds_all_weights(tmp_path: Path) -> None:
    """What is put together when the image is built is what vox looks for when it runs."""
    [program] = re.findall(
        r'^RUN /opt/vox/bin/python -c "(.*)"', (FOLDER / "Dockerfile").read_text("utf-8"), re.MULTILINE
    )
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, cwd=ROOT)
    made = {path.parent.relative_to(tmp_path / "vox").as_posix() for path in tmp_path.rglob("model.bin")}
    assert "models/base" in made
    assert len(made) == 3
