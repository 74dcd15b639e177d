"""`verify` proves every chain and names what is not as it was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from donor_room.commands import verify
from donor_room.commands.shell import DONE, NO
from donor_room.domain.clock import FixedClock
from donor_room.settings import Profile
from tests.support.acts import OPENED, WALK
from tests.support.desks import AFTERNOON, refused
from tests.support.profiles import PASSPHRASE, new_profile, open_at_once


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)
    profile = new_profile(tmp_path)
    desk = open_at_once(profile, FixedClock(AFTERNOON))
    desk.ledger.append([("v1", OPENED), ("v1", WALK["heard"])], by="s1")
    desk.close()
    return profile


def said(profile: Profile, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    status = verify.main(["--db", str(profile.database)])
    return status, json.loads(capsys.readouterr().out)


def test_a_sound_database_tells_its_heads(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    status, line = said(profile, capsys)
    assert (status, line["ok"]) == (DONE, True)
    (book,) = line["books"]
    assert (book["seq"], book["entries"]) == (3, 3)
    assert book["hash"].startswith("sha256:")


def test_a_changed_entry_is_named(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    desk = open_at_once(profile, FixedClock(AFTERNOON))
    desk.database.execute("DROP TRIGGER ledger_is_never_changed")
    desk.database.execute("UPDATE ledger SET body = replace(body, 'WB400', 'WB200') WHERE seq = 2")
    bad = desk.ledger.entries_after(desk.ledger.book, 1, 1)[0]
    desk.close()
    status, line = said(profile, capsys)
    assert (status, line["ok"], line["books"]) == (NO, False, [])
    assert line["bad"] == [{"book": bad.book, "seq": 2, "id": bad.id, "reason": "hash"}]


def test_it_looks_while_the_terminal_works(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    desk = open_at_once(profile, FixedClock(AFTERNOON))
    desk.ledger.append([("v2", OPENED)], by="s1")
    assert said(profile, capsys)[1]["books"][0]["entries"] == 4
    desk.close()


def test_without_a_database_there_is_nothing_to_prove(tmp_path: Path) -> None:
    with refused("store.cannot_open"):
        verify.main(["--db", str(tmp_path / "none.db")])


@pytest.mark.parametrize("passphrase", ["", "wrong"])
def test_without_the_passphrase_nothing_is_read(
    profile: Profile, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", passphrase)
    with pytest.raises(Exception, match=r"store\."):
        verify.main(["--db", str(profile.database)])


def test_an_emptied_database_is_told_as_lost(profile: Profile) -> None:
    profile.database.write_bytes(b"")
    with refused("store.database_empty"):
        verify.main(["--db", str(profile.database)])
