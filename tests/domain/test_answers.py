"""What fills a place of an answer: numbers and spans of the rules, and nothing where they say nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from donor_room.domain.answers import Answer, Value, value_of
from donor_room.domain.intervals import Span
from donor_room.packs.rules import load_rules

RULES = load_rules()


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("param:weight_min_male_kg", Value(clause="7.2", numbers=(Decimal(50),))),
        ("param:wb_volumes_ml", Value(clause="9.1", numbers=(Decimal(200), Decimal(300), Decimal(400)))),
        ("param:reaction_deferral_moderate", Value(clause="WS/T 551", spans=(Span(n=6, unit="month"),))),
        ("interval:wb_to_wb", Value(clause="9.2", spans=(Span(n=6, unit="month"),))),
        ("exclusion:T01b", Value(clause="6.2.1", spans=(Span(n=15, unit="day"),))),
        ("exclusion:T09b", Value(clause="6.2.9", spans=(Span(n=1, unit="year"),))),
        ("param:nothing", None),
        ("param:age_upper_semantics", None),
        ("param:covid_rules_active", None),
        ("interval:nothing", None),
        ("exclusion:T03b", None),
        ("exclusion:X99", None),
    ],
)
def test_a_value_is_what_the_rules_say(source: str, value: Value | None) -> None:
    assert value_of(RULES, source) == value


@pytest.mark.parametrize("source", ["10", "param:", "law:rest", "param:a b", "param:a\n", "interval"])
def test_what_names_nothing_of_the_rules_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="names nothing"):
        Answer(id="x", tag="R", values={"place": source})


def test_an_answer_may_have_no_number() -> None:
    assert Answer(id="x", tag="V", clause="5").values == {}
