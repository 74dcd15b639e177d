"""What a visit has, put into the rows of the page: values with their past, a drop, the group."""

from __future__ import annotations

from decimal import Decimal

from donor_room.domain.findings import plain
from donor_room.domain.visit import Drop, Reading, Visit
from donor_room.ui.steps.tests.knowing import Known
from donor_room.ui.steps.tests.rows import GroupRow, HaemoglobinRow, ValueRow
from donor_room.ui.texts import say
from donor_room.ui.tokens import Tone


def show_haemoglobin(row: HaemoglobinRow, visit: Visit, known: Known) -> None:
    """Show what counts on the face of its own way; on the other face, say in words what stands."""
    sex = say(f"tests.limit.{visit.donor.sex}")
    reading, drop = visit.counting("hb"), visit.drop
    row.field.show_saved(str(reading.measured.value) if reading else "")
    row.show_drop(drop.seen.sank if drop else None)
    if row.by_drop:
        density = number_words(known.densities.get(visit.donor.sex))
        row.limit.setText(say("tests.limit.sinks", sex=sex, density=density))
    else:
        row.limit.setText(say("tests.limit.least", sex=sex, low=number_words(known.least_hb), unit="g/L"))
    other = reading if row.by_drop else drop
    if other is not None:
        row.past.show_nothing(say("tests.found_before", what=what_was_found(other)))
    else:
        _show_past(row, visit, known, drop or reading, known.least_hb)


def what_was_found(one: Reading | Drop) -> str:
    """Say a haemoglobin with its unit, or what a drop did."""
    if isinstance(one, Reading):
        return f"{plain(one.measured.value)} {one.measured.unit}"
    return say(f"tests.drop.{'sank_in' if one.seen.sank else 'not_sunk_in'}", density=plain(one.seen.density))


def show_alt(row: ValueRow, visit: Visit, known: Known) -> None:
    row.limit.setText(say("tests.limit.most", high=number_words(known.most_alt), unit="U/L"))
    reading = visit.last("alt")
    row.field.show_saved(str(reading.measured.value) if reading else "")
    _show_past(row, visit, known, reading, known.most_alt)


def _show_past(
    row: ValueRow, visit: Visit, known: Known, today: Reading | Drop | None, limit: Decimal | None
) -> None:
    """The past is not shown before a result stands: nobody reads what they expect. No drop is in it."""
    values = known.past[row.test]
    if not any(known.past.values()):
        none = say("tests.no_past" if visit.known is None else "tests.no_past_here")
        row.past.show_nothing(none if row.test == "hb" else "")  # said once: it is so of every row
    elif today is None or not values:
        row.past.show_nothing(say("tests.past_after_value") if today is None else "")
    else:
        is_number = isinstance(today, Reading)
        row.past.show_past(
            [float(one.value) for one in values],
            (str(values[-1].value), values[-1].on.isoformat()),
            float(today.measured.value) if isinstance(today, Reading) else None,
            (float(limit), number_words(limit)) if limit is not None and is_number else None,
            Tone.CHECK if isinstance(today, Reading) and today.measured.confirmed else Tone.ACTION,
        )


def show_group(row: GroupRow, visit: Visit) -> None:
    """The known group is told only after one was typed."""
    known, typed = visit.known, visit.group.abo if visit.group else None
    before = known.group_against(typed) if known else None
    if typed is None:
        row.show_group(None, "", "", differs=False)
    elif known is None or before is None:
        row.show_group(typed, say("tests.group_first"), "", differs=False)
    elif before != typed:
        row.show_group(typed, say("tests.group_differs", known=before), "", differs=True)
    else:
        rh = say(f"tests.rh.{known.rhd}") if known.rhd in ("positive", "negative") else ""
        history = say("tests.known_group", abo=before, rh=rh, count=known.count)
        row.show_group(typed, say("tests.group_same"), history, differs=False)


def number_words(number: Decimal | None) -> str:
    """Write a limit; an empty text where the station uses none."""
    return "" if number is None else f"{number.normalize():f}"
