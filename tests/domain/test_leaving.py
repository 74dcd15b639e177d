"""What may leave a laptop: every reason to stay, each alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.leaving import STAY_WHOLE, Leaver, runs_of, why_it_stays

THEN = datetime(2026, 8, 1, tzinfo=UTC)
DAY = date(2026, 7, 1)
PERMANENT = StandingDeferral(kind="permanent", until_on=None)
UNTIL = StandingDeferral(kind="until", until_on=date(2027, 1, 1))


def told(deferral: StandingDeferral | None = None, donated: date | None = DAY) -> DirectoryDonor:
    given = () if donated is None else (EarlierDonation(kind="WB400", on=donated, volume_ml=400, site=""),)
    nothing: dict[str, Any] = dict.fromkeys(("name", "sex", "birth_on", "abo", "rhd"))
    return DirectoryDonor(**nothing, donations=given, count=len(given), had_reaction=False, deferral=deferral)


LEAVER = Leaver(
    is_closed=True,
    is_to_be_called=False,
    is_handed_over=True,
    has_open_number=False,
    has_last_of_book=False,
    has_unread=False,
    signed_at=THEN,
    donated_on=DAY,
    deferral=None,
    told=told(),
)


def why(**changes: Any) -> str | None:
    return why_it_stays(replace(LEAVER, **changes), signed_before=THEN)


def test_a_visit_of_which_all_holds_leaves() -> None:
    assert why() is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_closed": False}, "open"),
        ({"is_to_be_called": True}, "to_be_called"),
        ({"is_handed_over": False}, "not_handed_over"),
        ({"has_open_number": True}, "number_open"),
        ({"has_last_of_book": True}, "last_of_book"),
        ({"signed_at": None}, "no_receipt"),
        ({"signed_at": THEN + timedelta(microseconds=1)}, "young"),
        ({"has_unread": True}, "unread"),
        ({"told": None}, "not_in_directory"),
        ({"withdrawals": ("w",)}, "not_in_directory"),
        ({"told": told(donated=None)}, "not_in_directory"),
        ({"told": told(donated=DAY - timedelta(days=1))}, "not_in_directory"),
        ({"deferral": PERMANENT}, "not_in_directory"),
        ({"deferral": PERMANENT, "told": told(UNTIL)}, "not_in_directory"),
    ],
)
def test_each_reason_alone_lets_it_stay(changes: dict[str, Any], reason: str) -> None:
    assert why(**changes) == reason


@pytest.mark.parametrize(
    "changes",
    [
        {"told": told(donated=DAY + timedelta(days=1))},
        {"donated_on": None, "told": told(donated=None)},
        {"deferral": UNTIL, "told": told(UNTIL)},
        {"deferral": UNTIL, "told": told(PERMANENT)},
    ],
)
def test_what_the_directory_tells_at_least_as_strictly_may_leave(changes: dict[str, Any]) -> None:
    assert why(**changes) is None


def test_what_stays_whole_tells_of_numbers_alone() -> None:
    kept = {e.act_type(kind) for kind in STAY_WHOLE}
    assert kept == {e.LabelSetPlanned, e.LabelSetVoided, e.LabelsSent, e.LabelsReprinted}


@pytest.mark.parametrize(
    ("places", "runs"),
    [([], ()), ([4], ((4, 4),)), ([1, 2, 3], ((1, 3),)), ([1, 2, 5, 7, 8], ((1, 2), (5, 5), (7, 8)))],
)
def test_places_are_told_as_runs(places: list[int], runs: tuple[tuple[int, int], ...]) -> None:
    assert runs_of(places) == runs


def test_only_an_entry_of_a_visit_can_be_hollow() -> None:
    unsaid = {"hlc": "h", "by": "", "body": "", "prev_hash": "", "hash": ""}
    entry = e.Entry(book="b", seq=1, id="i", kind="k", version=1, visit="v", **unsaid)
    assert e.is_hollow(entry)
    assert not e.is_hollow(replace(entry, visit=None))
    assert not e.is_hollow(replace(entry, body="{}"))
