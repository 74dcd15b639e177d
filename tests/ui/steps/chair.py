"""A donor who may give blood, walked to the chair, and the codes that a nurse scans there."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt

from donor_room.domain.visit import Visit
from donor_room.ui.chair_presenter import ChairPresenter
from donor_room.workflow import aftercare, collect, decide, label, label_print, label_scan, sign_in
from donor_room.workflow.desk import Desk
from tests.ui.steps.desk_people import LEADER, NURSE, PHYSICIAN, before_decision, sit_down, somebody
from tests.ui.steps.house import press


class Printer:
    """Takes every set; `ready` False stops it before, `uncertain` after the first byte."""

    name = "printer"

    def __init__(self) -> None:
        self.ready, self.uncertain, self.sets = True, False, 0

    def state(self):
        from donor_room.domain.label_set import PrinterState

        return PrinterState(ready=self.ready, faults=() if self.ready else ("paper_out",))

    def draw(self, contents):
        self.count = len(contents)
        return self

    @property
    def rasters_sha256(self):
        return ("0" * 64,) * self.count

    @property
    def feed_mm(self):
        return 62 * self.count

    def send(self):
        from donor_room.domain.label_set import PrintedSet

        self.sets += 1
        hashes = self.rasters_sha256
        return PrintedSet(printer=self.name, rasters_sha256=hashes, uncertain=self.uncertain, fault=None)


def eligible(desk: Desk, *, name: str = "李建国", seed: int = 5) -> Visit:
    """Walk a donor through the decision; the nurse is at the desk afterwards."""
    sit_down(desk, PHYSICIAN)
    visit = before_decision(desk, donor=somebody(desk, seed, sex="male", name=name))
    visit = decide.confirm(desk, visit.id, pin=PHYSICIAN.pin)
    sit_down(desk, NURSE)
    return visit


def labelled(desk: Desk, *, scanned: bool = True, **who: object) -> Visit:
    """Walk a donor to a printed set, read back if wanted."""
    visit = eligible(desk, **who)  # type: ignore[arg-type]
    label.confirm_at_chair(desk, visit.id)
    label.plan(desk, visit.id, bag_kind="triple_400")
    visit = label_print.send(desk, visit.id)
    return scan_all(desk, visit, "before_needle") if scanned else visit


def codes(visit: Visit, phase: label_scan.Phase = "before_needle") -> list[str]:
    """Return what is printed as bar codes on the labels still to be scanned."""
    left = visit.unscanned(phase)
    return [item.encoded for item in label_scan.labels_of(visit, phase).items if item.role in left]


def scan_all(desk: Desk, visit: Visit, phase: label_scan.Phase) -> Visit:
    for code in codes(visit, phase):
        visit, _ = label_scan.scan(desk, visit.id, text=code, phase=phase)
    return visit


def pierced(desk: Desk, *, arm: str = "left", **who: object) -> Visit:
    """Walk a donor to a needle that is in."""
    visit = labelled(desk, **who)
    expires_on = desk.clock.today() + timedelta(days=300)
    collect.take_bag(desk, visit.id, bag_kind="triple_400", lot="B260812", expires_on=expires_on)
    return collect.put_needle_in(desk, visit.id, arm=arm)  # type: ignore[arg-type]


def collected(desk: Desk, *, volume_ml: int = 400, reason: str | None = None, **who: object) -> Visit:
    """Walk a donor to the rest."""
    visit = pierced(desk, **who)
    visit = collect.end(desk, visit.id, volume_ml=volume_ml, reason=reason)
    return scan_all(desk, visit, "after_tubes")


def gone(desk: Desk, **who: object) -> Visit:
    """Walk a donor to the door."""
    visit = collected(desk, **who)
    aftercare.start_rest(desk, visit.id)
    return aftercare.close(desk, visit.id, how="donated", remark="演练")


def witness_id(desk: Desk) -> str:
    """Return who the team leader is on this terminal."""
    return next(one.staff for one in sign_in.staff(desk) if one.name == LEADER.name)


def printed(page: ChairPresenter) -> Visit:
    """Hear the donor, choose the first bag and print the set."""
    press(page.shell.window, "1", "1", Qt.Key.Key_F8)
    return page.visit


def said(page: ChairPresenter) -> str:
    """Return what the line for scans says."""
    return page.shell.window.scan_line.text


def second_person(page: ChairPresenter, reason: str = "1") -> None:
    """Answer a sheet with a reason, and the first other person's PIN."""
    press(page.shell.window, reason)
    second_person_pin(page)


def second_person_pin(page: ChairPresenter) -> None:
    """Answer a sheet with the first other person's PIN."""
    first = page.view.open_sheet.people.buttons[0].text()
    pin = {PHYSICIAN.name: PHYSICIAN.pin, LEADER.name: LEADER.pin}[first]
    press(page.shell.window, "1", pin, Qt.Key.Key_F10)
