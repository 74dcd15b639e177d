"""The shape of a rule pack: limits, rules, exclusions, intervals, honours. Values live in resources/rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal, cast

import msgspec

from donor_room.domain.directory import Severity
from donor_room.domain.findings import Outcome
from donor_room.domain.intervals import Interval, MonthEnd, Span
from donor_room.domain.stamp import PackStamp
from donor_room.domain.upper_age import UpperAge

if TYPE_CHECKING:
    from donor_room.domain.checks import Check

Tag = Literal["V", "V2", "R"]
Override = Literal["none", "station_tighten", "station", "jurisdiction"]
Clause = Annotated[str, msgspec.Meta(min_length=1)]
YearWindow = Literal["rolling_365d", "calendar_year"]
Layer = Literal["national", "jurisdiction", "station"]
ReleasedBy = Literal["physician"]
"""Who may release a finding: a second one of these, never who signed the decision."""
Distrust = Literal["unsigned", "unknown_key", "wrong_signature", "older", "layers"]
"""Why a pack is not to be decided by, apart from the days on which it holds."""
Status = Literal["in_force", "draft_not_in_force", "stub_fill_before_use", "stub_confirm_before_use"]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a pack; a key that it does not know is an error, never ignored."""


class About(Shape, frozen=True, kw_only=True):
    """Which text this is, since when it holds and who has read it over."""

    id: str
    edition: str
    title: str
    jurisdiction: str
    layer: Layer
    base: str | None = None
    status: Status
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    mandatory_clauses: tuple[str, ...] = ()
    reviewed_by: str | None = None
    reviewed_on: date | None = None


class Param(Shape, frozen=True, kw_only=True):
    """One value of the pack: exactly one of the value keys is set; `off` says that the limit is not used."""

    clause: Clause
    tag: Tag
    override: Override
    unit: str = ""
    number: Decimal | None = None
    word: str | None = None
    switch: bool | None = None
    numbers: tuple[int, ...] | None = None
    words: tuple[str, ...] | None = None
    span: Span | None = None
    off: bool | None = None

    def __post_init__(self) -> None:
        values = (self.number, self.word, self.switch, self.numbers, self.words, self.span, self.off)
        if sum(value is not None for value in values) != 1:
            raise ValueError("exactly one of number, word, switch, numbers, words, span, off")
        if self.number is not None and not self.number.is_finite():
            raise ValueError("a number has an end")


class FactKind(Shape, frozen=True, kw_only=True):
    """What a fact is: its unit when it is a number, or the words that it may be."""

    kind: Literal["number", "yes_no", "word"]
    unit: str = ""
    words: tuple[str, ...] = ()


class Kind(Shape, frozen=True, kw_only=True):
    """A kind of donation: its family in the interval table, its nominal volume and doses."""

    id: str
    family: str
    volume_ml: int
    doses: int


class Comparison(Shape, frozen=True, kw_only=True):
    """One comparison of a fact. `below`, `at_most`, `above`, `at_least` name a number of the pack.

    `minus` takes another fact off first; `differs` compares with another fact. Exactly one comparison is set.
    """

    fact: str
    minus: str | None = None
    below: str | None = None
    at_most: str | None = None
    above: str | None = None
    at_least: str | None = None
    is_yes: bool | None = None
    one_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    differs: str | None = None

    def __post_init__(self) -> None:
        others = (self.is_yes, self.one_of, self.none_of, self.differs)
        set_keys = sum(value is not None for value in (*self.bounds(), *others))
        if set_keys != 1:
            raise ValueError("a test has exactly one comparison")

    def bounds(self) -> tuple[str | None, str | None, str | None, str | None]:
        """Return the four keys that name a number, in a fixed order."""
        return (self.below, self.at_most, self.above, self.at_least)

    @property
    def limit(self) -> str | None:
        """Return the name of the number that the fact is held against, if it is held against one."""
        return next((name for name in self.bounds() if name is not None), None)

    def needs(self) -> tuple[str, ...]:
        return tuple(name for name in (self.fact, self.minus, self.differs) if name is not None)


