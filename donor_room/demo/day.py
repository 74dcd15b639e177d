"""The whole demonstration: cast the day, let it be played, then count on both sides."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from donor_room.commands.shell import texts
from donor_room.demo.cast import STREET, Casting, Drive, Part
from donor_room.demo.clock import RunningClock
from donor_room.demo.conductor import PASSPHRASE, Conductor, PlayBroke
from donor_room.demo.messages import Told
from donor_room.demo.report import Report, Terminal, read_terminal, table, write_summary
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.settings import profile_of
from donor_room.workflow.group_list import GroupList, RefusedRow, read_list

Say = Callable[[str], None]
PICTURES, PAPERS = "pictures", "papers"


def play_day(out: Path, *, donors: int, seed: int, list_file: Path | None, speed_s: float, say: Say) -> bool:
    """Play the day into a folder that is new or empty; return whether everything reconciles."""
    begin = time.monotonic()
    _prepare(out)
    say(texts().say("demo.out", folder=str(out)))
    conductor = Conductor(out, speed_s=speed_s, tell=lambda told: say(_line(told, begin)))
    group = _read(list_file, conductor.clock) if list_file else None
    drive, parts = _cast(group, donors, seed, conductor)
    try:
        refused = group.refused if group else ()
        report = play_parts(conductor, drive, parts, refused=refused, list_file=list_file)
    except PlayBroke as broke:
        told = broke.told
        say(texts().say("demo.stuck", where=told.where, page=told.page, words=told.words))
        return False
    finally:
        conductor.close()
    report.spans["whole_s"] = round(time.monotonic() - begin, 1)
    write_summary(report, out / "summary.json")
    for line in table(report):
        say(line)
    return report.reconciles


def _prepare(out: Path) -> None:
    """Make the folder; a demonstration never writes into a folder that holds something."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise Refusal("demo.folder_not_empty", folder=str(out))
    except OSError as problem:
        raise Trouble("demo.folder", folder=str(out)) from problem


def _read(file: Path, clock: RunningClock) -> GroupList:
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise Trouble("demo.list_file", file=str(file)) from problem
    return read_list(data, file.name, today=clock.today(), practice=True)


def _cast(
    group: GroupList | None, donors: int, seed: int, conductor: Conductor
) -> tuple[Drive, tuple[Part, ...]]:
    casting = Casting(seed, conductor.clock.today())
    if group is None:
        return STREET, casting.street(donors)
    organisation = next((row.organisation for row in group.rows if row.organisation), "示范单位")
    drive = Drive(kind="group", site=organisation, vehicle="采血车 03", organisation=organisation)
    return drive, casting.group(group.rows)


def play_parts(
    conductor: Conductor,
    drive: Drive,
    parts: tuple[Part, ...],
    *,
    refused: tuple[RefusedRow, ...] = (),
    list_file: Path | None = None,
) -> Report:
    """Have these parts played, and count what stands on both sides afterwards."""
    ended = conductor.play(drive, parts, list_file)
    profile = profile_of(conductor.out / "profile" / "terminal.db", "practice")
    here: Terminal = read_terminal(profile, PASSPHRASE, conductor.clock)
    there = conductor.books_at_station(sorted(here.books))
    return Report.made(
        parts=parts, terminal=here, station=there, refused=refused, ended=ended, kills=conductor.kills,
        cuts=conductor.cuts,
    )  # fmt: skip


def _line(told: Told, begin: float) -> str:
    seconds = f"{time.monotonic() - begin:6.1f} s"
    values = dict(told.values)
    if "role" in values:
        values["role"] = _role(str(values["role"]))
    return f"{seconds}  {texts().say(f'demo.told.{told.key}', **values)}"


def _role(role: str) -> str:
    """Return the words of a part; ordinary donors and rows of a list carry their number."""
    word, _, number = role.rpartition("_")
    if number.isdecimal() and texts().has(f"demo.role.{word}"):
        return texts().say(f"demo.role.{word}", number=number)
    return texts().say(f"demo.role.{role}")
