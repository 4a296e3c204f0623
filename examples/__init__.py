"""Makes the example clips of media/ from texts, voices and drawings of our own: `python -m examples`."""

from examples.make import make

__all__ = ["make"]
