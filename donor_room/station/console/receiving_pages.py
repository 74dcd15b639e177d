"""What comes home: scanned in by a clerk, held against the handover, closed with a signature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from donor_room.domain.donation_number import ISBT128, NumberProfile, parse_typed
from donor_room.domain.isbt128 import read_among
from donor_room.domain.loggers import typed_celsius
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.station.console.asked import Asked, Go, Gone, Page
from donor_room.station.console.held import LONGEST_WHY, SHORTEST_WHY
from donor_room.station.console.supply_lines import seen_of, supply_lines, typed_of
from donor_room.station.founding import real_house
from donor_room.station.handed_over import (
    STATES,
    Difference,
    Handover,
    Part,
    find_handover,
    hold_against,
    lately_closed,
    to_receive,
    without_entries,
)
from donor_room.station.notices import tell
from donor_room.station.people import check_sign_in
from donor_room.station.profiles import station_profile
from donor_room.station.received import (
    Taken,
    close,
    mark,
    note_warmth,
    open_differences,
    settle,
    take_box,
    take_part,
)
from donor_room.station.supplies_received import LONGEST_REMARK, Typed, receive_supplies
from donor_room.wire.notices import HANDOVER_RECEIVED, ReceivedNotice

LIST = "/console/receiving"
_LONGEST_CODE = 64
_LISTED = 40


class Answer(NamedTuple):
    """What a scan was, as the page says it: good or not, a sentence by its key, and the part it was of."""

    tone: Literal["good", "bad"]
    key: str
    values: dict[str, object]
    part: Part | None = None

    @property
    def status(self) -> int:
        """Return how the page answers: a scan that is not as it should be is a conflict."""
        return 200 if self.tone == "good" else 409


def show_all(asked: Asked) -> Page | Go:
    """Return what waits to be received, what is open of the past, and what nobody has told of yet."""
    return _list(asked, None)


def _list(asked: Asked, answer: Answer | None) -> Page:
    conn, code = asked.conn, asked.house.code
    values = {
        "waiting": to_receive(conn, code, asked.now),
        "closed": lately_closed(conn, code),
        "open": open_differences(conn, code),
        "strangers": without_entries(conn, code),
        "answer": answer,
        "least": SHORTEST_WHY,
    }
    return Page("receiving", values, answer.status if answer else 200)


def scan_unknown(asked: Asked) -> Page | Go:
    """Take in what comes before any word of its vehicle."""
    return _list(asked, _scan(asked, None))


def show(asked: Asked) -> Page | Go:
    """Show one handover beside what is here."""
    return _one_page(asked, _handover(asked), None)


def _handover(asked: Asked) -> Handover:
    found = find_handover(asked.conn, asked.house.code, asked.places[0])
    if found is None:
        raise Gone
    return found


def _one_page(
    asked: Asked, handover: Handover, answer: Answer | None, typed: Mapping[str, Typed] | None = None
) -> Page:
    held = hold_against(asked.conn, asked.house.code, handover)
    missing = [one for one in held.differences if one.what == "missing"]
    here = {(one.number, one.role) for one in held.received}
    values = {
        "held": held,
        "handover": handover,
        "missing": missing[:_LISTED],
        "missing_count": len(missing),
        "others": [one for one in held.differences if one.what != "missing"],
        "bags_in": _bags_by_box(held.expected),
        "bags_here": _bags_by_box(part for part in held.expected if (part.number, part.role) in here),
        "answer": answer,
        "states": STATES,
        "supplies": supply_lines(asked, handover.shift, typed or {}),
        "supplies_longest": LONGEST_REMARK,
    }
    return Page("receive", values, answer.status if answer else 200)


def _bags_by_box(parts: Iterable[Part]) -> Counter[str]:
    return Counter(part.box for part in parts if part.role == AFTER_TUBES_ROLES[0])


# ---- scans -------------------------------------------------------------------------------------------------


def scan(asked: Asked) -> Page | Go:
    """Take in a crate or a part of this handover."""
    handover = _handover(asked)
    return _one_page(asked, handover, _scan(asked, handover))


def _scan(asked: Asked, handover: Handover | None) -> Answer:
    text = asked.form.get("code", "").strip()
    try:
        kind, value, role = _read(asked, text)
    except Refusal as no:
        return Answer("bad", no.code, no.values)
    if kind == "box":
        return _box(asked, handover, value)
    shift = handover.shift if handover is not None else ""
    taken = take_part(asked.conn, asked.house.code, shift, value, role, by=asked.by, now=asked.now)
    return _said_of(taken, shift)


def _box(asked: Asked, handover: Handover | None, box: str) -> Answer:
    if handover is None:
        return Answer("bad", "receiving.box_of_whom", {"box": box})
    fresh = take_box(asked.conn, asked.house.code, handover.shift, box, by=asked.by, now=asked.now)
    return Answer("good" if fresh else "bad", f"receiving.box_{'taken' if fresh else 'twice'}", {"box": box})


def _said_of(taken: Taken, shift: str) -> Answer:
    one = taken.received
    values: dict[str, object] = {"number": one.number, "part": one.role, "by": one.by, "at": one.at}
    part = Part(one.number, one.role, "")
    if not taken.is_new:
        return Answer("bad", "receiving.twice", values, part)
    if taken.is_expected and one.shift != shift and shift:
        return Answer("bad", "receiving.of_another", values, part)
    if not taken.is_expected and shift:
        return Answer("bad", "receiving.extra", values, part)
    return Answer("good", "receiving.taken" if taken.is_expected else "receiving.kept", values, part)


def _read(asked: Asked, text: str) -> tuple[str, str, str | None]:
    """Return kind, value and role of what was scanned, or of a number typed with its check character."""
    if not text or len(text) > _LONGEST_CODE:
        raise Refusal("receiving.no_code")
    profiles = (station_profile(asked.conn, asked.house), ISBT128)
    code = read_among(text, profiles)
    if code.kind == "box":
        return "box", code.value or "", None
    if code.number is not None and code.kind in {*AFTER_TUBES_ROLES, "donation"}:
        return "part", code.number, None if code.kind == "donation" else code.kind
    if code.kind != "unknown":
        raise Refusal("receiving.no_code")
    return "part", _typed(text, profiles), None


def _typed(text: str, profiles: tuple[NumberProfile, ...]) -> str:
    for profile in profiles:
        try:
            return parse_typed(text, profile)
        except Refusal:
            continue
    raise Refusal("receiving.no_code")


def mark_part(asked: Asked) -> Page | Go:
    """Say that a part is damaged, too warm, or well after all."""
    handover = _handover(asked)
    number, role, state = (asked.form.get(name, "") for name in ("number", "role", "state"))
    remark = asked.form.get("remark", "").strip()[:LONGEST_WHY]
    mark(
        asked.conn,
        asked.house.code,
        number,
        role,
        state=state,
        remark=remark,
        by=asked.by,
        now=asked.now,
    )
    return Go(f"{LIST}/{handover.shift}", "part_marked")


def warmth(asked: Asked) -> Page | Go:
    """Keep how warm a crate was when it came."""
    handover = _handover(asked)
    box = asked.form.get("box", "").strip()
    if not 0 < len(box) <= _LONGEST_CODE:
        raise Refusal("receiving.no_box")
    celsius: Decimal = typed_celsius(asked.form.get("celsius", ""))
    note_warmth(asked.conn, asked.house.code, handover.shift, box, celsius, by=asked.by, now=asked.now)
    return Go(f"{LIST}/{handover.shift}", "warmth_kept")


def say_of_supplies(asked: Asked) -> Page | Go:
    """Keep what is here of the supplies; what cannot be kept stays typed, and nothing of it is kept."""
    handover = _handover(asked)
    typed = typed_of(asked.form)
    try:
        receive_supplies(
            asked.conn,
            asked.house.code,
            handover.shift,
            typed,
            seen=seen_of(asked.form),
            by=asked.by,
            now=asked.now,
        )
    except Refusal as no:
        return _one_page(asked, handover, Answer("bad", no.code, no.values), typed)
    return Go(f"{LIST}/{handover.shift}", "supplies_received")


# ---- the end -----------------------------------------------------------------------------------------------


def close_one(asked: Asked) -> Page | Go:
    """Close a handover by password and a fresh code of the second factor: the clerk's own signature."""
    handover, code = _handover(asked), real_house(dict(asked.houses)).code
    remark = asked.form.get("remark", "").strip()
    if len(remark) > LONGEST_WHY:
        raise Refusal("receiving.remark_long", most=LONGEST_WHY)
    signed = check_sign_in(
        asked.conn,
        code,
        login=asked.by,
        password=asked.form.get("password", ""),
        code=asked.form.get("second", "").strip(),
        now=asked.now,
    )
    if signed is None:
        return _one_page(asked, handover, Answer("bad", "receiving.not_signed", {}))
    with asked.conn.transaction():
        held = close(asked.conn, asked.house.code, handover, by=asked.by, remark=remark, now=asked.now)
        if handover.terminal:
            body = ReceivedNotice(
                shift=handover.shift,
                site=handover.site,
                bags=sum(one.role == AFTER_TUBES_ROLES[0] for one in held.received),
                parts=len(held.received),
                differences=len(held.differences),
                by=signed.name,
            )
            tell(
                asked.conn,
                asked.house.code,
                HANDOVER_RECEIVED,
                body,
                terminal=handover.terminal,
                now=asked.now,
            )
    return Go(LIST, "handover_received")


def settle_one(asked: Asked) -> Page | Go:
    """Say what came of a difference."""
    why = asked.form.get("why", "").strip()
    if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    form = asked.form
    shift, what, number, role, box = (
        form.get(name, "") for name in ("shift", "what", "number", "role", "box")
    )
    different = Difference(shift, what, number, role, box)
    settle(asked.conn, asked.house.code, different, why=why, by=asked.by, now=asked.now)
    return Go(LIST, "difference_settled")
