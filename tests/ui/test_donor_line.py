"""What banner and queue say of a visit: enough to know whom one has before oneself, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.directory import EarlierDonation
from donor_room.domain.queue import VisitLine
from donor_room.ui.donor_line import donor_line, in_groups, plan_words, queue_line
from donor_room.ui.texts import texts
from donor_room.workflow.desk import Desk
from tests.support import acts as a
from tests.support import desks as d
from tests.support.acts import visit_of
from tests.support.told import PERMANENT, tell, word


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with d.at_work(tmp_path, clock) as desk:
        yield desk


def banner(desk: Desk, visit):
    return donor_line(visit, desk.clock.today())


def waiting(desk: Desk) -> VisitLine:
    (line,) = desk.visits.of_shift(d.shift.current_shift(desk).id, open_only=True)
    return line


def row(line: VisitLine, minutes: int = 0, here: str = ""):
    now = datetime.fromisoformat(line.waiting_since) + timedelta(minutes=minutes)
    return queue_line(line, place=3, now=now, here=here, late_after_min=30)


def test_the_number_of_the_document_is_masked(desk: Desk) -> None:
    visit = d.come_in(desk)
    line = banner(desk, visit)
    assert visit.donor.document_number not in line.document
    assert visit.donor.document_number[-4:] == line.document.replace(" ", "")[-4:]


def test_a_resident_number_is_read_in_groups(desk: Desk) -> None:
    assert [len(part) for part in banner(desk, d.come_in(desk)).document.split(" ")] == [6, 4, 4, 4]


@pytest.mark.parametrize("number", ["E1*****78", "", "1234567"])
def test_another_number_stands_as_it_is(number: str) -> None:
    assert in_groups(number) == number


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "男 30 岁"), ("en", "Male")])
def test_sex_and_age_are_said_in_both_languages(desk: Desk, language: str, words: str) -> None:
    visit = d.come_in(desk)
    texts().switch(language)
    assert banner(desk, visit).sex_and_age.startswith(words)
    assert "30" in banner(desk, visit).sex_and_age


def test_a_first_donor_is_called_so(desk: Desk) -> None:
    line = banner(desk, d.come_in(desk))
    assert (line.last, line.group, line.rh) == ("首次献血", "", "")


def test_whoever_gave_on_days_that_nobody_knows_is_not_called_a_first_donor(desk: Desk) -> None:
    donor = d.invented(desk)
    d.know(desk, donor, donations=(), count=3, name=donor.name, sex=donor.sex, birth_on=donor.birth_on)
    visit = d.register.open_visit(desk, donor=donor, source="typed", plan="WB400")
    assert banner(desk, visit).last == "3 次，日期未知"


def test_without_a_list_nobody_is_called_a_first_donor() -> None:
    assert (
        donor_line(visit_of(a.changed(a.OPENED, known=None, directory_as_of=None)), a.LAST_DAY).last == "未知"
    )


def test_a_returning_donor_has_last_day_kind_and_group(desk: Desk) -> None:
    donor = d.invented(desk)
    day = desk.clock.today() - timedelta(days=400)
    given = (EarlierDonation(kind="WB400", on=day, volume_ml=400, site="人民广场"),)
    known = {"name": donor.name, "sex": donor.sex, "birth_on": donor.birth_on, "abo": "O", "rhd": "negative"}
    d.know(desk, donor, donations=given, count=1, **known)
    visit = d.register.open_visit(desk, donor=donor, source="typed", plan="WB400")
    line = banner(desk, visit)
    assert line.last.startswith(day.isoformat())
    assert (line.group, line.rh) == ("O", "RhD 阴性")


@pytest.mark.parametrize("kind", ["WB200", "WB300", "WB400"])
def test_a_plan_is_said_with_its_volume(kind: str) -> None:
    assert kind[2:] in plan_words(kind)
    assert plan_words(kind) != kind


def test_a_plan_that_nobody_knows_is_said_as_it_stands() -> None:
    assert plan_words("XX999") == "XX999"


def test_the_queue_names_nobody_in_full(desk: Desk) -> None:
    visit = d.come_in(desk, name="欧阳建国")
    line = row(waiting(desk))
    assert line.name != visit.donor.name
    assert (line.visit, line.number, line.step) == (visit.id, "3", 2)


@pytest.mark.parametrize(("minutes", "state"), [(0, ""), (30, ""), (31, "late"), (500, "late")])
def test_whoever_waits_over_half_an_hour_is_late(desk: Desk, minutes: int, state: str) -> None:
    d.come_in(desk)
    line = row(waiting(desk), minutes)
    assert (line.minutes, line.state) == (minutes, state)


def test_a_clock_that_was_put_back_counts_no_minutes_below_none(desk: Desk) -> None:
    d.come_in(desk)
    assert row(waiting(desk), -20).minutes == 0


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"outcome": "physician"}, "physician"),
        ({"flags": "reaction"}, "reaction"),
        ({"flags": "reaction second_needle", "outcome": "physician"}, "reaction"),
        ({"flags": "no_reaction_at_all"}, ""),
        ({"outcome": "eligible"}, ""),
    ],
)
def test_a_reaction_comes_before_everything_else(desk: Desk, change: dict[str, str], state: str) -> None:
    d.come_in(desk)
    line = waiting(desk)
    assert row(line._replace(**change)).state == state


def test_the_visit_on_the_screen_is_known(desk: Desk) -> None:
    visit = d.come_in(desk)
    assert row(waiting(desk), here=visit.id).is_open_here
    assert not row(waiting(desk), here="another").is_open_here


def test_a_held_donor_waits_for_the_physician(desk: Desk) -> None:
    visit = tell(desk, d.come_in(desk), word(deferral=PERMANENT))
    line = desk.visits.line(visit.id)
    assert line is not None
    assert row(line).state == "physician"
