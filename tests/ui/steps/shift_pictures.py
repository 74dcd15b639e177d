"""Draws what belongs to the shift and not to one donor, and the longest words that any page may meet.

python -m tests.ui.steps.shift_pictures DIR [part of a name]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from donor_room.devices.battery import Power
from donor_room.domain.clock import FixedClock
from donor_room.domain.entries import ShiftChecked
from donor_room.domain.label_set import PrinterState
from donor_room.domain.shift_checks import Check, Checked
from donor_room.packs.campaigns import load_campaigns
from donor_room.packs.checks import load_checks
from donor_room.ui.own_looks import Look, battery_look, clock_look, directory_look, disk_look, printer_look
from donor_room.ui.steps.checks.presenter import limits_words, line_words
from donor_room.ui.steps.checks.view import ChecksView
from donor_room.ui.steps.opening.view import Asked, OpeningView
from donor_room.ui.steps.reception.view import ReceptionView
from donor_room.ui.steps.shift.view import ShiftView
from donor_room.ui.steps.sign_in.view import PersonLine, SignInView
from donor_room.ui.steps.staff.view import StaffView
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.choices import numbered
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.queue import QueueLine
from donor_room.ui.window import MainWindow
from donor_room.workflow.checks import Line
from tests.ui.camera import photograph
from tests.ui.samples import LI, dress

CLOCK = FixedClock(datetime(2026, 11, 21, 0, 12, tzinfo=UTC))
TEAM = [
    ("孙悦", "team_leader"), ("王芳", "nurse"), ("赵敏", "physician"), ("周海", "nurse"),
    ("古丽娜尔·阿卜杜热合曼", "nurse"), ("刘洋", "administrator"),
]  # fmt: skip
LONG = LI._replace(name="阿卜杜热西提·麦麦提图尔荪·如则麦麦提", last="2026-05-16  单采血小板 2 个治疗量")
LONG_SITE = "采血车 03 · 第七中学东校区体育馆西门广场北侧临时采血点"


class Stage:
    """The window, and one page on it."""

    def __init__(self, page: Page) -> None:
        self.window = MainWindow(CLOCK)
        dress(self.window)
        self.window.register("page", lambda: page)
        self.window.show_donor(LI)
        self.window.resize(1366, 768)
        self.window.show()
        QTest.qWaitForWindowActive(self.window)
        self.window.show_page("page")


def sign_in(chosen: int | None = None) -> tuple[Stage, Callable[[], None]]:
    view = SignInView()
    stage = Stage(view)

    def fill() -> None:
        people = [PersonLine(name, name, say(f"staff.role.{role}"), name != "刘洋") for name, role in TEAM]
        view.say_people_again(people)
        facts = [("sign_in.site", "人民广场"), ("sign_in.rules", "GB18467-2011")]
        view.show_shift(
            [(say(key), value) for key, value in facts],
            [
                Look(say("sign_in.check.directory"), say("frame.directory_age", hours=80), False),
                Look(say("sign_in.check.disk"), say("sign_in.well"), True),
            ],
        )

    stage.window.status.show_person("", "")
    stage.window.status.show_directory_age(80)
    fill()
    if chosen is not None:
        view.choose(chosen)
    return stage, fill


def sign_in_pin() -> tuple[Stage, Callable[[], None]]:
    stage, fill = sign_in(1)
    QTest.keyClicks(stage.window.focusWidget(), "12")
    return stage, fill


def sign_in_wrong() -> tuple[Stage, Callable[[], None]]:
    stage, fill = sign_in(4)

    def refuse() -> None:
        fill()
        stage.window.current.show_problem(say("staff.wrong_secret", left=4))

    return stage, refuse


def sign_in_password() -> tuple[Stage, Callable[[], None]]:
    return sign_in(5)


def opening(asked: Asked) -> Callable[[], tuple[Stage, Callable[[], None]]]:
    def draw() -> tuple[Stage, Callable[[], None]]:
        view = OpeningView()
        stage = Stage(view)
        view.ask(asked)
        return stage, lambda: None

    return draw


def shift() -> tuple[Stage, Callable[[], None]]:
    view = ShiftView()
    stage = Stage(view)
    view.site_kind.digit_pressed(1)
    view.drive.digit_pressed(4)

    def fill() -> None:
        view.show_team(_team())
        view.show_campaign(say("campaigns.campaign.civil_servants"), say("campaigns.source.telephone"))
        view.show_stock(50, say("frame.directory_age", hours=6), "GB18467-2011")
        view.show_problem(say("shift.choose_kind"))

    return stage, fill


def _team() -> list[tuple[str, str, bool]]:
    """Everybody with the role, one of them past the training."""
    over = say("staff.training_over_since", on="2026-11-01")
    return [(name, over if place == 3 else say(f"staff.role.{role}"), place == 3)
            for place, (name, role) in enumerate(TEAM)]  # fmt: skip


def checks(*, states: str) -> Callable[[], tuple[Stage, Callable[[], None]]]:
    """States are the first letters of how each item stands."""

    def draw() -> tuple[Stage, Callable[[], None]]:
        view = ChecksView()
        stage = Stage(view)
        items = load_checks().items

        def fill() -> None:
            lines = [_line(check, states[place]) for place, check in enumerate(items[: len(states)])]
            view.show_lines(tuple(line_words(one) for one in lines))
            view.show_team(_team())
            view.show_looks(
                [
                    printer_look(PrinterState(ready=True)),
                    clock_look("aged"),
                    disk_look(210 << 30),
                    directory_look(80, 24),
                    battery_look(Power(82, is_on_mains=False)),
                ]
            )

        return stage, fill

    return draw


def checks_sheet(name: str, key: str) -> Callable[[], tuple[Stage, Callable[[], None]]]:
    """A sheet over the list, with what it asks."""

    def draw() -> tuple[Stage, Callable[[], None]]:
        stage, fill = checks(states="gefgguug")()
        items = load_checks().items
        choices = {
            "failed": [(one.id, f"checks.item.{one.id}") for one in items],
            "repaired": [("good", "checks.good"), ("failed", "checks.failed")],
        }

        def again() -> None:
            fill()
            values = {"item": say("checks.item.transport_box"), "limits": limits_words(items[5])}
            stage.window.current.sheet(name).ask(
                headline=say(f"checks.{key}.headline", **values),
                hint=say(f"checks.{key}.hint", **values),
                act=say(f"checks.{key}.act"),
                choices=numbered([(one, say(words)) for one, words in choices.get(name, ())]),
            )
            if name == "value":
                stage.window.current.sheet(name).show_refused(
                    say("checks.no_number", item=values["item"], unit="°C")
                )

        return stage, again

    return draw


def campaign_sheet() -> tuple[Stage, Callable[[], None]]:
    stage, fill = shift()
    listed = load_campaigns().campaigns

    def again() -> None:
        fill()
        key = "campaigns.campaign_sheet"
        offered = numbered([(one.id, say(f"campaigns.campaign.{one.id}")) for one in listed])
        stage.window.current.sheet("campaign").ask(
            headline=say(f"{key}.headline"),
            hint=say(f"{key}.hint"),
            act=say(f"{key}.act"),
            choices=[*offered, (0, say("campaigns.none"), "-")],
        )

    return stage, again


def _line(check: Check, letter: str) -> Line:
    state = {"g": "good", "f": "failed", "u": "unanswered", "e": "expired"}[letter]
    if letter == "u":
        return Line(check, "unanswered", None, "")
    act = ShiftChecked(
        shift="s", item=check.id, result="failed" if letter == "f" else "good",
        value=Decimal("4.6") if check.wants == "value" else None, unit=check.unit or None,
        lot="HS2611-0077" if check.wants == "lot" else None,
        lot_expires_on=date(2027, 3, 1) if check.wants == "lot" else None,
        remark="换了一台备用的，核对过" if letter == "g" and check.id == "scale_mixer" else None,
    )  # fmt: skip
    name = TEAM[4][0] if check.id == "emergency_box" else "周海"
    return Line(check, state, Checked(act=act, at=CLOCK.now(), by="s4"), name)  # type: ignore[arg-type]


def staff() -> tuple[Stage, Callable[[], None]]:
    view = StaffView()
    stage = Stage(view)

    def fill() -> None:
        view.show_people([(name, say(f"staff.role.{role}")) for name, role in TEAM])
        view.show_problem("pin", say("staff.pin_shape", digits=4))

    return stage, fill


def queue() -> tuple[Stage, Callable[[], None]]:
    stage = Stage(ReceptionView())
    states = ["", "reaction", "", "physician", "late"]
    stage.window.queue.show_lines(
        [
            QueueLine(
                f"v{n}", str(n), "阿*提" if n % 3 else "欧阳*国", 1 + n % 8, 7 * n, states[n % 5], n == 6
            )
            for n in range(1, 15)
        ]
    )
    stage.window.open_queue()
    return stage, lambda: None


def longest() -> tuple[Stage, Callable[[], None]]:
    stage = Stage(ReceptionView())
    stage.window.banner.setVisible(True)
    stage.window.walk.setVisible(True)
    stage.window.show_donor(LONG)
    stage.window.status.show_site(LONG_SITE)
    stage.window.status.show_directory_age(80)
    stage.window.status.show_person("古丽娜尔·阿卜杜热合曼", "护士")
    refusal = "屏蔽名单已经 80 h 没有更新，请连接血站更新名单，或者请第二人看过证件和本人以后确认。"
    stage.window.scan_line.place_at(px(Size.STATUS + Size.BANNER))
    stage.window.scan_line.say_bad(refusal)
    return stage, lambda: None


SCENES: dict[str, Callable[[], tuple[Stage, Callable[[], None]]]] = {
    "sign_in": sign_in,
    "sign_in_pin": sign_in_pin,
    "sign_in_wrong": sign_in_wrong,
    "sign_in_password": sign_in_password,
    "opening_new": opening("new_passphrase"),
    "opening_first": opening("first_person"),
    "opening_unlock": opening("unlock"),
    "opening_wait": opening("wait"),
    "shift": shift,
    "checks_open": checks(states="uuuuuuuu"),
    "checks_mixed": checks(states="gefgguug"),
    "checks_done": checks(states="gggggggg"),
    "checks_none": checks(states=""),
    "checks_sheet_failed": checks_sheet("failed", "fail_sheet"),
    "checks_sheet_repaired": checks_sheet("repaired", "repair_sheet"),
    "checks_sheet_value": checks_sheet("value", "value_sheet"),
    "checks_sheet_lot": checks_sheet("lot", "lot_sheet"),
    "campaign_sheet": campaign_sheet,
    "staff": staff,
    "queue": queue,
    "longest": longest,
}


def main(arguments: list[str]) -> int:
    application = QApplication.instance() or QApplication([])
    theme().start(application)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    kept = []  # what Python throws away in the middle of an event Qt still wants to paint
    for name, draw in SCENES.items():
        if len(arguments) == 1 or any(wanted in name for wanted in arguments[1:]):
            stage, again = draw()
            kept.append(stage)
            photograph(stage.window, folder, name, before=again)
            stage.window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
