"""What a machine says of its battery and its mains, and what is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.devices.battery import Power, power_now


def supply(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir()
    for file, text in files.items():
        (folder / name / file).write_text(f"{text}\n")


@pytest.mark.parametrize(
    ("supplies", "power"),
    [
        ({"BAT0": {"type": "Battery", "capacity": "82"}}, Power(82, is_on_mains=False)),
        (
            {"BAT0": {"type": "Battery", "capacity": "82"}, "BAT1": {"type": "Battery", "capacity": "9"}},
            Power(9, is_on_mains=False),
        ),
        (
            {"AC": {"type": "Mains", "online": "1"}, "BAT0": {"type": "Battery", "capacity": "40"}},
            Power(40, is_on_mains=True),
        ),
        (
            {"AC": {"type": "Mains", "online": "0"}, "BAT0": {"type": "Battery"}},
            Power(None, is_on_mains=False),
        ),
        ({"AC": {"type": "Mains", "online": "0"}}, Power(None, is_on_mains=True)),
        ({"mouse": {"type": "Battery", "capacity": "5", "scope": "Device"}}, None),
        ({}, None),
    ],
)
def test_how_a_machine_is_fed(
    tmp_path: Path, supplies: dict[str, dict[str, str]], power: Power | None
) -> None:
    for name, files in supplies.items():
        supply(tmp_path, name, **files)
    assert power_now(tmp_path) == power


def test_a_system_that_tells_nothing_is_unknown(tmp_path: Path) -> None:
    assert power_now(tmp_path / "none") is None
