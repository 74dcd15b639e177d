"""Rule packs and overlays as TOML: read, held against their shape, and searched for loose ends."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from donor_room.domain.absolute import absolute_faults
from donor_room.domain.intervals import MonthEnd
from donor_room.domain.layers import merge, stricter_ways
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import FactKind, Kind, Overlay, Param, RulePack, Shape, YearWindow
from donor_room.domain.stamp import PackStamp
from donor_room.domain.upper_age import UpperAge
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of

NATIONAL = "gb18467-2011"

WORDS: dict[str, tuple[str, ...]] = {
    "age_upper_semantics": get_args(UpperAge),
    "month_end_policy": get_args(MonthEnd),
    "year_window": get_args(YearWindow),
    "hbsag_reactive_action": ("pending_deferral_lab_decides",),
}
"""The values that are one of a few words, and these words: the program knows what each of them means."""

WHOLE = (
    "age_min_years", "age_max_first_years", "age_max_repeat_years", "visit_retry_days", "half_month_days",
    "wb_unit_ml", "aph_plasma_with_1_dose_max_ml", "collection_tolerance_pct", "attempt_counts_from_ml",
    "bp_recheck_minutes", "bp_max_tries", "deferral_list_max_age_h", "deferral_list_red_age_h",
    "hbsag_read_from_min", "hbsag_read_until_min", "rest_minutes_min",
    "press_minutes_min", "plaster_hours_min", "aph_dose_volume_equiv_ml", "max_punctures_per_visit",
    "screening_carry_over_h", "hand_mix_interval_s",
)  # fmt: skip
"""The values that the program asks for by name and cannot do without: whole numbers, never off."""

MAY_BE_OFF = (
    "weight_min_male_kg", "weight_min_female_kg", "sbp_min_mmhg", "sbp_lt_mmhg", "dbp_min_mmhg",
    "dbp_lt_mmhg", "pulse_min_bpm", "pulse_max_bpm", "pulse_min_athlete_bpm", "temp_lt_c", "hb_min_male_g_l",
    "hb_min_female_g_l", "alt_pre_max_u_l", "aph_max_per_year", "aph_total_ml_per_year_max",
    "plt_post_est_min_e9", "plt_release_factor", "plt_yield_a_dose_e9", "blood_density_g_ml",
    "first_stick_target_pct",
)  # fmt: skip
"""The limits that the program also asks for by name, to show or to count them; a station may not use them."""

LISTS = {"pretests_whole_blood": "words", "wb_volumes_ml": "numbers", "aph_doses": "numbers"}
"""The values that are lists, and of what."""

NOT_READ_YET = (
    "exam_valid_days",
    "exam_valid_days_station",
    "sample_order", "donation_number_regex", "barcode_unique_years",
    "records_keep_years",
)  # fmt: skip
"""Values of the standard and of practice that wait for their reader, so that the pack is whole."""

_TEXTS: dict[str, str] = {}
"""Every pack that was read, by the SHA-256 of its bytes."""

_Shape = TypeVar("_Shape", RulePack, Overlay)


@cache
def load_rules(name: str = NATIONAL, folder: Path | None = None) -> RulePack:
    """Read a base pack, once. Raises Refusal rules.unreadable, which names the file and the key at fault."""
    pack = _read(name, folder, RulePack)
    fault = next(_faults(pack), None)
    if fault is not None:
        raise _unreadable(name, fault)
    return pack


def layered(base: RulePack, overlays: Sequence[Overlay]) -> RulePack:
    """Lay overlays over a base; raises Refusal rules.layers for what may not lie on it and for loose ends."""
    merged = merge(base, overlays)
    faults = tuple(_faults(merged)) if overlays else ()
    if faults:
        raise Refusal("rules.layers", fault="; ".join(faults))
    return merged


def find_overlay(name: str, folders: Sequence[Path | None] = (None,)) -> tuple[Overlay, Path]:
    """Return the overlay of this id, or of this file's name, and its file, from the first folder with one.

    Raises Refusal rules.no_overlay where there is none.
    """
    for folder in folders:
        for stem in rule_files(folder):
            if stem in (name, name.lower()):
                return load_overlay(stem, folder), (folder or _rules_folder()) / f"{stem}.toml"
    raise Refusal("rules.no_overlay", name=name)


@cache
def load_overlay(name: str, folder: Path | None = None) -> Overlay:
    """Read what a jurisdiction or a station changes; reading it does not put it in force."""
    return _read(name, folder, Overlay)


def text_of(stamp: PackStamp) -> str:
    """Return a pack as it was read, for whoever decides by it to keep; KeyError for one never read."""
    return _TEXTS[stamp.sha256]


def base_of_text(text: str) -> RulePack:
    """Return a base pack of its text, as a ledger keeps it; no loose end is looked for again."""
    return _of_bytes(text.encode(), RulePack)


def overlay_of_text(text: str) -> Overlay:
    """Return an overlay of its text, as a ledger keeps it."""
    return _of_bytes(text.encode(), Overlay)


def rule_files(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of all packs and overlays there are."""
    return tuple(sorted(file.stem for file in (folder or _rules_folder()).glob("*.toml")))


