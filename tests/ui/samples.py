"""Sample pages made of the kit, as the sketches show them; people and numbers are invented."""

from __future__ import annotations

from collections.abc import Callable

from donor_room.ui.keys import Act
from donor_room.ui.tokens import Meaning, Tone
from donor_room.ui.widgets.banner import DonorLine
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow, SignButtons
from donor_room.ui.widgets.clocks import RestTimer, StripClock
from donor_room.ui.widgets.fields import Mark, Message, NumberField, PinBoxes
from donor_room.ui.widgets.findings import FindingLine, FindingsTable
from donor_room.ui.widgets.labels import DonationNumberLabel, Label, heading, quiet
from donor_room.ui.widgets.layout import Column, Grid, HairLine, Row
from donor_room.ui.widgets.numbers import (
    NumberEnd,
    NumberLegend,
    NumberSquare,
    NumberStrip,
    NumberSum,
)
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.people import PersonCard
from donor_room.ui.widgets.queue import QueueLine
from donor_room.ui.widgets.rows import FactRow, ListRow, PairRow, Tag
from donor_room.ui.widgets.scanning import ScanItem, ScanPanel, ScanPanels, ScanPrompt
from donor_room.ui.widgets.summary import Summary
from donor_room.ui.widgets.trend import TrendLine
from donor_room.ui.widgets.verdict import VerdictPanel
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

QUEUE = [
    QueueLine("v45", "045", "周*静", 8, 6),
    QueueLine("v48", "048", "林*雯", 8, 2, "reaction"),
    QueueLine("v51", "051", "许*宁", 5, 11, "physician"),
    QueueLine("v52", "052", "李*国", 1, 8, is_open_here=True),
    QueueLine("v53", "053", "唐*", 3, 18, "late"),
    QueueLine("v54", "054", "韩*雪", 3, None),
]


def dress(window: MainWindow) -> None:
    window.status.show_site("采血车 03 · 人民广场")
    window.status.show_link(online=False, backlog=17)
    window.status.show_directory_age(12)
    window.status.show_devices([("card", ""), ("printer", "")])
    window.status.show_battery(82)
    window.status.show_person("王芳", "护士")
    window.queue.show_lines(QUEUE)


class Reception(Page):
    step = 1

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self.add_action(Act.FIND, self.update)
        self.add_action(Act.DEFER, self.update)
        self.add_title("第 6 次献血，可以开始征询", "屏蔽名单和间隔已查，没有妨碍。能否献血由第 5 步判定。")
        self.left.gap(14)
        self.left.addWidget(FactRow("shield", "屏蔽名单", "无记录", "名单 12 h 前更新"))
        self.left.addWidget(
            FactRow("clock", "献血间隔", "已满 6 个月", "上次全血 2026-05-16，自 2026-11-16 起可献")
        )
        self.left.addWidget(FactRow("person", "年龄", "38 岁", "18 至 55 周岁"))
        self.left.addWidget(FactRow("heart", "以往反应", "无", "5 次献血均无不良反应"))
        self.left.addWidget(HairLine())
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
        self._fill_rail()
        self.set_main("本人无误，开始征询")

    def _fill_rail(self) -> None:
        self.rail.addWidget(heading("请核对本人"))
        self.rail.gap(8)
        self.rail.addWidget(HairLine(above=16, below=16))
        self.rail.addWidget(heading("历次献血"))
        for day in ("2026-05-16", "2025-10-18", "2025-03-08"):
            self.rail.addWidget(PairRow(day, "全血  400 mL", "人民广场", indent=120))
        self.rail.addStretch(1)


