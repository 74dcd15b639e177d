"""Draws the desk and the decision in every state, to be looked at beside the sketches.

python -m tests.ui.steps.desk_pictures DIR
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.domain.contact import Contact
from donor_room.domain.directory import EarlierReaction, StandingDeferral
from donor_room.domain.donor_tags import TAGS
from donor_room.domain.entries import Donor
from donor_room.domain.questionnaire import Answer, Detail
from donor_room.domain.staff import Person
from donor_room.ui.answers import AnswersDesk
from donor_room.ui.donor_line import donor_line
from donor_room.ui.shell import Presenter
from donor_room.ui.steps.decision import presenter as decision
from donor_room.ui.steps.enrol import presenter as enrol
from donor_room.ui.steps.group_list import presenter as group_list
from donor_room.ui.steps.reception import presenter as reception
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from donor_room.workflow import blood_tests, examine, expected, register
from donor_room.workflow.desk import Desk
from donor_room.workflow.group_list import ListRow, read_list
from tests.support.desks import lot
from tests.support.profiles import enlist
from tests.ui.camera import Look, photograph
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, StationSpy, enrol_at_once, make_desk, press, put_up

VECTORS = Path(__file__).parents[2] / "vectors"
ENTER, F10 = Qt.Key.Key_Return, Qt.Key.Key_F10
CLOCK = FixedClock(datetime(2026, 11, 21, 6, 32, tzinfo=UTC))
LOOKS = [
    Look(f"_{'night' if night else 'day'}_{language}_{size[0]}", night, language, size)
    for night in (False, True)
    for language in ("zh_CN", "en")
    for size in ((1366, 768), (1280, 720))
]
_windows: list[MainWindow] = []
"""Kept until the end: what Python throws away in the middle of an event Qt still wants to paint."""
NOT_SURE = Answer(value="not_sure", asked_aloud=True, details=(), remark=None)


def yes(which: str, when_on: date | None = None) -> Answer:
    detail = Detail(which=which, when_on=when_on, ongoing=False, name=None)
    return Answer(value="yes", asked_aloud=True, details=(detail,), remark=None)


@contextmanager
def house(name: str = "") -> Iterator[tuple[Desk, ShellSpy]]:
    drive = "group" if name.startswith("list") else "street"
    is_real = name.startswith("station") and name != "station_practice"
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder), CLOCK, drive=drive, real=is_real)
        people.add_team(desk)
        people.sit_down(desk, people.NURSE)
        window = MainWindow(CLOCK)
        _windows.append(window)
        yield desk, StationSpy(desk, window, Path(folder))
        window.close()
        desk.close()


def at_reception(shell: ShellSpy, number: str = "") -> Presenter:
    made = reception.build(shell)
    shell.window.status.show_person("王芳", "护士")
    put_up(shell, made, None)
    if number:
        press(shell.window, number, ENTER)
    return made


def idle(desk: Desk, shell: ShellSpy) -> None:
    for seed, name in ((7, "张䶮"), (8, "欧阳建国"), (9, "阿卜杜拉·买买提")):
        register.open_visit(desk, donor=people.somebody(desk, seed, name=name), source="typed", plan="WB400")
    at_reception(shell)


def answers(*keys: object) -> Callable[[Desk, ShellSpy], None]:
    """What a donor asks at the desk."""

    def draw(desk: Desk, shell: ShellSpy) -> None:
        idle(desk, shell)
        shell.window.answers_asked.connect(AnswersDesk(shell).open)
        press(shell.window, Qt.Key.Key_F3, *keys)  # type: ignore[arg-type]

    return draw


def guest(*keys: object) -> Callable[[Desk, ShellSpy], None]:
    """Somebody who comes to be measured only."""

    def draw(desk: Desk, shell: ShellSpy) -> None:
        at_reception(shell)
        press(shell.window, Qt.Key.Key_F6, *keys)  # type: ignore[arg-type]

    return draw


def search(desk: Desk, shell: ShellSpy) -> None:
    donor = people.somebody(desk, 3, name="王国栋")
    people.into_directory(desk, donor, donations=people.gave(date(2026, 5, 16)))
    register.open_visit(desk, donor=people.somebody(desk, 4, name="王建国"), source="typed", plan="WB400")
    at_reception(shell)
    press(shell.window, Qt.Key.Key_F2, "wg", ENTER)


def kinds(desk: Desk, shell: ShellSpy) -> None:
    at_reception(shell)
    press(shell.window, "123")
    shell.window.current.offer_kinds()


def number_wrong(desk: Desk, shell: ShellSpy) -> None:
    at_reception(shell, "660001199003070010")


def returning(
    desk: Desk, shell: ShellSpy, *, last: date = date(2026, 5, 16), age_h: int = 12, **told: object
) -> None:
    donor = people.somebody(desk, 3, name="李建国", sex="male", age=38)
    days = (last, date(2025, 10, 18), date(2025, 3, 8), date(2024, 8, 3), date(2024, 1, 20))
    people.into_directory(desk, donor, donations=people.gave(*days), age_h=age_h, **told)
    at_reception(shell, donor.document_number)


AGREED = Contact(word="agreed", on=date(2026, 5, 16), by="s001-team")
TAGGED = {"contact": AGREED, "tags": TAGS}


def words(*keys: object) -> Callable[[Desk, ShellSpy], None]:
    """Whether the donor may be called, and every tag there is."""

    def draw(desk: Desk, shell: ShellSpy) -> None:
        returning(desk, shell, **TAGGED)
        press(shell.window, *keys)  # type: ignore[arg-type]

    return draw


def withdrawn_first(desk: Desk, shell: ShellSpy) -> None:
    first(desk, shell)
    press(shell.window, Qt.Key.Key_F5, "2", Qt.Key.Key_F4, "3")


def too_soon(desk: Desk, shell: ShellSpy) -> None:
    last = EarlierReaction(on=date(2026, 8, 30), severity="moderate")
    returning(desk, shell, last=last.on, age_h=30, had_reaction=True, reaction=last)


def first(desk: Desk, shell: ShellSpy) -> None:
    at_reception(shell, people.somebody(desk, 5).document_number)


def problems(desk: Desk, shell: ShellSpy) -> None:
    made = at_reception(shell)
    made.look_up("09", "E12345678")
    made.view.form.fields["phone"].setText("12")
    made.view.form.fields["ethnic_group"].setText("火星")
    press(shell.window, Qt.Key.Key_Tab)
    made.view.plan.digit_pressed(1)
    press(shell.window, F10)


def ticks(desk: Desk, shell: ShellSpy) -> None:
    donor = people.somebody(desk, 6, age=57)
    people.into_directory(
        desk, donor, donations=people.gave(date(2026, 1, 1), date(2025, 1, 1), date(2024, 1, 1))
    )
    at_reception(shell, donor.document_number)
    press(shell.window, "1")


def kept_out(kind: str, until_on: date | None) -> Callable[[Desk, ShellSpy], None]:
    def draw(desk: Desk, shell: ShellSpy) -> None:
        donor = people.somebody(desk, 6, name="𠮷田样")
        deferral = StandingDeferral(kind=kind, until_on=until_on)  # type: ignore[arg-type]
        people.into_directory(desk, donor, donations=people.gave(date(2026, 1, 1)), deferral=deferral)
        at_reception(shell, donor.document_number)

    return draw


def here_already(desk: Desk, shell: ShellSpy) -> None:
    donor = people.somebody(desk, 6)
    register.open_visit(desk, donor=donor, source="typed", plan="WB400")
    at_reception(shell, donor.document_number)


def second_person(desk: Desk, shell: ShellSpy) -> None:
    returning(desk, shell, age_h=80)
    press(shell.window, F10)


def decide(*keys: object, nurse: bool = False, **walk: object) -> Callable[[Desk, ShellSpy], None]:
    def draw(desk: Desk, shell: ShellSpy) -> None:
        visit = people.before_decision(
            desk, donor=people.somebody(desk, 11, sex="male", name="张明远"), **walk
        )  # type: ignore[arg-type]
        show_decision(desk, shell, visit.id, nurse=nurse)
        press(shell.window, *keys)  # type: ignore[arg-type]

    return draw


def release(*keys: object, given: bool = False) -> Callable[[Desk, ShellSpy], None]:
    """A deferral for the station's own limit, signed, asked to be released, and released."""

    def draw(desk: Desk, shell: ShellSpy) -> None:
        enlist(desk, "s009-team", "何平", ("physician",), "slow-green-river", "7391")
        visit = people.before_decision(desk, donor=people.somebody(desk, 11, sex="male", name="张明远"))
        examine.measure(desk, visit.id, quantity="temp", text="37.4", confirmed=True)
        examine.sign_exam(desk, visit.id)
        show_decision(desk, shell, visit.id, nurse=False)
        press(shell.window, *keys)  # type: ignore[arg-type]
        if given:
            sheet = shell.window.current.open_sheet
            sheet.choices.digit_pressed(1)
            sheet.words.setText("复测三次")
            sheet.people.digit_pressed(1)
            sheet.pin.setFocus()
            press(shell.window, "7391", F10)

    return draw


