"""What a day may be called out for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from donor_room.domain.campaigns import Campaign, Campaigns, Source
from donor_room.domain.occasions import Span
from donor_room.domain.stamp import PackStamp

WEEK = Span(first=date(2026, 11, 16), last=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("when", "day", "is_offered"),
    [
        ({}, date(2026, 1, 1), True),
        ({"days_of_year": ("06-14",)}, date(2026, 6, 14), True),
        ({"days_of_year": ("06-14",)}, date(2026, 6, 15), False),
        ({"months": (6,)}, date(2026, 6, 30), True),
        ({"months": (6,)}, date(2026, 7, 1), False),
        ({"spans": (WEEK,)}, date(2026, 11, 22), True),
        ({"spans": (WEEK,)}, date(2026, 11, 23), False),
        ({"spans": (WEEK,), "days_of_year": ("12-01",)}, date(2027, 12, 1), True),
    ],
)
def test_a_campaign_is_offered_on_its_days(when: dict[str, Any], day: date, is_offered: bool) -> None:
    one = Campaign(id="x", tag="R", **when)
    listed = Campaigns(
        stamp=PackStamp(id="X", edition="1", sha256="0" * 64),
        campaigns=(one,),
        sources=(Source(id="street", tag="V"),),
    )
    assert listed.offered_on(day) == ((one,) if is_offered else ())
    assert (listed.has_source("street"), listed.has_source("x")) == (True, False)


@pytest.mark.parametrize("wrong", [{"months": (13,)}, {"months": (0,)}, {"days_of_year": ("02-30",)}])
def test_a_day_that_no_calendar_has_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Campaign(id="x", tag="R", **wrong)
