"""`play` tells each entry once, and only what is on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.commands import play
from donor_room.commands.shell import DONE
from donor_room.domain.clock import SystemClock
from donor_room.settings import Profile
from tests.support.desks import refused
from tests.support.practice import handles, staffed_profile
from tests.support.profiles import PASSPHRASE, open_at_once


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)
    return staffed_profile(tmp_path)


def test_every_new_entry_is_told_once_in_order(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert play.main(["--db", str(profile.database), "--visits", "1"]) == DONE
    told = handles(capsys.readouterr().out)
    desk = open_at_once(profile, SystemClock())
    entries = desk.ledger.entries_after(desk.ledger.book, told[0].seq - 1, 1_000)
    desk.close()
    assert [(one.book, one.seq, one.hash) for one in told] == [
        (one.book, one.seq, one.hash) for one in entries
    ]


def test_a_second_run_goes_on(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        play.main(["--db", str(profile.database), "--visits", "1", "--seed", "4"])
    seqs = [one.seq for one in handles(capsys.readouterr().out)]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))


def test_without_a_passphrase_nothing_is_played(tmp_path: Path) -> None:
    with refused("store.passphrase_needed"):
        play.main(["--db", str(tmp_path / "terminal.db")])
    assert list(tmp_path.iterdir()) == []


def test_a_new_terminal_is_made_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)
    assert play.main(["--db", str(tmp_path / "new" / "terminal.db"), "--visits", "0"]) == DONE
    assert handles(capsys.readouterr().out)[0].seq == 1
