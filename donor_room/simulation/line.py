"""The line between a laptop and its station: in this process, and as bad as the dice want it.

Bytes are cut before the head of a call, in its head, in its body, before the answer and in it. Where a real
web server would see a call end early it does nothing, so only a call that some proxy closed short arrives.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta

import httpx

from donor_room.simulation.faults import OF_LINE, Dice
from donor_room.simulation.house import CentralStation
from donor_room.station.call import Answer, Call

CUTS = ("before_head", "in_head", "in_body", "body_short", "before_reply", "in_reply", "reply_short")
_SLOW_BYTES = 1_500
_PATIENCE = timedelta(seconds=20)
_MOST_STATEMENTS = 14
_PORTAL = b"<html>please pay</html>"


class BadLine(httpx.BaseTransport):
    """Carries the calls of one terminal."""

    def __init__(self, station: CentralStation, dice: Dice, did: Counter[str]) -> None:
        self._station, self._dice, self._did = station, dice, did
        self._sent: deque[Call] = deque(maxlen=40)
        self._held: list[Call] = []
        self.is_good = False
        self.weather = 1.0
        """How often something happens, against what is usual on a bad line."""
        self._ways: dict[str, Callable[[Call], httpx.Response]] = {
            "cut": self._cut,
            "swallow": self._swallow,
            "replay": self._replay,
            "reorder": self._reorder,
            "throttle": self._throttle,
            "portal": self._portal,
            "restart": self._restart,
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one call, and perhaps something that was held back before it."""
        call = _call(request)
        if self.is_good:
            return self._through(call)
        if self._held and self._dice.often(0.5):
            self._station.answer(self._held.pop(0))
        way = next((name for name in OF_LINE if self._dice.strikes(name, self.weather)), None)
        if way is None:
            response = self._through(call)
        else:
            self._did[way] += 1
            response = self._ways[way](call)
        self._sent.append(call)
        return response

    def _through(self, call: Call) -> httpx.Response:
        return _response(self._station.answer(call))

    def _cut(self, call: Call) -> httpx.Response:
        where = self._dice.choice(CUTS)
        self._did[f"cut.{where}"] += 1
        if where == "body_short":
            short = call.body[: len(call.body) // 2]
            return _response(self._station.answer(call._replace(body=short)))
        if where in {"before_head", "in_head", "in_body"}:
            raise httpx.WriteError(where)
        answer = self._station.answer(call)
        if where == "reply_short":
            return _response(answer._replace(body=answer.body[: len(answer.body) // 2]))
        raise httpx.RemoteProtocolError(where)

    def _swallow(self, call: Call) -> httpx.Response:
        self._station.answer(call)
        self._station.clock.instant += _PATIENCE
        raise httpx.ReadTimeout("swallowed")

    def _replay(self, call: Call) -> httpx.Response:
        """Somebody plays an earlier call again, as it was signed then, before this one or after it."""
        again = self._dice.choice([*self._sent, call])
        if self._dice.often(0.5):
            self._station.answer(again)
            return self._through(call)
        response = self._through(call)
        self._station.answer(again)
        return response

    def _reorder(self, call: Call) -> httpx.Response:
        """The call arrives after later ones, when nobody waits for its answer."""
        self._held.append(call)
        raise httpx.ConnectTimeout("held back")

    def _throttle(self, call: Call) -> httpx.Response:
        """A large call does not get through in time; a small one does."""
        self._station.clock.instant += _PATIENCE
        if len(call.body) > _SLOW_BYTES:
            raise httpx.WriteTimeout("slow")
        return self._through(call)

    def _portal(self, call: Call) -> httpx.Response:
        return _response(Answer(200, {"content-type": "text/html"}, _PORTAL))

    def _restart(self, call: Call) -> httpx.Response:
        """The station dies at a statement, or after its last one, before it answers."""
        answer = self._station.die_in(call, self._dice.randrange(1, _MOST_STATEMENTS))
        if answer is not None:
            self._station.restart()
        raise httpx.ReadError("the station is gone")

    def bring_the_rest(self) -> None:
        """Let what was held back arrive at last."""
        while self._held:
            self._station.answer(self._held.pop())


def _call(request: httpx.Request) -> Call:
    path, _, query = request.url.raw_path.decode("latin-1").partition("?")
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers.raw}
    return Call(request.method, path, query, headers, request.read())


def _response(answer: Answer) -> httpx.Response:
    """As it travels: nothing on the way unpacks a body."""
    return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))