class Exam(Page):
    step = 3

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self.add_action(Act.AGAIN, self.update)
        self.add_action(Act.DEFER, self.update)
        self.summary = Summary()
        self.left.addWidget(self.summary)
        self.left.gap(8)
        grid = Grid(across=12, down=24)
        self.fields = [NumberField("次/分"), NumberField("℃", places=1), NumberField("kg", places=1)]
        names = [("脉搏", "60 至 100"), ("体温", "低于 37.3"), ("体重", "不低于 50")]
        for place, (field, (name, limit)) in enumerate(zip(self.fields, names, strict=True)):
            self._add_row(grid, place, field, name, limit)
        self.left.addLayout(grid)
        self.left.addStretch(1)
        self.left.addWidget(HairLine(below=8))
        signs = Row(gap=16)
        for name, value in (("皮肤、巩膜", True), ("四肢", False), ("双臂", None)):
            column = Column(gap=4)
            column.addWidget(Label(name, 16))
            buttons = SignButtons("正常", "异常")
            buttons.show_value(value)
            column.addWidget(buttons)
            signs.addLayout(column)
        self.left.addLayout(signs)
        self.rail.addWidget(heading("血压记录"))
        self.rail.addWidget(PairRow("14:22", "146/88 mmHg", "高于界限", bold=True))
        self.rail.addWidget(PairRow("14:39", "118/181", "请更正"))
        self.rail.addWidget(HairLine(above=12, below=12))
        self.rail.addWidget(PairRow("估计血容量", "5.1 L", indent=0, bold=True))
        self.rail.addStretch(1)
        self.set_main("保存并继续")
        self.fields[0].setText("172")
        self.fields[0].set_mark(Mark.ERROR)
        self.fields[2].setText("92")
        self.fields[2].set_mark(Mark.CHECK)
        self.summary.show_problems([("请核对脉搏，单位 次/分", self.fields[0])])

    def _add_row(self, grid: Grid, place: int, field: NumberField, name: str, limit: str) -> None:
        names = Column()
        names.addWidget(Label(name, 20, bold=True))
        names.addWidget(quiet(limit))
        grid.addLayout(names, place, 0)
        grid.addWidget(field, place, 1)
        grid.addWidget(quiet(field.unit, 18), place, 2)
        grid.setColumnMinimumWidth(0, 132)
        grid.setColumnStretch(3, 1)
        if place == 1:
            trend = TrendLine()
            trend.show_trend([36.4, 36.5, 36.2, 36.6, 36.4], 36.5, 37.3, "37.3")
            grid.addWidget(trend, place, 3)
        else:
            message = Message(width=260)
            said = [("请核对脉搏，单位 次/分", Mark.ERROR), None, ("比上次多 21 kg，请核对", Mark.CHECK)][
                place
            ]
            if said:
                message.say(*said)
            grid.addWidget(message, place, 3)


class Decision(Page):
    step = 5
    meaning = Meaning.DEFERRED_UNTIL

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self.add_action(Act.HELP, self.update)
        panel = VerdictPanel()
        panel.show_verdict(self.meaning, "5 项不符合，以最晚的一项为准", "可再来献血", "2026-12-05 起")
        self.left.addWidget(panel)
        table = FindingsTable(["项目", "本次", "界限", "条款", "可献日期"])
        table.show_lines(
            [
                FindingLine("转氨酶 ALT", "62 U/L", "不高于 50", "站内规定", "2026-12-05", True),
                FindingLine("拔牙", "2026-11-10", "满 15 天", "6.2.1", "2026-11-25"),
                FindingLine("感冒痊愈", "2026-11-17", "满 1 周", "6.2.5", "2026-11-24"),
                FindingLine("收缩压", "146 mmHg", "90 至 139", "7.3", "2026-11-22"),
                FindingLine("血红蛋白 Hb", "116 g/L", "不低于 120", "8.2", "2026-11-22"),
            ]
        )
        self.left.addWidget(table)
        self.left.addStretch(1)
        self.rail.addWidget(heading("请这样告诉献血者"))
        self.rail.gap(8)
        self.rail.addWidget(
            Label("今天先不献血，是为了您和用血者的安全。转氨酶偏高可能与熬夜、饮酒有关。", 20, wrap=True)
        )
        self.rail.addWidget(HairLine(above=16, below=16))
        self.rail.addWidget(ListRow("今天", "4 题", state="done"))
        self.rail.addWidget(ListRow("近 4 周", "3 / 6 题", state="here", mark="3"))
        self.rail.addWidget(ListRow("近 6 个月", "3 题", mark="4"))
        self.rail.addWidget(ListRow("HBsAg 试条批号", "请扫试条盒", state="check", height=40))
        self.rail.addWidget(ListRow("第 11 题 不清楚，待医师复核", state="physician"))
        self.rail.addStretch(1)
        self.set_main("确认暂缓并打印告知单")


