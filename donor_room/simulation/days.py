"""The days of a run: nights with their accidents, mornings, donors, conversations, evenings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from donor_room.practice.checks import check_all
from donor_room.simulation import donors, looking, mishaps, vehicle
from donor_room.simulation.deciding import decide_copies
from donor_room.simulation.invariants import AT_THE_END, DAILY, SOMETIMES, check
from donor_room.simulation.laptop import Laptop
from donor_room.simulation.sticks import carry
from donor_room.simulation.talk import set_up, talk
from donor_room.simulation.team import PIN, WITNESS
from donor_room.simulation.world import FIRST_MORNING, World
from donor_room.store.trial import full_disk
from donor_room.sync.session import Told
from donor_room.workflow import shift, station_word
from donor_room.workflow.checks import lines_of
from donor_room.workflow.clock_doubt import DateSeen
from donor_room.workflow.shift import current_shift

OFTEN_GOES_ON_BESIDE = 0.3
"""How many donors go on at another laptop of the vehicle, where there is one."""
_PUT_BACK_NOW = 0.7
"""How often the backup that is there is put back tonight, and not in another night."""
_READ_AGAIN_EVERY = 10
_MOST_ROUNDS = 14
_WALK_STATEMENTS = 900
_WALK_WRITES = 400
_MOST_TRIES = 4
_GOES_ON_AT = ("decision", "labels", "collection", "aftercare")
_PASSES = frozenset(
    {"mesh.news", "power.cut", "store.disk_full", "printer.fault.paper_out", "labels.fault.paper_out"}
)
"""What the nurse tries again after."""


def play_day(world: World, day: int) -> None:
    """Play one day and hold the invariants after it."""
    world.day = day
    world.true.instant = FIRST_MORNING + timedelta(days=day) + world.rested
    for laptop in [one for one in world.laptops if not one.is_retired]:
        _morning(world, laptop)
    at_work = [one for one in world.laptops for _ in range(_visits_of(world, one))]
    world.dice.shuffle(at_work)
    for laptop in at_work:
        _one_donor(world, laptop)
        if world.dice.often(0.5):
            vehicle.hear_companions(world, laptop)
        if world.dice.often(0.25):
            talk(world, laptop)
        if not world.dice.strikes("late"):
            world.station.read(dies_at=_in_reading(world))
    for laptop in list(world.laptops):
        _evening(world, laptop)
    world.station.read()
    check(world, DAILY)
    if day % _READ_AGAIN_EVERY == 0 and day < world.size.days:  # after the last day comes the end
        check(world, SOMETIMES)


def _in_reading(world: World) -> int:
    return world.dice.randrange(1, 60) if world.dice.strikes("restart") else 0


def _visits_of(world: World, laptop: Laptop) -> int:
    """A copy is worked with for one day; then somebody notices the second laptop."""
    if laptop.is_retired:
        return 0
    if laptop.copy_of is not None:
        return 1 if laptop.is_new else 0
    return max(0, world.size.visits + world.dice.randint(-2, 2))


# ---- a laptop's day ----------------------------------------------------------------------------------------


def _morning(world: World, laptop: Laptop) -> None:
    laptop.clock.put_right()
    if world.dice.strikes("clock"):
        mishaps.set_clock(world, laptop)
    _see_off_everybody(world, laptop)
    _open_shift(world, laptop)


def _open_shift(world: World, laptop: Laptop) -> None:
    """Begin the day where none is begun, and answer what a kill kept from being answered."""
    if current_shift(laptop.desk) is None:
        code = world.press("open shift", laptop, lambda: _begin(laptop))
        if code == "clock.date_unsure" and laptop.clock.today() == world.true.today():
            seen = DateSeen(staff=WITNESS, pin=PIN)
            world.press("confirm date", laptop, lambda: _begin(laptop, seen))
    if any(line.state != "good" for line in lines_of(laptop.desk)):
        world.press("check", laptop, lambda: check_all(laptop.desk))


def _begin(laptop: Laptop, seen: DateSeen | None = None) -> None:
    shift.open_shift(
        laptop.desk, site_kind="vehicle", site="人民广场", vehicle=laptop.vehicle, drive="street",
        organisation=None, team=(), date_seen=seen,
    )  # fmt: skip


def _see_off_everybody(world: World, laptop: Laptop) -> None:
    """Whoever is still here from before a night or a kill has long gone."""
    now = current_shift(laptop.desk)
    for line in laptop.desk.visits.of_shift(now.id, open_only=True) if now else ():
        world.press("see off", laptop, lambda v=line.visit: _leave(laptop, v), line.visit)  # type: ignore[misc]


def _leave(laptop: Laptop, visit: str) -> None:
    station_word.take_up(laptop.desk, visit)
    donors.see_off(laptop, visit)


def _one_donor(world: World, laptop: Laptop) -> None:
    """Somebody comes in and walks to the end, through whatever happens on the way."""
    _open_shift(world, laptop)
    person = world.town.next(world.true.today(), laptop.name)
    came: list[str] = []
    if world.press("come in", laptop, lambda: came.append(donors.come_in(laptop, person))) or not came:
        return
    group = world.dice.choice("ABO") if world.dice.often(0.03) else person.group
    world.visits += 1
    walk = _Walk(world, laptop, came[0], group, low_hb=world.dice.often(0.08))
    other = next(iter(vehicle.companions(world, laptop)), None)
    if other is None or not world.dice.often(OFTEN_GOES_ON_BESIDE) or not _goes_on_there(world, walk, other):
        _to_the_end(world, walk)
    if world.dice.strikes("poison"):
        mishaps.poison(world, laptop)
    laptop.see()


def _goes_on_there(world: World, walk: _Walk, other: Laptop) -> bool:
    """Let a donor go on at another laptop of the vehicle; say whether nobody works on here meanwhile.

    The other one may not have heard of the donor yet, and this one does not always hear what was done there.
    """
    dice = world.dice
    walk.until = dice.choice(_GOES_ON_AT)
    _to_the_end(world, walk)
    vehicle.hear(world, other, walk.laptop)
    _open_shift(world, other)
    _to_the_end(world, walk.at(other))
    if dice.often(0.7):
        vehicle.hear(world, walk.laptop, other)
    walk.until = ""
    return dice.often(0.8)


def _to_the_end(world: World, walk: _Walk) -> None:
    """Go on with a donor, again after what passes; see off whoever cannot go on."""
    laptop, visit = walk.laptop, walk.visit
    code = world.press("walk", laptop, lambda: walk.through(_accident(world)), visit)
    for _again in range(_MOST_TRIES):
        if code not in _PASSES:
            break
        code = world.press("walk on", laptop, walk.on, visit)
    if code is not None and not walk.until:
        world.press("see off", laptop, lambda: donors.see_off(laptop, visit), visit)
    laptop.see()


def _accident(world: World) -> str:
    """Choose what happens to a laptop during one walk: at most one thing."""
    return next((name for name in ("kill", "power", "disk", "printer") if world.dice.strikes(name)), "")


class _Walk:
    """One donor's walk on one laptop."""

    def __init__(self, world: World, laptop: Laptop, visit: str, group: str, *, low_hb: bool) -> None:
        self._world, self.laptop, self.visit = world, laptop, visit
        self._group, self._low_hb = group, low_hb
        self.until = ""
        """Before which step the donor goes on elsewhere."""

    def at(self, other: Laptop) -> _Walk:
        """Return the same donor's walk on another laptop."""
        return _Walk(self._world, other, self.visit, self._group, low_hb=self._low_hb)

    def on(self) -> None:
        """Go on from where the visit stands."""
        laptop = self.laptop
        station_word.take_up(laptop.desk, self.visit)
        screening = self._world.screening
        if screening is not None and laptop.desk.visits.get(self.visit).consent is None:
            screening.copy(laptop.desk, self.visit, group=self._group, low_hb=self._low_hb)
        donors.walk_on(laptop, self.visit, self._world.texts[laptop.vehicle], until=self.until)

    def through(self, accident: str) -> None:
        """Go on, and have this accident on the way."""
        dice, laptop = self._world.dice, self.laptop
        self._world.did[accident] += bool(accident)
        if accident == "kill":
            with laptop.dying_at(dice.randrange(1, _WALK_STATEMENTS)):
                self.on()
        elif accident == "power":
            with laptop.losing_power_in(dice.randrange(1, _WALK_WRITES)):
                self.on()
        elif accident == "disk":
            with full_disk(laptop.desk.database, dice.randrange(12)):
                self.on()
        elif accident == "printer":
            with _broken_printer(self._world, laptop):
                self.on()
        else:
            self.on()


