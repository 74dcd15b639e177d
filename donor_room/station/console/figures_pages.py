"""The figures of some days, parted as somebody asks; who pierced how well is for the physician alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast, get_args

from donor_room.domain.figures import By, Figures
from donor_room.domain.first_sticks import first_sticks, floor_of, target_of
from donor_room.domain.honours import units
from donor_room.packs.reacted import reacted_in_words
from donor_room.packs.reasons import reasons_in_words
from donor_room.packs.rules import load_rules
from donor_room.packs.supply_sums import SUPPLIES, supply_cells
from donor_room.packs.taken_home import souvenirs_in_words
from donor_room.station.beside import told_beside
from donor_room.station.console.asked import Asked, Go, Page
from donor_room.station.console.asked_days import asked_days
from donor_room.station.figures import report
from donor_room.station.persons import count_persons
from donor_room.station.staff import names_of
from donor_room.station.store import one_moment

CHOICES: tuple[By, ...] = get_args(By)
_ABOUT_PEOPLE: tuple[By, ...] = ("person",)


def show(asked: Asked) -> Page | Go:
    """The last thirty days by day, or what was asked for; what cannot be meant is said, and nothing shown."""
    choices = [by for by in CHOICES if by not in _ABOUT_PEOPLE or asked.role == "physician"]
    days, problem = asked_days(asked)
    by = cast("By", asked.query.get("by", "day"))
    by = by if by in choices else "day"
    values: dict[str, object] = {
        "first": days[0],
        "last": days[1],
        "by": by,
        "choices": choices,
        "problem": problem,
    }
    if problem:
        return Page("figures", values)
    with one_moment(asked.conn):
        return Page("figures", values | _counted(asked, days, by))


def _counted(asked: Asked, days: tuple[date, date], by: By) -> dict[str, object]:
    first, last = days
    rules, code = load_rules(), asked.house.code
    whole = report(asked.conn, code, rules, first=first, last=last).get("", Figures())
    parts = report(asked.conn, code, rules, first=first, last=last, by=by) if by != "all" else {}
    beside = told_beside(asked.conn, code, first, last, by)
    sticks = first_sticks(parts) if by in _ABOUT_PEOPLE else ()
    floor = floor_of(sticks)
    return {
        "parts": parts,
        "whole": whole,
        "gave": count_persons(asked.conn, code, first, last),
        "sticks": sticks,
        "floor": floor,
        "target": target_of(rules),
        "place": lambda share: round(100 * max(0.0, share - floor) / (1 - floor), 2),
        "names": _names(asked, by),
        "beside": beside,
        "supply_columns": SUPPLIES,
        "supply_cells": lambda one: supply_cells(one, asked.texts),
        "reacted": reacted_in_words(whole.reacted, asked.texts),
        "souvenirs": souvenirs_in_words(whole.souvenirs, asked.texts),
        "reasons": reasons_in_words(rules, asked.texts, whole.reasons),
        "units": lambda figures: f"{units(rules, figures.whole_blood_ml).normalize():,f}",
    }


def _names(asked: Asked, by: By) -> Mapping[str, str]:
    return names_of(asked.conn, asked.house.code) if by in _ABOUT_PEOPLE else {}
