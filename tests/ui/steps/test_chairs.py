"""The board of all chairs: what each card says, whose reaction stands in the rail, whom the keys reach."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt

from donor_room.domain.chair_board import ChairCard, card_of
from donor_room.domain.faint_risk import FaintRisk
from donor_room.ui.keys import Act
from donor_room.ui.steps.chairs import presenter as chairs
from donor_room.ui.steps.chairs.state import CardShown, shown
from donor_room.ui.steps.chairs.view import columns_of
from donor_room.ui.steps.collection.presenter import mix_words
from donor_room.ui.texts import say, texts
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.workflow import aftercare
from tests.ui.steps.chair import collected, eligible, labelled, pierced, said
from tests.ui.steps.house import press, put_up

F5, F7, F10 = Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F10
pytestmark = pytest.mark.usefixtures("printer")


@pytest.fixture
def board(shell):
    presenter = chairs.build(shell)
    put_up(shell, presenter, None)
    return presenter


def at(presenter, chair: int) -> CardShown:
    return presenter.view.cards[chair - 1].card


def test_a_board_without_anybody_says_how_a_chair_is_filled(board):
    assert [card.card.visit for card in board.view.cards] == [""] * 6
    assert board.view.main.missing == say("chairs.choose")
    press(board.shell.window, F7)
    assert said(board) == say("chairs.choose")
    press(board.shell.window, "4", F7)
    assert said(board) == say("chairs.none_here")
    press(board.shell.window, F5, Qt.Key.Key_Escape)
    assert board.shell.shown == ["calls", "back from chairs"]


def test_each_chair_says_its_stage_and_its_time(shell, desk, clock):
    flowing, checking = pierced(desk), labelled(desk, scanned=False, seed=6, name="郑浩然")
    resting = collected(desk, seed=8, name="周文静")
    aftercare.start_rest(desk, resting.id)
    presenter = chairs.build(shell)
    put_up(shell, presenter, None)
    one = at(presenter, 1)
    assert (one.visit, one.tone, one.first) == (flowing.id, Tone.QUIET, "满 10 分后不宜制备血小板")
    assert at(presenter, 2) == at(presenter, 2)._replace(visit=checking.id, value="0", whole="/ 7 张一致")
    assert [row.value for row in presenter.view.resting if not row.isHidden()] == ["0 分 00 秒"]
    clock.instant += timedelta(minutes=10, seconds=1)
    presenter.tick()
    assert (at(presenter, 1).tag, at(presenter, 1).seconds) == ("流速偏慢", 601)
    assert at(presenter, 1).first == "已不做血小板，血浆限 13 分"
    clock.instant += timedelta(minutes=10)
    presenter.tick()
    assert (at(presenter, 1).tag, at(presenter, 1).first) == ("超时，请看", "血小板、血浆都不做")
    press(shell.window, "1")
    assert presenter.view.main.shown_text == "打开 1 号椅"
    assert "首次" in presenter.view.risk.text()
    assert "身高没有量" in presenter.view.risk_unknown.text()
    press(shell.window, F10)
    assert shell.went_on[-1].id == flowing.id


def test_another_reaction_begins_at_the_chosen_chair_and_the_older_clock_stays(shell, desk, clock):
    first, second = pierced(desk), pierced(desk, seed=6, name="马国栋")
    presenter = chairs.build(shell)
    put_up(shell, presenter, None)
    press(shell.window, "1", F7)
    assert presenter.visit.id == first.id
    assert presenter.view.reaction_head.who.text() == "1 号椅  李建国"
    clock.instant += timedelta(seconds=30)
    press(shell.window, Qt.Key.Key_Right)
    assert presenter.view.action(Act.REACTION).text() == say("chairs.another")
    press(shell.window, F7)
    assert desk.visits.get(first.id).reactions[0].at < clock.now()
    assert presenter.view.reaction_head.who.text() == "2 号椅  马国栋"
    assert [row.other.visit for row in presenter.view.others if not row.isHidden()] == [first.id]
    press(shell.window, "3")
    assert len(desk.visits.get(second.id).reactions[0].notes) == 1
    presenter.view.others[0].click()
    assert presenter.visit.id == first.id
    assert presenter.view.chosen == 1
    press(shell.window, "3", "4")
    assert len(desk.visits.get(first.id).reactions[0].notes) == 2


def card(desk, **changes) -> ChairCard:
    made = card_of(pierced(desk), desk.packs.rules, chair=5, is_hand_mixed=False)
    return msgspec.structs.replace(made, **changes)


@pytest.mark.parametrize(
    ("seconds", "warning", "tone"),
    [
        (30, "60 秒后轻摇血袋", Tone.QUIET),
        (90, "现在轻摇血袋", Tone.CHECK),
        (110, "70 秒后轻摇血袋", Tone.QUIET),
    ],
)
def test_a_chair_without_a_mixer_reminds(desk, seconds, warning, tone):
    made = card(desk, is_hand_mixed=True)
    told = shown(
        made, None, now=made.needle_at + timedelta(seconds=seconds), today=desk.clock.today(), mix_every_s=90
    )
    assert (told.warning, told.tone) == (warning, tone)
    assert mix_words(seconds, 90) == warning


def test_what_the_decision_marked_and_who_faints_more_easily_stand_on_the_card(desk):
    risks = {one.id: one for one in desk.packs.reactions.risk}
    found = (risks["first_time"], risks["light"], risks["woman"])
    risk = FaintRisk(found=found, unknown=(), volume_l=None)
    made = card(desk, marks=("no_platelets",))
    told = shown(made, risk, now=made.needle_at, today=desk.clock.today(), mix_every_s=90)
    assert (told.first, told.risk) == ("不制备血小板", "首次、体重不到 50 kg 等 1 项")


@pytest.mark.parametrize(("count", "across"), [(1, 3), (6, 3), (7, 4), (12, 4), (13, 5), (20, 5)])
def test_as_many_chairs_as_a_vehicle_may_have_fit(board, desk, count, across):
    visit = eligible(desk, name="阿卜杜热合曼·买买提艾力")
    told = CardShown(
        chair=count, visit=visit.id, name=visit.donor.name, about="男 38 岁  首次  左臂", tag="流速偏慢",
        tone=Tone.CHECK, seconds=754, whole="/ 400 mL", part=0.8, warning="现在轻摇血袋", risk="首次",
    )  # fmt: skip
    assert columns_of(count) == across
    board.view.show_chairs(count, [told])
    board.shell.window.resize(1366, 768)
    board.shell.window.grab()
    assert len(board.view.cards) == count
    assert find_cut_texts(board.shell.window) == []


def test_the_board_takes_the_language_of_the_screen(board):
    texts().switch("en")
    assert board.view.headline.text() == "Chairs"
    assert board.view.main.missing == "Choose a chair by its digit first"
