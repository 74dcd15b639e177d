"""Packing on the handover page: crates by scan, what changes its crate, what is missing."""

from __future__ import annotations

from typing import Any, NamedTuple

from donor_room.domain.crates import Crate
from donor_room.domain.own_codes import OWN, read_own
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.shift import QUARANTINE_BOX
from donor_room.ui.shell import Shell
from donor_room.ui.steps.handover.crate_row import CrateShown
from donor_room.ui.steps.handover.crate_words import below_of, box_words, temperature_words
from donor_room.ui.steps.handover.standing import Told
from donor_room.ui.steps.handover.view import HandoverView
from donor_room.ui.steps.handover.warmth import WarmthPresenter
from donor_room.ui.texts import listed, said, said_by, say
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import crates, hand_over

_NAMED = 3
"""So many missing parts are named below the prompt."""

_ROWS = 4


class Offer(NamedTuple):
    """What key 6 does: a part that was scanned comes into the crate in hand, or a closed crate is opened."""

    box: str
    number: str = ""
    role: str = ""
    from_box: str = ""


class CratesPresenter(WarmthPresenter):
    """What the page does with crates and with what goes into them."""

    def __init__(self, shell: Shell, view: HandoverView) -> None:
        super().__init__(shell, view)
        self.offer: Offer | None = None
        view.box_asked.connect(self._next_box)
        view.crate_key_pressed.connect(self._crate_key)
        self.when_given |= {
            "move": self._take_offer,
            "missing": self._name_missing,
        }

    def story_scanned(self, text: str) -> bool:
        """Say whether a scan was one that a number without an end waited for."""
        raise NotImplementedError

    # ---- words ---------------------------------------------------------------------------------------------

    def packing_words(self, told: Told) -> tuple[str, str]:
        """Return what to scan next, and the line below it."""
        if told.apart:
            number, reasons = told.apart[0]
            reason = listed(say(f"handover.apart.{reason}") for reason in reasons)
            return say("handover.pack_apart", number=number[-6:]), reason
        if not told.not_named:
            return say("handover.packed_all"), say("handover.packed_all_hint")
        if self.box in told.shift.closed_boxes:
            return say("handover.scan_next_box", box=self.box), say("handover.scan_next_box_hint")
        hint = say("handover.pack_hint")
        if len(told.not_named) <= _NAMED:
            parts = (part_words(role, number) for role, number in told.not_named)
            hint = say("handover.still_missing", parts=listed(parts))
        return say("handover.pack", box=self.box), hint

    def crate_keys(self, told: Told) -> dict[str, str]:
        """Return what the keys of the crates say; a key that can do nothing is not there."""
        keys: dict[str, str] = {}
        if self.offer is not None:
            offer = self.offer
            keys["move"] = (
                say("handover.move.key", what=part_words(offer.role, offer.number), box=offer.box)
                if offer.number
                else say("handover.open_again.key", box=offer.box)
            )
        if told.not_named and told.crates:
            keys["missing"] = say("handover.missing.key")
        if told.crates:
            keys |= {"type": say("loggers.type.key"), "file": say("loggers.file.key")}
        return keys

    def crates_shown(self, told: Told) -> list[CrateShown]:
        """Return the crates for the rail: the last ones, and the one in hand though it is empty."""
        shown = [
            CrateShown(
                name=box_words(crate.box),
                bags=say("handover.bags", n=crate.bags),
                temperature=temperature_words(crate),
                below=below_of(crate),
                is_amiss=_is_amiss(crate),
                is_in_hand=crate.box == self.box,
            )
            for crate in told.crates
        ]
        if self.box and all(crate.box != self.box for crate in told.crates):
            empty, name = say("handover.box_open"), box_words(self.box)
            shown.append(CrateShown(name, say("handover.bags", n=0), "", empty, is_in_hand=True))
        return shown[-_ROWS:]

    # ---- scans ---------------------------------------------------------------------------------------------

    def scanned(self, text: str) -> bool:
        """Take the code of a crate, or count a code into the crate in hand."""
        if self.told is None:
            return False
        is_box = text.startswith(OWN) and _box_of(text) is not None
        if text.startswith(OWN) and not is_box:
            return False
        if self.view.open_sheet is not None:
            self.shell.window.scan_line.say_bad(said("labels.finish_sheet"))
        elif self.bundle is not None:
            self.bundle_scanned(text)
        elif is_box:
            self._box_scanned(_box_of(text) or "")
        elif not self.story_scanned(text):
            self.offer = None
            box = self.box
            self.run(lambda: hand_over.pack(self.shell.desk, text=text, box=box), self._packed, act=None)
        return True

    def _packed(self, packed: Any) -> None:
        role, number, box = packed
        line, what = self.shell.window.scan_line, said(f"labels.role.{role}")
        if box == QUARANTINE_BOX:
            line.say_bad(said("handover.packed_apart", what=what, number=number[-6:]))
        else:
            line.say_good(said("handover.packed", what=what, number=number[-6:], box=box))
        self.look_again()

    def refused(self, no: Refusal | Trouble) -> None:
        """What lies in another crate can be taken out of it, and a closed one opened: key 6 offers that."""
        super().refused(no)
        if self.view.open_sheet is not None:
            return
        values = {name: str(value) for name, value in no.values.items()}
        if no.code == "handover.in_other_box":
            self.offer = Offer(values["other"], values["number"], values["role"], values["box"])
            self.say_again()
        elif no.code == "handover.box_is_closed":
            self.offer = Offer(values["box"])
            self.say_again()

    # ---- crates --------------------------------------------------------------------------------------------

    def _box_scanned(self, box: str) -> None:
        """The crate in hand is closed by its own code; another one comes into hand."""
        told = self.told
        is_empty = told is None or all(crate.box != box for crate in told.crates)
        if told is not None and box in told.shift.closed_boxes:
            self.box, self.offer = box, Offer(box)
            self.shell.window.scan_line.say_bad(said("handover.box_is_closed", box=box))
            self.say_again()
        elif box == self.box and not is_empty:
            self.run(lambda: crates.close_box(self.shell.desk, box, by_scan=True), self._box_closed)
        else:
            self.box, self.offer = box, None
            self.shell.window.scan_line.say_good(said("handover.box_in_hand", box=box))
            self.say_again()

    def _box_closed(self, crate: Crate) -> None:
        self.offer = None
        words = said("handover.box_closed", box=crate.box, counts=_counts_said(crate))
        self.shell.window.scan_line.say_good(words)
        self.look_again()

    def _next_box(self) -> None:
        """The key for stations whose crates bear no code: close this crate, and take the next one in hand."""
        told = self.told
        if told is None:
            return
        crate = next((one for one in told.crates if one.box == self.box), None)
        if crate is not None and not crate.is_closed:
            box = self.box
            self.run(lambda: crates.close_box(self.shell.desk, box, by_scan=False), self._closed_by_key)
        elif crate is None:
            self.shell.window.scan_line.say_bad(said("handover.box_is_empty", box=self.box))
        else:
            self._take_next(told)

    def _closed_by_key(self, crate: Crate) -> None:
        self._box_closed(crate)
        if self.told is not None:
            self._take_next(self.told)

    def _take_next(self, told: Told) -> None:
        known = [int(one.box) for one in told.crates if one.box.isdecimal()]
        self.box, self.offer = str(min(max([*known, 0]) + 1, crates.MOST_BOX)), None
        self.say_again()

    # ---- keys ----------------------------------------------------------------------------------------------

    def _crate_key(self, name: str) -> None:
        told = self.told
        if told is None or self.view.open_sheet is not None:
            return
        if name == "move" and self.offer is not None:
            offer = self.offer
            key = "handover.move" if offer.number else "handover.open_again"
            what = part_words(offer.role, offer.number) if offer.number else ""
            self.ask("move", key=key, what=what, box=offer.box, other=offer.from_box)
        elif name == "missing" and told.not_named:
            role, number = told.not_named[0]
            what = part_words(role, number)
            self.ask_two("missing", act="hand_over", key="handover.missing", what=what)
        elif name == "type":
            self.ask("type", key="loggers.type", choices=self.crate_choices(told, "type"))
        elif name == "file":
            self.view.ask_for_file()

    def _take_offer(self, given: Given) -> None:
        offer = self.offer
        if offer is None:
            self.view.close_sheet()
            return
        desk_of, reason = self.shell, given.words
        if offer.number:
            self.act_on_sheet(
                lambda: hand_over.move(
                    desk_of.desk, number=offer.number, role=offer.role, box=offer.box, reason=reason
                ),
                self._moved,
            )
        else:
            self.act_on_sheet(
                lambda: crates.open_again(desk_of.desk, offer.box, reason=reason), self._opened_again
            )

    def _moved(self, packed: Any) -> None:
        self.offer = None
        self._packed(packed)

    def _opened_again(self, _nothing: object) -> None:
        box = self.offer.box if self.offer else self.box
        self.offer = None
        self.shell.window.scan_line.say_good(said("handover.box_in_hand", box=box))
        self.look_again()

    def _name_missing(self, given: Given) -> None:
        if self.told is None or not self.told.not_named:
            self.view.close_sheet()
            return
        role, number = self.told.not_named[0]
        self.act_on_sheet(
            lambda: crates.name_missing(
                self.shell.desk,
                number=number,
                role=role,
                reason=given.words,
                witness=given.witness,
                pin=given.pin,
            ),
            self.look_again,
        )


def part_words(role: str, number: str) -> str:
    """Return a part by its name and the end of its number."""
    return said_by(lambda: f"{say(f'labels.role.{role}')} {number[-6:]}")


def _counts_said(crate: Crate) -> str:
    return said_by(
        lambda: listed(
            say("handover.count_of", what=say(f"labels.role.{role}"), n=count)
            for role, count in crate.counts.items()
        )
    )


def _is_amiss(crate: Crate) -> bool:
    return any(fault != "not_closed" for fault in crate.faults)


def _box_of(text: str) -> str | None:
    """Return the number of the crate whose code this is; None for anything else, also what was misread."""
    try:
        own = read_own(text)
    except Refusal:
        return None
    return own.value if own is not None and own.kind == "box" else None
