"""Draws the people and places of the example clips."""

from .person import Speaking
from .scenes import SCENES, draw

__all__ = ["SCENES", "Speaking", "draw"]
