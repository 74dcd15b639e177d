"""The terminal on the stage: the real window in its own process, played from the first key to the last."""

from __future__ import annotations

import faulthandler
import sys
import time
from pathlib import Path
from typing import IO

import msgspec

from donor_room.app import Terminal
from donor_room.demo.asking import Interview
from donor_room.demo.cast import Part
from donor_room.demo.chair import Chair
from donor_room.demo.clock import RunningClock
from donor_room.demo.front_room import FrontRoom
from donor_room.demo.house import LEADER, NURSE, House
from donor_room.demo.messages import Broke, Ended, Script, Wish, send
from donor_room.demo.packing import Packing
from donor_room.demo.scene import Scene
from donor_room.demo.waiting import Waiting
from donor_room.devices.simulated.card_reader import SimulatedCardReader
from donor_room.devices.simulated.serving import TcpServing
from donor_room.settings import profile_of
from donor_room.ui.hands import Hands, Stuck
from donor_room.ui.theme import dressed_application

_NEVER_MIN = 24 * 60
_BOARD_AFTER = 8
"""After so many donors the board is looked at again."""


def play(lines: IO[str], out: IO[str]) -> int:
    """Play the script that comes as the first line; tell the conductor on `out` how it goes."""
    faulthandler.enable()
    begin = time.monotonic()
    script = msgspec.json.decode(lines.readline(), type=Script)
    dressed_application()
    stage = Stage(script, lines, out)
    try:
        stage.play(begin)
        code = 0
    except Stuck as stuck:
        send(out, stage.told_where(stuck))
        code = 1
    finally:
        stage.close()
    return code


class Stage:
    """One terminal with its people, from its opening until the shift is closed."""

    def __init__(self, script: Script, lines: IO[str], out: IO[str]) -> None:
        self.script, self._lines, self._out = script, lines, out
        self._played = script.played
        folder = Path(script.out)
        pictures = folder / "pictures"
        pictures.mkdir(parents=True, exist_ok=True)
        clock = RunningClock(script.ahead_s)
        profile = profile_of(folder / "profile" / "terminal.db", "practice")
        self.terminal = Terminal(profile, clock, idle_lock_min=_NEVER_MIN)
        self.terminal.papers = folder / "papers"
        twin = SimulatedCardReader()
        self._reader = TcpServing(twin)
        self.terminal.listen_to_cards(self._reader.address)
        hands = Hands(self.terminal, pictures, speed_s=script.speed_s, taken=script.pictures)
        house = House(self.terminal, hands)
        self.scene = Scene(
            terminal=self.terminal,
            hands=hands,
            house=house,
            clock=clock,
            cards=twin,
            wish=self._wish,
            tell=lambda told: send(self._out, told),
        )
        self.front, self.packing = FrontRoom(self.scene), Packing(self.scene)
        self.waiting = Waiting(self.scene)
        self._rooms = (self.front, Interview(self.scene), Chair(self.scene))

    def _wish(self, wish: Wish) -> None:
        send(self._out, wish)
        if not self._lines.readline():
            sys.exit(1)

    # the day

    def play(self, begin: float) -> None:
        """Play everything; `begin` is when this program was started."""
        self.terminal.start()
        self.scene.hands.come_to_the_window()
        if self.script.taken_up is None:
            self._open_the_house()
        else:
            self._come_back(self.script.taken_up, begin)
        for part in self.script.parts:
            self._play_part(part)
            if self.script.list_file and self._played == _BOARD_AFTER:
                self.waiting.look_at_board("later")
        self.packing.close_the_day()
        self.scene.say("handed_over")
        self.scene.house.sync()
        send(
            self._out,
            Ended(pictures=self.scene.hands.taken, spans=self.scene.spans, marks=self.scene.marks),
        )

    def _open_the_house(self) -> None:
        scene, script = self.scene, self.script
        house = scene.house
        house.open_for_the_first_time(script.passphrase)
        scene.say("opened")
        house.add_team()
        house.enrol(script.station, script.enrolment_code)
        scene.say("enrolled")
        house.set_up_printer(script.printer)
        scene.say("printer_set_up")
        house.sign_everybody_in()
        house.take_over(LEADER)
        house.open_shift(script.drive)
        scene.hands.picture("reception-idle")
        scene.say("shift_open")
        self.terminal.waiting.give_tickets(for_everybody=bool(script.list_file))
        if script.list_file:
            self.waiting.take_list(Path(script.list_file))
            self.waiting.look_at_board("waiting")
            scene.say("list_taken")

    def _come_back(self, part: Part, begin: float) -> None:
        """Open the same profile after the kill and go on with the same donor at the same step."""
        scene = self.scene
        house = scene.house
        house.open_again(self.script.passphrase)
        self.terminal.waiting.give_tickets(for_everybody=bool(self.script.list_file))
        scene.hands.picture("sign-in-after-the-kill")
        house.sign_in(NURSE)
        scene.hands.wait_for_page("reception")
        self.front.take_up(self._open_visit_of(part))
        scene.took("restart_s", begin)
        scene.hands.picture("taken-up-after-the-kill")
        scene.say("taken_up", seconds=str(scene.spans["restart_s"]))
        self._walk(part)
        self._tell_played(part)

    def _open_visit_of(self, part: Part) -> str:
        donor = part.donor
        lines = self.scene.ask(
            lambda: self.terminal.desk.visits.of_person(donor.document_kind, donor.document_number)
        )
        visit: str = next(line.visit for line in lines if line.step != "closed")
        return visit

    # one donor

    def _play_part(self, part: Part) -> None:
        self.front.come_in(part)
        self._walk(part)
        if part.incident == "cut":
            self._mend_the_network()
        self._tell_played(part)

    def _tell_played(self, part: Part) -> None:
        self._played += 1
        self.scene.say("part_played", place=self._played, role=part.role)

    def _walk(self, part: Part) -> None:
        """Press through page after page until the reception waits for the next donor."""
        while (page := self.scene.hands.page) != "reception":
            self.scene.hands.settle()
            self.scene.hands.let_the_message_go()
            self._page(page, part)
            self.scene.hands.settle()

    def _page(self, page: str, part: Part) -> None:
        room = next(room for room in self._rooms if hasattr(room, page))
        getattr(room, page)(part)

    def _mend_the_network(self) -> None:
        scene = self.scene
        backlog = self._backlog()
        scene.mark_most("backlog", backlog)
        scene.hands.picture("backlog")
        scene.wish(Wish(what="mend"))
        scene.house.sync()
        scene.marks["backlog_after"] = self._backlog()
        scene.hands.picture("network-again")
        scene.say("mended", backlog=backlog)

    def _backlog(self) -> int:
        ledger = self.terminal.desk.ledger
        waiting: int = self.scene.ask(ledger.waiting)
        return waiting

    # the end

    def told_where(self, stuck: Stuck) -> Broke:
        """Return where the play stands, with a picture of it."""
        hands = self.scene.hands
        hands.window.grab().save(str(Path(self.script.out) / "pictures" / "stuck.png"))
        return Broke(where=stuck.where, page=hands.page, words=str(hands.words()))

    def close(self) -> None:
        """Close the window, its files and the reader."""
        self.terminal.close()
        self._reader.close()
