"""What an organiser is told of a shift: people, counted once, and the blood of those who gave."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.told_to_organiser import DayWithGroup
from donor_room.workflow.expected import take_list
from donor_room.workflow.organiser import day_with_group
from donor_room.workflow.shift import the_shift
from tests.support import desks as d
from tests.workflow.test_expected import come, read


def test_people_are_counted_and_who_came_twice_is_one(desk) -> None:
    group = read(desk)
    take_list(desk, group, file_sha256="f0")
    take_list(desk, group, file_sha256="f0")
    come(desk, group.rows[0])
    (line,) = desk.visits.of_person(str(group.rows[0].document.kind), group.rows[0].document.number)
    desk.record(line.visit, e.VisitClosed(how="left", remark=None))
    come(desk, group.rows[0])
    come(desk, group.rows[1])
    assert day_with_group(desk, the_shift(desk)) == DayWithGroup(len(group.rows), 2, 0, 0)


def test_who_gave_counts_with_the_volume(desk) -> None:
    d.bring_to(desk, "aftercare", seed=11)
    told = day_with_group(desk, the_shift(desk))
    assert (told.expected, told.came, told.gave, told.whole_blood_ml) == (0, 1, 1, 400)