class Rule(Shape, frozen=True, kw_only=True):
    """Fires when every test in `when` holds; the first test is the one that is shown with value and limit."""

    id: str
    clause: Clause
    tag: Tag
    outcome: Outcome
    when: Annotated[tuple[Comparison, ...], msgspec.Meta(min_length=1)]
    families: tuple[str, ...] = ()
    pretest: str | None = None
    methods: tuple[str, ...] = ()
    """Only where haemoglobin was found in one of these ways; a meter where nobody says which."""
    until: Literal["none", "visit", "days", "birthday", "open"] = "none"
    until_days: str | None = None
    mark: str | None = None
    overridable_by: ReleasedBy | None = None

    def __post_init__(self) -> None:
        if (self.outcome == "deferred_until") != (self.until != "none"):
            raise ValueError("`until` belongs to deferred_until, and to nothing else")
        if (self.until == "days") != (self.until_days is not None):
            raise ValueError("`until_days` belongs to until = days, and to nothing else")

    def needs(self) -> tuple[str, ...]:
        """Return the names of all facts that this rule looks at."""
        return tuple(dict.fromkeys(name for test in self.when for name in test.needs()))


class ExclusionRule(Shape, frozen=True, kw_only=True):
    """An entry of the catalogues of clause 6: permanent, temporary, or after a vaccine."""

    code: str
    clause: Clause
    tag: Tag
    anchor: Literal[
        "none", "event", "recovery", "end", "open", "last_dose", "last_contact", "return", "last_positive"
    ]
    lasts: Literal["for_good", "span", "half_month", "until_resolved", "incubation", "visit"]
    span: Span | None = None
    blocks: tuple[str, ...] | None = None
    marks: dict[str, str] = {}
    only_if: str | None = None
    overridable_by: ReleasedBy | None = None

    def __post_init__(self) -> None:
        if (self.lasts == "span") != (self.span is not None):
            raise ValueError("`span` belongs to lasts = span, and to nothing else")
        if self.marks and self.lasts not in ("span", "half_month"):
            raise ValueError("`marks` needs a span")

    def does_block(self, family: str) -> bool:
        return self.blocks is None or family in self.blocks


class ReactionRule(Shape, frozen=True, kw_only=True):
    """How long a donor waits after a reaction of this severity, and who judges then; `lasts` names a span."""

    id: str
    severity: Severity
    clause: Clause
    tag: Tag
    lasts: str
    afterwards: Literal["eligible", "physician"] = "eligible"
    overridable_by: ReleasedBy | None = None


class Incubation(Shape, frozen=True, kw_only=True):
    """The longest that a disease may stay unseen after contact with it."""

    span: Span
    clause: Clause
    tag: Tag


class CollectionTimes(Shape, frozen=True, kw_only=True):
    """How long a bag of this volume may take before it is flagged: more than each of these seconds."""

    volume_ml: int
    clause: Clause
    tag: Tag
    no_platelets_after_s: int
    no_plasma_after_s: int
    alarm_after_s: int


class Donation(Shape, frozen=True, kw_only=True):
    """What can be given, and how long a bag may take."""

    kinds: tuple[Kind, ...]
    times: tuple[CollectionTimes, ...]


class VolumeOfSex(Shape, frozen=True, kw_only=True):
    """Litres of blood: l_per_m3 by the height in metres cubed, l_per_kg by the weight in kg, and base_l."""

    l_per_m3: Decimal
    l_per_kg: Decimal
    base_l: Decimal


class BloodVolume(Shape, frozen=True, kw_only=True):
    """How much blood a donor has, estimated by height and weight; advice only, no rule asks for it."""

    clause: Clause
    tag: Tag
    male: VolumeOfSex
    female: VolumeOfSex


class Exclusions(Shape, frozen=True, kw_only=True):
    """The three catalogues of clause 6."""

    permanent: tuple[ExclusionRule, ...]
    temporary: tuple[ExclusionRule, ...]
    vaccine: tuple[ExclusionRule, ...]

    def every(self) -> tuple[ExclusionRule, ...]:
        return (*self.permanent, *self.temporary, *self.vaccine)


class Award(Shape, frozen=True, kw_only=True):
    """A national award and the count from which it is given."""

    id: str
    least_counts: int


class Honours(Shape, frozen=True, kw_only=True):
    """How donations are counted for the national awards."""

    edition: str
    tag: Tag
    awards: tuple[Award, ...]
    lifetime_golds: int
    wb_ml_per_count: int
    aph_counts_per_dose: int
    aph_dose_volume_ml: int
    older_dose_before_on: date
    older_dose_counts: int


