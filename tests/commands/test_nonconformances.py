"""`nonconformances`: a line for each and one for the sums, papers where they are asked for."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from donor_room import cli
from donor_room.domain import entries as e
from donor_room.domain.clock import SystemClock, day_at_site
from donor_room.settings import Profile
from donor_room.workflow.shift import the_shift
from tests.support import desks as d
from tests.support.profiles import PASSPHRASE, new_profile, open_at_once


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """A terminal at which a check failed today."""
    profile = new_profile(tmp_path_factory.mktemp("terminal"))
    desk = open_at_once(profile, SystemClock())
    desk.record_as_terminal(*d._staff())
    d.begin_work(desk)
    desk.record_of_house(
        e.ShiftChecked(
            shift=the_shift(desk).id, item="transport_box", result="failed", value=Decimal("9.1"), unit="°C",
            lot=None, lot_expires_on=None, remark="冰排没冻透",
        )
    )  # fmt: skip
    desk.close()
    return profile


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)


def run(profile: Profile, *words: str) -> int:
    return cli.run(["nonconformances", "--db", str(profile.database), *words])


def test_today_is_told_line_by_line_with_its_sums(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(profile) == 0
    said = capsys.readouterr()
    one, sums = [json.loads(line) for line in said.out.splitlines()]
    assert (one["code"], one["reason"], one["settled"]) == ("check_failed", "冰排没冻透", "open")
    assert one["at"].endswith("+08:00")
    assert (one["by"], one["part"], one["amount"]) == ("李全", "transport_box", "9.1 °C")
    assert one["site"]
    assert sums["by_code"] == {"check_failed": 1}
    assert (sums["count"], sums["open"], sums["visits_left"], said.err) == (1, 1, 0, "")


def test_days_on_which_nothing_happened_are_a_line_of_sums(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(profile, "--from", "2020-01-01", "--to", "2020-12-31") == 0
    (sums,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (sums["count"], sums["first"], sums["last"]) == (0, "2020-01-01", "2020-12-31")


def test_papers_are_written_where_they_are_asked_for(profile: Profile, tmp_path: Path) -> None:
    pdf, xlsx = tmp_path / "a.pdf", tmp_path / "a.xlsx"
    assert run(profile, "--pdf", str(pdf), "--xlsx", str(xlsx)) == 0
    assert pdf.read_bytes()[:5] == b"%PDF-"
    assert xlsx.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-12-02", "--to", "2026-12-01"), "2026-12-02"),
        (("--pdf", "/nowhere/a.pdf"), "a.pdf"),
        (("--xlsx", "/nowhere/a.xlsx"), "a.xlsx"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    profile: Profile, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert run(profile, *words) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


@pytest.mark.parametrize("words", [("--from", "2.12.2026"), ("--to", ""), ("--by", "day"), ("tomorrow",)])
def test_what_cannot_be_meant_so_is_one_sentence(
    profile: Profile, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(profile, *words)
    assert (ended.value.code, len(capsys.readouterr().err.splitlines())) == (2, 1)


def test_a_day_alone_is_its_own_end(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    today = day_at_site(SystemClock().now()).isoformat()
    assert run(profile, "--from", today) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["last"] == today
