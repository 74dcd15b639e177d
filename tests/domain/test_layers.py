"""What a jurisdiction and a station may change, and that each thing they may not is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from donor_room.domain.facts import known
from donor_room.domain.intervals import BySex, Interval, Span
from donor_room.domain.layers import in_order, merge, stricter_ways
from donor_room.domain.refusal import Refusal
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import About, Layer, Overlay, Param
from donor_room.domain.stamp import PackStamp
from donor_room.packs.rules import load_rules
from tests.support.fit_donor import fit_facts, gave

BASE = load_rules()
MONTHS = BySex(male=Span(n=3, unit="month"), female=Span(n=4, unit="month"))


def overlay(layer: Layer, *intervals: Interval, name: str = "X", about: Any = None, **values: Any) -> Overlay:
    """Return an overlay that sets values of the base: a number, or the fields of the value that change."""
    changed = {
        key: msgspec.structs.replace(
            BASE.param[key], **(value if isinstance(value, dict) else {"number": value})
        )
        for key, value in values.items()
    }
    basis = About(
        id=name, edition="1", title="", jurisdiction="CN", layer=layer, base=BASE.about.id, status="in_force"
    )
    return Overlay(
        stamp=PackStamp(id=name, edition="1", sha256=name),
        about=msgspec.structs.replace(basis, **(about or {})),
        set=changed,
        interval=intervals,
    )


def row(last: str, following: str, **changes: Any) -> Interval:
    found = next(one for one in BASE.interval if (one.last, one.next) == (last, following))
    return msgspec.structs.replace(found, **changes)


def fault(*overlays: Overlay) -> str:
    with pytest.raises(Refusal) as refused:
        merge(BASE, overlays)
    assert refused.value.code == "rules.layers"
    return str(refused.value.values["fault"])


def test_without_a_layer_the_base_is_what_it_was():
    assert merge(BASE, []) is BASE


def test_the_highest_layer_has_the_last_word_and_all_are_named():
    layers = [
        overlay("station", name="S", hb_min_male_g_l=Decimal(130)),
        overlay("jurisdiction", name="J", hb_min_male_g_l=Decimal(118), age_max_first_years=Decimal(60)),
        overlay("national", name="N", age_max_first_years=Decimal(65), age_max_repeat_years=Decimal(65)),
    ]
    merged = merge(BASE, layers)
    assert [merged.number(name) for name in ("hb_min_male_g_l", "age_max_first_years")] == [130, 60]
    assert [stamp.id for stamp in merged.overlays] == ["N", "J", "S"]
    assert [one.about.id for one in in_order(layers)] == ["N", "J", "S"]


def test_the_merged_pack_holds_while_all_of_its_layers_hold():
    from_2027 = {"effective_from": date(2027, 1, 1), "effective_to": date(2028, 1, 1)}
    merged = merge(BASE, [overlay("jurisdiction", about=from_2027)])
    assert (merged.about.effective_from, merged.about.effective_to) == (date(2027, 1, 1), date(2028, 1, 1))
    assert merge(BASE, [overlay("jurisdiction")]).about == BASE.about


@pytest.mark.parametrize(
    ("name", "stricter", "looser"),
    [
        ("weight_min_male_kg", 51, 49),
        ("sbp_lt_mmhg", 135, 141),
        ("pulse_max_bpm", 99, 101),
        ("pulse_pressure_min_mmhg", 31, 29),
        ("hct_min", "0.37", "0.35"),
        ("plt_pre_lt_e9", 449, 451),
        ("aph_max_per_year", 23, 25),
    ],
)
def test_a_station_may_make_stricter_and_never_looser(name, stricter, looser):
    merged = merge(BASE, [overlay("station", **{name: Decimal(stricter)})])
    assert merged.number(name) == Decimal(stricter)
    assert f"{name} may only go" in fault(overlay("station", **{name: Decimal(looser)}))
    assert f"{name} may only go" in fault(overlay("station", **{name: {"number": None, "off": True}}))


def test_a_station_is_held_against_the_layer_below_it():
    below = overlay("jurisdiction", name="J", weight_min_male_kg=Decimal(55))
    assert "weight_min_male_kg may only go upwards from 55" in fault(
        below, overlay("station", name="S", weight_min_male_kg=Decimal(52))
    )


def test_a_limit_that_nobody_used_may_be_set():
    assert merge(BASE, [overlay("station", wb_400_min_weight_kg={"off": None, "number": Decimal(55)})])
    unused = msgspec.structs.replace(BASE.param["hct_min"], number=None, off=True)
    base = msgspec.structs.replace(BASE, param=BASE.param | {"hct_min": unused})
    assert merge(base, [overlay("station", hct_min=Decimal("0.3"))]).number("hct_min") == Decimal("0.3")


def test_a_jurisdiction_may_also_loosen():
    assert merge(BASE, [overlay("jurisdiction", weight_min_male_kg=Decimal(48))])


@pytest.mark.parametrize(
    ("layer", "changes", "named"),
    [
        (
            "station",
            {"age_max_first_years": Decimal(60)},
            "age_max_first_years may not be changed by this layer",
        ),
        (
            "jurisdiction",
            {"age_min_years": Decimal(17)},
            "age_min_years may not be changed by this layer (none)",
        ),
        ("station", {"wb_volumes_ml": {"numbers": (200,)}}, "wb_volumes_ml may not"),
        ("station", {"temp_lt_c": {"unit": "°F"}}, "temp_lt_c has another unit"),
        ("station", {"temp_lt_c": {"override": "none"}}, "temp_lt_c has another unit or override"),
        ("station", {"year_window": {"word": ""}}, "year_window is empty"),
        ("station", {"pretests_whole_blood": {"words": ()}}, "pretests_whole_blood is empty"),
        ("station", {"temp_lt_c": {"number": None, "word": "warm"}}, "temp_lt_c is another kind of value"),
        (
            "station",
            {"pretests_whole_blood": {"words": ("abo",)}},
            "leaves out hb of the mandatory clause 8.2",
        ),
    ],
)
def test_what_a_layer_may_not_is_named(layer, changes, named):
    assert named in fault(overlay(layer, **changes))


def test_every_violation_is_named_at_once():
    found = fault(overlay("station", age_min_years=Decimal(17), hct_min=Decimal("0.3")))
    assert found.count(";") == 1


def test_a_value_that_the_base_does_not_have_is_refused():
    strange = msgspec.structs.replace(
        overlay("station"), set={"moon": Param(clause="1", tag="R", override="station", number=Decimal(1))}
    )
    assert "X: moon is not in GB18467-2011" in fault(strange)


def test_a_limit_without_a_direction_is_not_for_a_station():
    loose = msgspec.structs.replace(BASE.param["temp_warn_below_c"], override="station_tighten")
    base = msgspec.structs.replace(BASE, param=BASE.param | {"temp_warn_below_c": loose})
    change = msgspec.structs.replace(
        overlay("station"), set={"temp_warn_below_c": msgspec.structs.replace(loose, number=Decimal(36))}
    )
    with pytest.raises(Refusal, match=r"rules\.layers"):
        merge(base, [change])


def test_a_stub_an_empty_value_and_another_base_are_not_activated():
    stub = overlay("jurisdiction", about={"status": "stub_fill_before_use", "base": "GB18467-2001"})
    found = fault(msgspec.structs.replace(stub, to_fill=("age_max_first_years",)))
    assert "it is for GB18467-2001, not for GB18467-2011" in found
    assert "it is a stub (stub_fill_before_use)" in found
    assert "age_max_first_years is still to be filled" in found


def test_there_is_one_overlay_for_each_layer():
    found = fault(overlay("jurisdiction", name="A"), overlay("jurisdiction", name="B"))
    assert found == "A and B are both of the layer jurisdiction"


# ---- intervals ---------------------------------------------------------------------------------------------


def test_an_interval_may_differ_by_sex():
    merged = merge(BASE, [overlay("jurisdiction", row("WB", "WB", least=None, by_sex=MONTHS))])
    last = (gave("WB400", date(2026, 8, 21)),)
    assert evaluate(merged, fit_facts(earlier=last)) == ()
    (finding,) = evaluate(merged, fit_facts(earlier=last, sex=known("female")))
    assert (finding.rule, finding.until_on) == ("wb_to_wb", date(2026, 12, 21))


@pytest.mark.parametrize(
    ("layer", "changed", "named"),
    [
        ("station", row("WB", "WB", least=Span(n=3, unit="month")), "wb_to_wb may not be changed"),
        ("jurisdiction", row("WB", "WB", override="station"), "wb_to_wb has another id or override"),
        ("jurisdiction", row("WB", "WB", id="x"), "x has another id or override"),
        ("jurisdiction", row("WB", "WB", next="MOON"), "no interval from WB to MOON"),
    ],
)
def test_an_interval_that_a_layer_may_not_change_is_named(layer, changed, named):
    assert named in fault(overlay(layer, changed))


def test_an_interval_that_nobody_may_change_stays():
    fixed = msgspec.structs.replace(BASE, interval=(row("WB", "WB", override="none"),))
    with pytest.raises(Refusal, match=r"rules\.layers"):
        merge(fixed, [overlay("jurisdiction", row("WB", "WB", override="none"))])


def test_a_station_may_change_an_interval_that_is_its_own():
    changed = row("COMMERCIAL_PLASMA", "*", least=Span(n=8, unit="week"))
    merged = merge(BASE, [overlay("station", changed)])
    assert changed in merged.interval
    assert len(merged.interval) == len(BASE.interval)


def test_every_limit_that_a_station_may_tighten_has_a_way():
    ways = stricter_ways(BASE)
    assert (ways["hb_min_male_g_l"], ways["pulse_max_bpm"]) == ("upwards", "downwards")
    assert "temp_warn_below_c" not in ways
