"""Whether the site in this container answers: ends with 0 if it does."""

import os
import sys
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

_SECONDS = 4


def main() -> int:
    """Ask it."""
    address = f"http://127.0.0.1:{os.environ.get('VOX_PORT', '8001')}/health"
    try:
        # Straight to it, whatever proxy the environment names.
        with build_opener(ProxyHandler({})).open(address, timeout=_SECONDS) as answer:
            return 0 if answer.status == 200 else 1
    except (URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
