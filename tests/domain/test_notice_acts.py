"""A notice is named by what it says, whoever hears it and however often it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from donor_room.domain.notice_acts import NoticeHeard

AT = datetime(2026, 11, 29, 8, tzinfo=UTC)
TOLD = NoticeHeard(revision=1, notice="hold.opened", urgent=True, at=AT, body='{"visit":"v1"}')


def test_what_is_told_twice_is_one() -> None:
    assert replace(TOLD, revision=9, urgent=False).said == TOLD.said


def test_another_word_time_or_kind_is_another_notice() -> None:
    others = [
        replace(TOLD, notice="hold.gone"),
        replace(TOLD, at=AT + timedelta(seconds=1)),
        replace(TOLD, body='{"visit":"v2"}'),
    ]
    assert len({one.said for one in (TOLD, *others)}) == 4
