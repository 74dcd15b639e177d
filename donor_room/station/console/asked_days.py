"""The days that a page of the console is asked for, read and refused alike on every page that has some."""

from __future__ import annotations

from datetime import date, timedelta

from donor_room.station.console.asked import Asked

_USUAL_DAYS, _MOST_YEARS = 30, 50


def asked_days(asked: Asked) -> tuple[tuple[date, date], str | None]:
    """Return the days of the form, the last thirty unless others are named.

    With a sentence where they are none, the wrong way round, or too many.
    """
    today = asked.clock.today()
    usual = today - timedelta(days=_USUAL_DAYS - 1), today
    try:
        first = date.fromisoformat(asked.query.get("from") or usual[0].isoformat())
        last = date.fromisoformat(asked.query.get("to") or max(first, today).isoformat())
    except ValueError:
        return usual, asked.texts.say("figures.command.day_shape")
    if last < first:
        return (first, last), asked.texts.say("figures.days", first=first, last=last)
    if last.year - first.year > _MOST_YEARS:
        return (first, last), asked.texts.say("console.figures.too_long", most=_MOST_YEARS)
    return (first, last), None
