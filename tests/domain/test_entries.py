"""Every kind of entry is known by its name and lives through bytes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain import entries as e
from donor_room.domain.donation_number import ISBT128
from donor_room.domain.facts import Bound
from donor_room.wire.codec import Broken, decode_body, decode_entry, encode_entry, seal
from tests.support.acts import EVERY_ACT, WALK, drop
from tests.support.fit_donor import fit_facts

KINDS = {type(act).KIND for act in EVERY_ACT}


def test_every_kind_has_a_sample_here() -> None:
    assert set(e.act_kinds()) == KINDS


def test_a_kind_leads_to_its_struct() -> None:
    assert e.act_type("labels.planned") is e.LabelSetPlanned


def test_an_unknown_kind_leads_nowhere() -> None:
    assert e.act_type("moon.landed") is None


def test_what_an_unknown_act_says_is_no_kind_of_its_own() -> None:
    assert e.UnknownAct.KIND not in e.act_kinds()


@pytest.mark.parametrize("act", EVERY_ACT, ids=lambda act: act.KIND)
def test_every_act_comes_back_from_its_body(act: e.Act) -> None:
    entry = seal(act, book="b", seq=1, entry_id="i", visit=None, hlc="h", by="s", prev_hash="p")
    assert decode_body(entry) == act


@pytest.mark.parametrize("kind", [e.act_type(kind) for kind in e.act_kinds()])
def test_nothing_in_an_act_has_a_default_but_what_a_later_version_added(kind: type[e.Act]) -> None:
    assert kind.__struct_defaults__ == () or kind.VERSION > 1


@given(
    density=st.decimals(min_value="0.9", max_value="1.2", places=4),
    sank=st.booleans(),
    lot=st.text(max_size=20),
    until=st.dates(),
)
def test_every_drop_comes_back_from_its_body(density: Decimal, sank: bool, lot: str, until: date) -> None:
    act = e.DropSeen(density=density, sank=sank, lot=lot, lot_expires_on=until)
    entry = seal(act, book="b", seq=1, entry_id="i", visit="v", hlc="h", by="s", prev_hash="p")
    told = decode_body(entry)
    assert told == act
    assert isinstance(told, e.DropSeen)
    assert str(told.density) == str(density)
    assert decode_entry(encode_entry(entry)) == entry


def test_a_drop_without_its_density_is_broken() -> None:
    entry = seal(drop(), book="b", seq=1, entry_id="i", visit="v", hlc="h", by="s", prev_hash="p")
    body = json.loads(entry.body)
    del body["density"]
    with pytest.raises(Broken):
        decode_body(msgspec.structs.replace(entry, body=json.dumps(body)))


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_decision_of_before_there_were_bounds_is_read(version: int) -> None:
    entry = seal(WALK["decision"], book="b", seq=1, entry_id="i", visit=None, hlc="h", by="s", prev_hash="p")
    assert decode_body(msgspec.structs.replace(entry, version=version)) == WALK["decision"]


@pytest.mark.parametrize("side", ["below", "at_least"])
def test_a_bound_among_the_facts_comes_back(side: Literal["below", "at_least"]) -> None:
    facts = fit_facts(cuso4_density=Bound(side=side, value=Decimal("1.0520"), unit=""))
    made = msgspec.structs.replace(WALK["decision"], facts=facts)
    entry = seal(made, book="b", seq=1, entry_id="i", visit=None, hlc="h", by="s", prev_hash="p")
    assert (decode_body(entry), entry.version) == (made, 4)


def test_a_decision_of_the_first_version_is_read_and_had_no_overlays() -> None:
    entry = seal(WALK["decision"], book="b", seq=1, entry_id="i", visit=None, hlc="h", by="s", prev_hash="p")
    body = json.loads(entry.body)
    del body["overlays"]
    first = msgspec.structs.replace(entry, version=1, body=json.dumps(body))
    assert decode_body(first) == WALK["decision"]


def test_a_planned_set_knows_the_profile_it_was_written_in():
    own = msgspec.structs.replace(ISBT128, name="own", serial_digits=5)
    planned = e.LabelSetPlanned(number="A1", profile="isbt128", range_id="r", bag_kind="single", labels=())
    assert planned.written_in == ISBT128
    assert msgspec.structs.replace(planned, profile="own", own_profile=own).written_in == own


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("range.leased", '{"count":2,"first":"A1","last":"A2","profile":"isbt128","range_id":"r"}'),
        (
            "labels.planned",
            '{"bag_kind":"single","labels":[],"number":"A1","profile":"isbt128","range_id":"r"}',
        ),
    ],
)
def test_a_range_and_a_set_of_before_are_written_in_a_shipped_profile(kind: str, body: str) -> None:
    act = seal(
        e.Locked(staff="s", idle=True),
        book="b",
        seq=1,
        entry_id="i",
        visit=None,
        hlc="h",
        by="",
        prev_hash="",
    )
    read = decode_body(msgspec.structs.replace(act, kind=kind, version=1, body=body))
    assert isinstance(read, e.RangeLeased | e.LabelSetPlanned)
    assert (read.profile, read.own_profile) == ("isbt128", None)
    assert getattr(read, "signature", "") == ""


def test_a_shift_that_an_older_program_opened_has_no_campaign_and_is_held_up_by_no_check() -> None:
    act = next(act for act in EVERY_ACT if isinstance(act, e.ShiftOpened))
    entry = seal(act, book="b", seq=1, entry_id="i", visit=None, hlc="h", by="s", prev_hash="p")
    body = json.loads(entry.body)
    for later in ("campaign", "source", "checks"):
        del body[later]
    read = decode_body(msgspec.structs.replace(entry, version=1, body=json.dumps(body)))
    assert isinstance(read, e.ShiftOpened)
    assert (read.campaign, read.source, read.checks) == (None, None, ())
