"""The five things that a shift begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt, Signal

from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import ChoiceRow
from donor_room.ui.widgets.fields import Mark, Message, TextField
from donor_room.ui.widgets.form import Form
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import HairLine
from donor_room.ui.widgets.rows import ListRow, PairRow

SITE_KINDS = ("vehicle", "house")
DRIVES = ("street", "group", "house")
_MOST_SHOWN = 9


@dataclass(frozen=True, slots=True)
class ShiftForm:
    """What was typed and chosen; None where nothing was."""

    site_kind: str | None
    site: str
    vehicle: str
    drive: str | None
    organisation: str


class ShiftView(AskingPage):
    """Where we stand today; the people and numbers beside it."""

    shows_donor = False
    open_asked = Signal(object)
    staff_asked = Signal()
    station_asked = Signal()
    printer_asked = Signal()
    campaign_asked = Signal()
    pack_asked = Signal()
    sheets: ClassVar[dict[str, Parts]] = {
        "date": Parts(second_person=True),
        "campaign": Parts(choices="campaigns.campaign_sheet.which", at_once=True, needs_choice=True),
        "source": Parts(choices="campaigns.source_sheet.which", at_once=True, needs_choice=True),
    }

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shift")
        self.add_action(Act.FIND, self.campaign_asked.emit, "shift.called_out")
        self.add_action(Act.RECORDS, self.staff_asked.emit, "shift.people")
        self.add_action(Act.AGAIN, self.station_asked.emit, "shift.station")
        self.add_action(Act.PRINT, self.printer_asked.emit, "printer.open")
        forms = self.add_action(Act.DEFER, self.pack_asked.emit, "paper.pack_key")
        self._headline, self._hint = self.add_title()
        self.left.gap(16)
        self.form = Form()
        self.site_kind = ChoiceRow(width=184, height=56)
        self.site_kind.setObjectName("site_kind")
        self.drive = ChoiceRow(width=129, height=56)
        self.drive.setObjectName("drive")
        self.site, self.vehicle, self.organisation = TextField(420), TextField(240), TextField(420)
        for name in ("site", "vehicle", "organisation"):
            getattr(self, name).setObjectName(name)
        self._site_kind_line = self.form.add("shift.site_kind", self.site_kind)
        self._site_line = self.form.add("shift.site", self.site)
        self._vehicle_line = self.form.add("shift.vehicle", self.vehicle)
        self._drive_line = self.form.add("shift.drive_kind", self.drive)
        self._organisation_line = self.form.add("shift.organisation", self.organisation)
        self.left.addWidget(self.form)
        self.left.addStretch(1)
        self.left.addWidget(forms, 0, Qt.AlignmentFlag.AlignLeft)
        self.message = Message(height=40)
        self.left.addWidget(self.message)
        self._build_facts()
        self.main_pressed.connect(self._ask)
        self.drive.chosen.connect(self._drive_chosen)
        self.listen_digits(self._digit)
        self._organisation_line.set_shown(False)

    def _build_facts(self) -> None:
        self._team_head = heading("")
        self.rail.addWidget(self._team_head)
        self.rail.gap(4)
        self._people = [ListRow() for _ in range(_MOST_SHOWN)]
        for row in self._people:
            self.rail.addWidget(row)
        self.rail.addWidget(HairLine(above=12, below=12))
        self.campaign, self.source = PairRow(indent=128), PairRow(indent=128)
        self._numbers, self.sets, self._list, self._rules, self.at_station = (
            PairRow(indent=128) for _ in range(5)
        )
        self.rail.addWidget(self.campaign)
        self.rail.addWidget(self.source)
        self.sets_hint = Label("", 18, bold=True, wrap=True)
        for part in (self._numbers, self.sets, self.sets_hint, self._list, self._rules, self.at_station):
            self.rail.addWidget(part)
        self.show_sets("", "")
        self.show_at_station("")
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self.form.retext()
        self._headline.setText(say("shift.title"))
        self._hint.setText(say("shift.hint"))
        self._team_head.setText(say("shift.team"))
        self._fill(
            self.site_kind,
            [(place, f"shift.site_kinds.{kind}", kind) for place, kind in enumerate(SITE_KINDS, 1)],
        )
        self._fill(
            self.drive, [(place + 2, f"shift.drive.{drive}", drive) for place, drive in enumerate(DRIVES, 1)]
        )
        self.set_main(say("shift.open"))
        self.show_ready()

    @staticmethod
    def _fill(row: ChoiceRow, choices: list[tuple[int, str, str]]) -> None:
        chosen = row.value
        row.set_choices([(digit, say(key), value) for digit, key, value in choices])
        row.show_value(chosen)

    def show_team(self, people: list[tuple[str, str, bool]]) -> None:
        """Show name and roles of everybody who may work here; amber is whose training is over."""
        for place, row in enumerate(self._people):
            row.setVisible(place < len(people))
            if place < len(people):
                name, note, is_over = people[place]
                row.show_row(name, note, "check" if is_over else "done")

    def show_stock(self, numbers: int, directory: str, rules: str) -> None:
        """Show how many numbers there are, how old the list is and which rules hold."""
        self._numbers.show_pair(say("sign_in.numbers"), say("sign_in.numbers_left", count=numbers))
        self._list.show_pair(say("sign_in.check.directory"), directory)
        self._rules.show_pair(say("sign_in.rules"), rules)

    def show_campaign(self, campaign: str, source: str) -> None:
        """Show what the day is called out for, and how its donors are won; empty where nobody said."""
        self.campaign.show_pair(say("shift.campaign"), campaign or say("shift.not_said"))
        self.source.show_pair(say("shift.source"), source or say("shift.not_said"))

    def show_sets(self, words: str, hint: str) -> None:
        """Show what there is of sets that the station printed, and what to scan next; empty without any."""
        self.sets.setVisible(bool(words))
        self.sets.show_pair(say("preprinted.stock"), words)
        self.sets_hint.setVisible(bool(hint))
        self.sets_hint.setText(hint)

    def show_at_station(self, words: str) -> None:
        """Show whether the station has everything, and its receipt; empty where there is no station."""
        self.at_station.setVisible(bool(words))
        self.at_station.show_pair(say("receipts.at_station"), words)

    def show_problem(self, text: str) -> None:
        """Say why the shift does not open; an empty text takes it back."""
        self.message.say(text, Mark.ERROR if text else Mark.NONE)

    def _drive_chosen(self, drive: object) -> None:
        self._organisation_line.set_shown(drive == "group")
        if drive == "group":
            self.organisation.setFocus()

    def _digit(self, digit: int) -> bool:
        return self.site_kind.digit_pressed(digit) or self.drive.digit_pressed(digit)

    def _ask(self) -> None:
        self.show_problem("")
        self.open_asked.emit(
            ShiftForm(
                site_kind=self.site_kind.value,  # type: ignore[arg-type]
                site=self.site.text(),
                vehicle=self.vehicle.text(),
                drive=self.drive.value,  # type: ignore[arg-type]
                organisation=self.organisation.text(),
            )
        )
