"""One conversation of a laptop with its station, and whether what it says afterwards is true."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from donor_room.simulation import looking
from donor_room.simulation.laptop import Laptop, terminal_of
from donor_room.simulation.line import MOST_CALLS
from donor_room.simulation.world import World
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import Link
from donor_room.sync.session import Session, Told, link_of
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.shift import current_shift

URL = "http://station.invalid"
_MOST_STATEMENTS = 60
_MOST_WRITES = 80
_WEATHERS = (0.0, 0.3, 1.0)


def talk(world: World, laptop: Laptop) -> Told | None:
    """Let a laptop say and hear what it can; None where its power went meanwhile."""
    told: list[Told] = []
    laptop.is_stopped = False
    dies_at, dark_at = ends_of_power(world)
    line = world.lines[laptop.name]
    line.weather, line.calls_left = world.dice.choice(_WEATHERS), MOST_CALLS

    def converse() -> None:
        with laptop.losing_power_in(dark_at), laptop.dying_at(dies_at):
            told.append(_session(world, laptop).run())

    world.press("talk", laptop, converse)
    laptop.see()
    if not told:
        return None
    laptop.is_stopped = bool(told[0].stopped)
    world.tell(f"{laptop.name} says {told[0].waiting} waiting, {told[0].trouble}, {told[0].stopped}")
    for says in what_is_untrue(world, laptop, told[0]):
        world.violated("I8", says)
    if told[0].is_all_there:
        for says in what_is_not_apart(world, laptop):
            world.violated("I10", says)
        _let_leave(world, laptop)
    return told[0]


def ends_of_power(world: World) -> tuple[int, int]:
    """Choose at which statement a conversation is killed, or at which write its disk; 0 is never."""
    dice, may = world.dice, () if world.is_over else world.dice.faults
    dies_at = dice.randrange(1, _MOST_STATEMENTS) if dice.often(0.2) else 0
    dark_at = dice.randrange(1, _MOST_WRITES) if dice.often(0.1) else 0
    return dies_at if "kill" in may else 0, dark_at if "power" in may else 0


def _let_leave(world: World, laptop: Laptop) -> None:
    """Let what the station has had for long leave the laptop, which may be killed in the middle of it."""
    dies_at, dark_at = ends_of_power(world)

    def leave() -> None:
        with laptop.losing_power_in(dark_at), laptop.dying_at(dies_at):
            _session(world, laptop).purge()

    world.press("purge", laptop, leave)
    laptop.see()


def _session(world: World, laptop: Laptop) -> Session:
    life = (laptop.name, laptop.lives)
    if life not in world.sessions:
        link = link_for(world, laptop)
        world.sessions[life] = Session(link, lambda work: work(exchange_of(laptop.desk)))
    return world.sessions[life]


def link_for(world: World, laptop: Laptop) -> Link:
    """Return a link of a laptop over its line."""
    enrolment, line = enrolment_of(laptop.desk.ledger), world.lines[laptop.name]
    line.authority = enrolment.reply.authority if enrolment and enrolment.reply else ""
    return link_of(enrolment, laptop.clock, line)


def what_is_untrue(world: World, laptop: Laptop, told: Told) -> Iterator[str]:
    """I8: what counts as there is there; what is said to wait is what waits."""
    world.checked["I8"] += 1
    if told.trouble is None:
        laptop.knows_restores = world.station.restores
    yield from is_untrue_of_books(world, laptop, told.stopped)
    if laptop.knows_restores != world.station.restores:
        return
    ledger, heads = laptop.desk.ledger, looking.heads_at(world.station)
    if not told.stopped and told.trouble is None:
        ends = {book: ledger.head(book)[0] - heads.get(book, (0, ""))[0] for book in ledger.own_books()}
        if told.waiting != sum(ends.values()):
            yield from _other_than_waits(world, laptop, told)


def is_untrue_of_books(world: World, laptop: Laptop, stopped: Collection[str] = ()) -> Iterator[str]:
    """I8: what counts as acknowledged is at the station, as far as a laptop can know what that has lost."""
    ledger = laptop.desk.ledger
    is_told = laptop.knows_restores == world.station.restores
    for book in ledger.own_books() if is_told else ():
        seq, last = ledger.acknowledged(book) or (0, "")
        if seq and book not in stopped and looking.hash_at(world.station, book, seq) != last:
            yield f"{laptop.name} says that {book}#{seq} is at the station, and it is not"


def _other_than_waits(world: World, laptop: Laptop, told: Told) -> Iterator[str]:
    """Where books end elsewhere than at the station: of an old image or a copy, it keeps the branches."""
    waiting = len(laptop.hashes() - looking.hashes_at(world.station))
    if told.waiting != waiting:
        yield f"{laptop.name} says {told.waiting} waiting, and {waiting} are"


def what_is_not_apart(world: World, laptop: Laptop) -> Iterator[str]:
    """I10: a unit of the day lies apart where the laptop has heard that the station holds it."""
    desk = laptop.desk
    held = looking.held_by(looking.notices_for(world.station, terminal_of(laptop)), desk.notices.has)
    for line in common_lines(desk, open_only=False) if current_shift(desk) else ():
        visit = desk.visits.get(line.visit)
        if visit.collection is None:
            continue
        world.checked["I10"] += 1
        if line.visit in held and not visit.quarantine:
            yield f"{laptop.name} has {line.visit} among the others, held for {sorted(held[line.visit])}"


def set_up(world: World, laptop: Laptop) -> None:
    """Make a laptop at the depot, enrolled and level, on a good line."""
    laptop.begin()
    world.add_laptop(laptop)
    line, was_over = world.lines[laptop.name], world.is_over
    line.is_good = world.is_over = True
    code = world.station.enrolment_code(laptop.name)
    enrol_desk(laptop.desk, url=URL, code=code, clock=laptop.clock, line=line)
    talk(world, laptop)
    line.is_good, world.is_over = False, was_over
    laptop.is_new = False
    laptop.see()
