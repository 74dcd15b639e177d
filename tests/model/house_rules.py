"""What happens to a whole terminal: shifts end, power fails, old disks return, stations tell, clocks jump."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from donor_room.domain.directory import EarlierDonation, StandingDeferral
from donor_room.simulation.paper import PowerCut
from donor_room.workflow import (
    aftercare,
    collect,
    hand_over,
    label,
    label_print,
    label_scan,
    release,
    shift,
    station_word,
)
from donor_room.workflow.clock_doubt import DateSeen
from tests.model.book import Event
from tests.model.hands import Hands, is_ready
from tests.model.house import AFTER_TUBES, PACKED, Stay
from tests.model.rules import Rule
from tests.support import desks as d
from tests.support.told import PERMANENT, tell, word

_SURE_TO_STOP = 400
"""No act takes so many statements; a cut after them never comes."""


# ---- the shift ---------------------------------------------------------------------------------------------


def _shift_id(hands: Hands) -> str | None:
    open_one = shift.current_shift(hands.terminal.desk)
    return open_one.id if open_one else None


def return_unspent(hands: Hands) -> None:
    hands.do("return", None, lambda: hand_over.return_unspent(hands.terminal.desk))


def explain(hands: Hands) -> None:
    """Name a number that has no end, or one that has."""
    room = hands.world.house.room(hands.terminal.name)
    numbers = [one.number for one in room.sets.values() if room.stays[one.visit].closed is not None]
    if numbers:
        number, witness, pin = hands.one(*numbers), hands.witness(), hands.pin()
        reason = hands.one("遗失", "遗失", " ")
        hands.do(
            "explain",
            None,
            lambda: hand_over.explain_gap(
                hands.terminal.desk, number=number, reason=reason, witness=witness, pin=pin
            ),
        )


def pack_one(hands: Hands) -> None:
    text = hands.paper()
    if text is not None:
        box = hands.one("1", "2", "Q")
        hands.do("pack", None, lambda: hand_over.pack(hands.terminal.desk, text=text, box=box))


def close_shift(hands: Hands) -> None:
    """Try to close as things stand."""
    receiver, pin = hands.witness(), hands.pin()
    hands.do(
        "close shift",
        None,
        lambda: hand_over.close_shift(
            hands.terminal.desk, received_by=receiver, pin=pin, document_sha256="0" * 64
        ),
    )
    open_shift(hands)


def open_shift(hands: Hands) -> None:
    """Begin the next shift where none is open; numbers that ran out are lent first."""
    if _shift_id(hands) is None and hands.do("open shift", None, lambda: _open_shift(hands)):
        _lend_more(hands)


def _open_shift(hands: Hands) -> None:
    """A second person sees the date, which counts where the clock was set since."""
    d.open_shift(hands.terminal.desk, date_seen=DateSeen(d.NURSE, d.PIN))


def see_all_off(hands: Hands) -> None:
    """End what there is, one press after the other, and close the shift: most presses of it are right."""
    desk = hands.terminal.desk
    for stay in hands.stays():
        see_off(hands, stay)
    for one in list(hands.world.house.room(hands.terminal.name).sets.values()):
        if one.used and hands.often(0.97):
            for role in PACKED:
                text = one.labels[role]
                hands.do("pack", None, lambda text=text: hand_over.pack(desk, text=text, box="1"))
    if hands.often(0.9):
        return_unspent(hands)
    close_shift(hands)


def see_off(hands: Hands, stay: Stay) -> None:
    """Bring one visit to its end the short way, press by press."""
    desk = hands.terminal.desk
    if stay.foreign:
        hands.do(
            "clear",
            stay,
            lambda: label_scan.clear_foreign(desk, stay.id, reason="取走", witness=d.NURSE, pin=d.PIN),
        )
    if stay.set is not None and not stay.needle_is_in and stay.ended is None:
        hands.do("void", stay, lambda: label.void(desk, stay.id, reason="不用", witness=d.NURSE, pin=d.PIN))
    if stay.needles and stay.ended is None:
        volume = 400 if stay.needle_is_in else 0
        hands.do("end", stay, lambda: collect.end(desk, stay.id, volume_ml=volume, reason="慢"))
    for role in AFTER_TUBES if stay.ended and stay.set else ():
        text = stay.set.labels[role] if stay.set else ""
        hands.do(
            "scan",
            stay,
            lambda text=text: label_scan.scan(desk, stay.id, text=text, phase="after_tubes"),
            before=[hands.scanned(stay, text)],
        )
    if stay.ended:
        hands.do("rest", stay, lambda: aftercare.start_rest(desk, stay.id))
    how = "left" if not stay.ended else "failed" if stay.ended == "failed" else "donated"
    hands.do("leave", stay, lambda: aftercare.close(desk, stay.id, how=how, remark="有事"))  # type: ignore[arg-type]


# ---- power and disks ---------------------------------------------------------------------------------------


def cut_power(hands: Hands) -> None:
    """The power goes between two presses, and the program starts again."""
    terminal = hands.terminal
    terminal.die()

    def act() -> None:
        raise PowerCut

    hands.do("power cut", None, act)


def cut_power_in_an_act(hands: Hands) -> None:
    """The power goes inside planning, printing or a scan, at any statement or after any label."""
    stay = hands.stay(is_ready)
    if stay is None:
        return
    terminal, desk = hands.terminal, hands.terminal.desk
    statement = hands.dice.randrange(1, 60)

    def plan_in_the_dark() -> None:
        with terminal.dying_at(statement):
            if not desk.visits.get(stay.id).is_heard("chair"):
                label.confirm_at_chair(desk, stay.id)
            label.plan(desk, stay.id, bag_kind="triple_400")
            label_print.send(desk, stay.id)

    def print_in_the_dark() -> None:
        terminal.printer.dies_after = hands.dice.randrange(8)
        try:
            label_print.send(desk, stay.id)
        except PowerCut:
            terminal.die()
            raise
        finally:
            terminal.printer.dies_after = None

    if hands.often(0.5):
        hands.do("dark plan", stay, plan_in_the_dark)
        return
    hands.do("chair", stay, lambda: label.confirm_at_chair(desk, stay.id))
    hands.do("plan", stay, lambda: label.plan(desk, stay.id, bag_kind="triple_400"))
    hands.do("dark print", stay, print_in_the_dark)


def lay_old_image_back(hands: Hands) -> None:
    """The disk is copied; some presses later the laptop is set up again from that copy.

    What the station had got by then comes back or does not; what was printed since is paper in the house.
    """
    terminal = hands.terminal
    if terminal.kept is None or hands.often(0.5):
        terminal.kept = terminal.image()
        return
    newer = terminal.entries()
    terminal.lay_back(terminal.kept)
    hands.world.read_again(terminal)
    terminal.kept = None
    if hands.often(0.5):
        there = newer[: len(newer) - hands.one(0, 0, hands.dice.randrange(1, 40))]
        terminal.desk.take_in(there)
        hands.world.read_again(terminal)
    hands.do("old image", None, lambda: None)


def rebuild(hands: Hands) -> None:
    hands.do("rebuild", None, hands.terminal.desk.rebuild)


# ---- the station -------------------------------------------------------------------------------------------


def station_tells(hands: Hands) -> None:
    """The station tells that a donor was deferred or gave elsewhere, during the visit or after it."""
    stay = hands.stay()
    if stay is None:
        return
    desk = hands.terminal.desk
    today = desk.clock.today()
    given = EarlierDonation(
        kind="WB400", on=today - timedelta(days=hands.one(0, 3, 30)), volume_ml=400, site="火车站"
    )
    until = StandingDeferral(kind="until", until_on=today + timedelta(days=60))
    against: dict[str, Any] = hands.one(
        {"deferral": PERMANENT}, {"deferral": until}, {"donations": (given,), "count": 1}
    )
    body = {
        "document": stay.donor["document_number"],
        "against": True,
        "news_for": _news_for(hands, stay, today.isoformat()),
    }
    told = Event("station.told", hands.terminal.name, body=body)
    hands.terminal.told.add(stay.donor["document_number"])
    visit = desk.visits.get(stay.id)
    hands.do("station tells", None, lambda: tell(desk, visit, word(**against)), before=[told])


def _news_for(hands: Hands, stay: Stay, today: str) -> list[str]:
    """Return the visits of this shift for which it is news: nothing was told here of this donor before."""
    if stay.donor["document_number"] in hands.terminal.told:
        return []
    open_shift = _shift_id(hands)
    return [
        one.id
        for one in hands.stays(here=False)
        if one.donor["document_number"] == stay.donor["document_number"]
        if one.shift == open_shift and one.known is None and (one.closed is None or one.sets)
    ]


def look_at_hold(hands: Hands) -> None:
    stay = hands.stay(lambda one: one.held)
    if stay is not None:
        reason, pin = hands.one("已核实", "已核实", " "), hands.pin()
        hands.do(
            "look at hold",
            stay,
            lambda: station_word.resolve_hold(hands.terminal.desk, stay.id, pin=pin, reason=reason),
        )


def release_one(hands: Hands) -> None:
    """A physician releases what a deferral rests on: another one, or the very same."""
    stay = hands.stay(lambda one: one.deferral is not None)
    if stay is None or stay.deferral is None:
        return
    desk = hands.terminal.desk
    deferral = desk.visits.get(stay.id).deferral
    findings = deferral.releasable if deferral else ()
    if findings:
        finding = hands.one(*findings)
        reasons = release.reasons_for(desk, finding)
        reason, by = hands.one(*reasons), hands.one(d.PHYSICIAN, d.PHYSICIAN, d.EVERYBODY, d.NURSE)
        hands.do(
            "release",
            stay,
            lambda: release.release(
                desk, stay.id, finding=finding, reason=reason, words="复测", staff_id=by, pin=d.PIN
            ),
        )


def clock_jumps(hands: Hands) -> None:
    """The clock of one laptop is set, back or on, by minutes or into another day."""
    span = hands.one(-3600, 3600, 600, -600, 40_000, 90_000)
    hands.terminal.clock.instant += timedelta(seconds=span)
    hands.do("clock", None, hands.terminal.desk.record_as_terminal)


def lease(hands: Hands) -> None:
    """More numbers come from the station, or, by a fault of somebody, numbers that are here already."""
    world, terminal = hands.world, hands.terminal
    if hands.often(0.5):
        ranges = list(world.house.room(terminal.name).ranges.values())
        first, last, _count = hands.one(*ranges)
        hands.do("lease twice", None, lambda: terminal.lease(f"x{hands.seed()}", first, last))
    else:
        _lend_more(hands)


def _lend_more(hands: Hands) -> None:
    world, terminal = hands.world, hands.terminal
    world.lent += 1
    place = world.lent
    hands.do("lease", None, lambda: terminal.lease(f"r{place}", *world.numbers(place)))


HOUSE_RULES: dict[str, tuple[Rule, float]] = {
    "return_unspent": (return_unspent, 0.3),
    "explain": (explain, 0.5),
    "pack_one": (pack_one, 3),
    "close_shift": (close_shift, 0.3),
    "open_shift": (open_shift, 1),
    "see_all_off": (see_all_off, 0.4),
    "cut_power": (cut_power, 0.5),
    "cut_power_in_an_act": (cut_power_in_an_act, 1),
    "rebuild": (rebuild, 0.2),
    "lay_old_image_back": (lay_old_image_back, 0.7),
    "station_tells": (station_tells, 0.7),
    "look_at_hold": (look_at_hold, 3),
    "release_one": (release_one, 3),
    "clock_jumps": (clock_jumps, 0.4),
    "lease": (lease, 0.5),
}