def by_drop(*drops: bool) -> Callable[[Desk, ShellSpy], None]:
    """Haemoglobin by copper sulphate, once or more; the last drop decides."""

    def draw(desk: Desk, shell: ShellSpy) -> None:
        visit = people.before_decision(desk, donor=people.somebody(desk, 11, sex="male", name="张明远"))
        for sank in drops:
            blood_tests.see_drop(desk, visit.id, sank=sank, lot=lot(desk))
        blood_tests.sign_tests(desk, visit.id)
        show_decision(desk, shell, visit.id, nurse=False)

    return draw


def show_decision(desk: Desk, shell: ShellSpy, visit: str, *, nurse: bool) -> None:
    people.sit_down(desk, people.NURSE if nurse else people.PHYSICIAN)
    shell.window.status.show_person(*(("王芳", "护士") if nurse else ("赵敏", "医师")))
    folded = desk.visits.get(visit)
    shell.window.show_donor(donor_line(folded, CLOCK.today()))
    put_up(shell, decision.build(shell), folded)


def missing(desk: Desk, shell: ShellSpy) -> None:
    visit = register.open_visit(desk, donor=people.somebody(desk, 5), source="typed", plan="WB400")
    show_decision(desk, shell, people.answered(desk, visit).id, nurse=False)


