"""Prints one line for each measure: ours, the bare minimum in the same run, and their ratio."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

# Before Qt is imported: the measures need no display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false;*.info=false")

from tests.bench import log, memory, paper, records, start, window

if TYPE_CHECKING:
    from tests.bench.measure import Measure

MEASURES: tuple[Measure, ...] = (
    start.window_from_nothing,
    memory.window_alone,
    memory.window_with_child,
    window.child_opened,
    window.key_to_picture,
    window.case_assessed,
    log.log_opened,
    log.log_scrolled,
    log.chart_redrawn,
    log.chart_after_entry,
    paper.sheet,
    records.commit,
    records.search,
)


def main() -> None:
    sys.stdout.write(f"{'measure':<44}{'ours':>12}{'bare':>12}{'ratio':>8}   beside\n")
    for measure in MEASURES:
        result = measure()
        scale = 1_000 if result.unit == "ms" else 1
        sys.stdout.write(
            f"{result.name:<44}{result.ours * scale:>9.1f} {result.unit}"
            f"{result.bare * scale:>9.1f} {result.unit}"
            f"{result.ours / result.bare:>8.1f}   {result.beside}\n"
        )
        if result.worst is not None:
            ours, bare = result.worst
            sys.stdout.write(
                f"{'  its slowest in a hundred':<44}{ours * 1_000:>9.1f} ms{bare * 1_000:>9.1f} ms"
                f"{ours / bare:>8.1f}   {result.beside}\n"
            )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
