"""A release on a terminal: installed from a file as from the station; a visit ends under its own rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.packs.rules import NATIONAL, load_rules
from donor_room.store.releases import Releases
from donor_room.wire.releases import ReleasePage, ToldRelease
from donor_room.workflow import decide
from donor_room.workflow.decide_again import Tally, replay
from donor_room.workflow.desk import Desk
from donor_room.workflow.packs import Packs
from donor_room.workflow.releases import Released, install, newest_before, put_in_force
from donor_room.workflow.rules_taken import newest_edition
from tests.support import desks as d
from tests.support import layers as s
from tests.support.releases import ask_who_signed, released, sealed, trust_the_tests

OLD, NEW = "2011.5", "2011.6"


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trust_the_tests(monkeypatch, tmp_path)


@pytest.fixture
def desk(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose packs ask who signed, as on a real terminal."""
    ask_who_signed(desk, tmp_path / "real")
    return desk


def raw(folder: Path, **wanted: str) -> bytes:
    return released(folder, station="", **wanted)  # type: ignore[arg-type]


def put(desk: Desk, content: bytes, from_at: datetime | None = None) -> None:
    install(desk, content, from_at=from_at or desk.clock.now())
    put_in_force(desk)


def wait(desk: Desk, **span: int) -> None:
    assert isinstance(desk.clock, FixedClock)
    desk.clock.instant += timedelta(**span)


def decided(desk: Desk, visit: str) -> tuple[str, str]:
    made = decide.confirm(desk, visit, pin=d.PIN).decision
    assert made is not None
    return made.made.rules.edition, made.outcome


def test_a_visit_under_way_ends_under_the_rules_with_which_it_began(desk: Desk, tmp_path: Path) -> None:
    before = d.bring_to(desk, "decision", seed=7)
    wait(desk, minutes=1)
    put(desk, raw(tmp_path, change=("temp_lt_c = { number = 37.3", "temp_lt_c = { number = 36.0")))
    assert decided(desk, before.id) == (OLD, "eligible")
    after = d.bring_to(desk, "decision", seed=8)
    assert decided(desk, after.id) == (NEW, "deferred_until")


def test_older_rules_of_a_visit_under_way_are_still_believed_after_newer_ones_decided(
    desk: Desk, tmp_path: Path
) -> None:
    before = d.bring_to(desk, "decision", seed=7)
    wait(desk, minutes=1)
    put(desk, raw(tmp_path))
    decided(desk, d.bring_to(desk, "decision", seed=8).id)
    assert newest_edition(desk.ledger) == NEW
    assert decided(desk, before.id) == (OLD, "eligible")


def test_both_rules_are_kept_whole_and_give_the_same_again(desk: Desk, tmp_path: Path) -> None:
    before = d.bring_to(desk, "decision", seed=7)
    wait(desk, minutes=1)
    put(desk, raw(tmp_path))
    for visit in (d.bring_to(desk, "decision", seed=8), before):
        decided(desk, visit.id)
    kept = [line.act for line in desk.ledger.of_house(e.RulesTaken.KIND)]
    assert sorted(act.packs[0].stamp.edition for act in kept if isinstance(act, e.RulesTaken)) == [OLD, NEW]
    tally = Tally()
    assert (list(replay(desk.ledger, [], tally)), tally.decisions) == ([], 2)


def test_a_visit_that_lapsed_begins_anew_under_the_rules_of_now(desk: Desk, tmp_path: Path) -> None:
    visit = d.bring_to(desk, "decision", seed=7)
    put(desk, raw(tmp_path))
    wait(desk, days=1)
    lapsed = e.VisitLapsed(
        since=visit.begun_at, valid_h=8, known=None, directory_as_of=desk.directory.as_of()
    )
    assert desk.rules_of(desk.note(visit.id, lapsed)).stamp.edition == NEW


def test_a_release_that_came_after_its_day_decides_from_when_it_came(desk: Desk, tmp_path: Path) -> None:
    begun = desk.clock.now()
    wait(desk, hours=1)
    put(desk, raw(tmp_path), from_at=begun - timedelta(days=3))
    assert desk.packs.rules_at(begun).stamp.edition == OLD
    assert desk.packs.rules.stamp.edition == NEW


