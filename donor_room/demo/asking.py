"""The interview as nurse and donor press it: notice, signature, questions, the donor alone, the review."""

from __future__ import annotations

from typing import Any

from donor_room.demo.cast import Part
from donor_room.demo.house import NURSE
from donor_room.demo.scene import Scene
from donor_room.domain.questionnaire import Item
from donor_room.ui.keys import Act
from donor_room.ui.steps.interview.consent import TopicRow
from donor_room.ui.steps.interview.rows import VALUES
from donor_room.workflow import interview

_DIGITS = {value: digit for digit, value in VALUES}


class Interview:
    """Answers one question after the other; what is private is answered on the donor's own screen."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.hands, self.house = scene, scene.hands, scene.house

    def interview(self, part: Part) -> None:
        """Press through all faces of the page until it is signed."""
        if part.incident != "handed_on":
            self.house.take_over(NURSE)
        faces = {
            "consent": self._consent,
            "questions": self._answer,
            "curtain": self._at_the_curtain,
            "review": self._look,
        }
        for _ in self.hands.turns_on("interview"):
            if not self._donor_screen().isVisible():
                faces[self._view().face](part)
            elif self._donor_screen().is_handed_back:
                self._take_back()
            else:
                self._answer_alone(part)

    def _presenter(self) -> Any:
        return self.scene.terminal.presenter("interview")

    def _view(self) -> Any:
        return self._presenter().view

    def _donor_screen(self) -> Any:
        return self._presenter().donor_screen

    def _consent(self, part: Part) -> None:
        consent = self._view().consent
        self.scene.picture_once("interview-notice" if not consent.is_signing else "interview-to-sign")
        for row in consent.findChildren(TopicRow):
            if row.isVisible() and row.button.isVisible() and not row.button.isChecked():
                self.hands.click(row.button)
        if consent.is_signing:
            self.hands.draw(self.hands.find("signature_pad"))
            self.scene.picture_once("interview-signature", at_night=True)
        self.hands.press(Act.MAIN)

    def _next_item(self) -> Item | None:
        """Return the item in question, as the ledger knows it."""
        desk, visit = self.scene.terminal.desk, self.scene.visit_id

        def first() -> Item | None:
            folded = desk.visits.get(visit)
            left = interview.still_missing(desk, folded)
            items = {item.id: item for item in interview.items_of(desk, folded)}
            return items[left[0].item] if left else None

        found: Item | None = self.scene.ask(first)
        return found

    def _answer(self, part: Part) -> None:
        item = self._next_item()
        if item is None or (item.private and not self._donor_screen().isVisible()):
            self.hands.press(Act.MAIN)
            return
        value = part.answers.get(item.id, item.expect)
        digit = _DIGITS[value]
        self.hands.digit(digit)
        self.hands.wait(lambda: self._is_stored(item.id), f"the answer to {item.id} of {part.role}")
        self.scene.picture_once(f"interview-{item.group}")

    def _is_stored(self, item: str) -> bool:
        visit = self._presenter().visit
        return visit is not None and item in visit.answers

    def _at_the_curtain(self, part: Part) -> None:
        """Turn the screen to the donor, or go on when nothing private is left."""
        self.scene.picture_once("interview-curtain")
        self.hands.press(Act.MAIN)
        self.hands.settle()

    def _answer_alone(self, part: Part) -> None:
        self.scene.picture_once("interview-donor-alone")
        self._answer(part)

    def _take_back(self) -> None:
        screen = self._donor_screen()
        self.scene.picture_once("interview-hand-back")
        self.hands.enter()
        self.hands.wait(lambda: not screen.isVisible(), "the screen to be given back")

    def _look(self, part: Part) -> None:
        """Look at every answer other than expected, then sign."""
        self.scene.picture_once(f"interview-review-{part.role}")
        if self.hands.see("review_seen") is not None:
            self.hands.digit(1)
        else:
            self.hands.press(Act.MAIN)
        self.hands.settle()
