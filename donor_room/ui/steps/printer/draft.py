"""What is being chosen on the page of the printer, and whether it can be used yet."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from donor_room.domain.printer_acts import LanguageName, PrinterSetUp
from donor_room.domain.refusal import Trouble
from donor_room.printing.find import Found
from donor_room.ui.steps.printer.state import HIGHEST_DARKNESS, parse_dots
from donor_room.ui.steps.printer.view import Chosen
from donor_room.ui.texts import said, say

FOLDER = Found("folder", "folder")
_WIDEST_HEAD_MM = 108
_SPEED_IPS, _GAP_MM = 3, 2


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A choice that grows; `target` is which printer it is about."""

    found: tuple[Found, ...] = ()
    target: Found | None = None
    language: LanguageName | None = None
    dpi: int | None = None
    darkness: int | None = None
    dead_dots: str = ""

    @staticmethod
    def of(act: PrinterSetUp) -> Draft:
        """Return the choice that is in force."""
        return Draft(
            target=Found(act.way, act.address),
            language=act.language,
            dpi=act.dpi,
            darkness=act.darkness,
            dead_dots=" ".join(map(str, act.dead_dots)),
        )

    def with_found(self, found: Sequence[Found], *, practice: bool) -> Draft:
        """Know which printers there are; practice may print into its folder."""
        return msgspec.structs.replace(self, found=(*found, *((FOLDER,) if practice else ())))

    def with_typed(self, chosen: Chosen) -> Draft:
        """Take what stands on the page; another printer is another language until it is recognised."""
        target = self._target(chosen)
        is_same = target == self.target
        return msgspec.structs.replace(
            self,
            target=target,
            language=chosen.language if is_same or chosen.language != self.language else None,
            dpi=chosen.dpi,
            dead_dots=chosen.dead_dots,
        )

    def _target(self, chosen: Chosen) -> Found | None:
        if chosen.found is not None and chosen.found < len(self.found):
            return self.found[chosen.found]
        return Found("tcp", chosen.address) if chosen.address else None

    def recognised(self, language: LanguageName | None, dpi: int | None) -> Draft:
        """Take what the printer said of itself; what was chosen by hand stays where it says nothing."""
        return msgspec.structs.replace(self, language=language or self.language, dpi=dpi or self.dpi)

    def with_darkness(self, darkness: int) -> Draft:
        """Print lighter or darker."""
        return msgspec.structs.replace(self, darkness=darkness)

    def darkness_words(self) -> str:
        """Return how dark it prints, in words."""
        if self.darkness is None:
            return say("printer.darkness_own")
        return say("printer.darkness_at", level=self.darkness, most=HIGHEST_DARKNESS)

    def problem(self) -> tuple[str, str] | None:
        """Return the field and what is wrong with it, or None."""
        if self.target is None:
            return "", said("printer.choose_first")
        if self.target.way == "tcp" and (wrong := _why_no_address(self.target.address)):
            return "address", wrong
        if self.language is None and self.target.way != "folder":
            return "language", said("printer.language_first")
        if self.dpi is None:
            return "dpi", said("printer.dpi_first")
        dots = self._dots(self.dpi)
        return ("dead_dots", dots) if isinstance(dots, str) else None

    def _dots(self, dpi: int) -> tuple[int, ...] | str:
        from donor_room.printing.languages.speech import dots

        return parse_dots(self.dead_dots, dots(_WIDEST_HEAD_MM, dpi))

    def roles_hit(self) -> tuple[str, ...] | None:
        """Return the labels whose bars a dead dot tears; None where no dot is dead."""
        if self.dpi is None or not self.dead_dots.strip():
            return None
        dead = self._dots(self.dpi)
        if isinstance(dead, str):
            return None
        from donor_room.packs.labels import shipped_templates
        from donor_room.printing.dead_dots import roles_hit

        return roles_hit(shipped_templates(), dead, self.dpi)

    def act(self) -> PrinterSetUp:
        """Return the choice as an act; it has no problem."""
        target, dpi = self.target, self.dpi
        if target is None or dpi is None:
            raise ValueError(self)
        dead = self._dots(dpi)
        return PrinterSetUp(
            printer=target.address,
            way=target.way,
            address=target.address,
            language=self.language or "zpl",
            dpi=dpi,
            darkness=self.darkness,
            speed_ips=_SPEED_IPS,
            gap_mm=_GAP_MM,
            dead_dots=dead if isinstance(dead, tuple) else (),
        )


def _why_no_address(address: str) -> str:
    from donor_room.printing.transports.tcp import parse_address

    try:
        parse_address(address)
    except Trouble as trouble:
        return said(trouble.code, **trouble.values)
    return ""


def address_words(found: Found) -> str:
    """Return how a printer is called on the screen."""
    if found.way == "folder":
        return say("printer.practice_folder")
    return f"{found.address} · {say(f'printer.way.{found.way}')}"


def chosen_of(draft: Draft) -> Chosen:
    """Return what the page shows of a draft."""
    target = draft.target
    place = draft.found.index(target) if target in draft.found else None
    return Chosen(
        found=place,
        address=target.address if target is not None and place is None else "",
        language=draft.language,
        dpi=draft.dpi,
        dead_dots=draft.dead_dots,
    )