class RulePack(Shape, frozen=True, kw_only=True, dict=True):
    """A whole rule pack as it was read, with the stamp of its bytes; what is asked often is kept ready."""

    stamp: PackStamp
    about: About
    param: dict[str, Param]
    fact: dict[str, FactKind]
    donation: Donation
    blood_volume: BloodVolume
    honours: Honours
    exclusion: Exclusions
    rule: tuple[Rule, ...]
    interval: tuple[Interval, ...]
    incubation: dict[str, Incubation] = {}
    """By the disease; editions before 2011.4 have none."""
    reaction: tuple[ReactionRule, ...] = ()
    """By the severity; editions before 2011.5 have none."""
    overlays: tuple[PackStamp, ...] = ()
    """What was laid over the base (domain.layers); no file names it itself."""
    distrust: tuple[Distrust, ...] = ()
    layers_fault: str = ""
    """What is wrong with the layers that were to lie on this base, where they do not."""

    def number(self, name: str) -> Decimal | None:
        """Return a number of the pack, or None where the station does not use this limit."""
        return self.param[name].number

    def whole(self, name: str) -> int:
        """Return a number that must be set and whole, such as a count of days; ValueError otherwise."""
        number = self.param[name].number
        if number is None or number != int(number):
            raise ValueError(f"{name} is not a whole number")
        return int(number)

    def next_try(self, today: date, days_param: str = "visit_retry_days") -> date:
        """Return the first day on which a donor who was sent home today may try again: never today."""
        days = max(self.whole("visit_retry_days"), self.whole(days_param))
        return today + timedelta(days=days)

    def words(self, name: str) -> tuple[str, ...]:
        return self.param[name].words or ()

    @property
    def month_end(self) -> MonthEnd:
        """Where a span ends on a day that its month has not; the word was checked when the pack was read."""
        return cast("MonthEnd", self.param["month_end_policy"].word)

    @property
    def upper_age(self) -> UpperAge:
        """How the highest age is counted; the word was checked when the pack was read."""
        return cast("UpperAge", self.param["age_upper_semantics"].word)

    @property
    def year_window(self) -> YearWindow:
        """What a year is in "a year's most"; the word was checked when the pack was read."""
        return cast("YearWindow", self.param["year_window"].word)

    def is_on(self, name: str) -> bool:
        return self.param[name].switch is True

    def exclusion_of(self, code: str) -> ExclusionRule | None:
        """Return the catalogue entry of a code, or None for a code of another edition."""
        return self._exclusions_by_code.get(code)

    @cached_property
    def _exclusions_by_code(self) -> dict[str, ExclusionRule]:
        return {entry.code: entry for entry in self.exclusion.every()}

    def exclusion_spans(self) -> dict[str, Span]:
        """Return how long each condition lasts, for those that last a span of the calendar."""
        half_month = Span(n=self.whole("half_month_days"), unit="day")
        every = self.exclusion.every()
        return {row.code: row.span or half_month for row in every if row.lasts in ("span", "half_month")}

    def kind_of(self, kind: str) -> Kind | None:
        return self._kinds_by_id.get(kind)

    @cached_property
    def _kinds_by_id(self) -> dict[str, Kind]:
        return {row.id: row for row in self.donation.kinds}

    def family(self, kind: str) -> str:
        """Return the family of a donation kind; a family is its own, and so is a kind not in the table."""
        row = self.kind_of(kind)
        return row.family if row is not None else kind

    def checks(self, kind: str | None) -> tuple[Check, ...]:
        """Return the rules that hold for this kind of donation, ready to be asked."""
        family = self.family(kind) if kind is not None else ""
        return self._checks_by_family.get(family, self._checks_by_family[""])

    @cached_property
    def _checks_by_family(self) -> dict[str, tuple[Check, ...]]:
        from donor_room.domain.checks import checks_by_family  # it is made of the rules that are read here

        return checks_by_family(self)


class Overlay(Shape, frozen=True, kw_only=True):
    """What a jurisdiction or a station changes in a base; `to_fill` names values that nobody confirmed."""

    stamp: PackStamp
    about: About
    set: dict[str, Param] = {}
    to_fill: tuple[str, ...] = ()
    interval: tuple[Interval, ...] = ()
