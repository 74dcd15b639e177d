"""The report of some days: sums in large figures, a line for each part, why people were deferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from donor_room.domain.figures import By, Figures, tells_waits
from donor_room.domain.honours import units
from donor_room.domain.persons import Persons
from donor_room.domain.ruleset import RulePack
from donor_room.packs.reacted import reacted_in_words
from donor_room.packs.reasons import reasons_in_words
from donor_room.packs.taken_home import souvenirs_in_words
from donor_room.packs.texts import Texts
from donor_room.printing.figures_beside import Beside, draw_beside
from donor_room.printing.figures_chart import CHART_HEIGHT, draw_chart, has_chart
from donor_room.printing.figures_pen import INNER, LAST_ROW, MARGIN, ROW, FiguresPen
from donor_room.printing.paper import INK, QUIET, WASH

COLUMNS = (
    "visits", "donated", "first", "repeat", "whole_blood_ml", "units", "doses", "deferred", "reactions",
)  # fmt: skip
_WAIT_SHARE = 0.088


class FiguresReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of some days: each part by its name, and all of them together.

    `reasons` are the words for why donors were deferred, with how many; one donor may have several.
    `density` is that of blood in g/mL (None: not told), `before` the same days of the year before.
    `gave` are the persons, where they were counted; `beside` is what is told of no donor.
    """

    station: str
    practice: bool
    first: date
    last: date
    by: By
    parts: tuple[tuple[str, Figures], ...]
    whole: Figures
    units: Decimal
    part_units: tuple[Decimal, ...]
    reasons: tuple[tuple[str, int], ...]
    density: Decimal | None
    printed_at: datetime
    before: Figures | None = None
    units_before: Decimal = Decimal(0)
    gave: Persons | None = None
    beside: Beside = Beside()


def report_of(
    rules: RulePack,
    texts: Texts,
    parts: Mapping[str, Figures],
    whole: Figures,
    *,
    days: tuple[date, date],
    by: By,
    station: str,
    practice: bool,
    at: datetime,
    before: Figures | None = None,
    names: Mapping[str, str] | None = None,
    gave: Persons | None = None,
    beside: Beside = Beside(),  # noqa: B008 - nothing, and never changed
) -> FiguresReport:
    """Return the report of some figures, with units and the words for reasons.

    `before` are the figures of the same days a year earlier, where they are to stand beside; `names` those of
    people, by account.
    """
    return FiguresReport(
        station=station,
        practice=practice,
        first=days[0],
        last=days[1],
        by=by,
        parts=tuple(((names or {}).get(name, name), one) for name, one in parts.items()),
        whole=whole,
        units=units(rules, whole.whole_blood_ml),
        part_units=tuple(units(rules, one.whole_blood_ml) for one in parts.values()),
        reasons=reasons_in_words(rules, texts, whole.reasons),
        density=rules.param["blood_density_g_ml"].number,
        printed_at=at,
        before=before,
        gave=gave,
        beside=beside,
        units_before=units(rules, before.whole_blood_ml) if before else Decimal(0),
    )


def a_year_before(first: date, last: date) -> tuple[date, date]:
    """Return the same days of the year before; the 29th of February has the 28th in its place."""
    return _year_before(first), _year_before(last)


def _year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def cells_of(figures: Figures, in_units: Decimal) -> tuple[str, ...]:
    """Return what stands in the columns of a part."""
    values: dict[str, object] = msgspec.structs.asdict(figures)
    values |= {"units": f"{in_units.normalize():f}", "reactions": sum(figures.reactions.values())}
    values["whole_blood_ml"] = f"{figures.whole_blood_ml:,}"
    return tuple(str(values[column]) for column in COLUMNS)


def draw_figures(report: FiguresReport, texts: Texts) -> bytes:
    """Return the PDF, on as many pages as there are parts for; the same report gives the same bytes."""
    pages = _Pen(report, texts, pages=0).draw().drawn
    return _Pen(report, texts, pages=pages).draw().paper.finished()


