"""A donor's own word through every screen: slip, clerk's page, notice at the vehicle, crate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.domain.visit_shape import AFTER_TUBES_ROLES
from donor_room.station.server import Station
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from tests.support import desks as d
from tests.support.pages import Visitor, make_person
from tests.test_two_vans import _van, read_page, talk
from tests.test_two_vans import station as station  # noqa: PLC0414 - the fixture
from tests.ui.conftest import clock, day_in_chinese, garbage_stays_on_this_thread  # noqa: F401
from tests.ui.terminals import Nurse

APART, HOLDS = "/console/holds/apart", "/console/holds"


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock, station: Station) -> Iterator[Nurse]:  # noqa: F811
    with _van(tmp_path / "1", clock, station) as nurse:
        yield nurse


def at_the_station(station: Station, role: str) -> Visitor:
    """Somebody with a browser, who looks at the practice of the station."""
    make_person(station, role, role)
    one = Visitor(station, language="zh-CN")
    one.be(role)
    one.get("/console")
    one.send("/console/face", ("face", "practice"))
    return one


def printed(nurse: Nurse, visit: Visit, clock: FixedClock) -> Path:  # noqa: F811
    """Let the donor rest, print the certificate by F8, and say goodbye by F10."""
    nurse.terminal.take_up(visit.id)
    nurse.wait_for_page("aftercare")
    nurse.press(Act.PRINT)
    folder = nurse.terminal.papers / "certificates"
    nurse.wait(lambda: list(folder.glob("*.pdf")), "the certificate")
    nurse.settle()
    nurse.press(Act.MAIN)
    nurse.settle()
    clock.instant += timedelta(minutes=12)
    nurse.terminal.presenter("aftercare").tick()
    nurse.press(Act.MAIN)
    nurse.wait_for_page("reception")
    return next(folder.glob("*.pdf"))


def slip_for_the_box(file: Path) -> str:
    """Return what a scanner reads off the slip that says: do not use my blood."""
    pdf = pypdfium2.PdfDocument(file)
    words = "".join(page.get_textpage().get_text_range() for page in pdf)
    symbols = [one for page in pdf for one in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())]
    pdf.close()
    slips = sorted(
        (one for one in symbols if one.format.name == "Code128"), key=lambda one: one.position.top_left.x
    )
    assert len(slips) == 2
    return slips[0 if "左边一张：不要使用" in words else 1].text


def test_a_slip_in_the_box_keeps_the_bag_apart_and_nobody_at_the_vehicle_sees_why(
    nurse: Nurse,
    station: Station,
    clock: FixedClock,  # noqa: F811
) -> None:
    visit: Visit = nurse.do(lambda desk: d.collect_all(desk, d.bring_to(desk, "collection")))
    number = visit.label_sets[-1].number
    slip = slip_for_the_box(printed(nurse, visit, clock))
    talk(station, nurse)
    assert nurse.window.status.notices == 0

    clerk = at_the_station(station, "clerk")
    clerk.get(APART)
    form = next(one for one in clerk.page.forms if "code" in one.fields)
    said = clerk.post(APART, form.fields | {"code": slip}).words
    assert "已录入，不必再做什么" in said
    assert number not in said

    talk(station, nurse)
    assert nurse.window.status.notices == 1
    ((head, _crate, what),) = read_page(nurse)
    assert (head, say("notices.reason.apart") in what) == (number, True)
    assert nurse.faults() == []
    nurse.view.back_asked.emit()
    nurse.wait_for_page("reception")

    nurse.press(Act.RECORDS)
    nurse.wait_for_page("handover")
    nurse.wait(lambda: nurse.terminal.presenter("handover").told is not None, "the numbers of the shift")
    bag = next(one.encoded for one in visit.label_sets[-1].planned.labels if one.role == AFTER_TUBES_ROLES[0])
    nurse.scan(bag)
    nurse.settle()
    assert nurse.words() == say("handover.packed_apart", what=say("labels.role.bag1"), number=number[-6:])

    physician = at_the_station(station, "physician")
    link = next(one for one in physician.get(HOLDS).links if "reason=apart" in one)
    assert number in physician.get(link).words.replace(" ", "")
    for one in (clerk, physician):
        one.close()
