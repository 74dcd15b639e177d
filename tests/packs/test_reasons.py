"""Why donors were deferred, in words: by what was asked or measured."""

from __future__ import annotations

import pytest

from donor_room.packs.reasons import reasons_in_words
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Texts

RULES = load_rules()


def told(**reasons: int) -> tuple[tuple[str, int], ...]:
    return reasons_in_words(RULES, Texts("zh_CN"), reasons)


def test_rules_of_one_quantity_are_one_reason_and_the_most_frequent_stands_first() -> None:
    assert told(hb_min_male_g_l=2, alt_pre_max_u_l=4, hb_min_female_g_l=3) == (("血红蛋白", 5), ("ALT", 4))


def test_what_the_interview_and_the_list_found_has_its_words() -> None:
    assert dict(told(T12=1, wb_to_wb=1, standing_until=1)) == {
        "接受输血": 1,
        "既往献血记录": 1,
        "屏蔽名单查询": 1,
    }


def test_a_rule_of_another_edition_stands_by_its_id() -> None:
    assert told(rule_of_1998=1) == (("rule_of_1998", 1),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_that_can_defer_has_words(language: str) -> None:
    rules = [row.id for row in RULES.rule] + [row.code for row in RULES.exclusion.every()]
    rules += [row.id for row in RULES.interval]
    told_by_id = [one for one in rules if (one, 1) in reasons_in_words(RULES, Texts(language), {one: 1})]
    assert told_by_id in ([], ["sex"])  # the English word for it
