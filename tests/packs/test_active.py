"""Which layers a station has put in force, from which day, and who answers for it."""

from __future__ import annotations

from datetime import date

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.active import load_active

LAYER = '[[layer]]\nid = "X"\nfrom_on = 2027-01-01\nconfirmed_by = ["王芳", "赵敏"]\n'


def written(folder, text):
    (folder / "active.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_active(folder)


def test_a_station_that_said_nothing_has_no_layers(tmp_path):
    assert load_active(tmp_path) is None


@pytest.mark.parametrize(
    ("day", "on"), [((2026, 12, 31), ()), ((2027, 1, 1), ("X",)), ((2099, 1, 1), ("X",))]
)
def test_a_layer_is_in_force_from_its_first_day(tmp_path, day, on):
    assert written(tmp_path, 'edition = "1"\n' + LAYER).ids_on(date(*day)) == on


@pytest.mark.parametrize(("day", "on"), [((2027, 2, 1), ("X",)), ((2027, 2, 2), ())])
def test_a_layer_is_in_force_to_its_last_day(tmp_path, day, on):
    assert written(tmp_path, 'edition = "1"\n' + LAYER + "to_on = 2027-02-01\n").ids_on(date(*day)) == on


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (LAYER, "edition"),
        ('edition = "1"\nmood = 1\n', "mood"),
        ('edition = "1"\n' + LAYER.replace("赵敏", " 王芳 "), "two different people"),
        ('edition = "1"\n' + LAYER.replace(', "赵敏"', ""), "length"),
        ('edition = "1"\n' + LAYER + "to_on = 2026-12-31\n", "before from_on"),
        ("[", "end of document"),
        (b"\xff", "utf-8"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path, text, fault):
    with pytest.raises(Refusal) as refused:
        written(tmp_path, text)
    assert refused.value.values["file"] == "active.toml"
    assert fault in str(refused.value.values["fault"])


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "active.toml").mkdir()
    with pytest.raises(Refusal, match=r"rules\.unreadable"):
        load_active(tmp_path)
