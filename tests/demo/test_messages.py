"""A line each way between conductor and stage: what was said is what is read, and nothing else is."""

from __future__ import annotations

import io
from datetime import date

import msgspec
import pytest

from donor_room.demo.cast import STREET, Casting
from donor_room.demo.clock import DOORS_OPEN, RunningClock, until_the_doors_open
from donor_room.demo.messages import Broke, Ended, Script, Told, Wish, read_line, send
from donor_room.domain.clock import DONATION_SITE, SystemClock

LINES = [
    Told(key="demo.told.opened", values={"place": 3, "role": "李*国"}),
    Wish(what="kill"),
    Wish(what="pass_time", seconds=600.5),
    Wish(what="cut", pictures=4),
    Ended(pictures=12, spans={"whole_s": 1.5}, marks={"seen": 2}),
    Broke(where="label", page="labels", words="还差 主袋\n第二行"),
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
def test_what_was_said_is_what_is_read(line):
    out = io.StringIO()
    send(out, line)
    assert read_line(out.getvalue()) == line


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
def test_every_message_is_one_line(line):
    out = io.StringIO()
    send(out, line)
    assert out.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "null",
        '{"type":"other"}',
        '{"type":"wish","what":"burn"}',
        '{"type":"ended"}',
        "Traceback",
    ],
)
def test_anything_else_is_no_message(line):
    with pytest.raises(msgspec.DecodeError):
        read_line(line)


def test_a_script_arrives_with_its_whole_cast():
    parts = Casting(1, date(2026, 11, 21)).street(14)
    script = Script(
        out="out", passphrase="p", drive=STREET, parts=parts, station="http://127.0.0.1:1",
        enrolment_code="c", printer="127.0.0.1:9100", ahead_s=0.0, speed_s=0.0, pictures=0, taken_up=parts[2],
    )  # fmt: skip
    again = msgspec.json.decode(msgspec.json.encode(script), type=Script)
    assert again == script


# ---- the clock that runs ahead ----


@pytest.mark.parametrize("ahead_s", [0.0, 3600.0, -7200.0])
def test_the_clock_stands_as_far_ahead_as_it_was_put(ahead_s):
    before = SystemClock().now().timestamp()
    now = RunningClock(ahead_s).seconds()
    assert before + ahead_s <= now <= SystemClock().now().timestamp() + ahead_s


def test_time_can_pass_at_once():
    clock = RunningClock()
    before = clock.seconds()
    clock.advance(900)
    assert clock.seconds() - before >= 900


def test_its_day_is_the_day_at_the_site():
    clock = RunningClock(until_the_doors_open())
    assert clock.today() == clock.now().astimezone(DONATION_SITE).date()


def test_a_day_of_the_demonstration_begins_at_nine():
    clock = RunningClock(until_the_doors_open())
    at_site = clock.now().astimezone(DONATION_SITE)
    assert (at_site.hour, at_site.minute) == (DOORS_OPEN.hour, DOORS_OPEN.minute)


def test_the_day_stays_that_of_the_machine():
    today = SystemClock().now().astimezone(DONATION_SITE).date()
    assert RunningClock(until_the_doors_open()).today() == today
