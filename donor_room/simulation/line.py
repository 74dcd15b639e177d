"""The line between a laptop and its station: in this process, and as bad as the dice want it.

What comes along is struck whatever it asks for: a greeting, a page of notices, a receipt, a push.

Bytes are cut before the head of a call, in its head, in its body, before the answer and in it. Where a real
web server would see a call end early it does nothing, so only a call that some proxy closed short arrives.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta

import httpx

from donor_room.simulation import impostor
from donor_room.simulation.faults import OF_LINE, Dice
from donor_room.simulation.house import CentralStation
from donor_room.simulation.paper import PowerCut
from donor_room.station.call import Answer, Call

CUTS = ("before_head", "in_head", "in_body", "body_short", "before_reply", "in_reply", "reply_short")
_OK = 200
_SLOW_BYTES = 1_500
_PATIENCE = timedelta(seconds=20)
_MOST_STATEMENTS = 14
_SLOW_ANSWER = timedelta(seconds=19)
_PORTAL = b"<html>please pay</html>"
_NO_ANSWER = Answer(200, {}, b"")
NOTICES = "/v1/notices"
MOST_CALLS = 1_000
"""A conversation that asks more often than that goes round in a circle."""


class NeverEndsError(AssertionError):
    """A conversation that asks again and again."""


class BadLine(httpx.BaseTransport):
    """Carries the calls of one terminal."""

    def __init__(self, station: CentralStation, dice: Dice, did: Counter[str]) -> None:
        self._station, self._dice, self._did = station, dice, did
        self._sent: deque[Call] = deque(maxlen=40)
        self._answered: deque[Answer] = deque(maxlen=40)
        self._held: list[Call] = []
        self._goes_dark = False
        self.calls_left = MOST_CALLS
        """How often the conversation that goes on may still ask."""
        self.is_good = False
        self.only = ""
        """The path of the calls to which alone something happens, in any weather; empty for all."""
        self.authority = ""
        """Whom the laptop believes about certificates (PEM)."""
        self.told_to_others: list[str] = []
        """What it said to whoever was not the station."""
        self.struck: Counter[tuple[str, str]] = Counter()
        """How often each way struck each path."""
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
            "stale": self._stale,
            "delay": self._delay,
            "impostor": self._impostor,
            "crash": self._crash,
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one call, and perhaps something that was held back before it."""
        call = _call(request)
        self.calls_left -= 1
        if self.calls_left < 0:
            raise NeverEndsError(f"{MOST_CALLS} calls, and again {call.path}")
        if self.is_good or self.only not in {"", call.path}:
            return self._through(call)
        self._perhaps_go_dark()
        if self._held and self._dice.often(0.5):
            self._station.answer(self._held.pop(0))
        weather = 1.0 if self.only else self.weather
        way = next((name for name in OF_LINE if self._dice.strikes(name, weather)), None)
        if way is None:
            response = self._through(call)
        else:
            self._did[way] += 1
            self.struck[way, call.path] += 1
            response = self._ways[way](call)
        self._sent.append(call)
        return response

    def _perhaps_go_dark(self) -> None:
        """The laptop had taken a notice, and does not come to say anything more."""
        goes, self._goes_dark = self._goes_dark, False
        if goes:
            self._did["noticed"] += 1
            raise PowerCut

    def _through(self, call: Call) -> httpx.Response:
        answer = self._station.answer(call)
        self._answered.append(answer)
        if call.path == NOTICES and not self.is_good:
            self._goes_dark = self._dice.strikes("noticed") and _tells_something(answer)
        return _response(answer)

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

    def _stale(self, call: Call) -> httpx.Response:
        """An earlier answer comes in the place of this one, which is late, lost or never asked for."""
        if self._dice.often(0.5):
            self._answered.append(self._station.answer(call))
        return _response(self._dice.choice([*self._answered, _NO_ANSWER]))

    def _delay(self, call: Call) -> httpx.Response:
        """The answer takes nearly as long as anybody waits."""
        self._station.clock.instant += _SLOW_ANSWER
        return self._through(call)

    def _impostor(self, call: Call) -> httpx.Response:
        """Somebody else answers over TLS; raises what the laptop makes of that."""
        way = self._dice.choice(impostor.WAYS)
        self._did[f"impostor.{way}"] += 1
        with impostor.answering(way, self._station.clock.now()) as other:
            try:
                return impostor.carry(call, other, self.authority)
            finally:
                other.close()
                self.told_to_others += [f"{call.path} to {way}"] if other.heard else []

    def _crash(self, call: Call) -> httpx.Response:
        """The station's database is killed at a statement, or once all is said."""
        return _response(self._station.crash_in(call, self._dice.randrange(1, _MOST_STATEMENTS)))

    def bring_the_rest(self) -> None:
        """Let what was held back arrive at last."""
        while self._held:
            self._station.answer(self._held.pop())


def _tells_something(answer: Answer) -> bool:
    return answer.status == _OK and b'"revision"' in answer.body


def _call(request: httpx.Request) -> Call:
    path, _, query = request.url.raw_path.decode("latin-1").partition("?")
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers.raw}
    return Call(request.method, path, query, headers, request.read())


def _response(answer: Answer) -> httpx.Response:
    """As it travels: nothing on the way unpacks a body."""
    return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))
