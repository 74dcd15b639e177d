"""Persons and donations reconcile, whatever is known of them."""

from __future__ import annotations

from donor_room.domain.persons import Persons


def test_persons_and_what_they_gave_besides_come_to_the_donations() -> None:
    told = Persons(persons=4, first=2, repeat=1, donations=7)
    assert told.persons + told.further == told.donations
    assert told.first + told.repeat + told.unknown == told.persons
