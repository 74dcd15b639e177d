"""The report of the day, ready as the shift closes: drawn where the other papers lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from donor_room.domain.figures import Figures
from donor_room.domain.refusal import Refusal
from donor_room.domain.shift import Shift
from donor_room.domain.told_to_organiser import told_to_organiser
from donor_room.packs.nonconforming import NonconformityList
from donor_room.packs.texts import Language, Texts
from donor_room.printing.figures_beside import beside_of
from donor_room.printing.figures_sheet import draw_figures, report_of
from donor_room.printing.nonconforming_sheet import draw_nonconforming
from donor_room.printing.organiser_sheet import OrganiserSheet, draw_organiser_sheet
from donor_room.workflow.common_day import names_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.figures import report
from donor_room.workflow.guests import guests_by
from donor_room.workflow.label_print import station_name
from donor_room.workflow.nonconforming import find, places_of
from donor_room.workflow.organiser import day_with_group

_PAPER_LANGUAGE: Language = "zh_CN"


class NotDrawn(NamedTuple):
    """Why there is no report, to be said."""

    code: str
    values: dict[str, object]


def report_of_the_day(desk: Desk, shift: Shift, papers: Path) -> NotDrawn | None:
    """Draw the figures of the day of a shift; what goes wrong with a report undoes no handover."""
    texts, rules, day = Texts(_PAPER_LANGUAGE), desk.packs.rules, shift.opened.on
    parts = report(desk.database, desk.ledger, rules, first=day, last=day)
    drawn = report_of(
        rules,
        texts,
        parts,
        parts.get("", Figures()),
        days=(day, day),
        by="all",
        station=station_name(desk) or texts.say("aftercare.station"),
        practice=desk.practice,
        at=desk.clock.now(),
        beside=beside_of(guests_by(desk.ledger, first=day, last=day, by="all")),
    )
    name = f"{day.isoformat()}-{shift.id}.pdf"
    return (
        _saved(papers / "figures" / name, lambda: draw_figures(drawn, texts))
        or _list_of_the_day(desk, shift, papers / "nonconforming" / name, texts)
        or _sheet_for_organiser(desk, shift, papers / "organiser" / name, texts)
    )


def _list_of_the_day(desk: Desk, shift: Shift, file: Path, texts: Texts) -> NotDrawn | None:
    """Draw what did not go as it should on the day of a shift; a day on which all did has its paper too."""
    day = shift.opened.on
    found = find(desk.database, desk.ledger, first=day, last=day)
    told = NonconformityList(
        station=station_name(desk) or texts.say("aftercare.station"),
        practice=desk.practice,
        first=day,
        last=day,
        rows=found.rows,
        places=places_of(desk.ledger),
        names=names_of(desk),
        left=found.left,
    )
    return _saved(file, lambda: draw_nonconforming(told, texts, desk.clock.now()))


def _sheet_for_organiser(desk: Desk, shift: Shift, file: Path, texts: Texts) -> NotDrawn | None:
    """Draw what a group's organiser may take along; a day on the street has none."""
    opened = shift.opened
    if opened.drive != "group":
        return None
    sheet = OrganiserSheet(
        station=station_name(desk) or texts.say("aftercare.station"),
        practice=desk.practice,
        organisation=opened.organisation or "",
        site=opened.site,
        on=opened.on,
        told=told_to_organiser(day_with_group(desk, shift)),
        phone=desk.packs.policy.phone,
        printed_at=desk.clock.now(),
    )
    return _saved(file, lambda: draw_organiser_sheet(sheet, texts))


def _saved(file: Path, draw: Callable[[], bytes]) -> NotDrawn | None:
    """Draw a paper and write it; return why there is none."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(draw())
    except OSError:
        return NotDrawn("documents.not_saved", {"file": str(file)})
    except Refusal as no:
        return NotDrawn(no.code, no.values)
    return None
