"""A year's figures: of a large blood centre at the station, and of one team on its laptop.

The year is that of a published report: 303,800 donations, 411,600 units of whole blood, 89,000 doses of
platelets. The twin only adds up volumes and visits of the same rows in the same database, in one statement.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, repeat
from time import perf_counter
from typing import Any

import psutil

from donor_room.domain.clock import SystemClock
from donor_room.domain.figures import Figures, VisitFigures
from donor_room.domain.waiting import AWAITED
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import Texts
from donor_room.printing.figures_book import figures_book
from donor_room.printing.figures_sheet import draw_figures, report_of
from donor_room.station.figures import report
from donor_room.station.founding import twin_of
from donor_room.station.server import Station
from donor_room.store.figures import FigureRows
from donor_room.workflow.desk import Desk
from donor_room.workflow.figures import report as of_terminal
from tests.bench.desk import open_desk
from tests.bench.line import Line, against_limit, in_turns
from tests.support.stations import running_station

FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
KINDS = {
    "WB400": (154_200, 400),
    "WB200": (103_200, 200),
    "APH_PLT2": (42_600, 450),
    "APH_PLT1": (3_800, 250),
}
"""How many of each kind, and mL: together the donations, units and doses of that year."""

REACTED = '[["B1","vvr_awake",1,1,"none"]]'
SOUVENIRS = ("", "towel", "cup", "umbrella", "blanket", "coin_birthday towel", "milk toy")
TURNED_AWAY, SITES, TEAM = 40_000, 22, 20_000
_COPY = f"COPY figure (station_code, {', '.join(VisitFigures._fields)}) FROM STDIN".replace(
    " on,", " on_day,"
)
_TWIN = "SELECT count(*), sum(volume_ml) FROM figure WHERE station_code = %s AND on_day BETWEEN %s AND %s"


def lines(*, quick: bool) -> Iterator[Line]:
    """Measure the year of the centre, whole and by month and site, then that of a team."""
    part = 20 if quick else 1
    with running_station(SystemClock()) as station:
        fill(station, part)
        for by in ("all", "month", "site"):
            yield _of_station(station, by, part)
        yield _memory(station, part)
    with open_desk() as desk:
        yield _of_team(desk, TEAM // part)


def rows(part: int, dice: random.Random) -> Iterator[VisitFigures]:
    """Return the year's visits, one in `part` of them."""
    kinds = chain.from_iterable(repeat((kind, ml), count // part) for kind, (count, ml) in KINDS.items())
    away: Iterator[tuple[str, int]] = repeat(("", 0), TURNED_AWAY // part)
    for n, (kind, ml) in enumerate(chain(kinds, away)):
        on = FIRST + timedelta(days=dice.randrange(365))
        gives = bool(kind)
        reacts = gives and dice.random() < 0.01
        yield VisitFigures(
            visit=f"v{n}",
            shift=f"{on:%j}-{dice.randrange(SITES)}",
            on=on,
            ended="donated" if gives else "deferred",
            plan=kind or "WB400",
            kind=kind or None,
            volume_ml=ml,
            times=dice.choice(("first", "repeat", "repeat")),
            needles=int(gives),
            first_stick=dice.random() < 0.99 if gives else None,
            pierced_by=f"n{dice.randrange(120)}" if gives else None,
            severity="mild" if reacts else None,
            reasons="" if gives else dice.choice(("hb_min_male_g_l", "alt_pre_max_u_l", "bp_high")),
            satisfied=3 if gives else None,
            reacted=REACTED if reacts else "",
            souvenirs=dice.choice(SOUVENIRS) if gives else "",
            **{f"{step}_min": _minutes(dice) for step in (AWAITED if gives else AWAITED[:5])},
        )


def _minutes(dice: random.Random) -> int | None:
    """Return a wait, most of them short; one in a hundred is not known."""
    return None if dice.random() < 0.01 else int(dice.expovariate(1 / 9))


def fill(station: Station, part: int) -> None:
    """Write the year into the station's table, and the shifts in which it was."""
    code = twin_of(station.houses, practice=True).code
    dice = random.Random(1)
    with station.connections.lend() as conn:
        conn.execute("SET statement_timeout = 0")
        with conn.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in rows(part, dice):
                copy.write_row((code, *row))
        conn.execute(
            "INSERT INTO shift (station_code, shift, shift_on, site, drive)"
            " SELECT DISTINCT %s, shift, on_day, 'house ' || split_part(shift, '-', 2), 'house' FROM figure",
            [code],
        )
        conn.execute("ANALYZE figure")


def _of_station(station: Station, by: Any, part: int) -> Line:
    code, rules = twin_of(station.houses, practice=True).code, load_rules()
    told: dict[str, Figures] = {}
    with station.connections.lend() as conn:

        def ours() -> float:
            began = perf_counter()
            told.update(report(conn, code, rules, first=FIRST, last=LAST, by=by))
            return perf_counter() - began

        def twin() -> float:
            began = perf_counter()
            conn.execute(_TWIN, [code, FIRST, LAST]).fetchall()
            return perf_counter() - began

        before = psutil.Process().memory_info().rss
        took, bare = in_turns(ours, twin, 5)
        grown = (psutil.Process().memory_info().rss - before) / 1e6
    _refuse_other_sums(told, part)
    visits = sum(one.visits for one in told.values())
    note = f"{visits} visits in {len(told)} parts, memory grew by {grown:.0f} MB"
    return against_limit(f"figures.year.{by}", "s", took, bare, most=2.0, note=note)


def _memory(station: Station, part: int) -> Line:
    """Tell the most memory that this process ever had, once the year was counted, drawn and written."""
    code, rules, texts = twin_of(station.houses, practice=True).code, load_rules(), Texts("zh_CN")
    days, at = (FIRST, LAST), SystemClock().now()
    with station.connections.lend() as conn:
        parts = report(conn, code, rules, first=FIRST, last=LAST, by="day")
        whole = report(conn, code, rules, first=FIRST, last=LAST)[""]
    told = report_of(
        rules, texts, parts, whole, days=days, by="day", station="滨江市中心血站", practice=True, at=at
    )
    written = len(draw_figures(told, texts)) + len(figures_book(told, texts))
    note = (
        f"{whole.visits} visits in {len(parts)} days, {written} bytes of PDF and XLSX; peak of all till then"
    )
    return against_limit("figures.year.memory", "MB", [_peak_mb()], most=300, note=note)


def _peak_mb() -> float:
    """Return the most memory that this process ever had."""
    told = psutil.Process().memory_info()
    peak = getattr(told, "peak_wset", None)
    if peak is not None:
        return peak / 1e6  # type: ignore[no-any-return]
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _refuse_other_sums(told: dict[str, Figures], part: int) -> None:
    """A fast report of wrong numbers is none."""
    sums = [(one.donated, one.whole_blood_ml, one.doses) for one in told.values()]
    donated, ml, doses = (sum(column) for column in zip(*sums, strict=True))
    if part == 1 and (donated, ml // 200, doses) != (303_800, 411_600, 89_000):
        raise AssertionError(f"the year does not come out: {donated}, {ml} mL, {doses} doses")


def _of_team(desk: Desk, visits: int) -> Line:
    table, rules = FigureRows(desk.database), load_rules()
    with desk.database.atomic():
        for _, row in zip(range(visits), rows(1, random.Random(2)), strict=False):
            table.keep(row)

    def ours() -> float:
        began = perf_counter()
        of_terminal(desk.database, desk.ledger, rules, first=FIRST, last=LAST, by="person")
        return perf_counter() - began

    def twin() -> float:
        began = perf_counter()
        desk.database.row("SELECT count(*), sum(volume_ml) FROM figure")
        return perf_counter() - began

    took, bare = in_turns(ours, twin, 20)
    return against_limit("figures.team_year", "s", took, bare, most=0.5, note=f"{visits} visits, by person")