@contextmanager
def _broken_printer(world: World, laptop: Laptop) -> Iterator[None]:
    """Within, the printer has no paper, or stops after some labels, or everything goes dark after some."""
    printer, dice = laptop.printer, world.dice
    how = dice.choice(("fault", "stops", "dark") if "kill" in dice.faults else ("fault", "stops"))
    printer.fault = "paper_out" if how == "fault" else None
    printer.stops_after = dice.randrange(8) if how == "stops" else None
    printer.dies_after = dice.randrange(8) if how == "dark" else None
    try:
        with laptop.dying_at(0):
            yield
    finally:
        printer.fault = printer.stops_after = printer.dies_after = None


def _evening(world: World, laptop: Laptop) -> None:
    if world.dice.often(0.4):
        world.press("close shift", laptop, lambda: donors.pack_and_close(laptop))
        laptop.see()
    if world.dice.strikes("stick"):
        carry(world, laptop)
    if world.dice.often(0.8):
        talk(world, laptop)
    laptop.is_new = False
    if world.dice.often(0.5):
        decide_copies(world, laptop)
    if laptop.is_stopped and not laptop.is_retired and laptop.copy_of is None and world.dice.often(0.5):
        _replace(world, laptop)


def _replace(world: World, laptop: Laptop) -> None:
    """A person was called for, and brings another laptop; this one goes into a cupboard as it is."""
    laptop.is_retired = True
    other = Laptop(f"{laptop.name}r{world.day}", laptop.folder, laptop.true, laptop.disks)
    other.vehicle = laptop.vehicle
    set_up(world, other)
    if world.station.has_backup:  # a laptop of which the backup knows nothing would be unknown after it
        world.station.back_up()
    world.tell(f"{laptop.name} replaced by {world.laptops[-1].name}")


