"""Every value that changes between two packs is listed by its path."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from donor_room.domain.pack_diff import Change, changes
from donor_room.domain.stamp import PackStamp
from donor_room.packs.rules import find_overlay, layered, load_rules

PACK = load_rules()


def test_a_pack_does_not_differ_from_itself_under_another_stamp():
    stamp = PackStamp(id="GB18467-2011", edition="9", sha256="other")
    assert changes(PACK, msgspec.structs.replace(PACK, stamp=stamp, distrust=("older",))) == ()


def test_the_draft_law_changes_two_ages_and_one_interval():
    draft, _ = find_overlay("CN-LAW-DRAFT-2025-12")
    found = {change.path: (change.before, change.after) for change in changes(PACK, layered(PACK, [draft]))}
    numbers = {path: pair for path, pair in found.items() if not path.endswith(".clause")}
    assert numbers == {
        "interval.wb_to_wb.least.n": ("6", "90"),
        "interval.wb_to_wb.least.unit": ("month", "day"),
        "param.age_max_first_years.number": ("55", "65"),
        "param.age_max_repeat_years.number": ("60", "65"),
    }


def test_a_row_more_changes_no_other_row():
    fewer = msgspec.structs.replace(PACK, rule=PACK.rule[1:])
    found = changes(fewer, PACK)
    assert {change.path.split(".")[1] for change in found} == {PACK.rule[0].id}
    assert {change.before for change in found} == {None}


def test_a_list_of_words_is_compared_place_by_place():
    panel = msgspec.structs.replace(PACK.param["pretests_whole_blood"], words=("hb", "abo", "alt"))
    other = msgspec.structs.replace(PACK, param=PACK.param | {"pretests_whole_blood": panel})
    assert changes(PACK, other) == (
        Change(path="param.pretests_whole_blood.words.3", before="hbsag", after=None),
    )


def test_a_decimal_is_shown_as_it_was_written():
    higher = msgspec.structs.replace(PACK.param["weight_min_male_kg"], number=Decimal("50.5"))
    other = msgspec.structs.replace(PACK, param=PACK.param | {"weight_min_male_kg": higher})
    assert [(one.before, one.after) for one in changes(PACK, other)] == [("50.0", "50.5")]
