"""A damaged directory is put aside and kept: the terminal opens, knows nobody, and another one comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Trouble
from donor_room.practice.people import People
from donor_room.settings import Profile
from donor_room.station.directory import load_donors
from donor_room.station.founding import twin_of
from donor_room.station.server import Station
from donor_room.store.database import has_content
from donor_room.sync.enrol import enrol_desk
from donor_room.ui.surroundings import standing_of
from donor_room.wire.messages import DirectoryRow
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import look_up
from tests.station.test_directory import known
from tests.support.desks import refused
from tests.support.profiles import new_profile, open_at_once
from tests.support.stations import running_station
from tests.support.van import MORNING
from tests.sync.test_branches import talk
from tests.sync.test_session import here, write

Damage = Callable[[Path], object]
PAGE_BYTES = 4_096

KNOWN = ("resident", "1")
"""The document of one of the donors that the station knows."""


@pytest.fixture
def station() -> Iterator[Station]:
    with running_station() as running:
        with running.connections.lend() as conn:
            load_donors(conn, twin_of(running.houses, practice=True), [known(n) for n in range(40)])
        yield running


@pytest.fixture
def profile(tmp_path: Path, station: Station) -> Profile:
    """A terminal with a directory of forty donors, and something in its book."""
    profile = new_profile(tmp_path / "terminal")
    desk = opened(profile)
    enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
    write(desk, 3)
    talk(desk)
    assert desk.directory.count() >= 40
    desk.close()
    station.settle()
    return profile


def opened(profile: Profile) -> Desk:
    return open_at_once(profile, FixedClock(MORNING))


def overwrite(at: int) -> Damage:
    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[at : at + 4_096] = b"\x5a" * 4_096
        path.write_bytes(content)

    return damage


def lose_but_its_log(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"\x01" * 4_152)
    path.unlink()


DAMAGES: dict[str, Damage] = {
    "its first page is wrong": overwrite(0),
    "its schema is wrong": overwrite(4_096),
    "only half of it is there": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "it is some other file": lambda path: path.write_bytes(b"\x01" * 9_000),
    "it is not encrypted": lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(4_080)),
    "it is gone but for its log": lose_but_its_log,
}


@pytest.fixture(params=sorted(DAMAGES))
def damaged(request: pytest.FixtureRequest, profile: Profile) -> Profile:
    DAMAGES[request.param](profile.directory)
    return profile


def aside_of(profile: Profile) -> list[Path]:
    return sorted(profile.directory.parent.glob("directory.db.damaged-*"))


def test_the_terminal_opens_and_the_next_conversation_fetches_it_anew(
    damaged: Profile, station: Station
) -> None:
    desk = opened(damaged)
    assert (desk.directory.count(), desk.directory.as_of(), desk.directory_age_h()) == (0, None, None)
    told = standing_of(desk)
    assert (told.is_list_damaged, told.is_list_old) == (True, True)
    assert desk.directory.find_by_document(*KNOWN) is None
    assert here(desk)
    there = talk(desk)
    assert (there.trouble, desk.directory.count()) == (None, 43)  # those of its own book among them
    assert not standing_of(desk).is_list_damaged
    desk.close()
    again = opened(damaged)
    assert (again.directory.count(), again.directory_aside) == (43, None)
    again.close()


def test_what_was_damaged_is_kept_as_it_was(profile: Profile) -> None:
    overwrite(0)(profile.directory)
    content = profile.directory.read_bytes()
    desk = opened(profile)
    (aside,) = aside_of(profile)
    assert desk.directory_aside == aside
    assert aside.read_bytes() == content
    desk.close()


def test_its_log_goes_aside_with_it(profile: Profile) -> None:
    lose_but_its_log(profile.directory)
    desk = opened(profile)
    assert [one.name[-4:] for one in aside_of(profile)] == ["-wal"]
    assert desk.directory_aside
    desk.close()


def spoil_rows(profile: Profile) -> None:
    """Damage the page at which the rows of donors begin: it is read when somebody is looked up."""
    desk = opened(profile)
    page = desk.directory_file.row("SELECT rootpage FROM sqlite_schema WHERE name = 'donor'")
    desk.close()
    assert page is not None
    overwrite((page[0] - 1) * PAGE_BYTES)(profile.directory)


def test_damage_that_a_look_up_finds_is_put_aside_while_the_terminal_works(
    profile: Profile, station: Station
) -> None:
    spoil_rows(profile)
    desk = opened(profile)
    assert (desk.directory_aside, desk.directory_age_h()) == (None, 0)  # nobody has looked yet
    with refused("directory.put_aside"):
        desk.directory.find_by_document(*KNOWN)
    (aside,) = aside_of(profile)
    assert (desk.directory_aside, desk.directory_age_h()) == (aside, None)
    assert standing_of(desk).is_list_damaged
    assert desk.directory.find_by_document(*KNOWN) is None
    assert (talk(desk).trouble, desk.directory.count()) == (None, 43)
    desk.close()
    assert [one.name for one in profile.folder.glob("*.fresh*")] == []


def test_damage_that_comes_to_light_while_rows_are_taken_in_is_put_aside_too(
    profile: Profile, station: Station
) -> None:
    spoil_rows(profile)
    desk = opened(profile)
    row = DirectoryRow(person="0a" * 16, revision=99, donor=None)
    with refused("directory.put_aside"):
        desk.directory.apply([row], "cursor", MORNING)
    assert (talk(desk).trouble, desk.directory.count()) == (None, 43)
    desk.close()


def test_a_sound_directory_stays_where_it_is(profile: Profile) -> None:
    desk = opened(profile)
    assert desk.directory.count() >= 40
    assert (desk.directory_aside, aside_of(profile)) == (None, [])
    assert not standing_of(desk).is_list_damaged
    desk.close()


def test_what_is_no_damage_is_told_and_nothing_is_moved(profile: Profile) -> None:
    desk = opened(profile)
    desk.directory_file.execute("INSERT INTO migration (number, name, checksum) VALUES (9999, 'x', 'x')")
    desk.close()
    with pytest.raises(Trouble, match=r"store\.newer_schema"):
        opened(profile)
    assert aside_of(profile) == []
    assert has_content(profile.directory)


def test_a_disk_that_lets_nothing_be_moved_is_told(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    overwrite(0)(profile.directory)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Trouble, match=r"store\.disk_full"):
        opened(profile)


def test_unknown_never_counts_as_normal(profile: Profile) -> None:
    desk = opened(profile)
    assert desk.directory.find_by_document(*KNOWN) is not None
    desk.close()
    overwrite(0)(profile.directory)
    desk = opened(profile)
    assert desk.directory.find_by_document(*KNOWN) is None
    donor = People(7, desk.clock.today()).next_donor()
    asked = look_up(desk, document_kind="01", number=donor.document_number, plan="WB400")
    assert (asked.donor, asked.directory_as_of, asked.directory_age_h) == (None, None, None)
    assert asked.second_for == ("old_list",)
    desk.close()