def station_asks(*keys: object) -> Callable[[Desk, ShellSpy], None]:
    def draw(desk: Desk, shell: ShellSpy) -> None:
        at_station(desk, shell)
        press(shell.window, *keys)  # type: ignore[arg-type]

    return draw


def at_station(desk: Desk, shell: ShellSpy) -> None:
    desk.person = Person(staff="s9", name="陈立", roles=("administrator",), password="", pin=None)
    shell.window.status.show_person("陈立", "管理员")
    put_up(shell, enrol.build(shell), None)  # type: ignore[arg-type]


def joined(desk: Desk, shell: ShellSpy) -> None:
    enrol_at_once(desk)
    at_station(desk, shell)


def joined_and_left(desk: Desk, shell: ShellSpy) -> None:
    desk.ledger.set_cursor("left.until_on", "2026-08-20")
    joined(desk, shell)


def list_empty(desk: Desk, shell: ShellSpy) -> None:
    shell.window.status.show_person("王芳", "护士")
    put_up(shell, group_list.build(shell), None)


def list_read(side: str = "1", file: str = "group_list.csv") -> Callable[[Desk, ShellSpy], None]:
    def draw(desk: Desk, shell: ShellSpy) -> None:
        list_empty(desk, shell)
        shell.window.current.file_chosen.emit(str(VECTORS / file))
        press(shell.window, side)

    return draw


def list_taken(*keys: object) -> Callable[[Desk, ShellSpy], None]:
    def draw(desk: Desk, shell: ShellSpy) -> None:
        group = read_list((VECTORS / "group_list.csv").read_bytes(), "", today=CLOCK.today(), practice=True)
        expected.take_list(desk, group, file_sha256="0")
        for place in (0, 3, 4):
            come_from_list(desk, group.rows[place])
        list_empty(desk, shell)
        press(shell.window, *keys)  # type: ignore[arg-type]
        shell.window.scan_line.hide()

    return draw


def come_from_list(desk: Desk, row: ListRow) -> None:
    donor = Donor(
        document_kind=str(row.document.kind), document_number=row.document.number, name=row.name,
        sex=row.sex or "male", birth_on=row.birth_on or CLOCK.today(), phone=row.phone, address=None,
        ethnic_group=None, organisation=row.organisation,
    )  # fmt: skip
    register.open_visit(desk, donor=donor, source="typed", plan="WB400")


def from_list(*keys: object) -> Callable[[Desk, ShellSpy], None]:
    def draw(desk: Desk, shell: ShellSpy) -> None:
        list_taken()(desk, shell)
        made = at_reception(shell)
        made.expect(expected.awaited(desk)[7].row, "")  # type: ignore[attr-defined]
        press(shell.window, *keys)  # type: ignore[arg-type]

    return draw


def refused_at_length(desk: Desk, shell: ShellSpy) -> None:
    decide()(desk, shell)
    press(shell.window, Qt.Key.Key_F6)
    shell.window.current.open_sheet.words.setText("有事先走")
    shell.window.current.open_sheet.show_refused(LENGTHY)
    shell.window.scan_line.say_bad(LENGTHY)


