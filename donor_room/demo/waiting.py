"""Before the first donor of a group: the list, numbers for who is here, the board and the calls."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from donor_room.demo.house import NURSE
from donor_room.demo.scene import Scene
from donor_room.ui.keys import Act

_HERE_AT_ONCE = 6
_BETWEEN = timedelta(minutes=2)
_CALL_SCREEN_DIGIT = 1


class Waiting:
    """What is done with people who are here and not at a desk yet."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.hands, self.house = scene, scene.hands, scene.house

    def take_list(self, file: Path) -> None:
        """Let the file fall on the page, look at both sides of it, and take it."""
        hands = self.hands
        self.house.take_over(NURSE)
        hands.press(Act.AGAIN)
        hands.wait_for_page("group_list")
        view = self._view("group_list")
        hands.picture("list-empty")
        hands.let_fall(view, file)
        hands.wait(lambda: view.mode == "preview", "the list to be read")
        presenter: Any = self.scene.terminal.presenter("group_list")
        hands.wait(lambda: not presenter.state.offered.next_rows, "every row to be looked up")
        if view.sides.value == "refused":
            hands.picture("list-refused-rows")
            hands.digit(2)
        hands.picture("list-rows")
        hands.picture_at_night("list-rows")
        hands.press(Act.MAIN)
        hands.wait(lambda: view.mode == "people", "the list to be taken")
        hands.let_the_message_go()
        hands.picture("list-people")
        self._check_in()
        hands.press(Act.BACK)
        hands.wait_for_page("reception")

    def _check_in(self) -> None:
        """Give numbers to those of the first slots, one key for each."""
        hands, view = self.hands, self._view("group_list")
        for _ in range(min(_HERE_AT_ONCE, len(view.list.lines))):
            hands.press(Act.PRINT)
            hands.settle()
            self.scene.pass_time(_BETWEEN)
        hands.picture("list-checked-in")
        hands.let_the_message_go()

    def look_at_board(self, name: str) -> None:
        """Look at the board, and call who is marked: the screen for those who wait shows it."""
        hands, terminal = self.hands, self.scene.terminal
        hands.press(Act.RECORDS)
        hands.wait_for_page("handover")
        hands.press(Act.RECORDS)
        hands.digit(1)
        hands.wait_for_page("board")
        view = self._view("board")
        hands.wait(lambda: view.chart.board is not None, "the board")
        hands.let_the_message_go()
        hands.picture(f"board-{name}")
        hands.picture_at_night(f"board-{name}")
        if view.main.missing:
            hands.press(Act.BACK)
            hands.wait_for_page("reception")
            return
        hands.digit(_CALL_SCREEN_DIGIT)
        calls = terminal.waiting.calls
        hands.wait(lambda: calls.is_read, "the calls of before")
        hands.press(Act.MAIN)
        hands.wait(lambda: calls.screen.is_fresh, "the call on the screen")
        hands.picture_beside(calls.screen, f"call-screen-{name}")
        terminal.window.call_screen_asked.emit()
        hands.settle()
        hands.let_the_message_go()
        hands.press(Act.BACK)
        hands.wait_for_page("reception")

    def _view(self, page: str) -> Any:
        return self.scene.terminal.presenter(page).view
