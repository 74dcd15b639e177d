"""What must hold after every step, one sentence and one check for each: I01 to I22.

A check sees the house as it was before an event, and the event; what it answers is what is wrong. It reads
bare lines, papers and scans. None of them asks the program, except I02, which holds the program's own sum
against the lines.

One has no check here. I10 (a reading belongs to the visit that was armed when the measurement began):
nothing in the program measures yet, every value is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.model.book import Event
from tests.model.house import AFTER_TUBES, MAY_GIVE, PACKED, House, Stay
from tests.support.desks import PEOPLE

Wrong = Iterator[str]
Check = Callable[[House, Event], Wrong]

_TWO_PERSONS = {
    "labels.voided": "witness", "labels.foreign_cleared": "witness", "numbers.gap_explained": "witness",
    "visit.second_person_looked": "witness", "handover.signed": "received_by",
    "labels.reprinted": "witness",
}  # fmt: skip
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_FLAGS = {"bag1": "01", "bag2": "02", "bag3": "03", "bag4": "04", "tube": "07", "form": "08", "nat": "09",
          "slip": "00", "pilot": "06"}  # fmt: skip
_COLLECTS = ("collection.needle_in", "labels.planned")
_FORWARD = frozenset(
    {"labels.planned", "labels.sent", "labels.scanned", "collection.bag_taken", "collection.needle_in",
     "decision.made", "interview.answered"}
)  # fmt: skip


def i01_a_number_is_of_one_visit(house: House, event: Event) -> Wrong:
    """A donation number belongs to one visit, for ever and on every terminal, and comes from a range that was
    lent to this terminal alone; no two ranges share a number.
    """
    if event.kind == "range.leased":
        first, last = event.body["first"], event.body["last"]
        for terminal, range_id, its_first, its_last in house.ranges:
            same = (terminal, range_id) == (event.terminal, event.body["range_id"])
            if not same and first <= its_last and its_first <= last and len(first) == len(its_first):
                yield f"{first}-{last} meets range {range_id} of {terminal}"
    if event.kind == "labels.planned":
        number = event.body["number"]
        owner = house.owner(number)
        if owner is not None:
            yield f"{number} is spent again; it was on {owner.id}"
        if house.printed.get(number, event.visit) != event.visit:
            yield f"{number} was printed for {house.printed[number]} before"
        lent = house.room(event.terminal).ranges.get(event.body["range_id"])
        if lent is None or not lent[0] <= number <= lent[1]:
            yield f"{number} is not of a range of {event.terminal}"
    if event.kind == "paper.printed":
        number = event.body["number"]
        if house.printed.get(number, event.visit) != event.visit:
            yield f"{number} is on paper for {house.printed[number]} and for {event.visit}"


def i02_every_number_has_one_end(house: House, event: Event) -> Wrong:
    """Of each range used, void, returned, explained, open and unspent numbers make up what was lent, at every
    moment; no number has two ends, and none that went back is spent.
    """
    room = house.room(event.terminal)
    if event.kind in ("labels.voided", "numbers.gap_explained"):
        found = room.sets.get(event.body["number"])
        if found is not None and found.ends:
            yield f"{found.number} has a second end"
    if event.kind == "labels.planned":
        number = event.body["number"]
        for shift in room.shifts.values():
            if any(first <= number <= last for first, last in shift.given_back):
                yield f"{number} was given back"
    if event.kind == "numbers.returned":
        first, last = event.body["first"], event.body["last"]
        if any(first <= number <= last for number in room.sets):
            yield f"{first}-{last} goes back and is spent in part"
    if event.kind == "step.ended" and "sum" in event.body:
        yield from _sums(house, event)


def _sums(house: House, event: Event) -> Wrong:
    for shift, told in event.body["sum"].items():
        room = house.room(event.terminal)
        known = room.shifts[shift]
        sets = [one for one in room.sets.values() if one.shift == shift]
        ours = {
            "issued": known.issued,
            "used": sum(one.used and not one.explained for one in sets),
            "void": sum(one.void for one in sets),
            "returned": known.returned,
            "explained": sum(one.explained for one in sets),
            "open": sum(not one.ends for one in sets),
        }
        ours["unspent"] = ours["issued"] - ours["returned"] - len(sets)
        if ours != told:
            yield f"shift {shift}: the lines say {ours}, the program says {told}"
    lent = sum(count for _first, _last, count in house.room(event.terminal).ranges.values())
    issued = sum(shift.issued for shift in house.room(event.terminal).shifts.values())
    if "unissued" in event.body and lent - issued != event.body["unissued"]:
        yield f"lent {lent}, issued {issued}, the program has {event.body['unissued']} left"


def i03_labels_are_printed_only_for_whom_may_give(house: House, event: Event) -> Wrong:
    """Labels are planned and printed only for the visit that is open, after the donor consented and an
    eligible decision that still stands, and while no needle is in.
    """
    if event.kind not in ("labels.planned", "labels.sent", "labels.reprinted", "paper.printed"):
        return
    stay = house.stay(event)
    if stay is None:
        yield "for no visit"
        return
    if event.kind == "paper.printed" and (stay.set is None or stay.set.number != event.body["number"]):
        yield f"{event.body['number']} is not the set of this visit"
    if event.kind == "paper.printed" and stay.set is not None and not stay.set.sent:
        yield f"{event.body['number']} left for the printer before the book knew"
    wrong = {
        "closed": stay.closed is not None, "no consent": not stay.consent,
        "no decision stands": not stay.may_give, "a needle is in": stay.needle_is_in,
        "the collection ended": stay.ended is not None, "held": stay.held,
        "a foreign label lies here": stay.foreign,
    }  # fmt: skip
    yield from (name for name, is_so in wrong.items() if is_so)


def i04_a_set_is_printed_once(house: House, event: Event) -> Wrong:
    """A print belongs to one visit, one number and one copy of each label; another set needs the first one
    voided by two persons, and no label of a void set is ever taken for the right one again.
    """
    stay = house.stay(event)
    if event.kind == "labels.planned" and stay is not None and stay.set is not None:
        yield f"{stay.set.number} is still on the bag"
    if event.kind == "paper.printed":
        before = house.copies.get((event.body["number"], event.body["role"]), 0)
        if event.body["copy"] > 1 and (
            stay is None or stay.set is None or stay.set.copies < event.body["copy"]
        ):
            yield f"{event.body['number']} {event.body['role']} is a copy that nobody answers for"
        if event.body["copy"] <= before:
            yield f"{event.body['number']} {event.body['role']} is twice on paper, copy {event.body['copy']}"
    if event.kind == "labels.scanned":
        found = house.room(event.terminal).sets.get(event.body["number"])
        if found is None or found.void or found.visit != event.visit:
            yield f"{event.body['number']} was taken and is not the set of this visit"


def i05_no_needle_before_all_labels_agree(house: House, event: Event) -> Wrong:
    """A needle goes in only after every label of the set was read back and agreed, in any order, with no
    foreign label in between that nobody cleared; where codes tell the labels apart each counts for itself.
    """
    stay = house.stay(event)
    if event.kind == "labels.scanned" and not event.body["typed"]:
        found = house.room(event.terminal).sets.get(event.body["number"])
        tells_apart = found is not None and found.profile == "isbt128"
        if found and tells_apart and found.labels.get(event.body["role"]) != event.body["text"]:
            yield f"{event.body['text']} was taken for {event.body['role']}"
    if event.kind != "collection.needle_in":
        return
    if stay is None or stay.set is None:
        yield "without a set"
        return
    if stay.set.to_scan - stay.set.before:
        yield f"not read back: {sorted(stay.set.to_scan - stay.set.before)}"
    if stay.foreign:
        yield "a foreign label lies here"


def i06_a_foreign_label_stops_both(house: House, event: Event) -> Wrong:
    """A label of another donation stops this visit and its own one, until two persons have looked."""
    stay = house.stay(event)
    if stay is not None and stay.foreign and event.kind in _FORWARD:
        yield f"{event.kind} while a foreign label lies here"
    if event.kind != "step.ended" or house.step.refused is not None:
        return
    for scan in (one for one in house.step.events if one.kind == "hand.scanned"):
        here = house.stay(scan)
        number = number_in(scan.body["text"], scan.body["profile"])
        if here is None or here.set is None or number in (None, here.set.number):
            continue
        if not house.step.has("labels.foreign_scanned", here.id):
            yield f"{number} was scanned at {here.set.number} and did not stop it"
        yield from _other_not_stopped(house, here, number or "")


def _other_not_stopped(house: House, here: Stay, number: str) -> Wrong:
    other = house.room(here.terminal).sets.get(number)
    owner = house.room(here.terminal).stays.get(other.visit) if other else None
    if owner is None or owner.id == here.id or owner.closed or owner.set is None:
        return
    if not owner.foreign:
        yield f"{number} was scanned at {here.id} and {owner.id} goes on"


def i07_what_counts_was_scanned(house: House, event: Event) -> Wrong:
    """What counts as read back came from a scan of exactly this text in this step; a number that was typed
    had its check character and a second person, and says that it was typed.
    """
    for shift, told in event.body.get("typed_in", {}).items():
        if told != house.room(event.terminal).typed.get(shift, 0):
            yield f"shift {shift} counts {told} typed, the lines say {house.room(event.terminal).typed}"
    if event.kind != "labels.scanned":
        return
    hands = [one for one in house.step.events if one.visit == event.visit]
    yield from (_was_typed if event.body["typed"] else _was_scanned)(event, hands)


def _was_scanned(event: Event, hands: list[Event]) -> Wrong:
    texts = [one.body["text"] for one in hands if one.kind == "hand.scanned"]
    if event.body["text"] not in texts:
        yield f"{event.body['text']} was never scanned in this step"
    elif number_in(event.body["text"], _profile(hands)) != event.body["number"]:
        yield f"{event.body['text']} is no label of {event.body['number']}"


def _was_typed(event: Event, hands: list[Event]) -> Wrong:
    typed = [one for one in hands if one.kind == "hand.typed"]
    if not typed:
        yield "says typed and nobody typed"
    for one in typed:
        number, sign = one.body["text"][:-1], one.body["text"][-1:]
        if number != event.body["number"] or sign != check_sign(number):
            yield f"{one.body['text']} was taken for {event.body['number']}"
        if one.body["witness"] == one.by or not one.body["pin_is_right"]:
            yield "typed without a second person"


def _profile(hands: list[Event]) -> str:
    return next(one.body["profile"] for one in hands if one.kind == "hand.scanned")


def i08_identity_is_heard_twice(house: House, event: Event) -> Wrong:
    """The donor says name and birth date, or the end of the document number, at the desk and at the chair,
    and a named person heard it, before a number is spent and before a needle.
    """
    if event.kind == "visit.identity_confirmed" and (len(set(event.body["said"])) < 2 or not event.by):
        yield f"heard {event.body['said']} by {event.by!r}"
    if event.kind in ("labels.planned", "collection.needle_in"):
        stay = house.stay(event)
        missing = {"registration", "chair"} - (stay.heard if stay else set())
        if missing:
            yield f"not heard at {sorted(missing)}"


def i09_nothing_is_written_of_another_donor(house: House, event: Event) -> Wrong:
    """What is written belongs to the visit that was worked on; another visit is written to only where a
    foreign label stops it or the station tells of its donor.
    """
    if event.visit is None or event.kind.partition(".")[0] in ("paper", "hand", "station", "step"):
        return
    if event.visit == house.step.visit or event.kind == "visit.held":
        return
    if house.step.visit is None and event.kind == "visit.lapsed":
        return
    if event.kind == "labels.foreign_scanned" and _is_named(house, event):
        return
    yield f"{event.kind} at {event.visit} while {house.step.visit} was worked on"


def _is_named(house: House, event: Event) -> bool:
    return any(
        one.kind == "labels.foreign_scanned" and one.body["foreign_visit"] == event.visit
        for one in house.step.events
    )


def i11_a_chair_has_one_donor(house: House, event: Event) -> Wrong:
    """At a chair is one donor at a time, from the identity heard there until the tubes are read back or the
    set is void; labels are printed and needles go in only for whoever has a chair.
    """
    stay = house.stay(event)
    if event.kind == "chair.seated":
        here = house.room(event.terminal).stays.values()
        for other in here:
            if other.id != event.visit and other.sits_at == event.body["chair"]:
                yield f"chair {event.body['chair']} has {other.id} and {event.visit}"
    given = ("labels.sent", "labels.reprinted", "collection.needle_in")
    if event.kind in given and stay is not None and stay.sits_at is None:
        yield f"{event.kind} for whoever has no chair"


def i12_nobody_has_two_open_visits(house: House, event: Event) -> Wrong:
    """The holder of a document has one open visit; where two laptops could not know of each other the station
    holds both (`tests/station/test_holds.py`).
    """
    if event.kind == "visit.opened":
        for stay in _of_document(house, event):
            if stay.closed is None:
                yield f"{stay.id} of the same donor is still open"


def i13_one_number_is_one_person(house: House, event: Event) -> Wrong:
    """A document that showed another name, sex or birth date before begins no visit: never merged, never
    split by a machine.
    """
    if event.kind == "visit.opened":
        for stay in _of_document(house, event):
            if any(stay.donor[name] != event.body["donor"][name] for name in ("name", "sex", "birth_on")):
                yield f"was {stay.donor['name']} as {stay.id} and is {event.body['donor']['name']}"


def _of_document(house: House, event: Event) -> list[Stay]:
    donor = event.body["donor"]
    document = (donor["document_kind"], donor["document_number"])
    stays = house.room(event.terminal).stays.values()
    return [one for one in stays if (one.donor["document_kind"], one.donor["document_number"]) == document]


def i14_nobody_overrides_another_group_alone(house: House, event: Event) -> Wrong:
    """Who is typed with another ABO group than the known one may give only when somebody else than whoever
    signed the tests said so; two visits with two groups are held (`tests/station/test_holds.py`).
    """
    stay = house.stay(event)
    if event.kind != "decision.made" or stay is None or event.body["outcome"] not in MAY_GIVE:
        return
    differs = stay.group and stay.groups_on_record - {stay.group}
    if differs and event.body["confirmed_by"] in (stay.tests_by, ""):
        yield f"{stay.group} after {sorted(stay.groups_on_record)}, typed and allowed by {stay.tests_by}"


def i15_tubes_leave_after_they_were_counted(house: House, event: Event) -> Wrong:
    """A donor who gave rests and leaves only after main bag, both tubes and form were read once more and
    agreed.
    """
    stay = house.stay(event)
    ends = event.kind == "aftercare.rest_started" or (
        event.kind == "visit.closed" and event.body["how"] == "donated"
    )
    if not ends or stay is None:
        return
    if stay.ended is None:
        yield "before the collection ended"
    if stay.set is not None and not stay.set.spoiled:
        missing = set(AFTER_TUBES) - stay.set.after
        if missing:
            yield f"not read again: {sorted(missing)}"
    elif event.kind == "visit.closed":
        yield "as donated, without a set"


def i16_what_was_void_or_short_keeps_its_reason(house: House, event: Event) -> Wrong:
    """A void number, a failed needle and a collection off its plan keep number and reason; a number that was
    on a failed needle or is void takes no needle again.
    """
    stay = house.stay(event)
    if event.kind in ("labels.voided", "collection.needle_failed") and not event.body["reason"].strip():
        yield "without a reason"
    if event.kind == "collection.ended":
        if event.body["outcome"] != "full" and not (event.body["reason"] or "").strip():
            yield f"{event.body['outcome']} without a reason"
        if stay is not None and stay.set is not None and stay.set.spoiled:
            yield f"{stay.set.number} was on a failed needle and counts as used"
    if (
        event.kind == "collection.needle_in"
        and stay is not None
        and stay.set is not None
        and stay.set.spoiled
    ):
        yield f"{stay.set.number} was on a failed needle"
    if event.kind == "labels.sent":
        found = house.room(event.terminal).sets.get(event.body["number"])
        if found is not None and (found.void or found.spoiled):
            yield f"{event.body['number']} is printed and is dead"


def i17_what_leaves_is_what_was_counted(house: House, event: Event) -> Wrong:
    """A shift closes only when every visit has ended, every number has an end or is named, every used unit is
    packed with bag, tubes and form, and the sum that two persons sign is the sum of the book.
    """
    if event.kind != "handover.signed":
        return
    room, shift = house.room(event.terminal), event.body["shift"]
    sets = [one for one in room.sets.values() if one.shift == shift]
    known = room.shifts[shift]
    here = [one.id for one in room.stays.values() if one.shift == shift and one.closed is None]
    if here:
        yield f"still here: {here}"
    if [one for one in sets if not one.ends]:
        yield "numbers without an end"
    used = [one for one in sets if one.used and not one.explained]
    ours = (known.issued, len(used), sum(one.void for one in sets), known.returned)
    if ours != tuple(event.body[name] for name in ("issued", "used", "void", "returned")):
        yield f"signed is {event.body}, the lines say {ours}"
    if known.issued != len(sets) + known.returned:
        yield "numbers are neither spent nor given back"
    missing = [
        (role, one.number) for one in used for role in PACKED if (role, one.number) not in known.packed
    ]
    if missing:
        yield f"not packed: {missing[:3]}"


def i18_no_label_after_a_deferral(house: House, event: Event) -> Wrong:
    """After a deferral nothing of this visit is printed, planned or given, unless it was lifted."""
    stay = house.stay(event)
    given = ("labels.planned", "labels.sent", "paper.printed", "collection.needle_in")
    if event.kind in given and stay is not None and stay.deferral is not None:
        yield f"{event.kind} and {stay.deferral['outcome']} stands"


def i19_a_deferral_is_lifted_by_two(house: House, event: Event) -> Wrong:
    """Who was deferred may give only when another physician released what it rests on and all was decided
    anew; who comes back on the same day is looked at by a second person.
    """
    stay = house.stay(event)
    if event.kind == "decision.made" and stay is not None and event.body["outcome"] in MAY_GIVE:
        if stay.deferral is not None:
            yield f"eligible again after {stay.deferral['outcome']}"
        if stay.was_deferred and not stay.released_by - {stay.deferral_by}:
            yield "lifted by whoever deferred"
    if event.kind == "step.ended":
        yield from _came_back_alone(house)


def _came_back_alone(house: House) -> Wrong:
    for opened in (one for one in house.step.events if one.kind == "visit.opened"):
        stay = house.stay(opened)
        if stay is None or stay.closed is not None:
            continue
        before = [
            one
            for one in house.room(stay.terminal).stays.values()
            if one.id != stay.id and one.deferral is not None and one.shift == stay.shift
            if one.donor["document_number"] == stay.donor["document_number"]
        ]
        if before and not house.step.has("visit.second_person_looked", stay.id):
            yield f"{stay.id} was deferred as {before[0].id} and came back alone"


def i20_a_label_says_in_letters_what_it_says_in_bars(house: House, event: Event) -> Wrong:
    """What eyes read on a label, its check character and its flag are those of the code on it, and a decoder
    of another make reads that code from the picture.
    """
    if event.kind != "paper.printed":
        return
    body = event.body
    number = number_in(body["text"], body["profile"])
    if number != body["number"] or body["eyes"].replace(" ", "") != number:
        yield f"{body['text']} under {body['eyes']}"
    if body["check"] != check_sign(number or ""):
        yield f"{number} with the check character {body['check']}"
    if body["flag"] is not None and (body["flag"], body["text"][-2:]) != (_FLAGS[body["role"]],) * 2:
        yield f"{body['text']} on {body['role']}"
    if "read" in body and body["read"] != body["text"]:
        yield f"the picture reads {body['read']}, not {body['text']}"


def i21_nobody_is_the_own_second_person(house: House, event: Event) -> Wrong:
    """Whoever approves is another person than whoever proposes, and nobody collects the own blood."""
    field = _TWO_PERSONS.get(event.kind)
    if field is not None and event.body[field] in (event.by, ""):
        yield f"{event.kind} by {event.by} and {event.body[field]}"
    stay = house.stay(event)
    released = event.kind == "decision.finding_released" and stay is not None
    if released and stay and event.body["released_by"] == stay.deferral_by:
        yield "released by whoever deferred"
    collects = event.kind in _COLLECTS and event.by in PEOPLE
    if collects and stay is not None and PEOPLE[event.by][0] == stay.donor["name"]:
        yield f"{event.kind} of the own blood"


def i22_what_was_learnt_too_late_holds_the_visit(house: House, event: Event) -> Wrong:
    """A deferral or donation elsewhere that is learnt while the visit is here holds it: nothing leads to the
    needle until a physician looked, and a unit that was drawn goes apart before the shift closes.
    """
    stay = house.stay(event)
    is_held = stay is not None and stay.held and not stay.needle_is_in and stay.ended is None
    if is_held and event.kind in _FORWARD | {"exam.signed", "tests.signed"}:
        yield f"{event.kind} while held"
    if event.kind == "step.ended":
        yield from _not_held(house)
    if event.kind == "handover.signed":
        yield from _not_apart(house, event)


def _not_held(house: House) -> Wrong:
    for word in (one for one in house.step.events if one.kind == "station.told" and one.body["against"]):
        for stay in house.room(word.terminal).stays.values():
            if stay.donor["document_number"] != word.body["document"] or not _concerns(stay, word):
                continue
            if not house.step.has("visit.held", stay.id) and stay.id in word.body["news_for"]:
                yield f"{stay.id} goes on although the station told"


def _concerns(stay: Stay, word: Event) -> bool:
    has_unit = stay.closed is None or stay.ended is not None
    return has_unit and stay.deferral is None


def _not_apart(house: House, event: Event) -> Wrong:
    room, shift = house.room(event.terminal), event.body["shift"]
    for stay in room.stays.values():
        held = stay.shift == shift and (stay.held_with_needle or (stay.held and stay.needles))
        for one in stay.sets if held else []:
            box = room.shifts[shift].packed.get(("bag1", one.number))
            if one.used and box != "Q":
                yield f"{one.number} of a held visit lies in box {box}"


# ---- the oracle's own reading of codes ---------------------------------------------------------------------


def number_in(text: str, profile: str) -> str | None:
    """Return the donation number that a code carries, read by hand."""
    if profile == "isbt128":
        found = re.fullmatch(r"=([A-NP-Z1-9]\d{12})[0-9A-HJ-NPR-Y]{2}", text, re.ASCII)
    elif profile == "numeric-codabar":
        found = re.fullmatch(r"[A-D]?(\d{13})[A-D]?", text, re.ASCII)
    else:
        found = re.fullmatch(r"(\d{13})", text, re.ASCII)
    return found[1] if found else None


def check_sign(number: str) -> str:
    """Return the check character by its closed form: powers of two, modulo 37."""
    total = sum(_SIGNS.index(sign) * pow(2, len(number) - place, 37) for place, sign in enumerate(number))
    return _SIGNS[(38 - total % 37) % 37]


INVARIANTS: dict[str, Check] = {
    check.__name__[:3].upper(): check
    for check in (
        i01_a_number_is_of_one_visit,
        i02_every_number_has_one_end,
        i03_labels_are_printed_only_for_whom_may_give,
        i04_a_set_is_printed_once,
        i05_no_needle_before_all_labels_agree,
        i06_a_foreign_label_stops_both,
        i07_what_counts_was_scanned,
        i08_identity_is_heard_twice,
        i09_nothing_is_written_of_another_donor,
        i11_a_chair_has_one_donor,
        i12_nobody_has_two_open_visits,
        i13_one_number_is_one_person,
        i14_nobody_overrides_another_group_alone,
        i15_tubes_leave_after_they_were_counted,
        i16_what_was_void_or_short_keeps_its_reason,
        i17_what_leaves_is_what_was_counted,
        i18_no_label_after_a_deferral,
        i19_a_deferral_is_lifted_by_two,
        i20_a_label_says_in_letters_what_it_says_in_bars,
        i21_nobody_is_the_own_second_person,
        i22_what_was_learnt_too_late_holds_the_visit,
    )
}
