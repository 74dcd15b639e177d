"""Draws labels, collection, aftercare and handover as they are met, to be laid beside the sketches.

python -m tests.ui.steps.chair_pictures DIR [part of a name]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from donor_room.domain.care_acts import CoupleSaid
from donor_room.domain.chairs import lowest_free
from donor_room.domain.clock import FixedClock
from donor_room.domain.own_codes import chair_code, command_code, visit_code
from donor_room.domain.tally import Tally
from donor_room.domain.visit import Visit
from donor_room.ui.donor_line import donor_line
from donor_room.ui.shell import Presenter, TaskRunner
from donor_room.ui.steps.aftercare import presenter as aftercare
from donor_room.ui.steps.calls import presenter as calls
from donor_room.ui.steps.chairs import presenter as chairs
from donor_room.ui.steps.collection import presenter as collection
from donor_room.ui.steps.handover import presenter as handover
from donor_room.ui.steps.labels import presenter as labels
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from donor_room.workflow import aftercare as aftercare_use
from donor_room.workflow import collect, couples, label, label_print, label_scan, react, shift
from donor_room.workflow.call_back import call_back
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import UNKNOWN_DONOR
from tests.support.desks import empty_chairs
from tests.support.reacted import FAINT
from tests.support.told import PERMANENT, tell, word
from tests.ui.camera import photograph
from tests.ui.samples import dress
from tests.ui.steps.chair import (
    Printer,
    codes,
    collected,
    eligible,
    gone,
    labelled,
    pierced,
    witness_id,
)
from tests.ui.steps.desk_people import LEADER, NURSE, PHYSICIAN, add_team, sit_down
from tests.ui.steps.house import HeldTasks, ShellSpy, make_desk, press, put_up

ENTER = Qt.Key.Key_Return
F3, F4, F5, F6 = Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F6
F7, F8, F10 = Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F10
NOW = datetime(2026, 11, 21, 7, 2, tzinfo=UTC)


def _say_if_scrolled(window: MainWindow, presenter: Presenter, name: str) -> None:
    bar = window.page(presenter.page)._left_scroll.verticalScrollBar()
    if bar.maximum():
        print(name, "left scrolls by", bar.maximum())


class Studio:
    """One desk, a window for each state, and a picture of it in every look."""

    def __init__(self, desk: Desk, clock: FixedClock, folder: Path) -> None:
        self.desk, self.clock, self.folder, self.seed = desk, clock, folder, 30

    def show(
        self,
        build: Callable[[ShellSpy], Presenter],
        visit: Visit | None,
        *keys: object,
        aside: TaskRunner | None = None,
    ) -> Presenter:
        window = MainWindow(self.clock)
        dress(window)
        window.resize(1366, 768)
        if visit is not None:
            window.show_donor(donor_line(visit, self.clock.today()))
        shell = ShellSpy(self.desk, window, self.folder)
        shell.aside = aside or shell.aside
        presenter = build(shell)
        put_up(shell, presenter, visit)
        press(window, *keys)
        return presenter

    def who(self, name: str = "李建国") -> dict[str, object]:
        self.seed += 1
        return {"name": name, "seed": self.seed}

    def shoot(self, name: str, play: Callable[[], Presenter]) -> None:
        sit_down(self.desk, NURSE)
        empty_chairs(self.desk)
        presenter = play()
        window = presenter.shell.window
        if not name.endswith("answer"):
            window.scan_line.hide()
        photograph(window, self.folder, name, laid_out=lambda: _say_if_scrolled(window, presenter, name))
        window.close()

    # labels

    def labels_identity(self) -> Presenter:
        return self.show(labels.build, eligible(self.desk, **self.who()))

    def labels_bag(self) -> Presenter:
        return self.show(labels.build, eligible(self.desk, **self.who()), "1", "1")

    def labels_scan(self) -> Presenter:
        page = self.show(labels.build, eligible(self.desk, **self.who()), "1", "1", F8)
        for code in codes(page.visit)[:4]:
            page.scanned(code)
        return page

    def labels_four_bags(self) -> Presenter:
        page = self.show(labels.build, eligible(self.desk, **self.who()), "1", "2", F8)
        for code in codes(page.visit)[:4]:
            page.scanned(code)
        return page

    def labels_printing(self) -> Presenter:
        aside = HeldTasks()
        page = self.show(labels.build, eligible(self.desk, **self.who()), "1", "1", F8, aside=aside)
        aside.let_go()
        for code in codes(page.visit)[:2]:
            page.scanned(code)
        return page

    def labels_uncertain(self) -> Presenter:
        self.desk.printer.uncertain = True
        page = self.show(labels.build, eligible(self.desk, **self.who()), "1", "1", F8)
        self.desk.printer.uncertain = False
        return page

    def labels_stop(self) -> Presenter:
        other = labelled(self.desk, scanned=False, **self.who("马国栋"))
        page = self.labels_scan()
        page.scanned(codes(other)[4])
        return page

    def labels_void(self) -> Presenter:
        page = self.labels_scan()
        press(page.shell.window, F8, "2", "1", "1", "24")
        return page

    def labels_menu(self) -> Presenter:
        page = self.labels_scan()
        press(page.shell.window, F8)
        return page

    def labels_type(self) -> Presenter:
        page = self.labels_menu()
        press(page.shell.window, "3")
        return page

    def labels_missing(self) -> Presenter:
        page = self.labels_uncertain()
        for code in codes(page.visit)[:4]:
            page.scanned(code)
        return page

    def labels_missing_menu(self) -> Presenter:
        page = self.labels_missing()
        press(page.shell.window, F8)
        return page

    def labels_which(self) -> Presenter:
        page = self.labels_menu()
        press(page.shell.window, "1")
        return page

    def labels_reprint(self) -> Presenter:
        page = self.labels_missing_menu()
        press(page.shell.window, "1", "1", "1", "24")
        return page

    def labels_send(self) -> Presenter:
        self.desk.printer.ready = False
        page = self.show(labels.build, eligible(self.desk, **self.who()), "1", "1", F8)
        self.desk.printer.ready = True
        return page

    def labels_spoiled(self) -> Presenter:
        visit = pierced(self.desk, **self.who())
        return self.show(labels.build, collect.fail_needle(self.desk, visit.id, reason="no_vein"))

    def labels_taken_answer(self) -> Presenter:
        other = label.confirm_at_chair(self.desk, eligible(self.desk, **self.who("马国栋")).id)
        page = self.show(labels.build, eligible(self.desk, **self.who()))
        page.scanned(chair_code(other.chair))
        return page

    def labels_interrupted_answer(self) -> Presenter:
        page = self.labels_scan()
        page.open(page.visit)
        return page

    def labels_other_slip_answer(self) -> Presenter:
        other = eligible(self.desk, **self.who("欧阳国栋"))
        page = self.labels_scan()
        page.scanned(visit_code(other.id))
        return page

    def labels_wrong_moment_answer(self) -> Presenter:
        page = self.labels_scan()
        page.scanned(command_code("second"))
        return page

    def labels_move(self) -> Presenter:
        page = self.labels_scan()
        free = lowest_free({line.chair for line in self.desk.visits.seated()}, 6)
        page.scanned(chair_code(free))
        return page

    def labels_type_twice(self) -> Presenter:
        page = self.labels_scan()
        page.ask_two("type_twice", act="label", key="chair.type_twice", count=0)
        return page

    def labels_typed(self) -> Presenter:
        page = self.labels_type()
        number = page.view.proof.number.text.replace(" ", "")
        page.view.open_sheet.fields["number"].setText(number)
        press(page.shell.window, ENTER, "1", PHYSICIAN.pin, F10)
        return page

    def collection_menu(self) -> Presenter:
        page = self.collection_arm()
        press(page.shell.window, F8)
        return page

    # collection

    def collection_bag(self) -> Presenter:
        return self.show(
            collection.build, labelled(self.desk, **self.who()), "B260812", ENTER, "2026010", "1", F10
        )

    def collection_arm(self) -> Presenter:
        visit = labelled(self.desk, **self.who())
        day = self.clock.today() + timedelta(days=600)
        visit = collect.take_bag(self.desk, visit.id, bag_kind="triple_400", lot="B260812", expires_on=day)
        return self.show(collection.build, visit, "1")

    def collection_second(self) -> Presenter:
        visit = pierced(self.desk, **self.who())
        visit = collect.fail_needle(self.desk, visit.id, reason="no_vein")
        label.void(self.desk, visit.id, reason="needle_failed", witness=witness_id(self.desk), pin=LEADER.pin)
        label.plan(self.desk, visit.id, bag_kind="triple_400")
        visit = label_print.send(self.desk, visit.id)
        for code in codes(visit):
            label_scan.scan(self.desk, visit.id, text=code, phase="before_needle")
        day = self.clock.today() + timedelta(days=600)
        visit = collect.take_bag(self.desk, visit.id, bag_kind="triple_400", lot="B260813", expires_on=day)
        return self.show(collection.build, visit)

    def collection_flowing(self) -> Presenter:
        visit = pierced(self.desk, **self.who())
        self.clock.instant += timedelta(minutes=6, seconds=8)
        return self.show(collection.build, visit)

    def collection_late(self) -> Presenter:
        visit = pierced(self.desk, **self.who())
        self.clock.instant += timedelta(minutes=11, seconds=26)
        return self.show(collection.build, visit)

    def collection_reaction(self) -> Presenter:
        page = self.show(collection.build, pierced(self.desk, **self.who("林晓雯")))
        self.clock.instant += timedelta(minutes=4, seconds=10)
        press(page.shell.window, F7, "3", "4")
        self.clock.instant += timedelta(minutes=2, seconds=14)
        press(page.shell.window, F10, "88", ENTER, "54", ENTER, "52", F10)
        page.tick()
        return page

    def collection_apart(self) -> Presenter:
        page = self.collection_flowing()
        tell(self.desk, page.visit, word(deferral=PERMANENT))
        page.grew(page.visit_id, ("visit.held",))
        return page

    def collection_apart_reaction(self) -> Presenter:
        page = self.collection_reaction()
        tell(self.desk, page.visit, word(deferral=PERMANENT))
        page.grew(page.visit_id, ("visit.held",))
        return page

    def collection_answer(self) -> Presenter:
        page = self.collection_proof()
        page.scanned("A99")
        return page

    def aftercare_apart(self) -> Presenter:
        visit = tell(self.desk, collected(self.desk, **self.who()), word(deferral=PERMANENT))
        return self.show(aftercare.build, visit)

    def collection_end(self) -> Presenter:
        page = self.collection_flowing()
        press(page.shell.window, "2", "310", ENTER)
        return page

    def collection_pressure(self) -> Presenter:
        page = self.collection_reaction()
        press(page.shell.window, F10, "88", ENTER)
        return page

    def collection_where(self) -> Presenter:
        page = self.collection_reaction()
        press(page.shell.window, F7)
        return page

    def collection_confirm(self) -> Presenter:
        page = self.collection_where()
        press(page.shell.window, "6", "3", "1", "2", "1")
        return page

    def collection_confirm_open(self) -> Presenter:
        page = self.collection_where()
        press(page.shell.window, "6", "3", "0", "2", "0")
        return page

    def collection_grade(self) -> Presenter:
        page = self.collection_confirm_open()
        press(page.shell.window, "4", F10)
        return page

    def collection_kind(self) -> Presenter:
        page = self.collection_confirm()
        press(page.shell.window, "2", F10, "1")
        return page

    def collection_proof(self) -> Presenter:
        visit = pierced(self.desk, **self.who())
        self.clock.instant += timedelta(minutes=11, seconds=2)
        page = self.show(collection.build, visit, "1")
        page.scanned(codes(page.visit, "after_tubes")[0])
        return page

    # the board and the calls

    def chairs_free(self) -> Presenter:
        return self.show(chairs.build, None)

    def chairs_full(self) -> Presenter:
        """Six chairs: one at each stage, one slow, one mixed by hand."""
        self.fill()
        self.clock.instant += timedelta(minutes=3, seconds=2)
        return self.show(chairs.build, None, "2")

    def chairs_two_reactions(self) -> Presenter:
        self.fill()
        page = self.show(chairs.build, None, "1", F7)
        self.clock.instant += timedelta(minutes=1, seconds=10)
        press(page.shell.window, "4")
        page.view.choose(3)
        press(page.shell.window, F7)
        self.clock.instant += timedelta(minutes=1, seconds=4)
        press(page.shell.window, F10, "88", ENTER, "54", ENTER, "52", F10)
        page.tick()
        return page

    def chairs_many(self) -> Presenter:
        """A house with twenty chairs."""
        page = self.chairs_full()
        page._board = page._board._replace(chairs=20)
        page.tick()
        return page

    def fill(self) -> None:
        pierced(self.desk, **self.who("林晓雯"))
        self.clock.instant += timedelta(minutes=9)
        resting = collected(self.desk, **self.who("周文静"))
        aftercare_use.start_rest(self.desk, resting.id)
        pierced(self.desk, arm="right", **self.who("阿卜杜热合曼·买买提艾力"))
        self.clock.instant += timedelta(minutes=2)
        pierced(self.desk, **self.who("马国栋"))
        visit = labelled(self.desk, scanned=False, **self.who("郑浩然"))
        for code in codes(visit)[:2]:
            label_scan.scan(self.desk, visit.id, text=code, phase="before_needle")
        label.confirm_at_chair(self.desk, eligible(self.desk, **self.who("何雨桐")).id)

    def calls_none(self) -> Presenter:
        return self.show(calls.build, None)

    def calls_open(self) -> Presenter:
        for name, answers in (("林晓雯", FAINT), ("阿卜杜热合曼·买买提艾力", FAINT | {"done": "outside"})):
            visit = pierced(self.desk, **self.who(name))
            collect.begin_reaction(self.desk, visit.id)
            react.end_reaction(self.desk, visit.id, answers=answers, treatment="")
        call_back(
            self.desk, visit.id, reaction=visit_reaction(self.desk, visit.id), result="unwell",
            words="还有点头晕，明天再打",
        )  # fmt: skip
        self.clock.instant += timedelta(days=2)
        page = self.show(calls.build, None)
        self.clock.instant -= timedelta(days=2)
        return page

    def calls_sheet(self) -> Presenter:
        page = self.calls_open()
        press(page.shell.window, Qt.Key.Key_Down, F10, "2")
        return page

    # aftercare and handover

    def aftercare_rest(self) -> Presenter:
        page = self.show(aftercare.build, collected(self.desk, **self.who()), F10, F8, "4")
        self.clock.instant += timedelta(minutes=6, seconds=32)
        page.tick()
        return page

    def aftercare_start(self) -> Presenter:
        return self.show(aftercare.build, collected(self.desk, **self.who()))

    def aftercare_birthday(self) -> Presenter:
        """The hundredth donation, on a birthday: what a station wants remembered."""
        visit = collected(self.desk, **self.who())
        donor = msgspec.structs.replace(visit.donor, birth_on=self.desk.clock.today().replace(year=1990))
        before = Tally(
            visits=99, award_counts=Decimal(193), volume_ml=38_600, golds=4, since_gold=Decimal(33)
        )
        known = msgspec.structs.replace(UNKNOWN_DONOR, count=99, older=before)
        opened = msgspec.structs.replace(visit.opened, donor=donor)
        return self.show(aftercare.build, msgspec.structs.replace(visit, opened=opened, known=known))

    def aftercare_care(self) -> Presenter:
        page = self.aftercare_rest()
        press(page.shell.window, F5, "1", F5, "6", "1", F10, F5)
        return page

    def aftercare_satisfied(self) -> Presenter:
        page = self.aftercare_rest()
        press(page.shell.window, F5, "1", F5, "6", "1", F10)
        return page

    def aftercare_satisfaction(self) -> Presenter:
        page = self.aftercare_rest()
        press(page.shell.window, F5, "6")
        return page

    def aftercare_apheresis(self) -> Presenter:
        """A donor of apheresis, who gets an allowance."""
        visit = collected(self.desk, **self.who())
        page = self.show(aftercare.build, msgspec.structs.replace(visit, plan="APH_PLT1"))
        press(page.shell.window, F5)
        return page

    def aftercare_voucher(self) -> Presenter:
        page = self.aftercare_apheresis()
        press(page.shell.window, "0")
        return page

    def aftercare_contact(self) -> Presenter:
        page = self.aftercare_rest()
        press(page.shell.window, F6, "1", F6)
        return page

    def aftercare_couple(self) -> Presenter:
        """Others who gave here today, one with a name of many characters."""
        for name in ("周文静", "阿卜杜热合曼·买买提艾力", "马国栋"):
            collected(self.desk, **self.who(name))
        page = self.aftercare_rest()
        press(page.shell.window, F4)
        return page

    def aftercare_couple_said(self) -> Presenter:
        page = self.aftercare_couple()
        press(page.shell.window, "2")
        return page

    def aftercare_couple_linked(self) -> Presenter:
        """The partner has left: both coins are given here."""
        partner = gone(self.desk, **self.who("阿卜杜热合曼·买买提艾力"))
        page = self.show(aftercare.build, collected(self.desk, **self.who()), F4)
        page.scanned(visit_code(partner.id))
        press(page.shell.window, F10)
        return page

    def aftercare_couple_part(self) -> Presenter:
        page = self.aftercare_couple_linked()
        press(page.shell.window, F4)
        return page

    def aftercare_couple_overruled(self) -> Presenter:
        """Two laptops linked one donor with two others."""
        first, second, third = (collected(self.desk, **self.who(name)) for name in ("甲乙", "丙丁", "戊己"))
        couples.link(self.desk, first.id, second.id)
        self.desk.ledger.append([(third.id, CoupleSaid(partner=second.id, is_so=True))], by="s1")
        return self.show(aftercare.build, self.desk.visits.get(third.id))

    def aftercare_oath(self) -> Presenter:
        """Eighteen today, with a partner: every key of the rail."""
        partner, visit = collected(self.desk, **self.who("周文静")), collected(self.desk, **self.who())
        visit = couples.link(self.desk, visit.id, partner.id)
        today = self.desk.clock.today()
        donor = msgspec.structs.replace(visit.donor, birth_on=today.replace(year=today.year - 18))
        opened = msgspec.structs.replace(visit.opened, donor=donor)
        page = self.show(aftercare.build, msgspec.structs.replace(visit, opened=opened))
        press(page.shell.window, F3)
        return page

    def aftercare_remark(self) -> Presenter:
        page = self.aftercare_rest()
        press(page.shell.window, F10)
        return page

    def handover_gap(self) -> Presenter:
        page = self.show(handover.build, None)
        for code in [c for one in self.day[:3] for c in _after(one)]:
            page.scanned(code)
        return page

    def handover_explain(self) -> Presenter:
        page = self.handover_gap()
        press(page.shell.window, "2")
        return page

    def handover_pack(self) -> Presenter:
        gap = self.desk.visits.get(self.open_visit.id)
        if gap.label_set is not None:
            label.void(self.desk, gap.id, reason="donor_left", witness=witness_id(self.desk), pin=LEADER.pin)
        return self.show(handover.build, None)

    def handover_sign(self) -> Presenter:
        from donor_room.workflow import aftercare as use

        page = self.handover_pack()
        use.close(self.desk, self.open_visit.id, how="left", remark="改变主意")
        press(page.shell.window, "4")
        for code in [c for one in self.day for c in _after(one)]:
            page.scanned(code)
        press(page.shell.window, F10)
        return page


def visit_reaction(desk: Desk, visit: str) -> str:
    return desk.visits.get(visit).reactions[-1].began.reaction


def _after(visit: Visit) -> list[str]:
    return [item.encoded for item in label_scan.labels_of(visit, "after_tubes").items]


CHAIR = (
    "labels_identity", "labels_bag", "labels_scan", "labels_four_bags", "labels_printing", "labels_uncertain",
    "labels_stop", "labels_menu", "labels_void", "labels_type", "labels_missing", "labels_missing_menu",
    "labels_which", "labels_reprint", "labels_send", "labels_spoiled", "labels_taken_answer",
    "labels_interrupted_answer", "labels_other_slip_answer", "labels_wrong_moment_answer", "labels_move",
    "labels_type_twice", "labels_typed", "collection_menu", "collection_bag", "collection_arm",
    "collection_second", "collection_flowing", "collection_late", "collection_end", "collection_proof",
    "collection_apart", "collection_apart_reaction", "collection_answer", "aftercare_apart",
    "collection_reaction", "collection_pressure", "collection_kind", "collection_where",
    "collection_confirm", "collection_confirm_open", "collection_grade",
    "chairs_free", "chairs_full", "chairs_many",
    "chairs_two_reactions", "calls_none", "calls_open", "calls_sheet",
    "aftercare_start", "aftercare_rest", "aftercare_birthday", "aftercare_remark",
    "aftercare_care", "aftercare_satisfied", "aftercare_satisfaction",
    "aftercare_voucher", "aftercare_apheresis", "aftercare_contact", "aftercare_couple", "aftercare_oath",
    "aftercare_couple_said", "aftercare_couple_linked", "aftercare_couple_part", "aftercare_couple_overruled",
)  # fmt: skip
EVENING = ("handover_gap", "handover_explain", "handover_pack", "handover_sign")


def draw(folder: Path, only: str = "") -> None:
    """Draw every state whose name holds a text."""
    folder.mkdir(parents=True, exist_ok=True)
    for names in (CHAIR, EVENING):
        wanted = [name for name in names if only in name]
        if not wanted:
            continue
        with tempfile.TemporaryDirectory() as place:
            clock = FixedClock(NOW)
            desk = make_desk(Path(place), clock)
            add_team(desk)
            desk.printer = Printer()
            studio = Studio(desk, clock, folder)
            if names is EVENING:
                _play_a_day(studio)
            for name in wanted:
                studio.shoot(name, getattr(studio, name))
            desk.close()


def _play_a_day(studio: Studio) -> None:
    sit_down(studio.desk, NURSE)
    studio.day = [gone(studio.desk, **studio.who(name)) for name in ("甲", "乙", "丙", "丁", "戊")]
    studio.open_visit = labelled(studio.desk, scanned=False, **studio.who("己"))
    assert shift.current_shift(studio.desk) is not None


if __name__ == "__main__":
    app = QApplication([])
    theme().start(app)
    draw(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
