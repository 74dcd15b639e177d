"""The people of the terminals: taken up by a keeper, given roles and trainings, locked when they leave."""

from __future__ import annotations

import re
from datetime import date

from donor_room.domain.clock import day_at_site
from donor_room.domain.refusal import Refusal
from donor_room.station.console.asked import Asked, Go, Gone, Page
from donor_room.station.console.held import LONGEST_WHY, SHORTEST_WHY
from donor_room.station.staff import ROLES, Member, change, find_member, leave, members, seen, take_up

LIST = "/console/staff"


def show_all(asked: Asked) -> Page | Go:
    """Whom the station keeps, and who is known to one terminal only."""
    values = {
        "members": members(asked.conn, asked.house.code),
        "seen": seen(asked.conn, asked.house.code),
        "today": day_at_site(asked.now),
    }
    return Page("staff", values)


def take_one_up(asked: Asked) -> Page | Go:
    """Keep a person of one terminal for all of them."""
    take_up(asked.conn, asked.house, asked.form.get("staff", ""), by=asked.by, now=asked.now)
    return Go(LIST, "staff_taken_up")


def show(asked: Asked) -> Page | Go:
    """One person, to be changed or locked."""
    values = {
        "member": _one(asked),
        "roles": ROLES,
        "least": SHORTEST_WHY,
        "today": day_at_site(asked.now),
    }
    return Page("staff_one", values)


def _one(asked: Asked) -> Member:
    try:
        return find_member(asked.conn, asked.house.code, asked.places[0])
    except Refusal as no:
        raise Gone from no


def change_one(asked: Asked) -> Page | Go:
    """Save roles and trainings."""
    change(
        asked.conn,
        asked.house,
        _one(asked).staff,
        roles=[role for role in ROLES if f"role.{role}" in asked.form],
        trained_on=_day(asked, "trained_on"),
        trained_until=_day(asked, "trained_until"),
        by=asked.by,
        now=asked.now,
        seen=_seen(asked),
    )
    return Go(LIST, "staff_changed")


def _seen(asked: Asked) -> int:
    """Return which revision stood on the page; 0, which there is not, where the form does not tell."""
    text = asked.form.get("seen", "")
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


def _day(asked: Asked, name: str) -> date | None:
    text = asked.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise Refusal("roster.day_shape") from fault


def leave_one(asked: Asked) -> Page | Go:
    """Lock a person everywhere, or let her or him work again, with the reason."""
    why, has_left = asked.form.get("why", "").strip(), asked.form.get("left") == "yes"
    if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    staff = _one(asked).staff
    leave(asked.conn, asked.house, staff, has_left=has_left, by=asked.by, why=why, now=asked.now)
    return Go(LIST, "staff_left" if has_left else "staff_came_back")
