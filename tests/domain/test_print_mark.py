from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.print_mark import PrintMark, highest, with_copy, with_printed

printings = st.lists(st.integers(0, 30), min_size=1, max_size=20)


def number(place: int) -> str:
    return f"A660126{place + 1:06d}"


def marked(places, mark=None):
    for place in places:
        mark = with_printed(mark, number(place), place)
    return mark


def test_the_first_number_seen_stands_for_all_before_it():
    mark = with_printed(None, number(4), 4)
    assert mark == PrintMark(number=number(4), place=4, passed_over=())
    assert [mark.has(place) for place in (0, 3, 4, 5)] == [True, True, True, False]


def test_a_number_that_is_passed_over_was_not_printed_until_it_is():
    mark = marked([0, 3])
    assert mark == PrintMark(number=number(3), place=3, passed_over=(1, 2))
    assert [mark.has(place) for place in range(5)] == [True, False, False, True, False]
    mark = with_printed(mark, number(1), 1)
    assert mark == PrintMark(number=number(3), place=3, passed_over=(2,))
    assert (mark.has(1), mark.has(2)) == (True, False)


def test_a_number_printed_again_changes_nothing():
    mark = marked([0, 3])
    assert with_printed(mark, number(3), 3) == mark
    assert with_printed(mark, number(0), 0) == mark


@given(printings)
def test_a_mark_knows_exactly_what_was_printed_from_the_first_one_on(places):
    mark = marked(places)
    assert (mark.place, mark.number) == (max(places), number(max(places)))
    first = places[0]
    assert {place for place in range(32) if mark.has(place)} == set(places) | set(range(first))


@given(printings, st.data())
def test_an_older_file_takes_nothing_away_from_a_newer_one(places, data):
    split = data.draw(st.integers(1, len(places)))
    older, newer = marked(places[:split]), marked(places)
    assert highest(older, newer) == newer == highest(newer, older)


@given(printings, printings)
def test_what_one_of_two_files_saw_printed_was_printed(some, others):
    one, other = marked([0, *some]), marked([0, *others])
    both = highest(one, other)
    assert {place for place in range(32) if both.has(place)} == {0} | set(some) | set(others)
    assert both.number == number(max([*some, *others]))


def test_a_number_printed_once_more_knows_its_highest_copy():
    mark = marked([0, 1])
    assert (mark.copy_of(number(0)), mark.copy_of(number(1))) == (1, 1)
    mark = with_copy(with_copy(mark, number(0), 3), number(0), 2)
    assert (mark.copy_of(number(0)), mark.copy_of(number(1))) == (3, 1)


def test_what_is_printed_later_takes_no_copy_away():
    mark = with_copy(marked([0, 2]), number(0), 2)
    for place in (1, 2, 5):
        mark = with_printed(mark, number(place), place)
    assert mark.copies == {number(0): 2}
    assert (mark.place, mark.passed_over) == (5, (3, 4))


def test_of_two_files_the_higher_copy_of_each_number_counts():
    one = with_copy(with_copy(marked([0]), number(0), 2), number(7), 5)
    other = with_copy(with_copy(marked([4]), number(0), 4), number(1), 2)
    known = {number(0): 4, number(1): 2, number(7): 5}
    assert highest(one, other).copies == highest(other, one).copies == known
