"""Every kind of entry is known by its name and lives through bytes."""

from __future__ import annotations

import json

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.wire.codec import decode_body, seal
from tests.support.acts import EVERY_ACT, WALK

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


def test_a_decision_of_the_first_version_is_read_and_had_no_overlays() -> None:
    entry = seal(WALK["decision"], book="b", seq=1, entry_id="i", visit=None, hlc="h", by="s", prev_hash="p")
    body = json.loads(entry.body)
    del body["overlays"]
    first = msgspec.structs.replace(entry, version=1, body=json.dumps(body))
    assert decode_body(first) == WALK["decision"]
