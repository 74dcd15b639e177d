"""A terminal without a store that greets, leases and asks for receipts."""

from __future__ import annotations

from secrets import token_hex

from donor_room.wire.hello import ClockReading, HelloReply, HelloRequest
from donor_room.wire.messages import LeasedRange, RangeRequest
from tests.support.stations import Caller

NO_CLOCK = ClockReading(wall_ms=0)


def hello(
    fence: str = "",
    *,
    attempt: str = "",
    protocols: tuple[int, ...] = (1,),
    clock: ClockReading = NO_CLOCK,
) -> HelloRequest:
    return HelloRequest(
        attempt=attempt or token_hex(8),
        fence=fence,
        heads=(),
        waiting=3,
        clock=clock,
        program="donor-room 0.1.0",
        protocols=protocols,
        editions=("gb18467-2011 3",),
        directory_as_of=None,
    )


def greet(caller: Caller, fence: str = "", **changes: str) -> HelloReply:
    return caller.link.post("/v1/hello", hello(fence, **changes), HelloReply)  # type: ignore[arg-type]


def lease(caller: Caller, fence: str, request: str = "r1", count: int = 10) -> LeasedRange:
    wanted = RangeRequest(request=request, profile="", count=count, fence=fence)
    return caller.link.post("/v1/ranges", wanted, LeasedRange)