class _Pen(FiguresPen):
    def __init__(self, report: FiguresReport, texts: Texts, pages: int) -> None:
        super().__init__(
            texts, station=report.station, practice=report.practice, printed_at=report.printed_at, pages=pages
        )
        self._report = report

    def draw(self) -> _Pen:
        self._head()
        self._large()
        self._also()
        self._chart()
        if self._report.by != "all":
            self._parts()
        self._listed("reasons", self._report.reasons)
        self._waits()
        self._reacted()
        self._listed("souvenirs", souvenirs_in_words(self._report.whole.souvenirs, self.texts))
        draw_beside(self, self._report.by, self._report.beside)
        self.foot()
        return self

    def _head(self) -> None:
        report, paper = self._report, self.paper
        first, last = report.first.isoformat(), report.last.isoformat()
        span = first if first == last else self.say("span", first=first, last=last)
        paper.text(MARGIN, self.y, report.station, size=10, tone=QUIET, width=INNER, least=7)
        paper.text(MARGIN, self.y + 6, self.say("title"), size=22, face="bold")
        paper.text(MARGIN + 60, self.y + 9.2, span, size=12, align="right", width=INNER - 60, least=8)
        self.y += 20

    def _large(self) -> None:
        """Draw visits, donations, whole blood and platelets; the last two are never one number."""
        report, paper, y = self._report, self.paper, self.y
        whole, before = report.whole, report.before or Figures()
        terms = (
            (Decimal(whole.visits), Decimal(before.visits), self.say("visits")),
            (Decimal(whole.donated), Decimal(before.donated), self.say("donated")),
            (report.units, report.units_before, self.say("units_of", ml=f"{whole.whole_blood_ml:,}")),
            (Decimal(whole.doses), Decimal(before.doses), self.say("doses_of", n=whole.apheresis)),
        )
        height = 26 if report.before is None else 33
        paper.box(MARGIN, y, INNER, height)
        column = INNER / len(terms)
        for position, (value, then, words) in enumerate(terms):
            x, told = MARGIN + position * column, f"{value.normalize():f}"
            paper.text(x, y + 3.5, told, size=26, face="bold", align="center", width=column, least=14)
            paper.text(x, y + 17, words, size=10, tone=QUIET, align="center", width=column, least=7)
            if report.before is not None:
                said = self._beside(value, then)
                paper.text(x, y + 24, said, size=10, align="center", width=column, least=7)
        self.y += height + 5

    def _beside(self, now: Decimal, then: Decimal) -> str:
        """Say what it was a year before and what has changed; from nothing there is no share."""
        was = f"{then.normalize():f}"
        if not then:
            return self.say("before", was=was)
        return self.say("before_and_change", was=was, change=f"{(now - then) * 100 / then:+.1f}")

    def _also(self) -> None:
        whole = self._report.whole
        rate = Decimal(whole.first_sticks * 100) / whole.pierced if whole.pierced else None
        stick = self.say("none") if rate is None else f"{rate:.1f} %  ({whole.first_sticks}/{whole.pierced})"
        severities = [
            f"{self.texts.say(f'figures.severity.{name}')} {n}" for name, n in whole.reactions.items()
        ]
        pairs = (
            ("first", str(whole.first)), ("repeat", str(whole.repeat)), ("unknown", str(whole.unknown)),
            ("deferred", str(whole.deferred)), ("left", str(whole.left)), ("failed", str(whole.failed)),
            ("open", str(whole.open)), ("first_sticks", stick),
            ("reactions", "  ".join(severities) or self.say("none")), ("satisfaction", self._satisfaction()),
        )  # fmt: skip
        column = INNER / 3
        for position, (key, value) in enumerate(pairs):
            x, y = MARGIN + position % 3 * column, self.y + position // 3 * 7
            self.paper.text(x, y, self.say(key), size=10, tone=QUIET, width=26, least=7)
            self.paper.text(x + 27, y, value, size=11, face="bold", width=column - 29, least=7)
        self._mass()
        self._means()
        self._persons()
        self.y += 47 if self._report.gave is None else 54

    def _persons(self) -> None:
        """Say how many persons gave, and what some of them gave besides."""
        gave, y = self._report.gave, self.y + 42
        if gave is not None:
            said = self.say("persons_are", **gave._asdict(), unknown=gave.unknown, further=gave.further)
            self.paper.text(MARGIN, y, self.say("persons"), size=10, tone=QUIET, width=26, least=7)
            self.paper.text(MARGIN + 27, y, said, size=11, face="bold", width=INNER - 27, least=8)

    def _mass(self) -> None:
        """Say how heavy the whole blood is, and by which density; without one nothing."""
        density, y = self._report.density, self.y + 28
        if density is None:
            return
        kg = f"{self._report.whole.whole_blood_ml * density / 1000:,.1f}"
        self.paper.text(MARGIN, y, self.say("mass"), size=10, tone=QUIET, width=26, least=7)
        said = self.say("kg", kg=kg, density=density)
        self.paper.text(MARGIN + 27, y, said, size=11, face="bold", width=INNER - 27)

    def _means(self) -> None:
        """Say how much a donation held on the average; whole blood and apheresis apart, with their counts."""
        whole, y = self._report.whole, self.y + 35
        means = (
            ("mean_whole_blood", whole.mean_whole_blood_ml, whole.whole_blood),
            ("mean_apheresis", whole.mean_apheresis_ml, whole.apheresis),
        )
        said = "  ".join(self.say(key, mean=mean, n=f"{n:,}") for key, mean, n in means if mean is not None)
        self.paper.text(MARGIN, y, self.say("mean"), size=10, tone=QUIET, width=26, least=7)
        self.paper.text(
            MARGIN + 27, y, said or self.say("none"), size=11, face="bold", width=INNER - 27, least=7
        )

    def _satisfaction(self) -> str:
        whole = self._report.whole
        if not whole.asked:
            return self.say("none")
        return self.say("of_three", average=f"{Decimal(whole.points) / whole.asked:.1f}", n=whole.asked)

    def _chart(self) -> None:
        report = self._report
        if has_chart(report.by, report.parts):
            draw_chart(self.paper, MARGIN, self.y, INNER, report.by, report.parts, self.texts)
            self.y += CHART_HEIGHT

    def _parts(self) -> None:
        heads = (self.say(f"by.{self._report.by}"), *(self.say(f"column.{one}") for one in COLUMNS))
        self.row(heads, is_head=True)
        for (name, figures), in_units in zip(self._report.parts, self._report.part_units, strict=True):
            self.turn(heads)
            self.row((name or self.say("no_name"), *cells_of(figures, in_units)))
        self.turn(heads)
        self.paper.box(MARGIN, self.y - 0.8, INNER, ROW, fill=WASH, edge=None, radius=0.8)
        self.row((self.say("sum"), *cells_of(self._report.whole, self._report.units)), is_bold=True)
        self.y += 5

    def _listed(self, title: str, lines: Sequence[tuple[str, int]]) -> None:
        """Write what there was how often; nothing where there was none of it."""
        if not lines:
            return
        if self.y > LAST_ROW - 3 * ROW:
            self.next_page()
        self.paper.text(MARGIN, self.y, self.say(title), size=12, face="bold")
        self.y += 8
        for words, count in lines:
            if self.y > LAST_ROW:
                self.next_page()
            self.paper.text(MARGIN, self.y, words, size=10, width=INNER - 30, least=7)
            self.paper.text(MARGIN, self.y, f"{count:,}", size=10, align="right", width=INNER)
            self.y += ROW
        self.y += 4

    def _waits(self) -> None:
        """Say before each step how long was waited, and of how many visits that is known."""
        told = self._report.whole.waits
        if not told:
            return
        self.heading(self.say("waits_title"), len(told) + 3)
        self.y = self.paper.paragraph(MARGIN, self.y, INNER, self.say("waits_how"), size=8.5, tone=QUIET) + 2
        names = ("visits", "median", "most")
        self.columns([self.say(f"waits.{name}") for name in ("step", *names)], size=8.5, tone=QUIET)
        for step, wait in told.items():
            cells = [f"{getattr(wait, name):,}" for name in names]
            self.columns([self.say(f"wait.{step}"), *cells], size=10, tone=INK)
        if self._report.by != "all" and tells_waits(self._report.by):
            self._waits_of_parts(tuple(told))

    def _waits_of_parts(self, steps: Sequence[str]) -> None:
        """Say of each part what half of the visits and nine in ten waited; nothing where nobody knows."""
        shares = (1 - _WAIT_SHARE * len(steps), *(_WAIT_SHARE for _ in steps))
        heads = (self.say(f"by.{self._report.by}"), *(self.say(f"wait.{step}") for step in steps))
        self.y += 3
        self.turn(heads, shares)
        self.row(heads, shares, is_head=True)
        for name, figures in self._report.parts:
            told = [figures.waits.get(step) for step in steps]
            self.turn(heads, shares)
            cells = (f"{one.median} / {one.most}" if one else "" for one in told)
            self.row((name or self.say("no_name"), *cells), shares)

    def _reacted(self) -> None:
        """Say how many reactions there were of each grade, class and category, and what came of the calls."""
        lines = reacted_in_words(self._report.whole.reacted, self.texts)
        if not lines:
            return
        self.heading(self.texts.say("figures.sheet.reacted_title"), 3)
        for line in lines:
            if self.y > LAST_ROW:
                self.next_page()
            self.columns([line.what, line.sort, f"{line.reactions:,}"], size=10, tone=INK, words=2)
