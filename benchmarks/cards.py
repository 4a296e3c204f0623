"""What a card costs, once vox is up: of every design, in every size, drawn, written and remembered.

    python -m benchmarks.cards PROJECT [--times 5]

Counted in seconds of the processor, for a machine does other things meanwhile, and on the clock. The longest
quotes of the project that have pictures are taken, each once. The first card of a process is not counted:
with it fonts are read.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.project import Project, find_project
from pipeline.quotations import Wanted, find_quotations
from pipeline.takeaways.cards import Look, draw_card, make_cards
from pipeline.takeaways.drawing.layouts import DESIGNS, SIZES

ALLOWED = 0.150
"""Seconds that a card may take."""


@dataclass(frozen=True, slots=True)
class CardCost:
    """What cards of one look cost: medians, in seconds.

    Attributes:
        look: How they look.
        processor: Of the processor, for drawing.
        clock: On the clock, for drawing.
        kept: On the clock, for drawing, writing to the disk and remembering.
    """

    look: Look
    processor: float
    clock: float
    kept: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time cards.")
    parser.add_argument("project", type=Path)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    print("| design | size | processor | clock | with writing |")
    print("| --- | --- | --- | --- | --- |")
    for cost in card_costs(find_project(asked.project), asked.times):
        shown = " | ".join(f"{seconds * 1000:.0f} ms" for seconds in (cost.processor, cost.clock, cost.kept))
        print(f"| {cost.look.design} | {cost.look.size} | {shown} |")


def card_costs(project: Project, times: int = 5) -> Iterator[CardCost]:
    """Time cards of every design in every size."""
    found = find_quotations(project, Wanted(), "internal", date.today()).quotations
    pictured = [each for each in found if each.has_picture]
    longest = sorted(pictured, key=lambda each: -len(each.text))[:times]
    draw_card(project, longest[0], Look(DESIGNS[-1]))
    with tempfile.TemporaryDirectory() as folder:
        for look in (Look(design, size) for design in DESIGNS for size in SIZES):
            drawn: list[tuple[float, float]] = []
            kept: list[float] = []
            for quotation in longest:
                processor, clock = time.process_time(), time.perf_counter()
                draw_card(project, quotation, look)
                drawn.append((time.process_time() - processor, time.perf_counter() - clock))
                clock = time.perf_counter()
                make_cards(project, [quotation], look, Path(folder))
                kept.append(time.perf_counter() - clock)
            processor, clock = (statistics.median(times) for times in zip(*drawn, strict=True))
            yield CardCost(look, processor, clock, statistics.median(kept))


if __name__ == "__main__":
    main()
