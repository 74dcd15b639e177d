"""A database that was put back from an old copy prints no number a second time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from donor_room import settings
from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.donation_number import number_range, profile_named
from donor_room.domain.label_set import LabelContent, PrintedSet
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import FolderPrinter
from donor_room.settings import Profile
from donor_room.workflow import label, label_print, label_reprint, shift
from donor_room.workflow.desk import Desk
from donor_room.workflow.ports import PrintJob
from donor_room.workflow.printed_mark import behind
from tests.support import desks as d
from tests.support.profiles import enlist, new_profile, open_at_once

KIND = "triple_400"
_TEXTS = Texts("zh_CN")


def number(order: int) -> str:
    return f"A660126{order:06d}"


class House:
    """A terminal with a printer whose database can be copied and put back."""

    def __init__(self, folder: Path, profile: Profile) -> None:
        self.folder, self.profile = folder, profile
        self.seed = 0
        self.desk = self.opened()
        enlist(self.desk, d.EVERYBODY, "李全", ("nurse", "physician", "team_leader"), d.PASSWORD, d.PIN)
        enlist(self.desk, d.NURSE, "王芳", ("nurse",), d.PASSWORD, d.PIN)
        d.begin_work(self.desk, (number(1), number(40)))

    def opened(self) -> Desk:
        self.desk = open_at_once(self.profile, FixedClock(d.AFTERNOON))
        self.desk.printer = FolderPrinter(self.folder / "printed", _TEXTS, self.desk.clock)
        if any(one.staff == d.EVERYBODY for one in d.sign_in.staff(self.desk)):
            d.take_place(self.desk, d.EVERYBODY)
        return self.desk

    def planned(self) -> Visit:
        self.seed += 1
        d.empty_chairs(self.desk)
        return d.plan_set(self.desk, d.bring_to(self.desk, "labels", self.seed))

    def printed(self) -> str:
        visit = label_print.send(self.desk, self.planned().id)
        assert visit.label_set
        return visit.label_set.number

    def copy(self) -> Path:
        self.desk.close()
        shutil.copytree(self.profile.folder, self.folder / "copy", dirs_exist_ok=True)
        self.opened()
        return self.folder / "copy"

    def put_back(self) -> None:
        self.desk.close()
        shutil.rmtree(self.profile.folder)
        shutil.copytree(self.folder / "copy", self.profile.folder)
        self.opened()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return new_profile(tmp_path / "terminal")


@pytest.fixture
def house(tmp_path: Path, profile: Profile) -> Iterator[House]:
    house = House(tmp_path, profile)
    yield house
    house.desk.close()


def refused(call: Callable[..., object], *args: object, **named: object) -> Refusal | Trouble:
    with pytest.raises((Refusal, Trouble)) as caught:
        call(*args, **named)
    assert d.can_be_told(caught.value)
    return caught.value


def another_range(desk: Desk, first: int = 101, last: int = 120, range_id: str = "r2") -> None:
    run = number_range(number(first), number(last), profile_named("isbt128"))
    leased = e.RangeLeased(
        range_id=range_id, profile="isbt128", first=run.first, last=run.last, count=run.count
    )
    desk.record_as_terminal(leased)


def restored(house: House, *, before: int = 3, after: int = 7) -> list[str]:
    """Print some sets, copy, print more, put the copy back; return all numbers that were printed."""
    numbers = [house.printed() for _ in range(before)]
    house.copy()
    numbers += [house.printed() for _ in range(after)]
    house.put_back()
    return numbers


def test_an_old_database_spends_no_number_and_says_why(house: House) -> None:
    assert restored(house) == [number(order) for order in range(1, 11)]
    said = refused(house.planned)
    assert (said.code, said.values) == (
        "numbers.database_is_old",
        {"known": number(3), "printed": number(10)},
    )
    assert house.desk.numbers.last_spent("r1") == number(3)


def test_a_set_that_was_planned_before_the_copy_is_not_printed_by_it_either(house: House) -> None:
    house.printed()
    waiting = house.planned()
    house.copy()
    label_print.send(house.desk, waiting.id)
    house.printed()
    house.put_back()
    said = refused(label_print.send, house.desk, waiting.id)
    assert said.code == "numbers.database_is_old"
    assert house.desk.visits.get(waiting.id).label_set.sent_at is None  # type: ignore[union-attr]


def test_the_last_planned_set_of_an_old_database_is_known_to_have_been_printed(house: House) -> None:
    waiting = house.planned()
    house.copy()
    label_print.send(house.desk, waiting.id)
    house.put_back()
    said = refused(label_print.send, house.desk, waiting.id)
    assert (said.code, said.values) == ("numbers.printed_unknown", {"number": number(1)})
    label.void(house.desk, waiting.id, reason="损坏", witness=d.NURSE, pin=d.PIN)
    label.plan(house.desk, waiting.id, bag_kind=KIND)
    again = label_print.send(house.desk, waiting.id)
    assert again.label_set
    assert again.label_set.number == number(2)


def test_another_range_is_taken_and_no_number_comes_twice(house: House) -> None:
    numbers = restored(house)
    another_range(house.desk)
    numbers += [house.printed() for _ in range(3)]
    assert numbers[-3:] == [number(101), number(102), number(103)]
    assert len(set(numbers)) == len(numbers)


def test_a_database_that_knew_no_number_at_all_says_so(house: House) -> None:
    restored(house, before=0, after=2)
    said = refused(house.planned)
    assert (said.code, said.values) == ("numbers.database_knows_none", {"printed": number(2)})


def test_entries_that_came_back_end_the_refusal(house: House) -> None:
    house.printed()
    book, seq = house.desk.ledger.book, house.desk.ledger.head(house.desk.ledger.book)[0]
    house.copy()
    house.printed()
    lost = house.desk.ledger.entries_after(book, seq, 1_000)
    house.put_back()
    assert set(behind(house.desk)) == {"r1"}
    house.desk.take_in(lost)
    assert behind(house.desk) == {}
    assert house.printed() == number(3)


def test_no_shift_opens_on_numbers_of_which_more_was_printed(house: House) -> None:
    restored(house, before=1, after=1)
    assert refused(shift.issue_of_numbers, house.desk, "x").code == "numbers.database_is_old"
    another_range(house.desk)
    assert shift.issue_of_numbers(house.desk, "x").range_id == "r2"


def copied(house: House, visit: Visit) -> int:
    told = label_reprint.reprint(
        house.desk, visit.id, roles=("bag1",), reason="unreadable", witness=d.NURSE, pin=d.PIN
    )
    assert told.label_set
    return told.label_set.copy


def test_an_old_database_never_prints_a_copy_as_one_that_is_out(house: House) -> None:
    waiting = house.planned()
    label_print.send(house.desk, waiting.id)
    house.copy()
    assert [copied(house, waiting), copied(house, waiting)] == [2, 3]
    house.put_back()
    assert copied(house, waiting) == 4
    assert house.desk.marks.all()["r1"].copies == {number(1): 4}


def test_an_old_database_of_which_more_was_printed_copies_nothing(house: House) -> None:
    waiting = house.planned()
    label_print.send(house.desk, waiting.id)
    house.copy()
    house.printed()
    house.put_back()
    assert refused(copied, house, waiting).code == "numbers.database_is_old"
    assert house.desk.marks.all()["r1"].copies == {}


def test_a_copy_is_in_the_mark_though_both_files_of_it_were_lost(house: House) -> None:
    waiting = house.planned()
    label_print.send(house.desk, waiting.id)
    for file in marks(house):
        file.unlink()
    assert copied(house, waiting) == 2
    mark = house.desk.marks.all()["r1"]
    assert (mark.number, mark.place, mark.copies) == (number(1), 0, {number(1): 2})


def test_a_set_printed_later_than_a_higher_one_is_no_old_database(house: House) -> None:
    first, second = house.planned(), house.planned()
    for visit in (second, first):
        label_print.send(house.desk, visit.id)
    assert house.printed() == number(3)
    mark = house.desk.marks.all()["r1"]
    assert (mark.number, mark.passed_over) == (number(3), ())


def test_a_higher_number_tells_which_one_was_passed_over(house: House) -> None:
    house.planned()
    house.printed()
    assert house.desk.marks.all()["r1"].passed_over == (0,)


def marks(house: House) -> list[Path]:
    return [file for folder in house.profile.mark_folders for file in folder.glob("*.json")]


def test_marks_that_are_gone_are_made_anew_from_the_database(house: House) -> None:
    house.printed()
    waiting, voided = house.planned(), house.planned()
    label.void(house.desk, voided.id, reason="损坏", witness=d.NURSE, pin=d.PIN)
    assert len(marks(house)) == 2
    for file in marks(house):
        file.unlink()
    assert house.printed() == number(4)
    mark = house.desk.marks.all()["r1"]
    assert (mark.number, mark.passed_over) == (number(4), (1,))
    label_print.send(house.desk, waiting.id)
    assert house.desk.marks.all()["r1"].passed_over == ()
    assert len(marks(house)) == 2


def test_one_damaged_file_is_made_whole_by_the_next_print(house: House) -> None:
    house.printed()
    one, other = marks(house)
    one.write_bytes(b"")
    house.printed()
    assert one.read_bytes() == other.read_bytes()


def test_without_a_readable_mark_nothing_is_spent_and_nothing_printed(house: House) -> None:
    house.printed()
    waiting = house.planned()
    for file in marks(house):
        file.write_bytes(b"")
    assert refused(label_print.send, house.desk, waiting.id).code == "numbers.mark_unreadable"
    assert refused(house.planned).code == "numbers.mark_unreadable"
    assert house.desk.visits.get(waiting.id).label_set.sent_at is None  # type: ignore[union-attr]
    another_range(house.desk)
    assert shift.issue_of_numbers(house.desk, "x").range_id == "r2"


def test_a_mark_that_cannot_be_written_stops_the_print_and_the_set_waits(house: House) -> None:
    waiting = house.planned()
    for folder in house.profile.mark_folders:
        folder.parent.mkdir(exist_ok=True)
        folder.write_text("no folder")
    said = refused(label_print.send, house.desk, waiting.id)
    assert said.code in {"numbers.mark_unreadable", "numbers.mark_not_written"}
    assert not list((house.folder / "printed").glob("*"))
    for folder in house.profile.mark_folders:
        folder.unlink()
    assert label_print.send(house.desk, waiting.id).label_set.sent_at  # type: ignore[union-attr]


class _Watched:
    """A job that looks at something at the moment when it is sent."""

    def __init__(self, job: PrintJob, look: Callable[[], None]) -> None:
        self._job, self._look = job, look

    def __getattr__(self, name: str) -> object:
        return getattr(self._job, name)

    def send(self) -> PrintedSet:
        self._look()
        return self._job.send()


def test_the_mark_is_on_the_disk_before_the_first_byte_leaves(house: House) -> None:
    printer = house.desk.printer
    assert printer
    seen: list[str] = []
    draw = printer.draw

    def watched(contents: Sequence[LabelContent]) -> object:
        return _Watched(draw(contents), lambda: seen.append(house.desk.marks.all()["r1"].number))

    printer.draw = watched  # type: ignore[method-assign, assignment]
    assert [house.printed()] == seen


def test_a_set_whose_range_is_not_here_is_not_printed(house: House) -> None:
    waiting = house.planned()
    house.desk.database.execute("DELETE FROM number_range")
    assert refused(label_print.send, house.desk, waiting.id).code == "labels.number_not_in_range"


def test_a_new_profile_in_the_same_place_knows_nothing_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from donor_room.store import vault
    from donor_room.workflow.opening import create_desk

    monkeypatch.setenv(settings.HOME_VARIABLE, str(tmp_path / "home"))
    profile = settings.profile("practice", {settings.HOME_VARIABLE: str(tmp_path / "home")})
    names = []
    for _ in range(2):
        create_desk(profile, passphrase="dry winter road", clock=FixedClock(d.AFTERNOON)).close()
        names.append(vault.id_of(profile.folder))
        shutil.rmtree(profile.folder)
    assert names[0] != names[1]