class Eligible(Decision):
    meaning = Meaning.ELIGIBLE


class Stopped(Decision):
    meaning = Meaning.DEFERRED_FOR_GOOD


class Physician(Decision):
    meaning = Meaning.PHYSICIAN


class Labels(Page):
    step = 6

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self.add_action(Act.PRINT, self.update)
        self.left.addWidget(quiet("4 号椅  献血码"))
        number = DonationNumberLabel()
        number.show_number(["6601", "26", "014327"], "K")
        self.left.addWidget(number)
        self.left.gap(16)
        bags = [ScanItem("主袋", True), ScanItem("转移袋 1", True), ScanItem("转移袋 2", True)]
        tubes = [ScanItem("核酸管", True), ScanItem("血清管", is_next=True)]
        panels = [
            ScanPanel("bag", "血袋", bags),
            ScanPanel("tube", "试管", tubes),
            ScanPanel("form", "登记表", [ScanItem("登记表")]),
        ]
        self.left.addWidget(ScanPanels(panels))
        self.left.addStretch(1)
        prompt = ScanPrompt()
        prompt.show_prompt("请扫 血清管", "扫到别人的标签会立即停下两位献血者", "还差 2 次扫描")
        self.left.addWidget(prompt)
        self.rail.addWidget(heading("试条计时"))
        timer = RestTimer()
        timer.show_seconds(732)
        self.rail.addWidget(timer)
        clock = StripClock()
        clock.show_window(15, 20, "可判读")
        clock.show_seconds(732)
        self.rail.addWidget(clock)
        self.rail.addWidget(Tag("流速偏慢"))
        self.rail.addWidget(Tag("不良反应", Tone.STOP))
        self.rail.addStretch(1)
        self.show_blocked("还差 2 次扫描")


class SignIn(Page):
    shows_donor = False

    def __init__(self) -> None:
        super().__init__()
        self.add_action(Act.NIGHT, self.update)
        self.add_action(Act.CURTAIN, self.update)
        self.add_title("现在由谁操作？", "按数字选人，或刷工牌")
        self.left.gap(16)
        grid = Grid(across=18, down=16)
        people = [("孙悦", "组长 · 护士"), ("王芳", "护士"), ("赵敏", "体检医师"), ("周海", "检验")]
        for place, (name, role) in enumerate(people):
            card = PersonCard(place + 1, name, role, "今日已登录")
            card.setChecked(place == 1)
            grid.addWidget(card, place // 3, place % 3)
        self.left.addLayout(grid)
        self.left.addStretch(1)
        self.pin = PinBoxes()
        self.left.addWidget(self.pin)
        self.left.addStretch(1)
        self.rail.addWidget(heading("今日班次"))
        self.rail.addWidget(PairRow("地点", "人民广场  街头"))
        self.rail.addStretch(1)
        self.pin.digit_pressed(1)
        self.pin.digit_pressed(2)
        self.pin.setFocus()
        self.show_blocked("还差 1 项检查")


class Handover(Page):
    shows_donor = False

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self.add_title("交接")
        total = NumberSum()
        total.show_sum((50, "领用"), [(43, "已用"), (3, "作废"), (3, "退回")], (1, "未说明"))
        self.left.addWidget(total)
        self.left.gap(16)
        self.left.addWidget(NumberLegend())
        ends = [NumberEnd.USED] * 50
        ends[5] = ends[19] = ends[41] = NumberEnd.VOID
        ends[37] = NumberEnd.UNEXPLAINED
        ends[47:] = [NumberEnd.RETURNED] * 3
        strip = NumberStrip()
        strip.show_squares([NumberSquare(f"{14301 + place:06d}", end) for place, end in enumerate(ends)])
        self.left.addWidget(strip)
        self.left.addStretch(1)
        self.rail.addWidget(heading("清点"))
        self.rail.addStretch(1)
        self.show_blocked("还有 1 个号码未说明")


SAMPLES: dict[str, Callable[[], Page]] = {
    "reception": Reception,
    "exam": Exam,
    "deferred": Decision,
    "eligible": Eligible,
    "stopped": Stopped,
    "physician": Physician,
    "labels": Labels,
    "sign_in": SignIn,
    "handover": Handover,
}
