"""Pre-printed sets on the handover page: taken over by two scans, counted before they go back."""

from __future__ import annotations

from typing import Any

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.shell import Shell
from donor_room.ui.steps.handover.standing import Told
from donor_room.ui.steps.handover.view import HandoverView
from donor_room.ui.texts import said, say
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import hand_over, preprinted


class SetsPresenter(AskingPresenter):
    """What a page does with the sets that the station printed."""

    def __init__(self, shell: Shell, view: HandoverView) -> None:
        super().__init__(shell, view)
        self.told: Told | None = None
        self.bundle: str | None = None
        """The first scan of a bundle that is being taken over: empty before it, None when none is."""
        view.return_asked.connect(self._return_left)
        view.bundle_asked.connect(self._ask_bundle)
        self.when_given |= {"count": self._counted}

    def look_again(self, _answer: object = None) -> None:
        """Show how the shift stands now."""
        raise NotImplementedError

    def say_again(self) -> None:
        """Show the same once more."""
        raise NotImplementedError

    # giving back

    def return_words(self, told: Told) -> str:
        """Return what the button says that gives back what is left; nothing while a gap is open."""
        on_paper = len(told.sets_left)
        if told.total.unexplained or not told.total.unspent:
            return ""
        if told.total.unspent > on_paper:
            return say("handover.give_back", count=told.total.unspent - on_paper)
        return say("preprinted.give_back.key", count=on_paper)

    def _return_left(self) -> None:
        """Numbers that no printer had go back at once, printed sets when the table was counted."""
        told = self.told
        if told is not None and told.total.unspent > len(told.sets_left):
            self.run(lambda: hand_over.return_unspent(self.shell.desk), self.look_again)
        elif told is not None:
            self.ask("count", key="preprinted.give_back")

    def _counted(self, given: Given) -> None:
        counted = int(given.values["counted"])
        self.act_on_sheet(lambda: preprinted.give_back(self.shell.desk, counted=counted), self.look_again)

    # taking over

    def bundle_words(self, told: Told) -> str:
        """Return what the button says that begins a bundle, or ends it without one."""
        if self.bundle is not None:
            return say("preprinted.bundle_cancel")
        return say("preprinted.bundle") if told.sets_lent else ""

    def bundle_prompt(self) -> str:
        """Return what is to be scanned next of a bundle."""
        return (
            say("preprinted.bundle_last", number=self.bundle)
            if self.bundle
            else say("preprinted.bundle_first")
        )

    def _ask_bundle(self) -> None:
        self.bundle = "" if self.bundle is None else None
        self.say_again()

    def bundle_scanned(self, text: str) -> None:
        """Take a scan as one end of the bundle."""
        first = self._first_scan if self.bundle else text
        self._first_scan = first
        if self.bundle:
            self.run(
                lambda: preprinted.take_bundle(self.shell.desk, first=first, last=text), self._taken, act=None
            )
        else:
            self.run(
                lambda: preprinted.bundle_of(self.shell.desk, first=text, last=text), self._begun, act=None
            )

    _first_scan = ""

    def _begun(self, bundle: Any) -> None:
        self.bundle = bundle.first
        self.say_again()

    def _taken(self, bundle: Any) -> None:
        self.bundle = None
        words = said("preprinted.bundle_taken", first=bundle.first, last=bundle.last, count=bundle.size)
        self.shell.window.scan_line.say_good(words)
        self.look_again()

    def refused(self, no: Refusal | Trouble) -> None:
        """A bundle whose second scan was refused begins anew."""
        if self.bundle:
            self.bundle = ""
            self.say_again()
        super().refused(no)
