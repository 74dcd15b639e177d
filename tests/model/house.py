"""The oracle's own memory: what every line says so far, in the plainest way, without the program's fold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.model.book import Event

MAY_GIVE = ("eligible", "eligible_check_before_release")
DEFERS = ("deferred_until", "deferred_for_good")
PACKED = ("bag1", "nat", "tube", "form")
AFTER_TUBES = (*PACKED, "slip")
FACTS = frozenset(
    {
        "visit.plan_changed", "visit.ticked", "consent.given", "interview.answered", "interview.signed",
        "measured", "tests.drop_seen", "exam.sign_seen", "tests.strip_read", "tests.group_typed",
    }
)  # fmt: skip
UNDOES = frozenset({"visit.held", "visit.lapsed", "decision.finding_released"})


@dataclass(slots=True)
class Set:
    """The labels of one number."""

    number: str
    visit: str
    terminal: str
    shift: str
    profile: str
    labels: dict[str, str]
    """What the code of each role says."""
    sent: int = 0
    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    void: bool = False
    spoiled: bool = False
    used: bool = False
    explained: bool = False
    copies: int = 1

    @property
    def to_scan(self) -> set[str]:
        return set(self.labels)

    @property
    def ends(self) -> int:
        return self.void + self.used + self.explained


@dataclass(slots=True)
class Stay:
    """One coming-in of one donor."""

    id: str
    terminal: str
    shift: str
    donor: dict[str, Any]
    known: dict[str, Any] | None
    at: str
    groups_on_record: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    consent: bool = False
    signed: set[str] = field(default_factory=set)
    tests_by: str = ""
    group: str | None = None
    decided: str | None = None
    """The outcome that stands now: None before, and after a fact that undid it."""
    decided_by: str = ""
    deferral: dict[str, Any] | None = None
    deferral_id: str = ""
    deferral_by: str = ""
    released: list[Any] = field(default_factory=list)
    released_by: set[str] = field(default_factory=set)
    was_deferred: bool = False
    sets: list[Set] = field(default_factory=list)
    foreign: bool = False
    held: bool = False
    held_with_needle: bool = False
    needles: list[str] = field(default_factory=list)
    """How each went: `in`, `failed`, `out`."""
    ended: str | None = None
    closed: str | None = None
    lapsed: bool = False
    bag: bool = False
    chair: int | None = None
    acts: dict[str, str] = field(default_factory=dict)
    """The kind of each entry by its id."""
    seqs: dict[str, int] = field(default_factory=dict)

    @property
    def set(self) -> Set | None:
        """The set that is on this donor's bag and tubes."""
        return self.sets[-1] if self.sets and not self.sets[-1].void else None

    @property
    def phase(self) -> str:
        return "before_needle" if self.ended is None else "after_tubes"

    @property
    def sits_at(self) -> int | None:
        """The chair of this donor, from the identity heard there until the tubes are read back or a void."""
        over = self.ended is not None and (self.set is None or not set(AFTER_TUBES) - self.set.after)
        free = self.closed is not None or over or (self.deferral is not None and self.set is None)
        return None if free or ("chair" not in self.heard and self.set is None) else self.chair

    @property
    def needle_is_in(self) -> bool:
        return bool(self.needles) and self.needles[-1] == "in"

    @property
    def may_give(self) -> bool:
        return self.decided in MAY_GIVE and self.deferral is None


@dataclass(slots=True)
class Shift:
    """What a shift was given and what became of it."""

    id: str
    issued: int = 0
    returned: int = 0
    blocks: list[tuple[str, str]] = field(default_factory=list)
    given_back: list[tuple[str, str]] = field(default_factory=list)
    packed: dict[tuple[str, str], str] = field(default_factory=dict)
    signed: dict[str, Any] | None = None
    signed_by: str = ""
    closed: bool = False


