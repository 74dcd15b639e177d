"""`export` tells everything about one visit so that a person can read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.commands import export
from donor_room.commands.shell import DONE
from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.settings import Profile
from donor_room.workflow.desk import Desk
from tests.support.acts import OPENED, WALK, corrected, drop, feverish, let_go
from tests.support.desks import AFTERNOON, refused
from tests.support.practice import json_lines
from tests.support.profiles import PASSPHRASE, enlist, new_profile, open_at_once


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)
    return new_profile(tmp_path)


@pytest.fixture
def desk(profile: Profile) -> Iterator[Desk]:
    desk = open_at_once(profile, FixedClock(AFTERNOON))
    enlist(desk, "s1", "王芳", ("nurse",), "password-1", "2468")
    desk.numbers.apply = lambda recorded, replay=False: None  # type: ignore[method-assign]
    desk.ledger.append([("v1", act) for act in WALK.values()], by="s1")
    yield desk
    desk.close()


def test_a_visit_is_told_by_its_state_and_then_line_by_line(
    desk: Desk, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export.main(["--db", str(profile.database), "--visit", "v1"]) == DONE
    state, *lines = json_lines(capsys.readouterr().out)
    assert (state["visit"], state["step"], state["opened"]["donor"]["name"]) == ("v1", "closed", "样例甲")
    assert [line["kind"] for line in lines] == [act.KIND for act in WALK.values()]
    assert (lines[0]["by"], lines[0]["at"]) == ("王芳", "2026-11-21T14:30:00+08:00")


def test_the_entries_are_those_of_the_ledger(desk: Desk) -> None:
    told = export.lines(desk.ledger, "v1")[1:]
    assert [line["hash"] for line in told] == [line.entry.hash for line in desk.ledger.of_visit("v1")]


def test_a_correction_stands_beside_what_it_corrects(desk: Desk) -> None:
    wrong = desk.ledger.of_visit("v1")[0].entry
    desk.ledger.append([("v1", corrected(wrong, OPENED))], by="s2")
    last = export.lines(desk.ledger, "v1")[-1]
    assert (last["kind"], last["body"]["corrects"], last["by"]) == ("entry.corrected", wrong.id, "s2")


def test_a_drop_is_told_as_it_was_seen(desk: Desk) -> None:
    desk.ledger.append([("v2", OPENED), ("v2", drop(sank=False))], by="s1")
    whole, *entries = export.lines(desk.ledger, "v2")
    (told,) = whole["drops"]
    assert (told["seen"]["sank"], told["seen"]["density"], told["by"]) == (False, "1.052", "s1")
    assert (entries[-1]["kind"], entries[-1]["body"]["sank"]) == ("tests.drop_seen", False)


def test_an_unknown_visit_is_refused(desk: Desk) -> None:
    with refused("visit.unknown"):
        export.lines(desk.ledger, "nobody")


def test_what_the_house_did_is_not_in_a_visit(desk: Desk) -> None:
    desk.ledger.append([(None, e.Locked(staff="s1", idle=True))], by="s1")
    assert "staff.locked" not in {line["kind"] for line in export.lines(desk.ledger, "v1")[1:]}


def test_a_visit_leaves_as_one_bundle_of_fhir(
    desk: Desk, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export.main(["--db", str(profile.database), "--visit", "v1", "--fhir"]) == DONE
    (bundle,) = json_lines(capsys.readouterr().out)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert bundle["meta"]["security"][0]["code"] == "HTEST"


def write_a_released_visit(desk: Desk) -> None:
    desk.ledger.append([("v2", act) for act in feverish()], by="s1")
    decided = desk.ledger.of_visit("v2")[-1].entry.id
    desk.ledger.append([("v2", act) for act in let_go(decided)], by="s1")


RELEASE = {"reason": "examined_fit", "words": "复测三次", "released_by": "s3"}


def test_a_release_is_told_with_its_physician_its_reason_and_the_deferral_it_lifts(
    desk: Desk, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    write_a_released_visit(desk)
    assert export.main(["--db", str(profile.database), "--visit", "v2"]) == DONE
    state, *lines = json_lines(capsys.readouterr().out)
    deferred, made_anew = state["decisions"]
    (told,) = deferred["releases"]
    assert {name: told["released"][name] for name in RELEASE} == RELEASE
    assert (deferred["made"]["outcome"], made_anew["made"]["outcome"]) == ("deferred_until", "eligible")
    (line,) = (line for line in lines if line["kind"] == e.FindingReleased.KIND)
    assert (line["body"]["decision"], line["body"]["finding"]["rule"]) == (deferred["entry"], "temp_lt_c")


def test_the_bundle_of_a_released_donation_names_the_physician(
    desk: Desk, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    enlist(desk, "s3", "赵敏", ("physician",), "password-3", "9753")
    write_a_released_visit(desk)
    assert export.main(["--db", str(profile.database), "--visit", "v2", "--fhir"]) == DONE
    (bundle,) = json_lines(capsys.readouterr().out)
    (needle,) = (one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Procedure")
    (note,) = needle["note"]
    assert (note["authorString"], note["text"].split(", ")[0]) == ("赵敏", "released: temp_lt_c 37.4")


def test_an_unknown_visit_has_no_bundle(desk: Desk) -> None:
    with refused("visit.unknown"):
        export.bundle(desk.ledger, "nobody")
