"""Releases at the station: nothing is stored that does not hold, nothing goes down that was not tried."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.packs import trust
from donor_room.packs.locate import resources_folder
from donor_room.station.journal import newest
from donor_room.station.release_trial import try_out
from donor_room.station.releases import add_release, releases, set_out, withdraw
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.releases import HeldRelease, ReleasePage, ReleasesAsked
from tests.support import layers as s
from tests.support.busy_day import fill
from tests.support.desks import refused
from tests.support.releases import released, sealed, set_out_at, trust_the_tests
from tests.support.stations import Caller

TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trust_the_tests(monkeypatch, tmp_path)


def done(station: Station, work: Any, *given: Any, **more: Any) -> Any:
    with station.connections.lend() as conn:
        return work(conn, station.house, *given, by="keeper", now=station.clock.now(), **more)


def stored(station: Station) -> list[str]:
    with station.connections.lend() as conn:
        return [one.edition for one in releases(conn, station.house.code)]


def acts(station: Station) -> list[str]:
    with station.connections.lend() as conn:
        return [line.kind for line in newest(conn, station.house.code, limit=20)]


def ask(caller: Caller, cursor: str = "", *held: HeldRelease) -> ReleasePage:
    return caller.link.post("/v1/releases", ReleasesAsked(cursor=cursor, held=held), ReleasePage)


def test_a_release_that_holds_is_stored_and_written_down(station: Station, tmp_path: Path) -> None:
    kept = done(station, add_release, released(tmp_path))
    assert (kept.edition, kept.base_edition, kept.state(station.clock.now())) == ("1", "2011.6", "waits")
    assert acts(station) == ["release_added"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda raw: raw[:-40], "damaged"),
        (lambda raw: json.dumps(json.loads(raw) | {"signature": "AAAA"}).encode(), "wrong_signature"),
        (lambda raw: json.dumps(json.loads(raw) | {"key": "0" * 16}).encode(), "unknown_key"),
        (lambda raw: raw + b" " * 3_000_000, "too_large"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_nothing_is_stored(
    station: Station, tmp_path: Path, spoil: Any, code: str
) -> None:
    with refused(f"pack_release.{code}"):
        done(station, add_release, spoil(released(tmp_path)))
    assert (stored(station), acts(station)) == ([], [])


def test_a_release_of_another_station_is_not_stored(station: Station, tmp_path: Path) -> None:
    with refused("pack_release.other_station"):
        done(station, add_release, released(tmp_path, station="77001"))
    assert stored(station) == []


def test_a_file_without_rules_is_not_stored(station: Station, tmp_path: Path) -> None:
    rules = s.copy_of_rules(tmp_path)
    with refused("pack_release.no_rules"):
        done(station, add_release, sealed(rules, "cn-46-hainan"))
    assert stored(station) == []


def test_a_layer_that_could_not_be_put_in_force_later_is_found_now(station: Station, tmp_path: Path) -> None:
    rules = s.copy_of_rules(tmp_path)
    s.put_in_force(rules, "CN-46-HAINAN", from_on="2027-03-01")
    with refused("pack_release.not_layers"):
        done(station, add_release, sealed(rules, "active"))


@pytest.mark.parametrize(("least", "is_seen"), [("13", True), ("14", False), ("600000", False)])
def test_an_interval_further_back_than_visits_are_compared_is_refused(
    station: Station, tmp_path: Path, least: str, is_seen: bool
) -> None:
    longer = (
        'next = "WB"\nleast = { n = 6, unit = "month" }',
        f'next = "WB"\nleast = {{ n = {least}, unit = "month" }}',
    )
    raw = released(tmp_path, change=longer)
    if is_seen:
        assert done(station, add_release, raw).edition == "1"
        return
    with refused("pack_release.long_interval"):
        done(station, add_release, raw)
    assert stored(station) == []


def test_the_same_file_is_stored_once(station: Station, tmp_path: Path) -> None:
    raw = released(tmp_path)
    done(station, add_release, raw)
    with refused("pack_release.there_already"):
        done(station, add_release, raw)
    assert stored(station) == ["1"]


def test_an_edition_that_is_not_newer_than_what_was_set_out_is_refused(
    station: Station, tmp_path: Path
) -> None:
    waits = done(station, add_release, released(tmp_path, edition="2"))
    set_out_at(station, released(tmp_path, edition="3"), from_on=TOMORROW)
    with refused("pack_release.old_edition"):
        done(station, add_release, released(tmp_path, edition="2.9"))
    done(station, try_out, waits, days=1)
    with refused("pack_release.old_edition"):
        done(station, set_out, waits.release, from_on=TOMORROW, why="reviewed")


def test_a_base_older_than_one_that_was_set_out_is_refused(station: Station, tmp_path: Path) -> None:
    set_out_at(station, released(tmp_path, edition="1", base="2011.9"), from_on=TOMORROW)
    with refused("pack_release.older"):
        done(station, add_release, released(tmp_path, edition="2", base="2011.8"))


def test_the_stations_own_visits_are_decided_again(station: Station, tmp_path: Path) -> None:
    fill(station)
    kept = done(station, add_release, released(tmp_path))
    trial = done(station, try_out, kept, days=30)
    eligible = [one for one in trial.changed if one.before.outcome == "eligible"]
    assert (trial.decisions, trial.differing, trial.unreadable, trial.is_cut) == (16, 16, 0, False)
    assert {one.after.outcome for one in eligible} == {"deferred_until"}
    assert {(f.rule, f.clause) for one in eligible for f in one.came} == {("hb_min_male_g_l", "8.2")}
    assert acts(station)[:2] == ["release_tried", "release_added"]


def test_visits_before_the_days_asked_for_are_left_out(station: Station, tmp_path: Path) -> None:
    fill(station)
    kept = done(station, add_release, released(tmp_path))
    clock = station.clock
    assert isinstance(clock, FixedClock)
    clock.instant += timedelta(days=3)
    assert done(station, try_out, kept, days=2).decisions == 0
    assert done(station, try_out, kept, days=4).decisions == 16


@pytest.mark.parametrize("days", [0, 367])
def test_a_trial_has_a_number_of_days(station: Station, tmp_path: Path, days: int) -> None:
    kept = done(station, add_release, released(tmp_path))
    with refused("pack_release.days"):
        done(station, try_out, kept, days=days)


def test_a_trial_is_made_under_the_layers_that_will_come(station: Station, tmp_path: Path) -> None:
    rules = s.copy_of_rules(tmp_path)
    s.put_in_force(rules, s.DRAFT, from_on="2027-03-01")
    kept = done(station, add_release, sealed(rules, "active"))
    assert done(station, try_out, kept, days=1).as_on == date(2027, 3, 1)


def test_nothing_is_released_that_was_not_tried(station: Station, tmp_path: Path) -> None:
    kept = done(station, add_release, released(tmp_path))
    with refused("pack_release.try_first"):
        done(station, set_out, kept.release, from_on=TOMORROW, why="reviewed")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "pack_release.day_over"),
        ({"why": " x "}, "console.problem.why"),
        ({"terminals": ("nobody",)}, "pack_release.terminal_unknown"),
    ],
)
def test_a_release_needs_a_day_a_reason_and_known_terminals(
    station: Station, tmp_path: Path, changes: dict[str, Any], code: str
) -> None:
    kept = done(station, add_release, released(tmp_path))
    done(station, try_out, kept, days=1)
    with refused(code):
        done(station, set_out, kept.release, **({"from_on": TOMORROW, "why": "reviewed"} | changes))
    assert ask(Caller(station)).releases == ()


def test_a_day_begins_at_the_stations_midnight(station: Station, tmp_path: Path) -> None:
    kept = set_out_at(station, released(tmp_path), from_on=TOMORROW)
    assert kept.from_at is not None
    assert kept.from_at.isoformat().startswith("2026-11-2")
    assert kept.from_at.timestamp() == 1795276800.0
    assert (kept.state(station.clock.now()), acts(station)[0]) == ("coming", "release_set_out")


def test_a_release_is_set_out_once(station: Station, tmp_path: Path) -> None:
    kept = set_out_at(station, released(tmp_path), from_on=TOMORROW)
    with refused("pack_release.released_already"):
        done(station, set_out, kept.release, from_on=TOMORROW, why="once more")


def test_what_is_in_force_is_not_withdrawn(station: Station, tmp_path: Path) -> None:
    kept = set_out_at(station, released(tmp_path), from_on=TODAY)
    with refused("pack_release.not_to_withdraw"):
        done(station, withdraw, kept.release, why="too late")


def test_a_withdrawal_is_told_after_the_release(station: Station, tmp_path: Path) -> None:
    raw, caller = released(tmp_path), Caller(station)
    kept = set_out_at(station, raw, from_on=TOMORROW)
    first = ask(caller)
    assert [(one.release, one.content, one.withdrawn) for one in first.releases] == [
        (kept.release, raw, False)
    ]
    done(station, withdraw, kept.release, why="wrong limit")
    second = ask(caller, first.cursor)
    assert [(one.content, one.withdrawn) for one in second.releases] == [(b"", True)]
    assert ask(caller, second.cursor).releases == ()
    assert acts(station)[0] == "release_withdrawn"


def test_after_a_withdrawal_the_edition_is_free_again(station: Station, tmp_path: Path) -> None:
    kept = set_out_at(station, released(tmp_path, edition="3"), from_on=TOMORROW)
    done(station, withdraw, kept.release, why="wrong limit")
    assert done(station, add_release, released(tmp_path, edition="2")).edition == "2"


def test_only_a_named_terminal_is_told(station: Station, tmp_path: Path) -> None:
    one, other = Caller(station), Caller(station)
    set_out_at(station, released(tmp_path), from_on=TOMORROW, terminals=(one.reply.terminal,))
    assert (len(ask(one).releases), len(ask(other).releases)) == (1, 0)


def test_releases_come_one_at_a_time(station: Station, tmp_path: Path) -> None:
    for edition in ("1", "2"):
        set_out_at(station, released(tmp_path, edition=edition), from_on=TOMORROW)
    caller = Caller(station)
    first = ask(caller)
    second = ask(caller, first.cursor)
    assert (len(first.releases), first.more, len(second.releases), second.more) == (1, True, 1, False)


def test_the_practice_twin_hears_nothing_of_real_releases(station: Station, tmp_path: Path) -> None:
    set_out_at(station, released(tmp_path), from_on=TOMORROW)
    assert ask(Caller(station, practice=True)).releases == ()


@pytest.mark.parametrize("cursor", ["nonsense", "cmVsZWFzZXM6eDox", "bm90aWNlczp4OjE="])
def test_a_cursor_of_another_feed_is_gone(station: Station, cursor: str) -> None:
    with pytest.raises(StationSaysNo) as no:
        ask(Caller(station), cursor)
    assert (no.value.status, no.value.problem.code) == (410, "releases.cursor")


def test_what_a_terminal_says_of_an_unknown_release_is_left_aside(station: Station) -> None:
    caller = Caller(station)
    ask(caller, "", HeldRelease(release="0" * 64, state="taken"))
    with station.connections.lend() as conn:
        assert conn.execute("SELECT count(*) FROM release_held").fetchall() == [(0,)]


def test_a_station_that_trusts_a_key_no_more_stores_nothing_of_it(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = done(station, add_release, released(tmp_path))
    done(station, try_out, kept, days=1)
    monkeypatch.setattr(trust, "resources_folder", resources_folder)
    with refused("pack_release.unknown_key"):
        done(station, set_out, kept.release, from_on=TOMORROW, why="reviewed")
