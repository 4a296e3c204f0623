"""Where the page is: an address on the local network that nobody guesses, the same after a restart."""

import os
import re
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass

from pipeline.disk import plain_disk_errors, sync
from pipeline.project import Project
from pipeline.slips import arrivals_folder
from schemas.errors import MachineError

_ELSEWHERE = ("192.0.2.1", 9)
"""An address for examples (RFC 5737): the way to it is the way to the network, and nothing is sent there."""

_TOKEN = re.compile(r"[\w-]{12}", re.ASCII)
_BYTES = 9


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is.

    Attributes:
        host: What is listened on.
        shown: By which phones reach it.
        token: The first part of every path.
    """

    host: str
    shown: str
    port: int
    token: str

    @property
    def page(self) -> str:
        """For phones."""
        shown = f"[{self.shown}]" if ":" in self.shown else self.shown
        return f"http://{shown}:{self.port}/{self.token}/"

    @property
    def kiosk(self) -> str:
        """For a tablet on a stand."""
        return f"{self.page}kiosk"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can open it."""
        return self.shown in ("localhost", "::1") or self.shown.startswith("127.")


def find_address(project: Project, host: str | None, port: int, *, new: bool = False) -> Address:
    """The address of a project's page.

    Args:
        project: It keeps the token: a code that was printed is good after a restart.
        host: What to listen on; None for this machine's address on the local network.
        port: The port.
        new: Whether the old address is no longer good.

    Raises:
        MachineError: The project cannot be written to.
    """
    own = _own_address()
    host = host or own
    shown = own if host in ("0.0.0.0", "::") else host
    return Address(host, shown, port, _token(project, new=new))


def names_of(address: Address) -> frozenset[str]:
    """By which names and ports browsers ask for the page."""
    name = socket.gethostname()
    names = {address.host, address.shown, "localhost", "127.0.0.1", name, name.split(".")[0] + ".local"}
    return frozenset(
        f"{f'[{each}]' if ':' in each else each}:{address.port}".lower() for each in names
    ) | frozenset(each.lower() for each in names if address.port == 80)


def listen(address: Address) -> socket.socket:
    """Listen there.

    Raises:
        MachineError: The port is taken, or the address is not this machine's.
    """
    try:
        family = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((address.host, address.port), family=family, backlog=256)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise MachineError(
            f"The page cannot be opened on {address.host}, port {address.port}: {error.strerror}.",
            f"Another vox collect may be running; try another port: vox collect --port"
            f" {address.port % 65535 + 1}",
        ) from None


def _own_address() -> str:
    """This machine's address on the local network; its own alone if there is no network."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect(_ELSEWHERE)
        return str(way.getsockname()[0])
    return "127.0.0.1"


def _token(project: Project, *, new: bool) -> str:
    place = arrivals_folder(project) / "address"
    with plain_disk_errors(project.root):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.parent.chmod(0o700)
        if not new:
            with suppress(FileNotFoundError):
                kept = place.read_text(encoding="utf-8", errors="replace")
                if _TOKEN.fullmatch(kept):
                    return kept
        token = secrets.token_urlsafe(_BYTES)
        place.unlink(missing_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token)
        sync(place)
        return token
