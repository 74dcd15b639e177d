"""`figures`: a line of JSON for each part, today unless told otherwise; a sentence for days turned round."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from donor_room import cli
from donor_room.domain.clock import SystemClock, day_at_site
from donor_room.settings import Profile
from donor_room.workflow import aftercare
from tests.support import desks as d
from tests.support.profiles import PASSPHRASE, new_profile, open_at_once


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)
    profile = new_profile(tmp_path / "terminal")
    desk = open_at_once(profile, SystemClock())
    desk.record_as_terminal(*d._staff())
    d.begin_work(desk)
    aftercare.close(desk, d.come_in(desk).id, how="left", remark="有事")
    desk.close()
    return profile


def lines(profile: Profile, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert cli.run(["figures", "--db", str(profile.database), *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_today_is_told_as_one_sum(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = lines(profile, capsys)
    assert (line["all"], line["visits"], line["left"], line["whole_blood_units"]) == ("", 1, 1, "0")


def test_parts_bear_their_names(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    today = day_at_site(SystemClock().now()).isoformat()
    (line,) = lines(profile, capsys, "--from", today, "--by", "day")
    assert (line["day"], line["visits"]) == (today, 1)


def test_days_without_a_visit_are_a_line_of_nothing(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = lines(profile, capsys, "--from", "2020-01-01", "--to", "2020-12-31")
    assert line["visits"] == 0


def test_days_turned_round_are_refused(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    days = ["--from", "2026-12-02", "--to", "2026-12-01"]
    assert cli.run(["figures", "--db", str(profile.database), *days]) == 2
    assert "2026-12-02" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--from", "2.12.2026"), ("--by", "weather"), ("--to", "")])
def test_what_cannot_be_meant_so_is_one_sentence(
    profile: Profile, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(["figures", "--db", str(profile.database), *words])
    assert (ended.value.code, len(capsys.readouterr().err.splitlines())) == (2, 1)


def test_a_report_is_written_on_paper_and_as_a_workbook(
    profile: Profile, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pdf, xlsx = tmp_path / "a.pdf", tmp_path / "a.xlsx"
    lines(profile, capsys, "--by", "day", "--pdf", str(pdf), "--xlsx", str(xlsx))
    assert pdf.read_bytes()[:5] == b"%PDF-"
    assert xlsx.read_bytes()[:2] == b"PK"


def test_first_sticks_are_written_only_where_they_are_asked_for(
    profile: Profile, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines(profile, capsys, "--year-before", "--pdf", str(tmp_path / "a.pdf"))
    assert [file.name for file in tmp_path.glob("*.pdf")] == ["a.pdf"]
    lines(profile, capsys, "--first-sticks", str(tmp_path / "b.pdf"))
    assert (tmp_path / "b.pdf").read_bytes()[:5] == b"%PDF-"


def test_days_without_a_visit_have_a_paper_too(
    profile: Profile, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pdf = tmp_path / "a.pdf"
    lines(profile, capsys, "--from", "2020-01-01", "--pdf", str(pdf))
    assert pdf.stat().st_size > 1_000


def test_where_no_file_can_be_written_that_is_said(
    profile: Profile, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["figures", "--db", str(profile.database), "--pdf", str(tmp_path / "none" / "a.pdf")]
    assert cli.run(words) == 2
    assert "a.pdf" in capsys.readouterr().err
