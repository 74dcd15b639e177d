"""Every page over every state of a visit: none fails, none shows a code where a word belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.walk import step_of
from donor_room.practice.people import People
from donor_room.ui.page_names import PAGES
from donor_room.ui.texts import texts
from donor_room.workflow.desk import Desk
from tests.support import acts as a
from tests.ui.terminals import NURSE, Nurse, _is_key, terminal_at_work

OF_THE_WALK = PAGES[PAGES.index("interview") :]
NUMBER = "A660126000001"
SECOND = "A660126000002"


class MoonLanded(e.Act, frozen=True, kw_only=True):
    """What no program here can read back."""

    KIND = "moon.landed"


BRANCHES: dict[str, tuple[e.Act, ...]] = {
    "deferred": (*a.before("decision"), a.DEFERRED),
    "deferred for good": (*a.before("decision"), a.decision("deferred_for_good")),
    "a drop that did not sink": (*a.upto("exam"), a.drop(sank=False)),
    "by drop after a number": (*a.before("decision"), a.measured("hb", 104, "g/L"), a.drop()),
    "by number after a drop": (*a.before("tests"), a.drop(sank=False), a.measured("hb", 138, "g/L")),
    "for the physician": (*a.before("decision"), a.decision("cannot_decide")),
    "held before the needle": (*a.before("needle"), a.held()),
    "held and looked at": (*a.before("needle"), a.held(), a.RESOLVED),
    "held before the decision": (*a.upto("exam"), a.held("deferred_elsewhere")),
    "held with the needle in": (*a.upto("needle"), a.held()),
    "held after the collection": (*a.upto("ended"), a.held()),
    "lapsed": (*a.upto("decision"), a.LAPSED),
    "lapsed at the interview": (*a.upto("consent"), a.LAPSED),
    "voided": (*a.upto("sent"), a.VOIDED),
    "voided and planned anew": (*a.upto("sent"), a.VOIDED, a.planned(SECOND), a.sent(SECOND)),
    "second needle": (*a.upto("needle"), a.NEEDLE_FAILED, a.needle("right", 2, agreed=True)),
    "needle failed": (*a.upto("needle"), a.NEEDLE_FAILED),
    "both needles failed": (
        *a.upto("needle"), a.NEEDLE_FAILED, a.needle("right", 2, agreed=True),
        a.changed(a.NEEDLE_FAILED, attempt=2),
    ),
    "foreign label": (*a.upto("sent"), a.FOREIGN),
    "foreign label taken away": (*a.upto("sent"), a.FOREIGN, a.CLEARED),
    "reaction": (*a.upto("needle"), a.BEGAN),
    "reaction with care": (*a.upto("needle"), a.BEGAN, e.ReactionNoted(reaction="r", what="legs_up")),
    "reaction over": (*a.upto("needle"), a.BEGAN, a.OVER),
    "reaction at rest": (*a.upto("rest"), a.changed(a.BEGAN, phase="resting")),
    "not enough blood": (*a.before("ended"), a.ended(120, "short")),
    "too much blood": (*a.before("ended"), a.ended(450, "over")),
    "left": (*a.upto("consent"), a.closed("left")),
    "closed deferred": (*a.before("decision"), a.DEFERRED, a.closed("deferred")),
    "plan changed": (*a.upto("tests"), e.PlanChanged(plan="WB200")),
    "plan of the past": (*a.upto("tests"), e.PlanChanged(plan="WB999")),
    "answer of another edition": (*a.upto("consent"), a.answered("q_gone", "no")),
    "quantity of another edition": (*a.upto("interview"), a.measured("spo2", 97, "%")),
    "souvenir of another edition": (*a.upto("rest"), e.SouvenirGiven(souvenir="drone")),
    "an act of a newer program": (*a.upto("tests"), MoonLanded()),
    "an act of a newer program before the decision": (*a.before("decision"), MoonLanded()),
    "an act of a newer program with the needle in": (*a.upto("needle"), MoonLanded()),
}  # fmt: skip
QUICK = (
    "reaction", "an act of a newer program", "held and looked at", "foreign label",
)  # fmt: skip
"""Those of every run; the laboratory opens all."""
STATES = {**{f"upto {name}": a.upto(name) for name in a.WALK}, **BRANCHES}


@pytest.fixture(scope="module")
def nurse(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Nurse]:
    clock = FixedClock(a.MORNING)
    with terminal_at_work(tmp_path_factory.mktemp("every-state"), clock, who=NURSE) as nurse:
        nurse.failures = []
        nurse.terminal.tasks.failed.connect(nurse.failures.append)
        yield nurse


def written(name: str, acts: tuple[e.Act, ...]) -> Callable[[Desk], str]:
    """Write a visit as another terminal might have; its numbers are not of this desk's ranges."""
    place = list(STATES).index(name)
    visit = f"v{place}"

    def write(desk: Desk) -> str:
        shift = desk.database.row("SELECT shift FROM number_block")
        projections, desk.ledger._projections = desk.ledger._projections, [desk.visits]
        donor = People(place, desk.clock.today()).next_donor(age=30)
        opened = a.changed(a.OPENED, shift=shift[0] if shift else a.SHIFT, donor=donor)
        desk.ledger.append([(visit, opened), *((visit, one) for one in acts[1:])], by="s001-team")
        desk.ledger._projections = projections
        return visit

    return write


def words_on(nurse: Nurse) -> list[str]:
    shown = [one for kind in (QLabel, QPushButton) for one in nurse.window.findChildren(kind)]
    return [line for one in shown if one.isVisible() for line in one.text().split("\n")]


def refuse_faults(nurse: Nurse, where: str) -> None:
    assert nurse.failures == [], where
    codes = [line for line in words_on(nurse) if _is_key(line) or "Decimal(" in line or "None" in line]
    assert codes == [], where


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=() if one in QUICK else pytest.mark.lab) for one in STATES]
)
def test_every_page_opens_over_this_state(nurse: Nurse, name: str) -> None:
    visit = nurse.do(written(name, STATES[name]))
    assert isinstance(visit, str), visit
    told = nurse.do(lambda desk: desk.visits.get(visit))
    nurse.terminal.go_on(told)
    nurse.settle()
    refuse_faults(nurse, f"{name}: {step_of(told)}")
    for page in OF_THE_WALK:
        nurse.terminal.show_step(told, page)
        nurse.settle()
        refuse_faults(nurse, f"{name}: {page}")
        texts().switch("en")
        nurse.settle()
        refuse_faults(nurse, f"{name}: {page} in English")
        texts().switch("zh_CN")
    nurse.terminal.show("handover")
    nurse.settle()
    nurse.terminal.show("reception")
    nurse.settle()
    refuse_faults(nurse, f"{name}: reception")
