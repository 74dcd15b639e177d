"""The tests before the donation: haemoglobin, ALT, the HBsAg strip and the ABO group, each with its lot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.shift_checks import on_list
from donor_room.domain.visit import Drop, Visit
from donor_room.workflow.day import begun
from donor_room.workflow.desk import Desk
from donor_room.workflow.examine import last_before, measured
from donor_room.workflow.guard import said_of

LOTS = ("hb", "alt", "hbsag", "abo")
SOLUTIONS = {"male": "cuso4_male", "female": "cuso4_female"}
"""Copper sulphate by the sex whose limit its density is; each bottle has a lot of its own, as a test has."""

HbMethod = Literal["meter", "drop"]


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """A reagent or strip lot; expires_on is its last day of use."""

    number: str
    expires_on: date


def check_lot(desk: Desk, lot: Lot | None, test: str, on: date | None = None) -> Lot:
    """Return the lot; refuses none, an unnamed one and one past its last day, on a day or today."""
    if lot is None or not lot.number.strip():
        raise Refusal("tests.no_lot", test=test)
    if lot.expires_on < (on or desk.clock.today()):
        raise Refusal("tests.lot_expired", test=test, lot=lot.number, on=lot.expires_on)
    return lot


def measure_hb(desk: Desk, visit: str, *, text: str, confirmed: bool, lot: Lot | None) -> Visit:
    """Write down a haemoglobin in g/L; a value that looks like g/dL is asked about, never converted."""
    return _measure(desk, visit, quantity="hb", text=text, confirmed=confirmed, lot=lot)


def measure_alt(desk: Desk, visit: str, *, text: str, confirmed: bool, lot: Lot | None) -> Visit:
    """Write down an ALT in U/L."""
    return _measure(desk, visit, quantity="alt", text=text, confirmed=confirmed, lot=lot)


def _measure(desk: Desk, visit: str, *, quantity: str, text: str, confirmed: bool, lot: Lot | None) -> Visit:
    folded = desk.visits.get(visit)
    used = check_lot(desk, lot, quantity, desk.today_of(folded))
    act = measured(
        desk,
        quantity=quantity,
        text=text,
        confirmed=confirmed,
        lot=used.number,
        lot_expires_on=used.expires_on,
        last=last_before(desk, folded, quantity),
    )
    return desk.record(visit, act)


def see_drop(desk: Desk, visit: str, *, sank: bool, lot: Lot | None) -> Visit:
    """Write down whether a drop sank in time in copper sulphate of the density that the donor's sex needs."""
    folded = desk.visits.get(visit)
    sex = folded.donor.sex
    used = check_lot(desk, lot, SOLUTIONS[sex], desk.today_of(folded))
    density = density_for(desk.rules_of(folded), sex)
    if density is None:
        raise Refusal("tests.no_density", test="hb")
    return desk.record(
        visit, e.DropSeen(density=density, sank=sank, lot=used.number, lot_expires_on=used.expires_on)
    )


def density_for(rules: RulePack, sex: str) -> Decimal | None:
    """Return the density at which blood of this sex must sink; None where the rules have no such limit."""
    name = _LEAST_DENSITY[sex]
    return rules.number(name) if name in rules.param else None


def method_in_use(desk: Desk, shift: str) -> HbMethod | None:
    """Return how haemoglobin of the last donor of a shift was found at first; None before the first donor."""
    for line in reversed(desk.visits.of_shift(shift, open_only=False)):
        every = desk.visits.get(line.visit).haemoglobin
        if every:
            return "drop" if isinstance(every[0], Drop) else "meter"
    return None


def start_strip(desk: Desk, visit: str, *, lot: Lot | None) -> Visit:
    """Write down that an HBsAg strip was wetted now: its window opens by this moment, also after a crash."""
    used = check_lot(desk, lot, "hbsag", desk.today_of(desk.visits.get(visit)))
    return desk.record(visit, e.StripStarted(test="hbsag", lot=used.number, lot_expires_on=used.expires_on))


def lots_in_use(desk: Desk, shift: str) -> dict[str, Lot]:
    """Return the lots of a shift by test, so that nobody types them again after a restart.

    What was opened for the day by the checks of the shift is in use; of any other test the lot last used.
    """
    return _lots_used(desk, shift) | lots_opened(desk)