@dataclass(slots=True)
class Room:
    """One terminal as its book tells it."""

    stays: dict[str, Stay] = field(default_factory=dict)
    sets: dict[str, Set] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    ranges: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    typed: dict[str, int] = field(default_factory=dict)
    """How many labels of each shift were typed and not scanned."""

    def set_of(self, number: str) -> Set | None:
        return self.sets.get(number)


@dataclass(slots=True)
class Step:
    """What was tried in this step, and what came of it."""

    did: str
    terminal: str
    visit: str | None
    refused: str | None = None
    events: list[Event] = field(default_factory=list)

    def has(self, kind: str, visit: str | None = None) -> bool:
        return any(one.kind == kind and visit in (None, one.visit) for one in self.events)


@dataclass(slots=True)
class Paper:
    """A label that came out of a printer: it lies in the world, whatever any file says."""

    number: str
    role: str
    text: str
    visit: str
    terminal: str
    copy: int


class House:
    """All terminals, and what is true of the world whatever they have forgotten."""

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.ranges: list[tuple[str, str, str, str]] = []
        """Terminal, range, first, last of every range that was ever lent."""
        self.papers: list[Paper] = []
        self.copies: dict[tuple[str, str], int] = {}
        """The highest copy of each label that came out, by number and role."""
        self.printed: dict[str, str] = {}
        """The visit for which each number was printed first."""
        self.told: dict[str, dict[str, Any]] = {}
        """What the station told last, by the document of the donor."""
        self.step = Step("", "", None)

    def room(self, terminal: str) -> Room:
        return self.rooms.setdefault(terminal, Room())

    def stay(self, event: Event) -> Stay | None:
        return self.room(event.terminal).stays.get(event.visit or "")

    def owner(self, number: str) -> Stay | None:
        """Return the visit that a number was spent on, on any terminal."""
        for room in self.rooms.values():
            found = room.sets.get(number)
            if found is not None:
                return room.stays.get(found.visit)
        return None

    def take(self, event: Event) -> None:
        """Remember an event; what is not known changes nothing."""
        self.step.events.append(event)
        of_world = _OF_WORLD.get(event.kind)
        if of_world:
            of_world(self, event)
            return
        room = self.room(event.terminal)
        of_house = _OF_HOUSE.get(event.kind)
        if of_house:
            of_house(self, room, event)
        elif event.kind == "visit.opened":
            _opened(room, event)
        elif event.visit in room.stays:
            _take_of_visit(room, room.stays[event.visit], event)


def _take_of_visit(room: Room, stay: Stay, event: Event) -> None:
    stay.acts[event.id] = event.kind
    stay.seqs[event.kind] = event.seq
    of_visit = _OF_VISIT.get(event.kind)
    if of_visit:
        of_visit(room, stay, event)
    is_fact = event.kind in FACTS and stay.set is None
    corrected = event.kind == "entry.corrected" and (
        stay.acts.get(event.body["corrects"]) in FACTS | {"visit.opened"}
    )
    if is_fact or corrected or event.kind in UNDOES:
        stay.decided = None


# ---- acts of a visit ---------------------------------------------------------------------------------------


def _opened(room: Room, event: Event) -> None:
    told = event.body.get("known")
    stay = Stay(
        id=event.visit or "",
        terminal=event.terminal,
        shift=event.body["shift"],
        donor=event.body["donor"],
        known=told,
        at=event.at,
        groups_on_record={told[name] for name in ("abo", "abo_also") if told and told.get(name)},
    )
    stay.acts[event.id] = event.kind
    room.stays[stay.id] = stay


def _lapsed(room: Room, stay: Stay, event: Event) -> None:
    stay.heard.discard("chair")
    stay.consent, stay.signed, stay.group, stay.lapsed = False, set(), None, True
    stay.released, stay.released_by = [], set()


def _tests_signed(room: Room, stay: Stay, event: Event) -> None:
    stay.signed.add("tests")
    stay.tests_by = event.by


