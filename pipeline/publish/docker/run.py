"""The program of the container: serve the publication that it is given.

The environment tells VOX_PASSWORD_HASH and VOX_SECRET (see `pipeline.publish.password`), VOX_BASE_URL, the
path under which it is visited, and what uvicorn reads, such as FORWARDED_ALLOW_IPS.
"""

import os
import sys
from pathlib import Path

from pipeline.publish.password import from_environment
from pipeline.publish.published import serve_published
from schemas.errors import VoxError

PORT = 8001


def main() -> int:
    """Serve until it is told to end."""

    def announce(address: str, _: bool) -> None:
        sys.stderr.write(f"Listening at {address}\n")

    try:
        serve_published(
            Path(sys.argv[1]),
            os.environ.get("VOX_HOST", "0.0.0.0"),
            int(os.environ.get("VOX_PORT", PORT)),
            announce,
            base_url=os.environ.get("VOX_BASE_URL") or "/",
            password_hash=from_environment(os.environ.get("VOX_PASSWORD_HASH")),
            secret=os.environ.get("VOX_SECRET") or None,
        )
    except VoxError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
