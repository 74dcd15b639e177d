"""A run of the machine has a name."""

from __future__ import annotations

from pathlib import Path

from donor_room.workflow.boot import read_boot


def test_the_machine_names_its_run_and_where_it_does_not_the_program_does(tmp_path: Path) -> None:
    (tmp_path / "boot").write_text("abc\n")
    assert read_boot(tmp_path / "boot") == "abc"
    assert len(read_boot(tmp_path / "none")) == 16
