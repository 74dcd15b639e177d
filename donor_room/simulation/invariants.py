"""What must hold after every day, read from files and papers and not from what a program says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

from donor_room.domain.entries import VisitClosed, is_hollow
from donor_room.simulation import looking
from donor_room.simulation.laptop import Laptop, terminal_of
from donor_room.simulation.world import World
from donor_room.store import look
from donor_room.wire.codec import Broken, check_entry, check_place, first_hash
from donor_room.wire.hollow import decode_line
from donor_room.wire.receipt import Receipt

Check = Callable[[World], Iterator[str]]
_STAYS = timedelta(days=90)
"""How long ago the station must have signed for what leaves."""
_TOLD_ANEW = timedelta(days=29)
"""Whoever asks for the first time does not hear what is older by a day more."""


def nothing_is_lost(world: World) -> Iterator[str]:
    """I1: what a nurse saw as saved is on her laptop or at the station, unless both disks are gone."""
    there = looking.bodies_at(world.station).union(*(one.bodies() for one in world.laptops))
    for laptop in world.laptops:
        for saved in laptop.saved:
            world.checked["I1"] += 1
            if saved.hash not in there and saved.hash not in world.lost_with_disks:
                yield f"{laptop.name} saved {saved.book}#{saved.seq}, and it is nowhere"


def books_are_whole(world: World) -> Iterator[str]:
    """I2: at the station each entry is there once, and each chain is whole."""
    for book, head in looking.heads_at(world.station).items():
        seq, last = world.seen_whole.get(book, (0, first_hash(book)))
        for raw in looking.lines_of(world.station, book, seq):
            world.checked["I2"] += 1
            try:
                entry = decode_line(raw)
                follows = check_place if is_hollow(entry) else check_entry
                follows(entry, after_seq=seq, after_hash=last)
            except Broken as broken:
                yield f"the station has {book} broken: {broken}"
                break
            if world.ids.setdefault(entry.id, (book, entry.seq)) != (book, entry.seq):
                yield f"entry {entry.id} is there as {world.ids[entry.id]} and as {book}#{entry.seq}"
            seq, last = entry.seq, entry.hash
        world.seen_whole[book] = (seq, last)
        if head != (seq, last):
            yield f"the station says that {book} ends at {head}, and it ends at {(seq, last)}"


def every_book_is_whole(world: World) -> Iterator[str]:
    """I2: so it is at the station, and each laptop proves its own books and those of its neighbours."""
    yield from books_are_whole(world)
    for laptop in world.laptops:
        for book in laptop.desk.ledger.books():
            world.checked["I2"] += 1
            try:
                laptop.desk.ledger.verify_book(book)
            except Broken as broken:
                yield f"{laptop.name} cannot prove {book}: {broken}"


def numbers_are_printed_once(world: World) -> Iterator[str]:
    """I3: no number is on the papers of two visits; copies of one laptop that nobody told of are told of."""
    visits: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for paper in world.papers:
        visits[paper.number].add((paper.visit, paper.laptop))
    world.checked["I3"] += len(visits)
    for number, where in visits.items():
        twice = len({visit for visit, _ in where}) > 1
        if twice and not _only_copies(world, {laptop for _, laptop in where}):
            yield f"{number} is on the papers of {sorted(where)}"


def _only_copies(world: World, names: set[str]) -> bool:
    """Say whether these are a laptop and copies of it: before the station hears of both nobody can know."""
    laptops = [one for one in world.laptops if one.name in names]
    return len({(one.copy_of or one).name for one in laptops}) == 1 and len(names) > 1


def tables_are_the_books(world: World) -> Iterator[str]:
    """I4: reading all books again gives what is in the station's tables."""
    world.checked["I4"] += 1
    for table in looking.differing(world.station):
        yield f"a second reading changes {table}"


