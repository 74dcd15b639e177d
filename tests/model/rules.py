"""What people do at a desk and a chair, right and wrong: a rule is a press, weighted as a day has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec.structs import replace

from donor_room.domain.donation_number import check_character, profile_named
from donor_room.workflow import (
    aftercare,
    blood_tests,
    collect,
    decide,
    examine,
    label,
    label_print,
    label_scan,
    register,
    station_word,
)
from tests.model.book import Event
from tests.model.hands import Hands, has_set, is_ready, next_label
from tests.model.house import Stay
from tests.support import desks as d
from tests.support.reacted import over

Rule: TypeAlias = Callable[[Hands], Any]
BAG = "triple_400"
_MOST_HERE = 7


# ---- donors ------------------------------------------------------------------------------------------------


def come_in(hands: Hands) -> None:
    """A donor walks as far as chance will have it; with most of them nothing is amiss."""
    if len(hands.stays()) >= _MOST_HERE:
        leave(hands)
        return
    desk, seed, is_copy = hands.terminal.desk, hands.seed(), hands.often(0.7)
    step = "labels" if hands.often(0.6) else hands.one("decision", "tests", "interview")

    def walk() -> None:
        if is_copy:
            hands.world.house.step.visit = hands.world.donors.come_in(hands.terminal, seed)
            return
        visit = d.come_in(desk, seed)
        hands.world.house.step.visit = visit.id
        while d.step_of(visit) != step:
            visit = d.STEPS[d.step_of(visit)](desk, visit)

    hands.do("come in", None, walk)


def come_in_low(hands: Hands) -> None:
    """A donor is deferred: for a low haemoglobin, or for a temperature that a physician may release."""
    stay = hands.stay(lambda one: one.decided is None and one.set is None)
    if stay is None:
        return
    desk = hands.terminal.desk
    low = d.lot(desk)
    if hands.often(0.5):
        hands.do(
            "hb", stay, lambda: blood_tests.measure_hb(desk, stay.id, text="95", confirmed=True, lot=low)
        )
        hands.do("sign tests", stay, lambda: blood_tests.sign_tests(desk, stay.id))
    else:
        hands.do(
            "warm",
            stay,
            lambda: examine.measure(desk, stay.id, quantity="temp", text="37.4", confirmed=True),
        )
        hands.do("sign exam", stay, lambda: examine.sign_exam(desk, stay.id))
    hands.do("confirm", stay, lambda: decide.confirm(desk, stay.id, pin=hands.pin()))


def come_again(hands: Hands) -> None:
    """Somebody who was here comes in once more: still here, deferred, renamed, with a second look."""
    gone = [one for one in hands.stays(here=False) if one.closed is not None][-10:]
    stay = hands.one(*gone) if gone and hands.often(0.6) else hands.stay()
    if stay is None:
        return
    donor = hands.terminal.desk.visits.get(stay.id).donor
    if hands.often(0.3):
        donor = replace(donor, name="改名甲")
    second = hands.one(None, register.Second(staff=hands.witness(), pin=hands.pin()))
    desk = hands.terminal.desk

    def act() -> None:
        came = register.open_visit(desk, donor=donor, source="typed", plan="WB400", second=second)
        hands.world.house.step.visit = came.id

    hands.do("come again", None, act)


def leave_in_sight_of_a_deferral(hands: Hands) -> None:
    """A donor leaves before anybody signs the low value, and comes in again: alone, or looked at by two."""
    stay = hands.stay(lambda one: one.decided is None and one.set is None)
    if stay is None:
        return
    desk, lot = hands.terminal.desk, d.lot(hands.terminal.desk)
    donor = desk.visits.get(stay.id).donor
    hands.do("hb", stay, lambda: blood_tests.measure_hb(desk, stay.id, text="95", confirmed=True, lot=lot))
    hands.do("leave", stay, lambda: aftercare.close(desk, stay.id, how="left", remark="有事"))
    second = hands.one(None, register.Second(staff=d.NURSE, pin=d.PIN))

    def act() -> None:
        came = register.open_visit(desk, donor=donor, source="typed", plan="WB400", second=second)
        hands.world.house.step.visit = came.id

    hands.do("come again", None, act)


def decide_now(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.decided is None)
    if stay is not None:
        hands.do("confirm", stay, lambda: decide.confirm(hands.terminal.desk, stay.id, pin=hands.pin()))


def go_on(hands: Hands) -> None:
    """The next step of the walk as it should be done, up to the labels."""
    stay = hands.stay(lambda one: one.decided is None and one.set is None)
    desk = hands.terminal.desk
    if stay is None:
        return
    told = desk.visits.get(stay.id)
    if d.step_of(told) in ("interview", "exam", "tests", "decision"):
        hands.do("go on", stay, lambda: d.STEPS[d.step_of(told)](desk, told))


def fact_too_late(hands: Hands) -> None:
    """A value comes in at any moment."""
    stay = hands.stay()
    desk = hands.terminal.desk
    if stay is not None:
        text = hands.one("70", "72", "48")
        hands.do(
            "weight",
            stay,
            lambda: examine.measure(desk, stay.id, quantity="weight", text=text, confirmed=True),
        )


def take_up(hands: Hands) -> None:
    stay = hands.stay()
    if stay is not None:
        hands.do("take up", stay, lambda: station_word.take_up(hands.terminal.desk, stay.id))


# ---- labels ------------------------------------------------------------------------------------------------


def hear_at_chair(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.may_give and one.ended is None and "chair" not in one.heard)
    if stay is not None:
        hands.do("chair", stay, lambda: label.confirm_at_chair(hands.terminal.desk, stay.id))


def plan(hands: Hands) -> None:
    stay = hands.stay(lambda one: is_ready(one) and "chair" in one.heard)
    if stay is not None:
        kind = hands.one(BAG, BAG, BAG, "single_200")
        hands.do("plan", stay, lambda: label.plan(hands.terminal.desk, stay.id, bag_kind=kind))


def send(hands: Hands) -> None:
    """Print a set, on a printer that now and then fails before or in the middle."""
    stay = hands.stay(lambda one: one.set is not None and not one.set.sent)
    if stay is None:
        return
    printer = hands.terminal.printer
    if hands.often(0.12):
        printer.fault = hands.one("paper_out", "head_open", "silent")
    elif hands.often(0.12):
        printer.stops_after = hands.dice.randrange(7)
    printer.draws = hands.often(0.01)
    try:
        hands.do("send", stay, lambda: label_print.send(hands.terminal.desk, stay.id))
    finally:
        printer.fault = printer.stops_after = None
        printer.draws = False


def _scan(hands: Hands, stay: Stay, text: str, phase: str) -> None:
    hands.do(
        "scan",
        stay,
        lambda: label_scan.scan(hands.terminal.desk, stay.id, text=text, phase=phase),  # type: ignore[arg-type]
        before=[hands.scanned(stay, text)],
    )


def _phase(stay: Stay) -> str:
    return "before_needle" if stay.ended is None else "after_tubes"


def scan_right(hands: Hands) -> None:
    """Scan the next label of the own set in the phase that is due."""
    stay = hands.stay(lambda one: next_label(one, _phase(one)) is not None)
    text = next_label(stay, _phase(stay)) if stay else None
    if stay is not None and text is not None:
        _scan(hands, stay, text, _phase(stay))


def scan_all(hands: Hands) -> None:
    stay = hands.stay(lambda one: next_label(one, _phase(one)) is not None)
    for _label in range(7):
        text = next_label(stay, _phase(stay)) if stay else None
        if stay is None or text is None:
            return
        before = len(hands.world.house.step.events)
        _scan(hands, stay, text, _phase(stay))
        if hands.world.house.step.refused or before == 0:
            return


def scan_any_paper(hands: Hands) -> None:
    """Take up some label that lies in the house, of whatever donor, copy or void set."""
    stay = hands.stay(has_set)
    own = stay is not None and hands.often(0.6)
    text = hands.paper(lambda one: not own or one.visit == (stay.id if stay else ""))
    if stay is not None and text is not None:
        _scan(hands, stay, text, hands.one("before_needle", "after_tubes"))


def scan_else(hands: Hands) -> None:
    """Scan what is no label of the house: a group, a product, a slip, a number of nobody, a broken code."""
    stay = hands.stay(has_set)
    if stay is None:
        return
    numbers = [one.number for one in hands.world.house.room(hands.terminal.name).sets.values()]
    number = hands.one(*numbers) if numbers and hands.often(0.2) else stay.set.number if stay.set else ""
    text = hands.one(
        "=%6200", "=<E0001V00", f"DRV{stay.id.upper()}", "6901234567892", f"={number}01", f"={number}7",
        number, f"A{number}A", "", "=\\62",
    )  # fmt: skip
    _scan(hands, stay, text, hands.one("before_needle", "after_tubes"))


def type_number(hands: Hands) -> None:
    """Type a number that no reader reads: right, with a wrong sign, of another donor, alone."""
    stay = hands.stay(has_set)
    if stay is None or stay.set is None:
        return
    others = [one.number for one in hands.world.house.room(hands.terminal.name).sets.values()]
    number = stay.set.number if hands.often(0.7) else hands.one(*others)
    sign = check_character(number, profile_named(stay.set.profile)) or ""
    text = number + (sign if hands.often(0.7) else hands.one("0", "A", "*", ""))
    witness, pin, phase = hands.witness(), hands.pin(), _phase(stay)
    typed = {"text": text, "witness": witness, "pin_is_right": pin == d.PIN}
    hands.do(
        "type",
        stay,
        lambda: label_scan.type_number(
            hands.terminal.desk,
            stay.id,
            text=text,
            phase=phase,
            witness=witness,
            pin=pin,  # type: ignore[arg-type]
        ),
        before=[Event("hand.typed", hands.terminal.name, stay.id, d.EVERYBODY, body=typed)],
    )


def void(hands: Hands) -> None:
    stay = hands.stay(has_set)
    if stay is not None:
        reason, witness, pin = hands.one("不清", "不清", "针失败", " "), hands.witness(), hands.pin()
        hands.do(
            "void",
            stay,
            lambda: label.void(hands.terminal.desk, stay.id, reason=reason, witness=witness, pin=pin),
        )


def clear(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.foreign)
    if stay is not None:
        reason, witness, pin = hands.one("取走", "取走", " "), hands.witness(), hands.pin()
        hands.do(
            "clear",
            stay,
            lambda: label_scan.clear_foreign(
                hands.terminal.desk, stay.id, reason=reason, witness=witness, pin=pin
            ),
        )


# ---- the needle --------------------------------------------------------------------------------------------


def _is_proved(stay: Stay) -> bool:
    return stay.set is not None and not stay.set.to_scan - stay.set.before and stay.ended is None


def take_bag(hands: Hands) -> None:
    stay = hands.stay(lambda one: _is_proved(one) and not one.bag)
    if stay is not None:
        kind, on = hands.one(BAG, BAG, BAG, BAG, "single_200"), hands.day()
        hands.do(
            "bag",
            stay,
            lambda: collect.take_bag(hands.terminal.desk, stay.id, bag_kind=kind, lot="B2608", expires_on=on),
        )


def needle(hands: Hands) -> None:
    stay = hands.stay(lambda one: _is_proved(one) and one.bag and not one.needle_is_in)
    if stay is not None:
        arm, agreed = hands.one("left", "right"), hands.often(0.7)
        hands.do(
            "needle",
            stay,
            lambda: collect.put_needle_in(hands.terminal.desk, stay.id, arm=arm, donor_agreed=agreed),
        )


def fail_needle(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.needle_is_in)
    if stay is not None:
        reason = hands.one("无血流", "无血流", " ")
        hands.do("fail", stay, lambda: collect.fail_needle(hands.terminal.desk, stay.id, reason=reason))


def end(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.needle_is_in or (bool(one.needles) and one.ended is None))
    if stay is not None:
        volume, reason = hands.one(400, 400, 400, 410, 200, 20, 470), hands.one("慢", "慢", None)
        hands.do(
            "end",
            stay,
            lambda: collect.end(hands.terminal.desk, stay.id, volume_ml=volume, reason=reason),
        )


def react(hands: Hands) -> None:
    stay = hands.stay(lambda one: bool(one.needles))
    desk = hands.terminal.desk
    if stay is None:
        return
    hands.do("reaction", stay, lambda: collect.begin_reaction(desk, stay.id))
    if hands.often(0.8):
        hands.do(
            "reaction over",
            stay,
            lambda: over(desk, stay.id),
        )


# ---- the end of a visit ------------------------------------------------------------------------------------


def rest(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.ended is not None)
    if stay is not None:
        hands.do("rest", stay, lambda: aftercare.start_rest(hands.terminal.desk, stay.id))


def leave(hands: Hands) -> None:
    gives_up = hands.often(0.08)
    stay = hands.stay(lambda one: one.ended is not None or one.deferral is not None or gives_up)
    if stay is not None:
        right = "donated" if stay.ended else "deferred" if stay.deferral else "left"
        right = "failed" if stay.ended == "failed" else right
        how = right if hands.often(0.8) else hands.one("donated", "deferred", "left", "failed")
        hands.do(
            "leave",
            stay,
            lambda: aftercare.close(hands.terminal.desk, stay.id, how=how, remark="有事"),  # type: ignore[arg-type]
        )


RULES: dict[str, tuple[Rule, float]] = {
    "come_in": (come_in, 5),
    "come_in_low": (come_in_low, 1.5),
    "leave_in_sight_of_a_deferral": (leave_in_sight_of_a_deferral, 0.7),
    "come_again": (come_again, 1),
    "decide_now": (decide_now, 2),
    "go_on": (go_on, 3),
    "fact_too_late": (fact_too_late, 0.7),
    "take_up": (take_up, 1),
    "hear_at_chair": (hear_at_chair, 10),
    "plan": (plan, 10),
    "send": (send, 10),
    "scan_right": (scan_right, 12),
    "scan_all": (scan_all, 14),
    "scan_any_paper": (scan_any_paper, 3),
    "scan_else": (scan_else, 2),
    "type_number": (type_number, 2),
    "void": (void, 1),
    "clear": (clear, 8),
    "take_bag": (take_bag, 10),
    "needle": (needle, 10),
    "fail_needle": (fail_needle, 1.5),
    "end": (end, 8),
    "react": (react, 1),
    "rest": (rest, 8),
    "leave": (leave, 8),
}
