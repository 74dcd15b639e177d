"""The station's list of loggers: its limits have words, its forms read files, and no file brings it down."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from donor_room.domain.loggers import read_log
from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.loggers import LARGEST_FILE, load_loggers, text_of
from donor_room.packs.texts import LANGUAGES, Texts

SHIPPED = (resources_folder() / "loggers" / "station.toml").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_is_said_in_every_language(language: str) -> None:
    assert all(Texts(language).has(f"loggers.keep.{keep.id}") for keep in load_loggers().keeps)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "logtag"', 'id = "elitech"'),
        ("low = 20", "low = 25"),
        ("low = 20", 'low = "cold"'),
        ("read_out_min", "read_out_mni"),
        ('clock = ["Time", "时间"]', ""),
        ('formats = ["%Y-%m-%d %H:%M"]', 'formats = ["%H:%M"]'),
    ],
)
def test_a_list_that_is_not_in_its_form_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in SHIPPED
    (tmp_path / "station.toml").write_text(SHIPPED.replace(old, new, 1), "utf-8")
    with pytest.raises(Refusal) as said:
        load_loggers(tmp_path)
    assert said.value.code == "codes.unreadable"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("Device: RC-5\n序号,时间,温度(℃)\n1,2026-11-21 08:00:00,4.2\n".encode("gb18030"), "elitech"),
        ("No.\tTime\tTemperature(°C)\n1\t2026-11-21 08:00:00\t4.2\n".encode("utf-16"), "elitech"),
        ("\ufeffDate,Time,Reading (°C)\n2026-11-21,08:00:00,4.2\n".encode(), "logtag"),
        ("Date,Time,Temperature (°C)\r\n2026-11-21,08:00:00,4.2\r\n".encode(), "logtag"),
        ("id;Date / time;1 [°C]\n1;21.11.2026 08:00:00;4,2\n".encode("cp1252"), "testo"),
        (b"2026-11-21\t08:00\t4.2\n", "berlinger"),
        (b"1 2026/11/21 8:00:00 4.2\n", "sensitech"),
    ],
)
def test_the_shipped_forms_read_their_files_in_the_encodings_of_our_machines(data: bytes, form: str) -> None:
    log = read_log(text_of(data), load_loggers().forms)
    assert (log.form, log.readings[0].celsius) == (form, Decimal("4.2"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"x" * (LARGEST_FILE + 1), "too_large"),
        (b"%PDF-1.7 ...", "is_pdf"),
        (b"PK\x03\x04...", "is_workbook"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "is_workbook"),
        (b"\x00\x01\x02", "no_form"),
        (b"\xff\xfeabc", "no_form"),
    ],
)
def test_what_is_no_text_is_said_by_its_name(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as said:
        text_of(data)
    assert said.value.code == f"loggers.{code}"
