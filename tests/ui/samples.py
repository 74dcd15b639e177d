"""Sample pages made of the kit, as the sketches show them; people and numbers are invented."""

from __future__ import annotations

from collections.abc import Callable

from donor_room.ui.keys import Act
from donor_room.ui.widgets.banner import DonorLine, Portrait
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow
from donor_room.ui.widgets.labels import Label, heading, quiet
from donor_room.ui.widgets.layout import HairLine, Row
from donor_room.ui.widgets.page import Page
from donor_room.ui.window import MainWindow

LI = DonorLine(
    name="李建国",
    sex_and_age="男  38 岁",
    born="1988-05-21",
    document="660102 **** **** 2417",
    last="2026-05-16  全血 400 mL",
    plan="全血 400 mL",
    group="A",
    rh="RhD 阳性",
)


def dress(window: MainWindow) -> None:
    window.status.show_site("采血车 03 · 人民广场")
    window.status.show_link(online=False, backlog=17)
    window.status.show_directory_age(12)
    window.status.show_devices([("card", ""), ("printer", "")])
    window.status.show_battery(82)
    window.status.show_person("王芳", "护士")


class Reception(Page):
    step = 1

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self.add_action(Act.FIND, lambda: None)
        self.add_action(Act.DEFER, lambda: None)
        self.add_title("第 6 次献血，可以开始征询", "屏蔽名单和间隔已查，没有妨碍。能否献血由第 5 步判定。")
        self.left.addStretch(1)
        row = Row(gap=16)
        row.addWidget(Label("本次计划", 18, bold=True))
        row.addWidget(quiet("与上次相同", 18))
        row.addStretch(1)
        self.left.addLayout(row)
        plan = ChoiceRow(
            [(1, "全血 400 mL", 400), (2, "全血 300 mL", 300), (3, "全血 200 mL", 200)],
            look=AnswerLook.CHIP,
            width=208,
        )
        plan.show_value(400)
        self.listen_digits(plan.digit_pressed)
        self.left.gap(8)
        self.left.addWidget(plan)
        self.left.gap(36)
        self.rail.addWidget(heading("请核对本人"))
        self.rail.gap(8)
        photos = Row(gap=24)
        photos.addWidget(Portrait())
        photos.addWidget(Portrait())
        photos.addStretch(1)
        self.rail.addLayout(photos)
        self.rail.addWidget(HairLine(above=16, below=16))
        self.rail.addWidget(heading("历次献血"))
        self.rail.addStretch(1)
        self.set_main("本人无误，开始征询")


SAMPLES: dict[str, Callable[[], Page]] = {"reception": Reception}