def _decided(room: Room, stay: Stay, event: Event) -> None:
    outcome = event.body["outcome"]
    stay.decided, stay.decided_by = outcome, event.body["confirmed_by"]
    if outcome in DEFERS:
        stay.deferral, stay.deferral_id, stay.deferral_by = event.body, event.id, stay.decided_by
        stay.was_deferred, stay.released = True, []


def _released(room: Room, stay: Stay, event: Event) -> None:
    """A deferral is lifted when nothing of it is left that defers."""
    if stay.deferral is None or event.body["decision"] != stay.deferral_id:
        return
    stay.released.append(event.body["finding"])
    stay.released_by.add(event.body["released_by"])
    before = stay.deferral.get("released") or []
    left = [one for one in stay.deferral["findings"] if one not in stay.released and one not in before]
    if not any(one["outcome"] in DEFERS for one in left):
        stay.deferral = None


def _planned(room: Room, stay: Stay, event: Event) -> None:
    labels = {one["role"]: one["encoded"] for one in event.body["labels"]}
    profile = event.body["profile"]
    name = profile if isinstance(profile, str) else profile["name"]
    planned = Set(event.body["number"], stay.id, event.terminal, stay.shift, name, labels)
    stay.sets.append(planned)
    stay.bag = False
    room.sets[planned.number] = planned


def _sent(room: Room, stay: Stay, event: Event) -> None:
    room.sets[event.body["number"]].sent += 1


def _scanned(room: Room, stay: Stay, event: Event) -> None:
    found = room.sets.get(event.body["number"])
    if event.body["typed"]:
        room.typed[stay.shift] = room.typed.get(stay.shift, 0) + 1
    if found is not None:
        (found.before if event.body["phase"] == "before_needle" else found.after).add(event.body["role"])


def _unchecked(stay: Stay, phase: str) -> None:
    """Nothing that was read of the set in this phase counts any longer."""
    if stay.set is not None:
        (stay.set.before if phase == "before_needle" else stay.set.after).clear()


def _seated(room: Room, stay: Stay, event: Event) -> None:
    if stay.chair not in (None, event.body["chair"]):
        _unchecked(stay, stay.phase)
    stay.chair = event.body["chair"]


def _restarted(room: Room, stay: Stay, event: Event) -> None:
    _unchecked(stay, event.body["phase"])


def _reprinted(room: Room, stay: Stay, event: Event) -> None:
    own = room.sets[event.body["number"]]
    own.copies = max(own.copies, event.body["copy"])
    own.before -= set(event.body["roles"])


def _foreign(room: Room, stay: Stay, event: Event) -> None:
    """Who is stopped begins the check anew, and before the needle says who she or he is once more."""
    stay.foreign = True
    _unchecked(stay, stay.phase)
    if stay.phase == "before_needle" and not stay.needle_is_in:
        stay.heard.discard("chair")


def _voided(room: Room, stay: Stay, event: Event) -> None:
    room.sets[event.body["number"]].void = True
    stay.chair = None  # free until the next set is planned


def _needle_failed(room: Room, stay: Stay, event: Event) -> None:
    stay.needles[-1] = "failed"
    if stay.set is not None:
        stay.set.spoiled = True


def _ended(room: Room, stay: Stay, event: Event) -> None:
    stay.ended = event.body["outcome"]
    if stay.needle_is_in:
        stay.needles[-1] = "out"
    if stay.set is not None:
        stay.set.used = True


def _held(room: Room, stay: Stay, event: Event) -> None:
    stay.held = True
    stay.held_with_needle = stay.held_with_needle or bool(stay.needles)


def _resolved(room: Room, stay: Stay, event: Event) -> None:
    stay.held = False


def _set(name: str, value: Any) -> Callable[[Room, Stay, Event], None]:
    return lambda room, stay, event: setattr(stay, name, value)