def test_it_is_the_later_release_that_decides(desk: Desk, tmp_path: Path) -> None:
    put(desk, raw(tmp_path, edition="1", base="2011.6"))
    put(desk, raw(tmp_path, edition="2", base="2011.7"), from_at=desk.clock.now() + timedelta(days=1))
    assert desk.packs.rules.stamp.edition == "2011.6"
    wait(desk, days=1)
    assert desk.packs.rules.stamp.edition == "2011.7"


def test_what_lies_in_the_folder_is_mended_from_the_database(desk: Desk, tmp_path: Path) -> None:
    put(desk, raw(tmp_path))
    (file,) = (tmp_path / "real" / "releases").rglob(f"{NATIONAL}.toml")
    whole = file.read_bytes()
    file.write_bytes(b"spoiled")
    assert desk.packs.rules.distrust == ()
    assert file.read_bytes() == whole


def test_rules_that_are_older_than_those_to_come_are_refused(desk: Desk, tmp_path: Path) -> None:
    put(desk, raw(tmp_path, edition="1", base="2011.9"))
    tomorrow = desk.clock.now() + timedelta(days=1)
    assert newest_before(desk, tomorrow) == "2011.9"
    with d.refused("pack_release.older"):
        put(desk, raw(tmp_path, edition="2", base="2011.8"), from_at=tomorrow)


def test_a_release_of_another_station_is_refused(desk: Desk, tmp_path: Path) -> None:
    with d.refused("pack_release.other_station"):
        put(desk, released(tmp_path, station="77001"))


def test_rules_that_do_not_hold_on_their_first_day_are_refused(desk: Desk, tmp_path: Path) -> None:
    change = ("effective_from = 2012-07-01", "effective_from = 2027-03-01")
    with d.refused("pack_release.not_on_the_day"):
        put(desk, raw(tmp_path, change=change))  # type: ignore[arg-type]


def test_layers_come_with_a_release(desk: Desk, tmp_path: Path) -> None:
    rules = s.copy_of_rules(tmp_path)
    s.put_in_force(rules, s.DRAFT)
    put(desk, sealed(rules, "active", station=""))
    assert [stamp.id for stamp in desk.packs.rules.overlays] == [s.DRAFT]


def test_a_refused_release_is_told_to_the_station_and_not_asked_for_again(desk: Desk, tmp_path: Path) -> None:
    told = ToldRelease(release="a" * 64, from_at=desk.clock.now(), withdrawn=False, content=b"spoiled")
    Released(desk).take(ReleasePage(releases=(told,), cursor="c1", more=False))
    asked = Released(desk).asked()
    assert (asked.cursor, [(one.state, one.code) for one in asked.held]) == (
        "c1",
        [("refused", "pack_release.damaged")],
    )
    assert desk.packs.rules == load_rules()


def test_a_cursor_is_stored_only_with_its_release(desk: Desk, tmp_path: Path) -> None:
    now = desk.clock.now()
    told = ToldRelease(release="a" * 64, from_at=now, withdrawn=False, content=raw(tmp_path))
    desk.database.execute(
        "CREATE TRIGGER full BEFORE INSERT ON cursor BEGIN SELECT raise(ABORT, 'full'); END"
    )
    with pytest.raises(IntegrityError, match="full"):
        Released(desk).take(ReleasePage(releases=(told,), cursor="c1", more=False))
    assert Releases(desk.database).every() == []
    assert desk.packs.rules == load_rules()


def test_what_was_refused_is_taken_when_it_comes_again_and_holds(desk: Desk, tmp_path: Path) -> None:
    content = raw(tmp_path)
    kept = install(desk, content, from_at=desk.clock.now())
    Releases(desk.database).keep(kept._replace(state="refused", code="x"))
    assert [one.state for one in Releases(desk.database).every()] == ["taken"]


def test_a_desk_without_a_folder_installs_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.packs = Packs()
    put_in_force(desk)
    with d.refused("pack_release.no_folder"):
        install(desk, raw(tmp_path), from_at=desk.clock.now())
