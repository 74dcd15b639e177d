"""What a station tells a terminal beside the directory, brought down as sync brings it."""

from __future__ import annotations

from itertools import count
from typing import Any

import msgspec

from donor_room.domain.visit import Visit
from donor_room.wire.notices import HoldNotice, Notice, NoticePage
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of

_revision = count(1)


def hold_notice(visit: str = "v1", **changes: Any) -> HoldNotice:
    fields: dict[str, Any] = {"reason": "interval", "visit": visit, "number": "A999926000001", "crate": "3"}
    return HoldNotice(**(fields | {"donor": "样*甲", "site": "样例广场"} | changes))


def notice(body: msgspec.Struct, kind: str = "hold.opened", *, desk: Desk, urgent: bool = True) -> Notice:
    raw = msgspec.Raw(msgspec.json.encode(body, order="sorted"))
    return Notice(revision=next(_revision), kind=kind, urgent=urgent, at=desk.clock.now(), body=raw)


def tell_notices(desk: Desk, *told: Notice, cursor: str = "c") -> int:
    """Let a page of notices come down; return how many of them were new."""
    page = NoticePage(notices=told, cursor=cursor, more=False)
    return exchange_of(desk).take_notices(page, "urgent")


def tell_hold(desk: Desk, visit: Visit, **changes: Any) -> Visit:
    """Let the station tell of a hold of this visit; return the visit after it."""
    tell_notices(desk, notice(hold_notice(visit.id, **changes), desk=desk))
    return desk.visits.get(visit.id)
