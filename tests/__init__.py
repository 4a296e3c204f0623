"""The tests; `make test` runs them side by side."""

import os

# Read when torch is loaded: its threads wait for each other without spinning, which slows down many times
# whatever runs beside them, and themselves.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