def _rules_folder() -> Path:
    return resources_folder() / "rules"


def _read(name: str, folder: Path | None, shape: type[_Shape]) -> _Shape:
    try:
        raw = ((folder or _rules_folder()) / f"{name}.toml").read_bytes()
        pack = _of_bytes(raw, shape)
    except OSError as fault:
        raise _unreadable(name, str(fault.strerror)) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise _unreadable(name, str(fault)) from fault
    except msgspec.ValidationError as fault:
        raise _unreadable(name, _named(str(fault), tomllib.loads(raw.decode("utf-8")))) from fault
    _TEXTS[pack.stamp.sha256] = raw.decode("utf-8")
    return pack


def _of_bytes(raw: bytes, shape: type[_Shape]) -> _Shape:
    table = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    about = table.get("about", {})
    stamp = stamp_of(raw, id=str(about.get("id", "")), edition=str(about.get("edition", "")))
    of_program = {"overlays": (), "distrust": (), "layers_fault": ""} if shape is RulePack else {}
    return msgspec.convert({**table, **of_program, "stamp": stamp}, shape)


def _unreadable(name: str, fault: str) -> Refusal:
    return Refusal("rules.unreadable", file=f"{name}.toml", fault=fault)


def _named(fault: str, table: Mapping[str, Any]) -> str:
    """Put names into a place of the file: `$.rule[3]` and `$.param[...]` say little to who must repair it."""
    for section in ("rule", "interval"):
        for place, row in enumerate(table.get(section, [])):
            fault = fault.replace(f"$.{section}[{place}]", f"{section} {row.get('id', place)}")
    for section, shape in (("param", Param), ("set", Param), ("fact", FactKind)):
        if f"$.{section}[...]" in fault:
            fault = fault.replace(f"$.{section}[...]", f"{section} {_first_wrong(table[section], shape)}")
    return fault


def _first_wrong(section: Mapping[str, Any], shape: type[Shape]) -> str:
    """Return the first key of a table whose value does not fit its shape."""
    return next(key for key, value in section.items() if not _fits(value, shape))


def _fits(value: object, shape: type[Shape]) -> bool:
    try:
        msgspec.convert(value, shape)
    except msgspec.ValidationError:
        return False
    return True


def _faults(pack: RulePack) -> Iterator[str]:
    """Say what the shape cannot see: names that lead nowhere, units that differ, codes that stand twice."""
    yield from _twice("rule", [rule.id for rule in pack.rule])
    yield from _twice("exclusion", [entry.code for entry in pack.exclusion.every()])
    yield from _twice("interval", [f"{row.last} to {row.next}" for row in pack.interval])
    yield from _twice("kind", [kind.id for kind in pack.donation.kinds])
    yield from _loose_names(pack)
    yield from _differing_units(pack)
    yield from _without_a_way(pack)
    yield from _shut_ranges(pack)
    yield from absolute_faults(pack)
    yield from _reactions_without_span(pack)
    missing = [name for name in (*WORDS, *WHOLE, *MAY_BE_OFF, *LISTS) if name not in pack.param]
    yield from (f"param {name} is missing" for name in missing)
    if not missing:
        yield from _wrong_values(pack)
        yield from _wrong_kinds(pack)