CONTACT = Answer(
    value="yes",
    asked_aloud=False,
    details=(Detail(which="T10a", when_on=date(2026, 11, 15), ongoing=False, name="得水痘的同事"),),
    remark=None,
)
LENGTHY = (
    "已判定暂缓，不能继续。这次到访有新版程序写的内容，请在那台终端上继续，或者请组长和医师一起看过以后再做"
)
EIGHT = {
    "Q10": yes("T01b", date(2026, 11, 10)), "Q05": yes("T01a", date(2026, 11, 20)),
    "Q07": yes("T05a", date(2026, 11, 18)), "Q08": yes("T06", date(2026, 11, 19)),
    "Q03": yes("T17", date(2026, 11, 21)),
}  # fmt: skip
MANY = {"sbp": "146", "hb": "116", "alt": "62"}
SCENES: dict[str, Callable[[Desk, ShellSpy], None]] = {
    "reception_idle": idle,
    "answers": answers(),
    "answers_before": answers("4"),
    "answers_after": answers("0"),
    "answers_printed": answers(Qt.Key.Key_F8),
    "reception_guest": guest(),
    "reception_guest_pressure": guest(
        "1", "212", Qt.Key.Key_Return, "118", Qt.Key.Key_Return, "1", Qt.Key.Key_F10
    ),
    "reception_guest_group": guest("2"),
    "reception_search": search,
    "reception_kinds": kinds,
    "reception_number_wrong": number_wrong,
    "reception_returning": returning,
    "reception_words": words(),
    "reception_words_asked": words(Qt.Key.Key_F5),
    "reception_words_tags": words(Qt.Key.Key_F4),
    "reception_words_first": withdrawn_first,
    "reception_too_soon": too_soon,
    "reception_first": first,
    "reception_problems": problems,
    "reception_ticks": ticks,
    "reception_permanent": kept_out("permanent", None),
    "reception_until": kept_out("until", date(2027, 3, 1)),
    "reception_here_already": here_already,
    "reception_second_person": second_person,
    "station_ask": station_asks(),
    "station_no_code": station_asks("127.0.0.1:9", ENTER, F10),
    "station_open_network": station_asks("http://xz.example.cn", ENTER, "ABCD-EFGH-JKLM", F10),
    "station_silent": station_asks("http://127.0.0.1:9", ENTER, "ABCD-EFGH-JKLM", F10),
    "station_mistyped": station_asks(
        "https://xz.example.cn", ENTER, "2345-6789-ABCD-EFGH-JKLM-NPQR-STUV-WXYZ", F10
    ),
    "station_joined": joined,
    "station_joined_left": joined_and_left,
    "station_practice": station_asks(),
    "list_empty": list_empty,
    "list_refused": list_read(),
    "list_rows": list_read("2"),
    "list_damaged": list_read(file="isbt128.json"),
    "list_people": list_taken(),
    "list_sought": list_taken("l"),
    "list_nobody": list_taken("zzz"),
    "list_reception": from_list(),
    "list_reception_wrong": from_list("1111", ENTER),
    "list_reception_form": from_list("8397", ENTER),
    "decision_eligible": decide(),
    "decision_deferred": decide(
        **MANY, other={"Q10": yes("T01b", date(2026, 11, 10)), "Q05": yes("T01a", date(2026, 11, 20))}
    ),
    "decision_eight": decide(**MANY, other=EIGHT),
    "decision_eight_physician": decide(
        other=dict.fromkeys(("Q24", "Q18", "Q28", "Q35", "Q31", "Q36", "Q23", "Q13"), NOT_SURE)
    ),
    "decision_refused": refused_at_length,
    "decision_releasable": release(),
    "decision_release_signed": release(F10, people.PHYSICIAN.pin),
    "decision_release_asked": release(F10, people.PHYSICIAN.pin, Qt.Key.Key_F8),
    "decision_released": release(F10, people.PHYSICIAN.pin, Qt.Key.Key_F8, given=True),
    "decision_sign": decide(F10, "97", **MANY),
    "decision_wrong_pin": decide(F10, "0000", **MANY),
    "decision_nurse": decide(nurse=True, **MANY),
    "decision_private_nurse": decide(nurse=True, other={"Q33": yes("P19")}),
    "decision_for_good": decide(other={"Q33": yes("P19")}),
    "decision_physician": decide("2", other={"Q24": NOT_SURE, "Q35": yes("told_unfit")}),
    "decision_physician_nurse": decide(nurse=True, other={"Q24": NOT_SURE, "Q20": NOT_SURE}),
    "decision_contact": decide(other={"Q20": CONTACT}),
    "decision_disease_asked": decide(Qt.Key.Key_F2, other={"Q20": CONTACT}),
    "decision_disease_sought": decide(Qt.Key.Key_F2, "s", other={"Q20": CONTACT}),
    "decision_disease_nothing": decide(Qt.Key.Key_F2, "qqq", other={"Q20": CONTACT}),
    "decision_disease_named": decide(Qt.Key.Key_F2, "1", other={"Q20": CONTACT}),
    "decision_clause": decide(Qt.Key.Key_F1, **MANY),
    "decision_missing": missing,
    "decision_drop_low": by_drop(False),
    "decision_drop_twice": by_drop(False, True),
}  # fmt: skip


def main(arguments: list[str]) -> int:
    application = QApplication.instance() or QApplication([])
    theme().start(application)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in SCENES.items():
        if len(arguments) == 1 or any(wanted in name for wanted in arguments[1:]):
            with house(name) as (desk, shell):
                draw(desk, shell)
                photograph(shell.window, folder, name, looks=LOOKS)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
