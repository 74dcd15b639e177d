"""One line of a benchmark: what ours took, what the raw twin took in the same run, and what is aimed at."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass

Measure = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one measurement came to; `aim` says what the house wants, `holds` whether this run reached it.

    The ratio is that of the medians, `ratio_p99` that of the 99th percentiles; None where there is no twin.
    """

    name: str
    unit: str
    runs: int
    ours_median: float
    ours_p99: float
    twin_median: float | None
    twin_p99: float | None
    ratio: float | None
    ratio_p99: float | None
    aim: str
    holds: bool
    note: str = ""

    def as_json(self) -> str:
        """Return the line as it is printed."""
        return json.dumps(asdict(self), ensure_ascii=False)


def in_turns(ours: Measure, twin: Measure, runs: int, *, warm_up: int = 1) -> tuple[list[float], list[float]]:
    """Measure A B A B, so that a machine that grows slower meanwhile slows both."""
    for _ in range(warm_up):
        ours(), twin()
    pairs = [(ours(), twin()) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def percentile(values: list[float], percent: float) -> float:
    """Return the value that so many percent do not exceed; the largest of few."""
    in_order = sorted(values)
    return in_order[min(len(in_order) - 1, int(len(in_order) * percent / 100))]


def against_twin(
    name: str,
    unit: str,
    ours: list[float],
    twin: list[float],
    *,
    most: float,
    also_p99: bool = False,
    note: str = "",
) -> Line:
    """Compare with the twin: the ratio of the medians, where asked also of the p99, stays under `most`."""
    middle, high = statistics.median(ours), percentile(ours, 99)
    twin_middle, twin_high = statistics.median(twin), percentile(twin, 99)
    ratio, ratio_p99 = middle / twin_middle, high / twin_high
    return Line(
        name=name,
        unit=unit,
        runs=len(ours),
        ours_median=round(middle, 3),
        ours_p99=round(high, 3),
        twin_median=round(twin_middle, 3),
        twin_p99=round(twin_high, 3),
        ratio=round(ratio, 2),
        ratio_p99=round(ratio_p99, 2),
        aim=f"ratio <= {most:g}" + (" at median and p99" if also_p99 else ""),
        holds=ratio <= most and (ratio_p99 <= most or not also_p99),
        note=note,
    )


def against_limit(
    name: str,
    unit: str,
    ours: list[float],
    twin: list[float] | None = None,
    *,
    most: float,
    at_p99: bool = False,
    note: str = "",
) -> Line:
    """Compare with a fixed limit, by the median or by the p99; the twin is told only to be looked at."""
    middle, high = statistics.median(ours), percentile(ours, 99)
    twin_middle = statistics.median(twin) if twin else None
    twin_high = percentile(twin, 99) if twin else None
    return Line(
        name=name,
        unit=unit,
        runs=len(ours),
        ours_median=round(middle, 3),
        ours_p99=round(high, 3),
        twin_median=None if twin_middle is None else round(twin_middle, 3),
        twin_p99=None if twin_high is None else round(twin_high, 3),
        ratio=None if twin_middle is None else round(middle / twin_middle, 2),
        ratio_p99=None if twin_high is None else round(high / twin_high, 2),
        aim=f"{'p99' if at_p99 else 'median'} <= {most:g} {unit}",
        holds=(high if at_p99 else middle) <= most,
        note=note,
    )
