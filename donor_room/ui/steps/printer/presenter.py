"""Joins the page of the printer with the ways to one: find, ask, try, choose, load."""

from __future__ import annotations

from typing import Any, Protocol

from donor_room.domain.label_set import PrintedSet, PrinterState
from donor_room.domain.label_stock import Stock
from donor_room.domain.printer_acts import PrinterSetUp
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.printing.find import Found
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.chair_presenter import role_words
from donor_room.ui.shell import Shell
from donor_room.ui.steps.printer.draft import Draft, address_words, chosen_of
from donor_room.ui.steps.printer.state import darker, standing_of, stock_lines, stock_warning
from donor_room.ui.steps.printer.view import PrinterView
from donor_room.ui.texts import said, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow import printers


class PrinterShell(Shell, Protocol):
    """What the page of the printer may ask beyond that."""

    def leave_printer(self) -> None:
        """Come back to the donor it was left for, or to the reception."""

    def take_printer(self, done: Any = None) -> None:
        """Print from now on with the printer that the team chose."""


def build(shell: PrinterShell) -> PrinterPresenter:
    """Make the page."""
    return PrinterPresenter(shell, PrinterView())


class PrinterPresenter(AskingPresenter):
    """Nothing here waits on the screen's thread: printers are asked aside, the ledger on its own thread."""

    page = "printer"
    shell: PrinterShell
    view: PrinterView

    def __init__(self, shell: PrinterShell, view: PrinterView) -> None:
        super().__init__(shell, view)
        self.when_given = {"load": self._load}
        view.look_asked.connect(self._look)
        view.changed.connect(self._ask_printer)
        view.test_asked.connect(self._test)
        view.use_asked.connect(self._use)
        view.load_asked.connect(self._ask_load)
        view.restarted_asked.connect(self._restarted)
        view.darkness_asked.connect(self._darker)
        texts().language_changed.connect(self._say_again)
        self._draft = Draft()
        self._in_use: PrinterSetUp | None = None
        self._printer: Any = None
        """That of the desk; it is asked itself, for it knows what it left in the printer."""
        self._state: PrinterState | None = None
        self._is_asked, self._question = False, 0
        self._stock: Stock | None = None

    def open(self, visit: Visit | None) -> None:
        """Show what is set up, then find and ask."""
        super().open(visit)
        self.view.show_problem("", "")
        self.shell.tasks.run(self._read, self._know, self.refused, self.refused)

    def _read(self) -> tuple[PrinterSetUp | None, Stock | None, Any]:
        desk = self.shell.desk
        chosen = printers.chosen(desk)
        stock = printers.stock_in(desk, chosen.printer) if chosen else None
        return chosen, stock, desk.printer

    def _know(self, told: tuple[PrinterSetUp | None, Stock | None, Any]) -> None:
        self._in_use, self._stock, self._printer = told
        if self._in_use is not None:
            self._draft = Draft.of(self._in_use)
        self._look()

    def _look(self) -> None:
        """F5: find what there is and ask the printer again."""
        from donor_room.printing.find import found

        self.shell.aside.run(found, self._show_found, self.refused, self.refused)

    def _show_found(self, found: Any) -> None:
        self._draft = self._draft.with_found(found, practice=self.shell.practice())
        self.view.show_found([address_words(one) for one in self._draft.found])
        self.view.show_chosen(chosen_of(self._draft))
        self._show()
        self._ask_printer()

    @property
    def is_ready(self) -> bool:
        """Whether the printer that is chosen says that it can print."""
        return self._state is not None and self._state.ready

    @property
    def is_in_use(self) -> bool:
        """Whether what is chosen is what prints, and says that it can."""
        return self.is_ready and self._draft.problem() is None and self._draft.act() == self._in_use

    # asking the printer

    def _ask_printer(self) -> None:
        """Ask what is chosen now: the printer in use itself, another one only who it is."""
        from donor_room.printing.find import probe
        from donor_room.printing.set_up import channel_of

        self._draft = self._draft.with_typed(self.view.chosen())
        target, printer = self._draft.target, self._printer
        question = self._await_answer(is_asked=target is not None)
        if target is None:
            return
        if self._is_in_use(target) and printer is not None:
            self.shell.aside.run(
                printer.state, lambda state: self._heard(question, state), self.refused, self.refused
            )
        elif target.way != "folder":
            self.shell.aside.run(
                lambda: probe(channel_of(target.way, target.address)),
                lambda answered: self._recognised(question, answered),
                self.refused,
                self.refused,
            )
        else:
            self._heard(question, PrinterState(ready=True))

    def _await_answer(self, *, is_asked: bool) -> int:
        """Forget what was said before; an answer to an earlier question is no answer to this one."""
        self._question += 1
        self._state, self._is_asked = None, is_asked
        self._show()
        return self._question

    def _is_in_use(self, target: Any) -> bool:
        used = self._in_use
        return used is not None and (used.way, used.address) == (target.way, target.address)

    def _recognised(self, question: int, answered: Any) -> None:
        if question != self._question:
            return
        self._draft = self._draft.recognised(answered.language, answered.dpi)
        self.view.show_chosen(chosen_of(self._draft))
        self._heard(question, answered.state)

    def _heard(self, question: int, state: PrinterState) -> None:
        if question == self._question:
            self._state = state
            self._show()

    # showing

    def _say_again(self, _language: str) -> None:
        self.view.show_found([address_words(one) for one in self._draft.found])
        self._show()

    def _show(self) -> None:
        used = self._in_use
        in_use = say("printer.chosen_none")
        if used is not None:
            in_use = say("printer.chosen_is", printer=address_words(Found(used.way, used.address)))
        standing = standing_of(self._state, is_asked=self._is_asked)
        self.view.show_standing(standing, in_use, self._dots_words())
        self.view.show_stock(stock_lines(self._stock), stock_warning(self._stock))
        self.view.show_darkness(self._draft.darkness_words())

    def _dots_words(self) -> str:
        hit = self._draft.roles_hit()
        if hit is None:
            return ""
        roles = " ".join(role_words(role) for role in hit)
        return say("printer.hits", roles=roles) if hit else say("printer.hits_none")

    # acts

    def _ready_draft(self) -> PrinterSetUp | None:
        """Return what is chosen as an act, or say beside the field what is missing."""
        self._draft = self._draft.with_typed(self.view.chosen())
        problem = self._draft.problem()
        if problem is not None:
            self.view.show_problem(*problem)
            return None
        return self._draft.act()

    def _darker(self, step: int) -> None:
        self._draft = self._draft.with_darkness(darker(self._draft.darkness, step))
        self._show()

    def _test(self) -> None:
        """F8: print a test label with what is chosen, in use or not."""
        act = self._ready_draft()
        if act is None:
            return
        self._await_answer(is_asked=True)
        self.view.set_busy(True)
        self.shell.aside.run(lambda: self._print_test(act), self._tested, self.refused, self.refused)

    def _print_test(self, act: PrinterSetUp) -> PrintedSet:
        from donor_room.packs.labels import shipped_templates
        from donor_room.packs.texts import Texts
        from donor_room.printing.set_up import printer_of
        from donor_room.printing.trial_label import draw_trial, size_of_largest

        words = Texts("zh_CN")
        size = size_of_largest(shipped_templates().values())
        is_same = act == self._in_use and self._printer is not None
        printer = (
            self._printer
            if is_same
            else printer_of(
                act,
                texts=words,
                clock=self.shell.clock,
                folder=self.shell.papers / "labels",
                holds_unknown=False,
            )
        )
        told: PrintedSet = printer.put_out("test", (draw_trial(words, act.dpi, *size),))
        return told

    def _tested(self, told: PrintedSet) -> None:
        self.view.set_busy(False)
        if told.fault is None:
            self.view.show_done(said("printer.test_sent"))
        else:
            fault = say(f"printer.fault.{told.fault}")
            self.view.show_problem("", say("printer.test_uncertain", fault=fault))
        self._ask_printer()

    def _use(self) -> None:
        """F10: write down that this printer stands here."""
        act = self._ready_draft()
        if act is not None:
            self.run(lambda: printers.choose(self.shell.desk, act), self._used)

    def _used(self, act: PrinterSetUp) -> None:
        name = address_words(Found(act.way, act.address))
        self.view.show_done(said("printer.saved", printer=name))
        self.shell.take_printer(
            lambda _none: self.shell.tasks.run(self._read, self._know, self.refused, self.refused)
        )

    def _restarted(self) -> None:
        """F6: somebody switched the printer off and on."""
        if hasattr(self._printer, "restarted"):
            self._printer.restarted()
        self._ask_printer()

    def _ask_load(self) -> None:
        if self._in_use is None:
            self.view.show_problem("", say("printer.chosen_none"))
            return
        kinds: list[tuple[object, str]] = [
            (kind, say(f"printer.sheet.{kind}")) for kind in ("roll", "ribbon", "head")
        ]
        self.ask("load", key="printer.sheet", choices=numbered(kinds))

    def _load(self, given: Given) -> None:
        printer = self._in_use.printer if self._in_use else ""
        amount = given.values["amount"]
        self.act_on_sheet(
            lambda: printers.load_stock(
                self.shell.desk,
                printer=printer,
                stock=given.choice,  # type: ignore[arg-type]
                amount=int(amount) if amount.isdigit() else 0,
                lot=given.values["lot"],
            ),
            self._loaded,
        )

    def _loaded(self, stock: Stock) -> None:
        self._stock = stock
        self._show()

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it under the form."""
        if self.view.open_sheet is not None:
            super().refused(no)
            return
        self.view.set_busy(False)
        self.view.show_problem("", said(no.code, **no.values))

    def back(self) -> None:
        """Go back to the donor it was left for, or to the reception."""
        self.shell.leave_printer()
