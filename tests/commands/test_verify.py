"""`verify` proves every chain and names what is not as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

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


def zeroed_copies(profile: Profile) -> Iterator[int]:
    """Empty every page in turn but the first, which holds the salt of the key."""
    sound = profile.database.read_bytes()
    for at in range(4096, len(sound), 4096):
        profile.database.write_bytes(sound[:at] + bytes(4096) + sound[at + 4096 :])
        yield at // 4096 + 1
    profile.database.write_bytes(sound)


def test_no_emptied_page_is_called_sound(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """Chains alone never look at an index, at a table drawn from the ledger, or at an unused page."""
    for page in zeroed_copies(profile):
        status, line = said(profile, capsys)
        assert (status, line["ok"]) == (NO, False), page
        unreadable = line["damage"][0].startswith("store.damaged")  # a page that the check itself needs
        assert unreadable or any(str(page) in found for found in line["damage"]), page
    assert said(profile, capsys)[0] == DONE


def test_a_write_protected_copy_is_proved_too(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the engine can make no file of its own beside the database."""
    for name in ("-shm", "-wal"):
        profile.database.with_name(profile.database.name + name).mkdir()
    assert said(profile, capsys)[0] == DONE


def test_an_entry_that_its_visit_would_not_find_is_named(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = open_at_once(profile, FixedClock(AFTERNOON))
    desk.tidy()
    desk.database.execute("DELETE FROM place_of_visit")
    desk.close()
    status, line = said(profile, capsys)
    assert (status, line["bad"][0]["reason"]) == (NO, "not in its visit")


def test_what_is_found_only_once_was_a_page_being_written() -> None:
    class Written:
        found: ClassVar = [["HMAC verification failed for page 9"], []]

        def findings(self) -> list[str]:
            return self.found.pop(0)

    assert verify._damage(Written()) == []  # type: ignore[arg-type]
