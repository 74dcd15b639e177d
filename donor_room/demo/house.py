"""What is done before the first donor comes: opening, team, station, shift, and who is at the desk."""

from __future__ import annotations

from donor_room.app import Terminal
from donor_room.demo.cast import Drive
from donor_room.practice.checks import LOT, good_value
from donor_room.practice.people import ADMINISTRATOR, TEAM, InventedStaff
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Told
from donor_room.ui.hands import Hands
from donor_room.ui.keys import Act
from donor_room.ui.steps.printer.presenter import PrinterPresenter
from donor_room.ui.steps.sign_in.view import SignInView
from donor_room.ui.texts import say
from donor_room.workflow.sign_in import staff

LEADER, NURSE, PHYSICIAN, SECOND_NURSE = TEAM


class House:
    """The terminal before and after its donors, as its people work it."""

    def __init__(self, terminal: Terminal, hands: Hands) -> None:
        self.terminal, self.hands = terminal, hands
        self.here = ""
        self.heard: list[Told] = []
        terminal.station_told.connect(self.heard.append)

    # opening

    def open_for_the_first_time(self, passphrase: str) -> None:
        """Give the passphrase of a new terminal and make its first administrator."""
        hands = self.hands
        hands.wait(lambda: hands.see("again"), "the question for a new passphrase")
        hands.fill("passphrase", passphrase)
        hands.fill("again", passphrase)
        hands.picture("opening")
        hands.press(Act.MAIN)
        hands.wait(lambda: hands.see("pin"), "the first administrator's form")
        hands.fill("name", ADMINISTRATOR.name)
        hands.fill("password", ADMINISTRATOR.password)
        hands.fill("pin", ADMINISTRATOR.pin)
        hands.picture("first-administrator")
        hands.press(Act.MAIN)
        self.here = ADMINISTRATOR.name
        hands.wait_for_page("shift", "reception")

    def open_again(self, passphrase: str) -> None:
        """Open a terminal that is there, after its program was killed."""
        hands = self.hands
        hands.wait(lambda: hands.see("passphrase") or hands.page == "sign_in", "the passphrase's field")
        if hands.page != "sign_in":
            hands.fill("passphrase", passphrase)
            hands.press(Act.MAIN)
        hands.wait_for_page("sign_in")

    # people

    def add_team(self) -> None:
        """Add everybody who works today, by the page of the people."""
        hands = self.hands
        self._go_to("shift")
        hands.press(Act.RECORDS)
        hands.wait_for_page("staff")
        for person in TEAM:
            self._add(person)
        hands.picture("team")
        hands.press(Act.BACK)
        hands.wait(lambda: hands.page != "staff", "the way back from the people")

    def set_up_printer(self, address: str) -> None:
        """Type where the label printer is; it says what it is, prints a test label, and is chosen."""
        hands = self.hands
        self._go_to("shift")
        hands.press(Act.PRINT)
        hands.wait_for_page("printer")
        hands.fill("printer.address", address)
        hands.enter()
        page = self._printer_page()
        hands.wait(lambda: page.is_ready, "the printer to answer")
        hands.press(Act.PRINT)
        hands.wait(lambda: page.view.message.text == say("printer.test_sent"), "the test label")
        hands.press(Act.MAIN)
        hands.wait(lambda: page.is_in_use, "the printer to be chosen")
        hands.picture("printer")
        hands.press(Act.BACK)
        hands.wait_for_page("shift")
        hands.settle()

    def _printer_page(self) -> PrinterPresenter:
        page = self.terminal.presenter("printer")
        assert isinstance(page, PrinterPresenter)  # noqa: S101 - it is the page that stands
        return page

    def _add(self, person: InventedStaff) -> None:
        hands = self.hands
        hands.fill("staff_name", person.name)
        hands.fill("staff_password", person.password)
        hands.fill("staff_pin", person.pin)
        for role in person.roles:
            hands.click(f"role_{role}")
        if person is TEAM[0]:
            hands.picture("new-person")
        hands.press(Act.MAIN)
        hands.settle()
        hands.wait(lambda: self._is_empty("staff_name"), f"{person.name} to be added")

    def _is_empty(self, name: str) -> bool:
        field = self.hands.see(name)
        return field is not None and not field.property("text")

    def take_over(self, person: InventedStaff) -> None:
        """Let another person come to the desk: F9, the own digit, the secret."""
        if self.here == person.name:
            return
        self.hands.press(Act.SWITCH_PERSON)
        self.sign_in(person)

    def sign_in(self, person: InventedStaff) -> None:
        """Choose oneself by digit and give the secret that is asked; then the page before is back."""
        hands = self.hands
        hands.wait_for_page("sign_in")
        view = self.terminal.presenter("sign_in").view
        assert isinstance(view, SignInView)  # noqa: S101 - it is the page that stands
        place = next(place for place, one in enumerate(view.people) if one.name == person.name)
        hands.digit(place + 1)
        by_pin = view.people[place].may_use_pin
        if by_pin:
            hands.type(person.pin)
        else:
            hands.type(person.password)
            hands.enter()
        hands.wait(lambda: hands.page != "sign_in", f"{person.name} to be signed in")
        hands.settle()
        self.here = person.name

    def sign_everybody_in(self) -> None:
        """Let each give her or his password once, so that a PIN is enough for the rest of the day."""
        for person in TEAM:
            self.take_over(person)

    def id_of(self, person: InventedStaff) -> str:
        """Return by which id the terminal knows a person."""
        told: list[str] = []
        self.terminal.tasks.run(
            lambda: next(one.staff for one in staff(self.terminal.desk) if one.name == person.name),
            told.append,
        )
        self.hands.wait(lambda: told, "the list of the people")
        return told[0]

    # the station

    def enrol(self, station: str, code: str) -> None:
        """Make this terminal one of the station's, and wait for the first directory and numbers."""
        told: list[object] = []
        terminal = self.terminal
        terminal.tasks.run(
            lambda: enrol_desk(terminal.desk, url=station, code=code, clock=terminal.clock), told.append
        )
        self.hands.wait(lambda: told, "the station's answer to the enrolment")
        terminal.talk_to_station()
        self.sync()

    def sync(self) -> Told:
        """Wait until the station holds everything that is here."""
        self.heard.clear()
        self.hands.wait(lambda: self.terminal.line, "the line to the station")
        self.hands.settle()
        self.terminal.line.try_now()
        self.hands.wait(lambda: self.heard and self.heard[-1].is_all_there, "both sides to be level")
        return self.heard[-1]

    def miss_the_station(self) -> None:
        """Try to reach the station and hear that there is no network."""
        self.heard.clear()
        self.terminal.line.try_now()
        self.hands.wait(lambda: any(told.trouble for told in self.heard), "the end of the network")

    # the shift

    def open_shift(self, drive: Drive) -> None:
        """Say where the team stands today."""
        hands = self.hands
        self._go_to("shift")
        hands.wait(lambda: hands.see("site"), "the shift's form")
        hands.choose("site_kind", "vehicle")
        hands.choose("drive", drive.kind)
        hands.fill("site", drive.site)
        hands.fill("vehicle", drive.vehicle)
        if drive.kind == "group":
            hands.fill("organisation", drive.organisation)
        hands.picture("shift")
        hands.press(Act.MAIN)
        hands.wait_for_page("checks")
        self._check()

    def _check(self) -> None:
        """Answer every item by its key, as whoever opens the doors does."""
        hands = self.hands
        hands.picture("checks")
        for place, one in enumerate(self.terminal.desk.packs.checks.items, 1):
            hands.digit(place % 10)
            if one.wants == "value":
                hands.fill("checks.value.value", good_value(one))
                hands.press(Act.MAIN)
            elif one.wants == "lot":
                hands.scan(f"(01)06901234567892(17)301231(10){LOT}")
                hands.press(Act.MAIN)
            hands.settle()
        hands.picture("checks_done")
        hands.press(Act.MAIN)
        hands.wait_for_page("reception")

    def _go_to(self, page: str) -> None:
        """Use the way that the reception offers, or the page itself where there is none yet."""
        if self.hands.page != page:
            self.terminal.show(page)
        self.hands.wait_for_page(page)
