"""The eight labels of a donor: drawn, read back and written for the printer; beside what else there is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from time import perf_counter, process_time

from donor_room.domain.label_set import LabelContent
from donor_room.packs.texts import Texts
from donor_room.printing.labels import draw_set
from donor_room.printing.languages import tspl, zpl
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.specimen import specimen
from tests.bench import first_byte
from tests.bench.label_engines import ENGINES, is_here
from tests.bench.line import Line, against_limit, in_turns

ROLES = ("bag1", "bag2", "bag3", "pilot", "tube", "nat", "form", "slip")
MOST_MS = 30
ZH, SETTINGS = Texts("zh_CN"), PrintSettings()
Work = Callable[[], object]


def lines(*, quick: bool) -> Iterator[Line]:
    """Our way to each language, the slower one beside every other engine; each donor has a new number."""
    runs = 10 if quick else 60
    donors = Donors()
    yield first_byte.line(quick=quick)
    yield alone("labels: 8 drawn and read back", lambda: draw_set(donors.next(), ZH, 203), runs)
    yield alone("labels: 8 drawn, read back, as TSPL", lambda: ours(donors.next(), tspl.job), runs)
    yield alone("labels: 8 drawn, read back, as ZPL", lambda: ours(donors.next(), zpl.job), runs)
    own = [cpu_ms(lambda: ours(donors.next(), zpl.job)) for _ in range(runs)]
    note = "processor time of this program alone, whatever else the machine does"
    yield against_limit("labels: 8 as ZPL, processor time", "ms", own, most=MOST_MS, note=note)
    for name, (draw, program) in ENGINES.items():
        if is_here(program):
            other = lambda draw=draw: draw(donors.next())  # noqa: E731 - a work of its own for each
            yield beside(name, lambda: ours(donors.next(), zpl.job), other, 5 if "glabels" in name else runs)
        else:
            note = f"{program} is not installed here, so it was not measured"
            yield alone(f"labels: 8 as ZPL; {name}", lambda: ours(donors.next(), zpl.job), runs, note=note)


class Donors:
    """Invented donors, one after another: eight labels of a number that was not drawn before."""

    def __init__(self) -> None:
        self._chance, self._count = random.Random(128), count()

    def next(self) -> Sequence[LabelContent]:
        number = f"A9999{next(self._count) % 100:02d}{self._chance.randrange(10**6):06d}"
        return [specimen(role, number=number) for role in ROLES]


def ours(contents: Sequence[LabelContent], job: Callable[..., bytes]) -> bytes:
    """Draw, read every symbol back twice, and write the stream of one job."""
    return job(draw_set(contents, ZH, 203), SETTINGS)


def alone(name: str, work: Work, runs: int, *, note: str = "") -> Line:
    for _ in range(5):
        work()
    return against_limit(name, "ms", [ms(work) for _ in range(runs)], most=MOST_MS, note=note)


def beside(name: str, our_work: Work, other: Work, runs: int) -> Line:
    """Measure both in turns; only ours is held to a limit, the ratio is told."""
    mine, theirs = in_turns(lambda: ms(our_work), lambda: ms(other), runs, warm_up=2)
    note = "theirs ends at a PDF and reads nothing back"
    return against_limit(f"labels: 8 as ZPL beside {name}", "ms", mine, theirs, most=MOST_MS, note=note)


def cpu_ms(work: Work) -> float:
    began = process_time()
    work()
    return (process_time() - began) * 1_000


def ms(work: Work) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1_000
