"""What goes wrong apart from the line: disks, clocks, power, entries that nobody can read, nights."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from secrets import token_hex

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.entries import Entry
from donor_room.simulation import looking
from donor_room.simulation.laptop import Laptop
from donor_room.simulation.world import World
from donor_room.wire.codec import hash_of

WINTER = timedelta(days=100)
"""Longer than entries stay on a laptop that have a receipt."""
_KEPT = 0.4
"""How often a backup that was put back stays for a second time."""
_HOURS_LATER = (timedelta(), timedelta(hours=17))
"""When in the night a backup is put back; laptops begin to work 18 hours after the night began."""
_JUMPS = (
    timedelta(days=3653),
    timedelta(days=-3653),
    timedelta(days=40),
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(minutes=-3),
)


# ---- clocks ------------------------------------------------------------------------------------------------


def set_clock(world: World, laptop: Laptop) -> None:
    """Set the clock on the wall wrong by years, or by an hour as in summer, or let it stand still."""
    if world.dice.often(0.2):
        laptop.clock.stands_at = laptop.clock.now()
    else:
        laptop.clock.ahead = world.dice.choice(_JUMPS)
    world.did["clock"] += 1
    world.tell(f"{laptop.name} clock: ahead {laptop.clock.ahead}, stands {laptop.clock.stands_at}")


# ---- entries -----------------------------------------------------------------------------------------------


def poison(world: World, laptop: Laptop) -> None:
    """Let the book hold what this station cannot make sense of."""
    kind = world.dice.choice(("newer_kind", "newer_version", "large", "wrong_unit", "of_no_visit"))
    act = {
        "newer_kind": lambda: _write(laptop, "visit.from_the_future", 1, '{"what":"unknown"}'),
        "newer_version": lambda: _write(laptop, e.Measured.KIND, 99, '{"quantity":"hb","value":"1"}'),
        "large": lambda: _write(laptop, "picture.taken", 1, f'{{"dots":"{token_hex(150_000)}"}}'),
        "wrong_unit": lambda: _append(laptop, _furlongs()),
        "of_no_visit": lambda: _append(laptop, e.VisitClosed(how="donated", remark=None)),
    }[kind]
    world.press(f"poison.{kind}", laptop, act)
    laptop.see()


def _write(laptop: Laptop, kind: str, version: int, body: str) -> None:
    """Write an entry as a newer program would have written it."""
    ledger = laptop.desk.ledger
    seq, last = ledger.head(ledger.book)
    before = ledger.entries_after(ledger.book, seq - 1, 1)[0]
    unsealed = replace(
        before, seq=seq + 1, id=token_hex(12), kind=kind, version=version, visit=token_hex(8), body=body,
        by="", prev_hash=last, hash="",
    )  # fmt: skip
    sealed: Entry = replace(unsealed, hash=hash_of(unsealed))
    laptop.desk.take_in([sealed])


def _append(laptop: Laptop, act: e.Act) -> None:
    laptop.desk.ledger.append([(token_hex(8), act)], by="s1")


def _furlongs() -> e.Measured:
    return e.Measured(
        quantity="hb", value=Decimal(3), unit="furlong", band="ok", confirmed=True, source="typed",
        device=None, lot=None, lot_expires_on=None,
    )  # fmt: skip


# ---- nights ------------------------------------------------------------------------------------------------


def winter(world: World) -> None:
    """Nobody works for so long that what the station signed for may leave the laptops."""
    world.rested += WINTER
    world.true.instant += WINTER
    world.did["winter"] += 1
    world.tell("nobody works over the winter")


def restore_station(world: World) -> None:
    """Put a backup in the place of the station's database: what only that one held is gone.

    That may be an hour before the next morning, and the same backup may be put back again on a later night.
    """
    world.true.instant += world.dice.choice(_HOURS_LATER)
    before = looking.bodies_at(world.station)
    world.station.restore(keeps=world.dice.often(_KEPT))
    gone = before - looking.bodies_at(world.station)
    world.lost_with_disks |= gone.difference(*(one.bodies() for one in world.laptops))
    world.seen_whole.clear()
    world.ids.clear()
    world.did["restore"] += 1
    world.tell(f"station restored from its backup; {len(gone)} entries are to be pushed again")


def lay_back(world: World, laptop: Laptop) -> None:
    """Set a laptop up from an old image of its disk: what only that disk held is gone."""
    gone = laptop.lay_back()
    others = (one.bodies() for one in world.laptops)
    world.lost_with_disks |= gone.difference(looking.bodies_at(world.station), *others)
    world.did["image"] += 1
    world.tell(f"{laptop.name} laid back from an old image; {len(gone)} entries are not on it")


def copy_folder(world: World, laptop: Laptop) -> None:
    """Let somebody copy the folder of a laptop to a second one, and work with both."""
    other = laptop.copied(f"{laptop.name}-copy{len(world.laptops)}")
    world.add_laptop(other)
    world.did["clone"] += 1
    world.tell(f"{laptop.name} copied to {other.name}")
