"""A scene that is directed and not played by dice: each press is named, and the oracle looks after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from donor_room.domain.entries import Donor
from donor_room.domain.visit import Visit
from donor_room.workflow import aftercare, collect, hand_over, label, label_print, label_scan, register
from tests.model.book import Event
from tests.model.house import AFTER_TUBES, PACKED, Set, Stay
from tests.model.world import World
from tests.support import desks as d


class Scene:
    """One terminal of a world, and presses that are refused without a word: the oracle judges what came."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.terminal = world.terminals[0]
        self._seed = 40
        self.next_donor: Donor | None = None
        """Who comes in next, if it is not somebody invented."""

    def press(
        self, visit: str | None, act: Callable[[], Any], *before: Event, did: str = "press"
    ) -> str | None:
        """Do one thing at a visit, or at the house; return the code of a refusal."""
        return self.world.do(did, self.terminal, visit, act, before=before)

    def stay(self, visit: str) -> Stay:
        return self.world.house.room(self.terminal.name).stays[visit]

    def set(self, visit: str) -> Set:
        own = self.stay(visit).set
        assert own is not None, "the scene has no set here"
        return own

    # ---- a donor -------------------------------------------------------------------------------------------

    def donor(self, step: str = "labels", **wanted: Any) -> str:
        """Somebody with whom nothing is amiss walks to a step."""
        self._seed += 1
        came: list[Visit] = []
        self._walk(step, came, **wanted)
        return came[0].id if came else ""

    def _walk(self, step: str, came: list[Visit], **wanted: Any) -> None:
        def walk() -> None:
            donor = self.next_donor or d.invented(self.terminal.desk, self._seed, **wanted)
            desk = self.terminal.desk
            came.append(register.open_visit(desk, donor=donor, source="typed", plan="WB400"))
            self.world.house.step.visit = came[0].id
            while d.step_of(came[-1]) != step:
                came.append(d.STEPS[d.step_of(came[-1])](self.terminal.desk, came[-1]))

        self.press(None, walk)

    def chair(self, visit: str) -> None:
        self.press(visit, lambda: label.confirm_at_chair(self.terminal.desk, visit))

    def plan(self, visit: str) -> str | None:
        return self.press(visit, lambda: label.plan(self.terminal.desk, visit, bag_kind="triple_400"))

    def send(self, visit: str) -> str | None:
        return self.press(visit, lambda: label_print.send(self.terminal.desk, visit))

    def printed(self) -> str:
        """A donor at the chair with a printed set."""
        visit = self.donor()
        self.chair(visit)
        self.plan(visit)
        self.send(visit)
        return visit

    def scan(self, visit: str, text: str, phase: Any = "before_needle") -> str | None:
        own = self.stay(visit).set
        body = {"text": text, "profile": own.profile if own else self.world.profile}
        hand = Event("hand.scanned", self.terminal.name, visit, d.EVERYBODY, body=body)
        return self.press(
            visit, lambda: label_scan.scan(self.terminal.desk, visit, text=text, phase=phase), hand
        )

    def scan_all(self, visit: str, phase: str = "before_needle", *, but: str = "") -> None:
        """Scan every label that is to be scanned in a phase, but one."""
        roles = self.set(visit).to_scan if phase == "before_needle" else set(AFTER_TUBES)
        for role in sorted(roles - {but}):
            self.scan(visit, self.set(visit).labels[role], phase)

    def type(self, visit: str, text: str, *, witness: str = d.NURSE, pin: str = d.PIN) -> str | None:
        body = {"text": text, "witness": witness, "pin_is_right": pin == d.PIN}
        hand = Event("hand.typed", self.terminal.name, visit, d.EVERYBODY, body=body)
        return self.press(
            visit,
            lambda: label_scan.type_number(
                self.terminal.desk, visit, text=text, phase="before_needle", witness=witness, pin=pin
            ),
            hand,
        )

    def void(self, visit: str, *, reason: str = "不清", witness: str = d.NURSE) -> str | None:
        return self.press(
            visit,
            lambda: label.void(self.terminal.desk, visit, reason=reason, witness=witness, pin=d.PIN),
        )

    def clear(self, visit: str) -> str | None:
        return self.press(
            visit,
            lambda: label_scan.clear_foreign(
                self.terminal.desk, visit, reason=" 取走 ", witness=d.NURSE, pin=d.PIN
            ),
        )

    def bag(self, visit: str) -> str | None:
        return self.press(visit, lambda: d.take_bag(self.terminal.desk, self.terminal.desk.visits.get(visit)))

    def needle(self, visit: str, arm: Any = "left") -> str | None:
        return self.press(
            visit,
            lambda: collect.put_needle_in(self.terminal.desk, visit, arm=arm, donor_agreed=True),
        )

    def fail(self, visit: str) -> str | None:
        return self.press(visit, lambda: collect.fail_needle(self.terminal.desk, visit, reason="无血流"))

    def end(self, visit: str, volume_ml: int = 400, reason: str | None = None) -> str | None:
        return self.press(
            visit, lambda: collect.end(self.terminal.desk, visit, volume_ml=volume_ml, reason=reason)
        )

    def flowing(self) -> str:
        """A donor with the needle in."""
        visit = self.printed()
        self.scan_all(visit)
        self.bag(visit)
        self.needle(visit)
        return visit

    def gave(self) -> str:
        """A donor who gave and has gone."""
        visit = self.flowing()
        self.end(visit)
        self.scan_all(visit, "after_tubes")
        self.rest(visit)
        self.leave(visit, "donated")
        return visit

    def rest(self, visit: str) -> str | None:
        return self.press(visit, lambda: aftercare.start_rest(self.terminal.desk, visit))

    def leave(self, visit: str, how: Any = "left") -> str | None:
        return self.press(visit, lambda: aftercare.close(self.terminal.desk, visit, how=how, remark="有事"))

    # ---- the shift -----------------------------------------------------------------------------------------

    def pack(self, visit: str, role: str = "", box: str = "1") -> None:
        """Pack one part of a unit, or all four."""
        for part in (role,) if role else PACKED:
            text = next(one.labels[part] for one in self.stay(visit).sets if one.used)
            self.press(
                None, lambda text=text: hand_over.pack(self.terminal.desk, text=text, box=box), did="pack"
            )

    def give_back(self) -> str | None:
        return self.press(None, lambda: hand_over.return_unspent(self.terminal.desk))

    def close_shift(self, receiver: str = d.NURSE) -> str | None:
        return self.press(
            None,
            lambda: hand_over.close_shift(
                self.terminal.desk, received_by=receiver, pin=d.PIN, document_sha256="0" * 64
            ),
        )
