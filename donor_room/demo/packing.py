"""The end of the day: what was collected is packed by scans, the numbers come out, two people sign."""

from __future__ import annotations

from typing import Any

from donor_room.demo.house import LEADER, SECOND_NURSE
from donor_room.demo.scene import Scene
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.ui.keys import Act
from donor_room.workflow.desk import Desk
from donor_room.workflow.shift import the_shift

_BAGS_IN_A_BOX = 8


class Packing:
    """Packs, hands over and closes the shift."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.hands, self.house = scene, scene.hands, scene.house

    def close_the_day(self) -> None:
        """Bring the shift to its end, by the page of the handover."""
        hands = self.hands
        self.house.take_over(LEADER)
        hands.press(Act.RECORDS)
        hands.wait_for_page("handover")
        hands.let_the_message_go()
        hands.wait(lambda: self._presenter().told is not None, "the numbers of the shift")
        hands.picture("handover-before-packing")
        self._pack()
        hands.picture("handover-packed")
        hands.picture_at_night("handover-packed")
        if hands.see("handover.return_unspent") is not None:
            hands.click("handover.return_unspent")
            hands.settle()
        hands.picture("handover-returned")
        self._sign()

    def _presenter(self) -> Any:
        return self.scene.terminal.presenter("handover")

    def _pack(self) -> None:
        """Scan bag, tubes and form of every unit into the box; a full box is followed by the next."""
        units: list[list[str]] = self.scene.ask(lambda: units_of(self.scene.terminal.desk))
        for place, codes in enumerate(units, start=1):
            for code in codes:
                self.hands.scan(code)
                self.hands.settle()
            if place % _BAGS_IN_A_BOX == 0 and place < len(units):
                self._next_box()

    def _next_box(self) -> None:
        """Close the full box by its key; the next one is in hand as soon as that is on the disk."""
        full = self._presenter().box
        self.hands.press(Act.AGAIN)
        self.hands.wait(lambda: self._presenter().box != full, "the next box")

    def _sign(self) -> None:
        """Give one's own PIN and the receiver's; then the shift is closed and the sheet is a file."""
        hands = self.hands
        hands.press(Act.MAIN)
        hands.fill("handover.sign.own_pin", LEADER.pin)
        hands.choose("handover.sign.people", self.house.id_of(SECOND_NURSE))
        hands.focus("handover.sign.pin")
        hands.type(SECOND_NURSE.pin)
        hands.picture("handover-sign")
        hands.press(Act.MAIN)
        hands.wait_for_page("shift")
        hands.picture("shift-closed")


def units_of(desk: Desk) -> list[list[str]]:
    """Return the codes of bag, tubes and form of each used number of the shift, as they are on the labels."""
    spent = [one for one in desk.numbers.spent_in(the_shift(desk).id) if one.state == "used"]
    units = []
    for one in spent:
        sets = {label_set.number: label_set for label_set in desk.visits.get(one.visit).label_sets}
        items = sets[one.number].planned.labels
        units.append([item.encoded for item in items if item.role in AFTER_TUBES_ROLES])
    return units
