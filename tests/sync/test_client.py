"""The state machine of sync: every state meets every event."""

from __future__ import annotations

import pytest

from donor_room.sync.client import FIRST_BATCH, LONGEST_PAUSE_S, Client, Effect, Event, State, update
from donor_room.wire.messages import MAX_BATCH_ENTRIES

EXPECTED = {
    (State.RESTING, Event.WOKEN): (State.GREETING, Effect.GREET),
    (State.WAITING, Event.WOKEN): (State.GREETING, Effect.GREET),
    (State.GREETING, Event.GREETED): (State.HEARING_URGENT, Effect.HEAR_URGENT),
    (State.GREETING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.GREETING, Event.REFUSED): (State.HEARING_URGENT, Effect.HEAR_URGENT),
    (State.HEARING_URGENT, Event.NOTICES_TAKEN): (State.HEARING_URGENT, Effect.HEAR_URGENT),
    (State.HEARING_URGENT, Event.ALL_HEARD): (State.COMPARING, Effect.COMPARE),
    (State.HEARING_URGENT, Event.NO_ANSWER): (State.COMPARING, Effect.COMPARE),
    (State.HEARING_URGENT, Event.REFUSED): (State.COMPARING, Effect.COMPARE),
    (State.COMPARING, Event.AGREED): (State.PUSHING, Effect.PUSH),
    (State.COMPARING, Event.DIFFERS): (State.COMPARING, Effect.COMPARE),
    (State.COMPARING, Event.NO_MORE_BOOKS): (State.RECEIPTING, Effect.FETCH_RECEIPTS),
    (State.COMPARING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.COMPARING, Event.REFUSED): (State.WAITING, Effect.PAUSE),
    (State.PUSHING, Event.PUSHED): (State.PUSHING, Effect.PUSH),
    (State.PUSHING, Event.PUSHED_SLOWLY): (State.PUSHING, Effect.PUSH),
    (State.PUSHING, Event.BOOK_DONE): (State.COMPARING, Effect.COMPARE),
    (State.PUSHING, Event.BEHIND): (State.COMPARING, Effect.COMPARE),
    (State.PUSHING, Event.DIFFERS): (State.COMPARING, Effect.COMPARE),
    (State.PUSHING, Event.TOO_LARGE): (State.PUSHING, Effect.PUSH),
    (State.PUSHING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.PUSHING, Event.REFUSED): (State.WAITING, Effect.PAUSE),
    (State.RECEIPTING, Event.RECEIPTS_DONE): (State.HEARING, Effect.HEAR),
    (State.RECEIPTING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.RECEIPTING, Event.REFUSED): (State.HEARING, Effect.HEAR),
    (State.HEARING, Event.NOTICES_TAKEN): (State.HEARING, Effect.HEAR),
    (State.HEARING, Event.ALL_HEARD): (State.RELEASING, Effect.FETCH_RELEASES),
    (State.RELEASING, Event.RELEASE_TAKEN): (State.RELEASING, Effect.FETCH_RELEASES),
    (State.RELEASING, Event.RELEASES_DONE): (State.STAFFING, Effect.FETCH_STAFF),
    (State.RELEASING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.RELEASING, Event.REFUSED): (State.STAFFING, Effect.FETCH_STAFF),
    (State.STAFFING, Event.STAFF_TAKEN): (State.STAFFING, Effect.FETCH_STAFF),
    (State.STAFFING, Event.STAFF_DONE): (State.PULLING, Effect.PULL),
    (State.STAFFING, Event.NEWS_HEARD): (State.COMPARING, Effect.COMPARE),
    (State.STAFFING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.STAFFING, Event.REFUSED): (State.PULLING, Effect.PULL),
    (State.HEARING, Event.NEWS_HEARD): (State.COMPARING, Effect.COMPARE),
    (State.HEARING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.HEARING, Event.REFUSED): (State.WAITING, Effect.PAUSE),
    (State.PULLING, Event.PAGE_TAKEN): (State.PULLING, Effect.PULL),
    (State.PULLING, Event.DIRECTORY_LOST): (State.LOADING, Effect.LOAD),
    (State.PULLING, Event.DIRECTORY_LARGE): (State.LOADING, Effect.LOAD),
    (State.PULLING, Event.DIRECTORY_DONE): (State.CHECKING, Effect.CHECK),
    (State.PULLING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.PULLING, Event.REFUSED): (State.WAITING, Effect.PAUSE),
    (State.LOADING, Event.PIECE_TAKEN): (State.LOADING, Effect.LOAD),
    (State.LOADING, Event.NOT_WHOLE): (State.PULLING, Effect.PULL_ANEW),
    (State.LOADING, Event.DIRECTORY_LOADED): (State.PULLING, Effect.PULL),
    (State.LOADING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.LOADING, Event.REFUSED): (State.WAITING, Effect.PAUSE),
    (State.CHECKING, Event.PARTS_DIFFER): (State.CHECKING, Effect.MEND),
    (State.CHECKING, Event.PARTS_AGREE): (State.LEASING, Effect.LEASE),
    (State.CHECKING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.CHECKING, Event.REFUSED): (State.WAITING, Effect.PAUSE),
    (State.LEASING, Event.NUMBERS_DONE): (State.RESTING, Effect.NOTHING),
    (State.LEASING, Event.NO_ANSWER): (State.WAITING, Effect.PAUSE),
    (State.LEASING, Event.REFUSED): (State.WAITING, Effect.PAUSE),
}
"""All cells in which something happens; in every other the client stays as it is and does nothing."""


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_state_knows_what_to_do_with_every_event(state: State, event: Event) -> None:
    before = Client(state=state)
    after, effect = update(before, event)
    if (state, event) in EXPECTED:
        assert (after.state, effect) == EXPECTED[state, event]
    else:
        assert (after, effect) == (before, Effect.NOTHING)


