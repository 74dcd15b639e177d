"""How a terminal asks to belong to a station."""

from __future__ import annotations

import httpx
import msgspec

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal
from donor_room.packs.policy import load_policy
from donor_room.sync.link import ENROLLING, TIMEOUT, Link, StationSaysNo
from donor_room.sync.trust import fetch_authority, read_typed
from donor_room.wire.messages import PROTOCOL, STATIONS_PROFILE, EnrolReply, EnrolRequest, KnownBefore
from donor_room.wire.signature import public_text
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment
from donor_room.workflow.enrolling import begin_enrolment, finish_enrolment
from donor_room.workflow.introduced import begin_introduction, finish_introduction
from donor_room.workflow.opening import PROGRAM


def enrol_desk(
    desk: Desk, *, url: str, code: str, clock: Clock, line: httpx.BaseTransport | None = None
) -> EnrolReply:
    """Enrol this desk and write it down; raises Refusal when the station says no, Unreachable in silence.

    It waits for the network on the caller's thread. After a lost answer the same call goes on with the code.
    """
    begun = begin_enrolment(desk.ledger, url)
    reply = ask_to_enrol(begun, code=code, practice=desk.practice, clock=clock, line=line)
    finish_enrolment(desk, begun, reply)
    return reply


def introduce_desk(
    desk: Desk, *, code: str, clock: Clock, url: str = "", line: httpx.BaseTransport | None = None
) -> EnrolReply:
    """Let the station take this desk in again that does not know it any more; raises as `enrol_desk`.

    Key, books, numbers and what waits here stay as they are. After a lost answer the same call goes on.
    """
    begun, before = begin_introduction(desk, url)
    reply = ask_to_enrol(begun, code=code, practice=desk.practice, clock=clock, line=line, before=before)
    return finish_introduction(desk, begun, reply).reply or reply


def ask_to_enrol(
    begun: Enrolment,
    *,
    code: str,
    practice: bool,
    clock: Clock,
    line: httpx.BaseTransport | None = None,
    before: KnownBefore | None = None,
) -> EnrolReply:
    """Ask the station without touching the store, so that a screen can do it on another thread.

    With `before` it is asked to take the terminal in again as what it was; numbers are asked for later.
    Over TLS only the authority that the code names is believed, before the code is sent and ever after.
    """
    typed = read_typed(code, begun.url)
    authority = _authority(begun.url, typed.authority or "")
    request = EnrolRequest(
        code=typed.secret,
        public_key=public_text(begun.key),
        practice=practice,
        program=PROGRAM,
        protocols=(PROTOCOL,),
        profile=STATIONS_PROFILE,
        numbers=0 if before else load_policy().numbers_at_once,
        before=before,
    )
    link = Link(
        begun.url,
        key=begun.key,
        keyid=ENROLLING,
        station_key=None,
        clock=clock,
        authority=authority,
        line=line,
    )
    with link:
        try:
            reply = link.enrol(request)
        except StationSaysNo as no:
            raise Refusal(f"sync.{no.problem.code}") from no
    if reply.practice != practice:
        raise Refusal("sync.enrol.other_kind")
    return msgspec.structs.replace(reply, authority=authority) if authority else reply


def _authority(url: str, mark: str) -> str:
    return fetch_authority(url, mark, TIMEOUT) if url.startswith("https:") else ""