def _twice(section: str, names: list[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"{section} {name} is there {names.count(name)} times"


def _loose_names(pack: RulePack) -> Iterator[str]:
    for rule in pack.rule:
        for name in rule.needs():
            if name not in pack.fact:
                yield f"rule {rule.id} asks for the fact {name}, which is not in [fact]"
        for limit in (*(test.limit for test in rule.when), rule.until_days):
            if limit is not None and limit not in pack.param:
                yield f"rule {rule.id} names the limit {limit}, which is not in [param]"
    for entry in pack.exclusion.every():
        if entry.only_if is not None and entry.only_if not in pack.param:
            yield f"exclusion {entry.code} depends on {entry.only_if}, which is not in [param]"


def _reactions_without_span(pack: RulePack) -> Iterator[str]:
    for row in pack.reaction:
        param = pack.param.get(row.lasts)
        if param is None or (param.span is None and param.off is None):
            yield f"reaction {row.id} names the span {row.lasts}, which is none"


def _differing_units(pack: RulePack) -> Iterator[str]:
    for rule in pack.rule:
        for test in rule.when:
            if test.limit is not None and pack.fact[test.fact].unit != pack.param[test.limit].unit:
                yield f"rule {rule.id}: {test.fact} and {test.limit} have different units"


def _without_a_way(pack: RulePack) -> Iterator[str]:
    """Say which limits a station may make stricter although nobody can say which way that is."""
    ways = stricter_ways(pack)
    for name, param in pack.param.items():
        if param.override == "station_tighten" and name not in ways and name not in NOT_READ_YET:
            yield f"param {name} may be made stricter, but no rule says in which direction"


def _shut_ranges(pack: RulePack) -> Iterator[str]:
    """Say where floor and ceiling of a fact leave nothing between them, and where days run backwards."""
    ways = stricter_ways(pack)
    limits = [(rule.when[0].fact, rule.when[0].limit) for rule in pack.rule if rule.when[0].minus is None]
    for fact, floor in limits:
        for other, ceiling in limits:
            if fact == other and ways.get(str(floor)) == "upwards" and ways.get(str(ceiling)) == "downwards":
                low, high = pack.number(str(floor)), pack.number(str(ceiling))
                if low is not None and high is not None and low > high:
                    yield f"param {floor} is above {ceiling}: nobody can pass"
    first, last = pack.about.effective_from, pack.about.effective_to
    if first is not None and last is not None and last < first:
        yield "about effective_to is before effective_from"


def _wrong_values(pack: RulePack) -> Iterator[str]:
    """Say which values are not of the kind in which the program reads them."""
    for name, words in WORDS.items():
        if pack.param[name].word not in words:
            yield f"param {name} is none of {', '.join(words)}"
    for name in WHOLE:
        number = pack.param[name].number
        if number is None or number != int(number) or number < 0:
            yield f"param {name} is not a whole number"
    for name, kind in LISTS.items():
        if not getattr(pack.param[name], kind):
            yield f"param {name} has no {kind}"
    if _number(pack, "aph_dose_volume_equiv_ml") != pack.honours.aph_dose_volume_ml:
        yield "param aph_dose_volume_equiv_ml is not the volume of a dose in [honours]"
    if not _number(pack, "hbsag_read_from_min") < _number(pack, "hbsag_read_until_min"):
        yield "param hbsag_read_until_min is not after hbsag_read_from_min"


def _number(pack: RulePack, name: str) -> Decimal:
    return pack.param[name].number or Decimal(0)


def _wrong_kinds(pack: RulePack) -> Iterator[str]:
    """Say which kinds of donation are more than the volumes and doses of clause 9.1 allow."""
    for kind in pack.donation.kinds:
        if kind.family == "WB" and kind.volume_ml not in (pack.param["wb_volumes_ml"].numbers or ()):
            yield f"kind {kind.id}: {kind.volume_ml} mL is none of wb_volumes_ml"
        if kind.doses and kind.doses not in (pack.param["aph_doses"].numbers or ()):
            yield f"kind {kind.id}: {kind.doses} is none of aph_doses"
        if kind.doses and _plasma_ml(pack, kind) > _number(pack, "aph_plasma_with_1_dose_max_ml"):
            yield f"kind {kind.id}: more plasma than aph_plasma_with_1_dose_max_ml"


def _plasma_ml(pack: RulePack, kind: Kind) -> int:
    """Return what a kind holds beside its doses of platelets."""
    return kind.volume_ml - kind.doses * pack.honours.aph_dose_volume_ml