_OF_VISIT: dict[str, Callable[[Room, Stay, Event], Any]] = {
    "visit.identity_confirmed": lambda room, stay, event: stay.heard.add(event.body["at"]),
    "visit.lapsed": _lapsed,
    "consent.given": _set("consent", True),
    "interview.answered": lambda room, stay, event: stay.signed.discard("interview"),
    "interview.signed": lambda room, stay, event: stay.signed.add("interview"),
    "exam.signed": lambda room, stay, event: stay.signed.add("exam"),
    "tests.signed": _tests_signed,
    "tests.group_typed": lambda room, stay, event: setattr(stay, "group", event.body["abo"]),
    "decision.made": _decided,
    "decision.finding_released": _released,
    "labels.planned": _planned,
    "labels.sent": _sent,
    "labels.scanned": _scanned,
    "labels.voided": _voided,
    "labels.foreign_scanned": _foreign,
    "chair.seated": _seated,
    "labels.check_restarted": _restarted,
    "labels.reprinted": _reprinted,
    "labels.foreign_cleared": _set("foreign", False),
    "collection.bag_taken": _set("bag", True),
    "collection.needle_in": lambda room, stay, event: stay.needles.append("in"),
    "collection.needle_failed": _needle_failed,
    "collection.ended": _ended,
    "visit.held": _held,
    "visit.hold_resolved": _resolved,
    "visit.closed": lambda room, stay, event: setattr(stay, "closed", event.body["how"]),
}


# ---- acts of the house, and of the world -------------------------------------------------------------------


def _leased(house: House, room: Room, event: Event) -> None:
    body = event.body
    room.ranges[body["range_id"]] = (body["first"], body["last"], body["count"])
    known = (event.terminal, body["range_id"], body["first"], body["last"])
    if known not in house.ranges:
        house.ranges.append(known)


def _shift(room: Room, event: Event) -> Shift:
    return room.shifts.setdefault(event.body["shift"], Shift(event.body["shift"]))


def _issued(house: House, room: Room, event: Event) -> None:
    shift = _shift(room, event)
    shift.issued += event.body["count"]
    shift.blocks.append((event.body["first"], event.body["last"]))


def _returned(house: House, room: Room, event: Event) -> None:
    shift = _shift(room, event)
    shift.returned += event.body["count"]
    shift.given_back.append((event.body["first"], event.body["last"]))


def _explained(house: House, room: Room, event: Event) -> None:
    room.sets[event.body["number"]].explained = True


def _packed(house: House, room: Room, event: Event) -> None:
    _shift(room, event).packed[event.body["role"], event.body["number"]] = event.body["box"]


def _signed(house: House, room: Room, event: Event) -> None:
    _shift(room, event).signed = event.body
    _shift(room, event).signed_by = event.by


def _closed(house: House, room: Room, event: Event) -> None:
    _shift(room, event).closed = True


def _began(house: House, room: Room, event: Event) -> None:
    _shift(room, event)


_OF_HOUSE: dict[str, Callable[[House, Room, Event], None]] = {
    "range.leased": _leased,
    "shift.opened": _began,
    "numbers.issued": _issued,
    "numbers.returned": _returned,
    "numbers.gap_explained": _explained,
    "handover.packed": _packed,
    "handover.signed": _signed,
    "shift.closed": _closed,
}


def _printed(house: House, event: Event) -> None:
    body = event.body
    house.papers.append(
        Paper(body["number"], body["role"], body["text"], event.visit or "", event.terminal, body["copy"])
    )
    label = (body["number"], body["role"])
    house.copies[label] = max(body["copy"], house.copies.get(label, 0))
    house.printed.setdefault(body["number"], event.visit or "")


def _told(house: House, event: Event) -> None:
    house.told[event.body["document"]] = event.body


_OF_WORLD: dict[str, Callable[[House, Event], None]] = {
    "paper.printed": _printed,
    "station.told": _told,
    "hand.scanned": lambda house, event: None,
    "hand.typed": lambda house, event: None,
    "step.ended": lambda house, event: None,
}
