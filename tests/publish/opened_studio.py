"""The studio as somebody has it open."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from pipeline.project import Project
from pipeline.store import Store
from tests.conftest import PATIENCE, free_port, wait_until_it_answers


class Studio:
    """A running `vox studio`, and somebody who opened its link."""

    def __init__(self, project: Project, link: str) -> None:
        self.project, self.link = project, link
        self.address = link.split("/studio/login")[0]
        self.client = httpx.Client(base_url=self.address, timeout=PATIENCE)
        self.entered = self.client.get(link)
        page = self.client.get("/studio?state=all").text
        self.token = re.findall(r'<meta name="vox-token" content="([^"]+)">', page)[0]

    def do(self, action: str, **told: Any) -> httpx.Response:
        return self.client.post(
            "/studio/do", json={"action": action, **told}, headers={"x-vox-token": self.token}
        )

    def answers(self) -> dict[str, dict[str, Any]]:
        with Store.reading(self.project.database) as store:
            return {row["id"]: row for row in store.query("SELECT * FROM answers ORDER BY number")}


@contextmanager
def opened_studio(project: Project) -> Iterator[Studio]:
    """`vox studio` over a project, as long as it is needed; no traceback may have been told."""
    command = [sys.executable, "-m", "cli", "studio", "--project", str(project.root)]
    command += ["--port", str(free_port()), "--author", "Zoe"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        link = re.findall(r"http\S+", server.stderr.readline())[0]
        wait_until_it_answers(link.split("/studio")[0], server)
        opened = Studio(project, link)
        yield opened
        opened.client.close()
        server.terminate()
        said = server.communicate(timeout=PATIENCE)[1]
    assert "Traceback" not in said, said
