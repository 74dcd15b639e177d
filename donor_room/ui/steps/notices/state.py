"""What the page of notices says: one line for each unit and matter, ready to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from donor_room.domain.clock import DONATION_SITE, day_at_site
from donor_room.ui.texts import say, texts
from donor_room.wire.notices import (
    DONOR_CALLED,
    HANDOVER_RECEIVED,
    HOLD_DECIDED,
    HOLD_GONE,
    OF_HOLDS,
    CalledNotice,
    HoldNotice,
    ReceivedNotice,
    read_called,
    read_hold,
    read_received,
)
from donor_room.wire.staff import STAFF_LEFT, name_of_staff

if TYPE_CHECKING:
    from donor_room.store.notices import HeardNotice

Look = Literal["act", "calm", "noted"]
"""Something is to be done; something is told; somebody has taken note of it."""
_MOST_REASONS = 2


class NoticeLine(NamedTuple):
    """One line of the page; said names the notices that it stands for."""

    said: tuple[str, ...]
    look: Look
    head: str
    crate: str
    what: str
    foot: str


class Page(NamedTuple):
    """What the page shows: what nobody took note of first, and which notices that is."""

    lines: tuple[NoticeLine, ...]
    open_ones: tuple[str, ...]


class _Heard(NamedTuple):
    notice: HeardNotice
    hold: HoldNotice | None


def page_of(
    heard: Iterable[HeardNotice],
    *,
    crates: Mapping[str, str],
    names: Mapping[str, str],
    today: date,
) -> Page:
    """Return the lines of these notices; crates and names are what this terminal knows itself."""
    lines = [_line(matter, crates, names, today) for matter in _matters(heard)]
    lines.sort(key=lambda line: line.look == "noted")
    return Page(tuple(lines), tuple(said for line in lines if line.look != "noted" for said in line.said))


def count_of(heard: Iterable[HeardNotice]) -> int:
    """Return how many lines these notices make."""
    return len(_matters(heard))


def _matters(heard: Iterable[HeardNotice]) -> list[list[_Heard]]:
    """Put together what is told of one unit: two reasons to put it apart are one thing to do."""
    matters: dict[tuple[str, ...], list[_Heard]] = {}
    for one in heard:
        hold = read_hold(one.body) if one.kind in OF_HOLDS else None
        what = (hold.visit, hold.number, hold.verdict or "") if hold else (one.said,)
        matters.setdefault((one.kind, one.noted_by, *what), []).append(_Heard(one, hold))
    return list(matters.values())


def _line(
    matter: list[_Heard], crates: Mapping[str, str], names: Mapping[str, str], today: date
) -> NoticeLine:
    notice, hold = matter[0]
    return NoticeLine(
        said=tuple(one.notice.said for one in matter),
        look=_look(notice, hold),
        head=_head(notice, hold),
        crate=_crate(hold, crates),
        what=_what(matter),
        foot=" · ".join(_foot(notice, hold, names, today)),
    )


def _look(notice: HeardNotice, hold: HoldNotice | None) -> Look:
    if notice.noted_by:
        return "noted"
    received = _received(notice)
    if received is not None:
        return "act" if received.differences else "calm"
    if _called(notice) is not None:
        return "calm"
    return "calm" if notice.kind in (HOLD_GONE, STAFF_LEFT) or (hold and hold.verdict == "release") else "act"


def _received(notice: HeardNotice) -> ReceivedNotice | None:
    return read_received(notice.body) if notice.kind == HANDOVER_RECEIVED else None


def _called(notice: HeardNotice) -> CalledNotice | None:
    return read_called(notice.body) if notice.kind == DONOR_CALLED else None


def _head(notice: HeardNotice, hold: HoldNotice | None) -> str:
    if notice.kind == STAFF_LEFT:
        return say("notices.left", name=name_of_staff(notice.body))
    received = _received(notice)
    if received is not None:
        return say("notices.received", site=received.site)
    if _called(notice) is not None:
        return say("notices.called")
    if hold is None:
        return say("notices.other")
    if not hold.visit:
        return hold.number or say("notices.this_machine")
    return hold.number or say("notices.no_bag")


def _crate(hold: HoldNotice | None, crates: Mapping[str, str]) -> str:
    if hold is None or not hold.number:
        return ""
    crate = crates.get(hold.number) or hold.crate
    return say("notices.crate", crate=crate) if crate else say("notices.not_packed")


def _what(matter: list[_Heard]) -> str:
    notice, hold = matter[0]
    if notice.kind == STAFF_LEFT:
        return say("notices.left_what")
    received = _received(notice)
    if received is not None:
        key = "notices.received_differs" if received.differences else "notices.received_equal"
        return say(key, bags=received.bags, parts=received.parts, n=received.differences, name=received.by)
    called = _called(notice)
    if called is not None:
        return say("notices.called_what", result=say(f"reactions.call.{called.result}"), name=called.by)
    if hold is None:
        return say("notices.other_what")
    why = _why([one.hold for one in matter if one.hold])
    if notice.kind == HOLD_DECIDED:
        return say(f"notices.decided.{hold.verdict}", why=why)
    if notice.kind == HOLD_GONE:
        return say("notices.gone", why=why)
    without = "notices.opened_without_bag" if hold.visit else "notices.opened_of_machine"
    return say("notices.opened" if hold.number else without, why=why)


def _why(holds: list[HoldNotice]) -> str:
    """Name the first reasons; how many there are beside them is said as a number."""
    reasons = list(dict.fromkeys(_reason(hold.reason) for hold in reversed(holds)))
    shown = ("，" if texts().language == "zh_CN" else "; ").join(reasons[:_MOST_REASONS])
    left = len(reasons) - _MOST_REASONS
    return say("notices.and_more", why=shown, count=left) if left > 0 else shown


def _reason(reason: str) -> str:
    key = f"notices.reason.{reason}"
    return say(key) if texts().knows(key) else say("notices.reason.other")


def _foot(
    notice: HeardNotice, hold: HoldNotice | None, names: Mapping[str, str], today: date
) -> Iterable[str]:
    yield time_words(notice.told_at, today)
    if hold is not None:
        yield from (word for word in (hold.donor, hold.site) if word)
        if hold.by:
            yield say("notices.by", name=hold.by)
    if notice.noted_by and notice.noted_at is not None:
        name = names.get(notice.noted_by, notice.noted_by)
        yield say("notices.noted_by", name=name, at=time_words(notice.noted_at, today))


def time_words(at: datetime, today: date) -> str:
    """Return the time of day, with the day before it where that is not today."""
    shown = at.astimezone(DONATION_SITE)
    return shown.strftime("%H:%M" if day_at_site(at) == today else "%m-%d %H:%M")
