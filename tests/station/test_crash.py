"""What a station that is killed has promised is there when it starts again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.server import Station
from donor_room.sync.link import Link, Unreachable
from donor_room.wire.joining import read_code
from donor_room.wire.messages import EnrolReply, EnrolRequest, PushReply, pack_lines
from donor_room.wire.signature import new_key, public_text, read_public
from tests.support.stations import new_database
from tests.support.van import MORNING, Book

RUN = "import sys; from donor_room.cli import run; sys.exit(run(sys.argv[1:]))"
KEY = new_key()


def started(database: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            RUN,
            "station",
            "--database-url",
            database,
            "--port",
            "0",
            "--new-enrolment-code",
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    assert process.stdout
    return process, json.loads(process.stdout.readline())


def enrolled(line: dict[str, str]) -> EnrolReply:
    request = EnrolRequest(
        code=read_code(line["enrolment_code"]).secret,
        public_key=public_text(KEY), practice=False, program="0.1", protocols=(1,), profile="isbt128",
        numbers=0,
    )  # fmt: skip
    with Link(line["ready"], key=KEY, keyid="enrol", station_key=None, clock=FixedClock(MORNING)) as link:
        return link.enrol(request)


def linked(url: str, reply: EnrolReply) -> Link:
    station_key = read_public(reply.station_key)
    return Link(url, key=KEY, keyid=reply.terminal, station_key=station_key, clock=FixedClock(MORNING))


def push_until_it_falls(link: Link, lines: list[bytes]) -> int:
    """Push line by line and return the last seq that was acknowledged."""
    acknowledged = 0
    try:
        for line in lines:
            reply = link.push("/v1/push", pack_lines([line]), PushReply, book="van1")
            acknowledged = reply.acknowledged.seq
    except Unreachable:
        return acknowledged
    return acknowledged


@pytest.mark.parametrize("after_s", [0.05, 0.12, 0.3])
def test_a_killed_station_has_every_entry_that_it_acknowledged(after_s: float, tmp_path: Path) -> None:
    database, book = new_database(), Book()
    for n in range(2_000):
        book.open_visit(f"v{n}")
    process, line = started(database)
    reply = enrolled(line)
    with process, linked(line["ready"], reply) as link:
        link.push("/v1/push", pack_lines(book.lines[:1]), PushReply, book="van1")
        Timer(after_s, process.kill).start()
        acknowledged = push_until_it_falls(link, book.lines)
    assert 0 < acknowledged < 2_000
    with Station(database, clock=FixedClock(MORNING)) as again:
        there = again.raw_entries("van1")
        assert len(there) >= acknowledged
        assert there == book.lines[: len(there)]
        with linked(again.url, reply) as link:
            rest = pack_lines(book.lines[len(there) : len(there) + 900])
            assert link.push("/v1/push", rest, PushReply, book="van1").fresh == 900