# ---- nights, and the end -----------------------------------------------------------------------------------


def play_night(world: World) -> None:
    """Let happen what happens between two days; a laptop set up anew often hears the station first."""
    world.true.instant += timedelta(hours=6)
    if world.dice.strikes("winter"):
        _pass_winter(world)
    _save_or_restore(world)
    for laptop in list(world.laptops):
        if laptop.is_retired:
            continue
        if laptop.image is not None and world.dice.often(0.6):
            mishaps.lay_back(world, laptop)
            if world.dice.often(0.6):
                talk(world, laptop)
        elif world.dice.strikes("image"):
            laptop.take_image()
        if laptop.copy_of is None and world.dice.strikes("clone"):
            mishaps.copy_folder(world, laptop)


def _save_or_restore(world: World) -> None:
    """Save the station on some nights, and put what was saved back on this one or a later one."""
    if not world.station.has_backup:
        if world.dice.strikes("restore"):
            world.station.back_up()
    elif world.dice.often(_PUT_BACK_NOW):
        mishaps.restore_station(world)


def _pass_winter(world: World) -> None:
    """Let the winter pass; most laptops hear the station before anything else befalls it."""
    mishaps.winter(world)
    for laptop in world.laptops:
        if not laptop.is_retired and world.dice.often(0.6):
            talk(world, laptop)


def end(world: World) -> None:
    """The faults are over: every queue empties, but where a person is called for; then all must hold."""
    world.dice.faults = frozenset()
    world.is_over = True
    world.true.instant += timedelta(hours=12)
    for laptop in world.laptops:
        laptop.clock.put_right()
        world.lines[laptop.name].bring_the_rest()
        world.lines[laptop.name].is_good = True
    for _twice in range(2):
        for laptop in world.laptops:
            _empty_queue(world, laptop)
        world.station.read()
    check(world, AT_THE_END)


def _empty_queue(world: World, laptop: Laptop) -> None:
    """I7: without a person, save where one is called for because two branches of a book are there."""
    world.checked["I7"] += 1
    told = None
    for _round in range(_MOST_ROUNDS):
        told = talk(world, laptop)
        if told is None or told.is_all_there:
            return
        if told.trouble is None and _calls_for_a_person(world, told):
            return
    world.violated("I7", f"{laptop.name} is not level: {told}")


def _calls_for_a_person(world: World, told: Told) -> bool:
    forked = looking.forked_at(world.station)
    return bool(told.stopped) and all(book in forked for book in told.stopped)
