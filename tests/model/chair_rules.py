"""What happens at the chairs: another chair, a check that is left, a label once more, a colleague gives."""

from __future__ import annotations

from donor_room.workflow import chair, label, label_reprint, register
from tests.model.hands import Hands, has_set
from tests.model.rules import Rule
from tests.support import desks as d

_REASONS = ("unreadable", "unreadable", "not_out", " ")


def change_chair(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.sits_at is not None)
    if stay is not None:
        number = hands.dice.randrange(1, 9)
        hands.do("chair changes", stay, lambda: chair.seat(hands.terminal.desk, stay.id, number))


def hear_at_named_chair(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.may_give and one.ended is None)
    if stay is not None:
        number = hands.dice.randrange(1, 9)
        hands.do("chair", stay, lambda: label.confirm_at_chair(hands.terminal.desk, stay.id, chair=number))


def leave_the_check(hands: Hands) -> None:
    """Somebody goes to another donor in the middle of a check, and comes back."""
    stay = hands.stay(has_set)
    desk = hands.terminal.desk
    if stay is not None:
        hands.do("check again", stay, lambda: chair.begin_check(desk, desk.visits.get(stay.id)))


def reprint(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.set is not None and one.set.sent > 0)
    if stay is None or stay.set is None:
        return
    roles = tuple(hands.dice.sample(sorted(stay.set.labels), hands.dice.randrange(1, 3)))
    reason, witness, pin = hands.one(*_REASONS), hands.witness(), hands.pin()
    printer = hands.terminal.printer
    printer.stops_after = 0 if hands.often(0.1) else None
    try:
        hands.do(
            "reprint",
            stay,
            lambda: label_reprint.reprint(
                hands.terminal.desk, stay.id, roles=roles, reason=reason, witness=witness, pin=pin
            ),
        )
    finally:
        printer.stops_after = None


def a_colleague_gives(hands: Hands) -> None:
    """Somebody who works here gives blood, and sits at the desk her- or himself."""
    desk = hands.terminal.desk
    donor = d.invented(desk, hands.seed(), name=d.PEOPLE[d.EVERYBODY][0])

    def act() -> None:
        visit = register.open_visit(desk, donor=donor, source="typed", plan="WB400")
        hands.world.house.step.visit = visit.id
        while d.step_of(visit) != "labels":
            visit = d.STEPS[d.step_of(visit)](desk, visit)

    hands.do("colleague", None, act)


CHAIR_RULES: dict[str, tuple[Rule, float]] = {
    "change_chair": (change_chair, 2),
    "hear_at_named_chair": (hear_at_named_chair, 2),
    "leave_the_check": (leave_the_check, 2),
    "reprint": (reprint, 3),
    "a_colleague_gives": (a_colleague_gives, 0.2),
}