def lots_opened(desk: Desk) -> dict[str, Lot]:
    """Return the lots that the checks of the open shift name, by test."""
    opening = begun(desk.ledger)
    if opening is None or not isinstance(opening.act, e.ShiftOpened):
        return {}
    said = said_of(desk.ledger, opening.act)
    found: dict[str, Lot] = {}
    for check in on_list(desk.packs.checks, opening.act):
        last = said[check.id][-1].act if check.id in said else None
        if check.reagent and last is not None and last.lot is not None and last.lot_expires_on is not None:
            found[check.reagent] = Lot(number=last.lot, expires_on=last.lot_expires_on)
    return found


def _lots_used(desk: Desk, shift: str) -> dict[str, Lot]:
    found: dict[str, Lot] = {}
    for line in reversed(desk.visits.of_shift(shift, open_only=False)):
        if len(found) == len(LOTS) + len(SOLUTIONS):
            break
        visit = desk.visits.get(line.visit)
        for test, lot in (_lots_of(visit) | _solutions_of(desk, visit)).items():
            found.setdefault(test, lot)
    return found


def _lots_of(visit: Visit) -> dict[str, Lot]:
    lots: dict[str, Lot] = {}
    for test in ("hb", "alt"):
        reading = visit.last(test)
        if reading and reading.measured.lot and reading.measured.lot_expires_on:
            lots[test] = Lot(number=reading.measured.lot, expires_on=reading.measured.lot_expires_on)
    for test, act in (("hbsag", visit.strip_started or visit.strip), ("abo", visit.group)):
        if act is not None:
            lots[test] = Lot(number=act.lot, expires_on=act.lot_expires_on)
    return lots


def _solutions_of(desk: Desk, visit: Visit) -> dict[str, Lot]:
    """The lot of a solution is that of every sex which needs this density."""
    return {
        SOLUTIONS[sex]: Lot(number=drop.seen.lot, expires_on=drop.seen.lot_expires_on)
        for drop in visit.drops
        for sex in SOLUTIONS
        if density_for(desk.rules_of(visit), sex) == drop.seen.density
    }


def read_strip(
    desk: Desk, visit: str, *, result: Literal["reactive", "nonreactive", "invalid"], lot: Lot | None
) -> Visit:
    """Write down an HBsAg strip."""
    used = check_lot(desk, lot, "hbsag", desk.today_of(desk.visits.get(visit)))
    return desk.record(
        visit, e.StripRead(test="hbsag", result=result, lot=used.number, lot_expires_on=used.expires_on)
    )


def type_group(desk: Desk, visit: str, *, abo: Literal["A", "B", "O", "AB"], lot: Lot | None) -> Visit:
    """Write down the ABO group; the nurse has not been shown the known one."""
    used = check_lot(desk, lot, "abo", desk.today_of(desk.visits.get(visit)))
    return desk.record(visit, e.GroupTyped(abo=abo, lot=used.number, lot_expires_on=used.expires_on))


def panel(desk: Desk, visit: Visit) -> tuple[str, ...]:
    """Return the tests that the station does before a whole blood donation."""
    return desk.rules_of(visit).words("pretests_whole_blood")


_LEAST_HB = {"male": "hb_min_male_g_l", "female": "hb_min_female_g_l"}
_LEAST_DENSITY = {"male": "cuso4_min_male", "female": "cuso4_min_female"}


def reading_minutes(desk: Desk, visit: Visit) -> tuple[int, int]:
    """Return the whole minutes after the sample between which an HBsAg strip is read."""
    rules = desk.rules_of(visit)
    return rules.whole("hbsag_read_from_min"), rules.whole("hbsag_read_until_min")


def least_hb(desk: Desk, visit: Visit) -> Decimal | None:
    """Return the haemoglobin in g/L that this donor needs; None where the station uses no such limit."""
    return desk.rules_of(visit).number(_LEAST_HB[visit.donor.sex])


def most_alt(desk: Desk, visit: Visit) -> Decimal | None:
    """Return the highest ALT in U/L; None where the station uses no such limit."""
    return desk.rules_of(visit).number("alt_pre_max_u_l")


def missing_tests(desk: Desk, visit: Visit) -> tuple[str, ...]:
    """Return the tests of the station's panel that have no result yet; an invalid strip is none."""
    done = {
        "hb": bool(visit.haemoglobin),
        "alt": visit.last("alt") is not None,
        "hbsag": visit.strip is not None and visit.strip.result != "invalid",
        "abo": visit.group is not None,
    }
    return tuple(test for test in panel(desk, visit) if not done.get(test, False))


def sign_tests(desk: Desk, visit: str) -> Visit:
    """Sign the tests; refuses while one is missing."""
    left = missing_tests(desk, desk.visits.get(visit))
    if left:
        raise Refusal("tests.missing", count=len(left), first=left[0])
    return desk.record(visit, e.TestsSigned())
