"""What two laptops wrote of one step is told with both versions; what one wrote twice is not."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.apart import written_twice
from donor_room.domain.visit import Recorded
from donor_room.wire.codec import decode_body
from tests.support import acts as a
from tests.support.van import Book


def told(*written: tuple[str, e.Act]) -> list[Recorded]:
    """Let laptops write acts of one visit, each into its own book."""
    books = {name: Book(name) for name, _act in written}
    for name, act in written:
        books[name].add(act, visit="v")
    entries = [entry for book in books.values() for entry in book.entries[1:]]
    return [Recorded(entry, decode_body(entry)) for entry in entries]


def group(abo: str) -> e.GroupTyped:
    return e.GroupTyped(abo=abo, lot="L1", lot_expires_on=a.LAST_DAY)  # type: ignore[arg-type]


def books_of(found: tuple[Recorded, ...]) -> list[str]:
    return sorted(line.entry.book for line in found)


def test_two_groups_of_two_laptops_are_both_told() -> None:
    found = written_twice(told(("van1", group("A")), ("van2", group("B"))), "tests")
    assert books_of(found) == ["van1", "van2"]
    assert {line.act.abo for line in found} == {"A", "B"}


def test_the_same_group_twice_does_not_matter() -> None:
    assert written_twice(told(("van1", group("A")), ("van2", group("A"))), "tests") == ()


def test_what_one_laptop_wrote_twice_is_no_question() -> None:
    assert written_twice(told(("van1", group("A")), ("van1", group("B"))), "tests") == ()


def test_each_step_tells_its_own() -> None:
    lines = told(("van1", group("A")), ("van2", group("B")))
    assert written_twice(lines, "exam") == ()


def test_readings_are_told_by_quantity() -> None:
    lines = told(
        ("van1", a.measured("hb", 138, "g/L")),
        ("van2", a.measured("hb", 120, "g/L")),
        ("van2", a.measured("pulse", 72)),
    )
    assert books_of(written_twice(lines, "tests")) == ["van1", "van2"]
    assert written_twice(lines, "exam") == ()


def test_answers_are_told_by_their_question() -> None:
    lines = told(("van1", a.answered("q1", "yes")), ("van2", a.answered("q2", "no")))
    assert written_twice(lines, "interview") == ()
    lines = told(("van1", a.answered("q1", "yes")), ("van2", a.answered("q1", "no")))
    assert books_of(written_twice(lines, "interview")) == ["van1", "van2"]


def test_signs_are_told_by_what_was_looked_at() -> None:
    skin, limbs = (e.SignSeen(sign=one, normal=True, remark=None) for one in ("skin", "limbs"))
    assert written_twice(told(("van1", skin), ("van2", limbs)), "exam") == ()
    other = e.SignSeen(sign="skin", normal=False, remark=None)
    assert books_of(written_twice(told(("van1", skin), ("van2", other)), "exam")) == ["van1", "van2"]
