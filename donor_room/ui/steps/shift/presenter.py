"""Joins the shift page with its use case."""

from __future__ import annotations

from typing import Any

from donor_room.domain.campaigns import MOST_OFFERED
from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.receipt_words import receipt_words
from donor_room.ui.shell import StationShell
from donor_room.ui.steps.shift.downtime import save_pack
from donor_room.ui.steps.shift.view import ShiftForm, ShiftView
from donor_room.ui.team_words import team_words
from donor_room.ui.texts import said, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.ui.widgets.directory_words import directory_words
from donor_room.workflow.checks import checks_count
from donor_room.workflow.clock_doubt import DateSeen
from donor_room.workflow.number_stock import in_stock
from donor_room.workflow.preprinted import bundle_of
from donor_room.workflow.receipted import at_station
from donor_room.workflow.shift import Bundle, open_shift
from donor_room.workflow.sign_in import at_work

_NONE = "-"
"""Nothing of a list; no id of a list begins so."""


def build(shell: StationShell) -> ShiftPresenter:
    """Make the page."""
    return ShiftPresenter(shell, ShiftView())


class ShiftPresenter(AskingPresenter):
    """Opens the shift and goes to the reception."""

    page = "shift"
    view: ShiftView

    def __init__(self, shell: StationShell, view: ShiftView) -> None:
        super().__init__(shell, view)
        view.open_asked.connect(self._open_shift)
        view.staff_asked.connect(self._show_staff)
        view.station_asked.connect(self._show_station)
        view.printer_asked.connect(self._show_printer)
        view.pack_asked.connect(self._save_pack)
        texts().language_changed.connect(self._say_again)
        shell.station_told.connect(self._hear)
        view.campaign_asked.connect(self._ask_campaign)
        self.when_given = {
            "date": self._date_seen,
            "campaign": self._campaign_given,
            "source": self._source_given,
        }
        self._campaign, self._source = "", ""
        self._form: ShiftForm | None = None
        self._told: dict[str, Any] = {}
        self._bundles: list[Bundle] = []
        self._first_scan = ""

    def open(self, visit: Visit | None) -> None:
        """Show who is here and what there is."""
        super().open(visit)
        self._bundles, self._first_scan = [], ""
        self._campaign, self._source = "", ""
        self.view.show_problem("")
        self.shell.tasks.run(self._read, self._show, self.refused, self.refused)

    def _read(self) -> dict[str, Any]:
        desk = self.shell.desk
        return {
            "people": at_work(desk),
            "numbers": in_stock(desk),
            "sets": desk.numbers.unissued("preprinted"),
            "age_h": desk.directory_age_h(),
            "rules": desk.packs.rules.about.id,
            "at_station": at_station(desk),
            "now": desk.clock.now(),
            "campaigns": desk.packs.campaigns.offered_on(desk.clock.today()),
            "sources": desk.packs.campaigns.sources,
        }

    def _hear(self, _told: object) -> None:
        """What waits for the station may have gone up, and the receipt may have come."""
        if self._told and self.view.open_sheet is None:
            self.shell.tasks.run(self._read, self._show, self.refused, self.refused)

    def _say_again(self, _language: str) -> None:
        if self._told:
            self._show(self._told)

    def _show(self, told: dict[str, Any]) -> None:
        self._told = told
        self.view.show_team(team_words(told["people"], told["now"].astimezone(DONATION_SITE).date()))
        self._show_campaign()
        self.view.show_stock(told["numbers"], directory_words(told["age_h"]), told["rules"])
        self.view.show_at_station(receipt_words(told["at_station"], told["now"]))
        self._show_bundles()

    # what the day is called out for

    def _ask_campaign(self) -> None:
        if self._told:
            self._ask_of("campaign", [one.id for one in self._told["campaigns"]])

    def _campaign_given(self, given: Given) -> None:
        self._campaign = given.choice.removeprefix(_NONE)
        self.view.close_sheet()
        self._show_campaign()
        self._ask_of("source", [one.id for one in self._told["sources"]])

    def _source_given(self, given: Given) -> None:
        self._source = given.choice.removeprefix(_NONE)
        self.view.close_sheet()
        self._show_campaign()

    def _ask_of(self, name: str, ids: list[str]) -> None:
        """Ask one of a list; nothing of it is the key 0."""
        offered: list[tuple[object, str]] = [
            (one, said(f"campaigns.{name}.{one}")) for one in ids[:MOST_OFFERED]
        ]
        choices = [*numbered(offered), (0, said("campaigns.none"), _NONE)]
        self.ask(name, key=f"campaigns.{name}_sheet", choices=choices)

    def _show_campaign(self) -> None:
        self.view.show_campaign(
            say(f"campaigns.campaign.{self._campaign}") if self._campaign else "",
            say(f"campaigns.source.{self._source}") if self._source else "",
        )

    # bundles of sets that the station printed

    def _show_bundles(self) -> None:
        count, sets = len(self._bundles), sum(one.size for one in self._bundles)
        lent = self._told.get("sets", 0)
        words = say("preprinted.lent", sets=lent)
        if count:
            words = say("preprinted.bundles", count=count, sets=sets)
        hint = say("preprinted.bundle_last", number=self._first_scan) if self._first_scan else ""
        if lent and not self._first_scan:
            hint = say("preprinted.bundle_first")
        self.view.show_sets(words if lent or count else "", hint)

    def scanned(self, text: str) -> bool:
        """The first and the last label of a bundle; the shift is opened with it."""
        if not self._told.get("sets"):
            return False
        first = self._first_code if self._first_scan else text
        self.run(
            lambda: bundle_of(self.shell.desk, first=first, last=text),
            lambda bundle: self._bundle_read(bundle, text),
            act=None,
        )
        return True

    _first_code = ""

    def _bundle_read(self, bundle: Bundle, text: str) -> None:
        self.view.show_problem("")
        if not self._first_scan:
            self._first_scan, self._first_code = bundle.first, text
        else:
            self._first_scan = ""
            self._add(bundle)
        self._show_bundles()

    def _add(self, bundle: Bundle) -> None:
        """Take a bundle once; one that meets another of this page is not taken."""
        if any(one.first <= bundle.last and bundle.first <= one.last for one in self._bundles):
            self.view.show_problem(said("preprinted.taken_already", first=bundle.first, last=bundle.last))
            return
        self._bundles.append(bundle)

    def _open_shift(self, form: ShiftForm) -> None:
        if form.site_kind is None or form.drive is None:
            self.view.show_problem(said("shift.choose_kind"))
            return
        self._form = form
        self.run(lambda: self._work(form), self._opened)

    def _opened(self, is_checked: bool) -> None:
        """The second laptop of a vehicle, or a station that checks nothing, goes on at once."""
        self.shell.show("reception" if is_checked else "checks")

    def _date_seen(self, given: Given) -> None:
        """Open the shift with the word of a second person that the date shown is today's."""
        form, seen = self._form, DateSeen(given.witness, given.pin)
        if form is not None:
            self.act_on_sheet(lambda: self._work(form, seen), self._opened)

    def _work(self, form: ShiftForm, seen: DateSeen | None = None) -> bool:
        """Open the shift; say whether everything is checked already."""
        open_shift(
            self.shell.desk,
            site_kind=form.site_kind,  # type: ignore[arg-type]
            site=form.site,
            vehicle=form.vehicle,
            drive=form.drive,  # type: ignore[arg-type]
            organisation=form.organisation or None,
            team=tuple(person.staff for person in at_work(self.shell.desk)),
            campaign=self._campaign or None,
            source=self._source or None,
            bundles=tuple(self._bundles),
            date_seen=seen,
        )
        good, listed = checks_count(self.shell.desk)
        return good == listed

    def _show_staff(self) -> None:
        self.shell.show("staff")

    def _save_pack(self) -> None:
        """Draw the forms for a paper day; where the file lies is said."""
        papers = self.shell.papers
        self.run(lambda: save_pack(self.shell.desk, papers), self._pack_saved)

    def _pack_saved(self, file: object) -> None:
        self.shell.window.scan_line.say_good(said("paper.pack.saved", file=str(file)))

    def _show_printer(self) -> None:
        self.shell.show("printer")

    def _show_station(self) -> None:
        self.shell.show("enrol")

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it above the buttons; a date that is not sure is asked of a second person."""
        self.view.set_busy(False)
        if self.view.open_sheet is not None:
            super().refused(no)
            return
        if no.code == "clock.date_unsure":
            self.ask_two("date", act="shift", key="clock.confirm", day=no.values["day"])
            return
        self._first_scan = ""
        self._show_bundles()
        self.view.show_problem(said(no.code, **no.values))
