"""What a power cut leaves of a file: what was synced always, of the rest nothing that was never written."""

from __future__ import annotations

import random

import pytest

from donor_room.store.unsynced import SECTOR, Unsynced


class File:
    """A file in memory whose changes are noted."""

    def __init__(self, content: bytes) -> None:
        self.content = bytearray(content)
        self.state = Unsynced(lambda at, length: bytes(self.content[at : at + length]))

    def write(self, at: int, new: bytes) -> None:
        self.state.written(at, new, len(self.content))
        self.content.extend(bytes(max(0, at - len(self.content))))
        self.content[at : at + len(new)] = new

    def cut(self, to: int) -> None:
        self.state.truncated(to, len(self.content))
        del self.content[to:]


def changed() -> File:
    file = File(b"a" * 3000)
    file.write(100, b"b" * 1500)
    file.cut(900)
    file.write(2000, b"c" * 700)
    file.write(50, b"d" * 100)
    return file


def test_on_the_disk_is_what_was_synced() -> None:
    assert changed().state.on_the_disk() == b"a" * 3000


def test_a_sync_makes_the_changes_those_of_the_disk() -> None:
    file = changed()
    file.state.synced()
    assert file.state.on_the_disk() == file.content


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_left_that_was_never_there(seed: int) -> None:
    left = changed().state.after_power_cut(random.Random(seed))
    assert left is not None
    assert set(left) <= set(b"abcd\0")
    assert len(left) <= 3000


def test_all_and_nothing_and_parts_are_left() -> None:
    left = {changed().state.after_power_cut(random.Random(seed)) for seed in range(40)}
    assert {bytes(changed().content), b"a" * 3000} < left
    assert len(left) > 10


def test_a_write_is_torn_between_sectors_only() -> None:
    for seed in range(40):
        file = File(b"a" * 4096)
        file.write(0, b"b" * 4096)
        left = file.state.after_power_cut(random.Random(seed))
        assert left is not None
        assert all(len(set(left[at : at + SECTOR])) == 1 for at in range(0, 4096, SECTOR))


def test_of_a_new_file_that_was_never_synced_even_the_name_may_be_lost() -> None:
    left = set()
    for seed in range(40):
        file = File(b"")
        file.write(0, b"b")
        left.add(file.state.after_power_cut(random.Random(seed)))
    assert left == {None, b"", b"b"}
