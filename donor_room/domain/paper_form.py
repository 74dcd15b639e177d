"""The forms of a paper day: how they are numbered, read, and which visit each of them becomes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from hashlib import sha256

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.own_codes import PAPER_FORM, form_code, read_own
from donor_room.domain.refusal import Refusal

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of these a pack is named: nobody takes one of them for another."""

MOST_FORMS = 999

_TYPED = re.compile(r"([0-9A-Z]{5})-?([0-9]{3})-?([0-9A-Z*])", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2})[:.：]?([0-9]{2})", re.ASCII)
_DAY = re.compile(r"(?:(20[0-9]{2})-?)?([0-9]{2})-?([0-9]{2})", re.ASCII)


def forms_of(pack: str, count: int) -> tuple[str, ...]:
    """Return the numbers of the forms of a pack, without their check characters."""
    if not 1 <= count <= MOST_FORMS:
        raise Refusal("paper.form_count", most=MOST_FORMS)
    return tuple(f"{pack}{place:03d}" for place in range(1, count + 1))


def written(form: str) -> str:
    """Return a form number as people read it, with the check character that is typed with it."""
    return f"{form[:5]}-{form[5:]}-{form_code(form)[-1]}"


def read_form(text: str) -> str:
    """Return the form whose code was scanned or whose number was typed; refuses any other text."""
    plain = text.strip().upper()
    typed = _TYPED.fullmatch(plain)
    code = read_own(PAPER_FORM + "".join(typed.groups()) if typed else plain)
    if code is None or code.kind != "form":
        raise Refusal("paper.not_a_form")
    return code.value.upper()


def visit_of(form: str) -> str:
    """Return the id of the visit that is typed in from a form: the same on whatever laptop it is typed."""
    return sha256(f"paper form {form}".encode()).hexdigest()[:16]


def time_on(day: date, text: str) -> datetime:
    """Return a time of a day at the site, typed as 0915 or 9:15, in UTC."""
    told = _TIME.fullmatch(text.strip())
    hour, minute = (int(told[1]), int(told[2])) if told else (24, 0)
    if hour > 23 or minute > 59:
        raise Refusal("paper.time_shape")
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=DONATION_SITE)


def day_of(text: str, today: date) -> date:
    """Return a day typed as 20261121, or as 1121: then it is the last such day."""
    told = _DAY.fullmatch(text.strip())
    try:
        return _last(int(told[2]), int(told[3]), today) if told and told[1] is None else _whole(told)
    except ValueError:
        raise Refusal("paper.day_shape") from None


def _whole(told: re.Match[str] | None) -> date:
    if told is None:
        raise ValueError
    return date(int(told[1]), int(told[2]), int(told[3]))


def _last(month: int, day: int, today: date) -> date:
    told = date(today.year, month, day)
    return told if told <= today else date(today.year - 1, month, day)


def refuse_day(came_at: datetime, now: datetime, *, within_days: int, with_a_head_days: int) -> None:
    """Refuse a paper of the future, and one that is older than the station lets be typed in.

    `paper.too_old` is what one of the station's heads may let in, `paper.much_too_old` what nobody may.
    """
    if came_at > now:
        raise Refusal("paper.to_come")
    if now - came_at > timedelta(days=with_a_head_days):
        raise Refusal("paper.much_too_old", days=with_a_head_days)
    if now - came_at > timedelta(days=within_days):
        raise Refusal("paper.too_old", days=within_days)
