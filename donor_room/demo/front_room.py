"""From the desk to the decision, as the team presses it: reception, examination, tests, decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from donor_room.demo.cast import Part
from donor_room.demo.house import NURSE, PHYSICIAN, SECOND_NURSE
from donor_room.demo.messages import Wish
from donor_room.demo.scene import Scene
from donor_room.domain.card import CardRead
from donor_room.domain.identity import DocumentKind
from donor_room.ui.keys import Act
from donor_room.ui.steps.reception.view import TICKS, ReceptionView

_STRIP = timedelta(minutes=16)
_LOTS = {"hb": "HB2611", "alt": "AL2611", "hbsag": "HS2611", "abo": "BG2611"}
_LOT_DAYS = 120
_SIGNS = ("skin", "limbs", "arms", "rhythm")


class FrontRoom:
    """One method for each page; each returns when the page is left."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.hands, self.house = scene, scene.hands, scene.house

    # reception

    def come_in(self, part: Part) -> None:
        """Let a donor step up to the desk: by card, or by the number that is typed."""
        self.house.take_over(NURSE)
        self.hands.wait_for_page("reception")
        self.hands.let_the_message_go()
        if part.comes == "card":
            self._lay_down_card(part)
        else:
            self.hands.fill("number", part.donor.document_number)
            self.hands.enter()
        view = self._view()
        self.hands.wait(lambda: view.mode != "idle", f"{part.role} to be known at the desk")
        self.scene.picture_once(f"reception-{view.mode}", at_night=True)
        if view.mode == "ticks":
            self._tick(part)
        if view.mode == "deferred":
            self._turn_away(part)
            return
        if view.mode == "form":
            self._fill_form(part)
        if view.plan.value != part.plan:
            self.hands.choose("plan", part.plan)
        self.scene.picture_once(f"reception-{part.role}")
        self.hands.press(Act.MAIN)
        self.hands.wait(lambda: self.hands.page != "reception", f"the visit of {part.role}")
        if part.comes == "card":
            self.scene.cards.remove()

    def _view(self) -> ReceptionView:
        view = self.scene.terminal.presenter("reception").view
        assert isinstance(view, ReceptionView)  # noqa: S101 - it is the page of this name
        return view

    def _lay_down_card(self, part: Part) -> None:
        donor = part.donor
        card = CardRead(
            kind=DocumentKind.RESIDENT,
            name=donor.name,
            latin_name=None,
            sex=donor.sex,
            nation="01",
            nationality=None,
            birth_on=donor.birth_on,
            address="样例省样例市示范路1号",
            number=donor.document_number,
            authority="样例市公安局样例分局",
            valid_from=None,
            valid_until=None,
            is_long_term=True,
        )
        self.scene.cards.place(card)

    def _tick(self, part: Part) -> None:
        for what, is_so in zip(TICKS, part.ticks or (True, True, True), strict=True):
            self.hands.click(f"{what}_{'yes' if is_so else 'no'}")
        view = self._view()
        self.hands.wait(lambda: view.mode != "ticks", "the three conditions to be taken")

    def _fill_form(self, part: Part) -> None:
        donor, form = part.donor, self._view().form
        if not form.fields["name"].text():  # type: ignore[attr-defined]
            self.hands.fill("field_name", donor.name)
        if form.sex.value is None:
            self.hands.click(f"sex_{donor.sex}")
        if not form.fields["birth_on"].text():  # type: ignore[attr-defined]
            self.hands.fill("field_birth_on", f"{donor.birth_on:%Y%m%d}")
        if donor.phone:
            self.hands.fill("field_phone", donor.phone)

    def _turn_away(self, part: Part) -> None:
        self.scene.picture_once(f"turned-away-{part.role}")
        self.hands.press(Act.MAIN)
        view = self._view()
        self.hands.wait(lambda: view.mode == "idle", f"{part.role} to be turned away")
        self.hands.settle()

    # examination

    def exam(self, part: Part) -> None:
        """Type the readings, look at the four signs, sign."""
        hands = self.hands
        if part.incident == "cut":
            self._cut_the_network()
        visit = self.scene.visit()
        if visit.last("sbp") is None:
            hands.focus(self._field("exam", "sbp"))
            hands.type(part.readings["sbp"])
            hands.enter()
            hands.type(part.readings["dbp"])
            hands.enter()
            hands.settle()
        if part.incident in ("killed", "handed_on") and not visit.readings:
            self._leave_in_the_middle(part)
            return
        for quantity in ("pulse", "temp", "weight"):
            if visit.last(quantity) is None:
                hands.focus(self._field("exam", quantity))
                hands.type(part.readings[quantity])
                hands.enter()
        for sign in _SIGNS:
            hands.click(f"{sign}_normal")
            hands.settle()
        self.scene.picture_once("exam", at_night=True)
        hands.press(Act.MAIN)
        hands.wait(lambda: hands.page != "exam", f"the examination of {part.role} to be signed")

    def _presenter(self, page: str) -> Any:
        return self.scene.terminal.presenter(page)

    def _field(self, page: str, quantity: str) -> Any:
        return self._presenter(page).view.fields[quantity]

    def _cut_the_network(self) -> None:
        self.scene.wish(Wish(what="cut"))
        self.house.miss_the_station()
        self.hands.picture("no-network")

    def _leave_in_the_middle(self, part: Part) -> None:
        if part.incident == "killed":
            self.hands.picture("before-the-kill")
            self.scene.wish(Wish(what="kill", pictures=self.hands.taken))
            return
        visit = self.scene.visit_id
        self.hands.press(Act.BACK)
        self.hands.wait_for_page("reception")
        self.hands.picture("left-in-the-middle")
        self.house.take_over(SECOND_NURSE)
        self.take_up(visit)
        self.hands.picture("taken-up-by-another")

    def take_up(self, visit: str) -> None:
        """Go on with a visit that somebody left, from the list of those who are here."""
        view = self._view()
        self.hands.wait(lambda: any(row.line.visit == visit for row in view.visits), "the visit in the list")
        row = next(row for row in view.visits if row.line.visit == visit)
        self.hands.click(row)
        self.hands.wait(lambda: self.scene.visit_id == visit, "the visit to be taken up")
        self.hands.settle()

    # blood tests

    def tests(self, part: Part) -> None:
        """Give the lots once, then Hb, ALT, group and the strip in its own time."""
        hands, presenter = self.hands, self._presenter("tests")
        presenter.take_time_from(self.scene.clock.seconds)
        view = presenter.view
        hands.settle()
        if not view.lots.isHidden():
            self._give_lots()
        for quantity in ("hb", "alt"):
            hands.focus(self._field("tests", quantity))
            hands.type(part.readings[quantity])
            hands.enter()
            hands.settle()
            self._confirm_if_asked()
        hands.click(f"abo_{part.abo}")
        hands.settle()
        hands.click("strip_begin")
        hands.settle()
        self.scene.picture_once("tests-strip-running", at_night=True)
        self.scene.pass_time(_STRIP)
        presenter.look_at_clocks()
        hands.click("strip_nonreactive")
        hands.settle()
        self.scene.picture_once("tests")
        hands.press(Act.MAIN)
        hands.wait(lambda: hands.page != "tests", f"the tests of {part.role} to be signed")

    def _confirm_if_asked(self) -> None:
        if self.scene.terminal.presenter("tests").view.open_question() is not None:
            self.hands.digit(1)
            self.hands.settle()

    def _give_lots(self) -> None:
        until = self.scene.clock.today() + timedelta(days=_LOT_DAYS)
        for test, lot in _LOTS.items():
            self.hands.fill(f"lot_{test}", lot)
            self.hands.enter()
            self.hands.fill(f"lot_{test}_until", f"{until:%Y%m%d}")
        self.scene.picture_once("tests-lots")
        self.hands.press(Act.MAIN)
        view = self.scene.terminal.presenter("tests").view
        self.hands.wait(view.lots.isHidden, "the lots to be taken")

    # decision

    def decision(self, part: Part) -> None:
        """Let the physician look at it, answer what is left to a physician, and sign."""
        hands = self.hands
        self.house.take_over(PHYSICIAN)
        presenter = self._presenter("decision")
        hands.wait(lambda: presenter.told is not None and presenter.told.is_physician, "the decision's page")
        mode = presenter.state.mode
        self.scene.picture_once(f"decision-{mode}", at_night=True)
        if mode == "physician":
            hands.choose("choices", "eligible")
            hands.fill("remark", "问清：感冒两周前已愈，无症状")
        if mode == "deferred":
            self.scene.picture_once(f"decision-{part.role}")
            hands.press(Act.MAIN)
            hands.settle()
        hands.focus("pin")
        hands.type(PHYSICIAN.pin)
        if mode != "deferred":
            self.scene.picture_once(f"decision-{mode}-to-sign")
            hands.press(Act.MAIN)
        hands.wait(lambda: hands.page != "decision", f"the decision about {part.role}")