def test_a_batch_doubles_with_each_success_up_to_the_limit() -> None:
    client = Client(state=State.PUSHING)
    for _ in range(10):
        client, _effect = update(client, Event.PUSHED)
    assert client.batch == MAX_BATCH_ENTRIES


@pytest.mark.parametrize("event", [Event.NO_ANSWER, Event.TOO_LARGE])
def test_a_batch_halves_when_it_was_too_much(event: Event) -> None:
    assert update(Client(state=State.PUSHING), event)[0].batch == FIRST_BATCH // 2


@pytest.mark.parametrize(("batch", "after"), [(640, 320), (20, 10), (8, 5), (3, 3)])
def test_a_batch_that_took_long_is_followed_by_a_smaller_one(batch: int, after: int) -> None:
    client, _effect = update(Client(state=State.PUSHING, batch=batch, failures=2), Event.PUSHED_SLOWLY)
    assert (client.batch, client.failures) == (after, 0)


def test_one_entry_that_is_too_large_stops_only_its_book() -> None:
    after, effect = update(Client(state=State.PUSHING, batch=1), Event.TOO_LARGE)
    assert (after.book, effect) == (1, Effect.COMPARE)


def test_pauses_grow_with_each_failure_and_have_an_end() -> None:
    pauses = [Client(failures=n).pause_s for n in range(40)]
    assert pauses[:4] == [0, 2, 4, 8]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_S


def test_what_could_not_be_heard_keeps_no_book_from_going_up() -> None:
    after, effect = update(Client(state=State.HEARING_URGENT, book=3), Event.NO_ANSWER)
    assert (after.book, after.failures, effect) == (0, 0, Effect.COMPARE)


def test_failures_are_forgotten_at_rest() -> None:
    assert update(Client(state=State.LEASING, failures=3), Event.NUMBERS_DONE)[0].failures == 0


@pytest.mark.parametrize(("failures", "asked", "pause"), [(0, 7, 7), (1, 7, 7), (4, 7, 16), (1, 9_999, 300)])
def test_the_stations_own_wish_makes_a_pause_longer_and_never_endless(
    failures: int, asked: int, pause: int
) -> None:
    assert Client(failures=failures, asked_pause_s=asked).pause_s == pause


def test_the_stations_wish_holds_for_one_pause() -> None:
    after, _ = update(Client(state=State.WAITING, failures=1, asked_pause_s=60), Event.WOKEN)
    assert after.asked_pause_s == 0
