"""The pages at the chair as they are seen: one thing at a time, nothing chosen before, a stop that stays."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.proof_panel import NumberLine, ProofShown
from donor_room.ui.reaction_panel import ActShown, ReactionShown
from donor_room.ui.steps.collection.view import CollectionView, Flow
from donor_room.ui.steps.labels.view import Known, LabelsView
from donor_room.ui.texts import say, texts
from donor_room.ui.theme import px
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.fields import Mark
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.scanning import ScanItem

BAGS = [(1, "三联 400 mL", "triple_400"), (2, "二联 200 mL", "double_200")]
ARMS = [(1, "左臂", "left"), (2, "右臂", "right")]
DAY = date(2027, 6, 1)
ACTS = (ActShown("needle_out", "3", "拔针", ""), ActShown("feet_up", "4", "抬高下肢", ""))
LINES = [
    NumberLine("本献血者", "6601  26  000001", "李*国", "本机"),
    NumberLine("扫到的", "6601  26  000002", "张*", "另一名献血者"),
]


@pytest.fixture
def show(qtbot, qapp):
    kept: list[QWidget] = []

    def shown(view: QWidget) -> QWidget:
        kept.append(view)
        qtbot.addWidget(view)
        view.retext()
        view.resize(1366, 592)
        view.show()
        view.activateWindow()
        qapp.processEvents()
        return view

    return shown


@pytest.fixture
def collection(show) -> CollectionView:
    return show(CollectionView())


@pytest.fixture
def labels(show) -> LabelsView:
    return show(LabelsView())


def start(view: LabelsView, *, heard: bool, bag: str | None = None) -> None:
    view.show_start(
        name="李建国", birth="1990-03-07", is_heard=heard, bags=BAGS, bag=bag, prompt="请本人说", hint=""
    )


def proof(*proved: bool, missing: str = "") -> ProofShown:
    items = tuple(ScanItem(f"标签 {n}", is_proved=one) for n, one in enumerate(proved))
    return ProofShown(
        caption="献血码", groups=("6601", "26", "000001"), check="K", printed="14:32 已打印",
        items={"bag": items, "tube": items, "form": items[:1]}, prompt="扫描主袋", hint="", missing=missing,
    )  # fmt: skip


def reaction(*acts: ActShown, pressures: int = 0) -> ReactionShown:
    rows = tuple(("14:3" + str(n), "88/52", "60") for n in range(pressures))
    return ReactionShown(name="李建国", since="自 14:30", note="", acts=acts or ACTS, pressures=rows)


def said(view: QWidget, signal) -> list:
    kept: list = []
    signal.connect(lambda *sent: kept.append(sent[0] if sent else None))
    return kept


# ---- labels ----


@pytest.mark.parametrize("heard", [True, False])
def test_the_bag_waits_until_the_donor_has_said_the_name(labels, heard):
    start(labels, heard=heard)
    assert {button.isEnabled() for button in labels.bags.buttons} == {heard}


def test_no_bag_is_chosen_before(labels):
    start(labels, heard=True)
    assert labels.bags.value is None


@pytest.mark.parametrize(("digit", "kind"), [(1, "triple_400"), (2, "double_200")])
def test_a_bag_is_one_digit(labels, digit, kind):
    chosen = said(labels, labels.bag_chosen)
    start(labels, heard=True)
    labels.bags.digit_pressed(digit)
    assert chosen == [kind]


def test_the_name_is_heard_by_one_digit(labels):
    heard = said(labels, labels.identity_heard)
    start(labels, heard=False)
    labels.said.digit_pressed(1)
    assert len(heard) == 1


def test_a_name_that_was_heard_is_not_asked_again(labels):
    start(labels, heard=True)
    assert not labels.said.isEnabled()


@pytest.mark.parametrize(("by", "state"), [("王芳 14:30", "done"), ("", "open")])
def test_the_rail_ticks_only_what_was_heard(labels, by, state):
    labels.show_known(Known(heard_by=by, rows=(("血袋", "三联", ""),)))
    assert {row.state for row in labels.said_rows} == {state}


def test_the_rail_shows_as_many_rows_as_there_are(labels):
    labels.show_known(Known(heard_by="", rows=(("血袋", "三联", ""), ("批号", "B26", ""))))
    assert [row.isHidden() for row in labels.goods] == [False, False, *[True] * 5]


def test_the_print_key_says_what_it_does_now(labels, qapp):
    labels.show_print_key("labels.again_or_void")
    texts().switch("en")
    assert labels.action(Act.PRINT).text() == say("labels.again_or_void")


# ---- proof and stop ----


@pytest.mark.parametrize("page", ["labels", "collection"])
def test_proof_takes_the_place_of_the_work(request, page):
    view = request.getfixturevalue(page)
    view.show_proof(proof(True, False))
    assert [side.isHidden() for side in (view.work, view.proof, view.stop)] == [True, False, True]


@pytest.mark.parametrize("page", ["labels", "collection"])
def test_a_stop_takes_the_whole_page_and_its_rail(request, page):
    view = request.getfixturevalue(page)
    view.show_stop(LINES, [("时间", "14:32")])
    assert [side.isHidden() for side in (view.work, view.proof, view.stop)] == [True, True, False]
    assert (view.facts.isHidden(), view.stop_rail.isHidden()) == (True, False)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_stop_is_readable(labels, qapp, language):
    texts().switch(language)
    labels.show_stop(LINES, [("时间", "14:32")])
    qapp.processEvents()
    assert find_cut_texts(labels.stop) == []


@pytest.mark.parametrize(
    ("proved", "complete"), [((True, True), True), ((True, False), False), ((False, False), False)]
)
def test_bag_and_tubes_are_complete_only_when_all_was_read(labels, proved, complete):
    labels.show_proof(proof(*proved))
    assert labels.proof.panels["bag"].is_complete is complete


def test_the_proof_names_number_and_parts(labels):
    labels.show_proof(proof(True, missing="还差 2 个"))
    assert labels.proof.number.text == "6601  26  000001  K"
    assert {panel.name for panel in labels.proof.panels.values()} == {
        say("labels.part.bag"),
        say("labels.part.tube"),
        say("chair.papers"),
    }


def test_after_a_stop_the_work_comes_back(labels):
    labels.show_stop(LINES, [])
    start(labels, heard=False)
    assert (labels.work.isHidden(), labels.stop.isHidden(), labels.facts.isHidden()) == (False, True, False)


# ---- collection ----


def test_the_bag_form_begins_empty_and_blocked(collection):
    collection.show_bag_form()
    assert (collection.lot.text(), collection.expiry.text()) == ("", "")
    assert collection.main.missing == say("collection.missing.lot")


def test_after_the_lot_the_day_is_missing(collection):
    collection.show_bag_form()
    collection.take_lot("B26")
    assert collection.main.missing == say("collection.missing.expiry")


def test_lot_and_day_make_the_bag_ready(collection):
    bags = said(collection, collection.bag_given)
    collection.show_bag_form()
    collection.take_lot(" B26 ")
    collection.take_expiry(DAY)
    collection.give_bag()
    assert (collection.main.missing, bags) == ("", ["B26"])


@pytest.mark.parametrize(
    ("lot", "expiry", "marks"),
    [
        ("请输入批号", "", (Mark.ERROR, Mark.NONE)),
        ("", "已过期", (Mark.NONE, Mark.ERROR)),
        ("", "", (Mark.NONE, Mark.NONE)),
    ],
)
def test_what_is_wrong_with_the_bag_stands_beside_its_field(collection, lot, expiry, marks):
    collection.show_bag_form()
    collection.show_bag_problem(lot, expiry)
    assert (collection.lot.mark, collection.expiry.mark) == marks


def arm(view: CollectionView, *, chosen: str | None = None, locked: str | None = None) -> None:
    view.show_chair("李建国", "", "", "全血 400 mL", Tone.PLAIN)
    view.show_choices("哪只手臂", ARMS, chosen, locked=locked)


def test_no_arm_is_chosen_before(collection):
    arm(collection)
    assert collection.choices.value is None


@pytest.mark.parametrize(("digit", "side"), [(1, "left"), (2, "right")])
def test_an_arm_is_one_digit(collection, digit, side):
    arms = said(collection, collection.arm_chosen)
    arm(collection)
    collection.choices.digit_pressed(digit)
    assert arms == [side]


@pytest.mark.parametrize(("locked", "digit"), [("left", 1), ("right", 2)])
def test_the_arm_that_failed_takes_no_digit(collection, locked, digit):
    arms = said(collection, collection.arm_chosen)
    arm(collection, locked=locked)
    assert not collection.choices.digit_pressed(digit)
    assert arms == []


def test_an_end_is_no_arm(collection):
    ends, arms = said(collection, collection.end_asked), said(collection, collection.arm_chosen)
    collection.show_chair("李建国", "", "", "", Tone.PLAIN)
    collection.show_choices("如何结束", [(1, "采满", "full"), (2, "提前结束", "short")], None)
    collection.choices.digit_pressed(2)
    assert (ends, arms) == (["short"], [])


@pytest.mark.parametrize(("words", "hidden"), [("献血者同意再穿刺", False), ("", True)])
def test_the_agreement_is_asked_only_for_a_second_needle(collection, words, hidden):
    arm(collection)
    collection.show_agreement(words, is_given=False)
    assert (collection.agreement.isHidden(), collection.agreement.value) == (hidden, None)


def test_an_agreement_is_one_digit(collection):
    given = said(collection, collection.agreement_given)
    arm(collection)
    collection.show_agreement("献血者同意再穿刺", is_given=False)
    collection.agreement.digit_pressed(3)
    assert len(given) == 1


def test_before_the_needle_no_clock_runs(collection):
    arm(collection)
    collection.show_flow(None)
    assert (collection.clock.isHidden(), collection.bar.isHidden()) == (True, True)


@pytest.mark.parametrize("late", [False, True])
def test_the_clock_counts_up_and_says_when_it_is_late(collection, late):
    arm(collection)
    collection.show_flow(Flow(seconds=732, limit=900, words="流速偏慢", is_late=late))
    assert (collection.clock.seconds, collection.flow_words.text()) == (732, "流速偏慢")


def test_marks_take_no_place_where_there_are_none(collection):
    collection.show_marks("")
    assert collection.marks_title.isHidden()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_face_of_the_collection_is_readable(collection, qapp, language):
    texts().switch(language)
    for show_face in (collection.show_bag_form, lambda: arm(collection)):
        show_face()
        qapp.processEvents()
        assert (find_cut_texts(collection), find_small_targets(collection)) == ([], [])


# ---- a reaction beside the page ----


def test_without_a_reaction_the_rail_is_that_of_the_page(collection):
    collection.show_reaction(None)
    assert (collection.reaction_head.isHidden(), collection.known.isHidden()) == (True, False)


def test_a_reaction_takes_the_rail_and_leaves_the_work(collection):
    arm(collection)
    collection.show_reaction(reaction())
    assert (collection.reaction_head.isHidden(), collection.known.isHidden()) == (False, True)
    assert not collection.work.isHidden()


@pytest.mark.parametrize(("digit", "code"), [(3, "needle_out"), (4, "feet_up")])
def test_an_act_of_care_is_one_digit(collection, digit, code):
    asked = said(collection, collection.act_asked)
    collection.show_reaction(reaction())
    assert collection._reaction_digit(digit)
    assert asked == [code]


@pytest.mark.parametrize("digit", [1, 2, 9])
def test_other_digits_stay_with_the_page(collection, digit):
    collection.show_reaction(reaction())
    assert not collection._reaction_digit(digit)


def test_an_act_that_was_done_is_not_done_twice(collection):
    asked = said(collection, collection.act_asked)
    collection.show_reaction(reaction(ActShown("needle_out", "3", "拔针", "14:32")))
    collection._reaction_digit(3)
    assert asked == []


def test_when_the_reaction_is_over_its_digits_are_free(collection):
    collection.show_reaction(reaction())
    collection.show_reaction(None)
    assert not collection._reaction_digit(3)


@pytest.mark.parametrize(("shown", "key"), [(reaction(), "reaction.end.key"), (None, "keys.reaction")])
def test_the_key_of_the_reaction_says_what_it_does(collection, shown, key):
    collection.show_reaction(shown)
    assert collection.action(Act.REACTION).text() == say(key)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_pressures_of_a_reaction_are_listed(collection, count):
    collection.show_reaction(reaction(pressures=count))
    shown = [row for row in collection.reaction_body.pressures if not row.isHidden()]
    assert (len(shown), collection.reaction_body.line.isHidden()) == (count, count == 0)


def test_the_clock_of_a_reaction_counts_up(collection):
    collection.show_reaction(reaction())
    collection.show_reaction_seconds(75)
    assert collection.reaction_head.clock.seconds == 75


# ---- room ----


CARE = tuple(ActShown(str(n), str(n), f"处理 {n}", "15:47" if n < 3 else "", n == 3) for n in range(1, 10))


@pytest.mark.parametrize("size", [(1366, 592), (1280, 544)])
def test_no_act_of_a_reaction_is_cut_in_half(collection, qapp, size):
    collection.resize(*size)
    pressures = (("16:06", "88/54 mmHg", "52 次/分"), ("16:00", "118/76 mmHg", "72 次/分"))
    collection.show_reaction(ReactionShown("林晓雯", "16:04 起", "接着呼叫医师", CARE, pressures))
    for _ in range(2):
        qapp.processEvents()
    port = collection._rail_scroll.viewport()
    open_rows = [row for row in collection.reaction_body.rows if row.isVisible() and not row.act.done_at]
    tops = [row.mapTo(port, row.rect().topLeft()).y() for row in open_rows]
    slit = min(port.height() - top for top in tops if top < port.height())
    assert not px(8) <= slit < open_rows[0].height()  # nothing of a row is drawn above
    assert all(row.height() >= px(48) for row in open_rows)