def directories_agree(world: World) -> Iterator[str]:
    """I5: a laptop's directory is the station's own, as far as its cursor goes."""
    there = looking.told_by(world.station)
    for laptop in world.laptops:
        feed, upto = looking.cursor_of(laptop)
        if feed != world.station.house.generation:  # it has not heard of the new feed yet
            continue
        here = looking.known_to(laptop)
        for person, (revision, donor) in there.items():
            world.checked["I5"] += 1
            if revision <= upto and here.get(person, (0, None))[1] != donor:
                yield f"{laptop.name} at {upto} differs from the station about {person}, told in {revision}"
        for person in here.keys() - there.keys():
            yield f"{laptop.name} knows {person}, of whom the station never told"


def notices_are_heard(world: World) -> Iterator[str]:
    """I5: of what the station told a laptop all is there, as far as its cursors go."""
    feed, fresh = world.station.house.generation, world.true.now() - _TOLD_ANEW
    for laptop in world.laptops:
        upto = dict(_heard(laptop, feed))
        for notice in looking.notices_for(world.station, terminal_of(laptop)) if upto else ():
            world.checked["I5"] += 1
            is_due = notice.at >= fresh and notice.revision <= upto.get(notice.urgent, 0)
            if is_due and not laptop.desk.notices.has(notice.said):
                yield f"{laptop.name} has not heard {notice.notice}, told in {notice.revision}"


def _heard(laptop: Laptop, feed: str) -> Iterator[tuple[bool, int]]:
    """Up to where a laptop has heard what is urgent and what is not, of this feed."""
    for lane, is_urgent in (("urgent", True), ("rest", False)):
        own, upto = looking.heard_upto(laptop, lane)  # type: ignore[arg-type]
        if own == feed:
            yield is_urgent, upto


def _directory_and_notices(world: World) -> Iterator[str]:
    yield from directories_agree(world)
    yield from notices_are_heard(world)


def nothing_went_without_a_receipt(world: World) -> Iterator[str]:
    """I6: no entry left a laptop, and no body but of a closed visit, by a receipt of long ago."""
    for laptop in world.laptops:
        for book, seqs in look.places(laptop.desk.database).items():
            world.checked["I6"] += len(seqs)
            for before, after in pairwise([0, *seqs]):
                if after != before + 1:
                    yield f"{laptop.name} has {book}#{before} and then #{after}"
        yield from _bodies_left_by_receipt(world, laptop)


def _bodies_left_by_receipt(world: World, laptop: Laptop) -> Iterator[str]:
    database, own = laptop.desk.database, laptop.desk.ledger.own_books()
    now = world.true.now()
    closed = look.visits_with(database, VisitClosed.KIND)
    over: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in look.receipts(database):
        until = now - _STAYS if receipt.book in own else now  # a body of another may have left before it came
        if looking.has_signed(world.station, receipt, until):
            over[receipt.book].append(receipt)
    for book, seq, visit in look.hollow(database):
        world.checked["I6"] += 1
        if book in own and visit not in closed:
            yield f"{laptop.name} has {book}#{seq} without its body, of a visit that is not closed"
        if not any(one.first <= seq <= one.last for one in over[book]):
            yield f"{laptop.name} has {book}#{seq} without its body, and no receipt by which it might leave"


def nobody_else_was_told(world: World) -> Iterator[str]:
    """I9: whoever cannot prove to be the station hears nothing."""
    for name, line in world.lines.items():
        world.checked["I9"] += 1
        for said in line.told_to_others:
            yield f"{name} said {said}"


DAILY: dict[str, Check] = {
    "I1": nothing_is_lost,
    "I2": books_are_whole,
    "I3": numbers_are_printed_once,
    "I5": _directory_and_notices,
    "I6": nothing_went_without_a_receipt,
    "I9": nobody_else_was_told,
}
SOMETIMES: dict[str, Check] = {"I4": tables_are_the_books}
"""Held every few days and at the end: it reads everything again."""
AT_THE_END: dict[str, Check] = DAILY | SOMETIMES | {"I2": every_book_is_whole}


def check(world: World, checks: dict[str, Check]) -> None:
    """Hold invariants and note what does not hold."""
    for name, holds in checks.items():
        for says in holds(world):
            world.violated(name, says)
