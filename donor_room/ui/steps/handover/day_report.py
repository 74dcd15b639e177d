"""The report of the day, ready as the shift closes: drawn where the other papers lie."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from donor_room.domain.figures import Figures
from donor_room.domain.refusal import Refusal
from donor_room.domain.shift import Shift
from donor_room.packs.texts import Language, Texts
from donor_room.printing.figures_sheet import draw_figures, report_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.figures import report
from donor_room.workflow.label_print import station_name

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
    )
    file = papers / "figures" / f"{day.isoformat()}-{shift.id}.pdf"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(draw_figures(drawn, texts))
    except OSError:
        return NotDrawn("documents.not_saved", {"file": str(file)})
    except Refusal as no:
        return NotDrawn(no.code, no.values)
    return None
