"""At the chair and after it, as the team presses it: labels, collection, aftercare."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from donor_room.demo.cast import Part
from donor_room.demo.house import NURSE, SECOND_NURSE
from donor_room.demo.scene import Scene
from donor_room.domain.visit import AFTER_TUBES, BEFORE_NEEDLE
from donor_room.ui.keys import Act
from donor_room.workflow import label_scan
from donor_room.workflow.label_scan import Phase

_BAGS = {"WB200": "triple_200", "WB300": "triple_300", "WB400": "triple_400"}
_FLOW = timedelta(minutes=6, seconds=30)
_REST = timedelta(minutes=16)
_SHORT_ML = "320"
_BAG_DAYS = 300
_ANSWERED = (
    ("where", "faintness"), ("awake", "awake"), ("how_long", "minutes"), ("done", "rest"),
    ("left_as", "well"),
)  # fmt: skip
"""What is answered of the reaction of the day."""


class Chair:
    """One method for each page; each returns when the page is left."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.hands, self.house = scene, scene.hands, scene.house
        self._voided: set[str] = set()
        self._failed: set[str] = set()

    def _presenter(self, page: str) -> Any:
        return self.scene.terminal.presenter(page)

    def _leave(self, page: str, part: Part) -> None:
        self.hands.wait(lambda: self.hands.page != page, f"{page} of {part.role} to be done")

    # labels

    def labels(self, part: Part) -> None:
        """Hear the donor, take the bag, print, stick and read everything back."""
        self.house.take_over(NURSE)
        stages = {
            "identity": self._hear,
            "bag": self._take_bag_kind,
            "print": self._print,
            "send": self._print,
            "spoiled": self._void_spoiled,
            "scan": self._scan_or_void,
        }
        for _ in self.hands.turns_on("labels"):
            stages[self._presenter("labels").stage](part)

    def _hear(self, part: Part) -> None:
        self.scene.picture_once("labels-identity", at_night=True)
        self.hands.choose("labels.said", True)
        self.hands.wait(lambda: self._presenter("labels").stage != "identity", f"{part.role} to be heard")

    def _take_bag_kind(self, part: Part) -> None:
        self.scene.picture_once("labels-bag")
        self.hands.choose("labels.bags", _BAGS[part.plan])
        self.hands.settle()

    def _print(self, part: Part) -> None:
        self.hands.press(Act.PRINT)
        self.hands.wait(lambda: self._presenter("labels").stage == "scan", f"the labels of {part.role}")

    def _void_spoiled(self, part: Part) -> None:
        self.hands.press(Act.PRINT)
        self._void(part, "bag_changed")

    def _scan_or_void(self, part: Part) -> None:
        if part.incident == "void" and part.role not in self._voided:
            self._voided.add(part.role)
            self.hands.press(Act.PRINT)
            self.hands.choose("labels.number_menu.choices", "void")
            self._void(part, "misprint")
            return
        self._scan_all(part, BEFORE_NEEDLE, "labels")

    def _void(self, part: Part, reason: str) -> None:
        """Make the number void before the eyes of the second nurse."""
        hands, before = self.hands, len(self.scene.visit().label_sets)
        hands.choose("labels.void.choices", reason)
        hands.choose("labels.void.people", self.house.id_of(SECOND_NURSE))
        hands.focus("labels.void.pin")
        hands.type(SECOND_NURSE.pin)
        hands.picture(f"void-{part.role}")
        hands.press(Act.MAIN)
        hands.wait(lambda: hands.see("labels.void") is None, f"{before} sets of {part.role} to be void")
        hands.settle()

    def _scan_all(self, part: Part, phase: Phase, page: str) -> None:
        """Hold every label that is still open before the scanner, in the order of the set."""
        visit = self.scene.visit()
        open_roles = visit.unscanned(phase)
        for place, item in enumerate(label_scan.labels_of(visit, phase).items):
            if item.role not in open_roles:
                continue
            if place == 2:
                self.scene.picture_once(f"{page}-scan", at_night=True)
            self.hands.scan(item.encoded)
            self.hands.settle()
        self._leave(page, part)

    # collection

    def collection(self, part: Part) -> None:
        """Bag, arm, needle, clock, end, and the second proof."""
        self.house.take_over(NURSE)
        stages = {
            "bag": self._take_bag,
            "arm": self._put_needle_in,
            "flowing": self._let_flow,
            "proof": self._prove_again,
        }
        for _ in self.hands.turns_on("collection"):
            stages[self._presenter("collection").stage](part)

    def _prove_again(self, part: Part) -> None:
        self._scan_all(part, AFTER_TUBES, "collection")

    def _take_bag(self, part: Part) -> None:
        until = self.scene.clock.today() + timedelta(days=_BAG_DAYS)
        self.hands.fill("collection.lot", "B2611-07")
        self.hands.fill("collection.expiry", f"{until:%Y%m%d}")
        self.scene.picture_once("collection-bag")
        self.hands.press(Act.MAIN)
        self._stage_after("bag", part)

    def _put_needle_in(self, part: Part) -> None:
        is_second = part.role in self._failed
        self.hands.choose("collection.choices", "right" if is_second else "left")
        if is_second:
            self.hands.choose("collection.agreement", True)
        self.scene.picture_once(f"collection-arm-{'second' if is_second else 'first'}")
        self.hands.press(Act.MAIN)
        self._stage_after("arm", part)

    def _let_flow(self, part: Part) -> None:
        if part.incident == "second_needle" and part.role not in self._failed:
            self._fail_needle(part)
            return
        self.scene.pass_time(_FLOW)
        self._presenter("collection").tick()
        self.scene.picture_once("collection-flowing", at_night=True)
        if part.incident == "reaction":
            self._care(part)
            self._end_short(part)
        else:
            self.hands.choose("collection.choices", "full")
        self._stage_after("flowing", part)

    def _fail_needle(self, part: Part) -> None:
        self._failed.add(part.role)
        hands = self.hands
        hands.choose("collection.choices", "failed")
        hands.choose("collection.failed.choices", "no_vein")
        hands.picture("needle-failed")
        hands.press(Act.MAIN)
        self._leave("collection", part)

    def _end_short(self, part: Part) -> None:
        hands = self.hands
        hands.choose("collection.choices", "short")
        hands.fill("collection.end.volume", _SHORT_ML)
        hands.choose("collection.end.choices", "reaction")
        hands.picture(f"collection-short-{part.role}")
        hands.press(Act.MAIN)
        hands.wait(lambda: hands.see("collection.end") is None, "the end of the collection")

    def _stage_after(self, stage: str, part: Part) -> None:
        presenter = self._presenter("collection")
        self.hands.wait(
            lambda: self.hands.page != "collection" or presenter.stage != stage, f"{stage} of {part.role}"
        )
        self.hands.settle()

    # a reaction

    def _care(self, part: Part) -> None:
        """F7, what is done, the pressure, and the end of the reaction with its class."""
        hands = self.hands
        hands.press(Act.REACTION)
        hands.wait(lambda: self.scene.visit().open_reaction is not None, f"the reaction of {part.role}")
        hands.click("reaction.act.feet_up")
        hands.settle()
        hands.press(Act.MAIN)
        for name, value in (("sbp", "98"), ("dbp", "60"), ("pulse", "58")):
            hands.fill(f"collection.pressure.{name}", value)
        hands.press(Act.MAIN)
        hands.settle()
        hands.picture("reaction")
        hands.picture_at_night("reaction")
        hands.press(Act.REACTION)
        for question, answer in _ANSWERED:
            self._choose_and_go(f"collection.reaction_{question}", answer)
        hands.choose("collection.reaction_confirm.choices", "as_shown")
        self._say_if_asked("collection.reaction_confirm.words", "平卧，抬高下肢，饮温水")
        hands.picture("reaction-end")
        hands.press(Act.MAIN)
        hands.wait(lambda: self.scene.visit().open_reaction is None, f"the reaction of {part.role} to end")
        hands.settle()

    def _choose_and_go(self, sheet: str, value: str) -> None:
        """Choose on a sheet; some go on by themselves, others wait for F10."""
        self.hands.choose(f"{sheet}.choices", value)
        self.hands.settle()
        if self.hands.see(sheet) is not None:
            self.hands.press(Act.MAIN)
            self.hands.settle()

    def _say_if_asked(self, field: str, words: str) -> None:
        if self.hands.see(field) is not None:
            self.hands.fill(field, words)

    # aftercare

    def aftercare(self, part: Part) -> None:
        """Rest, certificate, souvenir, and the end of the visit when the rest is over."""
        self.house.take_over(NURSE)
        hands, presenter = self.hands, self._presenter("aftercare")
        hands.press(Act.MAIN)
        hands.wait(lambda: self.scene.visit().rest_started_at is not None, f"the rest of {part.role}")
        hands.settle()
        self.scene.picture_once("aftercare-resting", at_night=True)
        hands.press(Act.PRINT)
        hands.settle()
        hands.choose("aftercare.souvenirs", "towel")
        hands.settle()
        self.scene.pass_time(_REST)
        presenter.tick()
        self.scene.picture_once("aftercare-rested")
        hands.press(Act.MAIN)
        self._leave("aftercare", part)
